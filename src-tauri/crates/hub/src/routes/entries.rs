//! The log: taking entries, handing them out, and telling what is held.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use incident::checksum::Checksum;
use incident::entry::{BodyBytes, Entry};
use incident::stream::Stream;
use journal::Placed;
use sync::{Cursor, FETCH_LIMIT, Heads, PUSH_BYTES, PUSH_ENTRIES, Page, Push, Pushed, SeriesHead, Wanted};

use super::{Asked, CURSOR, Caller, Packed, Received};
use crate::authorize::{Action, Actor, Resource, authorize};
use crate::failure::Failure;
use crate::feed::Stretch;
use crate::hub::{Hub, aside};
use crate::router::Shared;
use crate::take::Offer;

pub(crate) async fn push(
    State(shared): State<Shared>,
    caller: Caller,
    request: Request,
) -> Result<Json<Pushed>, Failure> {
    let turn = shared.gate.push(&caller.allowance).await?;
    let Received(push, _room) = Packed::<Push>::from_request(request, &shared).await?;
    turn.count(push.entries.len(), Instant::now());
    let hub = shared.hub;
    if push.workspace != hub.workspace() {
        return Err(Failure::OtherWorkspace);
    }
    if push.entries.len() > PUSH_ENTRIES {
        return Err(Failure::TooMany(PUSH_ENTRIES));
    }
    let Push { entries, receipts, earlier, .. } = push;
    if receipts.len().max(earlier.len()) > PUSH_ENTRIES {
        return Err(Failure::TooMany(PUSH_ENTRIES));
    }
    let offer = Offer { entries, receipts, earlier };
    let alone = turn.alone().await;
    let judged = aside(&hub, move |hub| hub.take(&caller.actor, offer, hub.clock.now())).await?;
    drop(alone);
    Ok(Json(aside(&hub, move |hub| Ok(hub.receipted(judged))).await?))
}

pub(crate) async fn pull(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<Page>, Failure> {
    let after = asked.after(CURSOR)?.unwrap_or_default();
    let seen = asked.seen()?.unwrap_or_default();
    let limit = asked.limit()?.unwrap_or(FETCH_LIMIT);
    let page = aside(&hub, move |hub| {
        hub.knows(seen)?;
        let page = hub.page(&caller.actor, after, limit)?;
        let checksum = if page.more { None } else { hub.checksum(&caller.actor, page.cursor)? };
        Ok(Page { checksum, ..page })
    });
    Ok(Json(page.await?))
}

pub(crate) async fn heads(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<Heads>, Failure> {
    let after = asked.after::<Stream>("a stream is written kind/id")?;
    let limit = asked.limit()?.unwrap_or(FETCH_LIMIT).clamp(1, FETCH_LIMIT);
    Ok(Json(aside(&hub, move |hub| hub.heads(&caller.actor, after, limit)).await?))
}

pub(crate) async fn fetch(
    State(Shared { hub, .. }): State<Shared>,
    caller: Caller,
    Received(wanted, _room): Received<Vec<Wanted>>,
) -> Result<Json<Vec<Entry>>, Failure> {
    if wanted.len() > FETCH_LIMIT {
        return Err(Failure::TooMany(FETCH_LIMIT));
    }
    Ok(Json(aside(&hub, move |hub| hub.fetch(&caller.actor, &wanted)).await?))
}

/// How many entries of a series are read at a time.
const STEP: usize = 64;

impl Hub {
    /// Refuses a cursor of another log than this one.
    pub(crate) fn knows(&self, cursor: Cursor) -> Result<(), Failure> {
        let same = self.store.cursor_at(cursor.position)? == Some(cursor);
        if same { Ok(()) } else { Err(Failure::Gone) }
    }

    /// What an actor may see after a cursor that this log knows.
    pub(crate) fn page(&self, actor: &Actor, after: Cursor, limit: usize) -> Result<Page, Failure> {
        self.knows(after)?;
        let stretch = Stretch::after(&*self.store, after, limit)?;
        let end = self.store.end()?;
        self.audiences.catch_up(&*self.store, end)?;
        Ok(Page { more: end.position > stretch.to.position, ..self.shown(actor, &stretch)? })
    }

    /// The checksum of all that an actor is shown, as of a cursor; none if the log goes on after it.
    pub(crate) fn checksum(&self, actor: &Actor, cursor: Cursor) -> Result<Option<Checksum>, Failure> {
        Ok(self.sums.of(&*self.store, &self.audiences, actor, cursor)?)
    }

    /// What an actor may see of a stretch.
    fn shown(&self, actor: &Actor, stretch: &Stretch) -> Result<Page, Failure> {
        let mut entries = Vec::with_capacity(stretch.placed.len());
        for one in &stretch.placed {
            if self.audiences.shows(&*self.store, actor, &one.entry)? {
                entries.push(one.entry.clone());
            }
        }
        Ok(Page { entries, cursor: stretch.to, more: false, checksum: None })
    }

    /// The same as text, for whoever listens; none where that is nothing.
    pub(crate) fn told(&self, actor: &Actor, stretch: &Stretch) -> Result<Option<Arc<str>>, Failure> {
        let shows = |one: &Placed| self.audiences.shows(&*self.store, actor, &one.entry);
        Ok(stretch.part(stretch.placed.iter().map(shows).collect::<Result<_, _>>()?))
    }

    /// About so many series, whole streams at a time.
    fn heads(&self, actor: &Actor, after: Option<Stream>, limit: usize) -> Result<Heads, Failure> {
        // Taken first: what comes in while heads are read is read again, and not missed.
        let cursor = self.store.end()?;
        let open = if after.is_none() { self.open_incidents(actor)? } else { Vec::new() };
        let (mut after, mut heads, mut step) = (after, Vec::<SeriesHead>::new(), limit);
        loop {
            // Whoever asks for little and is shown nothing of it does not make this take one step for each that is hidden.
            let ends = self.store.ends(after, std::mem::replace(&mut step, FETCH_LIMIT))?;
            let Some(furthest) = ends.last() else { return Ok(Heads { heads, next: None, cursor, open }) };
            after = Some(furthest.series.stream);
            self.audiences.catch_up(&*self.store, self.store.end()?)?;
            for end in ends {
                if !self.audiences.tells(&*self.store, actor, &end)? {
                    continue;
                }
                // What is hidden neither ends a page nor makes one follow: that would tell that it is there.
                let last = heads.last().map(|head| head.series.stream);
                if heads.len() >= limit && last != Some(end.series.stream) {
                    return Ok(Heads { heads, next: last, cursor, open });
                }
                heads.push(SeriesHead { series: end.series, seq: end.seq, hash: end.hash });
            }
        }
    }

    /// Incidents that people are still at, as far as this actor may see them.
    fn open_incidents(&self, actor: &Actor) -> Result<Vec<Stream>, Failure> {
        let mut open = Vec::new();
        let incidents = self.store.open_incidents(FETCH_LIMIT)?;
        self.audiences.catch_up(&*self.store, self.store.end()?)?;
        for stream in incidents {
            let audience = self.audiences.of(&*self.store, stream)?;
            if authorize(actor, Action::See, Resource::Stream(&audience)).is_ok() {
                open.push(stream);
            }
        }
        Ok(open)
    }

    fn fetch(&self, actor: &Actor, wanted: &[Wanted]) -> Result<Vec<Entry>, Failure> {
        let mut found: Vec<Entry> = Vec::new();
        let mut bytes = 0;
        for Wanted { series, after } in wanted {
            let mut after = *after;
            'series: loop {
                let step = self.store.tail(series, after, STEP)?;
                if step.is_empty() {
                    break;
                }
                self.audiences.catch_up(&*self.store, self.store.end()?)?;
                for entry in step {
                    // A transaction is not cut: what comes without the signature at its end could not be taken.
                    let whole = found.last().is_none_or(|last| last.signature.is_some());
                    if whole && (found.len() >= FETCH_LIMIT || bytes >= PUSH_BYTES) {
                        return Ok(found);
                    }
                    // What follows a hidden entry cannot be placed without it.
                    if !self.audiences.shows(&*self.store, actor, &entry)? {
                        break 'series;
                    }
                    after = entry.head.seq;
                    bytes += if let BodyBytes::Whole(body) = &entry.body { body.len() } else { 0 };
                    found.push(entry);
                }
            }
            while found.last().is_some_and(|last| last.signature.is_none()) {
                found.pop();
            }
        }
        Ok(found)
    }
}
