//! Commands and signals.

use std::convert::Infallible;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use incident::command::{Command, Edit};
use incident::customer_list::Column;
use incident::entry::Series;
use incident::id::{DestinationId, EntryRef, IncidentId, Millis, PersonId, SeverityId, WorkspaceId};
use incident::nag::quiet::Quiet;
use incident::past::{Mapping, Report};
use incident::value::{Answer, Audience, Occasion, Passage};
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;

use super::{Refused, Shared};
use crate::desk::{Seat, Signal};
use crate::failure::Failure;
use crate::views::{
    ActionHistory, ActionsView, AddedView, BoardLine, BoardRequest, BoardView, BookView, BriefView, Caret,
    ChannelsView, CommsView, CustomerListDraft, CustomerListReport, CustomerView, CustomersView, DevicesView,
    Done, Draft, DraftView, Form, HitView, ImportDraft, InboxView, InvitationView, Joined, KeyView, LogView,
    MeetingView, MemberRole, OutboxView, PageDriftView, PresenceView, PresentationView, PreviewView,
    ProcessView, ProofView, RailView, RelatedView, ReleaseView, ReleaseWish, RemarkView, ReviewView,
    RoomView, Ruling, SectionChange, SettledView, Stale, Start, StatusPageView, SubscribersView, SyncView,
    TemplatesView, TextView, TwiceView, Unsent, WorkspaceView,
};

/// Calls the method of the desk that has this name; none if there is no such command.
macro_rules! as_dispatch {
    ($($name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        fn dispatch(seat: &Seat, name: &str, args: &[u8]) -> Option<Result<Value, Failure>> {
            match name {
                $(stringify!($name) => {
                    #[derive(serde::Deserialize)]
                    struct Args { $($arg: $type),* }
                    let run = || {
                        let Args { $($arg),* } = serde_json::from_slice(args).map_err(unreadable)?;
                        let answer: $answer = seat.$name($($arg),*)?;
                        serde_json::to_value(answer).map_err(unreadable)
                    };
                    Some(run())
                })*
                _ => None,
            }
        }
    };
}
with_commands!(as_dispatch);

#[expect(clippy::needless_pass_by_value, reason = "it is handed over by map_err")]
fn unreadable(error: serde_json::Error) -> Failure {
    Failure {
        hint: Some(error.to_string()),
        ..Failure::new(
            "unreadable",
            "Allclear did not understand this page. Reload it; if that does not help, start Allclear again.",
        )
    }
}

pub(super) async fn call(
    State(shared): State<Shared>,
    Path(name): Path<String>,
    args: Bytes,
) -> Result<Json<Value>, Refused> {
    let done = tokio::task::spawn_blocking(move || dispatch(&shared.workplace.seat(), &name, &args)).await;
    match done {
        Ok(Some(answer)) => Ok(Json(answer?)),
        Ok(None) => Err(Refused(
            StatusCode::NOT_FOUND,
            Failure::new("unknown", "This page is of another version of Allclear. Reload it."),
        )),
        Err(_) => Err(Refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            Failure::new(
                "panic",
                "Something in Allclear broke while doing this. What was confirmed before is saved. Please report it with the log.",
            ),
        )),
    }
}

pub(super) async fn events(
    State(shared): State<Shared>,
) -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>>> {
    let signals = shared.workplace.desk().signals();
    let stream = futures_util::stream::unfold(signals, |mut signals| async move {
        let event = match signals.recv().await {
            Ok(Signal::Stale(stale)) => Event::default().event("stale").json_data(stale),
            Ok(Signal::Open(incident)) => {
                Event::default().event("open").json_data(serde_json::json!({ "incident": incident }))
            }
            Ok(Signal::Switched) => Event::default().event("switched").json_data(serde_json::json!({})),
            Ok(Signal::Progress(progress)) => Event::default().event("progress").json_data(progress),
            // Whoever lagged behind asks for everything anew.
            Err(RecvError::Lagged(_)) => {
                Event::default().event("stale").json_data(Stale { views: vec!["*"], stream: None })
            }
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event.unwrap_or_default()), signals))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
