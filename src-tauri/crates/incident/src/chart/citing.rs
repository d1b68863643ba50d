//! The charts of one review, each shown where it is named first: however often a text names one, it is drawn once.

use super::{Chart, cited};
use crate::export::inline;

/// What stands in a text that names charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What is between them.
    Text(&'a str),
    /// A chart.
    Chart(&'a Chart),
    /// One that stands above already.
    Again(&'a Chart),
    /// One of which the record has nothing.
    Nothing,
}

/// Goes through the texts of a review in their order.
pub struct Citing<'a> {
    charts: &'a [Chart],
    lines: fn(&Chart) -> Vec<String>,
    shown: Vec<&'a str>,
}

impl<'a> Citing<'a> {
    /// For whoever may see the incident.
    #[must_use]
    pub fn of(charts: &'a [Chart]) -> Self {
        Self { charts, lines: Chart::lines, shown: Vec::new() }
    }

    /// For the public.
    #[must_use]
    pub fn for_the_public(charts: &'a [Chart]) -> Self {
        Self { lines: Chart::public_lines, ..Self::of(charts) }
    }

    /// The next text in its pieces.
    pub fn pieces<'t>(&mut self, text: &'t str) -> Vec<Piece<'t>>
    where
        'a: 't,
    {
        let mut pieces = Vec::new();
        let mut from = 0;
        for (range, _) in cited(text) {
            pieces.push(Piece::Text(&text[from..range.start]));
            from = range.end;
            let chart = self.charts.iter().find(|chart| chart.name == text[range.clone()]);
            pieces.push(match chart {
                None => Piece::Nothing,
                Some(chart) if self.shown.contains(&chart.name.as_str()) => Piece::Again(chart),
                Some(chart) => {
                    self.shown.push(&chart.name);
                    Piece::Chart(chart)
                }
            });
        }
        pieces.push(Piece::Text(&text[from..]));
        pieces
    }

    /// The next text with its charts told in words, for readers who see no picture, as Markdown.
    pub fn told(&mut self, text: &str) -> String {
        let lines = self.lines;
        let mut whole = String::with_capacity(text.len());
        for piece in self.pieces(text) {
            match piece {
                Piece::Chart(chart) => {
                    let said: String =
                        lines(chart).iter().map(|line| format!("- {}\n", inline(line))).collect();
                    whole.push_str(&format!("\n\n**{}**\n\n{said}\n", inline(&chart.title)));
                }
                piece => piece.put(&mut whole),
            }
        }
        whole
    }
}

impl Piece<'_> {
    /// Puts what stands in the line itself at the end of this text; a chart has a place of its own.
    pub fn put(self, text: &mut String) {
        match self {
            Self::Text(said) => text.push_str(said),
            Self::Again(chart) => text.push_str(&format!("({}: above)", inline(&chart.title))),
            Self::Nothing => text.push_str("(a chart without values)"),
            Self::Chart(_) => {}
        }
    }
}
