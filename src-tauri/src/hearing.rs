//! What the desk tells its window: the page asks, and is answered once there is something. Told by a script that Rust
//! has run in the page, as Tauri tells it, each word would have an answer, for which WebKit brings up an engine for
//! JavaScript in this process too.

use std::sync::Arc;
use std::time::Duration;

use tauri::State;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use crate::desk::{Signal, Workplace};
use crate::failure::Failure;
use crate::views::Stale;

/// How long a page waits at most for one answer: a question of a page that is gone does not stay for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the page has not heard yet. There is one page, and it asks one question at a time.
pub(crate) struct Hearing {
    signals: Mutex<Option<Receiver<Signal>>>,
    /// Counts questions: whoever asks sends away the one before, which a page that is gone has left behind.
    asked: watch::Sender<u64>,
}

impl Default for Hearing {
    fn default() -> Self {
        Self { signals: Mutex::default(), asked: watch::Sender::new(0) }
    }
}

/// Hears what was told since the last answer, as soon as there is something. `anew` begins: it forgets what came before,
/// and is answered at once.
#[tauri::command]
pub(crate) async fn hear(
    hearing: State<'_, Hearing>,
    workplace: State<'_, Arc<Workplace>>,
    anew: bool,
) -> Result<Vec<Signal>, Failure> {
    Ok(hearing.next(anew.then(|| workplace.desk().signals())).await)
}

impl Hearing {
    async fn next(&self, anew: Option<Receiver<Signal>>) -> Vec<Signal> {
        let mut asked = self.asked.subscribe();
        let mut own = 0;
        self.asked.send_modify(|count| {
            *count += 1;
            own = *count;
        });
        let mut signals = self.signals.lock().await;
        if anew.is_some() {
            *signals = anew;
            return Vec::new();
        }
        let Some(signals) = signals.as_mut() else { return Vec::new() };
        let first = tokio::select! {
            first = timeout(PATIENCE, signals.recv()) => first,
            _ = asked.wait_for(|count| *count != own) => return Vec::new(),
        };
        let mut told = match first {
            Ok(Ok(signal)) => vec![signal],
            Ok(Err(RecvError::Lagged(_))) => vec![everything()],
            Ok(Err(RecvError::Closed)) | Err(_) => return Vec::new(),
        };
        loop {
            match signals.try_recv() {
                Ok(signal) => told.push(signal),
                Err(TryRecvError::Lagged(_)) => told.push(everything()),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return told,
            }
        }
    }
}

/// For whoever lagged behind: they ask for everything anew.
fn everything() -> Signal {
    Signal::Stale(Stale { views: vec!["*"], stream: None })
}

#[cfg(test)]
mod tests {
    use futures_util::future::join;
    use tokio::sync::broadcast;

    use super::Hearing;
    use crate::desk::Signal;

    #[tokio::test]
    async fn what_is_told_between_two_questions_is_heard_once_and_in_order() {
        let (tell, signals) = broadcast::channel(8);
        let hearing = Hearing::default();
        assert!(hearing.next(Some(signals)).await.is_empty());
        tell.send(Signal::Switched).expect("it is heard");
        tell.send(super::everything()).expect("it is heard");
        assert!(matches!(hearing.next(None).await[..], [Signal::Switched, Signal::Stale(_)]));
        let told = join(hearing.next(None), async { tell.send(Signal::Switched) });
        assert!(matches!(told.await.0[..], [Signal::Switched]), "and what was heard is not told again");
    }

    #[tokio::test]
    async fn whoever_was_told_too_much_asks_for_everything() {
        let (tell, signals) = broadcast::channel(2);
        let hearing = Hearing::default();
        hearing.next(Some(signals)).await;
        for _ in 0..9 {
            tell.send(Signal::Switched).expect("it is heard");
        }
        let told = hearing.next(None).await;
        assert!(
            matches!(&told[..], [Signal::Stale(stale), Signal::Switched, Signal::Switched] if stale.views == ["*"])
        );
    }

    #[tokio::test]
    async fn a_new_page_sends_away_the_question_of_the_one_before() {
        let (tell, signals) = broadcast::channel(8);
        let hearing = Hearing::default();
        hearing.next(Some(signals)).await;
        let (gone, begun) = join(hearing.next(None), hearing.next(Some(tell.subscribe()))).await;
        assert!(gone.is_empty() && begun.is_empty());
        tell.send(Signal::Switched).expect("it is heard");
        assert!(
            matches!(hearing.next(None).await[..], [Signal::Switched]),
            "the new one misses nothing by it"
        );
    }
}
