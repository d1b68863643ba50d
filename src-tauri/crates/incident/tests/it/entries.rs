//! An entry proves itself: the chain shows what was changed, left out or moved, the signature whose it is, and the
//! wire takes nothing that is not one.

use incident::entry::{BodyBytes, Entry, EntryHash, MAX_BODY, PRIVATE, Series, first_hash, sign, signed_by};
use incident::id::{Millis, ReplicaKey, WorkspaceId};
use incident::record::Record;
use incident::stream::{Section, Stream};
use serde_json::{Value, json};

use crate::check::{World, history};
use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, WORKSPACE};
use crate::wishes::{declared, note, retitle};

/// Ana's entries of a small incident.
fn series() -> Vec<Sealed> {
    let world = World::after(history!["ana" => declared(), "ana" => note("one"), "ana" => note("two")]);
    world.entries().cloned().collect()
}

/// Whether these entries are one series whose last signature is right.
fn holds(workspace: WorkspaceId, entries: &[Entry]) -> bool {
    let Some(first) = entries.first() else { return true };
    let series: Series = first.head.series();
    let mut previous = first_hash(workspace, &series);
    for (entry, seq) in entries.iter().zip(1..) {
        if entry.head.seq != seq || entry.head.series() != series {
            return false;
        }
        previous = entry.hash(&previous);
        if let Some(signature) = &entry.signature
            && !signed_by(&series.replica, &previous, signature)
        {
            return false;
        }
    }
    entries.last().is_some_and(|last| last.signature.is_some())
}

fn entries() -> Vec<Entry> {
    series().into_iter().map(|sealed| sealed.entry).collect()
}

#[test]
fn a_series_as_it_was_written_holds_also_over_the_wire_and_with_a_body_dropped() {
    let written = entries();
    assert!(holds(WORKSPACE, &written));
    let wire = serde_json::to_string(&written).unwrap();
    let read: Vec<Entry> = serde_json::from_str(&wire).unwrap();
    assert_eq!(read, written);
    let mut hidden = written;
    hidden[5].body = BodyBytes::Dropped(hidden[5].body.digest());
    assert!(holds(WORKSPACE, &hidden));
}

#[test]
fn the_chain_shows_any_change_of_any_entry() {
    type Change = fn(&mut Entry);
    let changes: [(&str, Change); 9] = [
        ("a byte of the body", |entry| {
            if let BodyBytes::Whole(bytes) = &mut entry.body {
                let last = bytes.len() - 4;
                bytes[last] ^= 1;
            }
        }),
        ("another body's hash", |entry| entry.body = BodyBytes::Dropped([0; 32])),
        ("the clock", |entry| entry.head.recorded_at = Millis(entry.head.recorded_at.0 + 1)),
        ("the stamp", |entry| entry.head.stamp += 1),
        ("the number", |entry| entry.head.seq += 1),
        ("the flags", |entry| entry.head.flags ^= PRIVATE),
        ("the version", |entry| entry.head.v += 1),
        ("the stream", |entry| entry.head.stream = Stream::Book(Section::People)),
        ("the run", |entry| entry.head.run.0[0] ^= 1),
    ];
    let written = entries();
    for (what, change) in changes {
        for i in 0..written.len() {
            let mut changed = written.clone();
            change(&mut changed[i]);
            assert!(!holds(WORKSPACE, &changed), "{what} of entry {i}");
        }
    }
}

#[test]
fn the_chain_shows_what_was_left_out_moved_doubled_or_taken_from_elsewhere() {
    let written = entries();
    // Without its last transaction a series is merely shorter: that is what a laptop has that saw less.
    for i in 0..written.len() - 1 {
        let mut without = written.clone();
        without.remove(i);
        assert!(!holds(WORKSPACE, &without), "entry {i} left out");
        // Numbers set right again do not hide it.
        for (entry, seq) in without.iter_mut().zip(1..) {
            entry.head.seq = seq;
        }
        assert!(!holds(WORKSPACE, &without), "entry {i} left out and renumbered");
        let mut doubled = written.clone();
        doubled.insert(i, written[i].clone());
        assert!(!holds(WORKSPACE, &doubled), "entry {i} doubled");
    }
    for i in 1..written.len() {
        let mut moved = written.clone();
        moved.swap(i - 1, i);
        assert!(!holds(WORKSPACE, &moved), "entry {i} moved");
    }
    assert!(!holds(WorkspaceId([0xb2; 32]), &written), "of another workspace");
    assert!(!holds(WORKSPACE, &written[..2]), "cut before a signature");
}

#[test]
fn every_series_starts_from_a_hash_of_its_own() {
    let one = series()[0].entry.head.series();
    let mut others = vec![one; 4];
    others[1].run.0[7] ^= 1;
    others[2].replica.0[31] ^= 1;
    others[3].stream = Stream::Book(Section::Settings);
    let mut hashes: Vec<EntryHash> = others.iter().map(|series| first_hash(WORKSPACE, series)).collect();
    hashes.push(first_hash(WorkspaceId([0; 32]), &one));
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 5);
}

#[test]
fn only_the_replicas_own_signature_over_this_hash_is_taken() {
    let (ana, bo) = (Laptop::of("ana"), Laptop::of("bo"));
    let hash = EntryHash([7; 32]);
    let signature = sign(&ana.key, &hash);
    assert!(signed_by(&ana.replica(), &hash, &signature));
    assert!(!signed_by(&bo.replica(), &hash, &signature), "somebody else's");
    assert!(!signed_by(&ana.replica(), &EntryHash([8; 32]), &signature), "over something else");
    for bit in 0..512 {
        let mut bent = signature;
        bent[bit / 8] ^= 1 << (bit % 8);
        assert!(!signed_by(&ana.replica(), &hash, &bent), "bit {bit}");
    }
}

#[test]
fn a_signature_that_a_lax_check_would_take_is_refused() {
    let hash = EntryHash([7; 32]);
    // The neutral point as key and as R, with s = 0, verifies for every message where small orders are let through.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut forged = [0; 64];
    forged[0] = 1;
    assert!(!signed_by(&ReplicaKey(neutral), &hash, &forged), "a key of small order");
    assert!(!signed_by(&ReplicaKey([0; 32]), &hash, &[0; 64]), "another one");
    assert!(!signed_by(&ReplicaKey([0xff; 32]), &hash, &[0; 64]), "no point at all");

    // s + L is the same number modulo the order of the group (RFC 8032, 5.1): a second text for one signature.
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let ana = Laptop::of("ana");
    let mut second = sign(&ana.key, &hash);
    let mut carry = 0_u16;
    for (digit, more) in second[32..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(more) + carry;
        (*digit, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert!(!signed_by(&ana.replica(), &hash, &second), "a second text of the same signature");
}

/// The wire form of an entry with some fields set otherwise; null takes a field away.
fn wire(fields: Value) -> Result<Entry, String> {
    let mut json = serde_json::to_value(&series().pop().unwrap().entry).unwrap();
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => json.as_object_mut().unwrap().remove(name),
            value => json.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    serde_json::from_str(&json.to_string()).map_err(|e| e.to_string())
}

#[test]
fn the_wire_refuses_what_is_no_entry() {
    let digest = "ab".repeat(32);
    let cases = [
        (json!({"body": null}), "either a body or the hash"),
        (json!({"body_sha256": digest}), "either a body or the hash"),
        (json!({"body": null, "body_sha256": "ab"}), "either a body or the hash"),
        (json!({"body": null, "body_sha256": "AB".repeat(32)}), "either a body or the hash"),
        (json!({"body": "x".repeat(MAX_BODY + 1)}), "at most 64 KiB"),
        (json!({"body": "x".repeat(65 * 1024)}), "at most 64 KiB"),
        (json!({"body": "支".repeat(MAX_BODY / 3 + 1)}), "at most 64 KiB"),
        (json!({"body": 7}), "invalid type"),
        (json!({"signature": ""}), "128 hex digits"),
        (json!({"signature": "ab".repeat(63)}), "128 hex digits"),
        (json!({"signature": "ab".repeat(65)}), "128 hex digits"),
        (json!({"signature": "AB".repeat(64)}), "128 hex digits"),
        (json!({"signature": "xy".repeat(64)}), "128 hex digits"),
        (json!({"seq": 0}), "out of range"),
        (json!({"seq": 1_u64 << 53}), "out of range"),
        (json!({"seq": -1}), "invalid value"),
        (json!({"seq": 1.5}), "invalid type"),
        (json!({"stamp": 0}), "out of range"),
        (json!({"stamp": 1_u64 << 53}), "out of range"),
        (json!({"stamp": u64::MAX}), "out of range"),
        (json!({"stamp": null}), "missing field"),
        (json!({"v": 65_536}), "invalid value"),
        (json!({"flags": -1}), "invalid value"),
        (json!({"stream": "incident/12"}), "is not"),
        (json!({"stream": "../../etc/passwd"}), "is not"),
        (json!({"replica": "ab".repeat(31)}), "is not"),
        (json!({"replica": "AB".repeat(32)}), "is not"),
        (json!({"run": "00"}), "is not"),
        (json!({"recorded_at": "now"}), "invalid type"),
        (json!({"recorded_at": 1.0e300}), "invalid type"),
    ];
    for (fields, sentence) in cases {
        let name: String = fields.to_string().chars().take(80).collect();
        let refusal = wire(fields).expect_err(&name);
        assert!(refusal.contains(sentence), "{name}: {refusal}");
    }
}

#[test]
fn the_wire_takes_the_largest_of_everything_and_what_a_newer_version_adds() {
    let digest = "ab".repeat(32);
    for fields in [
        json!({"body": "x".repeat(MAX_BODY)}),
        json!({"body": null, "body_sha256": digest}),
        json!({"signature": null}),
        json!({"seq": (1_u64 << 53) - 1, "stamp": (1_u64 << 53) - 1}),
        json!({"recorded_at": i64::MIN}),
        json!({"recorded_at": i64::MAX}),
        json!({"v": 65_535, "flags": 65_535}),
        json!({"stream": "kind-200/000102030405060708090a0b0c0d0e0f"}),
        json!({"stream": "document/000102030405060708090a0b0c0d0e0f"}),
    ] {
        let name: String = fields.to_string().chars().take(80).collect();
        let entry = wire(fields).expect(&name);
        let again: Entry = serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap();
        assert_eq!(again, entry, "{name}");
    }
    // A field beside the closed head is not part of the entry; it is let through and not kept.
    assert!(wire(json!({"colour": "red"})).is_ok());
}

#[test]
fn a_body_of_a_later_format_is_kept_and_folded_as_nothing() {
    let mut pen = Pen::default();
    let record = Record::fold(INCIDENT, []);
    let body = br#"{"salt":"00000000000000aa","event":{"type":"titled","title":"x","base":[]}}"#.to_vec();
    let mut sealed = pen.write_bytes(&Laptop::of("ana"), &record, NOW, vec![body.clone()]).remove(0);
    sealed.entry.head.v = 2;
    let folded = record.with(vec![sealed.fact()]);
    assert_eq!(folded.slots().count(), 0);
    assert_eq!(sealed.entry.body, BodyBytes::Whole(body));
    let fact = serde_json::to_value(&folded.facts()[0].event).unwrap();
    assert_eq!(fact["kind"], "titled");
}

#[test]
fn an_entry_written_in_private_says_so_in_its_head() {
    let private = |private| incident::command::Command::SetPrivate { private };
    let world = World::after(history![
        "ana" => declared(), "ana" => private(true), "ana" => retitle("x"), "ana" => private(false), "ana" => note("y"),
    ]);
    let flags: Vec<u16> = world.entries().map(|s| s.entry.head.flags).collect();
    assert_eq!(flags, [0, 0, 0, 0, 0, 0, 0, PRIVATE, PRIVATE, 0]);
}
