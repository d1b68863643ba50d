//! The executive brief: one page from recorded facts, no more. What nobody recorded says so; what is old says how old.

mod lines;

use chrono_tz::Tz;
use incident::book::Book;
use incident::id::{EntryRef, Millis};
use incident::incident::Incident;
use incident::record::Record;
use incident::text::one_line;
use incident::update::Told;
use incident::value::{Audience, Severity};
use incident::zone::clock_text;
use serde::Serialize;
use ts_rs::TS;

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
    /// The state in one or two sentences: what the executives or the public were told last, or where it stands.
    pub lead: String,
    /// Facts with their ages.
    pub lines: Vec<Line>,
    /// What is being done.
    pub doing: Vec<String>,
    /// What they were asked.
    pub asks: Vec<AskLine>,
    /// When they hear next.
    pub next: Option<Millis>,
    /// The Incident Manager.
    pub manager: Option<String>,
    /// The chat channel.
    pub channel: Option<String>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "BriefLine")]
pub struct Line {
    /// What it is about.
    pub label: String,
    /// What is known; none is printed as unknown.
    pub value: Option<String>,
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

/// A fact that says something else than in the brief before.
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
    /// The brief as of now.
    #[must_use]
    pub fn of(incident: Incident<'_>, book: &Book, now: Millis) -> Self {
        let told = incident.told(Audience::Executives);
        let name = |person| book.person_name(person).map(one_line);
        Self {
            number: u32::try_from(told.len()).unwrap_or(u32::MAX).saturating_add(1),
            title: one_line(incident.title()),
            label: incident.label(),
            severity: incident.severity().cloned(),
            drill: incident.is_drill(),
            at: now,
            lead: lines::lead(incident),
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
            next: incident
                .updates_due()
                .into_iter()
                .find(|due| due.audience == Audience::Executives)
                .map(|d| d.at),
            manager: incident.manager().and_then(|holding| name(holding.person)),
            channel: incident
                .links(incident::value::LinkKind::Channel)
                .next()
                .map(|(_, label, target)| one_line(if label.is_empty() { target } else { label })),
        }
    }

    /// The brief as it was when the executives last heard, from the facts that were written down by then.
    #[must_use]
    pub fn last(incident: Incident<'_>, book: &Book) -> Option<Self> {
        let told: Vec<Told<'_>> = incident.told(Audience::Executives);
        let last = told.last()?;
        let facts = incident.record().facts();
        let until = facts.iter().position(|fact| fact.id == last.fact.id)?;
        let then = Record::fold(incident.record().stream(), facts[..until].iter().cloned());
        Some(Self::of(Incident::of(&then), book, last.at))
    }

    /// What differs from an earlier one.
    #[must_use]
    pub fn since(&self, before: &Self) -> Vec<Moved> {
        let moved = |line: &Line| {
            let then =
                before.lines.iter().find(|then| then.label == line.label).and_then(|then| then.value.clone());
            (then != line.value).then(|| Moved {
                label: line.label.clone(),
                before: then,
                after: line.value.clone(),
            })
        };
        self.lines.iter().filter_map(moved).collect()
    }

    /// The text form, at most [`LIMIT`] characters. What does not fit is left out from the end of the longest list, and
    /// the text says that there is more.
    #[must_use]
    pub fn text(&self, zone: Tz) -> String {
        let mut shown = (self.doing.len(), self.asks.len());
        loop {
            let text = self.text_with(shown, zone);
            let has = text.chars().count();
            if has <= LIMIT {
                return text;
            }
            match &mut shown {
                (doing, asks) if *doing > 1 && *doing >= *asks => *doing -= 1,
                (_, asks) if *asks > 1 => *asks -= 1,
                (doing @ 1.., _) => *doing = 0,
                (_, asks @ 1..) => *asks = 0,
                _ => return text.chars().take(LIMIT - 1).chain(['…']).collect(),
            }
        }
    }

    fn text_with(&self, (doing, asks): (usize, usize), zone: Tz) -> String {
        let clock = |at: Millis| crate::template::clock_in(at, self.at, zone);
        let severity = self.severity.as_ref().map_or("Not classified", |severity| &severity.name);
        let drill = if self.drill { "DRILL. " } else { "" };
        let mut text =
            format!("{drill}{}: {} ({}), {}\n", one_line(severity), self.title, self.label, clock(self.at));
        text.push_str(&format!("{}\n\n", self.lead));
        for line in &self.lines {
            let value = line.value.as_deref().unwrap_or("unknown");
            let age = line
                .as_of
                .filter(|_| line.stale)
                .map(|at| format!(" ({} old)", crate::template::span_of(at, self.at)));
            let torn = if line.torn { " (two values differ)" } else { "" };
            text.push_str(&format!("{}: {value}{}{torn}\n", line.label, age.unwrap_or_default()));
        }
        list(&mut text, "We are doing", self.doing.iter().take(doing).cloned(), self.doing.len() - doing);
        let asked = self.asks.iter().rev().take(asks).map(|ask| match &ask.answer {
            Some(answer) => {
                let by = answer.by.as_deref().map(|by| format!("{by}: ")).unwrap_or_default();
                format!("{} {by}{}", ask.question, answer.text)
            }
            None => match ask.needed_by {
                Some(at) => format!("{} By {}.", ask.question, clock_text(at, self.at)),
                None => ask.question.clone(),
            },
        });
        list(&mut text, "Needed from you", asked, self.asks.len() - asks);
        let next = self.next.map_or_else(|| "not set".to_owned(), clock);
        text.push_str(&format!("\nNext update by {next}."));
        text
    }
}

fn list(text: &mut String, title: &str, lines: impl Iterator<Item = String>, left_out: usize) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() && left_out == 0 {
        return;
    }
    text.push_str(&format!("\n{title}:\n"));
    lines.for_each(|line| text.push_str(&format!("- {line}\n")));
    if left_out > 0 {
        text.push_str(&format!("- and {left_out} more\n"));
    }
}
