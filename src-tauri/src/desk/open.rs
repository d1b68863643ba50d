//! Opening the desk: the data folder, the workspace's file, this laptop's key, the person at it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock};

use chrono_tz::Tz;
use ed25519_dalek::SigningKey;
use incident::book::Book;
use incident::event::Event;
use incident::id::{Millis, PersonId, ReplicaKey, Run, WorkspaceId};
use incident::stream::{Section, Stream};
use incident::value::PersonDetail;
use journal::{Author, Journal, Opened, Work, private};
use outreach::WebAddress;
use tokio::sync::broadcast;

use super::elsewhere::{keep_untold, take_untold};
use super::text::Texts;
use super::{Desk, Signal, wall_clock};
use crate::failure::Failure;
use crate::keys::{KeyPlace, Keys};
use crate::views::Start;

/// Where a desk lies, and what the system says about its person.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder.
    pub folder: PathBuf,
    /// The zone that the system is set to.
    pub system_zone: Tz,
    /// What the system calls the person.
    pub login: String,
    /// Where secrets go.
    pub keys: Keys,
    /// Where Statuspage is, where that is none of its makers' addresses: its pages lie below it by their names, and who
    /// writes them asks below `v1/`.
    pub statuspage: Option<WebAddress>,
}

/// The folder that the system gives to Allclear for its data.
pub fn default_folder() -> Option<PathBuf> {
    Some(dirs::data_dir()?.join("allclear"))
}

/// The local setting that tells that somebody has introduced themselves.
pub(super) const INTRODUCED: &str = "introduced";
/// The local setting that tells as whom this laptop joined a workspace that others began.
pub(super) const JOINED_AS: &str = "joined_as";

impl Place {
    /// A desk in this folder, with the zone and name that the system says.
    pub fn new(folder: PathBuf) -> Self {
        let zone = iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC);
        let login = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
        Self {
            keys: Keys::of_system(folder.join("keys")),
            folder,
            system_zone: zone,
            login: login.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "Me".to_owned()),
            statuspage: None,
        }
    }

    /// Puts the key into a file even where there is a keychain.
    pub fn keep_key_in_file(&mut self) {
        self.keys = Keys::in_folder(self.folder.join("keys"));
    }

    /// The file of the workspace that is open; it says which one in plain hex.
    pub(super) fn current(&self) -> PathBuf {
        self.folder.join("current-workspace")
    }

    pub(super) fn journal(&self, workspace: WorkspaceId) -> PathBuf {
        self.folder.join(format!("workspace-{}.sqlite", &workspace.to_string()[..16]))
    }

    /// The file of a workspace that is not open, made where there is none.
    pub(super) fn other(&self, workspace: WorkspaceId) -> Result<Journal, Failure> {
        match self.kept(workspace)? {
            Some(journal) => Ok(journal),
            None => Ok(Journal::found(&self.journal(workspace), workspace)?),
        }
    }

    /// The same, where this laptop has it already.
    pub(super) fn kept(&self, workspace: WorkspaceId) -> Result<Option<Journal>, Failure> {
        if !self.journal(workspace).exists() {
            return Ok(None);
        }
        Ok(Some(keep_untold(self.opened(workspace)?)?))
    }

    /// Opens the file of a workspace. Its name says only how the workspace's id begins, and an id is whatever somebody says.
    pub(super) fn opened(&self, workspace: WorkspaceId) -> Result<Opened, Failure> {
        let file = self.journal(workspace);
        let opened = Journal::open(&file, &self.backups(workspace))?;
        if opened.journal.workspace() == workspace {
            return Ok(opened);
        }
        Err(Failure::new(
            "other_workspace",
            format!(
                "The file {} is of another workspace than the one that is asked for, although their ids begin alike. Nothing was changed. Ask whoever invited you.",
                file.display()
            ),
        ))
    }

    /// Where backups go.
    pub fn backups(&self, workspace: WorkspaceId) -> PathBuf {
        self.folder.join("backups").join(&workspace.to_string()[..16])
    }
}

impl Desk {
    /// Opens the workspace of this folder; at the first start makes workspace, person and key.
    pub fn open(place: Place, headless: bool) -> Result<Self, Failure> {
        Self::open_at(place, headless, wall_clock)
    }

    /// Opens another workspace of the same folder, to be heard by whoever listens to this one.
    pub(super) fn beside(&self, workspace: WorkspaceId) -> Result<Self, Failure> {
        let (place, signals) = (self.place.clone(), self.signals.clone());
        let opened = Self::begin(place, Some(workspace), self.headless, self.clock, signals)?;
        // Only what could be opened is what the next start opens.
        write_current(&self.place.current(), workspace).map_err(|error| {
            tracing::error!(%error, "the note of the open workspace cannot be written");
            Failure::new(
                "folder",
                "The data folder cannot be written to. Allow writing to it, then try once more.",
            )
        })?;
        Ok(opened)
    }

    /// The same with another clock, for rehearsals of time.
    pub fn open_at(place: Place, headless: bool, clock: fn() -> Millis) -> Result<Self, Failure> {
        Self::begin(place, None, headless, clock, broadcast::channel(256).0)
    }

    fn begin(
        place: Place,
        workspace: Option<WorkspaceId>,
        headless: bool,
        clock: fn() -> Millis,
        signals: broadcast::Sender<Signal>,
    ) -> Result<Self, Failure> {
        let in_folder = |source: std::io::Error| {
            let folder = place.folder.display();
            tracing::error!(%source, %folder, "the data folder cannot be used");
            Failure::new(
                "folder",
                format!(
                    "The data folder {folder} cannot be used. Allow writing to it, or start with --data and another folder."
                ),
            )
        };
        private::folder(&place.folder).map_err(in_folder)?;
        let _first_start = only_one(&place.folder)?;
        let mut warnings = Vec::new();
        let named = match workspace {
            Some(workspace) => Some(workspace),
            None => read_current(&place)?,
        };
        let (journal, key) = match named {
            Some(workspace) => reopen(&place, workspace, &mut warnings)?,
            None => {
                let made = found(&place)?;
                write_current(&place.current(), made.0.workspace()).map_err(in_folder)?;
                made
            }
        };
        let author = Author { key, run: Run(random()?) };
        let book = read_book(&journal)?;
        let replica = author.replica();
        let joined = super::hub::joined_as(&journal)?;
        let person = match book.person_of(replica).or(joined) {
            Some(person) => person,
            None => enrol(&journal, &author, &book, &place, clock())?,
        };
        let book = read_book(&journal)?;
        let line = super::hub::Line::of(&journal)?;
        let outbox = super::outbox::Outbox::of(&journal, &author, clock())?;
        Ok(Self {
            journal: Arc::new(journal),
            author,
            person,
            place,
            warnings,
            headless,
            clock,
            book: RwLock::new(Arc::new(book)),
            deciding: Mutex::new(()),
            leaving: AtomicBool::new(false),
            signals,
            imports: super::imports::Imports::default(),
            asked_for: Mutex::new(super::AskedFor::NoPageYet(None)),
            line,
            told: super::hub::Told::default(),
            rooms: super::presence::Rooms::default(),
            outbox,
            last_brief: Mutex::default(),
            texts: Texts::default(),
            site: Mutex::default(),
            drifts: Default::default(),
        })
    }

    /// What the window needs before it shows anything.
    pub fn start(&self) -> Result<Start, Failure> {
        let book = self.the_book();
        Ok(Start {
            me: self.person,
            name: book.person_name(self.person).unwrap_or_default().to_owned(),
            zone: self.zone(&book).name().to_owned(),
            id: self.journal.workspace(),
            workspace: book.workspace_name().unwrap_or("Allclear").to_owned(),
            first_run: self.journal.setting(INTRODUCED)?.is_none(),
            version: env!("CARGO_PKG_VERSION"),
            headless: self.headless,
            key_lies_open: self.key_lies_open(),
            warnings: self.warnings(),
        })
    }

    /// Whether nothing locks the key, because there is no keychain and nobody was asked what to do without one.
    fn key_lies_open(&self) -> bool {
        let keys = &self.place.keys;
        keys.want_keychain() && keys.place(self.journal.workspace()) == KeyPlace::File
    }

    /// What a person should know: what was found at the start, and a key that nothing locks although nobody asked for that.
    fn warnings(&self) -> Vec<String> {
        let open = self.key_lies_open().then(|| "The key that signs your entries lies in a file that only you can read, because this computer offers no keychain. A passphrase can lock it: see Data in Settings.".to_owned());
        self.warnings.iter().cloned().chain(open).collect()
    }

    /// The person at a new desk says who they are.
    pub fn introduce(&self, name: String, workspace: String, zone: Option<String>) -> Result<Start, Failure> {
        use incident::command::Edit;
        let zone = zone.filter(|zone| !zone.trim().is_empty());
        let edits = [
            Some(Edit::NamePerson { person: self.person, name }),
            Some(Edit::NameWorkspace { name: workspace }),
            zone.map(|zone| Edit::SetPersonDetail {
                person: self.person,
                detail: PersonDetail::Zone,
                value: Some(zone),
            }),
        ];
        for edit in edits.into_iter().flatten() {
            match self.edit(edit) {
                Err(failure) if failure.code != "already" => return Err(failure),
                _ => {}
            }
        }
        self.journal.set_setting(INTRODUCED, "yes")?;
        self.stale(&["start", "rail", "book"], None);
        self.start()
    }
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| {
        Failure::new("random", "The operating system gives no random numbers, so nothing can be signed.")
    })?;
    Ok(bytes)
}

/// Of two that start in one folder at once, the second must not found a workspace of its own.
fn only_one(folder: &Path) -> Result<fs::File, Failure> {
    let lock = fs::File::create(folder.join("start.lock"));
    let locked = lock.and_then(|lock| lock.lock().map(|()| lock));
    locked.map_err(|error| {
        tracing::error!(%error, "the data folder cannot be locked");
        Failure::new("folder", format!("The data folder {} cannot be used. Allow writing to it, or start with --data and another folder.", folder.display()))
    })
}

/// The workspace of this folder; none at the first start. Only a folder without any counts as new: where the
/// note of which one it is was lost, the one that lies there is taken, and of several nobody guesses.
fn read_current(place: &Place) -> Result<Option<WorkspaceId>, Failure> {
    let named = match fs::read_to_string(place.current()) {
        Ok(text) => text.trim().parse().ok(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::error!(%error, "the note of the open workspace cannot be read");
            None
        }
    };
    if named.is_some() {
        return Ok(named);
    }
    match &place.workspaces()[..] {
        [] => Ok(None),
        [file] => {
            let workspace = place.open_unseen(file)?.workspace();
            write_current(&place.current(), workspace).map_err(|error| {
                tracing::error!(%error, "the note of the open workspace cannot be written");
                Failure::new(
                    "folder",
                    "The data folder cannot be written to. Allow writing to it and start again.",
                )
            })?;
            Ok(Some(workspace))
        }
        several => Err(Failure::new(
            "folder",
            format!(
                "The data folder {} holds {} workspaces and no word of which one is yours. Move the others away, then start again.",
                place.folder.display(),
                several.len()
            ),
        )),
    }
}

/// Written beside and moved into place, so that it is whole or not there.
pub(super) fn write_current(file: &Path, workspace: WorkspaceId) -> std::io::Result<()> {
    use std::io::Write;
    let beside = file.with_extension("new");
    let mut open = fs::File::create(&beside)?;
    writeln!(open, "{workspace}")?;
    open.sync_all()?;
    fs::rename(&beside, file)?;
    // The name is on the disk only once its folder is.
    match file.parent() {
        Some(folder) if cfg!(unix) => fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// A new workspace: its id is the public key of the one who founds it.
fn found(place: &Place) -> Result<(Journal, SigningKey), Failure> {
    let key = SigningKey::from_bytes(&random()?);
    let workspace = WorkspaceId(key.verifying_key().to_bytes());
    place.keys.keep(workspace, &key)?;
    let journal = Journal::found(&place.journal(workspace), workspace)?;
    Ok((journal, key))
}

fn reopen(
    place: &Place,
    workspace: WorkspaceId,
    warnings: &mut Vec<String>,
) -> Result<(Journal, SigningKey), Failure> {
    let opened = place.opened(workspace)?;
    warnings.extend(take_untold(&opened.journal)?);
    warnings.extend(opened.repaired.map(|repaired| repaired.to_string()));
    let key = match place.keys.find(workspace)? {
        Some((key, _)) => key,
        None => {
            // The record stays readable and writable; who signed what shows in every entry.
            warnings.push("The key of this laptop was not found, so a new one signs from now on. What was written before is unchanged.".to_owned());
            let key = SigningKey::from_bytes(&random()?);
            place.keys.keep(workspace, &key)?;
            key
        }
    };
    Ok((opened.journal, key))
}

/// Writes for whom this laptop's key signs: the person who was here before, or a new one.
fn enrol(
    journal: &Journal,
    author: &Author,
    book: &Book,
    place: &Place,
    now: Millis,
) -> Result<PersonId, Failure> {
    let founder = ReplicaKey(journal.workspace().0);
    let (person, mut drafts) = match book.person_of(founder) {
        Some(person) => (person, Vec::new()),
        None => {
            let person = PersonId(random()?);
            (person, vec![Event::PersonNamed { person, name: place.login.clone(), base: vec![] }.into()])
        }
    };
    drafts.push(Event::ReplicaEnrolled { replica: author.replica(), person }.into());
    let stream = Stream::Book(Section::People);
    journal.append_all(author, now, vec![Work { stream, private: false, drafts, at: None }])?;
    Ok(person)
}

pub(super) fn read_book(journal: &Journal) -> Result<Book, Failure> {
    let mut sections = Vec::with_capacity(Section::ALL.len());
    for section in Section::ALL {
        sections.push(journal.record(Stream::Book(section))?);
    }
    let sections = sections.try_into().map_err(|_| Failure::new("journal", "The book could not be read."))?;
    Ok(Book::new(sections))
}
