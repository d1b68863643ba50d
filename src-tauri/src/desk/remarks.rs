//! Remarks on a text: comments, suggestions, and what becomes of them.

use document::{Document, Malformed, Suggested, read};
use incident::book::Book;
use incident::event::Event;
use incident::id::{EntryRef, IncidentId};
use incident::record::Fact;
use incident::remark::{self, Place, Remark, Said, remarks};
use incident::text::{one_line, visible};
use incident::value::Passage;

use super::Desk;
use super::comms::author;
use super::text::Written;
use crate::failure::Failure;
use crate::views::{RemarkAnswer, RemarkState, RemarkView, SettledBy};

impl Desk {
    /// What people said of a text, in order.
    pub fn remarks(&self, incident: IncidentId, name: String) -> Result<Vec<RemarkView>, Failure> {
        let (record, _) = self.document(incident, &name)?;
        let book = self.the_book();
        Ok(remarks(&record).iter().filter_map(|remark| view(remark, &book)).collect())
    }

    /// Says something about a passage.
    pub fn comment(
        &self,
        incident: IncidentId,
        name: String,
        passage: Passage,
        text: String,
    ) -> Result<Vec<RemarkView>, Failure> {
        self.write_in(incident, &name, |_, _| Ok(remark::comment(passage, &text)?.into()))?;
        self.remarks(incident, name)
    }

    /// Answers below a comment or a suggestion.
    pub fn answer_comment(
        &self,
        incident: IncidentId,
        name: String,
        to: EntryRef,
        text: String,
    ) -> Result<Vec<RemarkView>, Failure> {
        self.write_in(incident, &name, |record, _| Ok(remark::answer(record, to, &text)?.into()))?;
        self.remarks(incident, name)
    }

    /// A comment is dealt with, or open again.
    pub fn resolve_comment(
        &self,
        incident: IncidentId,
        name: String,
        comment: EntryRef,
        resolved: bool,
    ) -> Result<Vec<RemarkView>, Failure> {
        self.write_in(incident, &name, |record, _| Ok(remark::resolve(record, comment, resolved)?.into()))?;
        self.remarks(incident, name)
    }

    /// Proposes other words for a passage; `update` is what the page would have written.
    pub fn suggest_change(
        &self,
        incident: IncidentId,
        name: String,
        passage: Passage,
        update: String,
    ) -> Result<Vec<RemarkView>, Failure> {
        let suggested = suggested(&passage, &update).ok_or(Malformed)?;
        self.write_in(
            incident,
            &name,
            |_, _| Ok(remark::suggest(passage, update, &suggested.words)?.into()),
        )?;
        self.remarks(incident, name)
    }

    /// Accepts a suggestion, which puts its words into the text, or turns it down, which puts the old ones back where the
    /// new ones were.
    pub fn decide_change(
        &self,
        incident: IncidentId,
        name: String,
        suggestion: EntryRef,
        accepted: bool,
    ) -> Result<Vec<RemarkView>, Failure> {
        self.write_in(incident, &name, |record, document| {
            let (event, place) = remark::decide(record, suggestion, accepted)?;
            let remark = remark::remark(record, suggestion)?;
            let Said::Suggestion { update, .. } = remark.said else { return Err(Malformed.into()) };
            let updates = match (accepted, place) {
                (true, Place::Outside) => {
                    let update = read(update)?;
                    if !fits(document, &update) {
                        let what = "The words that this would change have not come yet.";
                        return Err(Failure::new("refused", format!("{what} Decide once they are here.")));
                    }
                    if !does_what_it_says(document, remark.passage, &update) {
                        let what = "This would change other words than those that it shows.";
                        return Err(Failure::new("refused", format!("{what} Turn it down.")));
                    }
                    vec![update]
                }
                (false, Place::Inside) => {
                    let suggested = suggested(remark.passage, update).ok_or(Malformed)?;
                    vec![suggested.put_back(document, &remark.passage.section, &remark.passage.words)]
                }
                _ => Vec::new(),
            };
            Ok(Written { updates, events: vec![event] })
        })?;
        self.remarks(incident, name)
    }
}

/// Whether all that an update rests on is in place.
fn fits(document: &Document, update: &[u8]) -> bool {
    let mut apart = Document::default();
    apart.hold(&document.state()) && apart.take(update).is_ok() && !apart.waits()
}

/// Whether an update changes the words of this passage where they stand, and nothing else. A laptop that is not ours may
/// have written one that says something else of itself than what it does. Of the words some may be gone by now.
fn does_what_it_says(document: &Document, passage: &Passage, update: &[u8]) -> bool {
    let Some(changed) = document.changed(&passage.section, update) else { return false };
    // The same words may stand elsewhere in the text, and mean something else there.
    let here = || -> Option<bool> {
        let stands =
            document.between(&passage.section, &read(&passage.from).ok()?, &read(&passage.to).ok()?)?;
        Some(changed.place.iter().all(|place| stands.contains(place.start()) && stands.contains(place.end())))
    };
    let mut words = passage.words.chars();
    here().unwrap_or(false) && changed.gone.chars().all(|gone| words.any(|word| word == gone))
}

/// A suggestion as it can be read: its update takes away as many letters as the passage has.
fn suggested(passage: &Passage, update: &str) -> Option<Suggested> {
    let suggested = Suggested::of(&read(update).ok()?).ok()?;
    (suggested.goes == passage.words.encode_utf16().count() as u64).then_some(suggested)
}

/// A remark as the page shows it; none where it is a suggestion that nobody can read.
fn view(remark: &Remark<'_>, book: &Book) -> Option<RemarkView> {
    let settled = |(fact, accepted): (&Fact, bool)| SettledBy {
        by: author(fact, book),
        at: fact.recorded_at,
        accepted,
    };
    let (text, words, state, settled, place) = match &remark.said {
        Said::Comment { text, resolved } => {
            let state = if resolved.is_some() { RemarkState::Resolved } else { RemarkState::Open };
            let settled = resolved.map(|fact| settled((fact, true))).into_iter().collect();
            (Some(visible(text).into_owned()), None, state, settled, Place::Outside)
        }
        Said::Suggestion { update, decisions, place } => {
            let words = visible(&suggested(remark.passage, update)?.words).into_owned();
            let state = match (decisions.iter().any(|(_, yes)| *yes), decisions.iter().any(|(_, yes)| !yes)) {
                (false, false) => RemarkState::Open,
                (true, false) => RemarkState::Accepted,
                (false, true) => RemarkState::TurnedDown,
                (true, true) => RemarkState::Torn,
            };
            let settled = decisions.iter().copied().map(settled).collect();
            (None, Some(words), state, settled, *place)
        }
    };
    let passage = Passage {
        section: one_line(&remark.passage.section),
        words: visible(&remark.passage.words).into_owned(),
        ..remark.passage.clone()
    };
    Some(RemarkView {
        remark: remark.fact.id,
        passage,
        by: author(remark.fact, book),
        person: book.person_of(remark.fact.replica),
        at: remark.fact.recorded_at,
        text,
        suggested: words,
        state,
        settled,
        in_text: place == Place::Inside,
        put_back: place == Place::PutBack,
        answers: remark
            .answers
            .iter()
            .map(|(fact, text)| RemarkAnswer {
                by: author(fact, book),
                at: fact.recorded_at,
                text: visible(text).into_owned(),
            })
            .collect(),
    })
}

impl From<Event> for Written {
    fn from(event: Event) -> Self {
        Self { updates: Vec::new(), events: vec![event] }
    }
}
