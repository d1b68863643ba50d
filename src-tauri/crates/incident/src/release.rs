//! A review that was published: its words as its readers are shown them, in one entry or in several.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::event::Event;
use crate::id::{Edition, EntryRef};
use crate::incident::Incident;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Audience, Chapter, Occasion, Part, Readers};

/// So much of a review goes into one entry, as the JSON that it is there. What is around it takes little.
const ROOM: usize = 48 * 1024;
/// So much all of it may take: what is written down together travels together, and a hub takes 4 MiB at once, in which a
/// quotation mark takes four bytes.
pub const LONGEST: usize = 1 << 20;

/// A review as it was published last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release<'a> {
    /// The entry that holds it, or that of its parts by which it was asked for.
    pub id: EntryRef,
    /// All entries that hold it, in order.
    pub entries: Vec<EntryRef>,
    /// For whom.
    pub readers: Readers,
    /// What it is called.
    pub title: &'a str,
    /// Its sections, in order.
    pub passages: Cow<'a, [Chapter]>,
}

impl<'a> Incident<'a> {
    /// What these readers are shown of the review; none where nothing was published for them, or was hidden.
    #[must_use]
    pub fn release(self, readers: Readers) -> Option<Release<'a>> {
        let fact = self.record().shown(&Slot::Release(readers))?;
        self.release_in(fact.id)
    }

    /// The review that may go to this audience with an update that tells of it: what was written down for the public last.
    #[must_use]
    pub fn review_to_go(self, audience: Audience, occasion: Occasion) -> Option<Release<'a>> {
        let tells = audience == Audience::Public && occasion == Occasion::PostMortemPublished;
        if tells { self.release(Readers::Public) } else { None }
    }

    /// The review that this entry holds, or is a part of; none where something of it is hidden, taken back or missing.
    #[must_use]
    pub fn release_in(self, id: EntryRef) -> Option<Release<'a>> {
        let (_, event) = self.record().made().find(|(fact, _)| fact.id == id)?;
        let Event::ReviewReleased { readers, title, passages, part, .. } = event else { return None };
        let Some(part) = part else {
            let (entries, passages) = (vec![id], Cow::Borrowed(&passages[..]));
            return Some(Release { id, entries, readers: *readers, title, passages });
        };
        let (mut entries, mut whole): (_, Vec<Chapter>) = (Vec::new(), Vec::new());
        for Held { entry, goes_on, passages } in self.parts(*readers, part)? {
            entries.push(entry);
            let rest = whole.last_mut().filter(|_| goes_on).zip(passages.first());
            let begun = usize::from(rest.is_some());
            if let Some((last, rest)) = rest {
                last.text.push_str(&rest.text);
            }
            whole.extend_from_slice(&passages[begun..]);
        }
        let passages = Cow::Owned(whole);
        (edition(&passages) == part.whole).then_some(Release {
            id,
            entries,
            readers: *readers,
            title,
            passages,
        })
    }

    /// The headings of the review that this entry holds, or is a part of.
    pub(crate) fn headings_in(self, id: EntryRef) -> Vec<&'a str> {
        let event = self.record().fact(id).and_then(|fact| fact.event.as_ref());
        let Some(Event::ReviewReleased { readers, passages, part, .. }) = event else { return Vec::new() };
        let parts = part.as_ref().and_then(|part| self.parts(*readers, part));
        let parts = parts.unwrap_or_else(|| vec![Held { entry: id, goes_on: false, passages }]);
        let headings = parts.iter().flat_map(|held| held.passages.iter().skip(usize::from(held.goes_on)));
        headings.map(|passage| passage.title.as_str()).collect()
    }

    /// All parts of the review to which this one belongs, in order; none where one is missing.
    fn parts(self, readers: Readers, one: &Part) -> Option<Vec<Held<'a>>> {
        let mut parts = BTreeMap::new();
        for (fact, event) in self.record().made() {
            if let Event::ReviewReleased { readers: to, passages, part: Some(part), .. } = event
                && (*to, part.whole, part.of) == (readers, one.whole, one.of)
            {
                // Who says the same part once more changes nothing of what was approved.
                let held = Held { entry: fact.id, goes_on: part.goes_on, passages };
                parts.entry(part.nth).or_insert(held);
            }
        }
        (0..one.of).map(|nth| parts.remove(&nth)).collect()
    }
}

/// What one entry holds of a review.
struct Held<'a> {
    entry: EntryRef,
    goes_on: bool,
    passages: &'a [Chapter],
}

/// What one entry will hold, and which part it is of what.
type Piece = (Vec<Chapter>, Option<Part>);

/// A review in pieces of which an entry can hold each, with what says that they belong together; in one piece as it is.
///
/// # Errors
/// One that is too long to be published.
pub(crate) fn pieces(passages: Vec<Chapter>) -> Result<Vec<Piece>, Refusal> {
    let has = passages.iter().map(room).sum::<usize>();
    if has <= ROOM {
        return Ok(vec![(passages, None)]);
    }
    if has > LONGEST {
        return Err(Refusal::ReviewTooLong { has: has.div_ceil(1024), limit: LONGEST / 1024 });
    }
    let whole = edition(&passages);
    let mut pieces: Vec<(Vec<Chapter>, bool)> = vec![(Vec::new(), false)];
    let mut left = ROOM;
    for Chapter { title, text } in passages {
        let heading = room(&Chapter { title: title.clone(), text: String::new() });
        let (mut rest, mut goes_on) = (text.as_str(), false);
        loop {
            let fits = beginning(rest, left.saturating_sub(heading));
            if let Some((piece, _)) = pieces.last_mut().filter(|_| fits > 0) {
                piece.push(Chapter { title: title.clone(), text: rest[..fits].to_owned() });
                left -= heading + written(&rest[..fits]);
                (rest, goes_on) = (&rest[fits..], true);
            }
            if rest.is_empty() {
                break;
            }
            pieces.push((Vec::new(), goes_on));
            left = ROOM;
        }
    }
    let of = u16::try_from(pieces.len()).unwrap_or(u16::MAX);
    let part = |(nth, (piece, goes_on))| (piece, Some(Part { whole, nth, of, goes_on }));
    Ok((0..of).zip(pieces).map(part).collect())
}

fn edition(passages: &[Chapter]) -> Edition {
    Edition::of(passages.iter().map(|passage| (passage.title.as_str(), passage.text.as_str())))
}

/// The bytes of a section as JSON.
fn room(passage: &Chapter) -> usize {
    written(&passage.title) + written(&passage.text) + "{\"title\":\"\",\"text\":\"\"},".len()
}

fn written(text: &str) -> usize {
    text.chars().map(letter).sum()
}

/// The bytes of a letter in a text of JSON, at most.
fn letter(c: char) -> usize {
    match c {
        '"' | '\\' => 2,
        c if c.is_control() => 6,
        c => c.len_utf8(),
    }
}

/// How many bytes of a text take no more than so much room.
fn beginning(text: &str, room: usize) -> usize {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += letter(c);
        if taken > room {
            return at;
        }
    }
    text.len()
}
