//! A document that was kept and is read on: it says what the log says, whatever became of what was kept.

use document::Document;
use incident::event::Event;
use incident::id::EntryRef;

use crate::laptop::{Laptop, NAME};

/// Two that wrote, and slipped, and one update that nobody can read.
fn written() -> Laptop {
    let mut writer = Laptop::named(1);
    for n in 0..40 {
        writer.writes(10 + n, |text| (text.len() / 2, usize::from(n % 5 == 4), format!("<{n}>")));
    }
    let mut other = Laptop::named(2);
    other.hears(&writer);
    other.writes(90, |text| (text.len(), 0, " And so on.".to_owned()));
    other.append(Event::TextEdited { update: "no base64".to_owned() });
    other.writes(91, |_| (0, 0, "never read ".to_owned()));
    other
}

fn kept(laptop: &Laptop) -> Vec<u8> {
    laptop.document().checkpoint(laptop.record().facts()).expect("nothing waits")
}

/// Both say the same, of whatever can be asked.
fn same(one: &Document, other: &Document) {
    assert_eq!((one.text(NAME), one.waits()), (other.text(NAME), other.waits()));
    assert_eq!(one.state(), other.state());
    assert_eq!(one.refused(), other.refused());
    assert!(one.is_begun() && other.is_begun());
}

#[test]
fn what_was_kept_is_read_on_and_says_what_the_log_says() {
    let mut laptop = written();
    let checkpoint = kept(&laptop);
    let resumed = Document::resumed(&checkpoint, &laptop.record());
    assert_eq!(resumed.since_checkpoint(), 0, "nothing of it was folded again");
    same(&resumed, &laptop.document());

    let mut third = Laptop::named(3);
    third.hears(&laptop);
    third.writes(92, |text| (text.len(), 0, " More.".to_owned()));
    laptop.hears(&third);
    laptop.writes(93, |_| (0, 0, "left out with its run ".to_owned()));
    let resumed = Document::resumed(&checkpoint, &laptop.record());
    assert_eq!(resumed.since_checkpoint(), 2);
    same(&resumed, &laptop.document());
    assert!(resumed.text(NAME).ends_with(" More.") && !resumed.text(NAME).contains("left out"));
}

#[test]
fn a_broken_checkpoint_is_thrown_away_and_the_log_folded_again() {
    let laptop = written();
    let (record, good) = (laptop.record(), kept(&laptop));
    let read_again = |checkpoint: &[u8]| {
        let document = Document::resumed(checkpoint, &record);
        assert_eq!(document.since_checkpoint(), record.facts().len(), "all of it was folded");
        same(&document, &laptop.document());
    };
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        read_again(&bad);
    }
    for end in (0..good.len()).step_by(7) {
        read_again(&good[..end]);
    }
}

#[test]
fn a_checkpoint_of_other_facts_counts_for_nothing() {
    let mut laptop = written();
    let checkpoint = kept(&laptop);
    // Somebody wrote before, and it came later.
    let mut late = Laptop::named(0);
    late.writes(94, |_| (0, 0, "First. ".to_owned()));
    laptop.hears(&late);
    let resumed = Document::resumed(&checkpoint, &laptop.record());
    assert_eq!(resumed.since_checkpoint(), laptop.record().facts().len());
    same(&resumed, &laptop.document());
}

#[test]
fn words_that_are_hidden_come_back_from_no_checkpoint() {
    let mut laptop = Laptop::named(1);
    laptop.writes(10, |_| (0, 0, "Checkout is down.".to_owned()));
    let mut other = Laptop::named(2);
    other.hears(&laptop);
    other.writes(11, |_| (0, 0, "The password is secret. ".to_owned()));
    laptop.hears(&other);
    let checkpoint = kept(&laptop);
    let secret: EntryRef = laptop.record().facts().last().expect("a fact").id;
    laptop.append(Event::Redacted { entry: secret, replaces: Vec::new() });
    let resumed = Document::resumed(&checkpoint, &laptop.record());
    assert_eq!(resumed.text(NAME), "Checkout is down.");
    // The word that hid it is not in what is read next: the same entries, hidden.
    let hidden = kept(&laptop);
    let shown = Document::resumed(&hidden, &laptop.record());
    assert_eq!((shown.since_checkpoint(), shown.text(NAME).as_str()), (0, "Checkout is down."));
}

#[test]
fn what_waits_is_not_kept() {
    let mut writer = Laptop::named(1);
    writer.writes(10, |_| (0, 0, "Checkout is down.".to_owned()));
    let mut answerer = Laptop::named(2);
    answerer.hears(&writer);
    answerer.writes(11, |text| (text.len(), 0, " Since noon.".to_owned()));
    let mut late = Laptop::named(3);
    late.hears_only(&answerer, 2);
    assert_eq!(late.document().checkpoint(late.record().facts()), None);
    late.hears(&writer);
    let facts = late.record();
    assert!(late.document().checkpoint(facts.facts()).is_some());
    assert_eq!(Document::default().checkpoint(&[]), None, "nobody wrote");
}
