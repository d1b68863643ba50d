//! The public status page of 1,000 and of 10,000 incidents: written whole, and written again after one update.
//!
//! Both have a hundred incidents a month with five updates each, so that the longer one goes back ten times as far.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signer as _, SigningKey};
use incident::id::{EntryRef, IncidentId, Millis, ReplicaKey};
use incident::published::{Published, Said};
use incident::value::{Component, ComponentSaid, ComponentState, Occasion, StatusPage};
use page::bundle::{Page, Signer, Site};

const NOW: Millis = Millis(1_795_096_800_000);
const TIMES: usize = 60;
const WORDS: &str = "Some card payments are **declined** since 14:05 UTC. We have found a change that causes it and are \
    taking it back, region by region.\n\nTransfers and the app are not affected. See <https://status.example.org>.";

struct Key(SigningKey);

impl Signer for Key {
    fn key(&self) -> ReplicaKey {
        ReplicaKey(self.0.verifying_key().to_bytes())
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

fn page() -> Page {
    let component = |n: usize| Component {
        id: format!("part-{n}").parse().unwrap_or_else(|_| unreachable!()),
        name: format!("Part {n}"),
        description: None,
        group: None,
        position: n as u32,
        shown: true,
        services: vec![],
    };
    Page {
        of: StatusPage {
            name: "Example".to_owned(),
            address: Some("https://status.example.org".to_owned()),
            authority: Some("status.example.org,2026-11-19".to_owned()),
        },
        groups: vec![],
        components: (0..20).map(|n| (component(n), Millis(0))).collect(),
        maintenances: vec![],
        subscribe: None,
    }
}

/// The `n`th from the last; of the last only the first two updates were said.
fn incident(page: &Page, n: usize, said: usize) -> Published {
    let began = NOW.0 - (n as i64) * 30 * 24 * 3_600_000 / 100 - 3_600_000;
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(n as u64 + 1).to_be_bytes());
    let occasions = [
        Occasion::Investigating,
        Occasion::Identified,
        Occasion::NoChange,
        Occasion::Monitoring,
        Occasion::Resolved,
    ];
    let component = &page.components[n % page.components.len()].0;
    let told = occasions.iter().take(said).enumerate().map(|(at, occasion)| Said {
        id: EntryRef([at as u8; 16]),
        occasion: *occasion,
        status: *occasion,
        text: WORDS.to_owned(),
        at: Millis(began + at as i64 * 600_000),
        components: vec![ComponentSaid {
            component: component.id.clone(),
            name: component.name.clone(),
            state: ComponentState::PartialOutage,
        }],
    });
    Published {
        incident: IncidentId(id),
        title: "Cards are declined".to_owned(),
        said: told.collect(),
        review: None,
    }
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}

fn site(count: usize) -> Site {
    let mut site = Site::new(page());
    for n in 0..count {
        let one = incident(site.page(), n, if n == 0 { 2 } else { 5 });
        site.put(one.incident, Some(one));
    }
    site
}

fn whole(count: usize, key: &Key) -> (Site, Duration) {
    let begun = Instant::now();
    let mut site = site(count);
    let bundle = black_box(site.whole(NOW, key));
    let took = begun.elapsed();
    let bytes: usize = bundle.files.iter().map(|file| file.bytes.len()).sum();
    println!(
        "{count:>6} incidents whole: {took:>10.1?}, {} files, {:.1} MB",
        bundle.files.len(),
        bytes as f64 / 1e6
    );
    (site, took)
}

fn update(site: &mut Site, said: usize, key: &Key) -> Duration {
    let one = incident(site.page(), 0, said);
    let begun = Instant::now();
    site.put(one.incident, Some(one));
    black_box(site.build(NOW, key));
    begun.elapsed()
}

fn main() {
    let key = Key(SigningKey::from_bytes(&[7; 32]));
    let (mut short, took) = whole(1_000, &key);
    let (mut long, _) = whole(10_000, &key);
    // In turn, so that whatever else the machine does hits both alike.
    let (mut of_short, mut of_long) = (Vec::new(), Vec::new());
    for n in 0..TIMES {
        let said = 1 + n % 3;
        of_short.push(update(&mut short, said, &key));
        of_long.push(update(&mut long, said, &key));
    }
    let (short, long) = (median(of_short), median(of_long));
    let ratio = long.as_secs_f64() / short.as_secs_f64();
    let kept = |is| if is { "kept" } else { "MISSED" };
    println!(
        "| status page of 1,000 incidents, written whole | {:.3} s | ≤ 1 s | {} |",
        took.as_secs_f64(),
        kept(took.as_secs_f64() <= 1.0)
    );
    println!(
        "| the same after one update: p50, of 10,000 beside 1,000 | {long:.1?}, {short:.1?} = {ratio:.2} × | ≤ 1.2 × | {} |",
        kept(ratio <= 1.2)
    );
}
