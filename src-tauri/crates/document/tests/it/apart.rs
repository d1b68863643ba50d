//! Laptops that write in one text while they are apart.

use document::{Document, Malformed};
use proptest::prelude::*;

use crate::laptop::{Laptop, NAME, Page};

#[derive(Clone, Debug)]
enum Step {
    /// A word goes in somewhere, in front of so many letters from there that go.
    Write { laptop: usize, at: usize, gone: usize },
    /// One hears what the other has.
    Meet { from: usize, to: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let write = (0..3usize, any::<u16>(), 0..6usize).prop_map(|(laptop, at, gone)| Step::Write {
        laptop,
        at: at.into(),
        gone,
    });
    let meet = (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Meet { from, to });
    prop::collection::vec(prop_oneof![3 => write, 1 => meet], 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn three_laptops_that_write_apart_have_one_text_once_they_have_met(steps in steps()) {
        let mut laptops = [1, 2, 3].map(Laptop::named);
        // Each also keeps what it folded, and reads on from there.
        let mut kept = [1, 2, 3].map(|_| Document::default());
        // What it kept on disk the last time that nothing waited.
        let mut on_disk = [1, 2, 3].map(|_| Vec::new());
        for (n, step) in steps.into_iter().enumerate() {
            match step {
                Step::Write { laptop, at, gone } => laptops[laptop].writes(n as u64 + 10, |text| {
                    let letters: Vec<usize> = text.char_indices().map(|(at, _)| text[..at].encode_utf16().count()).collect();
                    let from = letters.get(at % (letters.len() + 1)).copied().unwrap_or_else(|| text.encode_utf16().count());
                    let end = letters.iter().copied().filter(|end| *end >= from).nth(gone).unwrap_or(from);
                    (from, end - from, format!("<{n}é🙂>"))
                }),
                Step::Meet { from, to } => {
                    let other = laptops[from].clone();
                    laptops[to].hears(&other);
                }
            }
            for ((kept, on_disk), laptop) in kept.iter_mut().zip(&mut on_disk).zip(&laptops) {
                let (record, anew) = (laptop.record(), laptop.document());
                *kept = std::mem::take(kept).followed_by(&record);
                let resumed = Document::resumed(on_disk, &record);
                for read_on in [&*kept, &resumed] {
                    prop_assert_eq!(read_on.state(), anew.state());
                    prop_assert_eq!(read_on.text(NAME), anew.text(NAME));
                    prop_assert_eq!(read_on.waits(), anew.waits());
                }
                if let Some(checkpoint) = resumed.checkpoint(record.facts()).filter(|_| n % 3 == 0) {
                    *on_disk = checkpoint;
                }
            }
        }
        let all = laptops.clone();
        for laptop in &mut laptops {
            all.iter().for_each(|other| laptop.hears(other));
        }
        let documents = laptops.map(|laptop| laptop.document());
        for document in &documents {
            prop_assert!(!document.waits() && document.refused().is_empty());
            prop_assert_eq!(document.text(NAME), documents[0].text(NAME));
            prop_assert_eq!(document.state(), documents[0].state());
        }
    }
}

#[test]
fn what_two_wrote_apart_stands_in_both() {
    let mut laptops = [1, 2].map(Laptop::named);
    laptops[0].writes(10, |_| (0, 0, "Checkout is down.".to_owned()));
    let first = laptops[0].clone();
    laptops[1].hears(&first);
    laptops[0].writes(11, |text| (text.len(), 0, " We look for the cause.".to_owned()));
    laptops[1].writes(12, |_| (0, 0, "Since 14:00: ".to_owned()));
    let both = laptops.clone();
    for laptop in &mut laptops {
        both.iter().for_each(|other| laptop.hears(other));
        assert_eq!(laptop.document().text(NAME), "Since 14:00: Checkout is down. We look for the cause.");
    }
}

#[test]
fn what_rests_on_something_that_has_not_come_waits_for_it() {
    let mut writer = Laptop::named(1);
    writer.writes(10, |_| (0, 0, "Checkout is down.".to_owned()));
    let mut answerer = Laptop::named(2);
    answerer.hears(&writer);
    answerer.writes(11, |text| (text.len(), 0, " Since noon.".to_owned()));
    let mut late = Laptop::named(3);
    late.hears_only(&answerer, 2);
    assert_eq!((late.document().text(NAME).as_str(), late.document().waits()), ("", true));
    late.hears(&writer);
    let document = late.document();
    assert_eq!((document.text(NAME).as_str(), document.waits()), ("Checkout is down. Since noon.", false));
}

#[test]
fn a_page_that_says_what_it_holds_is_told_the_rest() {
    let mut writer = Laptop::named(1);
    writer.writes(10, |_| (0, 0, "Checkout is down. ".repeat(100)));
    let mut page = Page::of(&writer, 11);
    writer.writes(12, |text| (0, 8, format!("Search {}", text.len())));
    let document = writer.document();
    let rest = document.since(&page.held()).expect("a state vector");
    assert!(rest.len() < 100, "{}", rest.len());
    page.hears(&writer);
    assert_eq!(page.text(), document.text(NAME));
    assert_eq!(document.since(&[0]), Ok(document.state()), "whoever holds nothing is told all");
    // One that says to speak of four thousand million pages, one that ends in the midst, and none.
    for wrong in [&[0xff, 0xff, 0xff, 0xff, 0x0f, 0x00][..], &[1, 10], &[]] {
        assert_eq!(document.since(wrong), Err(Malformed), "{wrong:?}");
    }
}

#[test]
fn what_a_page_wrote_waits_for_what_it_wrote_before() {
    let mut writer = Laptop::named(1);
    let mut page = Page::of(&writer, 10);
    let (first, second) = (page.types("Checkout "), page.types("is down."));
    writer.edited(&second);
    assert_eq!((writer.document().text(NAME).as_str(), writer.document().waits()), ("", true));
    // Another run of the same laptop held what came before.
    let mut other = Laptop::named(2);
    other.edited(&first);
    other.edited(&second);
    writer.hears(&other);
    assert_eq!(writer.document().text(NAME), "Checkout is down.");
}

#[test]
fn what_is_written_in_a_paragraph_that_another_deletes_for_days_stays_beside_what_they_wrote_instead() {
    let mut laptops = [1, 2].map(Laptop::named);
    laptops[0].writes(10, |_| (0, 0, "First. The pool was full. Last.".to_owned()));
    let first = laptops[0].clone();
    laptops[1].hears(&first);
    // One rewrites the paragraph, day after day; the other takes it out, puts another there, and takes that out too.
    for day in 0..30 {
        let find = |text: &str, words: &str| text.find(words).expect("the words");
        laptops[0].writes(100 + day, |text| (find(text, " full"), 0, format!(" day{day}")));
        laptops[1].writes(200 + day, |text| {
            let from = find(text, "First.") + 6;
            (from, find(text, "Last.") - from, format!(" Other {day}. "))
        });
    }
    let both = laptops.clone();
    for laptop in &mut laptops {
        both.iter().for_each(|other| laptop.hears(other));
        let document = laptop.document();
        let text = document.text(NAME);
        assert!(
            text.starts_with("First.") && text.ends_with("Last.") && text.contains("Other 29."),
            "{text}"
        );
        assert!(
            (0..30).all(|day| text.contains(&format!(" day{day}"))),
            "nothing that was written is lost: {text}"
        );
        assert!(!document.waits() && document.refused().is_empty());
    }
    assert_eq!(laptops[0].document().state(), laptops[1].document().state());
}
