//! Charts that a review cites: what the record says of the impact as time went on, and how long it took to each point in
//! time. A chart is made anew from the record whenever it is looked at, so a correction or a redaction reaches it.

mod citing;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::Serialize;

use crate::book::Book;
use crate::event::Event;
use crate::id::Millis;
use crate::incident::Incident;
use crate::record::Fact;
use crate::text::one_line;
use crate::timeline::author_of;
use crate::value::{ImpactAspect, Point};
use crate::zone::clock_text;

pub use citing::{Citing, Piece};

/// What stands around the name of a chart in a text.
const OPENS: &str = "[[chart/";
const CLOSES: &str = "]]";

/// What a chart is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartOf {
    /// The figures of one aspect of the impact.
    Impact(ImpactAspect),
    /// How long it took from the first point in time to each of the others.
    Times,
}

/// A chart as the record has it now. Moments are UTC milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// What it is called in a text, with its brackets.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// Where it begins.
    pub from: Millis,
    /// Where it ends.
    pub to: Millis,
    /// The figures, oldest first; none in a chart of times.
    pub values: Vec<ChartValue>,
    /// Points in time, oldest first.
    pub moments: Vec<ChartMoment>,
}

/// A figure of the impact, which holds until the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChartValue {
    /// As of when.
    pub at: Millis,
    /// When it was written down.
    pub recorded_at: Millis,
    /// The number.
    pub number: u64,
    /// What was written.
    pub value: String,
    /// Where it is known from.
    pub source: String,
    /// Who wrote it down.
    pub by: String,
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChartMoment {
    /// When.
    pub at: Millis,
    /// What it is called.
    pub name: &'static str,
}

impl ChartOf {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        ImpactAspect::ALL.iter().map(|aspect| Self::Impact(*aspect)).chain([Self::Times])
    }

    /// What it is called, for ever.
    fn word(self) -> &'static str {
        match self {
            Self::Impact(ImpactAspect::Users) => "users",
            Self::Impact(ImpactAspect::Customers) => "customers",
            Self::Impact(ImpactAspect::Regions) => "regions",
            Self::Impact(ImpactAspect::Revenue) => "revenue",
            Self::Impact(ImpactAspect::DataLoss) => "data-loss",
            Self::Impact(ImpactAspect::Workaround) => "workaround",
            Self::Impact(ImpactAspect::Description) => "description",
            Self::Times => "times",
        }
    }
}

impl fmt::Display for ChartOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPENS}{}{CLOSES}", self.word())
    }
}

/// A word that names no chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such chart")]
pub struct NoChart;

impl FromStr for ChartOf {
    type Err = NoChart;

    fn from_str(name: &str) -> Result<Self, NoChart> {
        Self::all().find(|of| of.to_string() == name).ok_or(NoChart)
    }
}

/// The charts that a text cites: where each stands, in bytes, and what it is of; none for a name that no chart has.
#[must_use]
pub fn cited(text: &str) -> Vec<(Range<usize>, Option<ChartOf>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(OPENS).map(|at| from + at) {
        // A name is one word: what runs on to the brackets of something else names nothing.
        let name = at + OPENS.len();
        let word = text[name..].bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'-').count();
        from = name + word;
        if text[from..].starts_with(CLOSES) {
            from += CLOSES.len();
            found.push((at..from, text[at..from].parse().ok()));
        }
    }
    found
}

/// A chart as the record has it now; none where there is nothing to draw.
#[must_use]
pub fn chart(incident: Incident<'_>, book: &Book, of: ChartOf) -> Option<Chart> {
    let moments = moments(incident);
    let values = match of {
        ChartOf::Impact(aspect) => values(incident, book, aspect),
        ChartOf::Times => Vec::new(),
    };
    if values.is_empty() && (moments.len() < 2 || of != ChartOf::Times) {
        return None;
    }
    let all = || values.iter().map(|value| value.at).chain(moments.iter().map(|moment| moment.at));
    let title = match of {
        ChartOf::Impact(aspect) => format!("{} over time", aspect.name()),
        ChartOf::Times => "How long it took".to_owned(),
    };
    let (from, to) = (all().min()?, all().max()?);
    Some(Chart { name: of.to_string(), title, from, to, values, moments })
}

/// Every chart for which the record has something.
#[must_use]
pub fn charts(incident: Incident<'_>, book: &Book) -> Vec<Chart> {
    ChartOf::all().filter_map(|of| chart(incident, book, of)).collect()
}

impl Chart {
    /// What it shows, a line for each figure or point in time, by the clock of the day on which it begins.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        if self.values.is_empty() {
            return self.moments.iter().map(|moment| self.took(moment)).collect();
        }
        let line = |value: &ChartValue| {
            let late = value.recorded_at.0.saturating_sub(value.at.0) / 60_000;
            let written = if late > 0 { format!(" {late} min later") } else { String::new() };
            format!("{} ({}; written down by {}{written})", self.said(value), value.source, value.by)
        };
        self.values.iter().map(line).collect()
    }

    /// The same for the public: who wrote a figure down, and where from, is not theirs.
    #[must_use]
    pub fn public_lines(&self) -> Vec<String> {
        if self.values.is_empty() {
            return self.lines();
        }
        self.values.iter().map(|value| self.said(value)).collect()
    }

    fn said(&self, value: &ChartValue) -> String {
        format!("{} {}", clock_text(value.at, self.from), value.value)
    }

    fn took(&self, moment: &ChartMoment) -> String {
        let took = match moment.at.0.saturating_sub(self.from.0) / 60_000 {
            0 => String::new(),
            minutes => format!(", {minutes} min after the first"),
        };
        format!("{} {}{took}", clock_text(moment.at, self.from), moment.name)
    }
}

/// The figures of an aspect: what stands, and what stood before it was known better. What was taken back never was.
fn values(incident: Incident<'_>, book: &Book, aspect: ImpactAspect) -> Vec<ChartValue> {
    let record = incident.record();
    let undone = record.undone();
    let value = |fact: &Fact, event: &Event| match event {
        Event::ImpactStated { aspect: of, value: Some(value), number: Some(number), source, .. }
            if *of == aspect =>
        {
            Some(ChartValue {
                at: incident.when(fact),
                recorded_at: fact.recorded_at,
                number: *number,
                value: one_line(value),
                source: one_line(source),
                by: author_of(incident, book, fact),
            })
        }
        _ => None,
    };
    // To undo says the earlier value once more; that one stands in its own place already.
    let stated = record.made().filter(|(fact, _)| fact.undoes.is_none() && !undone.contains(&fact.id));
    let mut values: Vec<ChartValue> = stated.filter_map(|(fact, event)| value(fact, event)).collect();
    values.sort_by_key(|value| value.at);
    // Of two for one moment the later in the record counts: the first was corrected.
    let mut kept: Vec<ChartValue> = Vec::with_capacity(values.len());
    for value in values {
        match kept.last_mut().filter(|last| last.at == value.at) {
            Some(last) => *last = value,
            None => kept.push(value),
        }
    }
    kept
}

fn moments(incident: Incident<'_>) -> Vec<ChartMoment> {
    const SHOWN: &[Point] = &[
        Point::ImpactStarted,
        Point::Detected,
        Point::Declared,
        Point::CauseIdentified,
        Point::Mitigated,
        Point::Resolved,
    ];
    let moment = |point: &Point| Some(ChartMoment { at: incident.point(*point)?, name: point.name() });
    let mut moments: Vec<ChartMoment> = SHOWN.iter().filter_map(moment).collect();
    moments.sort_by_key(|moment| moment.at);
    moments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_named_by_one_word_in_brackets() {
        let name = "[[chart/customers]]";
        let of = Some(ChartOf::Impact(ImpactAspect::Customers));
        for (text, found) in [
            (String::new(), vec![]),
            (format!("ä {name}."), vec![(3..22, of)]),
            (format!("{name}{name}"), vec![(0..19, of), (19..38, of)]),
            ("[[chart/nothing]]".to_owned(), vec![(0..17, None)]),
            (format!("[[chart/ {name}"), vec![(9..28, of)]),
            ("[[chart/customers".to_owned(), vec![]),
            ("[[chart/CUSTOMERS]] [[chart/a b]]".to_owned(), vec![]),
            (format!("[[chart/customers[[chart/{name}"), vec![(25..44, of)]),
        ] {
            assert_eq!(cited(&text), found, "{text}");
        }
        for of in ChartOf::all() {
            assert_eq!(of.to_string().parse(), Ok(of));
        }
        // Looked through once, however many begin and never end: otherwise this takes minutes.
        assert_eq!(cited(&format!("{} ]]", OPENS.repeat(200_000))), vec![]);
    }
}
