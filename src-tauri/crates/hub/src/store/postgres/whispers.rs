//! What hubs on one database tell each other that is true for seconds: who is in which war room. It goes from memory to
//! memory and lies in no table. A word that is lost is said again before long.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::mem::{replace, take};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use incident::id::hex;
use tokio::sync::{Notify, broadcast};

use crate::secret::random;
use crate::store::StoreError;

/// Where it is told.
pub(super) const CHANNEL: &str = "allclear_here";

/// Between two tellings of one hub, in which a later word about a laptop replaces an earlier one.
const BREATH: Duration = Duration::from_millis(50);

/// PostgreSQL carries fewer than 8,000 bytes at a time.
const MOST: usize = 7_900;

/// How many words a hub may lag behind.
const RING: usize = 1_024;

/// The words of one hub, and those that it hears.
pub(super) struct Whispers {
    /// The workspace, and a word of this hub's own by which it knows what it said itself.
    head: String,
    workspace: String,
    waiting: Mutex<BTreeMap<i64, String>>,
    some: Notify,
    heard: broadcast::Sender<String>,
}

impl Whispers {
    pub(super) fn of(workspace: &[u8; 32]) -> Result<Self, StoreError> {
        let workspace = hex(workspace);
        let head = format!("{workspace} {}", hex(&random::<8>()?));
        let (waiting, some) = (Mutex::default(), Notify::new());
        Ok(Self { head, workspace, waiting, some, heard: broadcast::channel(RING).0 })
    }

    /// Says a word about a laptop, which is one line.
    pub(super) fn say(&self, about: i64, word: String) {
        self.waiting().insert(about, word);
        self.some.notify_one();
    }

    /// What other hubs say from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<String> {
        self.heard.subscribe()
    }

    /// What was told on the channel by some hub, perhaps this one, perhaps of another workspace.
    pub(super) fn hear(&self, told: &str) {
        let mut lines = told.lines();
        let others = lines.next().is_some_and(|head| head.starts_with(&self.workspace) && head != self.head);
        for word in lines.filter(|_| others) {
            // Where nobody listens nobody has to be told.
            let _ = self.heard.send(word.to_owned());
        }
    }

    /// Tells what is said, for as long as the connection holds.
    pub(super) async fn tell(
        &self,
        client: &tokio_postgres::Client,
    ) -> Result<Infallible, tokio_postgres::Error> {
        loop {
            self.some.notified().await;
            for told in self.next() {
                client.execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &told]).await?;
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    /// All that waits, in as few pieces as may be.
    fn next(&self) -> Vec<String> {
        let (mut pieces, mut piece) = (Vec::new(), self.head.clone());
        for word in take(&mut *self.waiting()).into_values() {
            if piece.len() + 1 + word.len() > MOST && piece.len() > self.head.len() {
                pieces.push(replace(&mut piece, self.head.clone()));
            }
            if piece.len() + 1 + word.len() <= MOST {
                piece.push('\n');
                piece.push_str(&word);
            }
        }
        if piece.len() > self.head.len() {
            pieces.push(piece);
        }
        pieces
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<i64, String>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_reach_other_hubs_of_the_workspace_whole_and_the_last_about_each_laptop_counts() {
        let (one, two) = (Whispers::of(&[1; 32]).unwrap(), Whispers::of(&[1; 32]).unwrap());
        let elsewhere = Whispers::of(&[2; 32]).unwrap();
        let (mut own, mut ear, mut far) = (one.listen(), two.listen(), elsewhere.listen());
        one.say(0, "an earlier word".to_owned());
        let long = |n: i64| format!("{n} {}", "\u{e9}".repeat(700));
        (0..20).for_each(|n| one.say(n, long(n)));
        one.say(99, "x".repeat(8_000));
        let pieces = one.next();
        assert!(pieces.len() > 2 && pieces.iter().all(|piece| piece.len() < 8_000));
        for hub in [&one, &two, &elsewhere] {
            pieces.iter().for_each(|piece| hub.hear(piece));
        }
        let heard: Vec<String> = std::iter::from_fn(|| ear.try_recv().ok()).collect();
        assert_eq!(heard, (0..20).map(long).collect::<Vec<_>>());
        assert!(own.try_recv().is_err() && far.try_recv().is_err());
        assert!(one.next().is_empty());
    }
}
