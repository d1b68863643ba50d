use incident::draft::Draft;
use incident::event::Event;
use incident::id::{Edition, EntryRef};
use incident::timeline::reference;
use incident::value::{Chapter, Part, Readers};
use journal::{Journal, Notice, What, Which};

use crate::place::{NOW, Place, append, declared, fact, incident, index, note, title};

fn found(journal: &Journal, text: &str) -> Vec<(EntryRef, What)> {
    index(journal);
    journal.search(text, 50).unwrap().into_iter().map(|hit| (hit.entry, hit.what)).collect()
}

#[test]
fn words_are_found_by_their_beginnings_newest_first() {
    let place = Place::new();
    let journal = place.found();
    let (a, _) = append(&journal, incident(1), vec![declared(), title("Checkout-API is DOWN", vec![])]);
    let (b, _) = append(
        &journal,
        incident(2),
        vec![note("the checkout database in Zürich went down at 支払いサービス")],
    );
    let raised = fact(r#"{"type":"decision_raised","question":"Fail over?","options":["down"]}"#);
    let (c, _) = append(&journal, incident(1), vec![raised]);
    for (text, expect) in [
        ("down", vec![(c[0], What::Decision), (b[0], What::Note), (a[1], What::Title)]),
        ("check do", vec![(b[0], What::Note), (a[1], What::Title)]),
        ("checkout-api", vec![(a[1], What::Title)]),
        ("DATA chec", vec![(b[0], What::Note)]),
        ("支払", vec![(b[0], What::Note)]),
        ("zurich", vec![(b[0], What::Note)]),
        ("ＺÜＲＩ", vec![(b[0], What::Note)]),
        ("サービス", vec![(b[0], What::Note)]),
        ("nothing", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(&journal, text), expect, "{text}");
    }
    assert_eq!(journal.search("down", 1).unwrap().len(), 1);
}

#[test]
fn what_a_person_types_is_never_syntax() {
    let place = Place::new();
    let journal = place.found();
    append(&journal, incident(1), vec![note("plain AND simple OR \"not\" NEAR(x) text:y x* a-b {c} ^d")]);
    for (text, hits) in [
        ("\"", 0),
        ("AND", 1),
        ("plain OR nothing", 0),
        ("NEAR(x", 1),
        ("text : y", 1),
        ("\"plain\" -simple", 1),
        ("*", 0),
        ("x* ^d", 1),
        ("'; DROP TABLE entries; --", 0),
        ("\0", 0),
        ("(((((", 0),
        ("nota\u{301}", 0),
    ] {
        assert_eq!(found(&journal, text).len(), hits, "{text}");
    }
}

#[test]
fn only_what_is_shown_is_found() {
    let place = Place::new();
    let journal = place.found();
    let stream = incident(1);
    let (first, _) = append(&journal, stream, vec![declared(), title("Old name", vec![]), note("gamma ray")]);
    assert_eq!(found(&journal, "old").len(), 1);
    let (renamed, _) = append(&journal, stream, vec![title("New name", vec![first[1]])]);
    assert_eq!(found(&journal, "old"), []);
    assert_eq!(found(&journal, "name"), [(renamed[0], What::Title)]);
    let (corrected, _) = append(
        &journal,
        stream,
        vec![Event::NoteCorrected { note: first[2], text: "beta ray".into(), base: vec![] }.into()],
    );
    assert_eq!(found(&journal, "gamma"), []);
    assert_eq!(found(&journal, "ray"), [(first[2], What::Note)]);
    let (gone, _) = append(&journal, stream, vec![Event::Retracted { entry: first[2], base: vec![] }.into()]);
    assert_eq!(found(&journal, "ray"), []);
    append(&journal, stream, vec![Event::Reinstated { entry: first[2], base: vec![gone[0]] }.into()]);
    assert_eq!(found(&journal, "ray"), [(first[2], What::Note)]);
    append(&journal, stream, vec![Event::Redacted { entry: corrected[0], replaces: vec![] }.into()]);
    assert_eq!(found(&journal, "beta"), []);
    // What the redacted correction had replaced is shown again unless the redaction says it stays replaced.
    assert_eq!(found(&journal, "gamma"), [(first[2], What::Note)]);
    assert!(journal.verify().unwrap().is_good(), "FTS5 finds its index in order");
}

#[test]
fn a_long_text_is_cut_around_what_was_found() {
    let place = Place::new();
    let journal = place.found();
    append(
        &journal,
        incident(1),
        vec![note(&format!("{} needle in {}", "hay ".repeat(200), "hay ".repeat(200)))],
    );
    index(&journal);
    let hit = &journal.search("needl", 5).unwrap()[0];
    assert!(hit.snippet.contains("needle") && hit.snippet.starts_with('…') && hit.snippet.ends_with('…'));
    assert!(hit.snippet.chars().count() < 200);
}

#[test]
fn a_notice_is_posted_once_and_read_once() {
    let place = Place::new();
    let journal = place.found();
    let notice = |key: &str| Notice {
        key: key.into(),
        stream: incident(1),
        nag: "update_due".into(),
        title: "Update due".into(),
        text: "in 3 min".into(),
        at: NOW,
    };
    assert!(journal.post(&notice("a")).unwrap());
    assert!(!journal.post(&notice("a")).unwrap());
    assert!(journal.post(&notice("b")).unwrap());
    assert_eq!(journal.unread().unwrap(), 2);
    let newest = &journal.inbox(10).unwrap()[0];
    assert_eq!((&newest.notice, newest.read), (&notice("b"), false));
    assert_eq!(journal.mark_read(Which::One(newest.id)).unwrap(), 1);
    assert_eq!(journal.mark_read(Which::All).unwrap(), 1);
    assert_eq!(journal.unread().unwrap(), 0);
    journal.set_setting("theme", "dark").unwrap();
    journal.set_setting("theme", "light").unwrap();
    drop(journal);
    let journal = place.open().journal;
    assert_eq!(journal.setting("theme").unwrap().as_deref(), Some("light"));
    assert_eq!(journal.setting("other").unwrap(), None);
    assert!(journal.inbox(1).unwrap()[0].read);
}

fn released(readers: Readers, text: &str, base: Vec<EntryRef>) -> Draft {
    let passages = vec![Chapter { title: "What helped".into(), text: text.into() }];
    Event::ReviewReleased { readers, title: "Checkout refused cards".into(), passages, part: None, base }
        .into()
}

#[test]
fn a_review_is_found_as_it_was_published_last_and_no_more_once_it_is_redacted() {
    let place = Place::new();
    let journal = place.found();
    let stream = incident(1);
    append(&journal, stream, vec![declared(), title("Pay", vec![])]);
    let text = format!(
        "The quorum of the broker {} came back. {}",
        reference(EntryRef([0xab; 16])),
        "é ".repeat(400)
    );
    let (first, _) = append(&journal, stream, vec![released(Readers::Workspace, &text, vec![])]);
    append(&journal, stream, vec![released(Readers::Public, "A quorum", vec![])]);
    assert_eq!(found(&journal, "quorum broker"), [(first[0], What::Review)]);
    assert_eq!(found(&journal, "refused"), [(first[0], What::Review)]);
    assert_eq!(found(&journal, "abab"), [], "what is cited stands elsewhere");
    // Newer notes with the same words do not hide it from whoever looks among reviews.
    let newer = (0..60).map(|n| note(&format!("refused {n}"))).collect();
    append(&journal, incident(2), newer);
    assert!(!found(&journal, "refused").contains(&(first[0], What::Review)));
    let reviews = journal.search_reviews("refused", 20).unwrap();
    assert_eq!(reviews.iter().map(|hit| hit.entry).collect::<Vec<_>>(), [first[0]]);
    assert_eq!(journal.search("¶", 5).unwrap(), [], "what marks a review is no word");
    let snippet = journal.search_reviews("broker", 1).unwrap()[0].snippet.clone();
    assert!(snippet.contains("quorum of the broker") && snippet.ends_with('…'), "{snippet}");

    // A long one lies in several entries: it is found once all of them are there, and not by a half of it.
    let edition = Edition::of([("What helped", "The beginning and the ending")]);
    let part = |nth: u16, text: &str| -> Draft {
        let passages = vec![Chapter { title: "What helped".into(), text: text.into() }];
        let part = Some(Part { whole: edition, nth, of: 2, goes_on: nth > 0 });
        let (readers, title) = (Readers::Workspace, "Long".to_owned());
        Event::ReviewReleased { readers, title, passages, part, base: first.clone() }.into()
    };
    let (begins, _) = append(&journal, stream, vec![part(0, "The beginning ")]);
    assert_eq!(found(&journal, "beginning"), []);
    let (ends, _) = append(&journal, stream, vec![part(1, "and the ending")]);
    assert_eq!(found(&journal, "beginning"), [(begins[0], What::Review)]);
    assert_eq!(found(&journal, "ending"), [(begins[0], What::Review)], "it is one text");
    assert_eq!(found(&journal, "ending beginning"), [(begins[0], What::Review)]);
    let snippet = journal.search("ending", 1).unwrap()[0].snippet.clone();
    assert!(snippet.ends_with("The beginning and the ending"), "{snippet}");
    let first: Vec<EntryRef> = first.into_iter().chain(begins).chain(ends).collect();

    let (second, _) =
        append(&journal, stream, vec![released(Readers::Workspace, "The leader", first.clone())]);
    assert_eq!(found(&journal, "ending"), []);
    assert_eq!(found(&journal, "quorum"), []);
    assert_eq!(found(&journal, "leader"), [(second[0], What::Review)]);
    append(&journal, stream, vec![Event::Redacted { entry: second[0], replaces: first }.into()]);
    assert_eq!(found(&journal, "leader"), []);
    assert!(journal.verify().unwrap().is_good());
}

#[test]
fn of_a_long_review_of_which_a_part_is_redacted_or_taken_back_nothing_is_found() {
    for (redacts, which) in [(true, 0), (true, 1), (true, 2), (false, 0), (false, 2)] {
        let place = Place::new();
        let journal = place.found();
        let stream = incident(1);
        append(&journal, stream, vec![declared(), title("Pay", vec![])]);
        let parts = ["The gazelle, the wom", "bat", " and the zebra"];
        let edition = Edition::of([("What helped", parts.concat().as_str())]);
        let part = |(nth, text): (u16, &str)| -> Draft {
            let passages = vec![Chapter { title: "What helped".into(), text: text.into() }];
            let part = Some(Part { whole: edition, nth, of: 3, goes_on: nth > 0 });
            let (readers, title) = (Readers::Workspace, "Long".to_owned());
            Event::ReviewReleased { readers, title, passages, part, base: vec![] }.into()
        };
        let (entries, _) = append(&journal, stream, (0..).zip(parts).map(part).collect());
        for words in ["zebra gazelle", "wombat", "long helped gaz zeb"] {
            assert_eq!(found(&journal, words), [(entries[0], What::Review)], "{words}");
        }
        let entry = entries[which];
        let hides = match redacts {
            true => Event::Redacted { entry, replaces: entries.clone() },
            false => Event::Retracted { entry, base: vec![] },
        };
        append(&journal, stream, vec![hides.into()]);
        for words in ["gazelle", "wombat", "zebra", "long"] {
            assert_eq!(found(&journal, words), [], "{words}");
        }
        assert!(journal.verify().unwrap().is_good());
    }
}

#[test]
fn a_long_text_is_told_around_the_word_however_it_is_written() {
    let place = Place::new();
    let journal = place.found();
    for (n, (before, word, query)) in (1..).zip([
        ("a b c ", "Ärger", "arger"),
        ("Über alles ", "quorum", "quor"),
        ("支払いサービス ", "支払", "支払"),
    ]) {
        let text = format!("{}{word} {}", before.repeat(90), "danach ".repeat(90));
        append(&journal, incident(n), vec![declared(), note(&text)]);
        index(&journal);
        let hit = &journal.search(query, 1).unwrap()[0];
        assert!(hit.snippet.contains(word), "{}", hit.snippet);
        assert!(hit.snippet.chars().count() <= 162, "{}", hit.snippet);
        assert!(hit.snippet.ends_with('…'), "{}", hit.snippet);
    }
}
