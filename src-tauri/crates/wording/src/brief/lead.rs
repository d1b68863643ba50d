//! Where it stands, in one or two sentences that were approved.

use incident::id::Millis;
use incident::incident::Incident;
use incident::text::one_line;
use incident::update::Told;
use incident::value::Audience;
use page::{Block, Span, Text};

use crate::promise;

/// What the world was told before what some were: it is the shortest and the most careful. What the executives heard was a
/// brief itself, and says nothing that this one does not.
const ORDER: [Audience; 3] = [Audience::Public, Audience::Customers, Audience::Employees];
/// No salutation has more words.
const LONGEST: usize = 6;

/// In the words that were approved last, and since when they stand; without any, by the stage alone.
pub(super) fn lead(incident: Incident<'_>) -> (String, Option<Millis>) {
    let stage = incident.stage().name();
    let said = ORDER.into_iter().filter_map(|audience| incident.last_approved(&[audience]));
    match said.filter_map(|told| Some((state(&told, incident)?, told.at))).next() {
        Some((words, at)) => (words, Some(at)),
        None if Audience::ALL.iter().any(|to| !incident.told(*to).is_empty()) => {
            (format!("Stage: {stage}."), None)
        }
        None => (format!("Nothing was told yet. Stage: {stage}."), None),
    }
}

/// The first paragraph that says what is the matter: no salutation, no title, which stands above it already, and no
/// promise, which was made to others.
fn state(told: &Told<'_>, incident: Incident<'_>) -> Option<String> {
    let title = format!("{} ({})", one_line(incident.title()), incident.label());
    paragraphs(Text::read(told.text).blocks()).into_iter().find_map(|paragraph| {
        let words = one_line(&promise::without(&unaddressed(&paragraph)));
        // "Major: Card payments fail (INC-0042): a remedy is in place."
        let words = match words.split_once(&title) {
            Some((before, rest)) if before.is_empty() || before.ends_with(": ") => {
                rest.trim_start_matches([':', '.', ' '])
            }
            _ => &words,
        };
        let mut letters = words.trim().chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    })
}

/// All that is said in words, without markup and without addresses.
fn paragraphs(blocks: &[Block]) -> Vec<String> {
    let said = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(spans) => vec![words(spans)],
        Block::List(_, items) => items.iter().flat_map(|item| paragraphs(item)).collect(),
        Block::Quote(inner) => paragraphs(inner),
        Block::Code(_) | Block::Rule => Vec::new(),
    });
    said.collect()
}

fn words(spans: &[Span]) -> String {
    let said = spans.iter().map(|span| match span {
        Span::Words(words) | Span::Code(words) | Span::Gap(words) => words.clone(),
        Span::Break => "\n".to_owned(),
        Span::Strong(inner) | Span::Emphasis(inner) | Span::Link(_, inner) => words(inner),
    });
    said.collect()
}

/// Behind "Hello," and "Dear customers!".
fn unaddressed(paragraph: &str) -> String {
    let (head, rest) = paragraph.split_once([',', '!', ':', '.', '\n']).unwrap_or((paragraph, ""));
    let low = head.to_lowercase();
    let mut words = low.split_whitespace();
    let greets = match words.next() {
        Some("hello" | "hi" | "hey" | "dear" | "greetings") => true,
        Some("good") => matches!(words.next(), Some("morning" | "afternoon" | "evening" | "day")),
        _ => false,
    };
    let short = head.split_whitespace().count() <= LONGEST;
    if greets && short { rest.to_owned() } else { paragraph.to_owned() }
}
