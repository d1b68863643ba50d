//! An incident as its record tells it: typed answers over slots and facts.

mod number;
mod time;

use crate::board::{Countdown, Due};
use crate::book::Book;
use crate::event::Event;
use crate::id::{EntryRef, FieldId, Millis, PersonId, RoleId, ServiceId};
use crate::record::{Fact, Record};
use crate::slot::Slot;
use crate::value::{
    Audience, Cadence, Condition, DetectionMethod, Field, FieldValue, ImpactAspect, Item, ItemPlace, Kind,
    LinkKind, Point, Service, Severity, Stage,
};

pub(crate) use time::FORGIVEN;

/// A reading of one incident's record.
#[derive(Clone, Copy, Debug)]
pub struct Incident<'a> {
    record: &'a Record,
    /// When it is read, where somebody said so.
    now: Option<Millis>,
    /// Whether times count as they were said first, whatever they were corrected to.
    first_said: bool,
}

/// Somebody holds a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The entry that assigned it.
    pub assignment: EntryRef,
    /// The role.
    pub role: RoleId,
    /// For which service, where the role is per service.
    pub service: Option<ServiceId>,
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Millis,
    /// When they said that they have it.
    pub accepted: Option<Millis>,
}

/// How far an item of a checklist is.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemState<'a> {
    /// Still to do.
    Open,
    /// Done, by this fact.
    Ticked(&'a Fact),
    /// Left out, by this fact, with the reason.
    Skipped(&'a Fact, &'a str),
}

/// A measure that was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Mitigation<'a> {
    /// The fact that tells of it.
    pub fact: &'a Fact,
    /// What was done.
    pub what: &'a str,
    /// Whether it has to go before the incident is resolved.
    pub temporary: bool,
    /// Where.
    pub service: Option<&'a Service>,
    /// What has to be true before it can go.
    pub remove_when: Option<&'a str>,
    /// When it went.
    pub removed: Option<Millis>,
}

impl<'a> Incident<'a> {
    /// Reads this record as an incident.
    #[must_use]
    pub fn of(record: &'a Record) -> Self {
        Self { record, now: None, first_said: false }
    }

    /// When it is read, where somebody said so.
    pub(crate) fn now(self) -> Option<Millis> {
        self.now
    }

    /// The record itself.
    #[must_use]
    pub fn record(self) -> &'a Record {
        self.record
    }

    /// Whether anybody has declared or imported it.
    #[must_use]
    pub fn exists(self) -> bool {
        self.record
            .facts()
            .iter()
            .any(|f| matches!(f.event, Some(Event::Declared { .. } | Event::Imported { .. })))
    }

    /// Whether an admin had everything of it hidden.
    #[must_use]
    pub fn is_erased(self) -> bool {
        self.record.erased().is_some()
    }

    /// Whether its declaration was taken back, so that it is no incident after all.
    #[must_use]
    pub fn is_called_off(self) -> bool {
        self.called_off().is_some()
    }

    /// The fact that took its declaration back; of several declarations the one that took back the last.
    #[must_use]
    pub fn called_off(self) -> Option<&'a Fact> {
        let declared = self
            .record
            .facts()
            .iter()
            .filter(|f| matches!(f.event, Some(Event::Declared { .. } | Event::Imported { .. })));
        let taken_back = declared.map(|f| {
            let shown = self.record.shown(&Slot::Retraction(f.id))?;
            matches!(shown.event, Some(Event::Retracted { .. })).then_some(shown)
        });
        taken_back.collect::<Option<Vec<_>>>()?.into_iter().max_by_key(|f| f.place())
    }

    /// Whether a holder assigned themselves, which needs no acknowledgement.
    #[must_use]
    pub fn gave_themselves(self, holding: &Holding, book: &Book) -> bool {
        let author = self.record.fact(holding.assignment).map(|fact| fact.replica);
        author.and_then(|replica| book.person_of(replica)) == Some(holding.person)
    }

    /// When it began for us: when it was declared, for an imported one when its impact began, else when it was
    /// first written down.
    #[must_use]
    pub fn opened(self, first: &Fact) -> Millis {
        self.point(Point::Declared).or(self.point(Point::ImpactStarted)).unwrap_or(first.recorded_at)
    }

    /// What is wrong; empty while unknown or hidden.
    #[must_use]
    pub fn title(self) -> &'a str {
        match self.record.value(&Slot::Title) {
            Some(Event::Titled { title, .. }) => title,
            _ => "",
        }
    }

    /// Whom it hurts; external until somebody says otherwise.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.record.value(&Slot::Kind) {
            Some(Event::KindSet { kind, .. }) => *kind,
            _ => Kind::External,
        }
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Option<&'a Severity> {
        match self.record.value(&Slot::Severity) {
            Some(Event::SeverityClassified { severity, .. }) => severity.as_ref(),
            _ => None,
        }
    }

    /// How far it is.
    #[must_use]
    pub fn stage(self) -> Stage {
        // Its stages are hidden too, and nobody is to be called to what nobody can read.
        if self.is_erased() {
            return Stage::Closed;
        }
        match self.record.value(&Slot::Stage) {
            Some(Event::StageEntered { stage, .. }) => *stage,
            _ => Stage::Detect,
        }
    }

    /// Every entry into a stage, in order.
    pub fn stages_entered(self) -> impl Iterator<Item = (Stage, &'a Fact)> {
        self.record.facts().iter().filter_map(|fact| match &fact.event {
            Some(Event::StageEntered { stage, .. }) => Some((*stage, fact)),
            _ => None,
        })
    }

    /// Whether responders are still at it: up to and including Resolve.
    #[must_use]
    pub fn is_active(self) -> bool {
        self.stage() <= Stage::Resolve
    }

    /// Whether it is an exercise.
    #[must_use]
    pub fn is_drill(self) -> bool {
        self.record.facts().iter().any(|f| matches!(f.event, Some(Event::Declared { drill: true })))
    }

    /// Whether only those named may see it.
    #[must_use]
    pub fn is_private(self) -> bool {
        // A privacy that nobody who removed it had seen still holds.
        self.record
            .standing(&Slot::Privacy)
            .any(|fact| matches!(fact.event, Some(Event::PrivacySet { private: true, .. })))
    }

    /// Those who may see it although it is private.
    #[must_use]
    pub fn granted(self) -> Vec<(EntryRef, PersonId)> {
        self.record
            .made()
            .filter_map(|(fact, event)| match event {
                Event::AccessGranted { person } => Some((fact.id, *person)),
                _ => None,
            })
            .collect()
    }

    /// The affected services, each once, with the entry that first added it.
    #[must_use]
    pub fn services(self) -> Vec<(EntryRef, &'a Service)> {
        let mut services: Vec<(EntryRef, &Service)> = Vec::new();
        for (fact, event) in self.record.made() {
            if let Event::ServiceAffected { service } = event
                && !services.iter().any(|(_, known)| known.id == service.id)
            {
                services.push((fact.id, service));
            }
        }
        services
    }

    /// Every entry that stands for this service being affected.
    #[must_use]
    pub fn service_entries(self, id: &ServiceId) -> Vec<EntryRef> {
        self.record
            .made()
            .filter(|(_, event)| matches!(event, Event::ServiceAffected { service } if service.id == *id))
            .map(|(fact, _)| fact.id)
            .collect()
    }

    /// A moment, if it is recorded.
    #[must_use]
    pub fn point(self, point: Point) -> Option<Millis> {
        match self.record.value(&Slot::Point(point)) {
            Some(Event::PointRecorded { at, .. }) => *at,
            _ => None,
        }
    }

    /// How it came to our notice.
    #[must_use]
    pub fn detection(self) -> Option<DetectionMethod> {
        match self.record.value(&Slot::Detection) {
            Some(Event::DetectionMethodSet { method, .. }) => *method,
            _ => None,
        }
    }

    /// What type of cause it had.
    #[must_use]
    pub fn root_cause_type(self) -> Option<&'a str> {
        match self.record.value(&Slot::RootCauseType) {
            Some(Event::RootCauseTypeSet { root_cause, .. }) => root_cause.as_deref(),
            _ => None,
        }
    }

    /// Which service the cause was in.
    #[must_use]
    pub fn root_cause_service(self) -> Option<&'a Service> {
        match self.record.value(&Slot::RootCauseService) {
            Some(Event::RootCauseServiceSet { service, .. }) => service.as_ref(),
            _ => None,
        }
    }

    /// The tags, each once, with the entries that put them on.
    #[must_use]
    pub fn tags(self) -> Vec<(&'a str, Vec<EntryRef>)> {
        let mut tags: Vec<(&str, Vec<EntryRef>)> = Vec::new();
        for (fact, event) in self.record.made() {
            if let Event::Tagged { tag } = event {
                match tags.iter_mut().find(|(known, _)| known == tag) {
                    Some((_, entries)) => entries.push(fact.id),
                    None => tags.push((tag, vec![fact.id])),
                }
            }
        }
        tags
    }

    /// The value of a custom field.
    #[must_use]
    pub fn field(self, id: &FieldId) -> Option<(&'a Field, &'a FieldValue)> {
        match self.record.value(&Slot::Field(id.clone())) {
            Some(Event::FieldSet { field, value: Some(value), .. }) => Some((field, value)),
            _ => None,
        }
    }

    /// The fact that states an aspect of the impact.
    #[must_use]
    pub fn impact(self, aspect: ImpactAspect) -> Option<&'a Fact> {
        self.record
            .shown(&Slot::Impact(aspect))
            .filter(|fact| matches!(fact.event, Some(Event::ImpactStated { value: Some(_), .. })))
    }

    /// Customers affected, if a number is known.
    #[must_use]
    pub fn customers(self) -> Option<u64> {
        match &self.impact(ImpactAspect::Customers)?.event {
            Some(Event::ImpactStated { number, .. }) => *number,
            _ => None,
        }
    }

    /// Who holds what, in order of assignment.
    #[must_use]
    pub fn holdings(self) -> Vec<Holding> {
        let mut holdings: Vec<Holding> = self
            .record
            .slots()
            .filter(|slot| matches!(slot, Slot::Role(..)))
            .flat_map(|slot| self.record.standing(slot))
            .filter_map(|fact| match &fact.event {
                Some(Event::RoleAssigned { role, service, person, .. }) => Some(Holding {
                    assignment: fact.id,
                    role: role.clone(),
                    service: service.clone(),
                    person: *person,
                    since: self.when(fact),
                    accepted: self.record.shown(&Slot::Accepted(fact.id)).map(|by| self.when(by)),
                }),
                _ => None,
            })
            .collect();
        holdings.sort_by_key(|holding| (holding.since, holding.assignment));
        holdings
    }

    /// The Incident Manager; where two took command while apart, the one shown.
    #[must_use]
    pub fn manager(self) -> Option<Holding> {
        let slot = Slot::Role(RoleId::incident_manager(), None);
        let shown = self
            .record
            .standing(&slot)
            .rev()
            .find(|fact| matches!(fact.event, Some(Event::RoleAssigned { .. })))?
            .id;
        self.holdings().into_iter().find(|holding| holding.assignment == shown)
    }

    /// The list of a role for a stage, as it was copied from the book.
    #[must_use]
    pub fn checklist(self, role: &RoleId, stage: Stage) -> Option<&'a [Item]> {
        match self.record.value(&Slot::Checklist(role.clone(), stage)) {
            Some(Event::ChecklistIssued { items, .. }) => Some(items),
            _ => None,
        }
    }

    /// Whether a condition holds for this incident as it is now.
    #[must_use]
    pub fn meets(self, only: &Condition) -> bool {
        let severity = self.severity().map(|severity| &severity.id);
        (only.severities.is_empty() || severity.is_some_and(|id| only.severities.contains(id)))
            && (only.kinds.is_empty() || only.kinds.contains(&self.kind()))
    }

    /// How far an item is.
    #[must_use]
    pub fn item_state(self, place: &ItemPlace) -> ItemState<'a> {
        match self.record.shown(&Slot::Item(place.clone())) {
            Some(fact) => match &fact.event {
                Some(Event::ItemTicked { .. }) => ItemState::Ticked(fact),
                Some(Event::ItemSkipped { reason, .. }) => ItemState::Skipped(fact, reason),
                _ => ItemState::Open,
            },
            None => ItemState::Open,
        }
    }

    /// Every measure that was taken and not taken back.
    #[must_use]
    pub fn mitigations(self) -> Vec<Mitigation<'a>> {
        self.record
            .made()
            .filter_map(|(fact, event)| match event {
                Event::MitigationApplied { what, temporary, service, remove_when } => Some(Mitigation {
                    fact,
                    what,
                    temporary: *temporary,
                    service: service.as_ref(),
                    remove_when: remove_when.as_deref(),
                    removed: self.removed(fact.id),
                }),
                _ => None,
            })
            .collect()
    }

    fn removed(self, mitigation: EntryRef) -> Option<Millis> {
        let fact = self.record.shown(&Slot::Mitigation(mitigation))?;
        matches!(fact.event, Some(Event::MitigationRemoved { removed: true, .. })).then(|| self.when(fact))
    }

    /// The fact by which a service's all-clear stands.
    #[must_use]
    pub fn all_clear(self, service: &ServiceId) -> Option<&'a Fact> {
        self.record
            .shown(&Slot::AllClear(service.clone()))
            .filter(|fact| matches!(fact.event, Some(Event::AllClearGiven { .. })))
    }

    /// Links of a kind that still stand, oldest first: the entry, the label, the target.
    pub fn links(self, kind: LinkKind) -> impl DoubleEndedIterator<Item = (EntryRef, &'a str, &'a str)> {
        let mut links: Vec<(EntryRef, &str, &str)> = Vec::new();
        for (fact, event) in self.record.made() {
            // Two who made or found one room while apart have both noted where it is.
            if let Event::Linked { link, label, target } = event
                && *link == kind
                && links.iter().all(|(.., known)| known != target)
            {
                links.push((fact.id, label.as_str(), target.as_str()));
            }
        }
        links.into_iter()
    }

    /// The cadence that was copied at classification.
    #[must_use]
    pub fn cadence(self) -> Cadence {
        match self.record.value(&Slot::Cadence) {
            Some(Event::CadenceSet { cadence, .. }) => *cadence,
            _ => Cadence::default(),
        }
    }

    /// When each audience hears next, earliest first. Once responders are done nobody waits for the next of a
    /// rhythm; what was promised in words still holds.
    #[must_use]
    pub fn updates_due(self) -> Vec<Due> {
        if !self.exists() || self.is_called_off() || self.stage() == Stage::Closed {
            return Vec::new();
        }
        let mut dues: Vec<Due> = Audience::ALL
            .iter()
            .filter_map(|&audience| Some(Due { audience, at: self.update_due(audience)? }))
            .collect();
        dues.sort_by_key(|due| due.at);
        dues
    }

    /// Everybody who waits to hear from us, earliest first: each audience, and of the customers the first.
    #[must_use]
    pub fn countdowns(self) -> Vec<Countdown> {
        let audiences =
            self.updates_due().into_iter().map(|due| Countdown { audience: Some(due.audience), at: due.at });
        let customer = self.customer_due().map(|at| Countdown { audience: None, at });
        let mut all: Vec<Countdown> = audiences.chain(customer).collect();
        all.sort_by_key(|countdown| countdown.at);
        all
    }

    fn update_due(self, audience: Audience) -> Option<Millis> {
        if !self.has_audience(audience) {
            return None;
        }
        let told = self.told(audience);
        if self.is_active() { self.due_after(audience, &told) } else { told.last()?.next_due }
    }
}
