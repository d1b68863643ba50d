//! The commands the window may call, one expression each: the desk does the work.

use std::sync::Arc;

use incident::command::{Command, Edit};
use incident::id::{EntryRef, IncidentId, Millis, SeverityId};
use incident::past::{Mapping, Report};
use incident::value::Answer;
use tauri::State;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::views::{
    BoardLine, BoardRequest, BoardView, BookView, Done, HitView, ImportDraft, InboxView, Joined, LogView,
    RailView, RoomView, Start, SyncView,
};
use crate::window::blocking;

/// A Tauri command for each line of the contract. They wait for the disk, so each
/// runs on a thread that may wait: neither the window nor its signals stand still meanwhile.
macro_rules! as_commands {
    ($($name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(
            #[tauri::command]
            pub(crate) async fn $name(desk: State<'_, Arc<Desk>>, $($arg: $type),*) -> Result<$answer, Failure> {
                let desk = Arc::clone(&desk);
                blocking(move || desk.$name($($arg),*)).await
            }
        )*
    };
}
with_commands!(as_commands);
