//! What stands in a text.

use std::ops::Range;

use incident::figure;
use incident::timeline::references;
use incident::value::Audience;

use super::claims::claims;
use super::{Part, Rule};
use crate::quality::blame::{blame, counterfactuals};
use crate::quality::text::{Text, begins, follows};
use crate::quality::{Channel, Draft, Notice};
use crate::sentence::Sentence;

/// Names of the book: of people, who do things, and of services, whose names say nothing else.
pub(super) struct Named<'a> {
    pub people: Vec<&'a str>,
    pub services: Vec<&'a str>,
}

pub(super) fn says(part: &Part<'_>, named: &Named<'_>) -> Vec<(Rule, Range<usize>)> {
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
        people: &named.people,
        services: &named.services,
        promises: Vec::new(),
    };
    let text = Text::new(&draft, &low);
    let all = |rule: Rule, ranges: Vec<Range<usize>>| ranges.into_iter().map(move |range| (rule, range));
    let mut found: Vec<(Rule, Range<usize>)> = all(Rule::Blame, blame(&text, &draft)).collect();
    found.extend(all(Rule::Counterfactual, counterfactuals(&text)));
    found.extend(all(Rule::Hindsight, text.each(hindsight)));
    found.extend(all(Rule::DeadEnd, text.each(dead_end)));
    if part.factual {
        found.extend(all(Rule::Claim, claims(part.text, &text)));
    }
    // Within what is quoted from the record nobody of us chose the words.
    let entries = references(part.text).into_iter().map(|(range, _)| range);
    let figures = figure::cited(part.text).into_iter().map(|(range, _)| range);
    let cited: Vec<Range<usize>> = entries.chain(figures).collect();
    found.retain(|(_, range)| !cited.iter().any(|cited| cited.start < range.end && range.start < cited.end));
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
