//! One update for everybody who asked to hear of the public page, each by a message of their own. What became of it for whom
//! is noted as it goes: whoever has it does not get it again, and what is cut off goes on where it was.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use incident::value;
use outreach::{Channel, Message, MessageId, Subscriber, Undelivered, Why};

use crate::hand_over::{Outcome, worse};
use crate::run::aside;
use crate::{Heard, House, Job, Listener, Way};

/// So many are told before it is noted who was.
const TOGETHER: usize = 100;
/// So many webhooks are spoken to at once.
const AT_ONCE: usize = 8;
/// After so many attempts it goes on without those who are not reached: the next update waits for this one.
const PATIENCE: usize = 3;
const NO_TABLE: &str =
    "Who asked to hear, and who was told, cannot be read or kept. Look at the hub's disk; it is tried again.";

/// Tells everybody who had asked by then and does not have it yet.
pub(crate) async fn tell_each<H: House>(
    house: &Arc<H>,
    job: &Job,
    way: &Way,
    message: &Message,
    attempts: usize,
) -> Outcome {
    let (mut after, mut worst) = (None::<MessageId>, None::<Undelivered>);
    loop {
        let (id, by, from) = (message.id.clone(), message.at, after.clone());
        let found = aside(house, move |house| house.listeners(&id, by, from.as_ref(), TOGETHER)).await;
        let Some(Ok(listeners)) = found else { return failed(no_table(), 0) };
        let Some(last) = listeners.last() else { break };
        after = Some(last.name().clone());
        let (heard, of_the_server) = tell(way, message, listeners, attempts, &mut worst).await;
        let id = message.id.clone();
        if let Some(Err(trouble)) = aside(house, move |house| house.note_heard(&id, &heard)).await {
            tracing::error!(%trouble, destination = %job.destination, "who was told cannot be noted");
            return failed(no_table(), 0);
        }
        if let Some(why) = of_the_server {
            worst = Some(worse(worst, why));
            break;
        }
    }
    let id = message.id.clone();
    let Some(Ok((taken, of))) = aside(house, move |house| house.heard(&id)).await else {
        return failed(no_table(), 0);
    };
    match worst {
        Some(why) => failed(why, taken),
        None => {
            let count = |n: u64| u32::try_from(n).ok();
            Outcome::Arrived {
                receipt: value::Receipt { name: None, reached: count(taken), of: count(of) },
                detail: format!("Taken for {taken} of {of} who asked to hear."),
                mail: None,
            }
        }
    }
}

fn no_table() -> Undelivered {
    Undelivered::Later { after: None, why: Why::Channel(NO_TABLE) }
}

/// Whoever got it is known, so another attempt tells nobody twice.
fn failed(why: Undelivered, taken: u64) -> Outcome {
    let part = usize::try_from(taken).ok().filter(|taken| *taken > 0).map(|taken| (taken, None));
    Outcome::Failed { why, part, idempotent: true }
}

/// Tells some of them. Gives what is known of whom, and what keeps the mail server from taking any more.
async fn tell(
    way: &Way,
    message: &Message,
    listeners: Vec<Listener>,
    attempts: usize,
    worst: &mut Option<Undelivered>,
) -> (Vec<(MessageId, Heard)>, Option<Undelivered>) {
    let (mut mails, mut hooks) = (Vec::new(), Vec::new());
    for listener in listeners {
        match listener {
            Listener::Mail(one) => mails.push(one),
            Listener::Hook { name, hook, secret, unsubscribe, outreach } => {
                let message = Message { unsubscribe: Some(unsubscribe), ..message.clone() };
                hooks.push((name, Channel::Webhook(hook), secret, outreach, message));
            }
        }
    }
    let went = Went::default();
    let mailed = way.outreach.deliver_each(&way.channel, &way.secret, message, &mails, noted(&went));
    let each = hooks.into_iter().map(|(name, hook, secret, outreach, message)| async move {
        (name, outreach.deliver(&hook, &secret, &message).await.map(drop))
    });
    let hooked = stream::iter(each.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).collect::<Vec<_>>();
    let (mailed, hooked) = tokio::join!(mailed, hooked);
    let mut heard = Vec::new();
    let mut went = went.into_inner().unwrap_or_else(PoisonError::into_inner);
    went.extend(hooked);
    for (name, result) in went {
        match result {
            Ok(()) => heard.push((name, Heard::Taken)),
            Err(why) if is_nobody(why.why()) => heard.push((name, Heard::NobodyThere)),
            Err(Undelivered::Never { .. }) => heard.push((name, Heard::Not)),
            Err(_) if attempts >= PATIENCE => heard.push((name, Heard::Not)),
            Err(why) => *worst = Some(worse(worst.take(), why)),
        }
    }
    (heard, mailed.err())
}

type Went = Mutex<Vec<(MessageId, Result<(), Undelivered>)>>;

/// Writes down what became of it for each.
fn noted(went: &Went) -> impl Fn(&Subscriber, Result<(), Undelivered>) + Send + Sync {
    |one, result| went.lock().unwrap_or_else(PoisonError::into_inner).push((one.name.clone(), result))
}

/// Whether there is nobody at the address: as its mail server says it, and for a webhook by the word that it is gone for good.
fn is_nobody(why: &Why) -> bool {
    match why {
        Why::Refused { said, .. } => outreach::is_nobody(said),
        Why::Gone { said, .. } => said.starts_with("410"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_at_which_there_is_nobody_is_given_up_for_ever() {
        let (host, refused) = ("mail.example.org".to_owned(), |said: &str| said.to_owned());
        for (said, nobody) in [
            ("550 5.1.1 no such user", true),
            ("550 5.1.10 null MX", true),
            ("550 5.2.1 disabled", true),
            ("552 5.2.2 mailbox full", false),
            ("550 5.1.8 the sender's domain is not found", false),
            ("554 5.7.1 it looks like spam", false),
            ("554 no", false),
        ] {
            let why = Why::Refused { host: host.clone(), said: refused(said) };
            assert_eq!(is_nobody(&why), nobody, "{said}");
        }
        assert!(is_nobody(&Why::Gone { host: host.clone(), said: "410".to_owned() }));
        assert!(!is_nobody(&Why::Gone { host, said: "404".to_owned() }));
    }
}
