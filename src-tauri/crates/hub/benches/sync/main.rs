//! How fast laptops meet, each figure beside a raw limit or a peer of the same run.
//!
//! `cargo bench -p hub --bench sync` runs everything, `… -- crowd` one part. The hub is the real program in a process of
//! its own; a laptop is a journal with the steps of the app's loop.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

mod crowd;
mod declare;
mod diverged;
mod first;
#[expect(dead_code, reason = "made for the journal's own benches")]
#[path = "../../../journal/benches/journal/fixture.rs"]
mod fixture;
mod flood;
mod floor;
mod growth;
mod laptop;
#[expect(dead_code, reason = "made for the journal's own benches")]
#[path = "../../../journal/benches/journal/measure.rs"]
mod measure;
mod pouch;
mod served;
mod verify;
mod wire;

use std::env;

use measure::Table;
use tempfile::TempDir;

/// The word with which this program starts itself as a server.
const FLOOR: &str = "floor";

#[tokio::main]
async fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let [FLOOR, folder] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return floor::serve(folder.as_ref()).await;
    }
    let asked = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    let mut table = Table::default();
    if asked("declare") {
        declare::measure(&mut table).await;
    }
    if asked("diverged") {
        diverged::measure(&mut table).await;
    }
    if asked("first") {
        first::measure(&mut table).await;
    }
    if asked("wire") {
        wire::measure(&mut table).await;
    }
    if asked("verify") {
        verify::measure(&mut table);
    }
    if asked("crowd") {
        crowd::measure(&mut table).await;
    }
    if asked("flood") {
        flood::measure(&mut table).await;
    }
    if asked("growth") {
        growth::measure(&mut table).await;
    }
    println!("{table}");
}

/// A folder on the disk that is measured.
fn scratch() -> TempDir {
    tempfile::tempdir_in(fixture::folder()).unwrap()
}
