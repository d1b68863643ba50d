//! Changes that somebody proposed, put into the text by whoever accepts them, also by several at once.

use document::{Malformed, Suggested};

use crate::laptop::{Laptop, NAME, Page};

fn begun() -> Laptop {
    let mut laptop = Laptop::named(1);
    laptop.writes(10, |_| (0, 0, "Checkout is down for everybody.".to_owned()));
    laptop
}

/// What a page would write where it puts words in place of others.
fn proposed(laptop: &Laptop, client: u64, old: &str, new: &str) -> Vec<u8> {
    Page::of(laptop, client).changes(|text| {
        let from = text.find(old).expect("the old words");
        let count = |text: &str| text.encode_utf16().count();
        (count(&text[..from]), count(old), new.to_owned())
    })
}

fn meet(laptops: &mut [Laptop]) {
    let all = laptops.to_vec();
    for laptop in laptops {
        all.iter().for_each(|other| laptop.hears(other));
    }
}

fn apart() -> [Laptop; 2] {
    let mut second = Laptop::named(2);
    second.hears(&begun());
    [begun(), second]
}

#[test]
fn what_two_accept_while_apart_stands_there_once_beside_what_was_written_meanwhile() {
    let mut laptops = apart();
    let update = proposed(&laptops[0], 77, "for everybody", "for customers in Spain");
    laptops[1].writes(12, |text| (text.find("every").expect("the words"), 0, "almost ".to_owned()));
    for laptop in &mut laptops {
        laptop.edited(&update);
    }
    meet(&mut laptops);
    for laptop in &laptops {
        let document = laptop.document();
        let text = document.text(NAME);
        assert_eq!(text.matches("for customers in Spain").count(), 1, "{text}");
        assert!(text.contains("almost ") && !text.contains("everybody") && !document.waits(), "{text}");
        assert_eq!(document.state(), laptops[0].document().state());
    }
}

#[test]
fn what_two_put_back_while_apart_stands_there_once() {
    for (old, new) in [("for everybody", "in Spain"), (" for everybody", ""), ("", "🙂 It is known. ")] {
        let mut laptops = apart();
        let before = laptops[0].document().text(NAME);
        let update = proposed(&laptops[0], 77, old, new);
        laptops[0].edited(&update);
        meet(&mut laptops);
        assert_ne!(laptops[1].document().text(NAME), before);
        for laptop in &mut laptops {
            let suggested = Suggested::of(&update).expect("a suggestion");
            let back = suggested.put_back(&laptop.document(), NAME, old);
            laptop.edited(&back);
        }
        meet(&mut laptops);
        for laptop in &laptops {
            let document = laptop.document();
            assert_eq!(
                (document.text(NAME), document.waits()),
                (before.clone(), false),
                "{old:?} to {new:?}"
            );
            assert!(document.refused().is_empty());
        }
    }
}

#[test]
fn a_suggestion_says_which_words_come_and_how_many_go() {
    let suggested = Suggested::of(&proposed(&begun(), 77, "everybody", "Ana é🙂")).expect("a suggestion");
    assert_eq!((suggested.words.as_str(), suggested.goes), ("Ana é🙂", 9));
    let all = begun().document().state();
    assert_eq!(Suggested::of(&all).map(|suggested| suggested.goes), Ok(0));
    // What brings values, what goes on from something else, two hands, and nothing at all are no suggestions.
    let mut page = Page::of(&begun(), 10);
    let goes_on = page.types("and on");
    let value = [&[1, 1, 9, 0, 8, 1, 1, b't', 1, 126][..], &[0]].concat();
    let two = [&[2, 1, 9, 0, 4, 1, 1, b't', 1, b'a'][..], &[1, 8, 0, 4, 1, 1, b't', 1, b'b', 0]].concat();
    for (what, update) in
        [("goes on", goes_on), ("a value", value), ("two hands", two), ("nothing", vec![0, 0])]
    {
        assert_eq!(Suggested::of(&update), Err(Malformed), "{what}");
    }
}

/// What an update of another hand brings, letter by letter of the format: words under a name of their own at the top of a
/// text, and the letters of client 10 that go.
fn forged(text: Option<(&str, &str)>, gone: &[(u8, u8)]) -> Vec<u8> {
    let mut update = Vec::new();
    match text {
        None => update.push(0),
        Some((name, words)) => {
            update.extend([1, 1, 99, 0, 4, 1, name.len() as u8]);
            update.extend(name.as_bytes());
            update.push(words.len() as u8);
            update.extend(words.as_bytes());
        }
    }
    match gone {
        [] => update.push(0),
        gone => {
            update.extend([1, 10, gone.len() as u8]);
            update.extend(gone.iter().flat_map(|(from, length)| [*from, *length]));
        }
    }
    update
}

#[test]
fn what_a_change_does_is_seen_before_anybody_accepts_it() {
    let mut laptop = begun();
    laptop.writes(12, |text| (text.len(), 0, " 🙂 Later.".to_owned()));
    let document = laptop.document();
    let changed = |update: &[u8]| document.changed(NAME, update).map(|one| (one.gone, one.come));
    let does = |gone: &str, come: &str| Some((gone.to_owned(), come.to_owned()));
    for (old, new) in [("for everybody", "in 🙂 Spain"), (" 🙂 Later", ""), ("", "It is known. ")] {
        assert_eq!(changed(&proposed(&laptop, 77, old, new)), does(old, new), "{old}");
    }
    // Letters of other places, words of another text, and what rests on what is not here.
    assert_eq!(changed(&forged(Some((NAME, "x")), &[(0, 8)])), does("Checkout", "x"));
    assert_eq!(changed(&forged(None, &[(0, 1), (12, 4)])), does("Cdown", ""));
    assert_eq!(changed(&forged(Some(("elsewhere", "x")), &[(0, 8)])), None);
    assert_eq!(changed(&forged(None, &[(0, 8), (60, 9)])), None);
    assert_eq!(changed(b"no update"), None);
    assert_eq!(laptop.document().text(NAME), document.text(NAME), "it was only looked at");
}
