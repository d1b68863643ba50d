//! What audiences are told: proposed, approved, posted.

use super::{
    Asker, NOTE, TEXT, base, heard_next, not_before, one, sending, standing, status_page, text, to_come,
};
use crate::command::ComponentWish;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, Millis};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::update::{Update, UpdateState};
use crate::value::{Audience, Channel, Component, ComponentSaid, Delivery, Dispatch, Occasion, Point, Shown};
use crate::variable;

/// What somebody wants an audience to be told.
pub(super) struct Wish<'a> {
    pub(super) audience: Audience,
    pub(super) occasion: Occasion,
    pub(super) text: &'a str,
    pub(super) next_due: Option<Millis>,
    pub(super) components: &'a [ComponentWish],
    /// The review that goes with it: nothing that was written down goes public because it is there.
    pub(super) review: Option<EntryRef>,
}

pub(super) fn post(
    incident: Incident<'_>,
    audience: Audience,
    occasion: Option<Occasion>,
    words: &str,
    next_due: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let posted = Event::UpdatePosted {
        audience,
        text: filled_in(incident, words, asker)?,
        next_due: heard_next("The next update", next_due, asker)?,
        occasion,
        update: None,
        channel: None,
        delivery: None,
        base: base(incident, &Slot::Update(audience)),
    };
    Ok(with_first(incident, audience, [posted], asker.now))
}

pub(super) fn propose(
    incident: Incident<'_>,
    wish: &Wish<'_>,
    replaces: Option<EntryRef>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if !incident.has_audience(wish.audience) {
        return Err(Refusal::StaysInside(wish.audience.name()));
    }
    if let Some(older) = replaces {
        let older = proposed(incident, older)?;
        if older.audience != wish.audience {
            return Err(Refusal::Already(format!("It was written for {}", older.audience.name())));
        }
        if matches!(older.state, UpdateState::Approved | UpdateState::Posted) {
            return Err(Refusal::Already("It was approved; write the next update".to_owned()));
        }
    }
    one(Event::UpdateProposed {
        audience: wish.audience,
        occasion: wish.occasion,
        text: filled_in(incident, wish.text, asker)?,
        next_due: heard_next("The next update", wish.next_due, asker)?,
        replaces,
        shown: shown(incident, wish, asker)?,
    })
}

/// Words for an audience. A variable that nobody has filled in is for whoever writes, not for whoever reads.
fn filled_in(incident: Incident<'_>, words: &str, asker: &Asker<'_>) -> Result<String, Refusal> {
    let words = text("The update", words, NOTE)?;
    match variable::left_open(&words, incident, asker.book) {
        Some(open) => Err(Refusal::ValueMissing(open.label().to_owned())),
        None => Ok(words),
    }
}

/// What the status page shows with it: approved with the words, it stays as it was approved.
fn shown(incident: Incident<'_>, wish: &Wish<'_>, asker: &Asker<'_>) -> Result<Option<Shown>, Refusal> {
    let goes = incident.review_to_go(wish.audience, wish.occasion);
    if wish.review.is_some_and(|review| goes.is_none_or(|goes| !goes.entries.contains(&review))) {
        return Err(Refusal::Gone("review for the public as you saw it"));
    }
    if wish.audience != Audience::Public {
        return Ok(None);
    }
    let mut components: Vec<ComponentSaid> = Vec::new();
    for ComponentWish { component, state } in wish.components {
        let Component { id, name, .. } = status_page::on_the_page(component, asker)?;
        if components.iter().any(|said| said.component == id) {
            return Err(Refusal::Already(format!("{name} is named once")));
        }
        components.push(ComponentSaid { component: id, name, state: *state });
    }
    Ok(Some(Shown { title: incident.title().to_owned(), components, review: wish.review }))
}

pub(super) fn approve(
    incident: Incident<'_>,
    update: EntryRef,
    dispatch: Option<&Dispatch>,
    also: &[Dispatch],
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let found = proposed(incident, update)?;
    match found.state {
        UpdateState::Waiting => {}
        UpdateState::SentBack => {
            return Err(Refusal::Already("It was sent back; propose a better one".to_owned()));
        }
        UpdateState::Replaced => {
            return Err(Refusal::Already("A later proposal took its place".to_owned()));
        }
        UpdateState::Approved | UpdateState::Posted => {
            return Err(Refusal::Already("It is approved".to_owned()));
        }
    }
    if !incident.has_audience(found.audience) {
        return Err(Refusal::StaysInside(found.audience.name()));
    }
    // What leaves the house is the Incident Manager's word; what stays inside, the author's own.
    if found.audience.is_outside() && incident.manager().is_none_or(|im| im.person != asker.person) {
        return Err(Refusal::NotYours("the Incident Manager".to_owned()));
    }
    // A promise that has passed while the text waited would be broken as it is made.
    to_come("The next update that the text promises", found.next_due, asker)?;
    let dispatch = sending::dispatch(incident, &found, dispatch, asker)?;
    let others = sending::others(incident, &found, dispatch.as_ref(), also, asker)?;
    let base = base(incident, &Slot::Approval(update));
    let mut drafts = one(Event::UpdateApproved { update, dispatch, base })?;
    drafts.extend(others);
    Ok(drafts)
}

pub(super) fn send_back(
    incident: Incident<'_>,
    update: EntryRef,
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    let found = proposed(incident, update)?;
    if !matches!(found.state, UpdateState::Waiting | UpdateState::Approved) {
        return Err(Refusal::Already(if found.state == UpdateState::Posted {
            "It was posted; write the next update".to_owned()
        } else {
            "It no longer waits for approval".to_owned()
        }));
    }
    let reason = text("The reason", reason, TEXT)?;
    one(Event::UpdateSentBack { update, reason, base: base(incident, &Slot::SentBack(update)) })
}

pub(super) fn mark_posted(
    incident: Incident<'_>,
    update: EntryRef,
    channel: Channel,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let found = approved(incident, update)?;
    not_before_approval(incident, &found, asker)?;
    sending::posted_by_hand(incident, &found, channel, asker)
}

/// That an approved update reached its audience by a channel, by these deliveries at once.
pub(super) fn told(
    incident: Incident<'_>,
    update: &Update<'_>,
    channel: Channel,
    deliveries: Vec<Option<Delivery>>,
    now: Millis,
) -> Vec<Draft> {
    let audience = update.audience;
    let posted = deliveries.into_iter().map(|delivery| Event::UpdatePosted {
        audience,
        text: update.text.to_owned(),
        next_due: update.next_due,
        occasion: Some(update.occasion),
        update: Some(update.fact.id),
        channel: Some(channel),
        delivery,
        base: base(incident, &Slot::Update(audience)),
    });
    with_first(incident, audience, posted, now)
}

/// An update that may leave.
pub(super) fn approved(incident: Incident<'_>, update: EntryRef) -> Result<Update<'_>, Refusal> {
    let found = proposed(incident, update)?;
    match found.state {
        UpdateState::Approved | UpdateState::Posted => Ok(found),
        _ => Err(Refusal::NotApproved),
    }
}

/// Nothing is posted before somebody let it.
pub(super) fn not_before_approval(
    incident: Incident<'_>,
    update: &Update<'_>,
    asker: &Asker<'_>,
) -> Result<(), Refusal> {
    let Some(approval) = update.approval else { return Ok(()) };
    not_before(incident, asker, approval, ["The approval", "The posting"])
}

/// An update that was proposed and still stands.
pub(super) fn proposed(incident: Incident<'_>, update: EntryRef) -> Result<Update<'_>, Refusal> {
    standing(incident, update, "update", |event| matches!(event, Event::UpdateProposed { .. }))?;
    incident.updates().into_iter().find(|found| found.fact.id == update).ok_or(Refusal::Gone("update"))
}

/// The posting, and the point in time that the first one to an audience is.
fn with_first(
    incident: Incident<'_>,
    audience: Audience,
    posted: impl IntoIterator<Item = Event>,
    now: Millis,
) -> Vec<Draft> {
    let first = match audience {
        Audience::Public => Some(Point::FirstPublicUpdate),
        Audience::Employees => Some(Point::FirstInternalUpdate),
        Audience::Executives | Audience::Customers | Audience::Social => None,
    };
    // Only a time that somebody gave is earlier than one that is known; a clock is merely slow.
    let given = incident.now().is_some_and(|by| by != now);
    let earlier = |point: &Point| incident.point(*point).is_none_or(|known| given && known > now);
    let first = first.filter(earlier).map(|point| {
        let base = base(incident, &Slot::Point(point));
        Event::PointRecorded { point, at: Some(now), base }
    });
    posted.into_iter().chain(first).map(Draft::from).collect()
}
