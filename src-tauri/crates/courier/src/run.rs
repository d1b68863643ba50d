//! The loop that sends. Destinations do not wait for each other.

use std::sync::{Arc, Weak};
use std::time::Duration;

use incident::decide::may_be_sent;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::value::{Destination, Transport};
use outreach::{Message, PATIENCE};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep};

use crate::courier::Due;
use crate::hand_over::{Outcome, hand_over};
use crate::mailing::tell_the_rest;
use crate::message::{components, id, message};
use crate::publish::{self, bring};
use crate::remind;
use crate::rooms::make;
use crate::waiting::{is_last, is_old, told_since, until};
use crate::{Courier, Hindrance, House, Job, NoWay, Reached, Saying, Way};

/// How often it is looked at where nobody rings: a clock that jumped, or a network that came back.
const REGULARLY: Duration = Duration::from_secs(15);

/// Sends for as long as the house is there and its sender is not closed. What was begun is ended before this returns.
pub async fn run<H: House>(house: Weak<H>) {
    let mut trying = JoinSet::new();
    // Reminders are owed by the day: not each ring has all that is being learned from read for them.
    let mut next_look = Instant::now();
    loop {
        let Some(here) = house.upgrade() else { break };
        if here.courier().is_closed() {
            break;
        }
        let bell = here.courier().bell();
        let (Due { jobs, late, rooms, .. }, wait) = look(&here).await;
        for room in rooms {
            trying.spawn(make(Arc::clone(&here), room));
        }
        for job in jobs {
            // Whoever leaves meanwhile leaves only once it has ended.
            trying.spawn(send(Arc::clone(&here), job));
        }
        for job in late {
            trying.spawn(send_to_the_rest(Arc::clone(&here), job));
        }
        for place in behind(&here).await {
            trying.spawn(bring(Arc::clone(&here), place));
        }
        if next_look <= Instant::now() {
            for begun in reminders(&here).await {
                trying.spawn(remind::mail(Arc::clone(&here), begun));
            }
            next_look = Instant::now() + REGULARLY;
        }
        drop(here);
        tokio::select! {
            () = bell.notified() => {}
            () = sleep(wait) => {}
            Some(_) = trying.join_next() => {}
        }
    }
    while trying.join_next().await.is_some() {}
}

/// What is due, and how long to wait for the next.
async fn look<H: House>(house: &Arc<H>) -> (Due, Duration) {
    let nothing = Due { jobs: Vec::new(), late: Vec::new(), rooms: Vec::new(), next: None };
    match aside(house, Courier::due).await {
        Some(Ok(due)) => {
            let wait = due.next.map(|at| u64::try_from(at.0 - house.now().0).unwrap_or_default());
            let wait = wait.map_or(REGULARLY, |wait| Duration::from_millis(wait.max(50)).min(REGULARLY));
            (due, wait)
        }
        Some(Err(trouble)) => {
            tracing::error!(%trouble, "the outbox cannot be read");
            (nothing, REGULARLY)
        }
        None => (nothing, REGULARLY),
    }
}

/// The places of the status page that are to be brought a change.
async fn behind<H: House>(house: &Arc<H>) -> Vec<Destination> {
    match aside(house, publish::behind).await {
        Some(Ok(places)) => places,
        Some(Err(trouble)) => {
            tracing::error!(%trouble, "where the status page is behind cannot be read");
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// The reminders that are to be mailed, written down as begun.
async fn reminders<H: House>(house: &Arc<H>) -> Vec<remind::Begun> {
    match aside(house, remind::due).await {
        Some(Ok(begun)) => begun,
        Some(Err(trouble)) => {
            tracing::error!(%trouble, "whom to remind by mail cannot be read");
            Vec::new()
        }
        None => Vec::new(),
    }
}

async fn send<H: House>(house: Arc<H>, job: Job) {
    let what = job.clone();
    let begun = aside(&house, move |house| begin(house, &what)).await;
    let (now, courier) = (house.now(), house.courier());
    match begun {
        Some(Ok(Begun::ToSend(ready))) => {
            courier.is_free(&job);
            house.shows();
            let outcome = hand_over(&house, &job, &ready).await;
            let what = job.clone();
            let ended = aside(&house, move |house| end(house, &what, ready.attempt, outcome)).await;
            // The record does not know of it. Where that means to send it again, it is not done at once and without end.
            match ended {
                Some(Ok(())) => {}
                Some(Err(trouble)) => courier.is_hindered(&job, house.now(), Hindrance::of::<H>(trouble)),
                None => courier.is_hindered(&job, house.now(), Hindrance::BrokeOff),
            }
        }
        // A refusal that waits for a person is in the record.
        Some(Ok(Begun::Ended)) => courier.is_free(&job),
        Some(Ok(Begun::Resting(wait))) => courier.rests(&job, after(now, wait)),
        Some(Err(trouble)) => {
            tracing::warn!(%trouble, "an update cannot be sent");
            courier.is_hindered(&job, now, Hindrance::of::<H>(trouble));
        }
        None => courier.is_hindered(&job, now, Hindrance::BrokeOff),
    }
    courier.tried(&job);
    house.shows();
}

/// Tells those of something that has arrived who had to wait.
async fn send_to_the_rest<H: House>(house: Arc<H>, job: Job) {
    let what = job.clone();
    match aside(&house, move |house| rest(house, &what)).await {
        Some(Ok(rest)) => tell_the_rest(&house, &job, &rest).await,
        hindered => {
            let hindrance = hindered.and_then(Result::err).unwrap_or(Hindrance::BrokeOff);
            tracing::warn!(%hindrance, "those who wait for an update cannot be told");
            house.courier().wait(&job, None, None, house.now());
        }
    }
    house.courier().tried(&job);
}

/// What it takes to tell those who wait.
pub(crate) struct Rest {
    pub(crate) way: Way,
    pub(crate) message: Message,
    /// Whoever asked later does not hear it.
    pub(crate) by: Millis,
    /// What they are to hear before.
    pub(crate) earlier: Vec<EntryRef>,
    /// Whether there is no time to try it again.
    pub(crate) last: bool,
    /// Whether the time is over already, so that they are tried once more and no further.
    pub(crate) over: bool,
    /// Whether nobody was here to try it while there was time, or it was over long ago: what is old is told to nobody.
    pub(crate) stale: bool,
    /// The attempt by which it arrived for the others.
    pub(crate) attempt: EntryRef,
}

/// What that takes now. What was taken back meanwhile is told to nobody else.
fn rest<H: House>(house: &H, job: &Job) -> Result<Rest, Hindrance> {
    let (record, book) =
        (house.record(job.incident).map_err(Hindrance::of::<H>)?, house.book().map_err(Hindrance::of::<H>)?);
    let incident = Incident::of(&record);
    let outgoing = incident.outgoing(job.update, &job.destination).ok_or(Refusal::Gone("update"))?;
    may_be_sent(incident, job.update, &job.destination, &book)?;
    let unknown = || Refusal::Unknown { what: "destination", name: job.destination.to_string() };
    let to = book.destination(&job.destination).ok_or_else(unknown)?.destination;
    let way = house.way(&to).map_err(Hindrance::no_way::<H>)?;
    let attempt = outgoing.attempts.last().ok_or(Refusal::Gone("attempt"))?.begun.id;
    let (tried, now) = (house.courier().tried_the_rest(job), house.now());
    let (last, over) = (is_last(&outgoing, tried, now), until(&outgoing) <= now);
    let message = message(incident, &book, &outgoing, &way.channel)?;
    let (earlier, stale) = (earlier(incident, job), over && (tried == 0 || is_old(&outgoing, now)));
    let by = told_since(incident, &outgoing, now);
    Ok(Rest { message, way, by, earlier, last, over, stale, attempt })
}

/// The updates that are to be heard there before this one.
fn earlier(incident: Incident<'_>, job: &Job) -> Vec<EntryRef> {
    let all = incident.outbox();
    let there = all.iter().filter(|one| one.destination == job.destination).map(|one| one.update.fact.id);
    there.take_while(|update| *update != job.update).collect()
}

/// What became of beginning.
enum Begun {
    /// It is written down, and is to be sent.
    ToSend(Box<Ready>),
    /// It is written down that it cannot be sent from here.
    Ended,
    /// The other end wants to be left alone for so long.
    Resting(Duration),
}

/// What it takes to send something now.
pub(crate) struct Ready {
    pub(crate) way: Way,
    pub(crate) message: Message,
    /// Whoever asked later does not hear it.
    pub(crate) by: Millis,
    /// How the destination is spoken to, by the book.
    pub(crate) to: Transport,
    /// What is to be heard there before.
    pub(crate) earlier: Vec<EntryRef>,
    /// Whether there is no time to try it again.
    pub(crate) last: bool,
    attempt: EntryRef,
}

/// Writes down that it is tried, and gives what that takes.
fn begin<H: House>(house: &H, job: &Job) -> Result<Begun, H::Trouble> {
    let (record, book) = (house.record(job.incident)?, house.book()?);
    let incident = Incident::of(&record);
    let gone = || Refusal::Gone("update");
    let outgoing = incident.outgoing(job.update, &job.destination).ok_or_else(gone)?;
    let unknown = || Refusal::Unknown { what: "destination", name: job.destination.to_string() };
    let to = book.destination(&job.destination).ok_or_else(unknown)?.destination;
    let ready = match house.way(&to) {
        Err(NoWay::Trouble(trouble)) => return Err(trouble),
        Err(NoWay::Lacks(lack)) => Err(lack),
        Ok(way) => {
            let wait = way.outreach.rest(&way.channel, &way.secret);
            // A shorter one is waited for with the message in hand: who comes back each time anew gets no turn while
            // others of the same server stand in line.
            if wait > PATIENCE {
                return Ok(Begun::Resting(wait));
            }
            // Those to whom it was not given are tried where somebody asks for it once more: what they were refused for
            // may be mended.
            if outgoing.attempts.is_empty() && to.transport.is_hubs_alone() {
                house.forget_refused(&id(&outgoing)?)?;
            }
            let message = message(incident, &book, &outgoing, &way.channel)?;
            let components = components(house, incident, &book, &to.transport)?;
            Ok((way, Message { components, ..message }))
        }
    };
    let tried = u32::try_from(outgoing.attempts.len()).unwrap_or(u32::MAX);
    let now = house.now();
    let (earlier, last) = (earlier(incident, job), is_last(&outgoing, tried, now));
    let by = told_since(incident, &outgoing, now);
    let sender = house.courier().sender_of(&outgoing, house.now());
    let (update, destination) = (job.update, job.destination.clone());
    let said = house.say(job.incident, Saying::Begin { update, destination, sender })?;
    let attempt = *said.first().ok_or_else(gone)?;
    match ready {
        Ok((way, message)) => {
            let to = to.transport;
            Ok(Begun::ToSend(Box::new(Ready { way, message, by, to, earlier, last, attempt })))
        }
        Err(lack) => {
            let why = lack.to_string();
            house.say(job.incident, Saying::Failed { attempt, why, retry_at: None, unknown: false })?;
            Ok(Begun::Ended)
        }
    }
}

/// Writes down how it ended.
fn end<H: House>(house: &H, job: &Job, attempt: EntryRef, outcome: Outcome) -> Result<(), H::Trouble> {
    let (went, mail) = (outcome.went(), outcome.mail());
    let said = outcome.saying(house, job, attempt).and_then(|saying| house.say(job.incident, saying));
    house.note_last(&job.destination, &went);
    if let Err(trouble) = &said {
        tracing::error!(%trouble, "how an attempt to send ended cannot be written down");
    } else if let Some(mail) = mail {
        // Only now: whoever stops before it is written down looks here for whom the mail was taken.
        if let Err(trouble) = house.note_reached(&mail, &Reached::default()) {
            tracing::warn!(%trouble, "a note of a mail that arrived is left");
        }
    }
    said.map(drop)
}

/// Runs what waits for a disk, a keychain or a database where it holds nobody else up; none where it broke off.
pub(crate) async fn aside<H: House, T: Send + 'static>(
    house: &Arc<H>,
    work: impl FnOnce(&H) -> T + Send + 'static,
) -> Option<T> {
    let house = Arc::clone(house);
    spawn_blocking(move || work(&house))
        .await
        .inspect_err(|error| tracing::error!(%error, "sending broke off"))
        .ok()
}

/// A moment that is so much later.
pub(crate) fn after(now: Millis, wait: Duration) -> Millis {
    Millis(now.0.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
}
