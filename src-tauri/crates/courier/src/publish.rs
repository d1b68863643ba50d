//! Bringing the whole status page to a place from where everybody reads it while our own machines are down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use incident::id::{DestinationId, Millis};
use incident::value::Destination;
use outreach::{Backoff, File, Receipt, Undelivered, Why};
use page::bundle::Bundle;

use crate::run::{after, aside};
use crate::{House, NoWay, Way, Went};

const NO_PAGE: &str =
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

    fn went<H: House>(
        &self,
        house: &H,
        to: &DestinationId,
        well: bool,
        asked_for: Option<std::time::Duration>,
    ) {
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

/// Brings a change there of which no update tells: a component, announced work, another day.
pub(crate) async fn bring<H: House>(house: Arc<H>, to: Destination) {
    let what = to.clone();
    let way = aside(&house, move |house| house.way(&what)).await;
    let went = match way {
        Some(Ok(way)) => publish(&house, &to.id, &way).await.map_err(|why| (why.to_string(), rest(&why))),
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

fn rest(why: &Undelivered) -> Option<std::time::Duration> {
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
    let Some(Ok(bundle)) = aside(house, |house| house.page()).await else {
        return Err(Undelivered::Later { after: None, why: Why::Channel(NO_PAGE) });
    };
    let name = bundle.name();
    let files = files(bundle);
    let spoilt = house.courier().places().with(to, |place| std::mem::take(&mut place.spoilt));
    let went = if spoilt {
        way.outreach.publish_anew(&way.channel, &way.secret, &files).await
    } else {
        way.outreach.publish(&way.channel, &way.secret, &files).await
    };
    let receipt = went.inspect_err(|_| {
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

fn files(bundle: Bundle) -> Vec<File> {
    let file = |file: page::bundle::File| File {
        path: file.path.to_string(),
        media_type: file.media_type.to_owned(),
        bytes: file.bytes,
    };
    bundle.files.into_iter().map(file).collect()
}
