//! Lies of a hub, a network and a disk: a run has to tell each from the truth, or it would tell nothing.

use serde_json::Value;
use sync::{Page, Push, Pushed, Verdict};

use crate::network::{Answer, Request};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    /// A push is called taken, and thrown away.
    Acknowledged,
    /// A page comes without its entries.
    Skipped,
    /// A crash takes along what was only in the write-ahead log.
    Unflushed,
}

impl Lie {
    /// What a push is told by a hub that throws it away; none for anything else.
    pub(crate) fn acknowledged(self, request: &Request) -> Option<Answer> {
        let push: Push = serde_json::from_slice(&request.body).ok().filter(|_| self == Self::Acknowledged)?;
        let verdicts = vec![Verdict::Taken; push.entries.len()];
        let pushed = Pushed { verdicts, ..Pushed::default() };
        Some((200, serde_json::to_vec(&pushed).unwrap()))
    }

    /// An answer as the network brings it.
    pub(crate) fn skipped(self, (status, body): Answer) -> Answer {
        let is_page =
            |body: &[u8]| serde_json::from_slice::<Value>(body).is_ok_and(|body| body["more"].is_boolean());
        if self != Self::Skipped || !is_page(&body) {
            return (status, body);
        }
        let page: Page = serde_json::from_slice(&body).unwrap();
        (status, serde_json::to_vec(&Page { entries: Vec::new(), ..page }).unwrap())
    }
}
