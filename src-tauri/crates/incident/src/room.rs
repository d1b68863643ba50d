//! The war room: everything one screen shows of an incident, made from its record and the book.

mod parts;

use serde::Serialize;
use ts_rs::TS;

use crate::board::Countdown;
use crate::book::Book;
use crate::event::Event;
use crate::id::{IncidentId, Millis, PersonId, RoleId, ServiceId};
use crate::incident::{Incident, ItemState};
use crate::promise::{OpenPromise, standing};
use crate::record::Fact;
use crate::role::ROLES;
use crate::slot::Slot;
use crate::stream::Stream;
use crate::text::{one_line, visible};
use crate::timeline::{Line, Teller, timeline};
use crate::value::{DetectionMethod, ImpactAspect, ItemPlace, Kind, LinkKind, Point, Severity, Stage};

pub use parts::{
    ActionView, CalledOff, ChecklistView, Clash, ClashValue, DecisionView, FieldView, HolderView, ImpactView,
    ItemView, LinkView, MitigationView, PointView, Progress, RoleView, ServiceView, StageView, TaskView,
};

/// Everything that the war room shows.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[expect(missing_docs, reason = "fields are named by the glossary")]
pub struct Room {
    pub id: IncidentId,
    pub stream: Stream,
    pub label: String,
    pub title: String,
    pub kind: Kind,
    pub severity: Option<Severity>,
    pub stage: Stage,
    pub drill: bool,
    pub private: bool,
    pub called_off: Option<CalledOff>,
    pub erased: Option<CalledOff>,
    pub active: bool,
    pub opened: Millis,
    pub impact_started: Option<Millis>,
    pub mitigated: Option<Millis>,
    pub resolved: Option<Millis>,
    pub countdowns: Vec<Countdown>,
    pub links: Vec<LinkView>,
    pub stages: Vec<StageView>,
    pub roles: Vec<RoleView>,
    pub checklists: Vec<ChecklistView>,
    pub clashes: Vec<Clash>,
    pub impact: Vec<ImpactView>,
    pub services: Vec<ServiceView>,
    pub mitigations: Vec<MitigationView>,
    pub decisions: Vec<DecisionView>,
    pub tasks: Vec<TaskView>,
    pub actions: Vec<ActionView>,
    pub tracker: Option<PersonId>,
    pub tracker_name: Option<String>,
    /// Whether it has to have a review that is not published.
    pub review_missing: bool,
    /// What was promised in words and is open.
    pub promised: Vec<OpenPromise>,
    pub points: Vec<PointView>,
    pub detection: Option<DetectionMethod>,
    pub root_cause_type: Option<String>,
    pub root_cause_service: Option<ServiceId>,
    pub tags: Vec<String>,
    pub fields: Vec<FieldView>,
    pub granted: Vec<PersonId>,
    /// Oldest first.
    pub timeline: Vec<Line>,
}

impl Room {
    /// The war room of an incident; none for a stream in which nothing was ever declared.
    #[must_use]
    pub fn of(incident: Incident<'_>, book: &Book) -> Option<Self> {
        let record = incident.record();
        let id = record.incident_id()?;
        let first = record.facts().first().filter(|_| incident.exists())?;
        let teller = Teller { incident, book };
        Some(Self {
            id,
            stream: record.stream(),
            label: incident.label(),
            title: one_line(incident.title()),
            kind: incident.kind(),
            severity: incident.severity().cloned(),
            stage: incident.stage(),
            drill: incident.is_drill(),
            private: incident.is_private(),
            called_off: incident.called_off().map(|fact| ended(teller, fact)),
            erased: record.erased().map(|fact| ended(teller, fact)),
            active: incident.is_active() && !incident.is_called_off(),
            opened: incident.opened(first),
            impact_started: incident.point(Point::ImpactStarted),
            mitigated: incident.point(Point::Mitigated),
            resolved: incident.point(Point::Resolved),
            countdowns: incident.countdowns(),
            links: LinkKind::ALL.iter().flat_map(|kind| links(incident, *kind)).collect(),
            stages: stages(incident),
            roles: roles(teller),
            checklists: checklists(teller),
            clashes: clashes(teller),
            impact: ImpactAspect::ALL.iter().filter_map(|aspect| impact(teller, *aspect)).collect(),
            services: services(teller),
            mitigations: mitigations(teller),
            decisions: decisions(teller),
            tasks: tasks(teller),
            actions: actions(incident, book),
            tracker: incident.tracker(),
            tracker_name: incident.tracker().map(|person| teller.name(person)),
            review_missing: incident.review().is_missing(book),
            promised: standing(incident),
            points: Point::ALL.iter().map(|point| point_view(teller, *point)).collect(),
            detection: incident.detection(),
            root_cause_type: incident.root_cause_type().map(one_line),
            root_cause_service: incident.root_cause_service().map(|service| service.id.clone()),
            tags: incident.tags().into_iter().map(|(tag, _)| tag.to_owned()).collect(),
            fields: fields(teller),
            granted: granted(incident),
            timeline: timeline(incident, book),
        })
    }
}

/// By whom and when it was ended.
fn ended(teller: Teller<'_>, fact: &Fact) -> CalledOff {
    CalledOff { entry: fact.id, by: teller.author(fact).1, at: fact.recorded_at }
}

/// Each person once, though two may have named them at once.
fn granted(incident: Incident<'_>) -> Vec<PersonId> {
    let mut people = Vec::new();
    for (_, person) in incident.granted() {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

fn links(incident: Incident<'_>, link: LinkKind) -> impl Iterator<Item = LinkView> {
    incident.links(link).map(move |(entry, label, target)| LinkView {
        entry,
        link,
        label: one_line(label),
        target: target.to_owned(),
    })
}

fn stages(incident: Incident<'_>) -> Vec<StageView> {
    let mut views: Vec<StageView> = Stage::ALL
        .iter()
        .map(|stage| StageView { stage: *stage, name: stage.name(), entered: None, spent: 0, times: 0 })
        .collect();
    let mut last: Option<(Stage, Millis)> = None;
    for (stage, fact) in incident.stages_held() {
        // Where two entered it while apart, or it comes back as another is taken back, it goes on.
        if last.is_some_and(|(before, _)| before == stage) {
            continue;
        }
        let at = incident.when(fact);
        if let Some((before, since)) = last
            && let Some(view) = views.iter_mut().find(|view| view.stage == before)
        {
            // Two laptops' clocks may disagree; time spent is never less than nothing.
            view.spent = view.spent.saturating_add(at.0.saturating_sub(since.0).max(0));
        }
        if let Some(view) = views.iter_mut().find(|view| view.stage == stage) {
            view.entered = Some(at);
            view.times += 1;
        }
        last = Some((stage, at));
    }
    views
}

fn roles(teller: Teller<'_>) -> Vec<RoleView> {
    let holdings = teller.incident.holdings();
    let holder = |holding: &crate::incident::Holding| {
        let person = teller.book.person(holding.person);
        HolderView {
            assignment: holding.assignment,
            person: holding.person,
            name: teller.name(holding.person),
            phone: person.as_ref().and_then(|p| p.phone.clone()),
            zone: person.as_ref().and_then(|p| p.zone.clone()),
            service_name: holding.service.as_ref().map(|id| teller.service_name(id)),
            service: holding.service.clone(),
            since: holding.since,
            accepted: holding.accepted,
            waiting: holding.accepted.is_none() && !teller.incident.gave_themselves(holding, teller.book),
        }
    };
    let view = |role: &crate::role::Role| {
        Some(RoleView {
            role: role.id.parse().ok()?,
            name: role.name,
            duty: role.duty,
            scope: role.scope,
            required: role.required,
            holders: holdings.iter().filter(|h| h.role.as_str() == role.id).map(holder).collect(),
        })
    };
    ROLES.iter().filter_map(view).collect()
}

fn checklists(teller: Teller<'_>) -> Vec<ChecklistView> {
    let incident = teller.incident;
    let mut views: Vec<ChecklistView> = incident
        .record()
        .slots()
        .filter_map(|slot| {
            let Slot::Checklist(role, stage) = slot else { return None };
            let items = incident.checklist(role, *stage)?;
            let items = items.iter().filter_map(|item| {
                let place = ItemPlace { role: role.clone(), stage: *stage, item: item.id.clone() };
                let (progress, fact, reason) = match incident.item_state(&place) {
                    ItemState::Open if !incident.meets(&item.only) => return None,
                    ItemState::Open => (Progress::Open, None, None),
                    ItemState::Ticked(fact) => (Progress::Ticked, Some(fact), None),
                    ItemState::Skipped(fact, reason) => {
                        (Progress::Skipped, Some(fact), Some(one_line(reason)))
                    }
                };
                Some(ItemView {
                    place,
                    text: one_line(&item.text),
                    progress,
                    at: fact.map(|fact| incident.when(fact)),
                    by: fact.map(|fact| teller.author(fact).1),
                    reason,
                })
            });
            let role_name = crate::role::role_name(role).to_owned();
            Some(ChecklistView { role: role.clone(), role_name, stage: *stage, items: items.collect() })
        })
        .collect();
    let rank = |role: &RoleId| ROLES.iter().position(|known| known.id == role.as_str());
    views.sort_by_key(|view| (view.stage, rank(&view.role)));
    views
}

fn clashes(teller: Teller<'_>) -> Vec<Clash> {
    let view = |(slot, facts): (&Slot, Vec<&Fact>)| Clash {
        about: teller.about(slot),
        values: facts
            .into_iter()
            .map(|fact| ClashValue {
                entry: fact.id,
                value: teller.value(fact).unwrap_or_default(),
                by: teller.author(fact).1,
                at: fact.recorded_at,
            })
            .collect(),
    };
    teller.incident.record().torn().map(view).collect()
}

fn impact(teller: Teller<'_>, aspect: ImpactAspect) -> Option<ImpactView> {
    let fact = teller.incident.impact(aspect)?;
    let Some(Event::ImpactStated { value: Some(value), number, source, .. }) = &fact.event else {
        return None;
    };
    Some(ImpactView {
        entry: fact.id,
        aspect,
        name: aspect.name(),
        value: visible(value).into_owned(),
        number: *number,
        source: one_line(source),
        by: teller.author(fact).1,
        as_of: teller.incident.when(fact),
        was: teller.was(fact),
    })
}

fn services(teller: Teller<'_>) -> Vec<ServiceView> {
    let incident = teller.incident;
    let holdings = incident.holdings();
    let view = |service: &crate::value::Service| {
        let given = incident.all_clear(&service.id);
        let withdrawn = match incident.record().value(&Slot::AllClear(service.id.clone())) {
            Some(Event::AllClearWithdrawn { reason, .. }) => Some(one_line(reason)),
            _ => None,
        };
        let entry = teller.book.service(&service.id);
        ServiceView {
            id: service.id.clone(),
            name: one_line(&service.name),
            owner: entry.and_then(|entry| entry.owner).map(|owner| {
                match (owner.team.as_str(), owner.person) {
                    ("", Some(person)) => teller.name(person),
                    (team, _) => one_line(team),
                }
            }),
            on_call: holdings
                .iter()
                .filter(|h| h.role.as_str() == "affected-on-call" && h.service.as_ref() == Some(&service.id))
                .map(|h| teller.name(h.person))
                .collect(),
            all_clear: given.map(|fact| incident.when(fact)),
            all_clear_by: given.map(|fact| teller.author(fact).1),
            withdrawn,
        }
    };
    incident.services().into_iter().map(|(_, service)| view(service)).collect()
}

fn mitigations(teller: Teller<'_>) -> Vec<MitigationView> {
    let view = |m: crate::incident::Mitigation<'_>| MitigationView {
        entry: m.fact.id,
        what: visible(m.what).into_owned(),
        temporary: m.temporary,
        service: m.service.map(|service| one_line(&service.name)),
        remove_when: m.remove_when.map(one_line),
        by: teller.author(m.fact).1,
        at: teller.incident.when(m.fact),
        removed: m.removed,
    };
    teller.incident.mitigations().into_iter().map(view).collect()
}

fn decisions(teller: Teller<'_>) -> Vec<DecisionView> {
    let shown = |words: &str| visible(words).into_owned();
    let view = |d: crate::decision::Decision<'_>| {
        let teller_fact = d.outcome.as_ref().map_or(d.fact, |outcome| outcome.fact);
        DecisionView {
            id: d.id,
            question: d.question.map(shown),
            options: d.options.iter().map(|option| shown(option)).collect(),
            owner: d.owner,
            owner_name: d.owner.map(|person| teller.name(person)),
            needed_by: d.needed_by,
            chosen: d.outcome.as_ref().map(|o| shown(o.chosen)),
            rejected: d
                .outcome
                .as_ref()
                .map(|o| o.rejected.iter().map(|r| shown(r)).collect())
                .unwrap_or_default(),
            why: d.outcome.as_ref().and_then(|o| o.why).map(shown),
            objections: d.outcome.as_ref().and_then(|o| o.objections).map(shown),
            reversible: d.outcome.as_ref().and_then(|o| o.reversible),
            revisit_at: d.revisit_at,
            revisited: d.revisited.map(shown),
            superseded_by: d.superseded_by,
            by: teller.author(teller_fact).1,
            at: teller.incident.when(teller_fact),
        }
    };
    teller.incident.decisions().into_iter().map(view).collect()
}

fn tasks(teller: Teller<'_>) -> Vec<TaskView> {
    let view = |task: crate::decision::Task<'_>| {
        let handle = task.who.map(|who| {
            who.person
                .and_then(|id| teller.book.person(id))
                .map_or_else(|| who.name.clone(), |person| person.handle)
        });
        let who = handle.map(|handle| format!("@{handle} ")).unwrap_or_default();
        let by = task.due.map(|due| format!(" by {}", crate::zone::utc_text(due))).unwrap_or_default();
        TaskView {
            id: task.fact.id,
            text: visible(task.text).into_owned(),
            who: task.who.map(|who| one_line(&who.name)),
            person: task.who.and_then(|who| who.person),
            due: task.due,
            state: task.state,
            by: teller.author(task.fact).1,
            at: teller.incident.when(task.fact),
            line: format!("{who}{}{by}", task.text),
        }
    };
    teller.incident.tasks().into_iter().map(view).collect()
}

/// The action items of an incident in words, in the order in which they were written down.
#[must_use]
pub fn actions(incident: Incident<'_>, book: &Book) -> Vec<ActionView> {
    let teller = Teller { incident, book };
    let view = |action: crate::action::Action<'_>| ActionView {
        id: action.fact.id,
        text: visible(action.text).into_owned(),
        kind: action.kind,
        priority: action.priority,
        due: action.due,
        due_at: action.due_at(book),
        allowed_until: action.allowed_until(book),
        owner: action.owner,
        owner_name: action.owner.map(|person| teller.name(person)),
        from: action.from,
        ticket: action.ticket.clone(),
        state: action.state,
        reason: action.reason.map(one_line),
        lacks: if action.is_open() { action.lacks(book) } else { Vec::new() },
        since: action.since,
        by: teller.author(action.fact).1,
        at: action.raised,
    };
    incident.actions().into_iter().map(view).collect()
}

fn point_view(teller: Teller<'_>, point: Point) -> PointView {
    let fact = teller.incident.record().shown(&Slot::Point(point));
    PointView {
        point,
        name: point.name(),
        at: teller.incident.point(point),
        by: fact.map(|fact| teller.author(fact).1),
        recorded_at: fact.map(|fact| fact.recorded_at),
        was: fact.and_then(|fact| teller.was(fact)),
    }
}

fn fields(teller: Teller<'_>) -> Vec<FieldView> {
    let view = |entry: crate::book::FieldEntry| {
        let value = teller.incident.field(&entry.field.id).map(|(_, value)| value.clone());
        // A field that was switched off is still shown where it was filled.
        (entry.on || value.is_some()).then_some(FieldView {
            id: entry.field.id,
            name: one_line(&entry.field.name),
            takes: entry.takes,
            value,
        })
    };
    teller.book.fields().into_iter().filter_map(view).collect()
}
