//! What stands in a text.

use std::ops::Range;

use incident::timeline::references;
use incident::value::Audience;

use super::{Part, Rule};
use crate::quality::blame::{blame, counterfactuals};
use crate::quality::text::{Text, begins, follows};
use crate::quality::{Channel, Draft, Notice};
use crate::sentence::{Kind, Sentence};

/// What a number counts, where it is a claim about the world.
const COUNTED: &[&str] = &[
    "%",
    "percent",
    "per",
    "customers",
    "customer",
    "users",
    "user",
    "orders",
    "order",
    "payments",
    "payment",
    "requests",
    "errors",
    "reports",
    "transactions",
    "tickets",
    "calls",
    "shoppers",
    "accounts",
    "minutes",
    "hours",
    "days",
    "euros",
    "dollars",
    "million",
    "thousand",
];

pub(super) fn says(part: &Part<'_>) -> Vec<(Rule, Range<usize>)> {
    if part.text.trim().is_empty() {
        return vec![(Rule::Empty, 0..0)];
    }
    let low = part.text.to_ascii_lowercase();
    let draft = Draft {
        text: part.text,
        audience: Audience::Employees,
        channel: Channel::Email,
        notice: Notice::Progress,
        identified: true,
        people: &[],
        services: &[],
        promises: Vec::new(),
    };
    let text = Text::new(&draft, &low);
    let all = |rule: Rule, ranges: Vec<Range<usize>>| ranges.into_iter().map(move |range| (rule, range));
    let mut found: Vec<(Rule, Range<usize>)> = all(Rule::Blame, blame(&text)).collect();
    found.extend(all(Rule::Counterfactual, counterfactuals(&text)));
    found.extend(all(Rule::Hindsight, text.each(hindsight)));
    found.extend(all(Rule::DeadEnd, text.each(dead_end)));
    if part.factual {
        found.extend(all(Rule::Claim, claims(part.text, &text)));
    }
    // Within what is quoted from the record nobody of us chose the words.
    let cited = references(part.text);
    found.retain(|(_, range)| {
        !cited.iter().any(|(cited, _)| cited.start < range.end && range.start < cited.end)
    });
    found
}

/// "Obviously", "simply forgot", "it was clear that": clear only to whoever knows how it went on.
fn hindsight(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["in", "hindsight|retrospect"],
        &["with", "hindsight"],
        &["it", "was|is", "obvious|clear|evident|predictable"],
        &["was|were", "bound", "to"],
        &["easily", "avoidable|avoided|preventable|prevented"],
        &["all", "signs", "were"],
        &["just|simply", "had", "to"],
        &["only", "had", "to"],
        &["common", "sense"],
        &["any|every", "engineer|operator|developer", "knows|would"],
    ];
    if s.is(at, &["obviously", "clearly", "evidently", "foreseeable", "needlessly", "inexplicably"]) {
        // "Clearly marked", "clearly visible" describe how something looks.
        let looks = begins(s, at + 1, &["mark", "visib", "label", "separat", "defin", "document", "show"]);
        return (!looks && !denied(s, at)).then_some(at + 1);
    }
    let words = PHRASES.iter().find(|words| follows(s, at, words))?;
    (!denied(s, at) && !s.is(at + words.len(), &["not", "n't"])).then_some(at + words.len())
}

/// "Be more careful", "pay more attention", "remind everybody": measures that rest on nobody ever slipping.
fn dead_end(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["be", "more", "careful|vigilant|attentive|diligent|thorough"],
        &["being", "more", "careful|vigilant|attentive|diligent|thorough"],
        &["more", "care|vigilance|discipline|diligence"],
        &["pay|paying", "more|closer|better", "attention"],
        &["try|trying", "harder"],
        &["remind|reminded|reminding", "everyone|everybody|engineers|people|staff|developers|operators"],
        &["remind|reminded|reminding", "the", "team|teams|engineers|staff|developers|operators"],
        &["double", "-", "check|checking", "everything"],
        &["should", "know", "better"],
        &["lack", "of", "care|attention|discipline"],
        &["not", "paying", "attention"],
        &["does|did", "not", "happen", "again"],
    ];
    let words = PHRASES.iter().find(|words| follows(s, at, words))?;
    (!denied(s, at)).then_some(at + words.len())
}

fn denied(s: &Sentence<'_>, at: usize) -> bool {
    (at.saturating_sub(4)..at).any(|at| {
        s.is(at, &["no", "not", "nobody", "without", "never", "nothing", "cannot", "than"])
            || s.low(at).ends_with("n't")
    })
}

/// Numbers that count something, in a paragraph or a line of a list that cites nothing.
fn claims(raw: &str, text: &Text<'_>) -> Vec<Range<usize>> {
    let cited = references(raw);
    let lines = raw.split_inclusive('\n').scan(0, |at, line| {
        let from = *at;
        *at += line.len();
        Some(from..*at)
    });
    let bare: Vec<Range<usize>> =
        lines.filter(|line| !cited.iter().any(|(cited, _)| line.contains(&cited.start))).collect();
    let found = text.each(|s, at| {
        let number = s.get(at).filter(|token| token.kind == Kind::Number)?;
        // Half of "3.2": the other half was looked at.
        if s.get(at.wrapping_sub(1))
            .is_some_and(|before| before.kind != Kind::Word && !number.gap && !before.gap)
        {
            return None;
        }
        let mut end = at + 1;
        while s.is(end, &[",", "."])
            && s.get(end + 1).is_some_and(|next| next.kind == Kind::Number && !next.gap)
        {
            end += 2;
        }
        s.is(end, COUNTED).then_some(end + 1)
    });
    found.into_iter().filter(|range| bare.iter().any(|line| line.contains(&range.start))).collect()
}
