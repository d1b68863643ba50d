//! A simulator: laptops with the real exchange and journals, the hub's real router and store, and between them a network,
//! clocks and disks in which everything goes wrong that a seed says. The same seed is the same run.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod acts;
mod check;
mod clock;
mod dice;
mod disk;
mod house;
mod laptop;
mod lies;
mod network;
mod planted;
mod power;
mod stops;
mod texts;
mod trouble;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lies::Lie;
use world::World;

/// How many seeds the test command runs, and how many a soak; `ALLCLEAR_SEEDS` says another number.
const SEEDS: u64 = 300;
const SOAKED: u64 = 10_000;
/// Tests that share them, so that they run beside each other.
const SHARES: u64 = 4;

/// Runs a world to its end; its trace, and what was wrong.
fn run(seed: u64, lie: Option<Lie>) -> (Vec<String>, Result<(), String>) {
    let mut trace = Vec::new();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let mut world = World::new(seed, lie);
        world.trace.clone_into(&mut trace);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            world.live();
            world.heal()?;
            check::check(&mut world)
        }));
        trace = std::mem::take(&mut world.trace);
        ended.unwrap_or_else(|panic| Err(said(&*panic)))
    }));
    (trace, ended.unwrap_or_else(|panic| Err(said(&*panic))))
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref().copied());
    format!("a panic: {}", text.unwrap_or("without words"))
}

fn hold(seed: u64) {
    let (trace, ended) = run(seed, None);
    if let Err(what) = ended {
        let story: String = trace.iter().map(|line| format!("  {line}\n")).collect();
        panic!(
            "{story}seed {seed}: {what}\nOnce more: ALLCLEAR_SEED={seed} cargo nextest run -p hub --test sim -- one_seed"
        );
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn share(share: u64) {
    let usual = if std::env::var_os("ALLCLEAR_SOAK").is_some() { SOAKED } else { SEEDS };
    let seeds = number("ALLCLEAR_SEEDS").unwrap_or(usual);
    (0..seeds).filter(|seed| seed % SHARES == share).for_each(hold);
}

#[test]
fn nothing_is_lost_whatever_goes_wrong_first_share() {
    share(0);
}

#[test]
fn nothing_is_lost_whatever_goes_wrong_second_share() {
    share(1);
}

#[test]
fn nothing_is_lost_whatever_goes_wrong_third_share() {
    share(2);
}

#[test]
fn nothing_is_lost_whatever_goes_wrong_fourth_share() {
    share(3);
}

/// The one that `ALLCLEAR_SEED` names, for whoever looks into it.
#[test]
fn one_seed() {
    hold(number("ALLCLEAR_SEED").unwrap_or(0));
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in 1_000..1_005 {
        let (first, second) = (run(seed, None), run(seed, None));
        assert!(first.0.len() > 50, "{first:?}");
        assert_eq!(first, second);
    }
}

#[test]
fn every_lie_is_seen_through() {
    for lie in [Lie::Acknowledged, Lie::Skipped, Lie::Unflushed] {
        assert!((0..60).any(|seed| run(seed, Some(lie)).1.is_err()), "{lie:?} is believed");
    }
}
