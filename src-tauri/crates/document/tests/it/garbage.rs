//! Whatever somebody wrote: it is kept, it is left out, and nobody falls over it.

use document::{Document, MOST, Malformed, read, write};
use incident::event::Event;
use proptest::prelude::*;

use crate::laptop::{Laptop, NAME};

/// An update as a page writes it.
fn update() -> Vec<u8> {
    let mut laptop = Laptop::named(1);
    laptop.writes(10, |_| (0, 0, "Checkout is down for everybody.".to_owned()));
    laptop.writes(11, |_| (4, 7, "é🙂".to_owned()));
    laptop.document().state()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn no_change_of_bytes_makes_the_fold_fail(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let good = update();
        let mut laptop = Laptop::named(1);
        laptop.writes(10, |_| (0, 0, "Checkout is down for everybody.".to_owned()));
        for mut bad in [good.clone(), good[..cut.index(good.len())].to_vec()] {
            if !bad.is_empty() {
                let at = at.index(bad.len());
                bad[at] = byte;
            }
            laptop.edited(&bad);
        }
        let mut other = Laptop::named(2);
        // A number that no change of one byte leads to: whoever writes under another's may stand in the midst of their words.
        other.writes(77_777, |_| (0, 0, "Another hand.".to_owned()));
        laptop.hears(&other);
        let document = laptop.document();
        let text = document.text(NAME);
        prop_assert!(text.contains("Another hand."), "{}", text);
        // A page can take it, although who says two things under one name may have it read otherwise there.
        let mut again = Document::default();
        if document.state().len() <= MOST {
            prop_assert_eq!(again.take(&document.state()), Ok(()));
        }
    }

    #[test]
    fn bytes_of_any_kind_are_looked_through(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut document = Document::default();
        let _ = document.take(&bytes);
        prop_assert_eq!(document.text(NAME), "");
    }
}

#[test]
fn what_no_text_needs_is_refused_before_the_merge_sees_it() {
    let named = |content: &[u8]| [&[1, 1, 9, 0, content[0], 1, 1, b't'], &content[1..], &[0]].concat();
    assert_eq!(Document::default().take(&named(&[4, 2, b'h', b'i'])), Ok(()));
    let mut deep = vec![8, 1];
    deep.extend([117, 1].repeat(5_000));
    deep.push(126);
    for (what, bytes) in [
        ("nothing at all", vec![]),
        ("more clients than bytes", vec![0xff, 0xff, 0xff, 0xff, 7, 0]),
        ("more blocks than bytes", vec![1, 0xff, 0xff, 0xff, 0xff, 7, 9, 0, 0]),
        ("a gap", vec![1, 1, 9, 0, 10, 5, 0]),
        ("what was cleared away", vec![1, 1, 9, 0, 0, 5, 0]),
        ("an embedded object", named(&[5, 2, b'{', b'}'])),
        ("a format", named(&[6, 1, b'b', 1, b'1'])),
        ("a nested text", named(&[7, 2])),
        ("a list in lists", named(&deep)),
        ("a document", named(&[9, 1, b'd', 126])),
        ("an empty text", named(&[4, 0])),
        ("a text that is none", named(&[4, 2, 0xff, 0xff])),
        ("a place below another", vec![1, 1, 9, 0, 4, 0, 9, 0, 1, b'x', 0]),
        (
            "a client that no page can name",
            vec![1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 127, 0, 1, 1, 0],
        ),
        ("a removal of nothing", vec![0, 1, 9, 1, 0, 0]),
        ("a removal beyond all clocks", vec![0, 1, 9, 1, 1, 0xff, 0xff, 0xff, 0xff, 7]),
        ("something behind the end", [named(&[4, 2, b'h', b'i']), vec![0]].concat()),
        ("too much", vec![0; MOST + 1]),
    ] {
        assert_eq!(Document::default().take(&bytes), Err(Malformed), "{what}");
    }
    assert_eq!(read("%"), Err(Malformed));
    assert_eq!(read(&write(&vec![0; MOST + 3])), Err(Malformed));
}

#[test]
fn what_follows_something_that_cannot_be_read_is_left_out_in_its_run_alone() {
    let mut bad = Laptop::named(1);
    bad.writes(10, |_| (0, 0, "before ".to_owned()));
    bad.append(Event::TextEdited { update: "no base64".to_owned() });
    bad.writes(11, |_| (0, 0, "after ".to_owned()));
    bad.writes(11, |_| (0, 0, "and later ".to_owned()));
    let mut good = Laptop::named(2);
    good.hears(&bad);
    good.writes(12, |text| (text.len(), 0, "and so on".to_owned()));
    let document = good.document();
    assert_eq!((document.text(NAME).as_str(), document.refused().len()), ("before and so on", 3));
}
