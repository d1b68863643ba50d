//! Three laptops and a hub, all of them real programs, through an afternoon of pulled cables and killed processes.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use incident::checksum::Checksum;
use incident::stream::Stream;
use journal::Journal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::interval;

use super::cable::Cable;
use super::program::HubProgram;
use crate::client::Client;
use crate::headless::Headless;
use crate::place::{declaration, folder};
use crate::until::PATIENCE;

const LAPTOPS: usize = 3;

fn rounds() -> usize {
    if std::env::var_os("ALLCLEAR_SOAK").is_some() { 4_000 } else { 40 }
}

/// What happens next, from one number: the same number is the same afternoon, as far as machines allow.
struct Dice(u64);

impl Dice {
    /// Knuth's MMIX generator.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

struct Laptop {
    home: TempDir,
    cable: Cable,
    running: Option<(Headless, Client)>,
    /// The notes that it said were written.
    acknowledged: Vec<String>,
}

impl Laptop {
    async fn start(&mut self) -> &Client {
        if self.running.is_none() {
            let app = Headless::start(self.home.path());
            let client = Client::open(&app.url).await;
            self.running = Some((app, client));
        }
        &self.running.as_ref().expect("it runs").1
    }

    fn kill(&mut self) {
        if let Some((app, _)) = self.running.take() {
            app.kill();
        }
    }

    async fn joins(&mut self, link: String, name: Option<&str>) {
        let joined = self.start().await.ask("join", json!({ "link": link, "name": name })).await;
        assert_eq!(joined["restart"], false, "whichever workspace it is, it is open now");
    }

    async fn note(&mut self, incident: &Value, text: String) {
        let note = json!({ "type": "add_note", "note": "note", "text": text, "occurred_at": null });
        self.start().await.ask("execute", json!({ "incident": incident, "command": note })).await;
        self.acknowledged.push(text);
    }

    /// Waits until the chip says so. A laptop that was cut off for long is told to try at once.
    async fn is_synced(&mut self) {
        let client = self.start().await;
        let mut view = client.ask("sync_again", json!({})).await;
        let begun = Instant::now();
        let mut pace = interval(Duration::from_millis(50));
        while view["state"] != "synced" {
            assert!(begun.elapsed() < PATIENCE, "it does not come into step: {view}");
            pace.tick().await;
            view = client.ask("sync", json!({})).await;
        }
    }
}

#[tokio::test]
async fn three_laptops_and_a_hub_survive_pulled_cables_and_killed_processes() {
    let homes = [folder(), folder(), folder()];
    let founder = Headless::start(homes[0].path());
    let client = Client::open(&founder.url).await;
    client.ask("introduce", json!({ "name": "Ana", "workspace": "Lighthouse", "zone": null })).await;
    let declared = client.ask("declare", json!({ "command": declaration("Checkout fails") })).await;
    let incident = declared["incident"].clone();
    let code = client.ask("adoption_code", json!({})).await;
    let mut hub = HubProgram::adopting(code.as_str().expect("a code"));
    drop(founder);

    let laptop =
        |home| Laptop { home, cable: Cable::to(hub.address), running: None, acknowledged: Vec::new() };
    let mut laptops: Vec<Laptop> = homes.into_iter().map(laptop).collect();
    let address = format!("http://{}", laptops[0].cable.near);
    laptops[0].joins(address, None).await;
    laptops[0].is_synced().await;
    for (n, name) in [(1, "Jonas"), (2, "Mei")] {
        let link = format!("allclear://join?hub=http://{}&code={}", laptops[n].cable.near, hub.invites());
        laptops[n].joins(link, Some(name)).await;
        laptops[n].is_synced().await;
    }

    let mut dice = Dice(4_170);
    for round in 0..rounds() {
        let who = dice.below(LAPTOPS);
        match dice.below(10) {
            0 => laptops[who].cable.pull(),
            1 => laptops[who].cable.plug(),
            2 => laptops[who].kill(),
            3 => hub.kill(),
            4 => {
                hub.kill();
                hub.start();
            }
            5 => {
                let title = json!({ "type": "retitle", "title": format!("Round {round}") });
                let args = json!({ "incident": incident, "command": title });
                laptops[who].start().await.ask("execute", args).await;
            }
            6 => {
                let declared = declaration(&format!("Declared in round {round}"));
                laptops[who].start().await.ask("declare", json!({ "command": declared })).await;
            }
            _ => laptops[who].note(&incident, format!("round {round} by {who}")).await,
        }
    }

    hub.kill();
    hub.start();
    laptops.iter().for_each(|laptop| laptop.cable.plug());
    // Twice: what the last one brings, the others fetch.
    for _ in 0..2 {
        for laptop in &mut laptops {
            laptop.is_synced().await;
        }
    }
    let told =
        laptops[0].start().await.ask("room", json!({ "incident": incident })).await["room"].to_string();
    let written: HashSet<&String> = laptops.iter().flat_map(|laptop| &laptop.acknowledged).collect();
    assert!(written.len() > rounds() / 5, "it was a quiet afternoon: {}", written.len());
    let lost: Vec<_> = written.into_iter().filter(|note| !told.contains(&format!("\"{note}\""))).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");

    laptops.iter_mut().for_each(Laptop::kill);
    hub.kill();
    assert!(hub.says(&["verify"]).contains("as it was written"));
    let log = open(&hub.journal());
    for laptop in &laptops {
        let files =
            std::fs::read_dir(laptop.home.path()).expect("a folder").flatten().map(|file| file.path());
        let journals = files.filter(|file| file.extension().is_some_and(|end| end == "sqlite"));
        // Beside it lies the workspace that each of those who joined had begun with.
        let own = journals.map(|file| open(&file)).find(|own| own.workspace() == log.workspace());
        assert_eq!(holds(&own.expect("the workspace")), holds(&log));
    }
}

fn open(file: &Path) -> Journal {
    Journal::open(file, file.parent().expect("a folder")).expect("the log opens").journal
}

/// Of each stream the checksum, and what its record says.
fn holds(journal: &Journal) -> BTreeMap<Stream, (Checksum, String)> {
    let mut held: BTreeMap<Stream, (Checksum, String)> = BTreeMap::new();
    for end in journal.ends(None, usize::MAX).expect("its ends") {
        let record = || format!("{:?}", journal.record(end.series.stream).expect("a record").facts());
        let (sum, _) = held.entry(end.series.stream).or_insert_with(|| (Checksum::default(), record()));
        *sum = sum.with(&end.series, end.seq, &end.hash);
    }
    held
}
