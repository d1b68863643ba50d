//! The text form of a brief: what is left out and cut short until it fits.

use std::cmp::Reverse;

use chrono_tz::Tz;
use incident::id::Millis;
use incident::text::one_line;
use incident::zone::clock_text;

use super::lines::{age, note};
use super::{AskLine, Brief, LIMIT, Line};
use crate::template::clock_in;

/// How many characters the lead and every other value may have: first as much as anybody reads, last what fits whatever
/// else there is.
const WIDTHS: [Width; 3] =
    [Width { lead: 300, value: 120 }, Width { lead: 150, value: 60 }, Width { lead: 80, value: NARROWEST }];
/// Where values are cut to this, nothing but facts has room.
const NARROWEST: usize = 24;
/// The name of a source is not longer.
const SOURCE: usize = 40;
/// No list is longer.
const LONGEST: usize = 12;
/// Lists are not shorter than this before values are.
const SHORTEST: usize = 3;

#[derive(Clone, Copy)]
struct Width {
    lead: usize,
    value: usize,
}

/// The form with these words for the next update.
pub(super) fn text(brief: &Brief, zone: Tz, next: Option<&str>) -> String {
    let asks = in_order(&brief.asks);
    let first = |least: usize| (brief.doing.len().min(least), asks.len().min(least));
    let last = WIDTHS.len() - 1;
    for (nth, width) in WIDTHS.iter().enumerate() {
        let (mut shown, least) = (first(LONGEST), if nth == last { (0, 0) } else { first(SHORTEST) });
        loop {
            let text = text_with(brief, &asks, shown, *width, zone, next);
            if text.chars().count() <= LIMIT {
                return text;
            }
            match &mut shown {
                (doing, asks) if *doing > least.0 && *doing >= *asks => *doing -= 1,
                (_, asks) if *asks > least.1 => *asks -= 1,
                (doing, _) if *doing > least.0 => *doing -= 1,
                _ => break,
            }
        }
    }
    let text = text_with(brief, &asks, (0, 0), WIDTHS[last], zone, next);
    text.chars().take(LIMIT - 1).chain(['…']).collect()
}

/// The last paragraph.
pub(super) fn next(when: &str) -> String {
    format!("\nNext update by {when}.")
}

/// What waits for an answer first, what is needed soonest before the rest; then the latest answers.
fn in_order(asks: &[AskLine]) -> Vec<&AskLine> {
    let mut asks: Vec<&AskLine> = asks.iter().collect();
    asks.sort_by_key(|ask| {
        let open = ask.answer.is_none();
        (!open, ask.needed_by.filter(|_| open).unwrap_or(Millis(i64::MAX)), Reverse(ask.asked_at))
    });
    asks
}

fn text_with(
    brief: &Brief,
    asks: &[&AskLine],
    shown: (usize, usize),
    width: Width,
    zone: Tz,
    next: Option<&str>,
) -> String {
    let cut = |value: &str| short(value, width.value);
    let old = |age: Option<String>| age.map(|age| format!(" ({age})")).unwrap_or_default();
    let severity = brief.severity.as_ref().map_or("Not classified", |severity| &severity.name);
    let drill = if brief.drill { "DRILL. " } else { "" };
    let mut text = format!(
        "{drill}{}: {} ({}), {}\n{}{}\n\n",
        cut(&one_line(severity)),
        cut(&brief.title),
        brief.label,
        clock_in(brief.at, brief.at, zone),
        short(&brief.lead, width.lead),
        old(brief.lead_age()),
    );
    if let Some((since, what)) = brief.changed().filter(|_| width.value > NARROWEST) {
        text.push_str(&format!(
            "Changed since {}: {}\n\n",
            clock_text(since, brief.at),
            short(&what, width.lead)
        ));
    }
    // A source is worth less than what was read there.
    let source = |line: &Line| {
        line.source.as_deref().filter(|_| width.value > NARROWEST).map(|words| short(words, SOURCE))
    };
    for line in &brief.lines {
        let value = cut(line.value.as_deref().unwrap_or("unknown"));
        let torn = if line.torn { " (two values differ)" } else { "" };
        text.push_str(&format!(
            "{}: {value}{}{torn}\n",
            line.label,
            old(note(source(line), age(line.as_of, line.stale, brief.at)))
        ));
    }
    let doing: Vec<String> = brief.doing.iter().take(shown.0).map(|line| cut(line)).collect();
    list(&mut text, "We are doing", &doing, brief.doing.len());
    let asked = asks.iter().take(shown.1).map(|ask| match &ask.answer {
        Some(answer) => {
            let by = answer.by.as_deref().map(|by| format!("{}: ", cut(by))).unwrap_or_default();
            format!("{} {by}{}", cut(&ask.question), cut(&answer.text))
        }
        None => match ask.needed_by {
            Some(at) => format!("{} By {}.", cut(&ask.question), clock_text(at, brief.at)),
            None => cut(&ask.question),
        },
    });
    list(&mut text, "Needed from you", &asked.collect::<Vec<_>>(), asks.len());
    match next {
        Some(when) => text.push_str(&self::next(when)),
        None => text.truncate(text.trim_end().len()),
    }
    text
}

fn list(text: &mut String, title: &str, lines: &[String], of: usize) {
    if of == 0 {
        return;
    }
    text.push_str(&format!("\n{title}:\n"));
    lines.iter().for_each(|line| text.push_str(&format!("- {line}\n")));
    if of > lines.len() {
        text.push_str(&format!("- and {} more\n", of - lines.len()));
    }
}

/// At most so many characters; what is missing shows.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}
