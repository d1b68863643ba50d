//! The power goes while a hub takes what laptops push, on a disk that loses what was not flushed: what it has called taken
//! is there afterwards.

#[path = "../../../journal/tests/disk/lying.rs"]
mod lying;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use hub::{About, Place};
use sync::{Push, Pushed, Verdict};

use crate::laptop::{Laptop, incident};
use crate::program::{Served, code_of, program, run};
use lying::{CUT, lie};

/// More steps of the disk than a start takes, and far fewer than the notes do.
const STEPS: std::ops::Range<u64> = 40..600;

/// A hub with one member, in a folder that can be copied.
async fn founded(data: &Path) -> Laptop {
    let code = code_of(&run(data, &["init"]));
    let served = Served::start(data);
    let about: About = reqwest::get(format!("{}/v1/hub", served.url)).await.unwrap().json().await.unwrap();
    let mut ana = Laptop::at(&about, &served.url, "Ana");
    let answer = ana.post("/v1/join").json(&ana.asks(&code)).send().await.unwrap();
    ana.is_in(&answer.json().await.unwrap());
    served.stop();
    ana
}

/// Which numbers a hub had called taken when its power went at this step, and which of these it holds once it has started
/// anew; nothing of the second where its log is damaged.
async fn cut(step: u64, deaf: Option<&str>) -> (BTreeSet<u64>, BTreeSet<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut ana = founded(data).await;
    let mut serve = program(data, &["serve", "--listen", "127.0.0.1:0"]);
    lie(&mut serve, data, step);
    serve.env("ALLCLEAR_HUB_BACKUP_HOURS", "0").stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(deaf) = deaf {
        serve.env("LYING_DEAF", deaf);
    }
    let mut child = serve.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut taken = BTreeSet::new();
    if let Some(url) = line.trim().strip_prefix("listening on ") {
        ana.url = url.to_owned();
        // Each push is a number of its own in her series, until nobody answers.
        loop {
            let entries = ana.note(incident(1), &"x".repeat(taken.len() % 7 * 300));
            let seq = entries[0].head.seq;
            let push = Push::of(ana.journal.workspace(), entries);
            let Ok(answer) = ana.post("/v1/entries").json(&push).send().await else { break };
            // An answer that was cut off acknowledges nothing.
            let Ok(pushed) = answer.json::<Pushed>().await else { break };
            assert_eq!(pushed.verdicts, [Verdict::Taken]);
            taken.insert(seq);
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(CUT), "step {step}");

    // Without power the machine starts anew, and the lock's file is of the time before.
    let log = Place::new(data).journal();
    std::fs::write(format!("{}.lock", log.display()), "before the power went").unwrap();
    if !program(data, &["verify"]).output().unwrap().status.success() {
        return (taken, BTreeSet::new());
    }
    let served = Served::start(data);
    ana.url.clone_from(&served.url);
    let there = ana.pull_all().await.into_iter().filter(|entry| entry.head.replica == ana.replica());
    (taken, there.filter(|entry| entry.head.stream == incident(1)).map(|entry| entry.head.seq).collect())
}

/// Steps all over the run, the same each time.
fn steps(count: u64) -> impl Iterator<Item = u64> {
    (1..=count).map(|n| STEPS.start + n * 2_654_435_761 % (STEPS.end - STEPS.start))
}

#[tokio::test]
async fn what_a_hub_has_called_taken_outlives_the_power_whenever_it_goes() {
    let count = if std::env::var_os("ALLCLEAR_SOAK").is_some() { 400 } else { 10 };
    let mut all = 0;
    for step in steps(count) {
        let (taken, there) = cut(step, None).await;
        // The one that was on its way may be there or not.
        assert!(
            taken.is_subset(&there) && there.len() <= taken.len() + 1,
            "step {step}: {there:?} of {taken:?}"
        );
        all += taken.len();
    }
    assert!(all > 0, "the power went before anything was taken");
}

/// The disk is as bad as it should be: where the flush at each commit does nothing, as with `synchronous=NORMAL`, what was
/// called taken does get lost.
#[tokio::test]
async fn without_a_flush_at_each_commit_the_same_hub_loses_what_it_has_called_taken() {
    let mut lost = 0;
    for step in steps(4) {
        let (taken, there) = cut(step, Some("-wal")).await;
        lost += taken.difference(&there).count();
    }
    assert!(lost > 0, "this disk keeps everything, so it shows nothing");
}
