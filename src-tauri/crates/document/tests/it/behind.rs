//! What was written on in a text that was done with, and how it comes into the next one.

use document::{Document, MOST, Words, begun, noted, taken_over, write};

use crate::laptop::{Laptop, NAME, Page};

fn draft(text: &str) -> Laptop {
    let mut laptop = Laptop::named(1);
    let words = Words { name: NAME, text, words: Vec::new(), numbers: Vec::new() };
    begun(&words).iter().for_each(|update| laptop.edited(update));
    laptop
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[test]
fn what_is_written_on_is_told_in_whole_words_wherever_it_stands() {
    let mut laptop = draft("We look into it. Refunds fol");
    let done = laptop.document().reach();
    let beyond =
        |laptop: &Laptop| laptop.document().beyond(NAME, std::slice::from_ref(&done), &laptop.record());
    assert_eq!(beyond(&laptop), "");
    laptop.writes(10, |text| (units(text), 0, "low 🙂 by noon.".to_owned()));
    laptop.writes(11, |_| (0, 0, "Sorry: ".to_owned()));
    assert_eq!(beyond(&laptop), "Sorry:\nfollow 🙂 by noon.");
    // Words that went again are nowhere, and those that went from what was there are no words.
    laptop
        .writes(12, |text| (units(text.split(" by noon").next().unwrap()), " by noon".len(), String::new()));
    laptop.writes(13, |text| (text.find("look").unwrap(), "look".len(), String::new()));
    assert_eq!(beyond(&laptop), "Sorry:\nfollow 🙂.");
    // Done with once more, as far as two say together.
    let reach = laptop.document().reach();
    assert_eq!(laptop.document().beyond(NAME, &[done.clone(), reach], &laptop.record()), "");
    for unreadable in [&b"\xff"[..], b"", b"\xff\xff\xff\xff\x0f"] {
        assert_eq!(
            laptop.document().beyond(NAME, &[done.clone(), unreadable.to_vec()], &laptop.record()),
            beyond(&laptop)
        );
    }
}

#[test]
fn words_that_went_and_came_back_are_not_written_on() {
    let mut laptop = draft("We look into it. Refunds follow.");
    let done = laptop.document().reach();
    let beyond =
        |laptop: &Laptop| laptop.document().beyond(NAME, std::slice::from_ref(&done), &laptop.record());
    let mut page = Page::of(&laptop, 10);
    let takes =
        |words: &'static str| move |text: &str| (text.find(words).unwrap(), words.len(), String::new());
    for words in ["Refunds follow.", "look into"] {
        for update in page.takes_away_and_back(takes(words)) {
            laptop.edited(&update);
        }
        assert_eq!(
            (laptop.document().text(NAME).as_str(), beyond(&laptop).as_str()),
            ("We look into it. Refunds follow.", "")
        );
    }
    // What is written after that is told by itself, also when it went and came back.
    laptop.edited(&page.changes(|text| (units(text), 0, " By noon.".to_owned())));
    assert_eq!(beyond(&laptop), "By noon.");
    for update in page.takes_away_and_back(takes("By noon.")) {
        laptop.edited(&update);
    }
    assert_eq!(beyond(&laptop), "By noon.");
    // What was done with as it is now has all of it.
    let reach = laptop.document().reach();
    assert_eq!(laptop.document().beyond(NAME, &[reach], &laptop.record()), "");
}

#[test]
fn however_much_was_written_on_is_told() {
    let mut laptop = draft("We look into it.");
    let done = laptop.document().reach();
    let long = "支払い🙂".repeat(1_000);
    for client in 10..14 {
        laptop.writes(client, |text| (units(text), 0, long.clone()));
    }
    let beyond = laptop.document().beyond(NAME, &[done], &laptop.record());
    assert!(beyond.len() > MOST);
    assert_eq!(beyond, long.repeat(4));
}

#[test]
fn laptops_that_take_the_same_words_over_while_apart_have_them_once_behind_the_text() {
    let mut laptops = [1, 2].map(|_| draft("We look into it."));
    laptops[1] = {
        let mut other = Laptop::named(2);
        other.hears(&laptops[0].clone());
        other
    };
    laptops[0].writes(10, |_| (0, 0, "Now: ".to_owned()));
    for laptop in &mut laptops {
        taken_over("draft/public/0", "draft/public/1", NAME, "By noon.")
            .iter()
            .for_each(|update| laptop.edited(update));
    }
    laptops[1].writes(11, |text| (units(text), 0, " Sure.".to_owned()));
    let both = laptops.clone();
    for laptop in &mut laptops {
        both.iter().for_each(|other| laptop.hears(other));
        assert_eq!(laptop.document().text(NAME), "Now: We look into it.\n\nBy noon. Sure.");
    }
}

#[test]
fn what_is_taken_over_gives_the_same_bytes_for_ever() {
    let hex = |updates: Vec<Vec<u8>>| -> Vec<String> {
        updates.iter().map(|update| incident::id::hex(update)).collect()
    };
    let taken = hex(taken_over("draft/public/0", "draft/public/1", NAME, "By noon."));
    assert_eq!(taken, ["0101888cb6d6c7f4ff0f00040104746578740a0a0a4279206e6f6f6e2e00"]);
    for other in [
        taken_over("draft/public/1", "draft/public/1", NAME, "By noon."),
        taken_over("draft/public/0", "draft/public/2", NAME, "By noon."),
        taken_over("draft/public/0", "draft/public/1", NAME, "By one."),
    ] {
        assert_ne!(hex(other), taken);
    }
}

#[test]
fn what_several_say_of_a_text_is_read_together() {
    let mut document = Document::default();
    for (client, key, word) in
        [(1 << 20, "done/a", "one"), (2 << 20, "done/b", "two"), (3 << 20, "other", "no")]
    {
        document.take(&noted(client, key, &write(word.as_bytes()))).expect("it is taken");
    }
    let mut words = document.words_under("done/");
    words.sort_unstable();
    assert_eq!(words, [write(b"one"), write(b"two")]);
}
