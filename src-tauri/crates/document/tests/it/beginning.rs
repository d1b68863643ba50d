//! The words with which a text begins, and words that take the place of others.

use document::{Document, MOST, Words, begun, rewritten};

use crate::laptop::{Laptop, NAME};

fn template(text: &str) -> Words<'_> {
    let words = vec![("occasion", "investigating".to_owned())];
    Words { name: NAME, text, words, numbers: vec![("next_in", Some(20))] }
}

#[test]
fn laptops_that_begin_alike_while_apart_have_the_words_once() {
    let mut laptops = [1, 2].map(Laptop::named);
    for (laptop, client) in laptops.iter_mut().zip([10, 11]) {
        for update in begun(&template("We look into it.")) {
            laptop.edited(&update);
        }
        laptop.writes(client, |text| (text.len(), 0, format!(" From {client}.")));
    }
    let other = laptops[1].clone();
    laptops[0].hears(&other);
    let document = laptops[0].document();
    let text = document.text(NAME);
    assert!(text.starts_with("We look into it. From "), "{text}");
    assert!(text.contains(" From 10.") && text.contains(" From 11."), "{text}");
    assert_eq!(text.matches("We look into it.").count(), 1, "{text}");
    assert_eq!(document.word("occasion").as_deref(), Some("investigating"));
    assert_eq!((document.number("next_in"), document.number("occasion")), (Some(20), None));
}

#[test]
fn laptops_that_begin_with_other_words_lose_none() {
    let mut laptops = [1, 2].map(Laptop::named);
    for (laptop, words) in laptops.iter_mut().zip(["We look into it.", "Checkout is down."]) {
        begun(&template(words)).iter().for_each(|update| laptop.edited(update));
    }
    let both = laptops.clone();
    let texts = laptops.map(|mut laptop| {
        both.iter().for_each(|other| laptop.hears(other));
        laptop.document().text(NAME)
    });
    assert_eq!(texts[0], texts[1]);
    assert!(texts[0].contains("We look into it.") && texts[0].contains("Checkout is down."), "{texts:?}");
}

#[test]
fn the_same_words_give_the_same_bytes_for_ever() {
    let updates = begun(&template("We look into it."));
    let hex: Vec<String> = updates.iter().map(|update| incident::id::hex(update)).collect();
    assert_eq!(
        hex,
        [
            "0102b4f1b5f2b4aba10f0028010676616c756573086f63636173696f6e01770d696e7665737469676174696e6728010676616c756573076e6578745f696e017c41a0000000",
            "0101b4f1b5f2b4aba10f0204010474657874105765206c6f6f6b20696e746f2069742e00"
        ]
    );
    // Other words, or the same ones divided otherwise, are written by another client.
    let other = Words { words: vec![("occasion", "identified".to_owned())], ..template("We look into it.") };
    assert_ne!(begun(&other)[0], updates[0]);
}

#[test]
fn long_words_are_written_in_pieces_and_take_the_place_of_others() {
    let long = "🙂é ".repeat(20_000);
    let mut laptop = Laptop::named(1);
    begun(&template("short")).iter().for_each(|update| laptop.edited(update));
    let words = Words { numbers: vec![("next_in", None)], ..template(&long) };
    let updates = rewritten(&laptop.document(), u64::MAX, &words);
    assert!(updates.len() > 1 && updates.iter().all(|update| update.len() <= MOST));
    updates.iter().for_each(|update| laptop.edited(update));
    let document = laptop.document();
    assert_eq!(document.text(NAME), long);
    assert_eq!((document.number("next_in"), document.refused().len()), (None, 0));
}

#[test]
fn a_document_in_which_nobody_wrote_is_empty() {
    let document = Document::default();
    assert!(!document.is_begun() && !document.waits());
    assert_eq!((document.text(NAME), document.word("occasion")), (String::new(), None));
}

#[test]
fn words_that_no_update_can_hold_together_are_divided_among_several() {
    let (long, keys) = ("ж".repeat(1_000), (0..40).map(|n| format!("hint/part-{n}")).collect::<Vec<_>>());
    let all = || keys.iter().map(|key| (key.as_str(), long.clone())).collect();
    let updates = begun(&Words { words: all(), ..template("") });
    assert!(updates.len() > 2 && updates.iter().all(|update| update.len() <= MOST), "{}", updates.len());
    let mut laptops = [1, 2].map(Laptop::named);
    for laptop in &mut laptops {
        updates.iter().for_each(|update| laptop.edited(update));
    }
    let other = laptops[1].clone();
    laptops[0].hears(&other);
    let document = laptops[0].document();
    assert!(keys.iter().all(|key| document.word(key) == Some(long.clone())));
    assert_eq!(document.number("next_in"), Some(20));
    assert!(document.refused().is_empty() && document.aside().is_empty());
}
