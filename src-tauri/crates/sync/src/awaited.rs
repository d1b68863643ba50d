//! What people wait for goes before what only has to be kept.

use incident::id::Millis;
use incident::stream::Stream;
use journal::Offered;

use crate::exchange::{Stopped, Talk};
use crate::remote::Remote;
use crate::wire::{PUSH_BYTES, PUSH_ENTRIES};

impl<R: Remote, N: Fn() -> Millis, C: FnMut(&[Stream])> Talk<'_, R, N, C> {
    /// After long work without the hub there is more than one push: an incident that was declared, and who took which role,
    /// goes first. Nothing is said of what lies before it in this file, so all that is still offered, in order. Says whether
    /// there was any.
    pub(crate) async fn push_awaited(&mut self) -> Result<bool, Stopped> {
        let entries = self.journal.outbox_awaited(self.hub, PUSH_ENTRIES, PUSH_BYTES)?;
        if entries.is_empty() {
            return Ok(false);
        }
        let places: Vec<_> = entries.iter().map(|entry| (entry.head.series(), entry.head.seq)).collect();
        let push = self.push_of(entries, 0)?;
        let pushed = self.remote.push(push).await?;
        let mut answer = Offered::default();
        self.read_verdicts(&places, pushed, &mut answer)?;
        self.journal.offered(self.hub, answer)?;
        Ok(true)
    }
}
