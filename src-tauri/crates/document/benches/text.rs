//! Texts that diverged, merged from the facts of their document, beside the merge alone in the same run.
//!
//! The facts add the reading of base64, the look through each update, and its place after what its page wrote before.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use document::{Document, write};
use incident::event::Event;
use incident::id::{DocumentId, EntryRef, IncidentId, Millis, ReplicaKey, Run};
use incident::record::{Fact, Record};
use incident::stream::Stream;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, Text, Transact, Update};

/// How often each of two wrote in a draft: ten minutes of typing without a pause.
const DRAFTED: usize = 2_000;
/// How many keys each of three pressed in a review, away from the others.
const REVIEWED: usize = 5_000;
/// How often ours and theirs are measured.
const TIMES: usize = 40;

fn doc(client: u64) -> Doc {
    let options =
        Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(ClientID::new(client)) };
    Doc::with_options(options)
}

/// What one person types into the middle of a text, so many letters at a time, with a slip now and then.
fn typed(client: u64, written: usize, letters: &str) -> Vec<Vec<u8>> {
    let doc = doc(client);
    let text = doc.get_or_insert_text("text");
    let mut updates = Vec::new();
    for n in 0..written {
        let mut transaction = doc.transact_mut();
        let end = text.get_string(&transaction).len() as u32;
        if n % 10 == 9 {
            text.remove_range(&mut transaction, end / 2, 1);
        }
        text.insert(&mut transaction, end / 2, letters);
        updates.push(transaction.encode_update_v1());
    }
    updates
}

fn record(writers: &[Vec<Vec<u8>>]) -> Record {
    let stream = Stream::Document(DocumentId::of(IncidentId([3; 16]), "draft/public/0"));
    let fact = |writer: usize, seq: usize, update: &[u8]| {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(writer as u64).to_be_bytes());
        id[8..].copy_from_slice(&(seq as u64).to_be_bytes());
        Fact {
            id: EntryRef(id),
            replica: ReplicaKey([writer as u8; 32]),
            run: Run([1; 8]),
            seq: seq as u64 + 1,
            stamp: seq as u64 + 1,
            recorded_at: Millis(0),
            occurred_at: None,
            undoes: None,
            event: Some(Event::TextEdited { update: write(update) }),
            redacted_by: None,
            void: false,
            private: false,
        }
    };
    let of = |(writer, updates): (usize, &Vec<Vec<u8>>)| {
        updates.iter().enumerate().map(move |(seq, update)| fact(writer, seq, update)).collect::<Vec<_>>()
    };
    Record::fold(stream, writers.iter().enumerate().flat_map(of))
}

fn main() {
    let drafted = [10, 11].map(|client| typed(client, DRAFTED, "abc"));
    merge("two drafts that diverged", &drafted);
    let reviewed = [10, 11, 12].map(|client| typed(client, REVIEWED, "a"));
    merge("a review that three wrote in while apart", &reviewed);
}

fn merge(what: &str, writers: &[Vec<Vec<u8>>]) {
    let record = record(writers);
    let edits: usize = writers.iter().map(Vec::len).sum();
    let bare = || {
        let doc = doc(1);
        for update in (0..writers[0].len()).flat_map(|n| writers.iter().map(move |typed| &typed[n])) {
            let update = Update::decode_v1(update).expect("an update");
            doc.transact_mut().apply_update(update).expect("one that fits");
        }
        let text = doc.get_or_insert_text("text");
        text.get_string(&doc.transact())
    };
    let ours = || Document::of(&record).text("text");
    assert_eq!(ours(), bare());
    let mut times = [Vec::new(), Vec::new()];
    // In turn, so that a busy moment of the machine meets both.
    for _ in 0..TIMES {
        for (act, times) in [&ours as &dyn Fn() -> String, &bare].into_iter().zip(&mut times) {
            let begin = Instant::now();
            black_box(act());
            times.push(begin.elapsed());
        }
    }
    let [ours, bare] = times.map(|mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e3
    });
    let ratio = ours / bare;
    let kept = if ratio <= 1.5 { "kept" } else { "MISSED" };
    println!(
        "| {what}, {edits} edits: p50 | {ours:.1} ms = {ratio:.2} × bare yrs ({bare:.1} ms) | ≤ 1.5 × | {kept} |"
    );
}
