//! A laptop with the entries of one document, and a page that writes in it.

use std::collections::BTreeMap;

use document::{Document, write};
use incident::body::Body;
use incident::entry::{BODY_FORMAT, BodyBytes, Entry, EntryHash, Head, first_hash};
use incident::event::Event;
use incident::id::{DocumentId, IncidentId, Millis, ReplicaKey, Run, Salt, WorkspaceId};
use incident::record::{Fact, Record};
use incident::stream::Stream;
use yrs::undo::UndoManager;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, Text, Transact, Update};

pub(crate) const NAME: &str = "text";

pub(crate) fn stream() -> Stream {
    Stream::Document(DocumentId::of(IncidentId([3; 16]), "draft/public/0"))
}

#[derive(Clone)]
pub(crate) struct Laptop {
    name: u8,
    /// What it holds, by series and number.
    held: BTreeMap<(u8, u64), (Entry, EntryHash)>,
}

impl Laptop {
    pub(crate) fn named(name: u8) -> Self {
        Self { name, held: BTreeMap::new() }
    }

    pub(crate) fn record(&self) -> Record {
        Record::fold(stream(), self.held.values().map(|(entry, hash)| Fact::read(entry, hash)))
    }

    pub(crate) fn document(&self) -> Document {
        Document::of(&self.record())
    }

    /// Writes an entry as the journal does, its signature aside.
    pub(crate) fn append(&mut self, event: Event) {
        let last = self.held.range((self.name, 0)..=(self.name, u64::MAX)).next_back();
        let (seq, before) = last.map_or((1, None), |((_, seq), (_, hash))| (seq + 1, Some(*hash)));
        let body = Body { salt: Salt([0; 8]), occurred_at: None, undoes: None, event };
        let head = Head {
            v: BODY_FORMAT,
            flags: 0,
            stream: stream(),
            replica: ReplicaKey([self.name; 32]),
            run: Run([1; 8]),
            seq,
            stamp: self.record().next_stamp(),
            recorded_at: Millis(0),
        };
        let entry = Entry { head, body: BodyBytes::Whole(body.to_bytes()), signature: None };
        let before = before.unwrap_or_else(|| first_hash(WorkspaceId([0; 32]), &head.series()));
        let hash = entry.hash(&before);
        self.held.insert((self.name, seq), (entry, hash));
    }

    pub(crate) fn edited(&mut self, update: &[u8]) {
        self.append(Event::TextEdited { update: write(update) });
    }

    /// A page opens the text, writes in it and closes it. `client` is what it drew.
    pub(crate) fn writes(&mut self, client: u64, change: impl FnOnce(&str) -> (usize, usize, String)) {
        let update = Page::of(self, client).changes(change);
        self.edited(&update);
    }

    /// Takes what another has.
    pub(crate) fn hears(&mut self, other: &Self) {
        self.held.extend(other.held.clone());
    }

    /// Takes what another has of one laptop alone.
    pub(crate) fn hears_only(&mut self, other: &Self, name: u8) {
        let its = other.held.range((name, 0)..=(name, u64::MAX));
        self.held.extend(its.map(|(place, one)| (*place, one.clone())));
    }
}

/// The text as it is open in a window.
pub(crate) struct Page(Doc);

impl Page {
    pub(crate) fn of(laptop: &Laptop, client: u64) -> Self {
        let options =
            Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(ClientID::new(client)) };
        let page = Doc::with_options(options);
        let state = Update::decode_v1(&laptop.document().state()).expect("an update");
        page.transact_mut().apply_update(state).expect("one that fits");
        Self(page)
    }

    /// Puts a text at a place, in front of so many letters that go; gives the update.
    pub(crate) fn changes(&mut self, change: impl FnOnce(&str) -> (usize, usize, String)) -> Vec<u8> {
        let text = self.0.get_or_insert_text(NAME);
        let mut transaction = self.0.transact_mut();
        let (at, gone, new) = change(&text.get_string(&transaction));
        text.remove_range(&mut transaction, at as u32, gone as u32);
        text.insert(&mut transaction, at as u32, &new);
        transaction.encode_update_v1()
    }

    /// Takes letters away and takes that back, as by the keys for it; gives both updates.
    pub(crate) fn takes_away_and_back(
        &mut self,
        change: impl FnOnce(&str) -> (usize, usize, String),
    ) -> Vec<Vec<u8>> {
        let text = self.0.get_or_insert_text(NAME);
        let mut keys = UndoManager::<()>::new();
        keys.expand_scope(&self.0, &text);
        let gone = self.changes(change);
        let before = self.0.transact().state_vector();
        assert!(keys.undo_blocking());
        vec![gone, self.0.transact().encode_diff_v1(&before)]
    }

    /// What it holds, as it says so.
    pub(crate) fn held(&self) -> Vec<u8> {
        self.0.transact().state_vector().encode_v1()
    }

    /// Takes in what its laptop holds and it does not.
    pub(crate) fn hears(&mut self, laptop: &Laptop) {
        let news = laptop.document().since(&self.held()).expect("a state vector");
        let news = Update::decode_v1(&news).expect("an update");
        self.0.transact_mut().apply_update(news).expect("one that fits");
    }

    pub(crate) fn text(&mut self) -> String {
        let text = self.0.get_or_insert_text(NAME);
        text.get_string(&self.0.transact())
    }

    pub(crate) fn types(&mut self, new: &str) -> Vec<u8> {
        self.changes(|text| (text.encode_utf16().count(), 0, new.to_owned()))
    }
}
