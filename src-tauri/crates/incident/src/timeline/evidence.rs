//! Evidence: what a review cites of the record. A reference names an entry, and is told as the record stands now: after a
//! correction with the right value, after a redaction without the text.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use ts_rs::TS;

use super::{Glyph, Standing, Teller};
use crate::book::Book;
use crate::event::Event;
use crate::export::inline;
use crate::figure::{self, Figures};
use crate::id::{EntryRef, Millis};
use crate::incident::Incident;
use crate::record::Fact;
use crate::slot::Slot;
use crate::text::one_line;
use crate::value::ActionState;
use crate::zone::clock_text;

/// What stands around a reference in a text.
const OPENS: &str = "[[";
const CLOSES: &str = "]]";
/// A reference is so many hex digits.
const DIGITS: usize = 32;
/// A longer entry is told where it is cited first, and only pointed at afterwards.
const SHORT: usize = 200;

/// An entry as a review cites it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Evidence {
    /// The entry that was cited.
    pub entry: EntryRef,
    /// When it happened, as the record says now.
    pub at: Millis,
    /// What it is about.
    pub glyph: Glyph,
    /// What happened, as the record says now.
    pub text: String,
    /// Who wrote what is told.
    pub by: String,
    /// Whether it still stands.
    pub standing: Standing,
    /// Whether it says something else than when it was written.
    pub corrected: bool,
}

/// An entry as it is cited now; none for one that is not in this record.
#[must_use]
pub fn evidence(incident: Incident<'_>, book: &Book, entry: EntryRef) -> Option<Evidence> {
    evidence_for(Reader::Inside, incident, book, entry)
}

/// For whom an entry is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// Whoever may see the incident.
    Inside,
    /// The public: where a figure is known from is not theirs.
    Public,
}

fn evidence_for(reader: Reader, incident: Incident<'_>, book: &Book, entry: EntryRef) -> Option<Evidence> {
    let record = incident.record();
    let cited = record.fact(entry)?;
    let teller = Teller { incident, book };
    let fact = now_said(incident, cited);
    let standing = if fact.redacted_by.is_some() || cited.redacted_by.is_some() {
        Standing::Redacted
    } else if record.is_retracted(cited.id) {
        Standing::Retracted
    } else {
        Standing::Stands
    };
    let text = match standing {
        Standing::Redacted => "A redacted entry".to_owned(),
        _ => teller.cited(fact, reader),
    };
    let changed = |slot| record.shown(&slot).is_some();
    let corrected =
        fact.id != cited.id || changed(Slot::NoteText(cited.id)) || changed(Slot::OccurredAt(cited.id));
    Some(Evidence {
        entry,
        at: happened(incident, fact),
        glyph: teller.tell(fact).glyph,
        text,
        by: teller.author(fact).1,
        standing,
        corrected: corrected && standing != Standing::Redacted,
    })
}

/// Who wrote a fact.
pub(crate) fn author_of(incident: Incident<'_>, book: &Book, fact: &Fact) -> String {
    Teller { incident, book }.author(fact).1
}

/// The references in a text: where each stands, in bytes, and what it names.
#[must_use]
pub fn references(text: &str) -> Vec<(Range<usize>, EntryRef)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(OPENS).map(|at| from + at) {
        let digits = at + OPENS.len()..at + OPENS.len() + DIGITS;
        let end = digits.end + CLOSES.len();
        let entry = text.get(digits.clone()).and_then(|digits| digits.parse().ok());
        match entry.filter(|_| text.get(digits.end..end) == Some(CLOSES)) {
            Some(entry) => {
                found.push((at..end, entry));
                from = end;
            }
            // The second bracket may be the first of a reference.
            None => from = at + 1,
        }
    }
    found
}

/// An entry as it is referred to in a text.
#[must_use]
pub fn reference(entry: EntryRef) -> String {
    format!("{OPENS}{entry}{CLOSES}")
}

/// Tells the references of one review for readers who have no record, each as it stands now, by the clock of the day that is
/// given. However often an entry is cited, all of it is told where it is cited first.
pub struct References<'a> {
    incident: Incident<'a>,
    book: &'a Book,
    reader: Reader,
    day: Millis,
    /// What stands where an entry is cited once more.
    again: HashMap<EntryRef, String>,
    figures: Figures<'a>,
}

impl<'a> References<'a> {
    /// Those of this incident.
    #[must_use]
    pub fn of(incident: Incident<'a>, book: &'a Book, day: Millis) -> Self {
        Self {
            incident,
            book,
            reader: Reader::Inside,
            day,
            again: HashMap::new(),
            figures: Figures::of(incident),
        }
    }

    /// The same for the public.
    #[must_use]
    pub fn for_the_public(incident: Incident<'a>, book: &'a Book, day: Millis) -> Self {
        Self { reader: Reader::Public, ..Self::of(incident, book, day) }
    }

    /// The next text of the review.
    pub fn told(&mut self, text: &str) -> String {
        let mut whole = String::with_capacity(text.len());
        let mut from = 0;
        for (range, entry) in references(text) {
            self.tell_figures(&text[from..range.start], &mut whole);
            from = range.end;
            if let Some(said) = self.again.get(&entry) {
                whole.push_str(said);
                continue;
            }
            let cited = evidence_for(self.reader, self.incident, self.book, entry);
            let say = |text: &str| self.say(cited.as_ref(), text);
            let said = cited.as_ref().map_or("", |cited| cited.text.as_str());
            whole.push_str(&say(said));
            // A part of a long text would be what nobody has looked at: what is hidden from the public goes by whole words.
            let again = if said.chars().count() <= SHORT { say(said) } else { say("(as above)") };
            self.again.insert(entry, again);
        }
        self.tell_figures(&text[from..], &mut whole);
        whole
    }

    /// What stands between two entries, with its figures as the record has them now.
    fn tell_figures(&mut self, text: &str, whole: &mut String) {
        let mut from = 0;
        for (range, figure) in figure::cited(text) {
            whole.push_str(&text[from..range.start]);
            from = range.end;
            let said = figure.and_then(|figure| self.figures.said(&figure));
            whole.push_str(said.as_deref().unwrap_or("(not known)"));
        }
        whole.push_str(&text[from..]);
    }

    fn say(&self, cited: Option<&Evidence>, text: &str) -> String {
        match cited {
            Some(cited) if cited.standing == Standing::Stands => {
                format!("**{} {}**", clock_text(cited.at, self.day), inline(text))
            }
            Some(cited) if cited.standing == Standing::Retracted => {
                format!("{} {} (taken back)", clock_text(cited.at, self.day), inline(text))
            }
            Some(_) => "(a redacted entry)".to_owned(),
            None => "(an entry that is not in the record)".to_owned(),
        }
    }
}

/// The fact that says now what a cited one said: what replaced a value that was wrong. What an incident went through (a
/// stage, a severity, who was in charge) was true then and stays what is cited.
fn now_said<'a>(incident: Incident<'a>, cited: &'a Fact) -> &'a Fact {
    let slot = cited.event.as_ref().and_then(|event| event.slot(cited.id));
    let is_value = |slot: &Slot| {
        matches!(
            slot,
            Slot::Point(_)
                | Slot::Impact(_)
                | Slot::Detection
                | Slot::RootCauseType
                | Slot::RootCauseService
                | Slot::Decision(_)
        )
    };
    slot.filter(is_value).and_then(|slot| incident.record().shown(&slot)).unwrap_or(cited)
}

fn happened(incident: Incident<'_>, fact: &Fact) -> Millis {
    match &fact.event {
        Some(Event::PointRecorded { at: Some(at), .. }) => *at,
        _ => incident.when(fact),
    }
}

impl Teller<'_> {
    /// What a citation says: less than a line of the timeline, since its time stands beside it.
    fn cited(self, fact: &Fact, reader: Reader) -> String {
        match &fact.event {
            Some(Event::ImpactStated { source, .. })
                if reader == Reader::Inside && !source.trim().is_empty() =>
            {
                format!("{} ({})", self.tell(fact).text, one_line(source))
            }
            Some(Event::PointRecorded { point, at: Some(_), .. }) => point.name().to_owned(),
            Some(Event::ActionRaised { .. }) => {
                let action = self.incident.actions().into_iter().find(|action| action.fact.id == fact.id);
                let Some(action) = action else { return self.tell(fact).text };
                let owner = action.owner.map_or_else(|| "nobody yet".to_owned(), |owner| self.name(owner));
                let state = if action.state == ActionState::Open { "" } else { action.state.name() };
                // Where work is followed in the house is for nobody else to know.
                let ticket = action.ticket.filter(|_| reader == Reader::Inside);
                let ticket = ticket.map(|ticket| format!(", {}", ticket.name)).unwrap_or_default();
                let priority = action.priority.name();
                let grade = format!("{} ({owner}, {priority}{ticket})", self.called(fact.id));
                if state.is_empty() { grade } else { format!("{grade}: {}", state.to_lowercase()) }
            }
            _ => self.tell(fact).text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_where_they_are_whole() {
        let entry = EntryRef([0xab; 16]);
        let one = reference(entry);
        assert_eq!(one.len(), 36);
        for (text, at) in [
            (String::new(), vec![]),
            (one.clone(), vec![0]),
            (format!("Ä {one}, {one}."), vec![3, 41]),
            (format!("[{one}]"), vec![1]),
            (format!("[[{one}"), vec![2]),
            (one[..35].to_owned(), vec![]),
            (format!("[[{}]]", "x".repeat(32)), vec![]),
            (format!("[[{}]]", "ä".repeat(16)), vec![]),
        ] {
            let found: Vec<usize> = references(&text).into_iter().map(|(range, _)| range.start).collect();
            assert_eq!(found, at, "{text}");
        }
        assert_eq!(references(&one), [(0..36, entry)]);
    }
}
