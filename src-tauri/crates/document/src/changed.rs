//! What an update would change, seen on a copy: whoever accepts a suggestion accepts what it does, not what it says of itself.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use yrs::branch::{Branch, BranchPtr};
use yrs::types::Delta;
use yrs::types::text::TextEvent;
use yrs::updates::decoder::Decode;
use yrs::{Any, Assoc, ClientID, ID, Observable, Out, ReadTxn, StickyIndex, Transact};

use crate::Document;
use crate::form::{Piece, What, check};

/// What an update changes in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The words that go, in the order of the text.
    pub gone: String,
    /// The words that come, likewise.
    pub come: String,
    /// From where to where that is in the text as it was, as the page counts; none where nothing changes. Words come where
    /// they were meant to: what somebody else wrote there as well may stand before them.
    pub place: Option<RangeInclusive<u32>>,
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
        let mut changed = read(&before, &deltas);
        for piece in &check(update).ok()?.pieces {
            if matches!(piece.what, What::Words(_)) && !changed.come.is_empty() {
                changed.reach(self.meant(name, piece)?);
            }
        }
        Some(changed)
    }

    /// Where a text is between two places in it, each a relative position of Yjs. None where one of them is in no text of
    /// this name, or has not come.
    #[must_use]
    pub fn between(&self, name: &str, from: &[u8], to: &[u8]) -> Option<RangeInclusive<u32>> {
        let place = |place| self.offset(name, &StickyIndex::decode_v1(place).ok()?);
        let (from, to) = (place(from)?, place(to)?);
        Some(from.min(to)..=from.max(to))
    }

    /// Where words were to be written; none for those that are behind others of the same hand, which are next to these.
    fn meant(&self, name: &str, piece: &Piece<'_>) -> Option<Option<u32>> {
        let ((client, clock), side) = match (piece.left, piece.right) {
            (None, None) => return Some(Some(0)),
            (Some(left), _) => (left, Assoc::Before),
            (None, Some(right)) => (right, Assoc::After),
        };
        if client == piece.client {
            return Some(None);
        }
        let id = ID::new(ClientID::new(client), u32::try_from(clock).ok()?);
        Some(Some(self.offset(name, &StickyIndex::from_id(id, side))?))
    }

    fn offset(&self, name: &str, place: &StickyIndex) -> Option<u32> {
        let transaction = self.doc.transact();
        let text = transaction.get_text(name)?;
        let found = place.get_offset(&transaction)?;
        let branch: &Branch = text.as_ref();
        (found.branch == BranchPtr::from(branch)).then_some(found.index)
    }
}

impl Changed {
    fn reach(&mut self, at: Option<u32>) {
        let Some(at) = at else { return };
        self.place = Some(match &self.place {
            Some(place) => at.min(*place.start())..=at.max(*place.end()),
            None => at..=at,
        });
    }
}

/// What was told of a change, in words, and where what goes was.
fn read(before: &[u16], deltas: &[Delta]) -> Changed {
    let (mut gone, mut changed, mut at) = (Vec::new(), Changed::default(), 0);
    for delta in deltas {
        match delta {
            Delta::Retain(length, _) => at += *length,
            Delta::Deleted(length) => {
                let end = at + *length;
                gone.extend_from_slice(before.get(at as usize..end as usize).unwrap_or_default());
                [at, end].into_iter().for_each(|place| changed.reach(Some(place)));
                at = end;
            }
            Delta::Inserted(Out::Any(Any::String(words)), _) => changed.come.push_str(words),
            Delta::Inserted(..) => {}
        }
    }
    changed.gone = String::from_utf16_lossy(&gone);
    changed
}
