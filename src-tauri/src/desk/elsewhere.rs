//! The other workspaces on this laptop: which there are, and their incidents as an import.

use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, TimeZone, Utc};
use incident::book::Book;
use incident::export::to_markdown;
use incident::id::{Millis, WorkspaceId};
use incident::incident::Incident;
use incident::stream::{Section, Stream};
use incident::text::one_line;
use incident::value::{Point, Stage};
use journal::{Journal, Opened};
use serde_json::json;

use super::Desk;
use super::open::{INTRODUCED, read_book};
use crate::failure::Failure;
use crate::replicate::HubAddress;
use crate::views::{ImportDraft, WorkspaceView};

/// The local setting that keeps what was repaired while another workspace was open, until somebody opens this one.
const UNTOLD: &str = "untold_repairs";

impl Desk {
    /// Which workspace this is.
    #[must_use]
    pub fn workspace(&self) -> WorkspaceId {
        self.journal.workspace()
    }

    /// The workspaces on this laptop, the open one first. One in which nobody has done anything is none.
    pub fn workspaces(&self) -> Result<Vec<WorkspaceView>, Failure> {
        let own = self.shown_workspace(&self.journal, &self.the_book(), true)?;
        let mut all = Vec::new();
        for file in self.place.workspaces() {
            if file == self.place.journal(self.workspace()) {
                continue;
            }
            match self.look_into(&file) {
                Ok(found) => all.extend(found),
                Err(failure) => {
                    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
                    all.push(WorkspaceView {
                        why: Some(failure.message),
                        ..unknown(name.unwrap_or_default())
                    });
                }
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.insert(0, own);
        Ok(all)
    }

    /// The incidents of another workspace of this laptop, as a file of past incidents that may be imported here. What is
    /// private stays where it is, since here others would see it, and so do drills.
    pub fn import_workspace(&self, workspace: WorkspaceId) -> Result<ImportDraft, Failure> {
        if workspace == self.workspace() {
            return Err(Failure::new(
                "refused",
                "These incidents are here already. Choose another workspace.",
            ));
        }
        self.has_workspace(workspace)?;
        let other = keep_untold(self.place.opened(workspace)?)?;
        let book = read_book(&other)?;
        let mut rows = String::new();
        for stream in other.streams(Stream::Incident(incident::id::IncidentId([0; 16])))? {
            let record = other.record(stream)?;
            let incident = Incident::of(&record);
            let stays = !incident.exists()
                || incident.is_called_off()
                || incident.is_private()
                || incident.is_drill();
            if !stays {
                rows += &format!("{}\n", self.as_row(stream, incident, &book));
            }
        }
        if rows.is_empty() {
            return Err(Failure::new(
                "refused",
                "This workspace has no incidents that can be copied: private ones and drills stay where they are.",
            ));
        }
        let name = one_line(book.workspace_name().unwrap_or("Allclear"));
        let mut draft = self.take_import(format!("{name}.jsonl"), rows.into_bytes())?;
        draft.mapping.source_name = name;
        self.preview_import(draft.token, draft.mapping)
    }

    /// Refuses a workspace that is not on this laptop.
    pub(super) fn has_workspace(&self, workspace: WorkspaceId) -> Result<(), Failure> {
        if self.place.journal(workspace).exists() {
            return Ok(());
        }
        Err(Failure::new("gone", "There is no such workspace on this laptop. Look at the list once more."))
    }

    /// An incident as a row whose columns mean what they are called.
    fn as_row(&self, stream: Stream, incident: Incident<'_>, book: &Book) -> serde_json::Value {
        let time = |at: Option<Millis>| {
            at.and_then(|at| Utc.timestamp_millis_opt(at.0).single())
                .map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
        };
        let over = incident.stage() >= Stage::Review || incident.point(Point::Resolved).is_some();
        json!({
            "id": stream.to_string(),
            "title": incident.title(),
            "severity": incident.severity().map(|severity| severity.name.as_str()),
            "services": incident.services().iter().map(|(_, service)| service.name.as_str()).collect::<Vec<_>>(),
            "started": time(incident.point(Point::ImpactStarted).or(incident.point(Point::Declared))),
            "detected": time(incident.point(Point::Detected)),
            "ended": time(incident.point(Point::Mitigated).or(incident.point(Point::Resolved))),
            "resolved": over,
            "kind": incident.kind().name(),
            "tags": incident.tags().iter().map(|(tag, _)| *tag).collect::<Vec<_>>(),
            "body": to_markdown(incident, book, self.zone(book), self.now(), &[]),
        })
    }

    fn look_into(&self, file: &Path) -> Result<Option<WorkspaceView>, Failure> {
        let journal = self.place.open_unseen(file)?;
        let settings = journal.record(Stream::Book(Section::Settings))?;
        let book = Book::default().with(Section::Settings, settings);
        let view = self.shown_workspace(&journal, &book, false)?;
        let untold = untold(&journal)?;
        let untouched = journal.setting(INTRODUCED)?.is_none() && view.incidents == 0 && untold.is_empty();
        let why = (!untold.is_empty()).then(|| untold.join(" "));
        Ok((!untouched).then_some(WorkspaceView { why, ..view }))
    }

    fn shown_workspace(&self, journal: &Journal, book: &Book, open: bool) -> Result<WorkspaceView, Failure> {
        let counts = journal.counts(self.now())?;
        let hub = journal.setting(super::hub::ADDRESS)?.and_then(|hub| hub.parse::<HubAddress>().ok());
        Ok(WorkspaceView {
            id: Some(journal.workspace()),
            open,
            incidents: counts.active + counts.review + counts.closed,
            hub: hub.map(|hub| hub.spoken()),
            ..unknown(book.workspace_name().unwrap_or("Allclear").to_owned())
        })
    }
}

impl super::Place {
    /// The files of workspaces in the data folder.
    pub(super) fn workspaces(&self) -> Vec<PathBuf> {
        let ours = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            name.starts_with("workspace-") && name.ends_with(".sqlite")
        };
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files.map(|entry| entry.path()).filter(ours).collect()
    }

    /// Opens the file of a workspace that nobody looks at.
    pub(super) fn open_unseen(&self, file: &Path) -> Result<Journal, Failure> {
        keep_untold(Journal::open(file, &self.backups_beside(file))?)
    }

    /// Where the backups of the workspace in this file go.
    fn backups_beside(&self, file: &Path) -> PathBuf {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        self.folder.join("backups").join(stem.trim_start_matches("workspace-"))
    }
}

/// What was repaired in this file and was not told to whoever opened it, a sentence each.
fn untold(journal: &Journal) -> Result<Vec<String>, Failure> {
    let kept = journal.setting(UNTOLD)?.unwrap_or_default();
    Ok(kept.lines().map(str::to_owned).collect())
}

/// A file that was opened and that nobody looks at. What was repaired in it is told in the list of workspaces, and once more
/// when it is opened to be looked at.
pub(super) fn keep_untold(Opened { journal, repaired }: Opened) -> Result<Journal, Failure> {
    if let Some(repaired) = repaired {
        let told: Vec<String> = untold(&journal)?.into_iter().chain([repaired.to_string()]).collect();
        journal.set_setting(UNTOLD, &told.join("\n"))?;
    }
    Ok(journal)
}

/// What nobody was told so far, now that it is told.
pub(super) fn take_untold(journal: &Journal) -> Result<Vec<String>, Failure> {
    let untold = untold(journal)?;
    if !untold.is_empty() {
        journal.set_setting(UNTOLD, "")?;
    }
    Ok(untold)
}

fn unknown(name: String) -> WorkspaceView {
    WorkspaceView { id: None, name, open: false, incidents: 0, hub: None, why: None }
}
