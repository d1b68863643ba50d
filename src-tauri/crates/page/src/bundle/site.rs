//! The site: what is published, and which files it makes.

use std::collections::{BTreeMap, BTreeSet};

use incident::book::{Book, Maintenance};
use incident::id::{EntryRef, IncidentId, Millis, ReplicaKey};
use incident::incident::Incident;
use incident::published::Published;
use incident::stream::Stream;
use incident::value::{Component, Group, StatusPage};

use super::calendar::{Month, day_of};
use super::file::{Bundle, File, FilePath, SUMS};
use super::frontier::Frontier;
use super::shelf::Shelf;
use super::sums::Sum;
use super::{api, feed, history, index, review, story, sums};

/// What the book says of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Whose status it shows, and where.
    pub of: StatusPage,
    /// The groups, in order.
    pub groups: Vec<Group>,
    /// The components that are shown, in order, each with since when we say how it does.
    pub components: Vec<(Component, Millis)>,
    /// The work that was announced.
    pub maintenances: Vec<Maintenance>,
    /// Where somebody can ask to hear of updates, where that is possible.
    pub subscribe: Option<String>,
}

impl Page {
    /// What this book says.
    #[must_use]
    pub fn of(book: &Book) -> Self {
        let components =
            book.components().into_iter().filter(|entry| entry.component.shown && !entry.retired);
        Self {
            of: book.status_page(),
            groups: book.groups().into_iter().filter(|e| !e.retired).map(|entry| entry.group).collect(),
            components: components.map(|entry| (entry.component, entry.since)).collect(),
            maintenances: book.maintenances(),
            subscribe: None,
        }
    }
}

/// Whoever signs the sums.
pub trait Signer {
    /// Under which key.
    fn key(&self) -> ReplicaKey;
    /// The signature of these bytes, by Ed25519.
    fn sign(&self, bytes: &[u8]) -> [u8; 64];
}

/// What a build wrote anew.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// The files that are new or otherwise than before, the sums last.
    pub written: Vec<File>,
    /// The files that are no more.
    pub removed: Vec<FilePath>,
}

/// What is published, and what was written of it.
#[derive(Debug)]
pub struct Site {
    pub(super) page: Page,
    pub(super) shelf: Shelf,
    /// What has to be looked at again.
    stale: Stale,
    /// The sums of what was written, apart for each month, so that one of them is written anew without the others.
    root: BTreeMap<FilePath, Sum>,
    months: BTreeMap<Month, BTreeMap<FilePath, Sum>>,
    frontier: Frontier,
}

#[derive(Debug, Default)]
struct Stale {
    incidents: BTreeSet<IncidentId>,
    maintenances: BTreeSet<EntryRef>,
    months: BTreeSet<Month>,
}

/// The components of a page that work is on, by what they are called there.
fn named<'a>(page: &'a Page, of: &'a Maintenance) -> impl Iterator<Item = &'a str> {
    story::on(page, of).map(|component| component.name.as_str())
}

impl Site {
    /// A site of which nothing is written yet.
    #[must_use]
    pub fn new(page: Page) -> Self {
        let mut site = Self {
            page: Page { maintenances: Vec::new(), ..page.clone() },
            shelf: Shelf::default(),
            stale: Stale::default(),
            root: BTreeMap::new(),
            months: BTreeMap::new(),
            frontier: Frontier::default(),
        };
        site.set_page(page);
        site
    }

    /// The page whose book this is.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// How many incidents are published.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shelf.ids().count()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shelf.ids().next().is_none()
    }

    /// Shows the page as the book has it now.
    pub fn set_page(&mut self, mut page: Page) {
        page.maintenances.sort_by_key(|one| (one.window, one.id));
        // What stands on every page makes each of them another.
        if page.of != self.page.of || page.subscribe != self.page.subscribe {
            let all: Vec<IncidentId> = self.shelf.ids().collect();
            all.into_iter().for_each(|id| self.touch(id));
            let all: Vec<Maintenance> = self.page.maintenances.clone();
            all.iter().for_each(|one| self.touch_work(one));
        }
        let differ = |ours: &[Maintenance], theirs: &[Maintenance]| -> Vec<Maintenance> {
            ours.iter().filter(|one| !theirs.contains(one)).cloned().collect()
        };
        for one in differ(&self.page.maintenances, &page.maintenances) {
            self.touch_work(&one);
        }
        for one in differ(&page.maintenances, &self.page.maintenances) {
            self.touch_work(&one);
        }
        // Work says on what it is by the names of now, and in their order.
        for one in &page.maintenances {
            if !named(&self.page, one).eq(named(&page, one)) {
                self.touch_work(one);
            }
        }
        self.page = page;
    }

    /// Shows of an incident what is published of it now.
    pub fn put(&mut self, id: IncidentId, published: Option<Published>) {
        if self.shelf.get(id) == published.as_ref() {
            return;
        }
        self.touch(id);
        self.shelf.take(id);
        if let Some(published) = published {
            self.shelf.put(published);
            self.touch(id);
        }
    }

    /// Shows of an incident what is published of it now, and knows by which facts.
    pub fn read(&mut self, incident: Incident<'_>, book: &Book) {
        let Some(id) = incident.record().incident_id() else { return };
        let published = incident.published(book);
        self.frontier.put(Stream::Incident(id), published.is_some(), incident.told_by());
        self.put(id, published);
    }

    /// Knows how far the book goes whose page this is.
    pub fn has_read(&mut self, book: &Book) {
        self.frontier.put_book(book);
    }

    /// How far the record goes that it is written from.
    #[must_use]
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn touch(&mut self, id: IncidentId) {
        self.stale.incidents.insert(id);
        if let Some(published) = self.shelf.get(id) {
            self.stale.months.insert(Month::of(published.began()));
        }
    }

    fn touch_work(&mut self, one: &Maintenance) {
        self.stale.maintenances.insert(one.id);
        self.stale.months.insert(Month::of(one.window.from));
    }

    /// Writes what is not as it was written before. `now` counts by its day.
    pub fn build(&mut self, now: Millis, signer: &impl Signer) -> Built {
        let mut built = Built::default();
        let stale = std::mem::take(&mut self.stale);
        for month in &stale.months {
            let files = self.month(month, &stale);
            self.keep_month(month, files, &mut built);
        }
        let mut root = index::write(self, day_of(now));
        root.extend(api::write(self));
        root.push(feed::write(self));
        root.push(history::contents(self));
        root.extend([sums::key(signer.key()), sums::how(signer.key())]);
        let before = std::mem::take(&mut self.root);
        for file in root {
            let sum = sums::sum(&file.bytes);
            self.root.insert(file.path.clone(), sum);
            if before.get(&file.path) != Some(&sum) {
                built.written.push(file);
            }
        }
        self.sign(&before, &stale.months, signer, &mut built);
        built
    }

    /// Everything anew.
    pub fn whole(&mut self, now: Millis, signer: &impl Signer) -> Bundle {
        (self.root, self.months) = (BTreeMap::new(), BTreeMap::new());
        let all: Vec<IncidentId> = self.shelf.ids().collect();
        all.into_iter().for_each(|id| self.touch(id));
        let all: Vec<Maintenance> = self.page.maintenances.clone();
        all.iter().for_each(|one| self.touch_work(one));
        Bundle { files: self.build(now, signer).written, frontier: self.frontier.clone() }
    }

    /// What is not over, and what was over at this moment or later, newest first.
    #[must_use]
    pub fn told_since(&self, since: Millis) -> Vec<&Published> {
        self.shelf.open().into_iter().chain(self.shelf.over_since(since)).collect()
    }

    /// The page itself, as a preview shows it.
    #[must_use]
    pub fn front(&self, now: Millis) -> String {
        index::page(self, day_of(now))
    }

    /// The work that begins in a month, newest first.
    pub(super) fn work_of<'a>(&'a self, month: &'a Month) -> impl Iterator<Item = &'a Maintenance> {
        self.page.maintenances.iter().rev().filter(move |one| Month::of(one.window.from) == *month)
    }

    /// The files of a month that have to be looked at, by what is stale; none at all of one in which nothing began.
    fn month(&self, month: &Month, stale: &Stale) -> (Vec<File>, BTreeSet<FilePath>) {
        let (mut files, mut there) = (Vec::new(), BTreeSet::new());
        for one in self.shelf.of(month) {
            there.insert(story::path(one.incident));
            there.extend(one.review.is_some().then(|| review::path(one.incident)));
            if stale.incidents.contains(&one.incident) {
                files.push(story::incident(self, one));
                files.extend(one.review.as_ref().map(|read| review::review(self, one, read)));
            }
        }
        for one in self.work_of(month) {
            there.insert(story::work_path(one.id));
            if stale.maintenances.contains(&one.id) {
                files.push(story::work(self, one));
            }
        }
        if !there.is_empty() {
            let page = history::month(self, month);
            there.insert(page.path.clone());
            files.push(page);
        }
        (files, there)
    }

    fn keep_month(
        &mut self,
        month: &Month,
        (files, there): (Vec<File>, BTreeSet<FilePath>),
        built: &mut Built,
    ) {
        let kept = self.months.entry(month.clone()).or_default();
        let gone: Vec<FilePath> = kept.keys().filter(|path| !there.contains(path)).cloned().collect();
        for path in gone {
            kept.remove(&path);
            built.removed.push(path);
        }
        for file in files {
            let sum = sums::sum(&file.bytes);
            if kept.insert(file.path.clone(), sum) != Some(sum) {
                built.written.push(file);
            }
        }
    }

    fn sign(
        &mut self,
        before: &BTreeMap<FilePath, Sum>,
        touched: &BTreeSet<Month>,
        signer: &impl Signer,
        built: &mut Built,
    ) {
        self.months.retain(|_, files| !files.is_empty());
        let mut lists: Vec<File> = Vec::new();
        for (month, sums) in &self.months {
            let path = format!("history/{}.sums", month.as_str());
            let path = FilePath::made(path);
            // A month in which nothing was written has the list that it had.
            match before.get(&path) {
                Some(sum) if !touched.contains(month) => {
                    self.root.insert(path, *sum);
                }
                _ => lists.push(sums::list(path.as_str(), sums)),
            }
        }
        for list in lists {
            self.root.insert(list.path.clone(), sums::sum(&list.bytes));
            if before.get(&list.path) != self.root.get(&list.path) {
                built.written.push(list);
            }
        }
        // What is shown elsewhere now is there, not gone.
        built.removed.retain(|path| !self.months.values().any(|files| files.contains_key(path)));
        built.removed.extend(before.keys().filter(|path| !self.root.contains_key(path)).cloned());
        let list = sums::list(SUMS, &self.root);
        built.written.push(sums::signature(&list, |bytes| signer.sign(bytes)));
        built.written.push(list);
    }
}
