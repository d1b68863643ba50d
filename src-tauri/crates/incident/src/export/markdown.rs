//! One incident to read, in Markdown: facts, decisions, mitigations, tasks and the timeline.

use std::fmt::Write;

use chrono::{TimeZone, Utc};
use chrono_tz::Tz;

use super::Found;
use super::escape::{inline, paragraphs};
use crate::action::Action;
use crate::book::Book;
use crate::decision::{Decision, Task};
use crate::event::Event;
use crate::id::{Millis, PersonId};
use crate::incident::{Incident, Mitigation};
use crate::promise::shares;
use crate::role::role_name;
use crate::timeline::{Line, Standing, Teller, timeline};
use crate::value::{FieldValue, ImpactAspect, LinkKind, Point};

/// The incident as Markdown, as it is at `now`. Times are in UTC, those of the timeline in `zone` as well. Whatever people wrote
/// is text and nothing else; what was redacted is not in it. What was found out of hubs stands at the end.
#[must_use]
pub fn to_markdown(incident: Incident<'_>, book: &Book, zone: Tz, now: Millis, found: &[Found]) -> String {
    let page = Page { incident, teller: Teller { incident, book }, book, zone, now };
    let mut text = String::new();
    page.head(&mut text);
    page.facts(&mut text);
    section(&mut text, "Decisions", incident.decisions().iter().map(|decision| page.decision(decision)));
    section(&mut text, "Mitigations", incident.mitigations().iter().map(|measure| page.mitigation(measure)));
    section(&mut text, "Tasks", incident.tasks().iter().map(|task| page.task(task)));
    section(&mut text, "Action items", incident.actions().iter().map(|action| page.action(action)));
    section(&mut text, "Timeline", timeline(incident, book).iter().map(|line| page.line(line)));
    section(&mut text, "Found out of the hub", found.iter().map(|one| one.item(&utc(one.since))));
    text
}

/// A heading with a list, or nothing when the list is empty.
fn section(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    text.push_str(&format!("\n## {title}\n\n"));
    for item in items {
        text.push_str(&format!("- {item}\n"));
    }
}

/// More about an item: a line each, where there is something to say.
fn more(label: &str, words: Option<String>) -> String {
    words.filter(|words| !words.is_empty()).map(|words| format!("\\\n  {label}{words}")).unwrap_or_default()
}

#[derive(Clone, Copy)]
struct Page<'a> {
    incident: Incident<'a>,
    teller: Teller<'a>,
    book: &'a Book,
    zone: Tz,
    now: Millis,
}

impl Page<'_> {
    fn head(self, text: &mut String) {
        let incident = self.incident;
        let title = inline(incident.title());
        let label = incident.label();
        let _ = writeln!(text, "# {}\n", if title.is_empty() { "Incident without a title" } else { &title });
        let marks = [
            (true, inline(&label)),
            (incident.is_drill(), "**Drill**".to_owned()),
            (incident.is_private(), "**Private**".to_owned()),
            (incident.is_called_off(), "**Called off**".to_owned()),
        ];
        let marks: Vec<String> =
            marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).collect();
        let _ = writeln!(text, "{}\n", marks.join(" · "));
    }

    fn facts(self, text: &mut String) {
        let incident = self.incident;
        text.push_str("| | |\n|---|---|\n");
        // Cells come escaped; what has nothing to say is left out, but for what every incident should have.
        let mut row = |name: &str, value: String| {
            if !value.is_empty() {
                let _ = writeln!(text, "| {name} | {value} |");
            }
        };
        row("Severity", incident.severity().map_or_else(|| "not classified".to_owned(), |s| inline(&s.name)));
        row("Kind", incident.kind().name().to_owned());
        row("Stage", incident.stage().name().to_owned());
        row("Services", joined(incident.services().into_iter().map(|(_, service)| inline(&service.name))));
        row("Detected by", incident.detection().map(|method| method.name().to_owned()).unwrap_or_default());
        for aspect in ImpactAspect::ALL {
            if let Some(Event::ImpactStated { value: Some(value), source, .. }) =
                incident.impact(*aspect).and_then(|fact| fact.event.as_ref())
            {
                row(aspect.name(), format!("{} (from {})", inline(value), inline(source)));
            }
        }
        for point in Point::ALL {
            row(point.name(), incident.point(*point).map(utc).unwrap_or_default());
        }
        let promises = shares(incident, self.now).into_iter();
        row(
            "Promises kept",
            joined(promises.map(|(to, share)| format!("{}: {} of {}", inline(&to), share.kept, share.of))),
        );
        for role in crate::role::ROLES {
            let holders = incident.holdings().into_iter().filter(|holding| holding.role.as_str() == role.id);
            let holders = holders.map(|holding| {
                let service = holding.service.as_ref().map(|id| format!(" ({})", inline(&self.service(id))));
                format!("{}{}", self.name(holding.person), service.unwrap_or_default())
            });
            row(role_name(&crate::id::RoleId::from_name(role.id)), joined(holders));
        }
        row("Type of cause", incident.root_cause_type().map(inline).unwrap_or_default());
        row(
            "Cause in",
            incident.root_cause_service().map(|service| inline(&service.name)).unwrap_or_default(),
        );
        for kind in LinkKind::ALL {
            row(
                kind.name(),
                joined(incident.links(*kind).map(|(_, label, target)| {
                    if label == target {
                        inline(target)
                    } else {
                        format!("{}: {}", inline(label), inline(target))
                    }
                })),
            );
        }
        row("Tags", joined(incident.tags().into_iter().map(|(tag, _)| inline(tag))));
        for entry in self.book.fields() {
            if let Some((field, value)) = incident.field(&entry.field.id) {
                row(&inline(&field.name), field_value(value));
            }
        }
    }

    fn decision(self, decision: &Decision<'_>) -> String {
        let shown = |words: &str| paragraphs(words, "  ");
        let Some(outcome) = &decision.outcome else {
            return format!("**To decide:** {}", shown(decision.question.unwrap_or("")))
                + &more("Options: ", Some(joined(decision.options.iter().map(|option| inline(option)))))
                + &more("Who decides: ", decision.owner.map(|person| self.name(person)))
                + &more("Needed by: ", decision.needed_by.map(utc));
        };
        let by = format!("{}, {}", inline(&self.teller.author(outcome.fact).1), utc(outcome.fact.happened()));
        let reversible = outcome.reversible.map(|yes| if yes { "yes" } else { "no" }.to_owned());
        format!("**Decided:** {}", shown(outcome.chosen))
            + &more("Question: ", decision.question.map(shown))
            + &more("Why: ", outcome.why.map(shown))
            + &more("Rejected: ", Some(joined(outcome.rejected.iter().map(|option| inline(option)))))
            + &more("Objections: ", outcome.objections.map(shown))
            + &more("Reversible: ", reversible)
            + &more("Look again: ", decision.revisit_at.map(utc))
            + &more("Looked again: ", decision.revisited.map(shown))
            + &more("", decision.superseded_by.map(|_| "A later decision took its place.".to_owned()))
            + &more("By: ", Some(by))
    }

    fn mitigation(self, measure: &Mitigation<'_>) -> String {
        let kind = if measure.temporary { "**Temporary:** " } else { "" };
        let by = format!("{}, {}", inline(&self.teller.author(measure.fact).1), utc(measure.fact.happened()));
        let state = match (measure.temporary, measure.removed) {
            (_, Some(at)) => Some(format!("Removed {}.", utc(at))),
            (true, None) => Some("Still in place.".to_owned()),
            (false, None) => None,
        };
        format!("{kind}{}", paragraphs(measure.what, "  "))
            + &more("Service: ", measure.service.map(|service| inline(&service.name)))
            + &more("Remove when: ", measure.remove_when.map(inline))
            + &more("", state)
            + &more("By: ", Some(by))
    }

    fn task(self, task: &Task<'_>) -> String {
        let who = task.who.map(|who| format!("{}: ", inline(&who.name))).unwrap_or_default();
        format!("**{}:** {who}{}", task.state.name(), paragraphs(task.text, "  "))
            + &more("By: ", task.due.map(utc))
    }

    fn action(self, action: &Action<'_>) -> String {
        let owner = action.owner.map(|person| self.teller.name(person));
        format!("**{}:** {}", action.state.name(), paragraphs(action.text, "  "))
            + &more("Owner: ", owner.map(|name| inline(&name)))
            + &more(
                "",
                Some(format!("{}, {} priority", action.kind.name(), action.priority.name().to_lowercase())),
            )
            + &more("By: ", action.due.map(utc))
            + &more("Ticket: ", action.ticket.as_ref().map(|ticket| inline(&ticket.address)))
            + &more("Dropped: ", action.reason.map(inline))
    }

    /// A line with both of its clocks: when it happened, and when it was written down where that differs.
    fn line(self, line: &Line) -> String {
        let happened = line.occurred_at.unwrap_or(line.recorded_at);
        let late = line.occurred_at.map(|_| format!(", recorded {}", self.both(line.recorded_at)));
        let words = match line.standing {
            Standing::Stands => paragraphs(&line.text, "  "),
            Standing::Retracted => format!("(taken back) {}", paragraphs(&line.text, "  ")),
            Standing::Redacted => "(redacted)".to_owned(),
        };
        let mut item = format!(
            "{}{} · {}\\\n  {words}",
            self.both(happened),
            late.unwrap_or_default(),
            inline(&line.by)
        );
        if line.standing != Standing::Redacted {
            for detail in &line.details {
                item.push_str(&more("", Some(paragraphs(detail, "  "))));
            }
            for earlier in &line.earlier {
                let before = format!("{} (until {})", paragraphs(&earlier.text, "  "), utc(earlier.at));
                item.push_str(&more("Before: ", Some(before)));
            }
        }
        item
    }

    /// A moment in UTC and in the reader's zone.
    fn both(self, at: Millis) -> String {
        let utc = utc(at);
        match Utc.timestamp_millis_opt(at.0).single() {
            Some(moment) if self.zone != Tz::UTC => {
                let local = moment.with_timezone(&self.zone);
                format!("**{utc}** ({})", inline(&local.format("%Y-%m-%d %H:%M %Z").to_string()))
            }
            _ => format!("**{utc}**"),
        }
    }

    fn name(self, person: PersonId) -> String {
        self.book.person_name(person).map_or_else(|| "Somebody not in the book".to_owned(), inline)
    }

    fn service(self, id: &crate::id::ServiceId) -> String {
        let copied = self.incident.services().into_iter().find(|(_, service)| service.id == *id);
        copied
            .map(|(_, service)| service.name.clone())
            .or_else(|| self.book.service(id).map(|entry| entry.service.name))
            .unwrap_or_else(|| id.to_string())
    }
}

fn utc(at: Millis) -> String {
    crate::zone::utc_text(at)
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn field_value(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(words) | FieldValue::Choice(words) => inline(words),
        FieldValue::Number(number) => inline(&number.to_string()),
        FieldValue::Time(at) => utc(*at),
        FieldValue::Flag(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}
