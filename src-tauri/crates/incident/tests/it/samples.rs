//! One sample of every event with all that it can carry, and one with as little as it may.

mod kinds;
mod learning;
mod review;
mod said;
mod sending;
mod shown;

pub(crate) use kinds::{KINDS, kind_of};

use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, PersonId, ReplicaKey, Run};
use incident::value::{
    Answer, Audience, Cadence, Condition, DetectionMethod, Erasure, Field, FieldType, FieldValue, Gate,
    ImpactAspect, Item, ItemPlace, Kind, LinkKind, Nag, NoteKind, Owner, PersonDetail, Point, Question,
    Service, Severity, Stage, Suggestion, TaskState, Who,
};

const AN_ENTRY: EntryRef = EntryRef(*b"an earlier entry");
const ANOTHER: EntryRef = EntryRef(*b"one more of them");
const SOMEBODY: PersonId = PersonId(*b"a person we know");
const WHEN: Millis = Millis(1_795_098_720_000);
/// Quotes, a line break, hidden characters, another script: all of it is kept byte for byte.
const WORDS: &str = "Käufe \"hängen\"\n\tin\u{7} 支払い \u{202e}<b>";

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().unwrap()
}

fn words() -> String {
    WORDS.to_owned()
}

fn severity() -> Severity {
    Severity { id: id("major"), name: "Major".to_owned(), rank: 1 }
}

fn service() -> Service {
    Service { id: id("checkout"), name: "Checkout".to_owned() }
}

fn field() -> Field {
    Field { id: id("region-code"), name: "Region code".to_owned() }
}

fn place() -> ItemPlace {
    ItemPlace { role: id("scribe"), stage: Stage::FollowUp, item: id("keep-notes") }
}

fn full_cadence() -> Cadence {
    Cadence {
        first_public: Some(5),
        scoping: Some(6),
        public: Some(20),
        public_until: Some(120),
        public_later: Some(30),
        executives: Some(31),
        employees: Some(60),
        customers: None,
    }
}

fn items() -> Vec<Item> {
    let only = Condition { severities: vec![id("major"), id("minor")], kinds: vec![Kind::Internal] };
    vec![
        Item { id: id("one"), text: words(), only },
        Item { id: id("two"), text: "Always".to_owned(), only: Condition::default() },
    ]
}

fn who() -> Who {
    Who { person: Some(SOMEBODY), name: "Ana Ruiz".to_owned() }
}

/// Every sample with a name that never changes.
pub(crate) fn samples() -> Vec<(String, Event)> {
    let base = || vec![AN_ENTRY, ANOTHER];
    let role = || id("incident-manager");
    let mut full = of_the_incident(base);
    full.extend(of_people_and_record(base, role));
    full.extend(of_the_book(base, role));
    full.extend(said::samples(base));
    full.extend(shown::samples(base));
    let mut samples: Vec<(String, Event)> = Vec::new();
    for event in full {
        let kind = kind_of(&event);
        let n = samples.iter().filter(|(_, other)| kind_of(other) == kind).count();
        samples.push((format!("{kind} {}", n + 1), event));
    }
    samples
}

fn of_the_incident(base: impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let mut events = vec![
        Event::Declared { drill: false },
        Event::Declared { drill: true },
        Event::Imported { source: "Old tracker".to_owned(), external_id: "OPS-7".to_owned() },
        Event::Titled { title: words(), base: base() },
        Event::Titled { title: String::new(), base: vec![] },
        Event::KindSet { kind: Kind::Internal, base: base() },
        Event::KindSet { kind: Kind::External, base: vec![] },
        Event::SeverityClassified {
            severity: Some(severity()),
            answers: vec![Answer { question: "How many?".to_owned(), answer: words() }],
            suggested: Some(id("minor")),
            reason: Some(words()),
            base: base(),
        },
        Event::SeverityClassified {
            severity: None,
            answers: vec![],
            suggested: None,
            reason: None,
            base: vec![],
        },
        Event::CadenceSet { cadence: full_cadence(), base: base() },
        Event::CadenceSet { cadence: Cadence::default(), base: vec![] },
        Event::GateOverridden { gate: Gate::AllClear, reason: words() },
        Event::GateOverridden { gate: Gate::TemporaryMitigation, reason: "x".to_owned() },
        Event::ServiceAffected { service: service() },
        Event::DetectionMethodSet { method: None, base: base() },
        Event::RootCauseTypeSet { root_cause: Some(words()), base: base() },
        Event::RootCauseTypeSet { root_cause: None, base: vec![] },
        Event::RootCauseServiceSet { service: Some(service()), base: base() },
        Event::RootCauseServiceSet { service: None, base: vec![] },
        Event::Numbered { number: 5_200, base: vec![] },
        Event::Numbered { number: 5_201, base: base() },
        Event::SeriesCut {
            replica: ReplicaKey([7; 32]),
            run: Run([8; 8]),
            seq: 4,
            last: Some(base()[0]),
            forked: Some(3),
            base: base(),
        },
        Event::SeriesCut {
            replica: ReplicaKey([7; 32]),
            run: Run([8; 8]),
            seq: 0,
            last: None,
            forked: None,
            base: vec![],
        },
        Event::Tagged { tag: words() },
        Event::FieldSet { field: field(), value: None, base: vec![] },
        Event::PrivacySet { private: true, base: base() },
        Event::PrivacySet { private: false, base: vec![] },
        Event::AccessGranted { person: SOMEBODY },
    ];
    for stage in Stage::ALL {
        let (reason, base) = if *stage > Stage::Resolve { (None, vec![]) } else { (Some(words()), base()) };
        events.push(Event::StageEntered { stage: *stage, reason, base });
    }
    for point in Point::ALL {
        events.push(Event::PointRecorded { point: *point, at: Some(WHEN), base: vec![] });
    }
    events.push(Event::PointRecorded { point: Point::Resolved, at: None, base: base() });
    for aspect in ImpactAspect::ALL {
        let (value, number) = (Some(words()), Some((1 << 53) - 1));
        events.push(Event::ImpactStated { aspect: *aspect, value, number, source: words(), base: base() });
    }
    let (aspect, source) = (ImpactAspect::Users, "a guess".to_owned());
    events.push(Event::ImpactStated { aspect, value: None, number: None, source, base: vec![] });
    for method in DetectionMethod::ALL {
        events.push(Event::DetectionMethodSet { method: Some(*method), base: vec![] });
    }
    let values = [
        FieldValue::Text(words()),
        FieldValue::Number(-0.25),
        FieldValue::Time(WHEN),
        FieldValue::Choice(words()),
        FieldValue::Flag(true),
    ];
    for value in values {
        events.push(Event::FieldSet { field: field(), value: Some(value), base: base() });
    }
    for link in LinkKind::ALL {
        let target = "https://bridge.example/a?b=c#d".to_owned();
        events.push(Event::Linked { link: *link, label: words(), target });
    }
    events
}

fn of_people_and_record(
    base: impl Fn() -> Vec<EntryRef>,
    role: impl Fn() -> incident::id::RoleId,
) -> Vec<Event> {
    let mut events = vec![
        Event::RoleAssigned { role: role(), service: Some(service().id), person: SOMEBODY, base: base() },
        Event::RoleAssigned { role: role(), service: None, person: SOMEBODY, base: vec![] },
        Event::RoleAccepted { assignment: AN_ENTRY, base: base() },
        Event::RoleAccepted { assignment: AN_ENTRY, base: vec![] },
        Event::RoleReleased { role: role(), service: Some(service().id), base: base() },
        Event::RoleReleased { role: role(), service: None, base: vec![] },
        Event::ChecklistIssued { role: role(), stage: Stage::Create, items: items(), base: base() },
        Event::ChecklistIssued { role: role(), stage: Stage::Review, items: vec![], base: vec![] },
        Event::ItemTicked { place: place(), base: base() },
        Event::ItemTicked { place: place(), base: vec![] },
        Event::ItemUnticked { place: place(), base: base() },
        Event::ItemUnticked { place: place(), base: vec![] },
        Event::ItemSkipped { place: place(), reason: words(), base: base() },
        Event::ItemSkipped { place: place(), reason: words(), base: vec![] },
        Event::NoteCorrected { note: AN_ENTRY, text: words(), base: base() },
        Event::NoteCorrected { note: AN_ENTRY, text: words(), base: vec![] },
        Event::Redated { entry: AN_ENTRY, at: Some(WHEN), base: base() },
        Event::Redated { entry: AN_ENTRY, at: None, base: vec![] },
        Event::Pinned { entry: AN_ENTRY, pinned: true, base: base() },
        Event::Pinned { entry: AN_ENTRY, pinned: false, base: vec![] },
        Event::Retracted { entry: AN_ENTRY, base: base() },
        Event::Retracted { entry: AN_ENTRY, base: vec![] },
        Event::Reinstated { entry: AN_ENTRY, base: base() },
        Event::Reinstated { entry: AN_ENTRY, base: vec![] },
        Event::DecisionRaised {
            question: words(),
            options: vec![words(), "wait".to_owned()],
            owner: Some(SOMEBODY),
            needed_by: Some(WHEN),
        },
        Event::DecisionRaised { question: words(), options: vec![], owner: None, needed_by: None },
        Event::DecisionOwned { decision: AN_ENTRY, owner: Some(SOMEBODY), base: base() },
        Event::DecisionOwned { decision: AN_ENTRY, owner: None, base: vec![] },
        Event::OptionAdded { decision: AN_ENTRY, option: words() },
        Event::DecisionRecorded {
            decision: Some(AN_ENTRY),
            question: Some(words()),
            chosen: words(),
            rejected: vec![words(), "wait".to_owned()],
            why: Some(words()),
            objections: Some(words()),
            reversible: Some(false),
            revisit_at: Some(WHEN),
            supersedes: Some(ANOTHER),
            taken: None,
            base: base(),
        },
        Event::DecisionRecorded {
            decision: None,
            question: None,
            chosen: words(),
            rejected: vec![],
            why: None,
            objections: None,
            reversible: None,
            revisit_at: None,
            supersedes: None,
            taken: None,
            base: vec![],
        },
        Event::DecisionRevisited {
            decision: AN_ENTRY,
            outcome: words(),
            revisit_at: Some(WHEN),
            base: base(),
        },
        Event::DecisionRevisited { decision: AN_ENTRY, outcome: words(), revisit_at: None, base: vec![] },
        Event::TaskAdded { text: words(), who: Some(who()), due: Some(WHEN) },
        Event::TaskAdded {
            text: words(),
            who: Some(Who { person: None, name: "vendor".to_owned() }),
            due: None,
        },
        Event::TaskAdded { text: words(), who: None, due: None },
        Event::TaskChanged { task: AN_ENTRY, text: words(), who: Some(who()), due: Some(WHEN), base: base() },
        Event::TaskChanged { task: AN_ENTRY, text: words(), who: None, due: None, base: vec![] },
        Event::MitigationApplied {
            what: words(),
            temporary: true,
            service: Some(service()),
            remove_when: Some(words()),
        },
        Event::MitigationApplied { what: words(), temporary: false, service: None, remove_when: None },
        Event::MitigationRemoved { mitigation: AN_ENTRY, removed: true, base: base() },
        Event::MitigationRemoved { mitigation: AN_ENTRY, removed: false, base: vec![] },
        Event::AllClearGiven { service: service().id, base: base() },
        Event::AllClearGiven { service: service().id, base: vec![] },
        Event::AllClearWithdrawn { service: service().id, reason: words(), base: base() },
        Event::AllClearWithdrawn { service: service().id, reason: words(), base: vec![] },
        Event::Redacted { entry: AN_ENTRY, replaces: base() },
        Event::Redacted { entry: AN_ENTRY, replaces: vec![] },
        Event::StreamErased { why: None },
        Event::StreamErased { why: Some(Erasure::PersonalData) },
        Event::DocumentBegun { incident: IncidentId([3; 16]), name: "draft/public/0".to_owned() },
        Event::TextEdited { update: "AQEBAAQBBHRleHQCSGkA".to_owned() },
    ];
    for note in NoteKind::ALL {
        events.push(Event::Noted { note: *note, text: words() });
    }
    for state in TaskState::ALL {
        let base = if *state == TaskState::Open { vec![] } else { base() };
        events.push(Event::TaskMoved { task: AN_ENTRY, state: *state, base });
    }
    // Those of the first version; what came later has its samples in `said`.
    for audience in [Audience::Public, Audience::Employees, Audience::Executives] {
        events.push(said::posted(audience, Some(WHEN), base()));
    }
    events.push(said::posted(Audience::Public, None, vec![]));
    for nag in &Nag::ALL[..said::FIRST_NAGS] {
        events.push(Event::NagSnoozed { nag: *nag, about: None, audience: None, until: WHEN, base: vec![] });
    }
    events.push(Event::NagSnoozed {
        nag: Nag::Revisit,
        about: Some(AN_ENTRY),
        audience: None,
        until: WHEN,
        base: base(),
    });
    events.push(Event::NagSnoozed {
        nag: Nag::UpdateOverdue,
        about: None,
        audience: Some(Audience::Public),
        until: WHEN,
        base: base(),
    });
    events
}

fn of_the_book(base: impl Fn() -> Vec<EntryRef>, role: impl Fn() -> incident::id::RoleId) -> Vec<Event> {
    let owner = |person| Some(Owner { team: "Payments".to_owned(), person });
    let mut events = vec![
        Event::ReplicaEnrolled { replica: ReplicaKey([0xd4; 32]), person: SOMEBODY },
        Event::PersonNamed { person: SOMEBODY, name: words(), base: base() },
        Event::PersonNamed { person: SOMEBODY, name: words(), base: vec![] },
        Event::PersonRetired { person: SOMEBODY, retired: true, base: base() },
        Event::PersonRetired { person: SOMEBODY, retired: false, base: vec![] },
        Event::ServiceNamed { service: service().id, name: words(), base: base() },
        Event::ServiceNamed { service: service().id, name: words(), base: vec![] },
        Event::ServiceOwned { service: service().id, owner: owner(Some(SOMEBODY)), base: base() },
        Event::ServiceOwned { service: service().id, owner: owner(None), base: vec![] },
        Event::ServiceOwned { service: service().id, owner: None, base: vec![] },
        Event::ServiceRetired { service: service().id, retired: true, base: base() },
        Event::ServiceRetired { service: service().id, retired: false, base: vec![] },
        Event::WorkspaceNamed { name: words(), base: base() },
        Event::WorkspaceNamed { name: words(), base: vec![] },
        Event::SeverityDefined { severity: severity(), criteria: words(), base: base() },
        Event::SeverityDefined { severity: severity(), criteria: words(), base: vec![] },
        Event::CadenceDefined { severity: severity().id, cadence: full_cadence(), base: base() },
        Event::CadenceDefined { severity: severity().id, cadence: Cadence::default(), base: vec![] },
        Event::GuidelineDefined {
            questions: vec![Question {
                text: words(),
                answers: vec![
                    Suggestion { answer: words(), severity: Some(severity().id) },
                    Suggestion { answer: "Not known yet".to_owned(), severity: None },
                ],
            }],
            base: base(),
        },
        Event::GuidelineDefined { questions: vec![], base: vec![] },
        Event::NagDefined { nag: Nag::NoManager, after: 7, on: true, base: base() },
        Event::NagDefined { nag: Nag::SpanOfControl, after: 0, on: false, base: vec![] },
        Event::LinkTemplateSet { link: LinkKind::Bridge, template: Some(words()), base: base() },
        Event::LinkTemplateSet { link: LinkKind::Channel, template: None, base: vec![] },
        Event::ChecklistDefined { role: role(), stage: Stage::Detect, items: items(), base: base() },
        Event::ChecklistDefined { role: role(), stage: Stage::Closed, items: vec![], base: vec![] },
    ];
    for detail in PersonDetail::ALL {
        let (person, value) = (SOMEBODY, Some(words()));
        events.push(Event::PersonDetailSet { person, detail: *detail, value, base: base() });
    }
    let (person, detail) = (SOMEBODY, PersonDetail::Phone);
    events.push(Event::PersonDetailSet { person, detail, value: None, base: vec![] });
    let types = [
        FieldType::Text,
        FieldType::Number,
        FieldType::Time,
        FieldType::Choice { options: vec![words(), "other".to_owned()] },
        FieldType::Flag,
    ];
    for takes in types {
        events.push(Event::FieldDefined { field: field(), takes, on: true, base: base() });
    }
    events.push(Event::FieldDefined { field: field(), takes: FieldType::Text, on: false, base: vec![] });
    events
}
