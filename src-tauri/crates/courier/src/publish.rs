//! Bringing the whole status page to a place from where everybody reads it while our own machines are down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use incident::id::{DestinationId, Millis};
use incident::record::Record;
use incident::stream::Stream;
use incident::value::Destination;
use outreach::{Backoff, Channel, File, Receipt, There, Undelivered, Why};
use page::bundle::{Bundle, Frontier, Lack};
use tokio::time::sleep;

use crate::hosted::set_right;
use crate::run::{after, aside};
use crate::{House, NoWay, Way, Went};

/// How soon it is looked again whether what the page there says has been heard of here, and how often before that is tried
/// later.
const HEARS: Duration = Duration::from_millis(500);
const LOOKS: u32 = 20;
/// So long nobody writes over a page that says more than they have heard of, in milliseconds. Whoever wrote it may never be
/// heard of again, and a page that stays as it is is not true either. What was taken back from the public comes back to it by
/// nobody who has not heard why, however long that takes.
const PATIENCE: i64 = 5 * 60_000;
const AHEAD: &str = "The status page there says more than has arrived here so far. It is written as soon as that has, and \
                     after five minutes whatever there is, unless something was taken back from the public.";
pub(crate) const NO_PAGE: &str =
    "The status page cannot be written from the log. It is tried again; see the log of this program.";

/// What a sender knows of the places of the page.
#[derive(Default)]
pub(crate) struct Places {
    places: Mutex<HashMap<DestinationId, Place>>,
}

#[derive(Default)]
struct Place {
    /// Whoever writes there does so alone: of two at once the older page could come last.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Whether a change is being brought there.
    busy: bool,
    /// Whether what is there is not what was brought there.
    spoilt: bool,
    /// Since when the page there has said more than has been heard of here.
    ahead_since: Option<Millis>,
    failures: u32,
    rests_until: Millis,
}

impl Places {
    fn with<T>(&self, to: &DestinationId, act: impl FnOnce(&mut Place) -> T) -> T {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        act(places.entry(to.clone()).or_default())
    }

    /// Whether a change may be brought there now; if so it is being brought.
    fn takes(&self, to: &DestinationId, now: Millis) -> bool {
        self.with(to, |place| {
            let free = !place.busy && place.rests_until <= now;
            place.busy |= free;
            free
        })
    }

    fn went<H: House>(&self, house: &H, to: &DestinationId, well: bool, asked_for: Option<Duration>) {
        self.with(to, |place| {
            place.busy = false;
            place.failures = if well { 0 } else { place.failures.saturating_add(1) };
            let mut die = [0; 8];
            // Without it they come back together, which is no reason to stay away.
            let _ = getrandom::fill(&mut die);
            let wait = Backoff::default().after(place.failures, asked_for, u64::from_ne_bytes(die));
            place.rests_until = if well { Millis(0) } else { after(house.now(), wait) };
        });
    }

    /// All of it is to be written anew the next time.
    pub(crate) fn is_spoilt(&self, to: &DestinationId) {
        self.with(to, |place| place.spoilt = true);
    }

    /// Nothing is tried there any more until a person asks for it, who then does not wait for what failed before.
    pub(crate) fn is_given_up(&self, to: &DestinationId) {
        self.with(to, |place| place.failures = 0);
    }

    /// What hindered it may be gone.
    pub(crate) fn look_anew(&self) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.values_mut().for_each(|place| place.rests_until = Millis(0));
    }
}

/// The places to which a change of the page is to be brought now, each marked as being brought it.
pub(crate) fn behind<H: House>(house: &H) -> Result<Vec<Destination>, H::Trouble> {
    let behind = house.behind()?;
    if behind.is_empty() || !house.has_turn()? {
        return Ok(Vec::new());
    }
    let places = house.courier().places();
    let now = house.now();
    Ok(behind.into_iter().filter(|to| places.takes(&to.id, now)).collect())
}

/// Brings a change there of which no update tells: a component, announced work, another day. A hosted page is set right.
pub(crate) async fn bring<H: House>(house: Arc<H>, to: Destination) {
    let what = to.clone();
    let way = aside(&house, move |house| house.way(&what)).await;
    let went = match way {
        Some(Ok(way)) => bring_by(&house, &to, &way).await.map_err(|why| (why.to_string(), rest(&why))),
        Some(Err(NoWay::Lacks(lack))) => Err((lack.to_string(), None)),
        Some(Err(NoWay::Trouble(trouble))) => Err((trouble.to_string(), None)),
        None => Err((NO_PAGE.to_owned(), None)),
    };
    let asked_for = went.as_ref().err().and_then(|(_, rest)| *rest);
    house.courier().places().went(&*house, &to.id, went.is_ok(), asked_for);
    let went = match went {
        Ok(receipt) => Went { well: true, words: receipt.detail },
        Err((words, _)) => {
            tracing::warn!(destination = %to.id, %words, "the status page could not be brought there");
            Went { well: false, words }
        }
    };
    let destination = to.id;
    aside(&house, move |house| house.note_last(&destination, &went)).await;
    house.courier().ring();
    house.shows();
}

async fn bring_by<H: House>(house: &Arc<H>, to: &Destination, way: &Way) -> Result<Receipt, Undelivered> {
    match way.channel {
        Channel::Statuspage(_) => set_right(house, to, way).await,
        _ => publish(house, &to.id, way).await,
    }
}

fn rest(why: &Undelivered) -> Option<Duration> {
    match why {
        Undelivered::Later { after, .. } => *after,
        Undelivered::Never { .. } | Undelivered::Unknown { .. } => None,
    }
}

/// Writes the page there, as it is once nobody else writes there.
pub(crate) async fn publish<H: House>(
    house: &Arc<H>,
    to: &DestinationId,
    way: &Way,
) -> Result<Receipt, Undelivered> {
    let turn = house.courier().places().with(to, |place| Arc::clone(&place.turn));
    let _alone = turn.lock().await;
    // What somebody has found to be wrong there says nothing of how far it goes.
    let spoilt = house.courier().places().with(to, |place| std::mem::take(&mut place.spoilt));
    let went = write(house, to, way, spoilt).await;
    let (receipt, name) = went.inspect_err(|_| {
        if spoilt {
            house.courier().places().is_spoilt(to);
        }
    })?;
    let destination = to.clone();
    // Where that is not noted it is brought there once more, which is harmless.
    if let Some(Err(trouble)) = aside(house, move |house| house.note_page(&destination, &name)).await {
        tracing::warn!(%trouble, "which page a place has cannot be noted");
    }
    Ok(receipt)
}

/// Writes what changed there; all of it where others have changed something.
async fn write<H: House>(
    house: &Arc<H>,
    to: &DestinationId,
    way: &Way,
    spoilt: bool,
) -> Result<(Receipt, String), Undelivered> {
    let (page, there) = match as_far_as_there(house, to, way).await {
        Ok((page, there)) => (page, Some(there)),
        // What others have made of it may say nothing any more of how far it went.
        Err(why) if spoilt && !is_ahead(&why) => (page(house).await?, None),
        Err(why) => return Err(why),
    };
    let (name, frontier, files) = (page.name(), page.frontier, files(page.files));
    let receipt = match there {
        Some(there) if !spoilt => {
            way.outreach.publish_over(&way.channel, &way.secret, &files, &frontier, there).await?
        }
        there => {
            let frontier = there.map_or(frontier.clone(), |there| frontier.over(there.frontier()));
            way.outreach.publish_anew(&way.channel, &way.secret, &files, &frontier).await?
        }
    };
    Ok((receipt, name))
}

fn is_ahead(why: &Undelivered) -> bool {
    matches!(why, Undelivered::Later { why: Why::Channel(AHEAD), .. })
}

async fn page<H: House>(house: &Arc<H>) -> Result<Bundle, Undelivered> {
    let page = aside(house, |house| house.page()).await;
    let Some(Ok(page)) = page else {
        return Err(Undelivered::Later { after: None, why: Why::Channel(NO_PAGE) });
    };
    Ok(page)
}

/// The page, once all has been heard of here that the one there says: whoever was away would else bring an older one back.
/// With it comes what lies there.
async fn as_far_as_there<H: House>(
    house: &Arc<H>,
    to: &DestinationId,
    way: &Way,
) -> Result<(Bundle, There), Undelivered> {
    let places = house.courier().places();
    for look in 0..LOOKS {
        if look > 0 {
            sleep(HEARS).await;
        }
        let there = way.outreach.there(&way.channel, &way.secret).await?;
        let page = page(house).await?;
        let (ours, theirs) = (page.frontier.clone(), there.frontier().clone());
        let lacks = aside(house, move |house| lacks(house, &ours, &theirs)).await;
        let Some(Ok(lack)) = lacks else {
            return Err(Undelivered::Later { after: None, why: Why::Channel(NO_PAGE) });
        };
        let now = house.now();
        let long_ago = |since: Millis| now.0.saturating_sub(since.0) >= PATIENCE;
        let waits = places.with(to, |place| {
            place.ahead_since = lack.map(|_| place.ahead_since.unwrap_or(now));
            lack == Some(Lack::TakenBack) || place.ahead_since.is_some_and(|since| !long_ago(since))
        });
        if !waits {
            if lack.is_some() {
                tracing::warn!(destination = %to, "the page there says more than ever arrived here, and is written over");
            }
            return Ok((page, there));
        }
        if house.courier().is_closed() {
            break;
        }
    }
    Err(Undelivered::Later { after: None, why: Why::Channel(AHEAD) })
}

fn lacks<H: House>(house: &H, ours: &Frontier, there: &Frontier) -> Result<Option<Lack>, H::Trouble> {
    let book = house.book()?;
    ours.lacks(there, |stream| match stream {
        Stream::Incident(id) => house.record(id),
        Stream::Book(section) => Ok(Arc::clone(book.section(section))),
        other => Ok(Arc::new(Record::fold(other, []))),
    })
}

fn files(files: Vec<page::bundle::File>) -> Vec<File> {
    let file = |file: page::bundle::File| File {
        path: file.path.to_string(),
        media_type: file.media_type.to_owned(),
        bytes: file.bytes,
    };
    files.into_iter().map(file).collect()
}
