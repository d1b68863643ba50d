//! What an event says, as far as it decides who may write it.

use incident::body::Body;
use incident::entry::{BodyBytes, Entry};
use incident::event::Event;
use incident::id::EntryRef;
use incident::record::Record;

/// Whether it takes the record to say who may write an event.
pub(crate) fn needs_the_record(event: &Event) -> bool {
    matches!(
        event,
        Event::PrivacySet { .. }
            | Event::AccessGranted { .. }
            | Event::Retracted { .. }
            | Event::Reinstated { .. }
            | Event::Redacted { .. }
            | Event::StreamErased { .. }
            | Event::SeriesCut { .. }
    )
}

/// Whether an event may give an incident a number, or one back that was taken from it.
pub(crate) fn may_number(event: &Event) -> bool {
    matches!(event, Event::Numbered { .. } | Event::Retracted { .. } | Event::Reinstated { .. })
}

/// Whether an event says, or takes back, who may see a stream.
pub(crate) fn admission(event: &Event, record: &Record) -> bool {
    let admits = |event: &Event| matches!(event, Event::PrivacySet { .. } | Event::AccessGranted { .. });
    admits(event) || undoes(event, record, admits)
}

/// Whether an event takes back, lets stand again or redacts such a fact. A redaction also puts aside the values that it
/// says were replaced, so it counts with all that it names, and with what taking back such a fact has said.
pub(crate) fn undoes(event: &Event, record: &Record, what: impl Fn(&Event) -> bool) -> bool {
    let says = |entry: &EntryRef| record.fact(*entry).and_then(|fact| fact.event.as_ref());
    match event {
        Event::Retracted { entry, .. } | Event::Reinstated { entry, .. } => says(entry).is_some_and(what),
        Event::Redacted { entry, replaces } => {
            std::iter::once(entry).chain(replaces).filter_map(says).any(|named| match named {
                Event::Retracted { entry, .. } | Event::Reinstated { entry, .. } => {
                    says(entry).is_some_and(&what)
                }
                named => what(named),
            })
        }
        _ => false,
    }
}

pub(crate) fn event(entry: &Entry) -> Option<Event> {
    let BodyBytes::Whole(bytes) = &entry.body else { return None };
    Body::from_bytes(entry.head.v, bytes).ok().map(|body| body.event)
}
