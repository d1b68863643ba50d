//! Text that several people write, pure: the fold of a document's facts into texts that merge, by the rules of Yjs.
//!
//! Whatever wrote an update, folding it cannot fail: what is not of the one form that Allclear writes is left out, and with
//! it what its author wrote after it in the same run.

mod behind;
mod changed;
mod checkpoint;
mod form;
mod said;
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

use form::Form;
use said::Sayings;

pub use behind::{noted, taken_over};
pub use changed::Changed;
pub use form::{MOST, Malformed};
pub use said::Aside;
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
    /// What each client said, for whoever says it otherwise.
    said: Sayings,
    aside: Vec<Aside>,
    /// Which client of which run says otherwise what it said before, and where its words are set aside.
    copies: Vec<((ReplicaKey, Run), u64, usize)>,
    /// Clients that would write otherwise what they wrote before, as far as it was looked at and not read from the log yet.
    strayed: Vec<u64>,
    /// Runs of which something could not be read.
    ended: Vec<(ReplicaKey, Run)>,
    /// How many facts were read, and the last of them.
    read: (usize, Option<EntryRef>),
    /// Of how many of them a checkpoint was kept.
    kept: usize,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            doc: empty(1),
            taken: Vec::new(),
            early: false,
            refused: Vec::new(),
            said: Sayings::default(),
            aside: Vec::new(),
            copies: Vec::new(),
            strayed: Vec::new(),
            ended: Vec::new(),
            read: (0, None),
            kept: 0,
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

    /// The fold of a record, read on from a checkpoint of it. Where that does not fit, all of it is folded.
    #[must_use]
    pub fn resumed(checkpoint: &[u8], record: &Record) -> Self {
        Self::from_checkpoint(checkpoint, record.facts()).unwrap_or_default().followed_by(record)
    }

    /// How many facts were read since a checkpoint was kept.
    #[must_use]
    pub fn since_checkpoint(&self) -> usize {
        self.read.0 - self.kept
    }

    /// A checkpoint of it was kept.
    pub fn was_kept(&mut self) {
        self.kept = self.read.0;
    }

    /// The fold of a record of which this is an earlier one. Where only facts were added at the end, they alone are read.
    #[must_use]
    pub fn followed_by(mut self, record: &Record) -> Self {
        let (read, last) = self.read;
        let facts = record.facts();
        let new = facts.get(read..).unwrap_or_default();
        let same = facts.get(..read).is_some_and(|before| before.last().map(|fact| fact.id) == last);
        // What is hidden afterwards was read before.
        let plain = |fact: &Fact| {
            !matches!(fact.event, None | Some(Event::Redacted { .. } | Event::StreamErased { .. }))
        };
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
            let Some(update) = update else { continue };
            // What follows is missing as well: whoever is told how much that is wants to know all of it.
            if self.ended.contains(&series) {
                self.refused.push(fact.id);
                continue;
            }
            let taken = read(update).and_then(|update| {
                let form = form::check(&update)?;
                if self.is_of_a_copy(series, fact.id, &form) { Ok(()) } else { self.take_in(&update, &form) }
            });
            if taken.is_err() {
                self.refused.push(fact.id);
                self.ended.push(series);
            }
        }
    }

    /// Whether an update says otherwise what its client said before, or goes on from there. Its words are set aside then: the
    /// merge would drop some of them, and put the others among words that they do not belong to.
    fn is_of_a_copy(&mut self, series: (ReplicaKey, Run), entry: EntryRef, form: &Form<'_>) -> bool {
        let writes = |client: u64| form.begins.iter().any(|(begins, _)| *begins == client);
        let copy = self.copies.iter().find(|(of, client, _)| *of == series && writes(*client));
        let known = copy.map(|(_, _, at)| *at);
        if known.is_none() && !self.said.contradict(form) {
            return false;
        }
        let at = known.unwrap_or_else(|| {
            let at = self.aside.len();
            self.aside.push(Aside { entry, words: String::new() });
            self.copies.extend(form.begins.iter().map(|(client, _)| (series, *client, at)));
            at
        });
        self.aside[at].words.extend(form.words());
        true
    }

    /// Takes an update in; what it rests on may come later.
    ///
    /// # Errors
    /// [`Malformed`] when it is not of the form that Allclear writes; nothing has changed then.
    pub fn take(&mut self, update: &[u8]) -> Result<(), Malformed> {
        let form = form::check(update)?;
        if self.said.contradict(&form) {
            self.strayed.extend(form.begins.iter().map(|(client, _)| *client));
            return Ok(());
        }
        let is_copied = |client: &u64| {
            self.strayed.contains(client) || self.copies.iter().any(|(_, copied, _)| copied == client)
        };
        // Whoever reads it in the log sets it aside.
        if self.is_early(&form) && form.begins.iter().any(|(client, _)| is_copied(client)) {
            return Ok(());
        }
        self.take_in(update, &form)
    }

    /// Whether something is missing that a page wrote before.
    fn is_early(&self, form: &Form<'_>) -> bool {
        let known = self.doc.transact().state_vector();
        form.begins.iter().any(|(client, clock)| *clock > u64::from(known.get(&ClientID::new(*client))))
    }

    fn take_in(&mut self, update: &[u8], form: &Form<'_>) -> Result<(), Malformed> {
        // A page writes one letter after the other, and what it wrote before stands before in the log. The merge would put
        // it in place all the same, and pages would not.
        if self.is_early(form) {
            self.early = true;
            return Ok(());
        }
        if apply(&self.doc, update) {
            self.said.note(form);
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

    /// What of it somebody has not, who said by a state vector of Yjs what they have.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub fn since(&self, held: &[u8]) -> Result<Vec<u8>, Malformed> {
        Ok(self.doc.transact().encode_diff_v1(&behind::state_vector(held)?))
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
        self.early || self.is_pending()
    }

    /// The facts whose updates are in no text: of no form that can be read, or written after such a one in the same run. They
    /// are kept in the log like any other.
    #[must_use]
    pub fn refused(&self) -> &[EntryRef] {
        &self.refused
    }

    /// Whether the merge itself holds something back.
    fn is_pending(&self) -> bool {
        let transaction = self.doc.transact();
        let store = transaction.store();
        store.pending_update().is_some() || store.pending_ds().is_some()
    }

    /// Words that somebody wrote twice under one name, as a laptop does that was copied while a page was open on it: what came
    /// second stands in no text.
    #[must_use]
    pub fn aside(&self) -> &[Aside] {
        &self.aside
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
