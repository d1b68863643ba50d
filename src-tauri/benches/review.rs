//! From opening a long review to its text and its screen: Rust's share, with the file as a restarted app finds it.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

#[expect(dead_code, unused_imports, unused_macros, reason = "made for the tests of the desk")]
#[path = "../../tests/it/place.rs"]
mod place;

use std::hint::black_box;
use std::time::Instant;

use allclear::desk::Desk;
use document::write;
use incident::id::IncidentId;
use place::{declare, folder, open};
use yrs::{ClientID, Doc, OffsetKind, Options, Text, Transact};

/// How often somebody wrote; two letters each time.
const UPDATES: usize = 15_000;
/// So many changes a page sends at once.
const AT_ONCE: usize = 250;
/// How often it is opened.
const TIMES: usize = 11;
const AIM_MS: f64 = 50.0;
const REVIEW: &str = "review";

/// Writes a review of 30,000 letters, each change a change of its own in the log.
fn typed(desk: &Desk, incident: IncidentId) {
    let options = Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(ClientID::new(7)) };
    let page = Doc::with_options(options);
    let text = page.get_or_insert_text("summary");
    let mut at = 0;
    let mut updates = Vec::with_capacity(UPDATES);
    for n in 0..UPDATES {
        // Now and then somebody goes back and writes further up.
        at = if n % 100 == 99 { at / 2 } else { at };
        let mut transaction = page.transact_mut();
        text.insert(&mut transaction, at, if n % 7 == 6 { ". " } else { "ab" });
        updates.push(write(&transaction.encode_update_v1()));
        at += 2;
    }
    for some in updates.chunks(AT_ONCE) {
        desk.edit_text(incident, REVIEW.to_owned(), some.to_vec()).expect("written");
    }
}

fn main() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout refuses cards");
    typed(&desk, incident);
    drop(desk);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TIMES {
        let desk = open(folder.path());
        let begin = Instant::now();
        let text = desk.text(incident, REVIEW.to_owned()).expect("the text");
        times[0].push(begin.elapsed());
        black_box(text);
        let begin = Instant::now();
        black_box(desk.review(incident).expect("the review"));
        times[1].push(begin.elapsed());
    }
    let [text, screen] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e3
    });
    let verdict = |took: f64| if took <= AIM_MS { "kept" } else { "MISSED" };
    for (what, took) in [("its text", text), ("its screen after that", screen)] {
        let what = format!("opening a review of 30,000 characters and {UPDATES} changes: {what}, p50");
        println!("| {what} | {took:.1} ms | ≤ {AIM_MS} ms | {} |", verdict(took));
    }
}
