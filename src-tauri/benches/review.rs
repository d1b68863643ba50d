//! The review: opening a long one, with the file as a restarted app finds it; writing a long one on paper; searching many.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

#[expect(dead_code, unused_imports, unused_macros, reason = "made for the tests of the desk")]
#[path = "../../tests/it/place.rs"]
mod place;

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use allclear::desk::Desk;
use allclear::views::ExportFormat;
use document::write;
use ed25519_dalek::SigningKey;
use incident::event::Event;
use incident::id::{IncidentId, Millis, Run, WorkspaceId};
use incident::stream::Stream;
use incident::value::{Chapter, Readers};
use journal::{Author, Journal, Work};
use place::{declare, folder, open};
use yrs::{ClientID, Doc, OffsetKind, Options, Text, Transact};

/// How often somebody wrote; two letters each time.
const UPDATES: usize = 15_000;
/// So many changes a page sends at once.
const AT_ONCE: usize = 250;
/// How often it is opened.
const TIMES: usize = 11;
const AIM_MS: f64 = 50.0;
/// A sheet of paper takes some 3,000 letters.
const PAGES: usize = 20;
const PAPER_MS: f64 = 2_000.0;
const REVIEWS: usize = 10_000;
const SEARCHES: usize = 2_000;
const SEARCH_MS: f64 = 5.0;
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
    desk.begin_review(incident, "full".to_owned()).expect("a review");
    typed(&desk, incident);
    drop(desk);
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let desk = open(folder.path());
        let begin = Instant::now();
        // Whoever opens it waits for both.
        black_box(desk.review(incident).expect("the review"));
        black_box(desk.text(incident, REVIEW.to_owned(), None).expect("the text"));
        times.push(begin.elapsed());
    }
    let what =
        format!("opening a review of 30,000 characters and {UPDATES} changes, its screen and its text: p50");
    row(&what, at(times, 0.5), AIM_MS);
    row(&format!("a review of {PAGES} pages as PDF, p50"), paper(), PAPER_MS);
    row(&format!("search over {REVIEWS} published reviews, newest first: p99"), search(), SEARCH_MS);
}

fn at(mut times: Vec<Duration>, share: f64) -> f64 {
    times.sort_unstable();
    times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3
}

fn row(what: &str, took: f64, aim: f64) {
    let verdict = if took <= aim { "kept" } else { "MISSED" };
    println!("| {what} | {took:.1} ms | ≤ {aim} ms | {verdict} |");
}

/// A review of twenty pages, from its document to the bytes of the file.
fn paper() -> f64 {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "full".to_owned()).expect("a review");
    let page = Doc::with_options(Options {
        offset_kind: OffsetKind::Utf16,
        ..Options::with_client_id(ClientID::new(7))
    });
    let text = page.get_or_insert_text("summary");
    let paragraph =
        "The pool of connections was **full**, and every third card was refused for eleven minutes. ";
    let written = paragraph.repeat(12) + "\n\n- one thing\n- another\n\n";
    for _ in 0..PAGES * 3_000 / written.len() {
        let mut transaction = page.transact_mut();
        text.push(&mut transaction, &written);
        let update = write(&transaction.encode_update_v1());
        drop(transaction);
        desk.edit_text(incident, REVIEW.to_owned(), vec![update]).expect("written");
    }
    let once = || {
        let begin = Instant::now();
        let file = desk.export(incident, ExportFormat::ReviewPdf).expect("a file");
        (begin.elapsed(), file.bytes)
    };
    let file = folder.path().join("review.pdf");
    std::fs::write(&file, once().1).expect("a file");
    let info = Command::new("pdfinfo").arg(&file).output().expect("pdfinfo").stdout;
    let info = String::from_utf8_lossy(&info);
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse::<usize>().ok());
    assert!(pages.is_some_and(|pages| pages >= PAGES), "{info}");
    at((0..TIMES).map(|_| once().0).collect(), 0.5)
}

/// Words that are in many reviews, in some, in one, and in none.
fn search() -> f64 {
    let folder = folder();
    let journal =
        Journal::found(&folder.path().join("journal.sqlite"), WorkspaceId([9; 32])).expect("a journal");
    let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([1; 8]) };
    let review = |n: usize| {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(n as u64).to_be_bytes());
        let text = format!(
            "The pool of shard{} was full and service{} refused cards. Nobody saw case{n}. {}",
            n % 100,
            n % 1_000,
            "We look at the limits, the alarms and the people who are on call. ".repeat(40)
        );
        let passages = vec![Chapter { title: "What happened".to_owned(), text }];
        let (readers, title) = (Readers::Workspace, format!("Cards were refused, {n}"));
        let drafts = vec![
            Event::Declared { drill: false }.into(),
            Event::ReviewReleased { readers, title, passages, part: None, base: vec![] }.into(),
        ];
        Work { stream: Stream::Incident(IncidentId(id)), private: false, drafts, at: None }
    };
    for some in (0..REVIEWS).collect::<Vec<_>>().chunks(500) {
        let works = some.iter().map(|n| review(*n)).collect();
        journal.append_all(&author, Millis(1), works).expect("published");
    }
    while journal.index_pending().expect("an index") > 0 {}
    let once = |n: usize| {
        let words = match n % 4 {
            0 => "refused cards".to_owned(),
            1 => format!("pool shard{}", n % 100),
            2 => format!("case{}", n % REVIEWS),
            _ => format!("nothing{n} refused"),
        };
        let begin = Instant::now();
        let found = journal.search_reviews(&words, 50).expect("an answer");
        assert_eq!(found.is_empty(), n % 4 == 3, "{words}");
        begin.elapsed()
    };
    at((0..SEARCHES).map(once).collect(), 0.99)
}
