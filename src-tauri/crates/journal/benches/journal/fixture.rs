//! Large journals, written by the journal's own code and kept between runs.

use std::fs;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use incident::board::ROW_VERSION;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{IncidentId, Millis, PersonId, RoleId, Run, ServiceId, SeverityId, WorkspaceId};
use incident::stream::Stream;
use incident::value::{NoteKind, Point, Service, Severity, Stage};
use journal::{Author, BoardQuery, Journal, Work};

/// Raised when the content below changes, so that files are made anew.
const VERSION: u32 = 4;
pub(crate) const NOW: Millis = Millis(1_795_353_660_000);
/// An incident of 500 entries.
pub(crate) const LONG: Stream = Stream::Incident(IncidentId([0xee; 16]));
/// How many incidents are active in every file; the others are in review or closed.
const ACTIVE: u64 = 1_000;

/// Where files are kept.
pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench-data");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A journal of so many incidents with ten entries each, made if it is not there. A new version of the board's rows is a
/// new file, since rows of an older one are folded anew whenever they are shown.
pub(crate) fn file(incidents: u64) -> PathBuf {
    let file =
        folder().join(format!("journal-{incidents}-v{VERSION}-{ROW_VERSION}-{}.sqlite", journal::FORMAT));
    if !file.exists() {
        println!("making {} …", file.display());
        let made = file.with_extension("making");
        let _ = fs::remove_file(&made);
        let journal = Journal::found(&made, WorkspaceId([3; 32])).unwrap();
        fill(&journal, incidents);
        drop(journal);
        fs::rename(&made, &file).unwrap();
    }
    file
}

pub(crate) fn open(file: &Path) -> Journal {
    Journal::open(file, &folder().join("none")).unwrap().journal
}

pub(crate) fn copy_or_found(folder: &Path, file: Option<&Path>) -> Journal {
    let copy = folder.join("journal.sqlite");
    match file {
        Some(file) => {
            fs::copy(file, &copy).unwrap();
            open(&copy)
        }
        None => Journal::found(&copy, WorkspaceId([3; 32])).unwrap(),
    }
}

/// A copy as a crash leaves it: with the last commits in the write-ahead log.
pub(crate) fn crash(file: &Path, folder: &Path) -> PathBuf {
    let (alive, crashed) = (folder.join("alive.sqlite"), folder.join("crashed.sqlite"));
    fs::copy(file, &alive).unwrap();
    let journal = open(&alive);
    journal.append(&author(201), NOW, LONG, false, declare("the last one")).unwrap();
    for suffix in ["", "-wal"] {
        let part = |file: &Path| format!("{}{suffix}", file.display());
        fs::copy(part(&alive), part(&crashed)).unwrap();
    }
    crashed
}

pub(crate) fn author(run: u8) -> Author {
    Author { key: SigningKey::from_bytes(&[5; 32]), run: Run([run; 8]) }
}

/// Ids are spread as random ones are.
pub(crate) fn incident(n: u64) -> Stream {
    let mut random = Random(n);
    let mut id = [0; 16];
    id[..8].copy_from_slice(&random.next().to_be_bytes());
    id[8..].copy_from_slice(&random.next().to_be_bytes());
    Stream::Incident(IncidentId(id))
}

pub(crate) fn declare(title: &str) -> Vec<Draft> {
    vec![Event::Declared { drill: false }.into(), Event::Titled { title: title.into(), base: vec![] }.into()]
}

pub(crate) fn query() -> BoardQuery {
    BoardQuery { now: NOW, limit: 300, ..BoardQuery::default() }
}

/// Notes from all over the file.
pub(crate) fn texts(journal: &Journal, incidents: u64) -> Vec<String> {
    let mut texts = Vec::new();
    for n in (0..incidents).step_by(97) {
        let record = journal.record(incident(n)).unwrap();
        texts.extend(record.facts().iter().filter_map(|fact| match &fact.event {
            Some(Event::Noted { text, .. }) => Some(text.clone()),
            _ => None,
        }));
    }
    texts
}

/// How many bytes an entry takes in the file: head, hashes, signature and body.
pub(crate) fn stored_bytes(journal: &Journal, stream: Stream) -> usize {
    let entries = journal.entries(stream).unwrap();
    let body = |entry: &incident::entry::Entry| match &entry.body {
        incident::entry::BodyBytes::Whole(bytes) => bytes.len(),
        incident::entry::BodyBytes::Dropped(_) => 0,
    };
    incident::entry::Head::WIDTH + 32 + 32 + 64 + entries.last().map_or(0, body)
}

fn fill(journal: &Journal, incidents: u64) {
    let mut words = Words::new(1);
    // Each incident is worked on in two sittings, so that its entries lie apart in the file.
    for sitting in [0, 1] {
        for part in (0..incidents).collect::<Vec<_>>().chunks(2_000) {
            let works = part.iter().map(|n| Work {
                stream: incident(*n),
                private: false,
                drafts: if sitting == 0 { first(*n, &mut words) } else { second(*n, incidents, &mut words) },
                at: Some(began(*n)),
            });
            journal.append_all(&author(1 + sitting), NOW, works.collect()).unwrap();
        }
    }
    for part in 0..50 {
        let drafts = (0..10).map(|_| words.note()).collect();
        journal.append(&author(part), NOW, LONG, false, drafts).unwrap();
    }
    while journal.index_pending().unwrap() > 0 {}
}

fn began(n: u64) -> Millis {
    Millis(NOW.0 - 3_600_000 - 60_000 * n.cast_signed())
}

pub(crate) fn first(n: u64, words: &mut Words) -> Vec<Draft> {
    let service = words.word();
    let severity = Severity {
        id: SeverityId::from_name(&format!("sev-{}", n % 3 + 1)),
        name: "S".into(),
        rank: (n % 3) as u8 + 1,
    };
    vec![
        Event::Declared { drill: false }.into(),
        Event::Titled { title: words.text(5), base: vec![] }.into(),
        Event::PointRecorded { point: Point::Declared, at: Some(began(n)), base: vec![] }.into(),
        Event::SeverityClassified {
            severity: Some(severity),
            answers: vec![],
            suggested: None,
            reason: None,
            base: vec![],
        }
        .into(),
        Event::ServiceAffected { service: Service { id: ServiceId::from_name(&service), name: service } }
            .into(),
    ]
}

pub(crate) fn second(n: u64, incidents: u64, words: &mut Words) -> Vec<Draft> {
    let stage = match n {
        n if n < ACTIVE => Stage::Resolve,
        n if n > incidents - 1_000 => Stage::Review,
        _ => Stage::Closed,
    };
    let person = PersonId([(n % 50) as u8; 16]);
    vec![
        Event::RoleAssigned { role: RoleId::incident_manager(), service: None, person, base: vec![] }.into(),
        words.note(),
        words.note(),
        words.note(),
        Event::StageEntered { stage, reason: None, base: vec![] }.into(),
    ]
}

/// SplitMix64: the same files everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// Texts of 20,000 made-up words that are as unevenly common as those of a language.
pub(crate) struct Words {
    random: Random,
    words: Vec<String>,
}

impl Words {
    pub(crate) fn new(seed: u64) -> Self {
        const PARTS: [&str; 24] = [
            "da", "ta", "ba", "se", "con", "nec", "tion", "time", "out", "er", "ror", "la", "ten", "cy",
            "check", "pay", "ment", "que", "ue", "node", "re", "start", "fail", "over",
        ];
        let mut random = Random(42);
        let words = (0..20_000)
            .map(|_| (0..2 + random.below(3)).map(|_| PARTS[random.below(24) as usize]).collect())
            .collect();
        Self { random: Random(seed), words }
    }

    /// The n-th word about 1/n as often as the first.
    pub(crate) fn word(&mut self) -> String {
        let uniform = self.random.below(1 << 32) as f64 / f64::from(u32::MAX);
        let rank = (self.words.len() as f64).powf(uniform) as usize - 1;
        self.words[rank.min(self.words.len() - 1)].clone()
    }

    pub(crate) fn text(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn note(&mut self) -> Draft {
        let count = 6 + self.random.below(12) as usize;
        Event::Noted { note: NoteKind::Note, text: self.text(count) }.into()
    }

    /// What a person types who remembers something of this text: one to three of its words, the last one begun.
    pub(crate) fn query(&mut self, text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let mut pick = || words[self.random.below(words.len() as u64) as usize];
        let mut query = [pick(), pick(), pick()];
        let last = query[2];
        query[2] = &last[..1 + self.random.below(last.len() as u64) as usize];
        query[self.random.below(3) as usize..].join(" ")
    }
}
