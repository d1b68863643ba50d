//! What is taken, told at once, for as long as somebody listens and may.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::Event;
use futures_util::Stream;
use futures_util::stream::unfold;
use incident::id::IncidentId;
use sync::{Cursor, FETCH_LIMIT, Page, Sum};
use tokio::sync::{OwnedSemaphorePermit, broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};

use super::{Asked, CURSOR, Caller};
use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::feed::Stretch;
use crate::hub::{Hub, aside};
use crate::router::Shared;

/// How often a listener hears that the hub is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long nothing has to be told until a listener hears the checksum of what was: it is worth little while more follows.
const SETTLED: Duration = Duration::from_millis(500);
/// How old the answer may be that a listener still may.
const TRUST: Duration = Duration::from_secs(2);

pub(crate) async fn live(
    State(Shared { hub, gate, stop }): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
    mut asked: Asked,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    // A reader that comes back says by this header where it stopped; the address still says where it began.
    if let Some(last) = headers.get("last-event-id").and_then(|value| value.to_str().ok()) {
        asked.after = Some(last.to_owned());
    }
    let cursor: Cursor = asked.after(CURSOR)?.unwrap_or_default();
    let seen: Cursor = asked.seen()?.unwrap_or_default();
    let one_of_its_streams = gate.stream(&caller.allowance)?;
    aside(&hub, move |hub| {
        hub.knows(cursor)?;
        hub.knows(seen)
    })
    .await?;
    let listener = Listener {
        told: hub.feed.listen(),
        present: hub.presence.listen(),
        hub,
        stop,
        caller,
        cursor,
        reading: true,
        heartbeat: every(HEARTBEAT),
        summing: false,
        settles: None,
        doubt: every(TRUST),
        _one_of_its_streams: one_of_its_streams,
    };
    Ok(Sse::new(unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    })))
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// One open stream.
struct Listener {
    hub: Arc<Hub>,
    stop: watch::Receiver<bool>,
    caller: Caller,
    /// Before this, everything was told or is hidden.
    cursor: Cursor,
    /// Whether to read from the log, because what is told does not begin at the cursor.
    reading: bool,
    told: broadcast::Receiver<Arc<Stretch>>,
    present: broadcast::Receiver<IncidentId>,
    heartbeat: Interval,
    /// A sign of life was given, and the checksum follows.
    summing: bool,
    /// When what was told is taken for all that there is for now.
    settles: Option<Instant>,
    doubt: Interval,
    _one_of_its_streams: OwnedSemaphorePermit,
}

/// What happens next.
enum Next {
    Told(Arc<Stretch>),
    Read(Page),
    Present(IncidentId),
    Settled,
    Heartbeat,
    Doubt,
}

impl Listener {
    /// The next event; none when the stream ends. Whoever is cut off reads pages and listens again.
    async fn next(&mut self) -> Option<Event> {
        if std::mem::take(&mut self.summing)
            && let Some(sum) = self.sum().await
        {
            return event("checksum", self.cursor, &serde_json::to_string(&sum).ok()?);
        }
        loop {
            let next = tokio::select! {
                biased;
                _ = self.stop.wait_for(|stopped| *stopped) => return None,
                _ = self.doubt.tick() => Next::Doubt,
                page = read_on(&self.hub, &self.caller.actor, self.cursor), if self.reading => Next::Read(page?),
                told = self.told.recv(), if !self.reading => Next::Told(told.ok()?),
                // Who lags behind misses a change of people, and nothing that is kept.
                Ok(incident) = self.present.recv() => Next::Present(incident),
                () = settled(self.settles), if self.settles.is_some() => Next::Settled,
                _ = self.heartbeat.tick() => Next::Heartbeat,
            };
            match next {
                Next::Read(page) => {
                    self.cursor = page.cursor;
                    self.reading = page.more;
                    if !page.entries.is_empty() {
                        return self.page(&serde_json::to_string(&page).ok()?);
                    }
                    if !page.more {
                        return self.head();
                    }
                }
                Next::Told(stretch) if stretch.to.position <= self.cursor.position => {}
                Next::Told(stretch) if stretch.from != self.cursor => self.reading = true,
                Next::Told(stretch) => {
                    if self.wrote(&stretch) {
                        // It is no news to them: others hear of it first.
                        tokio::task::yield_now().await;
                    }
                    self.cursor = stretch.to;
                    if let Some(page) = &stretch.open {
                        return self.page(page);
                    }
                    let actor = self.caller.actor.clone();
                    let page = aside(&self.hub, move |hub| hub.told(&actor, &stretch)).await.ok()?;
                    if let Some(page) = page {
                        return self.page(&page);
                    }
                }
                Next::Settled => {
                    self.settles = None;
                    if let Some(sum) = self.sum().await {
                        return event("checksum", self.cursor, &serde_json::to_string(&sum).ok()?);
                    }
                }
                Next::Present(incident) => {
                    if let Some(event) = self.present(incident).await {
                        return Some(event);
                    }
                }
                Next::Heartbeat => return self.head(),
                Next::Doubt => self.look_again().await?,
            }
        }
    }

    /// Whether the listener is who wrote the first of this.
    fn wrote(&self, stretch: &Stretch) -> bool {
        let replica = self.caller.actor.device().map(|device| device.replica);
        stretch.placed.first().is_some_and(|first| Some(first.entry.head.replica) == replica)
    }

    /// Who is in a war room now, if this listener may know.
    async fn present(&self, incident: IncidentId) -> Option<Event> {
        let actor = self.caller.actor.clone();
        let present = aside(&self.hub, move |hub| {
            hub.may_look_in(&actor, incident)?;
            Ok(hub.present(incident))
        });
        let present = serde_json::to_string(&present.await.ok()?).ok()?;
        Some(Event::default().event("presence").data(present))
    }

    fn page(&mut self, page: &str) -> Option<Event> {
        self.settles = Some(Instant::now() + SETTLED);
        event("page", self.cursor, page)
    }

    fn head(&mut self) -> Option<Event> {
        self.summing = true;
        event("head", self.cursor, &serde_json::to_string(&self.cursor).ok()?)
    }

    async fn sum(&self) -> Option<Sum> {
        let (actor, cursor) = (self.caller.actor.clone(), self.cursor);
        let checksum = aside(&self.hub, move |hub| hub.checksum(&actor, cursor)).await.ok()??;
        Some(Sum { cursor, checksum })
    }

    /// Asks the store whether this device still may; none when not.
    async fn look_again(&mut self) -> Option<()> {
        let token = self.caller.token.clone();
        let actor = aside(&self.hub, move |hub| hub.bearer(token.as_deref())).await.ok()?;
        authorize(&actor, Action::Talk, Resource::Workspace).ok()?;
        self.caller.actor = actor;
        if let Some(device) = self.caller.actor.device() {
            self.hub.presence.saw(device.id, self.hub.clock.now());
        }
        self.hub.presence.lapse(std::time::Instant::now());
        Some(())
    }
}

async fn settled(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn read_on(hub: &Arc<Hub>, actor: &Actor, after: Cursor) -> Option<Page> {
    let actor = actor.clone();
    aside(hub, move |hub| hub.page(&actor, after, FETCH_LIMIT)).await.ok()
}

fn event(name: &str, cursor: Cursor, data: &str) -> Option<Event> {
    Some(Event::default().event(name).id(cursor.to_string()).data(data))
}
