//! Sentences that two people changed while they were apart: the words of one, those of the other, and what became of both.

use std::ops::Range;

use crate::difference::{Change, words};

/// A sentence, or several in a row, that was changed twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// What both had before.
    pub before: String,
    /// How it reads with the changes of the one.
    pub ours: String,
    /// How it reads with those of the other.
    pub theirs: String,
    /// How it reads with both.
    pub merged: String,
    /// Where that stands in the text with both, in bytes.
    pub at: Range<usize>,
}

/// What was changed twice between a text that two had in common and what they made of it, in order. Whoever only adds a sentence
/// changes none, and the same words written twice are no two.
#[must_use]
pub fn twice(before: &str, ours: &str, theirs: &str, merged: &str) -> Vec<Twice> {
    let versions = [ours, theirs].map(|after| replaced(before, after));
    let both = replaced(before, merged);
    let sentences = sentences(before);
    let touched = |version: &[Replaced], sentence: &Range<usize>| {
        version.iter().any(|one| one.touches(sentence, before))
    };
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for sentence in sentences {
        if versions.iter().all(|version| touched(version, &sentence)) {
            let wide = widened(sentence, versions.iter().flatten().chain(&both));
            match stretches.last_mut() {
                Some(last) if wide.start < last.end => last.end = last.end.max(wide.end),
                _ => stretches.push(wide),
            }
        }
    }
    let told = stretches.into_iter().map(|stretch| {
        let [our, their] = [(&versions[0], ours), (&versions[1], theirs)]
            .map(|(version, text)| text[moved(version, &stretch, before)].trim_end().to_owned());
        let at = moved(&both, &stretch, before);
        let merged = merged[at.clone()].trim_end();
        Twice {
            before: before[stretch.clone()].trim_end().to_owned(),
            ours: our,
            theirs: their,
            at: at.start..at.start + merged.len(),
            merged: merged.to_owned(),
        }
    });
    told.filter(|one| one.ours != one.theirs).collect()
}

/// Words of the text before, and those that stand there after.
struct Replaced {
    gone: Range<usize>,
    come: Range<usize>,
}

impl Replaced {
    fn touches(&self, sentence: &Range<usize>, text: &str) -> bool {
        if self.gone.is_empty() { self.is_within(sentence, text) } else { overlap(&self.gone, sentence) }
    }

    /// Whether what only came stands inside of a sentence and not beside it. One that does not end yet goes on behind its last word.
    fn is_within(&self, sentence: &Range<usize>, text: &str) -> bool {
        let end = sentence.start + text[sentence.clone()].trim_end().len();
        let at = self.gone.start;
        sentence.start < at && (at < end || at == end && !is_ended(&text[sentence.start..end]))
    }
}

fn replaced(before: &str, after: &str) -> Vec<Replaced> {
    let (mut old, mut new) = (0, 0);
    let mut all: Vec<Replaced> = Vec::new();
    for change in words(before, after) {
        let (gone, come) = match change {
            Change::Same(text) => {
                (old, new) = (old + text.len(), new + text.len());
                continue;
            }
            Change::Removed(text) => (text.len(), 0),
            Change::Added(text) => (0, text.len()),
        };
        match all.last_mut().filter(|last| last.gone.end == old && last.come.end == new) {
            Some(last) => (last.gone.end, last.come.end) = (old + gone, new + come),
            None => all.push(Replaced { gone: old..old + gone, come: new..new + come }),
        }
        (old, new) = (old + gone, new + come);
    }
    all
}

/// A stretch with all that goes in one piece with a part of it.
fn widened<'r>(mut stretch: Range<usize>, all: impl Iterator<Item = &'r Replaced> + Clone) -> Range<usize> {
    loop {
        let before = stretch.clone();
        for one in all.clone().filter(|one| overlap(&one.gone, &before)) {
            stretch = stretch.start.min(one.gone.start)..stretch.end.max(one.gone.end);
        }
        if stretch == before {
            return stretch;
        }
    }
}

/// Where a stretch of the text before stands after. What came beside it belongs to its neighbours.
fn moved(version: &[Replaced], stretch: &Range<usize>, before: &str) -> Range<usize> {
    let (mut start, mut end) = (stretch.start, stretch.end);
    let (mut longer_start, mut longer_end) = (0_isize, 0_isize);
    for one in version {
        let longer = one.come.len().cast_signed() - one.gone.len().cast_signed();
        if one.gone.end <= stretch.start {
            longer_start += longer;
        }
        if one.gone.is_empty() {
            if one.gone.start < stretch.end || one.is_within(stretch, before) {
                longer_end += longer;
            }
        } else if one.gone.end <= stretch.end {
            longer_end += longer;
        }
    }
    start = start.saturating_add_signed(longer_start);
    end = end.saturating_add_signed(longer_end);
    start..end.max(start)
}

/// The sentences of a text, each with the spaces behind it. A line ends one too.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut from = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        if ended && !c.is_whitespace() {
            all.push(from..at);
            from = at;
        }
        let next = text[at + c.len_utf8()..].chars().next();
        ended = match c {
            '\n' => true,
            c if c.is_whitespace() => ended,
            // A point in the midst of something, as in 3.2, ends nothing.
            '.' | '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            '。' | '！' | '？' => true,
            _ => false,
        };
    }
    if from < text.len() {
        all.push(from..text.len());
    }
    all
}

fn is_ended(sentence: &str) -> bool {
    sentence.ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
