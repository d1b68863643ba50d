//! The commands the window may call, one expression each: the desk does the work.

use std::sync::Arc;

use incident::command::{Command, Edit};
use incident::customer_list::Column;
use incident::entry::Series;
use incident::id::{DestinationId, EntryRef, IncidentId, Millis, PersonId, SeverityId, WorkspaceId};
use incident::nag::quiet::Quiet;
use incident::past::{Mapping, Report};
use incident::value::{Answer, Audience, Occasion, Passage};
use tauri::State;

use crate::desk::Workplace;
use crate::failure::Failure;
use crate::views::{
    ActionHistory, ActionsView, AddedView, BoardLine, BoardRequest, BoardView, BookView, BriefView, Caret,
    ChannelsView, CommsView, CustomerListDraft, CustomerListReport, CustomerView, CustomersView, DevicesView,
    Done, Draft, DraftView, Form, HitView, ImportDraft, InboxView, InvitationView, Joined, KeyView, LogView,
    MeetingView, MemberRole, OutboxView, PageDriftView, PresenceView, PresentationView, PreviewView,
    ProcessView, ProofView, RailView, RelatedView, ReleaseView, ReleaseWish, RemarkView, ReviewView,
    RoomView, Ruling, SectionChange, SettledView, Start, StatusPageView, SubscribersView, SyncView,
    TemplatesView, TextView, TwiceView, Unsent, WorkspaceView,
};
use crate::window::blocking;

/// A Tauri command for each line of the contract. They wait for the disk, so each
/// runs on a thread that may wait: neither the window nor its signals stand still meanwhile. Arguments are called as
/// in the contract: what Tauri does not find under its own spelling of a name it takes for left out.
macro_rules! as_commands {
    ($($name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(
            #[tauri::command(rename_all = "snake_case")]
            pub(crate) async fn $name(workplace: State<'_, Arc<Workplace>>, $($arg: $type),*) -> Result<$answer, Failure> {
                let seat = workplace.seat();
                blocking(move || seat.$name($($arg),*)).await
            }
        )*
    };
}
with_commands!(as_commands);
