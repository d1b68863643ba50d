//! Remarks: what people say about passages of a text, and what they would change there. They lie in the text's own stream, so
//! they are written apart and come together like the text itself.

use crate::decide::{TEXT, text};
use crate::event::Event;
use crate::id::EntryRef;
use crate::record::{Fact, Record};
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::Passage;

/// The longest place in a text, in bytes; Yjs needs far fewer.
const PLACE: usize = 200;

/// A comment or a suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark<'a> {
    /// The fact that tells of it.
    pub fact: &'a Fact,
    /// What it is about.
    pub passage: &'a Passage,
    /// What is said of the passage.
    pub said: Said<'a>,
    /// What was answered, in order.
    pub answers: Vec<(&'a Fact, &'a str)>,
}

/// What is said of a passage.
#[derive(Clone, Debug, PartialEq)]
pub enum Said<'a> {
    /// Words about it.
    Comment {
        /// The words.
        text: &'a str,
        /// Whoever settled it last; none while it is open.
        resolved: Option<&'a Fact>,
    },
    /// Other words for it.
    Suggestion {
        /// The change of the text, as it stands in the fact.
        update: &'a str,
        /// Decisions that nobody has replaced. Several that differ were made apart.
        decisions: Vec<(&'a Fact, bool)>,
        /// Where the new words are.
        place: Place,
    },
}

/// Whether the words of a suggestion came into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// They are not there yet.
    Outside,
    /// They were put there.
    Inside,
    /// They were put there, and the old ones were put back.
    PutBack,
}

impl Remark<'_> {
    /// Whether somebody still has to settle it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match &self.said {
            Said::Comment { resolved, .. } => resolved.is_none(),
            Said::Suggestion { decisions, .. } => decisions.is_empty(),
        }
    }
}

/// The remarks of a document, in order.
#[must_use]
pub fn remarks(document: &Record) -> Vec<Remark<'_>> {
    let mut remarks: Vec<Remark<'_>> = Vec::new();
    let mut accepted: Vec<EntryRef> = Vec::new();
    // Most of a document are changes of its text: they are passed over before anything else is asked.
    let said = document.facts().iter().filter(|fact| !matches!(fact.event, Some(Event::TextEdited { .. })));
    for fact in said.filter(|fact| !fact.void && !document.is_retracted(fact.id)) {
        match &fact.event {
            Some(Event::PassageCommented { passage, text }) => {
                let said = Said::Comment { text, resolved: resolved(document, fact.id) };
                remarks.push(Remark { fact, passage, said, answers: Vec::new() });
            }
            Some(Event::ChangeSuggested { passage, update }) => {
                let decisions = decisions(document, fact.id);
                let said = Said::Suggestion { update, decisions, place: Place::Outside };
                remarks.push(Remark { fact, passage, said, answers: Vec::new() });
            }
            Some(Event::CommentAnswered { to, text }) => {
                if let Some(remark) = of(&mut remarks, *to) {
                    remark.answers.push((fact, text));
                }
            }
            // Each decision was written together with what it did in the text.
            Some(Event::SuggestionDecided { suggestion, accepted: yes, base }) => {
                let Some(Said::Suggestion { place, .. }) =
                    of(&mut remarks, *suggestion).map(|remark| &mut remark.said)
                else {
                    continue;
                };
                if *yes {
                    accepted.push(fact.id);
                    *place = if *place == Place::PutBack { Place::PutBack } else { Place::Inside };
                } else if base.iter().any(|seen| accepted.contains(seen)) {
                    // Whoever did not know that it was accepted left the text alone.
                    *place = Place::PutBack;
                }
            }
            _ => {}
        }
    }
    remarks
}

fn of<'a, 'b>(remarks: &'b mut [Remark<'a>], id: EntryRef) -> Option<&'b mut Remark<'a>> {
    remarks.iter_mut().find(|remark| remark.fact.id == id)
}

/// Who settled a comment. While somebody who was apart opened it again, it is open: better asked twice than never.
fn resolved(document: &Record, comment: EntryRef) -> Option<&Fact> {
    let mut last = None;
    for fact in document.standing(&Slot::Resolution(comment)) {
        match fact.event {
            Some(Event::CommentResolved { resolved: true, .. }) => last = Some(fact),
            _ => return None,
        }
    }
    last
}

fn decisions(document: &Record, suggestion: EntryRef) -> Vec<(&Fact, bool)> {
    let slot = Slot::Suggestion(suggestion);
    let decided = document.standing(&slot).filter_map(|fact| match fact.event {
        Some(Event::SuggestionDecided { accepted, .. }) => Some((fact, accepted)),
        _ => None,
    });
    decided.collect()
}

/// Says something about a passage.
///
/// # Errors
/// A [`Refusal`] when nothing is said, or more than fits.
pub fn comment(passage: Passage, words: &str) -> Result<Event, Refusal> {
    Ok(Event::PassageCommented { passage: fitting(passage)?, text: text("The comment", words, TEXT)? })
}

/// Proposes a change of a passage; `update` is what changes the text, and `words` what it would say then.
///
/// # Errors
/// A [`Refusal`] when the passage or the words are longer than somebody can judge at a glance.
pub fn suggest(passage: Passage, update: String, words: &str) -> Result<Event, Refusal> {
    let has = words.chars().count();
    if has > TEXT {
        return Err(Refusal::TooLong { field: "The suggestion", has, limit: TEXT });
    }
    Ok(Event::ChangeSuggested { passage: fitting(passage)?, update })
}

/// Answers below a comment or a suggestion.
///
/// # Errors
/// A [`Refusal`] when there is none, or the answer is empty or too long.
pub fn answer(document: &Record, to: EntryRef, words: &str) -> Result<Event, Refusal> {
    remark(document, to)?;
    Ok(Event::CommentAnswered { to, text: text("The answer", words, TEXT)? })
}

/// Says that a comment is dealt with, or that it is not.
///
/// # Errors
/// A [`Refusal`] when there is no such comment, or nothing would change.
pub fn resolve(document: &Record, comment: EntryRef, resolved: bool) -> Result<Event, Refusal> {
    let slot = Slot::Resolution(comment);
    match remark(document, comment)?.said {
        Said::Comment { resolved: by, .. } if by.is_some() == resolved => {
            let what = if resolved { "It is resolved" } else { "It is open" };
            Err(Refusal::Already(what.to_owned()))
        }
        Said::Comment { .. } => Ok(Event::CommentResolved { comment, resolved, base: document.base(&slot) }),
        Said::Suggestion { .. } => Err(Refusal::Gone("comment")),
    }
}

/// Accepts a suggestion or turns it down, having seen what others decided. Says too where its words have been so far: what
/// is done in the text follows from that.
///
/// # Errors
/// A [`Refusal`] when there is no such suggestion, when it is decided like that, or when its words were taken out again.
pub fn decide(document: &Record, suggestion: EntryRef, accepted: bool) -> Result<(Event, Place), Refusal> {
    let remark = remark(document, suggestion)?;
    let Said::Suggestion { decisions, place, .. } = &remark.said else {
        return Err(Refusal::Gone("suggestion"));
    };
    if !decisions.is_empty() && decisions.iter().all(|(_, before)| *before == accepted) {
        let what = if accepted { "It is accepted" } else { "It is turned down" };
        return Err(Refusal::Already(what.to_owned()));
    }
    if accepted && *place == Place::PutBack {
        return Err(Refusal::WordsPutBack);
    }
    let base = document.base(&Slot::Suggestion(suggestion));
    Ok((Event::SuggestionDecided { suggestion, accepted, base }, *place))
}

/// The remark of this name.
///
/// # Errors
/// A [`Refusal`] when there is none.
pub fn remark(document: &Record, id: EntryRef) -> Result<Remark<'_>, Refusal> {
    let found = remarks(document).into_iter().find(|remark| remark.fact.id == id);
    found.ok_or(Refusal::Gone("comment"))
}

fn fitting(passage: Passage) -> Result<Passage, Refusal> {
    for (field, has, limit) in [
        ("The name of the section", passage.section.len(), PLACE),
        ("The place in the text", passage.from.len().max(passage.to.len()), PLACE),
        ("The passage", passage.words.chars().count(), TEXT),
    ] {
        if has > limit {
            return Err(Refusal::TooLong { field, has, limit });
        }
    }
    Ok(passage)
}
