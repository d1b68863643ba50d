//! A folder with a journal in it, and short ways to write to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, Run, WorkspaceId};
use incident::record::Record;
use incident::stream::Stream;
use incident::value::NoteKind;
use journal::{Author, Journal, Opened};
use tempfile::TempDir;

pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId([9; 32]);
pub(crate) const NOW: Millis = Millis(1_795_353_660_123);

pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("journal.sqlite")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.folder.path().join("backups")
    }

    pub(crate) fn found(&self) -> Journal {
        Journal::found(&self.file(), WORKSPACE).unwrap()
    }

    pub(crate) fn open(&self) -> Opened {
        Journal::open(&self.file(), &self.backups()).unwrap()
    }
}

/// Laptop number `who` in its run number `run`.
pub(crate) fn author(who: u8, run: u8) -> Author {
    Author { key: SigningKey::from_bytes(&[who; 32]), run: Run([run; 8]) }
}

pub(crate) fn incident(n: u8) -> Stream {
    Stream::Incident(IncidentId([n; 16]))
}

pub(crate) fn note(text: &str) -> Draft {
    Event::Noted { note: NoteKind::Note, text: text.into() }.into()
}

pub(crate) fn title(text: &str, base: Vec<EntryRef>) -> Draft {
    Event::Titled { title: text.into(), base }.into()
}

/// An event from its JSON, as a body holds it.
pub(crate) fn fact(json: &str) -> Draft {
    serde_json::from_str::<Event>(json).unwrap().into()
}

pub(crate) fn declared() -> Draft {
    Event::Declared { drill: false }.into()
}

pub(crate) fn append(journal: &Journal, stream: Stream, drafts: Vec<Draft>) -> (Vec<EntryRef>, Arc<Record>) {
    let appended = journal.append(&author(1, 1), NOW, stream, false, drafts).unwrap();
    (appended.refs, appended.record)
}

pub(crate) fn index(journal: &Journal) {
    while journal.index_pending().unwrap() > 0 {}
}

/// A record as text, to compare two.
pub(crate) fn seen(record: &Record) -> String {
    format!("{:?}", record.facts())
}

/// Writes over the first occurrence of some bytes in the file.
pub(crate) fn spoil(file: &Path, bytes: &str) {
    let mut content = fs::read(file).unwrap();
    let at = content.windows(bytes.len()).position(|window| window == bytes.as_bytes()).unwrap();
    content[at] ^= 1;
    fs::write(file, content).unwrap();
}

/// How many cases a property is tried with: few, unless the environment asks for more.
pub(crate) fn cases(few: u32) -> u32 {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => proptest::test_runner::Config::default().cases,
        None => few,
    }
}
