//! The webhooks among them: whatever strangers entered, none of which keeps another waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use outreach::{Channel, Message, Outreach, Secret, Undelivered, WebAddress, Webhook, Why};
use tokio::time::Instant;

use super::{EARLIER, Left, Round, STOPS, TOGETHER, not_now, some};
use crate::{Hears, House, Listener};

/// So many webhooks are spoken to at once.
const AT_ONCE: usize = 32;
/// Once so many webhooks of one host were silent in a row, the others there wait without being tried.
const SILENT: u32 = 3;
const NO_TIME: &str = "So many webhooks are slow that not all could be tried yet.";

pub(super) async fn tell_by_hook<H: House>(
    house: &Arc<H>,
    message: &Message,
    round: &Round,
    left: &mut Left,
) -> Result<(), Undelivered> {
    let (mut after, silent, begun) = (None, Silent::default(), Instant::now());
    while let Some(listeners) = some(house, Hears::Hook, message, round.by, TOGETHER, &mut after).await? {
        // Whoever stops waits for what was begun, and strangers may take their time.
        if house.courier().is_closed() {
            return Err(Undelivered::Later { after: None, why: Why::Channel(STOPS) });
        }
        let (mut ones, mut went) = (Vec::new(), Vec::new());
        for listener in listeners {
            let Listener::Hook { name, hook, secret, unsubscribe, outreach } = listener else { continue };
            if round.after.contains(&name) {
                went.push(not_now(name, EARLIER));
            } else if round.hooks.is_some_and(|hooks| begun.elapsed() >= hooks) {
                went.push(not_now(name, NO_TIME));
            } else {
                ones.push((name, Hook { hook, secret, unsubscribe, outreach }));
            }
        }
        let silent = &silent;
        let each =
            ones.into_iter().map(|(name, hook)| async move { (name, hook.tell(message, silent).await) });
        let told: Vec<_> = stream::iter(each.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).collect().await;
        went.extend(told);
        left.note(house, message, went, round).await?;
    }
    Ok(())
}

/// A webhook of somebody who asked.
struct Hook {
    hook: Webhook,
    secret: Secret,
    unsubscribe: WebAddress,
    outreach: Arc<Outreach>,
}

impl Hook {
    async fn tell(self, message: &Message, silent: &Silent) -> Result<(), Undelivered> {
        let host = self.hook.url.host().to_owned();
        if silent.is(&host) {
            return Err(Undelivered::Later { after: None, why: Why::Unreachable { host } });
        }
        let message = Message { unsubscribe: Some(self.unsubscribe), ..message.clone() };
        let went = self.outreach.deliver(&Channel::Webhook(self.hook), &self.secret, &message).await;
        silent.note(host, went.as_ref().is_err_and(is_silence));
        went.map(drop)
    }
}

/// The hosts that do not answer: whoever enters many addresses of one does not keep the others waiting.
#[derive(Default)]
struct Silent(Mutex<HashMap<String, u32>>);

impl Silent {
    fn is(&self, host: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(host).is_some_and(|times| *times >= SILENT)
    }

    fn note(&self, host: String, silent: bool) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = hosts.entry(host).or_default();
        *times = if silent { *times + 1 } else { 0 };
    }
}

fn is_silence(why: &Undelivered) -> bool {
    matches!(why.why(), Why::Silent { .. } | Why::Unreachable { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_silent_again_and_again_is_left_alone_until_it_speaks() {
        let silent = Silent::default();
        for _ in 1..SILENT {
            silent.note("slow.example.net".to_owned(), true);
        }
        assert!(!silent.is("slow.example.net"));
        silent.note("slow.example.net".to_owned(), true);
        assert!(silent.is("slow.example.net") && !silent.is("well.example.net"));
        silent.note("slow.example.net".to_owned(), false);
        assert!(!silent.is("slow.example.net"));
    }
}
