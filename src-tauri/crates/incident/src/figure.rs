//! Figures that a review cites: how long it took, how many updates there were, how well promises were kept. Each is computed
//! from the record whenever it is told, so that a correction reaches it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::Serialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use ts_rs::TS;

use crate::id::{CustomerId, Millis};
use crate::incident::Incident;
use crate::promise::{Share, kept, kept_to_customer};
use crate::value::{Audience, Point};

/// What stands around the name of a figure in a text.
const OPENS: &str = "[[";
const CLOSES: &str = "]]";

/// What a figure is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// How long it took from one moment to another.
    Took(Point, Point),
    /// How many updates an audience got.
    Told(Audience),
    /// How many promises to an audience were kept in time.
    Kept(Audience),
    /// The same of a customer.
    KeptTo(CustomerId),
}

/// A figure as the record has it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FigureSaid {
    /// What it is called in a text, with its brackets.
    pub name: String,
    /// What it is; none where the record does not say, or says what cannot be.
    pub said: Option<String>,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Took(from, to) => write!(f, "{OPENS}took/{}/{}{CLOSES}", word(from), word(to)),
            Self::Told(audience) => write!(f, "{OPENS}told/{}{CLOSES}", word(audience)),
            Self::Kept(audience) => write!(f, "{OPENS}kept/{}{CLOSES}", word(audience)),
            Self::KeptTo(customer) => write!(f, "{OPENS}kept/customer/{customer}{CLOSES}"),
        }
    }
}

/// A name that is none of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such figure")]
pub struct NoFigure;

impl FromStr for Figure {
    type Err = NoFigure;

    fn from_str(name: &str) -> Result<Self, NoFigure> {
        let name = name.strip_prefix(OPENS).and_then(|name| name.strip_suffix(CLOSES)).ok_or(NoFigure)?;
        let parts: Vec<&str> = name.split('/').collect();
        let figure = match parts[..] {
            ["took", from, to] => Self::Took(read(from)?, read(to)?),
            ["told", audience] => Self::Told(read(audience)?),
            ["kept", audience] => Self::Kept(read(audience)?),
            ["kept", "customer", id] => Self::KeptTo(id.parse().map_err(|_| NoFigure)?),
            _ => return Err(NoFigure),
        };
        Ok(figure)
    }
}

impl Figure {
    /// What it is by the record now; none where the record does not say, or says what cannot be.
    #[must_use]
    pub fn said(&self, incident: Incident<'_>) -> Option<String> {
        let written = || incident.record().facts().iter().map(|fact| fact.recorded_at).max();
        let now = incident.now().or_else(written).unwrap_or(Millis(0));
        let of = |share: Share| (share.of > 0).then(|| format!("{} of {}", share.kept, share.of));
        match self {
            Self::Took(from, to) => {
                let took = incident.point(*to)?.0.checked_sub(incident.point(*from)?.0)?;
                (took >= 0).then(|| lasted(took / 60_000))
            }
            Self::Told(audience) => match incident.told(*audience).len() {
                0 => None,
                1 => Some("one update".to_owned()),
                count => Some(format!("{count} updates")),
            },
            Self::Kept(audience) => of(kept(incident, *audience, now)),
            Self::KeptTo(customer) => of(kept_to_customer(incident, customer, now)),
        }
    }
}

/// So many different ones are told of one review: to find one out may take the whole record, and anybody can invent names.
const MOST: usize = 200;

/// Figures of one incident, each found out once.
pub struct Figures<'a> {
    incident: Incident<'a>,
    known: HashMap<String, Option<String>>,
}

impl<'a> Figures<'a> {
    /// Those of this incident.
    #[must_use]
    pub fn of(incident: Incident<'a>) -> Self {
        Self { incident, known: HashMap::new() }
    }

    /// What one is by the record; none where the record does not say, or where there are far too many.
    pub fn said(&mut self, figure: &Figure) -> Option<String> {
        let name = figure.to_string();
        if let Some(known) = self.known.get(&name) {
            return known.clone();
        }
        if self.known.len() >= MOST {
            return None;
        }
        let said = figure.said(self.incident);
        self.known.insert(name, said.clone());
        said
    }
}

/// The figures that a text cites: where each stands, in bytes, and what it is of; none for a name that no figure has.
#[must_use]
pub fn cited(text: &str) -> Vec<(Range<usize>, Option<Figure>)> {
    const KINDS: &[&str] = &["took/", "told/", "kept/"];
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(OPENS).map(|at| from + at) {
        let name = at + OPENS.len();
        // The second bracket may be the first of a name.
        from = at + 1;
        if !KINDS.iter().any(|kind| text[name..].starts_with(kind)) {
            continue;
        }
        let is_name = |byte: &u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'_' | b'.')
        };
        let end = name + text[name..].bytes().take_while(is_name).count();
        from = end;
        if text[end..].starts_with(CLOSES) {
            from = end + CLOSES.len();
            found.push((at..from, text[at..from].parse().ok()));
        }
    }
    found
}

/// The figures of these texts as the record has them now, each once.
#[must_use]
pub fn figures<'t>(texts: impl Iterator<Item = &'t str>, incident: Incident<'_>) -> Vec<FigureSaid> {
    let (mut figures, mut names, mut of) = (Vec::new(), HashSet::new(), Figures::of(incident));
    for text in texts {
        for (range, figure) in cited(text) {
            let name = &text[range];
            if names.insert(name) {
                let said = figure.and_then(|figure| of.said(&figure));
                figures.push(FigureSaid { name: name.to_owned(), said });
            }
        }
    }
    figures
}

fn lasted(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

/// The word of a value in a name, which is its word in the log.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn read<'de, T: serde::Deserialize<'de>>(word: &'de str) -> Result<T, NoFigure> {
    let word: StrDeserializer<'de, Error> = word.into_deserializer();
    T::deserialize(word).map_err(|_| NoFigure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::IncidentId;
    use crate::record::Record;
    use crate::stream::Stream;

    #[test]
    fn each_figure_is_found_out_once_and_of_invented_ones_not_all() {
        let record = Record::fold(Stream::Incident(IncidentId([1; 16])), []);
        let text: String = (0..3 * MOST).map(|n| format!("[[kept/customer/c-{n}]] ")).collect();
        let said = figures([text.as_str(), text.as_str()].into_iter(), Incident::of(&record));
        assert_eq!(said.len(), 3 * MOST);
        let mut of = Figures::of(Incident::of(&record));
        for (_, figure) in cited(&text) {
            assert_eq!(of.said(&figure.unwrap()), None);
        }
        assert_eq!(of.known.len(), MOST);
    }

    #[test]
    fn a_figure_is_named_by_words_in_brackets() {
        let took = Figure::Took(Point::ImpactStarted, Point::Mitigated);
        let name = "[[took/impact_started/mitigated]]";
        assert_eq!((took.to_string().as_str(), name.parse()), (name, Ok(took.clone())));
        for figure in [Figure::Told(Audience::Public), Figure::KeptTo("acme.co-1".parse().unwrap())] {
            assert_eq!(figure.to_string().parse(), Ok(figure));
        }
        let length = name.len();
        for (text, found) in [
            (String::new(), vec![]),
            (format!("ä {name}."), vec![(3..3 + length, Some(took.clone()))]),
            (format!("[{name}"), vec![(1..1 + length, Some(took))]),
            // What a later version may cite, or nobody does.
            ("[[took/nothing]]".to_owned(), vec![(0..16, None)]),
            ("[[kept/]]".to_owned(), vec![(0..9, None)]),
            ("[[other/public]] [[kept/public] [[kept/PUBLIC]]".to_owned(), vec![]),
        ] {
            assert_eq!(cited(&text), found, "{text}");
        }
        assert_eq!(cited(&format!("{} ]]", "[[kept/".repeat(200_000))), vec![]);
    }
}
