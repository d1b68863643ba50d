//! The JSON file and its verification.

use super::*;
use crate::export::{Found, VerifyError, to_json, verify};
use crate::id::{Millis, ReplicaKey};
use crate::value::NoteKind;

fn note(text: &str) -> Event {
    Event::Noted { note: NoteKind::Note, text: text.to_owned() }
}

fn two_laptops() -> (Laptop, Laptop) {
    let (mut ana, mut ben) = (Laptop::new(1), Laptop::new(2));
    ana.write(
        0,
        1,
        vec![
            (Event::Declared { drill: false }, None),
            (Event::Titled { title: "Checkout \"down\" ✗".into(), base: vec![] }, None),
        ],
    );
    ben.write(1, 3, vec![(note("seen"), Some(-4))]);
    ana.write(2, 4, vec![(note("secret"), None), (note("fixed"), None)]);
    (ana, ben)
}

fn exported() -> String {
    let (ana, ben) = two_laptops();
    // The order in which they are handed over does not matter.
    let mut all = entries(&[&ana, &ben]);
    all.reverse();
    to_json(WORKSPACE, &all, STREAM, &[])
}

#[test]
fn an_export_is_golden() {
    assert_eq!(exported(), include_str!("golden.json"));
}

#[test]
fn an_export_verifies_with_nothing_else() {
    let verified = verify(exported().as_bytes()).unwrap();
    assert_eq!((verified.workspace, verified.stream), (WORKSPACE, STREAM));
    assert_eq!(verified.entries.len(), 5);
    assert_eq!(verified.authors.len(), 2);
    let mut ends: Vec<u64> = verified.series.iter().map(|series| series.signed_up_to).collect();
    ends.sort_unstable();
    assert_eq!(ends, [1, 4]);
    // What was verified can be exported again, byte for byte.
    assert_eq!(to_json(WORKSPACE, &verified.entries, STREAM, &[]), exported());
}

fn dropped() -> Found {
    Found {
        hub: ReplicaKey([7; 32]),
        deed: "dropped".into(),
        entries: 2,
        since: Millis(1_795_098_720_000),
        text: "The hub no longer held 2 entries.".into(),
    }
}

#[test]
fn what_was_found_out_of_the_hub_goes_along_and_leaves_the_entries_as_they_are() {
    let (ana, ben) = two_laptops();
    let file = to_json(WORKSPACE, &entries(&[&ana, &ben]), STREAM, &[dropped()]);
    let verified = verify(file.as_bytes()).unwrap();
    assert_eq!(verified.found, [dropped()]);
    assert_eq!(to_json(WORKSPACE, &verified.entries, STREAM, &[]), exported());
    assert_eq!(verify(exported().as_bytes()).unwrap().found, []);
    // A newer version finds more, and an older one verifies the entries all the same.
    let newer = file.replacen("\"findings\":[", "\"findings\":[{\"moon\":1},", 1);
    assert_eq!(verify(newer.as_bytes()).unwrap().found, [dropped()]);
    let evil = Found { text: "a\u{1b}[2J\nb\u{202e}".into(), ..dropped() };
    assert!(!evil.sentence().contains(['\u{1b}', '\n', '\u{202e}']), "{}", evil.sentence());
}

#[test]
fn a_changed_export_names_what_is_wrong() {
    let good = exported();
    let wrong = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        verify(good.replacen(from, to, 1).as_bytes()).unwrap_err()
    };
    assert!(matches!(wrong("fixed", "fixes"), VerifyError::Forged { seq: 4, after: 2, .. }));
    assert!(matches!(wrong("secret", "public"), VerifyError::Forged { seq: 4, after: 2, .. }));
    assert!(matches!(wrong("down", "fine"), VerifyError::Forged { seq: 2, after: 0, .. }));
    assert!(matches!(wrong("\"stamp\":5", "\"stamp\":6"), VerifyError::Forged { seq: 4, .. }));
    assert!(matches!(wrong(&WORKSPACE.to_string(), &"b2".repeat(32)), VerifyError::Forged { after: 0, .. }));
    assert!(matches!(wrong("export/1", "export/2"), VerifyError::Newer));
    assert!(matches!(wrong("export/1", "else"), VerifyError::Newer));
    assert!(matches!(wrong("\"seq\":3", "\"seq\":0"), VerifyError::NotAnEntry { .. }));
    let sentence = wrong("\"seq\":3", "\"seq\":7").to_string();
    assert!(sentence.ends_with("entry 3 should come next and 7 does."), "{sentence}");

    let without = |part: &str| {
        let lines: Vec<&str> = good.lines().filter(|line| !line.contains(part)).collect();
        verify(lines.join("\n").as_bytes()).unwrap_err()
    };
    assert!(matches!(without("secret"), VerifyError::Gap { expected: 3, found: 4, .. }));

    let (mut ana, ben) = two_laptops();
    ana.write(3, 6, vec![(note("added by somebody"), None)]);
    ana.entries.last_mut().unwrap().0.signature = None;
    let unsigned = verify(to_json(WORKSPACE, &entries(&[&ana, &ben]), STREAM, &[]).as_bytes()).unwrap_err();
    assert!(matches!(unsigned, VerifyError::Unsigned { signed_up_to: 4, .. }));
    let mut elsewhere = ana.entries[0].0.clone();
    elsewhere.head.stream = Stream::Incident(IncidentId([9; 16]));
    let line = serde_json::to_string(&elsewhere).unwrap();
    let other = verify(good.replacen("\"entries\":[", &format!("\"entries\":[{line},"), 1).as_bytes());
    assert!(matches!(other, Err(VerifyError::OtherStream { number: 1 })));
}

#[test]
fn what_is_no_export_is_refused_and_does_not_crash() {
    let deep = format!("{{\"allclear\":\"export/1\",\"entries\":{}", "[".repeat(200_000));
    for bytes in [&b""[..], b"{}", b"[]", b"\0\0", b"\x89PNG\r\n", deep.as_bytes()] {
        assert!(matches!(verify(bytes), Err(VerifyError::NotAnExport(_))));
    }
    let empty = to_json(WORKSPACE, &[], STREAM, &[]);
    assert!(matches!(verify(empty.as_bytes()), Err(VerifyError::NoEntries)));
}

#[test]
fn a_redacted_text_does_not_leave_and_the_chain_still_holds() {
    let (mut ana, ben) = two_laptops();
    let secret = ana.entries[2].1.reference();
    ana.write(3, 6, vec![(Event::Redacted { entry: secret, replaces: vec![] }, None)]);
    let file = to_json(WORKSPACE, &entries(&[&ana, &ben]), STREAM, &[]);
    assert!(!file.contains("secret") && file.contains("body_sha256"));
    assert_eq!(verify(file.as_bytes()).unwrap().redacted, 1);
}

#[test]
fn a_text_that_was_taken_out_without_a_redaction_is_missed() {
    let (mut ana, ben) = two_laptops();
    let taken_out = |ana: &Laptop| {
        let mut all = entries(&[ana, &ben]);
        let entry =
            all.iter_mut().find(|entry| entry.head.replica == ana.series.replica && entry.head.seq == 3);
        let entry = entry.unwrap();
        entry.body = BodyBytes::Dropped(entry.body.digest());
        to_json(WORKSPACE, &all, STREAM, &[])
    };
    let missed = verify(taken_out(&ana).as_bytes()).unwrap_err();
    assert!(matches!(missed, VerifyError::TakenOut { seq: 3, .. }), "{missed}");
    // A redaction of something else explains nothing.
    let other = ana.entries[3].1.reference();
    ana.write(3, 6, vec![(Event::Redacted { entry: other, replaces: vec![] }, None)]);
    assert!(matches!(verify(taken_out(&ana).as_bytes()), Err(VerifyError::TakenOut { seq: 3, .. })));
    ana.write(4, 7, vec![(Event::StreamErased { why: None }, None)]);
    verify(taken_out(&ana).as_bytes()).unwrap();
}
