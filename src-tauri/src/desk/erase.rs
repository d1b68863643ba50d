//! A whole incident is erased: who may, and what goes with it.

use incident::document::incident_of;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{DocumentId, IncidentId};
use incident::incident::Incident;
use incident::record::Record;
use incident::refusal::Refusal;
use incident::stream::Stream;
use incident::value::Erasure;
use journal::Work;

use super::Desk;
use super::text::OF_TEXT;
use crate::failure::Failure;
use crate::views::Done;

impl Desk {
    /// Refuses where this person is no admin. Where there is a hub it says so now: words that were erased here and that it
    /// would not have erased could not be brought back.
    pub(super) fn only_an_admin_erases(&self) -> Result<(), Failure> {
        let allowed = if self.hub_at().is_some() {
            let told = self.devices()?;
            if let Some(why) = told.why {
                return Err(Failure::new(
                    "hub",
                    format!(
                        "Nothing was erased. Erased words cannot come back, so the hub agrees first, and it could not be asked. {why} Once it answers, try again."
                    ),
                ));
            }
            told.admin
        } else {
            self.may_erase()
        };
        if allowed {
            return Ok(());
        }
        Err(Failure::new("refused", "Only an admin erases a whole incident. Ask one of them."))
    }

    /// What erases the texts of the incident that are on this laptop and say something still, for this reason.
    pub(super) fn texts_erased(
        &self,
        incident: IncidentId,
        private: bool,
        why: Erasure,
    ) -> Result<Vec<Work>, Failure> {
        let erased = |stream| {
            let drafts = vec![Event::StreamErased { why: Some(why) }.into()];
            Work { stream, private, drafts, at: None }
        };
        Ok(self.texts_left(incident)?.into_iter().map(erased).collect())
    }

    fn texts_left(&self, incident: IncidentId) -> Result<Vec<Stream>, Failure> {
        let range = Stream::documents_of(incident);
        let mut left = Vec::new();
        for stream in self.journal.streams(*range.start())? {
            if range.contains(&stream) && self.journal.record(stream)?.erased().is_none() {
                left.push(stream);
            }
        }
        Ok(left)
    }

    /// Whether this person can erase anything of it. An earlier version erased an incident before its texts; where it was
    /// interrupted between the two, an admin finishes it.
    pub(super) fn can_erase(&self, incident: Incident<'_>, id: IncidentId) -> Result<bool, Failure> {
        Ok(self.may_erase() && (!incident.is_erased() || !self.texts_left(id)?.is_empty()))
    }

    /// Erases what an incident that is erased has left.
    pub(super) fn erase_what_is_left(
        &self,
        id: IncidentId,
        incident: Incident<'_>,
        label: &str,
        why: Erasure,
    ) -> Result<Done, Failure> {
        let known = incident.label();
        if !label.trim().eq_ignore_ascii_case(&known) {
            return Err(Refusal::AnotherLabel(known).into());
        }
        let works = self.texts_erased(id, incident.is_private(), why)?;
        if works.is_empty() {
            return Err(Refusal::Erased.into());
        }
        let written = self.journal.append_all(&self.author, self.now(), works)?;
        self.stale(OF_TEXT, Some(id));
        self.written();
        let entries = written.into_iter().flat_map(|appended| appended.refs).collect();
        Ok(Done { incident: Some(id), label: Some(known), entries })
    }

    /// Tells whoever shows a text of it, or was told of it here.
    pub(super) fn was_erased(&self, incident: IncidentId, record: &Record) {
        self.stale(OF_TEXT, Some(incident));
        self.hush_if_erased(incident, record);
    }

    /// A text came that was written where nobody had heard that its incident was erased here: it goes too.
    pub(super) fn erase_late(&self, document: DocumentId) {
        let erase = || -> Result<(), Failure> {
            let _alone = self.decide_alone();
            let stream = Stream::Document(document);
            let text = self.journal.record(stream)?;
            let Some(incident) = incident_of(&text).filter(|_| text.erased().is_none()) else {
                return Ok(());
            };
            let record = self.journal.record(Stream::Incident(incident))?;
            let Some(Event::StreamErased { why }) = record
                .erased()
                .filter(|fact| fact.replica == self.author.replica())
                .and_then(|fact| fact.event.as_ref())
            else {
                return Ok(());
            };
            let private = Incident::of(&record).is_private();
            let drafts: Vec<Draft> = vec![Event::StreamErased { why: *why }.into()];
            self.journal.append(&self.author, self.now(), stream, private, drafts)?;
            self.written();
            Ok(())
        };
        if let Err(failure) = erase() {
            tracing::error!(%failure, "a text of an erased incident could not be erased");
        }
    }

    /// What was told of an incident before it was erased says no more than what is left of it.
    pub(super) fn hush_if_erased(&self, incident: IncidentId, record: &Record) {
        let reading = Incident::of(record);
        if reading.is_erased() {
            let title = format!("{} Erased incident", reading.label());
            self.hush(incident, &title, "An admin erased everything of it.");
        }
    }
}
