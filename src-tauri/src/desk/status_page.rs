//! The public status page, written by this laptop: from its own log, with no network, while everything else may be down.

mod folder;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::Signer as _;
use incident::book::{Book, Maintenance};
use incident::id::{IncidentId, Millis, ReplicaKey};
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::{Section, Stream};
use incident::text::{one_line, visible};
use incident::value::{ComponentState, MaintenanceState};
use page::bundle::{Built, Bundle, File, FilePath, Page, Signer, Site};

use super::{Desk, SavedFile};
use crate::failure::Failure;
use crate::views::{ComponentChoice, ComponentView, GroupView, MaintenanceView, StatusPageView};

/// What the folder is called, wherever it is put, and the file.
const NAME: &str = "status-page";

/// What is published as far as it was read, so that one update reads one incident.
pub(super) struct Kept {
    site: Site,
    position: u64,
    /// Whose word an approval was, by what was known then.
    people: Arc<Record>,
    /// The files as they were last written, so that an update writes anew what it changes. Empty until somebody asks for them.
    files: BTreeMap<FilePath, File>,
}

impl Kept {
    /// The whole page.
    fn bundle(&mut self, now: Millis, signer: &impl Signer) -> Bundle {
        let built = if self.files.is_empty() {
            Built { written: self.site.whole(now, signer).files, removed: Vec::new() }
        } else {
            self.site.build(now, signer)
        };
        for path in &built.removed {
            self.files.remove(path);
        }
        self.files.extend(built.written.into_iter().map(|file| (file.path.clone(), file)));
        Bundle { files: self.files.values().cloned().collect(), frontier: self.site.frontier().clone() }
    }
}

impl Desk {
    /// The page as everybody would see it now, and what the book says of it.
    pub fn status_page(&self) -> Result<StatusPageView, Failure> {
        let book = self.the_book();
        self.with_site(|site| {
            let component = |entry: incident::book::ComponentEntry| ComponentView {
                state: site.state_of(&entry.component.id),
                component: entry.component,
                retired: entry.retired,
            };
            let group =
                |entry: incident::book::GroupEntry| GroupView { group: entry.group, retired: entry.retired };
            StatusPageView {
                page: book.status_page(),
                groups: book.groups().into_iter().map(group).collect(),
                components: book.components().into_iter().map(component).collect(),
                maintenances: book.maintenances().iter().rev().map(|one| maintenance(one, &book)).collect(),
                incidents: u32::try_from(site.len()).unwrap_or(u32::MAX),
                front: site.front(self.now()),
                key: self.author.replica(),
            }
        })
    }

    /// The whole page, signed by this laptop.
    pub fn status_page_bundle(&self) -> Result<Bundle, Failure> {
        self.with_kept(|kept| kept.bundle(self.now(), &Voice(self)))
    }

    /// The whole page as one file.
    pub fn status_page_zip(&self) -> Result<SavedFile, Failure> {
        let bytes = self.status_page_bundle()?.zip(NAME);
        Ok(SavedFile { name: format!("{NAME}.zip"), mime: "application/zip", bytes })
    }

    /// Writes the page into a folder of its own within this one, in place of the one that was written before. Either all of it
    /// is new afterwards, or all of it as it was. What somebody else put there is left alone.
    pub fn write_status_page(&self, within: &Path) -> Result<PathBuf, Failure> {
        let bundle = self.status_page_bundle()?;
        folder::replace(within, NAME, &bundle).map_err(|not_saved| {
            tracing::warn!(?not_saved, "the status page could not be written");
            Failure::new("folder", not_saved.to_string())
        })
    }

    /// What an update of an incident may say of components.
    pub(super) fn component_choices(&self, incident: Incident<'_>, book: &Book) -> Vec<ComponentChoice> {
        let published = incident.published(book);
        let services: Vec<_> = incident.services().into_iter().map(|(_, service)| &service.id).collect();
        let bad = match incident.severity().map(|severity| severity.rank) {
            Some(1) => ComponentState::MajorOutage,
            Some(2) => ComponentState::PartialOutage,
            _ => ComponentState::DegradedPerformance,
        };
        let stands = book.components_of(&services, bad);
        let choice = |entry: incident::book::ComponentEntry| {
            let id = entry.component.id;
            let said = published.as_ref().and_then(|page| page.states().get(&id).map(|said| said.state));
            let suggested = stands.iter().find(|(one, _)| one.id == id).map(|(_, state)| *state);
            ComponentChoice {
                name: one_line(&entry.component.name),
                suggested: said.or(suggested),
                component: id,
            }
        };
        book.components().into_iter().filter(|entry| !entry.retired).map(choice).collect()
    }

    /// Does something with what is published now.
    pub(super) fn with_site<T>(&self, with: impl FnOnce(&mut Site) -> T) -> Result<T, Failure> {
        self.with_kept(|kept| with(&mut kept.site))
    }

    fn with_kept<T>(&self, with: impl FnOnce(&mut Kept) -> T) -> Result<T, Failure> {
        let mut kept = self.site.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Asked first: what is written meanwhile is read again the next time.
        let position = self.journal.position()?;
        let book = self.the_book();
        let page = Page::of(&book);
        let before = kept.take();
        let changed = match &before {
            Some(before) => self.journal.streams_since(before.position)?,
            None => self.journal.streams(Stream::Incident(IncidentId([0; 16])))?,
        };
        // Whose word an approval was stands in the book: where that is another one, all are read again. The book is asked, not
        // the log, which may be ahead of it.
        let people = book.section(Section::People);
        let again = before.as_ref().is_some_and(|before| !Arc::ptr_eq(&before.people, people));
        let changed =
            if again { self.journal.streams(Stream::Incident(IncidentId([0; 16])))? } else { changed };
        let (mut site, files) = before
            .map_or_else(|| (Site::new(page.clone()), BTreeMap::new()), |before| (before.site, before.files));
        site.set_page(page);
        site.has_read(&book);
        for id in changed.into_iter().filter_map(Stream::incident) {
            let record = self.record(id)?;
            site.read(Incident::of(&record).at(self.now()), &book);
        }
        let now = kept.insert(Kept { site, position, people: Arc::clone(people), files });
        Ok(with(now))
    }
}

struct Voice<'a>(&'a Desk);

impl Signer for Voice<'_> {
    fn key(&self) -> ReplicaKey {
        self.0.author.replica()
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.author.key.sign(bytes).to_bytes()
    }
}

fn maintenance(one: &Maintenance, book: &Book) -> MaintenanceView {
    use MaintenanceState as S;
    let name = |id| book.component(id).map(|entry| one_line(&entry.component.name));
    MaintenanceView {
        maintenance: one.id,
        title: one_line(&one.title),
        window: one.window,
        components: one.components.iter().filter_map(name).collect(),
        state: one.state,
        said: one.updates.last().map(|said| visible(&said.text).into_owned()).unwrap_or_default(),
        next: match one.state {
            S::Scheduled => vec![S::InProgress, S::Cancelled],
            S::InProgress => vec![S::Verifying, S::Completed],
            S::Verifying => vec![S::InProgress, S::Completed],
            S::Completed | S::Cancelled => vec![],
        },
    }
}
