//! Texts that several people write: read from the facts of their document, written to the log as they grow.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use document::{Aside, Document, MOST, Malformed, read, write};
use incident::document::incident_of;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::incident::Incident;
use incident::record::Record;
use incident::refusal::Refusal;
use incident::stream::Stream;
use incident::text::visible;

use super::comms::author;
use super::{Desk, random};
use crate::failure::Failure;
use crate::views::{AsideView, TextView};

/// The longest name of a document.
const NAME: usize = 100;
/// A page sends no more than this at once.
const AT_ONCE: usize = 256;
/// So many texts are kept folded.
const KEPT: usize = 4;
/// After so many facts a text is kept beside the log as it stands, so that it opens fast also when it has a long history.
const CHECKPOINT: usize = 500;

/// Views of a text; the last shows what is said of it.
pub(super) const OF_TEXT: &[&str] =
    &["text", "review", "review_process", "meeting", "presentation", "remarks"];

/// What is to be written in a document.
pub(super) struct Written {
    /// Changes of its text.
    pub updates: Vec<Vec<u8>>,
    /// What else happened.
    pub events: Vec<Event>,
}

/// Documents as they were folded last, the latest at the end: whoever types is not to wait for all that was typed before.
#[derive(Default)]
pub(super) struct Texts(Mutex<Vec<(Stream, Document)>>);

impl Texts {
    fn take(&self, stream: Stream) -> Option<Document> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(of, _)| *of == stream);
        at.map(|at| kept.remove(at).1)
    }

    fn keep(&self, stream: Stream, document: Document) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _)| *of != stream);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((stream, document));
    }
}

/// A document that is kept for whoever asks next, once it is done with.
pub(super) struct Folded<'a> {
    texts: &'a Texts,
    stream: Stream,
    document: Document,
    /// It holds what may not have been written down.
    ahead: bool,
}

impl Deref for Folded<'_> {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.document
    }
}

impl Drop for Folded<'_> {
    fn drop(&mut self) {
        if !self.ahead {
            self.texts.keep(self.stream, std::mem::take(&mut self.document));
        }
    }
}

impl Desk {
    /// A text of an incident as it stands; of its words only those that a page has not, where it says what it holds.
    pub fn text(
        &self,
        incident: IncidentId,
        name: String,
        held: Option<String>,
    ) -> Result<TextView, Failure> {
        let (record, document) = self.document(incident, &name)?;
        let updates = match held {
            Some(held) => document.since(&read(&held)?)?,
            None => document.state(),
        };
        Ok(self.text_view(&record, &document, vec![write(&updates)]))
    }

    /// What there is to say of a text, beside these updates of it.
    pub(super) fn text_view(&self, record: &Record, document: &Document, updates: Vec<String>) -> TextView {
        let aside = |aside: &Aside| {
            let (fact, key) = (record.fact(aside.entry)?, format!("aside/{}", aside.entry));
            let open = document.word(&key).is_none();
            open.then(|| AsideView {
                entry: aside.entry,
                by: author(fact, &self.the_book()),
                at: fact.recorded_at,
                words: visible(&aside.words).into_owned(),
                key,
            })
        };
        TextView {
            updates,
            begun: document.is_begun(),
            waits: document.waits(),
            refused: u32::try_from(document.refused().len()).unwrap_or(u32::MAX),
            aside: document.aside().iter().filter_map(aside).collect(),
            sum: sum(document),
        }
    }

    /// Writes down what a page wrote in a text of an incident. A page may send the same twice.
    pub fn edit_text(&self, incident: IncidentId, name: String, updates: Vec<String>) -> Result<(), Failure> {
        let updates = updates.iter().map(|update| read(update)).collect::<Result<Vec<_>, _>>()?;
        self.write_text(incident, &name, |_| Ok(updates))
    }

    /// Writes in a text of an incident, given what stands there. What cannot be read is not written.
    pub(super) fn write_text(
        &self,
        incident: IncidentId,
        name: &str,
        updates: impl FnOnce(&Document) -> Result<Vec<Vec<u8>>, Failure>,
    ) -> Result<(), Failure> {
        self.write_in(incident, name, |_, document| {
            Ok(Written { updates: updates(document)?, events: Vec::new() })
        })
    }

    /// The same, with what else is said of the text: both are written, or nothing.
    pub(super) fn write_in(
        &self,
        incident: IncidentId,
        name: &str,
        write_what: impl FnOnce(&Record, &Document) -> Result<Written, Failure>,
    ) -> Result<(), Failure> {
        let alone = self.decide_alone();
        // Read where nobody else decides: between the question and the writing it cannot become private or be erased.
        let subject = self.record(incident)?;
        let subject = Incident::of(&subject);
        if !subject.exists() {
            return Err(Refusal::NoIncident.into());
        }
        if subject.is_erased() {
            return Err(Refusal::Erased.into());
        }
        let (record, mut document) = self.document(incident, name)?;
        let Written { updates, events } = write_what(&record, &document)?;
        if updates.is_empty() && events.is_empty() {
            return Ok(());
        }
        if updates.len() > AT_ONCE || name.len() > NAME || updates.iter().any(|update| update.len() > MOST) {
            return Err(Malformed.into());
        }
        document.ahead = true;
        for update in &updates {
            document.document.take(update)?;
        }
        let edited = updates.iter().map(|update| Event::TextEdited { update: write(update) });
        let begun = !self.has_begun(&record);
        let begun = begun.then(|| Event::DocumentBegun { incident, name: name.to_owned() });
        let remarked = !events.is_empty();
        let drafts = begun.into_iter().chain(edited).chain(events).map(Into::into).collect();
        self.journal.append(&self.author, self.now(), record.stream(), subject.is_private(), drafts)?;
        document.ahead = false;
        drop(document);
        drop(alone);
        let views: &[&str] = if remarked { OF_TEXT } else { &OF_TEXT[..5] };
        self.stale(views, Some(incident));
        self.written();
        Ok(())
    }

    /// Whether this run has said of which incident a text is. Every one says so first: whoever holds its series alone knows
    /// who may see it.
    pub(super) fn has_begun(&self, record: &Record) -> bool {
        record.facts().iter().any(|fact| {
            (fact.replica, fact.run) == (self.author.replica(), self.author.run)
                && fact.event.as_ref().is_some_and(|event| matches!(event, Event::DocumentBegun { .. }))
        })
    }

    /// The facts of a text, and what they say together.
    pub(super) fn document(
        &self,
        incident: IncidentId,
        name: &str,
    ) -> Result<(Arc<Record>, Folded<'_>), Failure> {
        let stream = Stream::Document(DocumentId::of(incident, name));
        let record = self.journal.record(stream)?;
        let mut document = match self.texts.take(stream) {
            Some(document) => document.followed_by(&record),
            None => self.resumed(&record),
        };
        if document.since_checkpoint() >= CHECKPOINT {
            self.keep_checkpoint(&record, &mut document);
        }
        Ok((record, Folded { texts: &self.texts, stream, document, ahead: false }))
    }

    /// Folds a text from where it was kept. One that cannot be had costs time and nothing else.
    pub(super) fn resumed(&self, record: &Record) -> Document {
        if record.facts().len() < CHECKPOINT {
            return Document::of(record);
        }
        match self.journal.checkpoint(record.stream()) {
            Ok(Some(checkpoint)) => Document::resumed(&checkpoint, record),
            Ok(None) => Document::of(record),
            Err(error) => {
                tracing::warn!(%error, "a text is folded anew");
                Document::of(record)
            }
        }
    }

    fn keep_checkpoint(&self, record: &Record, document: &mut Document) {
        let Some(checkpoint) = document.checkpoint(record.facts()) else { return };
        match self.journal.keep_checkpoint(record, &checkpoint) {
            Ok(true) => document.was_kept(),
            // Something came meanwhile: it is kept with that.
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a text is kept in the log alone"),
        }
    }

    /// Entries of a text came from elsewhere.
    pub(super) fn text_arrived(&self, id: DocumentId) {
        match self.journal.record(Stream::Document(id)) {
            Ok(record) => self.stale(OF_TEXT, incident_of(&record)),
            Err(error) => tracing::error!(%error, "a text cannot be read anew"),
        }
    }
}

/// A random number under which Rust itself writes in a text.
pub(super) fn client() -> Result<u64, Failure> {
    Ok(u64::from_be_bytes(random()?))
}

/// FNV-1a over the letters of all texts in which something stands, as the page counts them.
fn sum(document: &Document) -> u32 {
    let texts = document.texts().into_iter().map(|name| (document.text(&name), name));
    let written = texts.filter(|(text, _)| !text.is_empty());
    let letters = written.flat_map(|(text, name)| [name, text].concat().encode_utf16().collect::<Vec<_>>());
    letters.fold(0x811c_9dc5, |sum, letter| (sum ^ u32::from(letter)).wrapping_mul(0x0100_0193))
}

impl From<Malformed> for Failure {
    fn from(_: Malformed) -> Self {
        let what = "What was written last could not be read, so it was not kept.";
        Self::new("text", format!("{what} Copy the text from here, then open it again."))
    }
}
