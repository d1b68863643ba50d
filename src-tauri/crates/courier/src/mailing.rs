//! One update for everybody who asked to hear of the public page, each by a message of their own. What became of it for whom
//! is noted as it goes: whoever has it does not get it again, and what is cut off goes on where it was. Mails and webhooks
//! do not wait for each other: the ones go by a server of ours, the others to whatever strangers entered.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use incident::id::EntryRef;
use incident::value;
use outreach::{
    Channel, Email, Message, MessageId, Outreach, Secret, Subscriber, Undelivered, WebAddress, Webhook, Why,
};
use tokio::time::Instant;

use crate::hand_over::{Outcome, worse};
use crate::run::{Ready, Rest, aside};
use crate::waiting::in_table;
use crate::{Heard, Hears, House, Job, Listener, Saying, Way, Went};

/// So many are told before it is noted who was.
const TOGETHER: usize = 100;
/// Where mails leave at a pace, in seconds of it.
const NOTED_EVERY: usize = 5;
/// So many webhooks are spoken to at once.
const AT_ONCE: usize = 32;
/// For so long webhooks are begun to be told before the update counts as told. Those that are left wait.
const HOOKS_FIRST: Duration = Duration::from_secs(60);
/// Once so many webhooks of one host were silent in a row, the others there wait without being tried.
const SILENT: u32 = 3;
const NO_TABLE: &str =
    "Who asked to hear, and who was told, cannot be read or kept. Look at the hub's disk; it is tried again.";
const NOBODY: &str = "None of those who asked to hear could be reached, for hours or until the next update was due. Look at the channel.";

const REFUSED: &str =
    "None of those who asked to hear was let have it. Look at the channel, then send it again.";

const EARLIER: &str = "Something earlier is on its way to them, and they are to have that first.";
const NO_TIME: &str = "So many webhooks are slow that not all could be tried yet.";

const STOPS: &str = "The hub was stopped in the middle. It goes on once it is started again.";

/// How those are told who are left.
struct Round {
    /// These are to hear something earlier first.
    after: HashSet<MessageId>,
    /// Whoever is not reached now is given up.
    last: bool,
    /// For how long webhooks are begun.
    hooks: Option<Duration>,
}

/// What a round came to.
#[derive(Default)]
struct Left {
    /// Those who wait.
    waits: HashSet<MessageId>,
    /// Why, of the worst.
    why: Option<Undelivered>,
    /// How many were given up.
    given_up: usize,
    /// The first no that is for good.
    refused: Option<Undelivered>,
}

/// What a round came to, and what kept it from going on.
#[derive(Default)]
struct Told {
    left: Left,
    trouble: Option<Undelivered>,
}

impl Told {
    /// Whether it ended by a trouble of ours, and not of the mail server.
    fn breaks_off(&self) -> bool {
        matches!(self.trouble.as_ref().map(Undelivered::why), Some(Why::Channel(NO_TABLE | STOPS)))
    }

    /// Who still waits; none where that cannot be read.
    async fn who_waits<H: House>(&self, house: &Arc<H>, message: &Message) -> Option<HashSet<MessageId>> {
        // Where it could not go on, some were not come to.
        match self.trouble {
            None => Some(self.left.waits.clone()),
            Some(_) => in_the_table(house, message).await,
        }
    }
}

/// Tells everybody who had asked by then and does not have it yet. It has arrived once more have it than wait.
pub(crate) async fn tell_each<H: House>(house: &Arc<H>, job: &Job, ready: &Ready) -> Outcome {
    let Ready { way, message, earlier, last, .. } = ready;
    let after = house.courier().waits_for(&job.destination, earlier);
    let round = Round { after, last: *last, hooks: Some(HOOKS_FIRST) };
    let told = tell(house, way, message, &round).await;
    let Some((taken, known)) = heard(house, message).await else { return failed(no_table(), 0) };
    let Some(names) = told.who_waits(house, message).await else { return failed(no_table(), taken) };
    // Whatever is told next goes round them from now on.
    house.courier().known_to_wait(job, names.clone());
    let (waits, broke_off) = (names.len() as u64, told.breaks_off());
    let Told { left, trouble } = told;
    let said = trouble.as_ref().map(|why| format!(" {}", why.why().on_record())).unwrap_or_default();
    match trouble.or(left.why) {
        Some(why) if broke_off || waits > taken => failed(why, taken),
        _ if left.given_up > 0 && taken == 0 => failed(Undelivered::Never { why: Why::Channel(NOBODY) }, 0),
        // All were refused: nobody was told, and a person looks why.
        why if taken == 0 && known > 0 => {
            let refused = left.refused.or(why).unwrap_or(Undelivered::Never { why: Why::Channel(REFUSED) });
            failed(Undelivered::Never { why: refused.why().clone() }, 0)
        }
        why => {
            let (count, of) = (|n: u64| u32::try_from(n).ok(), known + waits);
            house.courier().wait(job, Some(names), asked(why.as_ref()), house.now());
            Outcome::Arrived {
                receipt: value::Receipt { name: None, reached: count(taken), of: count(of) },
                detail: in_words(taken, of, waits) + &said,
                mail: None,
            }
        }
    }
}

/// Tells those who had to wait for an update that has arrived.
pub(crate) async fn tell_the_rest<H: House>(house: &Arc<H>, job: &Job, rest: &Rest) {
    let Rest { way, message, earlier, last, over, stale, attempt } = rest;
    let after = house.courier().waits_for(&job.destination, earlier);
    let told = match stale {
        true => give_up(house, message).await,
        false => tell(house, way, message, &Round { after, last: *last, hooks: None }).await,
    };
    let (found, names) = (heard(house, message).await, told.who_waits(house, message).await);
    let Told { left, trouble } = told;
    // Where the time is over and their server keeps from any more, those are given up who were not come to.
    let over = *over && trouble.is_some() && found.is_some() && names.is_some();
    let missed = names.as_ref().filter(|_| over).map_or(0, HashSet::len);
    let names = if over { Some(HashSet::new()) } else { names };
    let waits = names.as_ref().map_or(0, HashSet::len) as u64;
    house.courier().wait(job, names, asked(trouble.as_ref().or(left.why.as_ref())), house.now());
    let Some((taken, known)) = found else { return };
    let (given_up, well, known) = (left.given_up + missed, trouble.is_none(), known + missed as u64);
    let words = trouble.map_or_else(|| in_words(taken, known + waits, waits), |why| why.why().on_record());
    let (job, attempt) = (job.clone(), *attempt);
    aside(house, move |house| {
        if given_up > 0 {
            say_who_is_not_reached(house, &job, attempt, given_up, known);
        }
        house.note_last(&job.destination, &Went { well, words });
    })
    .await;
}

/// Gives up all who wait, without a word to them.
async fn give_up<H: House>(house: &Arc<H>, message: &Message) -> Told {
    let mut told = Told::default();
    let round = Round { after: HashSet::new(), last: true, hooks: None };
    let Some(names) = in_the_table(house, message).await else {
        return Told { trouble: Some(no_table()), ..told };
    };
    let went = names.into_iter().map(|name| not_now(name, EARLIER)).collect();
    told.trouble = told.left.note(house, message, went, &round).await.err();
    told
}

async fn in_the_table<H: House>(house: &Arc<H>, message: &Message) -> Option<HashSet<MessageId>> {
    let (id, by) = (message.id.clone(), message.at);
    aside(house, move |house| in_table(house, &id, by)).await?.ok()
}

/// That somebody was never reached stands where everybody reads it.
fn say_who_is_not_reached<H: House>(house: &H, job: &Job, attempt: EntryRef, n: usize, of: u64) {
    let why = format!("{n} of {of} who asked to hear could not be reached, and are tried no more.");
    let saying = Saying::Failed { attempt, why, retry_at: None, unknown: false };
    match house.say(job.incident, saying) {
        Ok(_) => house.shows(),
        Err(trouble) => tracing::error!(%trouble, n, "who could not be reached cannot be written down"),
    }
}

fn in_words(taken: u64, of: u64, waits: u64) -> String {
    let taken = format!("Taken for {taken} of {of} who asked to hear.");
    if waits == 0 { taken } else { format!("{taken} {waits} not reached so far; they are tried again.") }
}

fn asked(why: Option<&Undelivered>) -> Option<Duration> {
    match why {
        Some(Undelivered::Later { after, .. }) => *after,
        _ => None,
    }
}

async fn heard<H: House>(house: &Arc<H>, message: &Message) -> Option<(u64, u64)> {
    let id = message.id.clone();
    aside(house, move |house| house.heard(&id)).await?.ok()
}

fn no_table() -> Undelivered {
    Undelivered::Later { after: None, why: Why::Channel(NO_TABLE) }
}

/// Whoever got it is known, so another attempt tells nobody twice.
fn failed(why: Undelivered, taken: u64) -> Outcome {
    let part = usize::try_from(taken).ok().filter(|taken| *taken > 0).map(|taken| (taken, None));
    Outcome::Failed { why, part, idempotent: true }
}

/// Tells whoever is left, by both ways at once. Gives besides what keeps the mail server or the table from any more.
async fn tell<H: House>(house: &Arc<H>, way: &Way, message: &Message, round: &Round) -> Told {
    let (mut left, mut by_hook) = (Left::default(), Left::default());
    let (mails, hooks) = tokio::join!(
        tell_by_mail(house, way, message, round, &mut left),
        tell_by_hook(house, message, round, &mut by_hook)
    );
    left.waits.extend(by_hook.waits);
    // For how long one stranger wants to be left alone is no reason for the others to wait.
    let why = by_hook.why.map(|why| match why {
        Undelivered::Later { why, .. } => Undelivered::Later { after: None, why },
        other => other,
    });
    left.why = why.into_iter().fold(left.why.take(), |worst, why| Some(worse(worst, why)));
    left.given_up += by_hook.given_up;
    left.refused = left.refused.take().or(by_hook.refused);
    Told { left, trouble: hooks.err().or(mails.err()) }
}

async fn tell_by_mail<H: House>(
    house: &Arc<H>,
    way: &Way,
    message: &Message,
    round: &Round,
    left: &mut Left,
) -> Result<(), Undelivered> {
    let mut after = None;
    // One by one, a hundred of them would take longer than whoever stops has time for.
    let together = match &way.channel {
        Channel::Email(Email { per_second: Some(pace), .. }) => {
            TOGETHER.min(usize::try_from(*pace).unwrap_or(TOGETHER).saturating_mul(NOTED_EVERY))
        }
        _ => TOGETHER,
    };
    while let Some(listeners) = some(house, Hears::Mail, message, together, &mut after).await? {
        if house.courier().is_closed() {
            return Err(Undelivered::Later { after: None, why: Why::Channel(STOPS) });
        }
        let (mut ones, mut later): (Vec<Subscriber>, Vec<_>) = (Vec::new(), Vec::new());
        for listener in listeners {
            match listener {
                Listener::Mail(one) if round.after.contains(&one.name) => {
                    later.push(not_now(one.name, EARLIER))
                }
                Listener::Mail(one) => ones.push(one),
                Listener::Hook { .. } => {}
            }
        }
        let went = Mutex::new(later);
        let delivered =
            way.outreach.deliver_each(&way.channel, &way.secret, message, &ones, noted(&went)).await;
        let went = went.into_inner().unwrap_or_else(PoisonError::into_inner);
        left.note(house, message, went, round).await?;
        delivered?;
    }
    Ok(())
}

async fn tell_by_hook<H: House>(
    house: &Arc<H>,
    message: &Message,
    round: &Round,
    left: &mut Left,
) -> Result<(), Undelivered> {
    let (mut after, silent, begun) = (None, Silent::default(), Instant::now());
    while let Some(listeners) = some(house, Hears::Hook, message, TOGETHER, &mut after).await? {
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

/// Some more of those who hear by this way and do not have it.
async fn some<H: House>(
    house: &Arc<H>,
    hears: Hears,
    message: &Message,
    together: usize,
    after: &mut Option<MessageId>,
) -> Result<Option<Vec<Listener>>, Undelivered> {
    let (id, by, from) = (message.id.clone(), message.at, after.clone());
    let found = aside(house, move |house| house.listeners(hears, &id, by, from.as_ref(), together)).await;
    let Some(Ok(listeners)) = found else { return Err(no_table()) };
    let Some(last) = listeners.last() else { return Ok(None) };
    *after = Some(last.name().clone());
    Ok(Some(listeners))
}

fn not_now(name: MessageId, why: &'static str) -> (MessageId, Result<(), Undelivered>) {
    (name, Err(Undelivered::Later { after: None, why: Why::Channel(why) }))
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

impl Left {
    /// Writes down what became of it for some.
    async fn note<H: House>(
        &mut self,
        house: &Arc<H>,
        message: &Message,
        went: Vec<(MessageId, Result<(), Undelivered>)>,
        round: &Round,
    ) -> Result<(), Undelivered> {
        let (mut heard, mut given_up) = (Vec::new(), 0);
        for (name, result) in went {
            match result {
                Ok(()) => heard.push((name, Heard::Taken)),
                Err(why) if is_nobody(why.why()) => heard.push((name, Heard::NobodyThere)),
                Err(why @ Undelivered::Never { .. }) => {
                    self.refused.get_or_insert(why);
                    heard.push((name, Heard::Not));
                }
                Err(_) if round.last => {
                    given_up += 1;
                    heard.push((name, Heard::Not));
                }
                Err(why) => {
                    self.waits.insert(name);
                    self.why = Some(worse(self.why.take(), why));
                }
            }
        }
        let id = message.id.clone();
        if let Some(Err(trouble)) = aside(house, move |house| house.note_heard(&id, &heard)).await {
            tracing::error!(%trouble, message = %message.id, "who was told cannot be noted");
            return Err(no_table());
        }
        self.given_up += given_up;
        Ok(())
    }
}

type Each = Mutex<Vec<(MessageId, Result<(), Undelivered>)>>;

/// Writes down what became of it for each.
fn noted(went: &Each) -> impl Fn(&Subscriber, Result<(), Undelivered>) + Send + Sync {
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
