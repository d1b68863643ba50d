//! The executive brief: one page from recorded facts, no more. What nobody recorded says so; what is old says how old.

mod difference;
mod exposure;
mod form;
mod lead;
mod lines;

use chrono_tz::Tz;
use incident::book::Book;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::record::Record;
use incident::text::one_line;
use incident::value::{Audience, Severity};
use serde::Serialize;
use ts_rs::TS;

use crate::template::clock_in;

/// The text form has at most so many characters.
pub const LIMIT: usize = 1_200;
/// A value that is older than this shows its age.
pub const STALE_AFTER: i64 = 20 * 60_000;

/// A brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Brief {
    /// Which one: 1 is the first that the executives get.
    pub number: u32,
    /// The title.
    pub title: String,
    /// What people call the incident.
    pub label: String,
    /// How bad.
    pub severity: Option<Severity>,
    /// A drill says so.
    pub drill: bool,
    /// When it was made.
    pub at: Millis,
    /// The state in one or two sentences: what was approved and told last, or where it stands.
    pub lead: String,
    /// When that was told.
    pub lead_as_of: Option<Millis>,
    /// Long enough ago to say so.
    pub lead_stale: bool,
    /// Facts with their ages.
    pub lines: Vec<Line>,
    /// What is being done.
    pub doing: Vec<String>,
    /// What they were asked.
    pub asks: Vec<AskLine>,
    /// When they hear next, once they have this one.
    pub next: Option<Millis>,
    /// The Incident Manager.
    pub manager: Option<String>,
    /// The chat channel.
    pub channel: Option<String>,
    /// What differs from the one before; none in the first, and where nobody asked.
    pub difference: Option<Difference>,
}

/// The moment at which the executives last heard: what was written down by then makes the brief that they got. While it is
/// equal to an earlier one of the same incident, so is that brief under the same book, which is worth keeping: a long record
/// is not folded in no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    told: EntryRef,
    at: Millis,
    /// How many facts stand before it.
    facts: usize,
    /// Of how many of them the words are gone: dropped, or hidden since.
    gone: usize,
}

impl Before {
    /// That of an incident; none where the executives have not heard yet.
    #[must_use]
    pub fn of(incident: Incident<'_>) -> Option<Self> {
        let told = incident.told(Audience::Executives);
        let last = told.last()?;
        let facts = incident.record().facts();
        let before = facts.iter().position(|fact| fact.id == last.fact.id)?;
        let gone = facts[..before].iter().filter(|fact| fact.event.is_none()).count();
        Some(Self { told: last.fact.id, at: last.at, facts: before, gone })
    }

    /// The brief as it was then.
    #[must_use]
    pub fn brief(&self, incident: Incident<'_>, book: &Book) -> Brief {
        let record = incident.record();
        let facts = record.facts().iter().take(self.facts).cloned();
        Brief::of(Incident::of(&Record::fold(record.stream(), facts)), book, self.at)
    }
}

/// What differs from the brief that the executives heard last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// When they heard it.
    pub since: Millis,
    /// In the order of the brief.
    pub moved: Vec<Moved>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "BriefLine")]
pub struct Line {
    /// What it is about.
    pub label: String,
    /// What is known; none is printed as unknown.
    pub value: Option<String>,
    /// Where it was read, as whoever stated it said.
    pub source: Option<String>,
    /// When it was true or recorded.
    pub as_of: Option<Millis>,
    /// Old enough to say so.
    pub stale: bool,
    /// Two people say different things about it.
    pub torn: bool,
}

/// Something asked of the executives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AskLine {
    /// Its name.
    pub ask: EntryRef,
    /// What.
    pub question: String,
    /// When it was asked.
    pub asked_at: Millis,
    /// By when it is needed.
    pub needed_by: Option<Millis>,
    /// What they said, who and when.
    pub answer: Option<AnswerLine>,
}

/// What the executives said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AnswerLine {
    /// In words.
    pub text: String,
    /// Who of them.
    pub by: Option<String>,
    /// When.
    pub at: Millis,
}

/// Something of which the brief before said otherwise, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Moved {
    /// What it is about.
    pub label: String,
    /// Then.
    pub before: Option<String>,
    /// Now.
    pub after: Option<String>,
}

impl Brief {
    /// The brief as of now, with what differs from the last one, where there was one.
    #[must_use]
    pub fn compared(incident: Incident<'_>, book: &Book, now: Millis, last: Option<&Self>) -> Self {
        let brief = Self::of(incident, book, now);
        let difference = last.map(|last| Difference { since: last.at, moved: brief.since(last) });
        Self { difference, ..brief }
    }

    /// The brief as of now.
    #[must_use]
    pub fn of(incident: Incident<'_>, book: &Book, now: Millis) -> Self {
        let incident = incident.at(now);
        let told = incident.told(Audience::Executives);
        let name = |person| book.person_name(person).map(one_line);
        let (lead, lead_as_of) = lead::lead(incident);
        Self {
            number: u32::try_from(told.len()).unwrap_or(u32::MAX).saturating_add(1),
            title: one_line(incident.title()),
            label: incident.label(),
            severity: incident.severity().cloned(),
            drill: incident.is_drill(),
            at: now,
            lead,
            lead_as_of,
            lead_stale: lines::is_stale(lead_as_of, now),
            lines: lines::lines(incident, now),
            doing: lines::doing(incident, now),
            asks: incident
                .asks()
                .into_iter()
                .map(|ask| AskLine {
                    ask: ask.fact.id,
                    question: one_line(ask.question),
                    asked_at: ask.fact.happened(),
                    needed_by: ask.needed_by,
                    answer: ask.answer.map(|(fact, text, by)| AnswerLine {
                        text: one_line(text),
                        by: by.and_then(name),
                        at: fact.happened(),
                    }),
                })
                .collect(),
            next: incident.due_if_told(Audience::Executives, now),
            manager: incident.manager().and_then(|holding| name(holding.person)),
            channel: incident
                .links(incident::value::LinkKind::Channel)
                .next()
                .map(|(_, label, target)| one_line(if label.is_empty() { target } else { label })),
            difference: None,
        }
    }

    /// The brief as it was when the executives last heard, from the facts that were written down by then.
    #[must_use]
    pub fn last(incident: Incident<'_>, book: &Book) -> Option<Self> {
        Before::of(incident).map(|before| before.brief(incident, book))
    }

    /// How old the words are that say where it stands, where they are old enough to say so.
    #[must_use]
    pub fn lead_age(&self) -> Option<String> {
        lines::age(self.lead_as_of, self.lead_stale, self.at)
    }

    /// What differs from an earlier one.
    #[must_use]
    pub fn since(&self, before: &Self) -> Vec<Moved> {
        difference::between(before, self)
    }

    /// What has moved, each once and by its name, and since when; none where nothing has.
    #[must_use]
    pub fn changed(&self) -> Option<(Millis, String)> {
        let difference = self.difference.as_ref()?;
        let mut labels: Vec<&str> = difference.moved.iter().map(|moved| moved.label.as_str()).collect();
        labels.dedup();
        (!labels.is_empty()).then(|| (difference.since, labels.join(", ")))
    }

    /// The text form, at most [`LIMIT`] characters. What does not fit is left out from the end of the longest list, and
    /// the text says that there is more; then values are cut short. Every fact and the next update stay.
    #[must_use]
    pub fn text(&self, zone: Tz) -> String {
        form::text(self, zone, self.next.map(|at| clock_in(at, self.at, zone)).as_deref())
    }

    /// The text form as the draft of an update, which promises what its writer chooses.
    #[must_use]
    pub fn draft(&self, zone: Tz) -> String {
        let place = self.next.map(|at| clock_in(at, self.at, zone));
        let text = form::text(self, zone, place.as_deref());
        let literal = |text: &str| text.replace('{', "{{").replace('[', "[[");
        match place.and_then(|place| text.strip_suffix(&form::next(&place)).map(literal)) {
            Some(text) => text + &form::next("{next_update}"),
            None => literal(&text),
        }
    }
}
