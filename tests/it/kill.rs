//! The real binary, killed while people write: whatever was acknowledged is there afterwards, whole.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use document::write;
use incident::id::{EntryRef, IncidentId};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::{Notify, mpsc};
use yrs::{ClientID, Doc, OffsetKind, Options, Text, Transact};

use crate::client::Client;
use crate::headless::Headless;
use crate::place::{declaration, declare, folder, note, open, start, timeline};
use crate::remarked::{REVIEW, says};

/// How many write at the same time.
const HANDS: usize = 4;
/// A text of the review.
const TYPED: &str = "causes";
/// Rounds that share a folder, so that later ones meet what earlier kills left behind.
const ROUNDS_A_FOLDER: usize = 10;

fn rounds() -> usize {
    if std::env::var_os("ALLCLEAR_SOAK").is_some() { 1_000 } else { 20 }
}

/// What was acknowledged and is not there.
fn lost(acknowledged: &[String], there: &[String]) -> Vec<String> {
    let there: HashSet<&str> = there.iter().map(String::as_str).collect();
    acknowledged.iter().filter(|text| !there.contains(text.as_str())).cloned().collect()
}

#[test]
fn nothing_acknowledged_is_lost_however_often_the_app_is_killed_while_it_writes() {
    let runtime = Runtime::new().expect("a runtime");
    let mut home = folder();
    let mut all = 0;
    for round in 0..rounds() {
        if round % ROUNDS_A_FOLDER == 0 {
            home = folder();
        }
        // Not always at the same point of what it does.
        let enough = 3 + round * 7 % 40;
        let (incident, acknowledged) = runtime.block_on(write_until_killed(home.path(), round, enough));
        assert!(acknowledged.len() >= enough, "round {round} wrote only {}", acknowledged.len());
        all += acknowledged.len();

        let desk = open(home.path());
        let warnings = start(&desk).warnings;
        assert!(!warnings.iter().any(|warning| warning.contains("damaged")), "round {round}: {warnings:?}");
        let missing = lost(&acknowledged, &timeline(&desk, incident));
        assert_eq!(missing, Vec::<String>::new(), "round {round} lost what it had acknowledged");
        let log = desk.check_log().expect("the log");
        assert!(log.whole, "round {round}: {}", log.verdict);
        // What is unclear after a kill is the last word of each hand, no more.
        let there = timeline(&desk, incident).iter().filter(|line| line.starts_with("round ")).count();
        assert!(there <= acknowledged.len() + HANDS, "round {round}: {there} of {}", acknowledged.len());
    }
    assert!(all >= rounds() * 3);
}

/// Starts the app, writes with many hands as fast as it answers, kills it once `enough` is acknowledged, and gives
/// the incident and every note that the app had acknowledged.
async fn write_until_killed(home: &Path, round: usize, enough: usize) -> (IncidentId, Vec<String>) {
    let app = Headless::start(home);
    let client = Client::open(&app.url).await;
    let done = client.ask("declare", json!({ "command": declaration(&format!("Round {round}")) })).await;
    let incident: IncidentId = serde_json::from_value(done["incident"].clone()).expect("an id");

    let (acknowledge, mut acknowledged) = mpsc::unbounded_channel();
    let (count, reached) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    for hand in 0..HANDS {
        let (client, acknowledge) = (client.clone(), acknowledge.clone());
        let (count, reached) = (Arc::clone(&count), Arc::clone(&reached));
        tokio::spawn(async move {
            for n in 0.. {
                let text = format!("round {round} hand {hand} note {n}");
                let wish = json!({ "type": "add_note", "note": "note", "text": text, "occurred_at": null });
                let args: Value = json!({ "incident": incident, "command": wish });
                // The first request that is not answered was cut off by the kill.
                let Ok(answer) = client.call("execute", args).await else { return };
                answer.unwrap_or_else(|failure| panic!("{text}: {failure}"));
                let _ = acknowledge.send(text);
                if count.fetch_add(1, SeqCst) + 1 == enough {
                    reached.notify_one();
                }
            }
        });
    }
    drop(acknowledge);
    reached.notified().await;
    app.kill();
    let mut texts = Vec::new();
    while let Some(text) = acknowledged.recv().await {
        texts.push(text);
    }
    (incident, texts)
}

#[test]
fn every_letter_that_was_acknowledged_stands_in_the_text_after_the_app_was_killed_while_somebody_typed() {
    let runtime = Runtime::new().expect("a runtime");
    let home = folder();
    for round in 0..rounds() / 4 {
        let enough = 3 + round * 11 % 50;
        let (incident, acknowledged) = runtime.block_on(type_until_killed(home.path(), round, enough));
        assert!(acknowledged >= enough, "round {round} typed only {acknowledged}");
        let desk = open(home.path());
        let stands = says(&desk, incident, TYPED);
        // The last word was cut off by the kill: nobody knows whether it is there.
        let may: Vec<String> = [acknowledged, acknowledged + 1].into_iter().map(words).collect();
        assert!(may.contains(&stands), "round {round}, {acknowledged} acknowledged: {stands}");
        assert!(desk.check_log().expect("the log").whole, "round {round}");
    }
}

/// What somebody has typed after so many times.
fn words(count: usize) -> String {
    (0..count).map(|n| format!("word {n}. ")).collect()
}

/// Starts the app, types in a review as fast as it answers, kills it in the middle, and gives how often it acknowledged.
async fn type_until_killed(home: &Path, round: usize, enough: usize) -> (IncidentId, usize) {
    let app = Headless::start(home);
    let client = Client::open(&app.url).await;
    let done = client.ask("declare", json!({ "command": declaration(&format!("Typed {round}")) })).await;
    let incident: IncidentId = serde_json::from_value(done["incident"].clone()).expect("an id");
    let reached = Arc::new(Notify::new());
    let reach = Arc::clone(&reached);
    let typing = tokio::spawn(async move {
        let page = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(7))
        });
        for n in 0.. {
            let update = {
                let text = page.get_or_insert_text(TYPED);
                let mut transaction = page.transact_mut();
                text.push(&mut transaction, &format!("word {n}. "));
                write(&transaction.encode_update_v1())
            };
            let args = json!({ "incident": incident, "name": REVIEW, "updates": [update] });
            let Ok(answer) = client.call("edit_text", args).await else { return n };
            answer.unwrap_or_else(|failure| panic!("{n}: {failure}"));
            if n + 1 == enough {
                reach.notify_one();
            }
        }
        unreachable!("it types until the app is gone")
    });
    reached.notified().await;
    app.kill();
    (incident, typing.await.expect("it typed"))
}

#[test]
fn the_check_for_losses_goes_red_when_a_journal_has_lost_its_end() {
    let home = folder();
    let desk = open(home.path());
    let incident = declare(&desk, "Will lose its end");
    let write = |desk: &_, range: std::ops::Range<usize>| -> Vec<String> {
        let texts = range.map(|n| format!("note {n}"));
        texts.inspect(|text| assert!(note(desk, incident, text) != EntryRef([0; 16]))).collect()
    };
    let mut acknowledged = write(&desk, 0..5);
    drop(desk);
    let file = crate::place::journal(home.path());
    let earlier = fs::read(&file).expect("the journal");

    let desk = open(home.path());
    acknowledged.extend(write(&desk, 5..8));
    assert_eq!(lost(&acknowledged, &timeline(&desk, incident)), Vec::<String>::new());
    drop(desk);

    // A disk that says yes and writes nothing leaves a whole, older journal: no check of the chain sees that.
    fs::write(&file, earlier).expect("the journal");
    let desk = open(home.path());
    assert!(desk.check_log().expect("the log").whole);
    assert_eq!(lost(&acknowledged, &timeline(&desk, incident)), ["note 5", "note 6", "note 7"]);
}

#[test]
fn an_app_that_is_told_to_stop_stops_cleanly_and_can_be_started_again() {
    let home = folder();
    let runtime = Runtime::new().expect("a runtime");
    let app = Headless::start(home.path());
    let client = runtime.block_on(Client::open(&app.url));
    let done = runtime.block_on(client.ask("declare", json!({ "command": declaration("Stopped") })));
    // An open tab listens for ever; stopping does not wait for it.
    let _open_tab = runtime.block_on(client.listen());
    app.stop();
    let leftovers =
        fs::read_dir(home.path()).expect("the folder").map(|file| file.expect("a file").file_name());
    let leftovers: Vec<_> = leftovers.filter(|name| name.to_string_lossy().ends_with("-wal")).collect();
    assert!(leftovers.is_empty(), "a clean end leaves no write-ahead log: {leftovers:?}");

    let app = Headless::start(home.path());
    let client = runtime.block_on(Client::open(&app.url));
    let room = runtime.block_on(client.ask("room", json!({ "incident": done["incident"] })));
    assert_eq!(room["room"]["title"], "Stopped");
    let second = crate::headless::command(home.path()).output().expect("it runs");
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("Allclear could not start") && said.contains("open in another Allclear"), "{said}");
}
