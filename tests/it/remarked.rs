//! What a page asks for where somebody remarks on a text.

use allclear::desk::Desk;
use allclear::views::RemarkView;
use document::{Document, read, write};
use incident::id::IncidentId;
use incident::value::Passage;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Assoc, ClientID, Doc, GetString, IndexedSequence, OffsetKind, Options, Text, TextRef, Transact,
    TransactionMut, Update,
};

/// The document of a review.
pub(crate) const REVIEW: &str = "review";

/// What a section of the review says at a desk.
pub(crate) fn says(desk: &Desk, incident: IncidentId, section: &str) -> String {
    let mut document = Document::default();
    for update in desk.text(incident, REVIEW.to_owned(), None).expect("the text").updates {
        assert!(document.hold(&read(&update).expect("an update")));
    }
    document.text(section)
}

/// A section as it is open in a window.
pub(crate) struct Page<'a> {
    desk: &'a Desk,
    incident: IncidentId,
    section: &'static str,
    doc: Doc,
}

impl<'a> Page<'a> {
    /// Opens it; `client` is the number that it draws.
    pub(crate) fn open(desk: &'a Desk, incident: IncidentId, section: &'static str, client: u64) -> Self {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(client))
        });
        for update in desk.text(incident, REVIEW.to_owned(), None).expect("the text").updates {
            let update = Update::decode_v1(&read(&update).expect("base64")).expect("an update");
            doc.transact_mut().apply_update(update).expect("one that fits");
        }
        Self { desk, incident, section, doc }
    }

    fn find(&self, words: &str) -> (u32, u32) {
        let text = self.doc.get_or_insert_text(self.section);
        let text = text.get_string(&self.doc.transact());
        let at = text.find(words).unwrap_or_else(|| panic!("{words:?} in {text:?}"));
        let count = |text: &str| text.encode_utf16().count() as u32;
        (count(&text[..at]), count(words))
    }

    /// Where some words stand.
    pub(crate) fn passage(&self, words: &str) -> Passage {
        let (at, length) = self.find(words);
        let text = self.doc.get_or_insert_text(self.section);
        let place = |at: u32, side: Assoc| {
            let transaction = self.doc.transact();
            write(&text.sticky_index(&transaction, at, side).expect("a place").encode_v1())
        };
        Passage {
            section: self.section.to_owned(),
            from: place(at, Assoc::After),
            to: place(at + length, Assoc::Before),
            words: words.to_owned(),
        }
    }

    /// The update that puts words in place of others.
    pub(crate) fn puts(&self, new: &str, old: &str) -> String {
        let (at, length) = self.find(old);
        self.changes(|text, transaction, _| {
            if !new.is_empty() {
                text.insert(transaction, at + length, new);
            }
            text.remove_range(transaction, at, length);
        })
    }

    /// The update of any change of what the section says.
    pub(crate) fn changes(&self, change: impl FnOnce(&TextRef, &mut TransactionMut<'_>, &str)) -> String {
        let text = self.doc.get_or_insert_text(self.section);
        let said = text.get_string(&self.doc.transact());
        let mut transaction = self.doc.transact_mut();
        change(&text, &mut transaction, &said);
        write(&transaction.encode_update_v1())
    }

    /// Writes words in place of others.
    pub(crate) fn writes(self, new: &str, old: &str) {
        let update = self.puts(new, old);
        self.desk.edit_text(self.incident, REVIEW.to_owned(), vec![update]).expect("written");
    }

    /// Proposes words in place of others, and closes.
    pub(crate) fn suggests(self, new: &str, old: &str) -> RemarkView {
        let (passage, update) = (self.passage(old), self.puts(new, old));
        let all = self.desk.suggest_change(self.incident, REVIEW.to_owned(), passage, update);
        all.expect("suggested").pop().expect("the suggestion")
    }

    /// Says something about some words.
    pub(crate) fn comments(&self, words: &str, text: &str) -> RemarkView {
        let passage = self.passage(words);
        let all = self.desk.comment(self.incident, REVIEW.to_owned(), passage, text.to_owned());
        all.expect("commented").pop().expect("the comment")
    }
}
