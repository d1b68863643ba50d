//! Texts that several people write at the same time: pages that stay open while laptops come together and fall apart.

use std::collections::BTreeMap;

use document::{Document, Words, begun, write};
use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::incident::Incident;
use incident::stream::Stream;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, Text, Transact, Update};

use crate::acts::{Hand, Ledger, Said, Writing, may_write, short};
use crate::dice::Dice;

/// The text of a draft, in its document.
pub(crate) const TEXT: &str = "text";
/// The drafts of an incident.
const DRAFTS: [&str; 2] = ["draft/public/0", "draft/employees/0"];
/// What drafts begin with.
const TEMPLATES: [&str; 2] = ["We look into it.", "Something is slow."];

/// The texts that are open on a laptop.
pub(crate) type Pages = BTreeMap<Stream, Page>;

/// A text as it stands in a window.
pub(crate) struct Page(Doc);

impl Page {
    fn open(client: u64, document: &Document) -> Self {
        let client = ClientID::new(client >> 11);
        let options = Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(client) };
        let page = Self(Doc::with_options(options));
        page.look(document);
        page
    }

    /// Takes in what the laptop has by now.
    pub(crate) fn look(&self, document: &Document) {
        self.take(&document.state());
    }

    fn take(&self, update: &[u8]) {
        self.0.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    pub(crate) fn text(&self) -> String {
        let text = self.0.get_or_insert_text(TEXT);
        text.get_string(&self.0.transact())
    }

    /// Writes a word somewhere, or takes some letters away.
    fn types(&self, dice: &mut Dice, word: &str) -> Vec<u8> {
        let text = self.0.get_or_insert_text(TEXT);
        let mut transaction = self.0.transact_mut();
        let end = text.len(&transaction);
        let at = u32::try_from(dice.below(end as usize + 1)).unwrap();
        if at < end && dice.percent(30) {
            text.remove_range(&mut transaction, at, (end - at).min(3));
        } else {
            text.insert(&mut transaction, at, word);
        }
        transaction.encode_update_v1()
    }
}

impl Hand<'_> {
    /// Types in a draft of an incident, whether the page shows by then what others wrote or not.
    pub(crate) fn types(&mut self, incident: IncidentId, ledger: &mut Ledger) -> Option<Said> {
        let subject = Stream::Incident(incident);
        let record = self.up.journal.record(subject).unwrap();
        let incident_now = Incident::of(&record);
        if !incident_now.exists() || !may_write(incident_now, self.person) {
            return None;
        }
        let private = incident_now.is_private();
        let name = *self.dice.pick(&DRAFTS)?;
        let stream = Stream::Document(DocumentId::of(incident, name));
        self.goes_on(stream);
        let record = self.up.journal.record(stream).unwrap();
        let document = Document::of(&record);
        let client = self.dice.roll();
        let page = self.up.pages.entry(stream).or_insert_with(|| Page::open(client, &document));
        let mut updates = Vec::new();
        if !document.is_begun() {
            let text = *self.dice.pick(&TEMPLATES)?;
            updates = begun(&Words { name: TEXT, text, words: Vec::new(), numbers: Vec::new() });
            updates.iter().for_each(|update| page.take(update));
        } else if self.dice.percent(60) {
            page.look(&document);
        }
        *self.count += 1;
        updates.push(page.types(self.dice, &format!(" word {}", self.count)));
        let author = (self.up.author.replica(), self.up.author.run);
        let says_so = record.facts().iter().any(|fact| {
            (fact.replica, fact.run) == author && matches!(fact.event, Some(Event::DocumentBegun { .. }))
        });
        let begins = Event::DocumentBegun { incident, name: name.to_owned() };
        let edits = updates.iter().map(|update| Event::TextEdited { update: write(update) });
        let events = (!says_so).then_some(begins).into_iter().chain(edits).collect();
        self.save(Writing { stream, subject, private, events }, ledger);
        Some(format!("types in {name} of {}", short(subject)))
    }
}
