//! The JSON of every message, for ever: laptops and hubs of different versions read it.

use incident::checksum::Checksum;
use incident::entry::{BodyBytes, Entry, EntryHash, Head, Series, sign};
use incident::id::{IncidentId, Millis, Run};
use incident::stream::Stream;
use serde::{Serialize, de::DeserializeOwned};
use sync::{Cursor, Heads, Mark, Page, Push, Pushed, Receipt, SeriesHead, Sum, Verdict, Wanted};

use crate::place::{NOW, WORKSPACE, author};

fn check<T: Serialize + DeserializeOwned>(message: &T, json: &str) {
    assert_eq!(serde_json::to_string(message).unwrap(), json);
    let read: T = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    // A newer version may say more.
    let more = json.replacen('{', r#"{"mood":"grim","#, 1);
    if json.starts_with('{') {
        serde_json::from_str::<T>(&more).unwrap();
    }
}

fn series() -> Series {
    let stream = Stream::Incident(IncidentId([0x5a; 16]));
    Series { stream, replica: author(1, 1).replica(), run: Run([7; 8]) }
}

#[test]
fn the_messages_are_what_they_were() {
    let Series { stream, replica, run } = series();
    let head = Head { v: 1, flags: 0, stream, replica, run, seq: 1, stamp: 1, recorded_at: Millis(5) };
    let entry = Entry { head, body: BodyBytes::Whole(b"{}".to_vec()), signature: None };
    let entry_json = serde_json::to_string(&entry).unwrap();
    let cursor = Cursor { position: 12, mark: Mark([0xab; 8]) };
    let hash = EntryHash([0xcd; 32]);
    let hex = "cd".repeat(32);
    let named = format!(r#""stream":"{stream}","replica":"{replica}","run":"{run}""#);

    check(
        &Push::of(WORKSPACE, vec![entry.clone()]),
        &format!(r#"{{"workspace":"{WORKSPACE}","entries":[{entry_json}]}}"#),
    );
    let page = Page { entries: vec![entry], cursor, more: true, checksum: None };
    check(&page, &format!(r#"{{"entries":[{entry_json}],"cursor":"12.abababababababab","more":true}}"#));
    let last = Page { entries: vec![], cursor, more: false, checksum: Some(Checksum(0xab)) };
    let (sum, sum_hex) = (Checksum(0xab), format!("{}ab", "0".repeat(30)));
    check(
        &last,
        &format!(r#"{{"entries":[],"cursor":"12.abababababababab","more":false,"checksum":"{sum_hex}"}}"#),
    );
    check(
        &Sum { cursor, checksum: sum },
        &format!(r#"{{"cursor":"12.abababababababab","checksum":"{sum_hex}"}}"#),
    );
    check(
        &Heads {
            heads: vec![SeriesHead { series: series(), seq: 3, hash }],
            next: Some(stream),
            cursor,
            open: vec![],
        },
        &format!(
            r#"{{"heads":[{{{named},"seq":3,"hash":"{hex}"}}],"next":"{stream}","cursor":"12.abababababababab"}}"#
        ),
    );
    let open = Heads { heads: vec![], next: None, cursor, open: vec![stream] };
    check(
        &open,
        &format!(r#"{{"heads":[],"next":null,"cursor":"12.abababababababab","open":["{stream}"]}}"#),
    );
    check(&Wanted { series: series(), after: 3 }, &format!(r#"{{{named},"after":3}}"#));

    let digest = Receipt::digest(WORKSPACE, &series(), 3, &hash, NOW);
    let signature = sign(&author(9, 1).key, &digest);
    let receipt = Receipt { hub: author(9, 1).replica(), series: series(), seq: 3, hash, at: NOW, signature };
    assert!(receipt.is_genuine(WORKSPACE));
    let signed = incident::id::hex(&signature);
    assert_eq!(&signed[..32], "e42a7fc4da6c7774a4f0956affc15124", "Ed25519 signs the same twice");
    let hub = author(9, 1).replica();
    let receipt_json =
        format!(r#"{{"hub":"{hub}",{named},"seq":3,"hash":"{hex}","at":{},"signature":"{signed}"}}"#, NOW.0);
    let relayed =
        Push { receipts: vec![receipt.clone()], earlier: vec![hub], ..Push::of(WORKSPACE, Vec::new()) };
    check(
        &relayed,
        &format!(
            r#"{{"workspace":"{WORKSPACE}","entries":[],"receipts":[{receipt_json}],"earlier":["{hub}"]}}"#
        ),
    );
    let verdicts = vec![
        Verdict::Taken,
        Verdict::Known,
        Verdict::Waits { why: "later".into() },
        Verdict::Refused { why: "no".into() },
    ];
    check(
        &Pushed { verdicts, receipts: vec![receipt], cursor },
        &format!(
            r#"{{"verdicts":[{{"verdict":"taken"}},{{"verdict":"known"}},{{"verdict":"waits","why":"later"}},{{"verdict":"refused","why":"no"}}],"receipts":[{receipt_json}],"cursor":"12.abababababababab"}}"#
        ),
    );
}
