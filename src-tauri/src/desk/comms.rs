//! Updates of an incident: drafts, how they read, and what became of them.

use std::sync::Arc;

use document::{Document, Words, begun, rewritten, write};
use incident::book::Book;
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::promise::ledger;
use incident::record::{Fact, Record};
use incident::refusal::Refusal;
use incident::text::{one_line, visible};
use incident::update::{Told, Update};
use incident::value::{Audience, Channel, Occasion, Point};
use page::Text;
use wording::template::{Moment, settle, template, values};

use super::Desk;
use super::release::attached;
use super::text::client;
use crate::failure::Failure;
use crate::views::{AudienceView, CommsView, Draft, DraftView, HandOutView, ToldView, UpdateView};

impl Desk {
    /// Everything around the draft: who hears next, what waits for approval, what was posted.
    pub fn comms(&self, incident: IncidentId) -> Result<CommsView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record).at(self.now());
        let manager = reading.manager();
        let updates = reading.updates();
        let view = |update: &Update<'_>| self.update_view(reading, update, &book);
        Ok(CommsView {
            audiences: Audience::ALL
                .iter()
                .filter(|audience| reading.has_audience(**audience))
                .map(|audience| audience_view(reading, &book, *audience))
                .collect(),
            owed: ledger(reading, self.now()),
            updates: updates.iter().rev().map(view).collect(),
            status: reading.public_status(),
            approves: manager.as_ref().is_some_and(|holding| holding.person == self.person),
            sending: self.outgoing(incident, &record, &book),
            ways_out: Audience::ALL
                .iter()
                .filter(|audience| reading.has_audience(**audience))
                .filter_map(|audience| self.way_out(&book, reading, *audience))
                .collect(),
            manager: manager.and_then(|holding| book.person_name(holding.person)).map(one_line),
        })
    }

    /// An update with the words that are handed out by hand: those that would be sent.
    fn update_view(&self, incident: Incident<'_>, update: &Update<'_>, book: &Book) -> UpdateView {
        let approved_by = |fact| match incident.may_leave(update, book) {
            true => author(fact, book),
            false => format!("{}, not the Incident Manager", author(fact, book)),
        };
        UpdateView {
            update: update.fact.id,
            audience: update.audience,
            occasion: update.occasion,
            text: visible(update.text).into_owned(),
            exact: update.text.to_owned(),
            by_hand: hand_out(incident, book, update.occasion, update.text),
            next_due: update.next_due,
            late: update.is_late(self.now()),
            by: author(update.fact, book),
            at: update.fact.recorded_at,
            state: update.state.into(),
            approved_by: update.approval.map(approved_by),
            sent_back: update
                .sent_back
                .map(|(fact, reason)| format!("{}: {}", author(fact, book), one_line(reason))),
            posted: update.posted.iter().filter_map(|(_, channel)| *channel).collect(),
            review: update
                .shown
                .and_then(|shown| incident.release_in(shown.review?))
                .and_then(|review| attached(incident, book, &review)),
        }
    }

    /// The draft for an audience: what people wrote together, else the template for the occasion that comes next.
    pub fn draft(
        &self,
        incident: IncidentId,
        audience: Audience,
        occasion: Option<Occasion>,
    ) -> Result<DraftView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record).at(self.now());
        let told = reading.told(audience);
        let name = self.draft_name(incident, reading, audience)?;
        self.take_over_draft(incident, audience, reading, &name)?;
        let cadence = minutes_to_next(reading, audience, self.now());
        let template = |occasion| {
            let moment = Moment { now: self.now(), zone: self.zone(&book), next_due: Some(self.now()) };
            // Of what may be left out, what is known stands and the rest goes: a person writes on in plain words.
            let text = settle(template(&book, audience, occasion), &values(reading, &book, &moment));
            let over = matches!(occasion, Occasion::Resolved | Occasion::PostMortemPublished);
            Draft { occasion, text, next_in: cadence.or(Some(20)).filter(|_| !over) }
        };
        let shown = audience == Audience::Public;
        let components = if shown { self.component_choices(reading, &book) } else { Vec::new() };
        let (facts, document) = self.document(incident, &name)?;
        let behind = self.behind(incident, audience, reading)?;
        let next = next_occasion(reading, &told, reading.announces(audience));
        if !document.is_begun() {
            let draft = template(occasion.unwrap_or(next));
            let updates = begun(&words(&draft)).iter().map(|update| write(update)).collect();
            let text = self.text_view(&facts, &document, updates);
            let template = draft.clone();
            return Ok(DraftView { template, draft, name, text, kept_at: None, cadence, components, behind });
        }
        let draft = read_draft(&document, next);
        Ok(DraftView {
            template: template(occasion.unwrap_or(draft.occasion)),
            draft,
            name,
            text: self.text_view(&facts, &document, vec![write(&document.state())]),
            kept_at: facts.facts().iter().map(|fact| fact.recorded_at).max(),
            cadence,
            components,
            behind,
        })
    }

    /// Puts a draft in place of what stands in that for an audience.
    pub fn write_draft(&self, incident: IncidentId, audience: Audience, draft: Draft) -> Result<(), Failure> {
        fits(&draft.text)?;
        let (record, _) = self.incident_and_book(incident)?;
        let name = self.draft_name(incident, Incident::of(&record), audience)?;
        let client = client()?;
        self.write_text(incident, &name, |document| Ok(rewritten(document, client, &words(&draft))))
    }

    /// A draft that an earlier version kept on this laptop alone goes where all can write in it.
    fn take_over_draft(
        &self,
        incident: IncidentId,
        audience: Audience,
        reading: Incident<'_>,
        name: &str,
    ) -> Result<(), Failure> {
        let key = format!("draft/{incident}/{audience:?}").to_lowercase();
        let Some(kept) = self.journal.setting(&key)?.filter(|kept| !kept.is_empty()) else { return Ok(()) };
        let kept: Option<Kept> = serde_json::from_str(&kept).unwrap_or_default();
        // What was said since made it a draft of the past, and of what was erased nothing is kept.
        let counts = |kept: &Kept| !reading.is_erased() && kept.told == reading.told(audience).len();
        if let Some(Kept { draft, .. }) = kept.filter(counts) {
            self.write_text(incident, name, |document| {
                Ok(if document.is_begun() { Vec::new() } else { begun(&words(&draft)) })
            })?;
        }
        Ok(self.journal.set_setting(&key, "")?)
    }

    pub(super) fn incident_and_book(
        &self,
        incident: IncidentId,
    ) -> Result<(Arc<Record>, Arc<Book>), Failure> {
        let record = self.record(incident)?;
        if !Incident::of(&record).exists() {
            return Err(Refusal::NoIncident.into());
        }
        Ok((record, self.the_book()))
    }
}

/// A draft as an earlier version kept it, with how often its audience had heard by then.
#[derive(serde::Deserialize)]
struct Kept {
    draft: Draft,
    told: usize,
}

/// The names of a draft's text and of what belongs to it, for ever.
pub(super) const TEXT: &str = "text";
const OCCASION: &str = "occasion";
const NEXT_IN: &str = "next_in";

fn words(draft: &Draft) -> Words<'_> {
    let occasion = serde_json::to_value(draft.occasion).ok();
    let occasion = occasion.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
    Words {
        name: TEXT,
        text: &draft.text,
        words: vec![(OCCASION, occasion.to_owned())],
        numbers: vec![(NEXT_IN, draft.next_in.map(Into::into))],
    }
}

pub(super) fn read_draft(document: &Document, otherwise: Occasion) -> Draft {
    let occasion = document.word(OCCASION).and_then(|word| serde_json::from_value(word.into()).ok());
    Draft {
        occasion: occasion.unwrap_or(otherwise),
        text: document.text(TEXT),
        next_in: document.number(NEXT_IN).and_then(|minutes| u32::try_from(minutes).ok()),
    }
}

/// A text longer than an update can be is not worth a look; whoever pasted it hears so at once.
pub(super) fn fits(text: &str) -> Result<(), Failure> {
    let limit = incident::decide::NOTE;
    // A character is at least a byte, so a short text need not be counted.
    if text.len() > limit && text.chars().count() > limit {
        let has = text.chars().count();
        return Err(Refusal::TooLong { field: "The update", has, limit }.into());
    }
    Ok(())
}

pub(super) fn author(fact: &Fact, book: &Book) -> String {
    let name = book.person_of(fact.replica).and_then(|person| book.person_name(person));
    name.map_or_else(|| "Somebody not in the book".to_owned(), one_line)
}

/// A text in every form in which it is handed out: the words that would be sent.
fn hand_out(incident: Incident<'_>, book: &Book, occasion: Occasion, text: &str) -> HandOutView {
    let read = Text::read(text);
    // None of these forms says when it was posted, or what the page shows beside it.
    let out = page::Update::of(incident, book, occasion, Millis(0), &read, None);
    let said = out.said();
    HandOutView {
        subject: subject(&out),
        markdown: out.markdown(text).into_owned(),
        plain: said.to_string(),
        short: said.short().text,
    }
}

/// The line above an update, as whatever sends it writes it there.
pub(super) fn subject(update: &page::Update<'_>) -> String {
    outreach::subject(&update.subject())
}

/// The words of an update without markup, as they are said on the telephone or written to one customer.
pub(super) fn plain(incident: Incident<'_>, book: &Book, text: &str) -> String {
    hand_out(incident, book, Occasion::NoChange, text).plain
}

pub(super) fn told_view(incident: Incident<'_>, book: &Book, told: &Told<'_>) -> ToldView {
    let plain = plain(incident, book, told.text);
    ToldView {
        entry: told.fact.id,
        at: told.at,
        text: visible(&plain).into_owned(),
        exact: told.text.to_owned(),
        plain,
        occasion: told.occasion,
        channels: told.channels.clone(),
        twice: told.twice,
    }
}

fn audience_view(incident: Incident<'_>, book: &Book, audience: Audience) -> AudienceView {
    let told = incident.told(audience);
    let due = incident.updates_due().into_iter().find(|due| due.audience == audience);
    AudienceView {
        audience,
        outside: audience.is_outside(),
        due: due.map(|due| due.at),
        every: incident.cadence().of(audience),
        told: told.iter().rev().map(|told| told_view(incident, book, told)).collect(),
        prepared: incident.announces(audience),
        channels: match audience {
            Audience::Public => vec![Channel::StatusPage],
            Audience::Customers => vec![Channel::Email],
            Audience::Employees | Audience::Executives => vec![Channel::Chat, Channel::Email],
            Audience::Social => vec![Channel::SocialMedia],
        },
    }
}

fn minutes_to_next(incident: Incident<'_>, audience: Audience, now: Millis) -> Option<u32> {
    let due = incident.due_if_told(audience, now)?;
    u32::try_from((due.0 - now.0) / 60_000).ok().filter(|minutes| *minutes > 0)
}

/// What the next update is most likely for, by what was heard and how far the incident is.
pub(super) fn next_occasion(incident: Incident<'_>, told: &[Told<'_>], announced: bool) -> Occasion {
    if told.is_empty() {
        return if incident.point(Point::Resolved).is_some() {
            Occasion::Resolved
        } else {
            Occasion::Investigating
        };
    }
    let heard = |occasion| told.iter().any(|told| told.occasion == Some(occasion));
    let next = if incident.point(Point::ReviewPublished).is_some() {
        Occasion::PostMortemPublished
    } else if incident.point(Point::Resolved).is_some() {
        Occasion::Resolved
    } else if incident.point(Point::Mitigated).is_some() {
        Occasion::Monitoring
    } else if incident.point(Point::CauseIdentified).is_some() {
        Occasion::Identified
    } else {
        Occasion::Investigating
    };
    // What is raised to the worst severity is told once more as it stands.
    if heard(next) && !announced { Occasion::NoChange } else { next }
}
