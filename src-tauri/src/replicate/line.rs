//! The hub of the moment with what shows who asks, for whoever asks it something now and then.

use std::sync::Weak;

use tokio::sync::watch;

use super::Bell;
use super::http::HttpRemote;
use crate::desk::{Desk, HubAt};

/// The way to the hub, kept from one question to the next: the keychain is asked once, not every few seconds.
pub(super) struct Line {
    bell: watch::Receiver<Bell>,
    /// How often somebody had joined, or asked to try now, when it was made.
    asked: u64,
    made: Option<(HubAt, HttpRemote)>,
}

impl Line {
    pub(super) fn new(bell: watch::Receiver<Bell>) -> Self {
        let asked = bell.borrow().asked;
        Self { bell, asked, made: None }
    }

    /// The hub, if there is one and this laptop has a token for it.
    pub(super) fn remote(&mut self, desk: &Weak<Desk>) -> Option<&HttpRemote> {
        let desk = desk.upgrade()?;
        let (at, asked) = (desk.hub_at(), self.bell.borrow_and_update().asked);
        if self.asked != asked || self.made.as_ref().map(|(hub, _)| hub) != at.as_ref() {
            self.made = at.and_then(|at| {
                let token = desk.token(&at).ok().flatten()?;
                let remote = HttpRemote::new(at.address.clone(), token).ok()?;
                Some((at, remote))
            });
            self.asked = asked;
        }
        self.made.as_ref().map(|(_, remote)| remote)
    }

    /// Returns when somebody has joined since, or asked to try now; never, once the desk is gone.
    pub(super) async fn rung(&mut self) {
        let asked = self.asked;
        if self.bell.wait_for(|bell| bell.asked != asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
