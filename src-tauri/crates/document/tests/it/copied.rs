//! A laptop that was copied while a page was open on it: two pages write under one name, and nothing of either is lost.

use document::Document;

use crate::laptop::{Laptop, NAME, Page};

/// What both had, and a page of each that goes on under the same name.
fn copied() -> (Laptop, Page, Page) {
    let mut laptop = Laptop::named(1);
    let mut page = Page::of(&laptop, 10);
    let begun = page.types("Checkout is down.");
    laptop.edited(&begun);
    let copy = Page::of(&laptop, 10);
    (laptop, page, copy)
}

/// What is set aside, as a person is shown it.
fn aside(document: &Document) -> Vec<&str> {
    document.aside().iter().map(|aside| aside.words.as_str()).collect()
}

#[test]
fn what_a_copy_wrote_under_the_same_name_is_set_aside_with_its_words_and_what_came_first_stands() {
    let (mut first, mut page, mut copy) = copied();
    let mut second = Laptop::named(2);
    second.hears(&first);
    first.edited(&page.types(" Ana looks."));
    // The copy writes more than the first: what is longer is no better.
    let theirs = [copy.types(" Jonas é🙂"), copy.types(" looks for the cause.")];
    first.edited(&page.types(" So it is."));
    second.hears(&first);
    theirs.iter().for_each(|update| second.edited(update));
    first.hears(&second);
    for laptop in [&first, &second] {
        let document = laptop.document();
        assert_eq!(document.text(NAME), "Checkout is down. Ana looks. So it is.");
        assert_eq!(aside(&document), [" Jonas é🙂 looks for the cause."]);
        assert!(!document.waits() && document.refused().is_empty());
        let entry = document.aside()[0].entry;
        assert!(laptop.record().fact(entry).is_some_and(|fact| fact.replica.0 == [2; 32]));
    }
    // Whoever opens it anew writes under another name, and nothing of that is set aside.
    second.writes(11, |text| (text.len(), 0, " Jonas é🙂 looks for the cause.".to_owned()));
    assert!(second.document().text(NAME).ends_with("So it is. Jonas é🙂 looks for the cause."));
    assert_eq!(second.document().aside().len(), 1);
}

#[test]
fn whoever_reads_on_sets_the_same_aside_as_whoever_reads_it_all() {
    let (mut laptop, mut page, mut copy) = copied();
    let mut kept = laptop.document();
    laptop.edited(&page.types(" Ana looks."));
    kept = kept.followed_by(&laptop.record());
    let mut other = Laptop::named(2);
    other.hears(&laptop);
    for words in [" Jonas", " looks"] {
        other.edited(&copy.types(words));
        let checkpoint = kept.checkpoint(laptop.record().facts()).expect("nothing waits");
        laptop.hears(&other);
        kept = kept.followed_by(&laptop.record());
        let resumed = Document::resumed(&checkpoint, &laptop.record());
        assert_eq!(resumed.since_checkpoint(), 1, "only what is new was read");
        for document in [&kept, &resumed] {
            assert_eq!(document.aside(), laptop.document().aside());
            assert_eq!(document.text(NAME), laptop.document().text(NAME));
        }
    }
    assert_eq!(aside(&kept), [" Jonas looks"]);
}

#[test]
fn what_is_sent_twice_is_no_copy() {
    let (mut laptop, mut page, _) = copied();
    let (one, two) = (page.types(" One."), page.changes(|text| (text.len() - 5, 5, " Two 🙂.".to_owned())));
    for update in [&one, &two, &one, &two] {
        laptop.edited(update);
    }
    // The whole, in which what is gone has no words any more.
    let state = laptop.document().state();
    laptop.edited(&state);
    let document = laptop.document();
    assert_eq!((document.text(NAME).as_str(), document.aside()), ("Checkout is down. Two 🙂.", &[][..]));
}
