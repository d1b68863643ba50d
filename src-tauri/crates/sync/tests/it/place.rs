//! Journals in folders of their own.

use ed25519_dalek::SigningKey;
use incident::checksum::Checksum;
use incident::event::Event;
use incident::id::{IncidentId, Millis, ReplicaKey, Run, WorkspaceId};
use incident::stream::{Section, Stream};
use incident::value::NoteKind;
use journal::{Author, Journal};
use tempfile::TempDir;

pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId([9; 32]);
pub(crate) const NOW: Millis = Millis(1_795_353_660_123);

/// A journal with its folder, which goes when this goes.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) journal: Journal,
    author: Author,
    made: u8,
}

impl Place {
    pub(crate) fn new(who: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::found(&folder.path().join("journal.sqlite"), WORKSPACE).unwrap();
        Self { folder, journal, author: author(who, 1), made: 1 }
    }

    /// Writes so many notes in one transaction, and a title, which others may contradict.
    pub(crate) fn write(&self, stream: Stream, notes: usize) {
        let note = |n| Event::Noted { note: NoteKind::Note, text: format!("note {n}") }.into();
        let mut drafts: Vec<_> = (0..notes).map(note).collect();
        let base = self.journal.record(stream).unwrap().base(&incident::slot::Slot::Title);
        drafts.push(Event::Titled { title: format!("by {:?}", self.author.replica()), base }.into());
        self.journal.append(&self.author, NOW, stream, false, drafts).unwrap();
    }

    pub(crate) fn say(&self, stream: Stream, event: Event) {
        self.journal.append(&self.author, NOW, stream, false, vec![event.into()]).unwrap();
    }

    pub(crate) fn hide_last_note(&self, stream: Stream) {
        let record = self.journal.record(stream).unwrap();
        let shown = |event: Option<&Event>| matches!(event, Some(Event::Noted { .. }));
        let Some(entry) = record.facts().iter().rfind(|fact| shown(fact.event.as_ref())).map(|fact| fact.id)
        else {
            return;
        };
        let redacted = Event::Redacted { entry, replaces: vec![] };
        self.journal.append(&self.author, NOW, stream, false, vec![redacted.into()]).unwrap();
    }

    /// The same laptop, started anew from a copy of its disk as it is now.
    pub(crate) fn cloned(&self, run: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.sqlite");
        self.journal.backup_to(&file).unwrap();
        let journal = Journal::open(&file, folder.path()).unwrap().journal;
        let author = Author { key: self.author.key.clone(), run: Run([run; 8]) };
        Self { folder, journal, author, made: run }
    }

    /// The same laptop, started anew from a copy of its disk on which a letter of these words is another one.
    pub(crate) fn spoiled(&self, words: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.sqlite");
        self.journal.backup_to(&file).unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        let at = bytes.windows(words.len()).position(|window| window == words.as_bytes()).unwrap();
        bytes[at] ^= 1;
        std::fs::write(&file, bytes).unwrap();
        let journal = Journal::open(&file, folder.path()).unwrap().journal;
        let author = Author { key: self.author.key.clone(), run: Run([9; 8]) };
        Self { folder, journal, author, made: 9 }
    }

    pub(crate) fn replica(&self) -> ReplicaKey {
        self.author.replica()
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.author.key
    }

    /// A checksum for each stream, and the text of each record: what two must agree on.
    pub(crate) fn holds(&self) -> Vec<(Stream, Checksum, String)> {
        let mut held: Vec<(Stream, Checksum, String)> = Vec::new();
        for end in self.journal.ends(None, usize::MAX).unwrap() {
            let stream = end.series.stream;
            if held.last().is_none_or(|(last, ..)| *last != stream) {
                let record = self.journal.record(stream).unwrap();
                held.push((stream, Checksum::default(), format!("{:?}", record.facts())));
            }
            if let Some((_, sum, _)) = held.last_mut() {
                *sum = sum.with(&end.series, end.seq, &end.hash);
            }
        }
        held
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "run {} in {}", self.made, self.folder.path().display())
    }
}

pub(crate) fn author(who: u8, run: u8) -> Author {
    Author { key: SigningKey::from_bytes(&[who; 32]), run: Run([run; 8]) }
}

pub(crate) fn incident(n: u8) -> Stream {
    Stream::Incident(IncidentId([n; 16]))
}

/// Streams of every kind, in no particular order.
pub(crate) fn streams() -> Vec<Stream> {
    let mut streams: Vec<Stream> = (1..5).map(incident).collect();
    streams.extend(Section::ALL.map(Stream::Book));
    streams
}
