//! Text that several people write, pure: the fold of a document's facts into texts that merge, by the rules of Yjs.
//!
//! Whatever wrote an update, folding it cannot fail: what is not of the one form that Allclear writes is left out, and with
//! it what its author wrote after it in the same run.

mod form;
mod suggested;
mod written;

use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use incident::event::Event;
use incident::id::{EntryRef, ReplicaKey, Run};
use incident::record::{Fact, Record};
use yrs::updates::decoder::Decode;
use yrs::{
    Any, ClientID, Doc, GetString, Map, OffsetKind, Options, Out, ReadTxn, StateVector, Transact, Update,
};

pub use form::{MOST, Malformed};
pub use suggested::Suggested;
pub use written::{Words, begun, rewritten};

/// The map in which values lie that belong to the texts.
const VALUES: &str = "values";

/// The fold of a document.
pub struct Document {
    doc: Doc,
    /// What was taken so far, in order.
    taken: Vec<Vec<u8>>,
    /// Something came without what its page wrote before.
    early: bool,
    refused: Vec<EntryRef>,
    /// Runs of which something could not be read.
    ended: Vec<(ReplicaKey, Run)>,
    /// How many facts were read, and the last of them.
    read: (usize, Option<EntryRef>),
}

impl Default for Document {
    fn default() -> Self {
        Self {
            doc: empty(1),
            taken: Vec::new(),
            early: false,
            refused: Vec::new(),
            ended: Vec::new(),
            read: (0, None),
        }
    }
}

impl Document {
    /// Folds the facts of a document in their order. Of each run of a laptop what comes before the first update that cannot
    /// be read counts, since what follows may rest on it.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let mut document = Self::default();
        document.read_on(record.facts());
        document
    }

    /// The fold of a record of which this is an earlier one. Where only facts were added at the end, they alone are read.
    #[must_use]
    pub fn followed_by(mut self, record: &Record) -> Self {
        let (read, last) = self.read;
        let facts = record.facts();
        let new = facts.get(read..).unwrap_or_default();
        let same = facts.get(..read).is_some_and(|before| before.last().map(|fact| fact.id) == last);
        // What is hidden afterwards was read before.
        let plain =
            |fact: &Fact| !matches!(fact.event, None | Some(Event::Redacted { .. } | Event::StreamErased {}));
        if !same || !new.iter().all(plain) {
            return Self::of(record);
        }
        self.read_on(new);
        self
    }

    fn read_on(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.read = (self.read.0 + 1, Some(fact.id));
            let update = match &fact.event {
                Some(Event::TextEdited { update }) => Some(update),
                // A text that is hidden is missing to what follows, which waits for it then by itself.
                _ => None,
            };
            let series = (fact.replica, fact.run);
            let Some(update) = update.filter(|_| !self.ended.contains(&series)) else { continue };
            if read(update).and_then(|update| self.take(&update)).is_err() {
                self.refused.push(fact.id);
                self.ended.push(series);
            }
        }
    }

    /// Takes an update in; what it rests on may come later.
    ///
    /// # Errors
    /// [`Malformed`] when it is not of the form that Allclear writes; nothing has changed then.
    pub fn take(&mut self, update: &[u8]) -> Result<(), Malformed> {
        let begins = form::check(update)?.begins;
        let known = self.doc.transact().state_vector();
        // A page writes one letter after the other, and what it wrote before stands before in the log. The merge would put
        // it in place all the same, and pages would not.
        if begins.iter().any(|(client, clock)| *clock > u64::from(known.get(&ClientID::new(*client)))) {
            self.early = true;
            return Ok(());
        }
        if apply(&self.doc, update) {
            self.taken.push(update.to_vec());
            return Ok(());
        }
        // What it left half done is not to be trusted.
        self.doc = empty(1);
        for update in &self.taken {
            apply(&self.doc, update);
        }
        Err(Malformed)
    }

    /// Begins with what another holds, which is not looked at anew. Says whether it could be read.
    pub fn hold(&mut self, state: &[u8]) -> bool {
        apply(&self.doc, state)
    }

    /// All of it that is in place, as one update.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }

    /// The text of this name; empty where nobody wrote one.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        let transaction = self.doc.transact();
        transaction.get_text(name).map(|text| text.get_string(&transaction)).unwrap_or_default()
    }

    /// The names of its texts, in the order of the alphabet.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let transaction = self.doc.transact();
        let roots = transaction.root_refs().map(|(name, _)| name.to_owned());
        let mut names: Vec<String> = roots.filter(|name| name != VALUES).collect();
        names.sort_unstable();
        names
    }

    /// A word that belongs to the texts.
    #[must_use]
    pub fn word(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            Any::String(word) => Some(word.as_ref().to_owned()),
            _ => None,
        }
    }

    /// A whole number that belongs to the texts.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<i64> {
        i64::try_from(self.value(key)?).ok()
    }

    /// Whether anything was written, also if nothing is left of it.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        !self.taken.is_empty()
    }

    /// Whether something was written on top of what has not come yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        let transaction = self.doc.transact();
        let store = transaction.store();
        self.early || store.pending_update().is_some() || store.pending_ds().is_some()
    }

    /// The facts whose updates are of no form that can be read. They are kept in the log like any other.
    #[must_use]
    pub fn refused(&self) -> &[EntryRef] {
        &self.refused
    }

    fn value(&self, key: &str) -> Option<Any> {
        let transaction = self.doc.transact();
        match transaction.get_map(VALUES)?.get(&transaction, key)? {
            Out::Any(value) => Some(value),
            _ => None,
        }
    }
}

/// The bytes of an update from the text that stands in a fact.
///
/// # Errors
/// [`Malformed`] when it is no base64 of at most [`MOST`] bytes.
pub fn read(update: &str) -> Result<Vec<u8>, Malformed> {
    // Four letters stand for three bytes.
    if update.len() > MOST.div_ceil(3) * 4 {
        return Err(Malformed);
    }
    STANDARD.decode(update).map_err(|_| Malformed)
}

/// An update as it stands in a fact.
#[must_use]
pub fn write(update: &[u8]) -> String {
    STANDARD.encode(update)
}

/// A document in which nothing stands. Offsets count as in the page.
fn empty(client: u64) -> Doc {
    let options =
        Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(ClientID::new(client)) };
    Doc::with_options(options)
}

/// Whether an update could be taken in. Of a form that was checked, what makes the merge stumble is a contradiction within
/// the update or with what others wrote; nobody else is to fall over it.
fn apply(doc: &Doc, update: &[u8]) -> bool {
    let taken = catch_unwind(AssertUnwindSafe(|| {
        let update = Update::decode_v1(update).ok()?;
        doc.transact_mut().apply_update(update).ok()
    }));
    matches!(taken, Ok(Some(())))
}
