//! A review as it leaves: to read in a browser, on paper, as Markdown and by programs.

mod overview;
mod paper;

use incident::chart::{Chart, Citing, Piece};
use incident::export::inline;
use incident::id::Millis;
use incident::overview::Overview;
use incident::text::one_line;
use incident::zone::utc_text;
use serde::Serialize;

use crate::figure::svg;
use crate::html::{STYLE, STYLE_HASH, escape, time};
use crate::sheet::SheetError;
use crate::text::Text;

/// What the JSON is, for whoever reads it.
const FORMAT: &str = "allclear/review/1";

/// A review, every reference of it already told in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whose it is.
    pub house: String,
    /// The incident as people call it.
    pub label: String,
    /// What happened.
    pub title: String,
    /// What this is, in one line.
    pub kind: String,
    /// As of when.
    pub at: Millis,
    /// One page for whoever was not there.
    pub overview: Overview,
    /// Its sections in order.
    pub sections: Vec<Section>,
    /// What happened when, by the record.
    pub timeline: Vec<Moment>,
    /// The charts that its sections name. A text names one where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<Chart>,
}

/// A section of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What stands there, as Markdown.
    pub text: String,
}

/// A line of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When it happened.
    pub at: Millis,
    /// What.
    pub text: String,
    /// Who wrote it down.
    pub by: String,
}

#[derive(Serialize)]
struct Json<'a> {
    format: &'static str,
    #[serde(flatten)]
    report: &'a Report,
}

impl Report {
    /// The same with those of these charts that its sections name.
    #[must_use]
    pub fn with_charts(mut self, charts: Vec<Chart>) -> Self {
        let is_named = |chart: &Chart| self.sections.iter().any(|section| section.text.contains(&chart.name));
        self.charts = charts.into_iter().filter(is_named).collect();
        self
    }

    /// For programs. Moments are UTC milliseconds.
    #[must_use]
    pub fn json(&self) -> String {
        let mut charts = Citing::of(&self.charts);
        let section = |section: &Section| Section { text: charts.told(&section.text), ..section.clone() };
        let report = Self { sections: self.sections.iter().map(section).collect(), ..self.clone() };
        // Texts and numbers are always written.
        serde_json::to_string_pretty(&Json { format: FORMAT, report: &report }).unwrap_or_default()
    }

    /// To read and to go on writing elsewhere. Headings within a section lie below its own.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n", inline(&self.title));
        text.push_str(&format!(
            "{} · {} · {} · {}\n",
            inline(&self.label),
            inline(&self.kind),
            inline(&self.house),
            utc_text(self.at)
        ));
        self.overview_markdown(&mut text);
        let mut charts = Citing::of(&self.charts);
        for section in &self.sections {
            let said = charts.told(&section.text);
            text.push_str(&format!("\n## {}\n\n{}\n", inline(&section.title), said.trim()));
        }
        if !self.timeline.is_empty() {
            text.push_str("\n## By the record\n\n| When | What | Written by |\n| --- | --- | --- |\n");
            for moment in &self.timeline {
                let (what, by) = (inline(&moment.text), inline(&moment.by));
                text.push_str(&format!("| {} | {what} | {by} |\n", utc_text(moment.at)));
            }
        }
        text
    }

    /// A page that needs nothing else: no script, no picture, no style from elsewhere.
    #[must_use]
    pub fn html(&self) -> String {
        let line = |text: &str| escape(&one_line(text));
        let mut page = String::with_capacity(STYLE.len() + 8_192);
        page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.push_str(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '",
        );
        page.extend([STYLE_HASH, "'; base-uri 'none'; form-action 'none'\">\n"]);
        page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.extend(["<title>", &line(&self.title), " · ", &line(&self.label), "</title>\n"]);
        page.extend([
            "<style>",
            STYLE,
            "</style>\n</head>\n<body>\n<header><p dir=\"auto\">",
            &line(&self.house),
        ]);
        page.extend([
            "</p></header>\n<main>\n<h1 dir=\"auto\">",
            &line(&self.title),
            "</h1>\n<p class=\"state\"><b>",
        ]);
        page.extend([
            &line(&self.label),
            "</b> · ",
            &line(&self.kind),
            " · ",
            &time(self.at, None),
            "</p>\n",
        ]);
        let named = self.sections.iter().map(|section| section.title.as_str());
        let record = (!self.timeline.is_empty()).then_some("By the record");
        page.push_str("<nav aria-label=\"Contents\"><ul class=\"affected\">\n");
        for (nth, title) in named.chain(record).enumerate() {
            page.push_str(&format!("<li><a href=\"#s{nth}\">{}</a></li>\n", line(title)));
        }
        page.push_str("</ul></nav>\n");
        self.overview_html(&mut page);
        let mut charts = Citing::of(&self.charts);
        for (nth, section) in self.sections.iter().enumerate() {
            page.push_str(&format!("<h2 id=\"s{nth}\" dir=\"auto\">{}</h2>\n", line(&section.title)));
            page.push_str("<div class=\"said\">\n");
            for piece in pieces(&mut charts, &section.text) {
                match piece {
                    Part::Text(text) => page.push_str(&Text::read(&text).html()),
                    Part::Chart(chart) => page.push_str(&drawn(chart)),
                }
            }
            page.push_str("</div>\n");
        }
        if record.is_some() {
            page.push_str(&format!("<h2 id=\"s{}\">By the record</h2>\n", self.sections.len()));
            page.push_str("<ul class=\"affected\">\n");
            for moment in &self.timeline {
                page.extend(["<li dir=\"auto\">", &time(moment.at, None), " ", &line(&moment.text)]);
                page.extend([" (", &line(&moment.by), ")</li>\n"]);
            }
            page.push_str("</ul>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }

    /// On pages of A4, with a head on each, the contents on the first and the timeline at the end. The same review gives the
    /// same bytes.
    ///
    /// # Errors
    /// [`SheetError`] where there can be no file.
    pub fn pdf(&self) -> Result<Vec<u8>, SheetError> {
        paper::paper(self)
    }
}

/// What stands in a section.
enum Part<'a> {
    Text(String),
    Chart(&'a Chart),
}

/// A text in the pieces between the charts that are drawn in it.
fn pieces<'a>(charts: &mut Citing<'a>, text: &'a str) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut said = String::new();
    for piece in charts.pieces(text) {
        match piece {
            Piece::Chart(chart) => {
                parts.extend([Part::Text(std::mem::take(&mut said)), Part::Chart(chart)]);
            }
            piece => piece.put(&mut said),
        }
    }
    parts.push(Part::Text(said));
    parts
}

/// A chart with its figures in words below it, for whoever sees no picture and whoever wants to know where they come from.
fn drawn(chart: &Chart) -> String {
    let lines = chart
        .lines()
        .iter()
        .map(|line| format!("<li dir=\"auto\">{}</li>\n", escape(line)))
        .collect::<String>();
    let title = escape(&one_line(&chart.title));
    format!(
        "<figure>\n<figcaption><b>{title}</b></figcaption>\n{}\n<ul>\n{lines}</ul>\n</figure>\n",
        svg(chart)
    )
}
