//! Machines that stop in the middle of what they write: some of it has reached the disk, and the rest has not.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::dice::Dice;

/// The bytes with which SQLite tells one write-ahead log from the one that was there before.
const HEADER: usize = 32;

/// What of a database is known to be on the disk whatever happens.
pub(crate) struct Flushed {
    file: PathBuf,
    /// Stands for the file without its log.
    folded: u64,
    /// How its write-ahead log begins.
    head: Vec<u8>,
    /// How far that goes.
    end: usize,
}

impl Flushed {
    pub(crate) fn of(file: PathBuf) -> Self {
        let log = read(&log(&file));
        let head = log.iter().take(HEADER).copied().collect();
        Self { folded: folded(&file), head, end: log.len(), file }
    }

    /// What of the log was written since. Where the log was folded into the file meanwhile, or begun anew over its old bytes,
    /// all of it counts as flushed: in which order the bytes of then came is nobody's to say.
    fn unflushed(&self) -> Range<usize> {
        let log = read(&log(&self.file));
        let grown = self.end <= log.len() && log.starts_with(&self.head) && folded(&self.file) == self.folded;
        if grown { self.end..log.len() } else { log.len()..log.len() }
    }
}

/// How many bytes of what was written to these databases since, one after the other, have reached the disk: drawn.
pub(crate) fn stop(flushed: &[Flushed], dice: &mut Dice) -> Vec<usize> {
    let unflushed: Vec<Range<usize>> = flushed.iter().map(Flushed::unflushed).collect();
    let all: usize = unflushed.iter().map(Range::len).sum();
    let mut reached = dice.below(all + 1);
    let ends = unflushed.iter().map(|span| {
        let kept = span.len().min(reached);
        reached -= kept;
        span.start + kept
    });
    ends.collect()
}

/// Takes from a folder what has not reached the disk.
pub(crate) fn take_away(folder: &Path, flushed: &[Flushed], ends: &[usize]) {
    for (one, end) in flushed.iter().zip(ends) {
        let log = log(&folder.join(one.file.file_name().unwrap()));
        if let Ok(bytes) = fs::read(&log) {
            fs::write(log, &bytes[..*end]).unwrap();
        }
    }
}

fn log(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// A log that is not there is empty.
fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_default()
}

fn folded(file: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    read(file).hash(&mut hasher);
    hasher.finish()
}
