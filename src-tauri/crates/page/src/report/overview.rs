//! The overview of a review, for each of its forms.

use incident::export::inline;
use incident::overview::{Known, Todo, UNKNOWN};
use incident::text::one_line;
use incident::ticket::Ticket;
use incident::zone::utc_text;

use super::Report;
use crate::html::escape;

/// Its heading.
pub(super) const TITLE: &str = "Overview";
/// The heading of what is to be done.
pub(super) const ACTIONS: &str = "Action items";

/// What stands before a ticket.
const TICKET: &str = "Ticket";

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

/// Followed elsewhere too.
pub(super) fn ticket(todo: &Todo) -> String {
    todo.ticket.as_ref().map(|ticket| format!(". {TICKET} {}", ticket.address)).unwrap_or_default()
}

/// As a link of Markdown. A ticket's address is one of the web; what would end it there is written as browsers write it.
fn address(ticket: &Ticket) -> String {
    let to = ticket.address.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C");
    format!("[{}](<{to}>)", inline(&ticket.name))
}

fn todo(page: &mut String, todo: &Todo) {
    let line = |text: &str| escape(&one_line(text));
    page.extend(["<li dir=\"auto\"><b>", &line(&todo.text), "</b>: ", &line(&followed(todo))]);
    if let Some(Ticket { address, name }) = &todo.ticket {
        page.extend([". ", TICKET, " <a rel=\"noopener noreferrer nofollow\" href=\"", &escape(address)]);
        page.extend(["\">", &line(name), "</a>"]);
    }
    page.push_str("</li>\n");
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
                let ticket = todo.ticket.as_ref().map(|ticket| format!(". {TICKET} {}", address(ticket)));
                let (what, how) = (inline(&todo.text), inline(&followed(todo)));
                text.push_str(&format!("- **{what}**: {how}{}\n", ticket.unwrap_or_default()));
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
            self.overview.actions.iter().for_each(|todo| self::todo(page, todo));
            page.push_str("</ul>\n");
        }
    }
}
