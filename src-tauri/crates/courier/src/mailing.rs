//! One update for everybody who asked to hear of the public page, each by a message of their own. What became of it for whom
//! is noted as it goes: whoever has it does not get it again, and what is cut off goes on where it was. Mails and webhooks
//! do not wait for each other: the ones go by a server of ours, the others to whatever strangers entered.

mod hooks;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use incident::id::{EntryRef, Millis};
use incident::value;
use outreach::{Channel, Email, Message, MessageId, Subscriber, Undelivered, Why};

use self::hooks::tell_by_hook;
use crate::hand_over::{Outcome, worse};
use crate::run::{Ready, Rest, aside};
use crate::waiting::in_table;
use crate::{Heard, Hears, House, Job, Listener, Saying, Way, Went};

/// So many are told before it is noted who was.
const TOGETHER: usize = 100;
/// Where mails leave at a pace, in seconds of it.
const NOTED_EVERY: usize = 5;
/// For so long webhooks are begun to be told before the update counts as told. Those that are left wait.
const HOOKS_FIRST: Duration = Duration::from_secs(15);
const NO_TABLE: &str =
    "Who asked to hear, and who was told, cannot be read or kept. Look at the hub's disk; it is tried again.";
const NOBODY: &str = "None of those who asked to hear could be reached, for hours or until the next update was due. Look at the channel.";

const REFUSED: &str =
    "None of those who asked to hear was let have it. Look at the channel, then send it again.";

const EARLIER: &str = "Something earlier is on its way to them, and they are to have that first.";
const STOPS: &str = "The hub was stopped in the middle. It goes on once it is started again.";

/// How those are told who are left.
struct Round {
    /// Whoever asked later does not hear it.
    by: Millis,
    /// These are to hear something earlier first.
    after: HashSet<MessageId>,
    /// Whoever is not reached now is given up.
    last: bool,
    /// For how long webhooks are begun.
    hooks: Option<Duration>,
}

/// What a round came to by one way.
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
    mails: Left,
    hooks: Left,
    trouble: Option<Undelivered>,
}

/// How far a message is by one way.
struct Sum {
    /// Those who have it.
    taken: u64,
    /// Those of whom it is known whether they have it.
    known: u64,
    /// Those who wait.
    waits: HashSet<MessageId>,
}

impl Told {
    /// Whether it ended by a trouble of ours, and not of the mail server.
    fn breaks_off(&self) -> bool {
        matches!(self.trouble.as_ref().map(Undelivered::why), Some(Why::Channel(NO_TABLE | STOPS)))
    }

    /// Why they wait, of the worst. For how long strangers want to be left alone is no reason for the others to wait.
    fn why(&self) -> Option<&Undelivered> {
        self.trouble.as_ref().or(self.mails.why.as_ref())
    }

    /// How far it is by mail, and by webhook; none where that cannot be read.
    async fn sums<H: House>(&self, house: &Arc<H>, message: &Message, by: Millis) -> Option<[Sum; 2]> {
        let sum = async |by_way, left: &Left| {
            let id = message.id.clone();
            let (taken, known) = aside(house, move |house| house.heard(by_way, &id)).await?.ok()?;
            // Where it could not go on, some were not come to.
            let waits = match self.trouble {
                None => left.waits.clone(),
                Some(_) => in_the_table(house, by_way, message, by).await?,
            };
            Some(Sum { taken, known, waits })
        };
        Some([sum(Hears::Mail, &self.mails).await?, sum(Hears::Hook, &self.hooks).await?])
    }
}

/// Tells everybody who had asked by then and does not have it yet. It has arrived once more have it than wait for a mail:
/// webhooks lead to machines of strangers, and what those make of it says nothing of our own way. Where they refuse, they
/// are tried further beside whatever is told next, and then they are counted.
pub(crate) async fn tell_each<H: House>(house: &Arc<H>, job: &Job, ready: &Ready) -> Outcome {
    let Ready { way, message, by, earlier, last, .. } = ready;
    let after = house.courier().waits_for(&job.destination, earlier);
    let round = Round { by: *by, after, last: *last, hooks: Some(HOOKS_FIRST) };
    let told = tell(house, way, message, &round).await;
    let Some([mail, hook]) = told.sums(house, message, *by).await else { return failed(no_table(), 0) };
    let (taken, known) = (mail.taken + hook.taken, mail.known + hook.known);
    let by_mail = mail.waits.len() as u64;
    let names: HashSet<MessageId> = mail.waits.into_iter().chain(hook.waits).collect();
    // Whatever is told next goes round them from now on.
    house.courier().known_to_wait(job, names.clone());
    let (waits, why) = (names.len() as u64, told.why().cloned());
    match why {
        Some(why) if told.breaks_off() || by_mail > taken => failed(why, taken),
        // No mail was taken: a person looks why.
        why if mail.taken == 0 && mail.known > taken => {
            let refused = told.mails.refused.or(why).unwrap_or(never(REFUSED)).why().clone();
            let given_up = told.mails.given_up > 0;
            failed(if given_up { never(NOBODY) } else { Undelivered::Never { why: refused } }, taken)
        }
        why => {
            let said =
                told.trouble.as_ref().map(|why| format!(" {}", why.why().on_record())).unwrap_or_default();
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
    let Rest { way, message, by, earlier, last, over, stale, attempt } = rest;
    let after = house.courier().waits_for(&job.destination, earlier);
    let told = match stale {
        true => give_up(house, message, *by).await,
        false => tell(house, way, message, &Round { by: *by, after, last: *last, hooks: None }).await,
    };
    let sums = told.sums(house, message, *by).await;
    // Where the time is over and their server keeps from any more, those are given up who were not come to.
    let over = *over && told.trouble.is_some();
    let names = sums.as_ref().map(|sums| {
        let waits = sums.iter().flat_map(|sum| &sum.waits);
        waits.filter(|_| !over).cloned().collect::<HashSet<_>>()
    });
    house.courier().wait(job, names, asked(told.why()), house.now());
    let Some([mail, hook]) = sums else { return };
    let missed = |sum: &Sum| if over { sum.waits.len() } else { 0 };
    let lost = |sum: &Sum, left: &Left| Lost {
        given_up: left.given_up + missed(sum),
        of: sum.known + missed(sum) as u64,
    };
    let lost = [lost(&mail, &told.mails), lost(&hook, &told.hooks)];
    let waits = if over { 0 } else { (mail.waits.len() + hook.waits.len()) as u64 };
    let (taken, known) = (mail.taken + hook.taken, lost.iter().map(|lost| lost.of).sum::<u64>());
    let well = told.trouble.is_none();
    let words =
        told.trouble.map_or_else(|| in_words(taken, known + waits, waits), |why| why.why().on_record());
    let (job, attempt) = (job.clone(), *attempt);
    aside(house, move |house| {
        say_who_is_not_reached(house, &job, attempt, &lost);
        house.note_last(&job.destination, &Went { well, words });
    })
    .await;
}

/// Those of one way who are not reached, and are tried no more.
struct Lost {
    given_up: usize,
    of: u64,
}

/// Gives up all who wait, without a word to them.
async fn give_up<H: House>(house: &Arc<H>, message: &Message, by: Millis) -> Told {
    let mut told = Told::default();
    let round = Round { by, after: HashSet::new(), last: true, hooks: None };
    let mails = give_up_by(house, Hears::Mail, message, &round, &mut told.mails).await;
    let hooks = give_up_by(house, Hears::Hook, message, &round, &mut told.hooks).await;
    told.trouble = mails.err().or(hooks.err());
    told
}

async fn give_up_by<H: House>(
    house: &Arc<H>,
    by_way: Hears,
    message: &Message,
    round: &Round,
    left: &mut Left,
) -> Result<(), Undelivered> {
    let names = in_the_table(house, by_way, message, round.by).await.ok_or_else(no_table)?;
    left.note(house, message, names.into_iter().map(|name| not_now(name, EARLIER)).collect(), round).await
}

async fn in_the_table<H: House>(
    house: &Arc<H>,
    by_way: Hears,
    message: &Message,
    by: Millis,
) -> Option<HashSet<MessageId>> {
    let id = message.id.clone();
    aside(house, move |house| in_table(house, by_way, &id, by)).await?.ok()
}

/// That somebody was never reached stands where everybody reads it.
fn say_who_is_not_reached<H: House>(house: &H, job: &Job, attempt: EntryRef, lost: &[Lost; 2]) {
    let who = ["who asked to hear by mail", "webhooks"];
    let said =
        lost.iter().zip(who).filter(|(lost, _)| lost.given_up > 0).map(|(Lost { given_up, of }, who)| {
            format!("{given_up} of {of} {who} could not be reached, and are tried no more.")
        });
    let why = said.collect::<Vec<_>>().join(" ");
    if why.is_empty() {
        return;
    }
    let saying = Saying::Failed { attempt, why, retry_at: None, unknown: false };
    match house.say(job.incident, saying) {
        Ok(_) => house.shows(),
        Err(trouble) => tracing::error!(%trouble, "who could not be reached cannot be written down"),
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

fn never(why: &'static str) -> Undelivered {
    Undelivered::Never { why: Why::Channel(why) }
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
    let mut told = Told::default();
    let (mails, hooks) = tokio::join!(
        tell_by_mail(house, way, message, round, &mut told.mails),
        tell_by_hook(house, message, round, &mut told.hooks)
    );
    told.trouble = hooks.err().or(mails.err());
    told
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
    while let Some(listeners) = some(house, Hears::Mail, message, round.by, together, &mut after).await? {
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

/// Some more of those who hear by this way and do not have it.
async fn some<H: House>(
    house: &Arc<H>,
    hears: Hears,
    message: &Message,
    by: Millis,
    together: usize,
    after: &mut Option<MessageId>,
) -> Result<Option<Vec<Listener>>, Undelivered> {
    let (id, from) = (message.id.clone(), after.clone());
    let found = aside(house, move |house| house.listeners(hears, &id, by, from.as_ref(), together)).await;
    let Some(Ok(listeners)) = found else { return Err(no_table()) };
    let Some(last) = listeners.last() else { return Ok(None) };
    *after = Some(last.name().clone());
    Ok(Some(listeners))
}

fn not_now(name: MessageId, why: &'static str) -> (MessageId, Result<(), Undelivered>) {
    (name, Err(Undelivered::Later { after: None, why: Why::Channel(why) }))
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
