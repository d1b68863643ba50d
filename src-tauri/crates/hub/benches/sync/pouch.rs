//! The peer: PouchDB with express-pouchdb, from npm into the folder of the benches.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::measure::{Sample, Table, millis};
use super::{fixture, scratch};

/// Pinned, so that figures of different days can be compared.
const PACKAGES: [&str; 3] = ["pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@4.21.2"];
const SCRIPT: &str = include_str!("pouch.js");

/// From `put` on one to the change on the other, through a server.
pub(crate) fn declares() -> Option<Sample> {
    Some(Sample::new(times("declares")?))
}

/// Until two with 10,000 documents each are equal.
pub(crate) fn diverged() -> Option<Duration> {
    times("diverged")?.first().copied()
}

/// A row of how many times as fast something is.
pub(crate) fn faster(table: &mut Table, what: &str, took: Duration, pouch: Duration, aim: f64) {
    let times = pouch.as_secs_f64() / took.as_secs_f64();
    let is = format!("{} = {times:.0} times as fast as PouchDB ({})", millis(took), millis(pouch));
    table.row(what, is, format!("≥ {aim} times"), times >= aim);
}

/// What the script measured, in milliseconds a line. None where npm cannot install it.
fn times(what: &str) -> Option<Vec<Duration>> {
    let folder = fixture::folder().join("pouchdb");
    std::fs::create_dir_all(&folder).unwrap();
    if !folder.join("node_modules/express-pouchdb").is_dir() {
        let install = ["install", "--no-audit", "--no-fund", "--silent", "--prefix", "."];
        let done = Command::new("npm").args(install).args(PACKAGES).current_dir(&folder).status();
        if !done.is_ok_and(|status| status.success()) {
            println!("PouchDB cannot be installed here, so nothing stands beside it.");
            return None;
        }
    }
    std::fs::write(folder.join("pouch.js"), SCRIPT).unwrap();
    let data = scratch();
    let mut child = Command::new("node")
        .args(["pouch.js", what])
        .arg(data.path())
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let times: Vec<Duration> = said
        .filter_map(|line| line.strip_prefix("ms ")?.parse().ok())
        .map(|millis: f64| Duration::from_secs_f64(millis / 1e3))
        .collect();
    assert!(child.wait().unwrap().success() && !times.is_empty(), "PouchDB measured nothing");
    Some(times)
}
