//! What an update would change, seen on a copy: whoever accepts a suggestion accepts what it does, not what it says of itself.

use std::sync::{Arc, Mutex, PoisonError};

use yrs::types::Delta;
use yrs::types::text::TextEvent;
use yrs::{Any, Observable, Out};

use crate::Document;

/// What an update changes in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The words that go, in the order of the text.
    pub gone: String,
    /// The words that come, likewise.
    pub come: String,
}

impl Document {
    /// What an update would change in the text of this name. None where it changes another as well, cannot be read, or rests
    /// on what has not come.
    #[must_use]
    pub fn changed(&self, name: &str, update: &[u8]) -> Option<Changed> {
        let mut apart = Self::default();
        if !apart.hold(&self.state()) {
            return None;
        }
        let before: Vec<u16> = apart.text(name).encode_utf16().collect();
        let text = apart.doc.get_or_insert_text(name);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let deltas = Arc::clone(&seen);
        text.observe("changed", move |transaction, event: &TextEvent| {
            let mut deltas = deltas.lock().unwrap_or_else(PoisonError::into_inner);
            deltas.extend_from_slice(event.delta(transaction));
        });
        // Looked at as whatever else comes, and what it leaves half done is thrown away with the copy.
        if apart.take(update).is_err() || apart.waits() {
            return None;
        }
        let is_other = |other: &String| other != name;
        let others = |document: &Self| document.texts().into_iter().filter(is_other).collect::<Vec<_>>();
        let same = |other: &String| self.text(other) == apart.text(other);
        if others(self) != others(&apart) || !others(self).iter().all(same) {
            return None;
        }
        let deltas = seen.lock().unwrap_or_else(PoisonError::into_inner);
        Some(read(&before, &deltas))
    }
}

/// What was told of a change, in words.
fn read(before: &[u16], deltas: &[Delta]) -> Changed {
    let (mut gone, mut changed, mut at) = (Vec::new(), Changed::default(), 0);
    for delta in deltas {
        match delta {
            Delta::Retain(length, _) => at += *length as usize,
            Delta::Deleted(length) => {
                let end = at + *length as usize;
                gone.extend_from_slice(before.get(at..end).unwrap_or_default());
                at = end;
            }
            Delta::Inserted(Out::Any(Any::String(words)), _) => changed.come.push_str(words),
            Delta::Inserted(..) => {}
        }
    }
    changed.gone = String::from_utf16_lossy(&gone);
    changed
}
