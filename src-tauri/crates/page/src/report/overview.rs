//! The overview of a review, for each of its forms.

use incident::export::inline;
use incident::overview::{Known, Todo, UNKNOWN};
use incident::text::one_line;
use incident::zone::utc_text;

use super::Report;
use crate::html::escape;

/// Its heading.
pub(super) const TITLE: &str = "Overview";
/// The heading of what is to be done.
pub(super) const ACTIONS: &str = "Action items";

/// What is known, and where from.
pub(super) fn said(known: &Known) -> String {
    let note = known.note.as_deref().map(|note| format!(" ({})", one_line(note))).unwrap_or_default();
    format!("{}{note}", one_line(known.said()))
}

/// By whom, by when and how far.
pub(super) fn followed(todo: &Todo) -> String {
    let owner = todo.owner.as_deref().unwrap_or(UNKNOWN);
    let due = match (todo.over, todo.due) {
        (true, _) => String::new(),
        (false, Some(due)) if todo.late => format!(", was due {}", utc_text(due)),
        (false, Some(due)) => format!(", due {}", utc_text(due)),
        (false, None) => ", no date".to_owned(),
    };
    format!("{}{due}. {}", one_line(owner), todo.state)
}

impl Report {
    pub(super) fn has_overview(&self) -> bool {
        !self.overview.parts.is_empty()
    }

    pub(super) fn overview_markdown(&self, text: &mut String) {
        if !self.has_overview() {
            return;
        }
        text.push_str(&format!("\n## {TITLE}\n"));
        for part in self.overview.parts.iter().filter(|part| !part.rows.is_empty()) {
            text.push_str(&format!("\n### {}\n\n", inline(&part.title)));
            for row in &part.rows {
                text.push_str(&format!("- **{}**: {}\n", inline(&row.name), inline(&said(row))));
            }
        }
        if !self.overview.actions.is_empty() {
            text.push_str(&format!("\n### {ACTIONS}\n\n"));
            for todo in &self.overview.actions {
                text.push_str(&format!("- **{}**: {}\n", inline(&todo.text), inline(&followed(todo))));
            }
        }
    }

    pub(super) fn overview_html(&self, page: &mut String) {
        if !self.has_overview() {
            return;
        }
        let line = |text: &str| escape(&one_line(text));
        let row = |page: &mut String, name: &str, value: &str| {
            page.extend(["<li dir=\"auto\"><b>", &line(name), "</b>: ", &line(value), "</li>\n"]);
        };
        page.extend(["<h2 id=\"overview\">", TITLE, "</h2>\n"]);
        for part in self.overview.parts.iter().filter(|part| !part.rows.is_empty()) {
            page.extend(["<h3>", &line(&part.title), "</h3>\n<ul class=\"affected\">\n"]);
            part.rows.iter().for_each(|known| row(page, &known.name, &said(known)));
            page.push_str("</ul>\n");
        }
        if !self.overview.actions.is_empty() {
            page.extend(["<h3>", ACTIONS, "</h3>\n<ul class=\"affected\">\n"]);
            self.overview.actions.iter().for_each(|todo| row(page, &todo.text, &followed(todo)));
            page.push_str("</ul>\n");
        }
    }
}
