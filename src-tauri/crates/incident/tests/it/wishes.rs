//! Short words for the wishes that tests make again and again.

use incident::command::{Command, Edit, LineMode};
use incident::id::{EntryRef, Millis};
use incident::value::{
    Audience, Channel, ImpactAspect, ItemPlace, Kind, LinkKind, NoteKind, Occasion, Point, Stage,
};

use crate::check::the;
use crate::pen::person;

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().unwrap()
}

/// The plainest incident: external, nothing else said.
pub(crate) fn declare(title: &str) -> Command {
    Command::Declare {
        title: title.to_owned(),
        kind: Kind::External,
        severity: None,
        services: vec![],
        impact_started: None,
        detection: None,
        drill: false,
        private: false,
        manager: None,
    }
}

pub(crate) fn declared() -> Command {
    declare("Checkout is down")
}

/// With services that need an all-clear.
pub(crate) fn declare_on(names: &[&str]) -> Command {
    let Command::Declare {
        title, kind, severity, impact_started, detection, drill, private, manager, ..
    } = declared()
    else {
        unreachable!()
    };
    let services = names.iter().map(|name| id(name)).collect();
    Command::Declare { title, kind, severity, services, impact_started, detection, drill, private, manager }
}

/// With a severity, so that updates are due.
pub(crate) fn declare_as(word: &str, whom: Kind) -> Command {
    let Command::Declare { title, services, impact_started, detection, drill, private, manager, .. } =
        declared()
    else {
        unreachable!()
    };
    let severity = Some(id(word));
    Command::Declare {
        title,
        kind: whom,
        severity,
        services,
        impact_started,
        detection,
        drill,
        private,
        manager,
    }
}

pub(crate) fn retitle(title: &str) -> Command {
    Command::Retitle { title: title.to_owned() }
}

pub(crate) fn classify(severity: &str) -> Command {
    Command::Classify { severity: id(severity), answers: vec![], reason: None }
}

pub(crate) fn enter(stage: Stage) -> Command {
    Command::EnterStage { stage, reason: None, anyway: None }
}

pub(crate) fn enter_because(stage: Stage, reason: &str) -> Command {
    Command::EnterStage { stage, reason: Some(reason.to_owned()), anyway: None }
}

pub(crate) fn enter_anyway(stage: Stage, anyway: &str) -> Command {
    Command::EnterStage { stage, reason: None, anyway: Some(anyway.to_owned()) }
}

pub(crate) fn impact(aspect: ImpactAspect, value: &str, number: Option<u64>) -> Command {
    let (value, source) = (value.to_owned(), "dashboard".to_owned());
    Command::StateImpact { aspect, value, number, source, as_of: None }
}

pub(crate) fn point(point: Point, at: Option<Millis>) -> Command {
    Command::RecordPoint { point, at }
}

pub(crate) fn assign(role: &str, name: &str) -> Command {
    Command::Assign { role: id(role), service: None, person: person(name) }
}

pub(crate) fn assign_for(role: &str, service: &str, name: &str) -> Command {
    Command::Assign { role: id(role), service: Some(id(service)), person: person(name) }
}

pub(crate) fn item(role: &str, stage: Stage, item: &str) -> ItemPlace {
    ItemPlace { role: id(role), stage, item: id(item) }
}

pub(crate) fn line(mode: LineMode, line: &str) -> Command {
    Command::Write { mode, line: line.to_owned() }
}

pub(crate) fn note(text: &str) -> Command {
    Command::AddNote { note: NoteKind::Note, text: text.to_owned(), occurred_at: None }
}

pub(crate) fn decided(chosen: &str) -> Command {
    line(LineMode::Decision, chosen)
}

pub(crate) fn mitigate(what: &str, temporary: bool) -> Command {
    Command::Mitigate { what: what.to_owned(), temporary, service: None, remove_when: None }
}

pub(crate) fn all_clear(service: &str) -> Command {
    Command::GiveAllClear { service: id(service) }
}

pub(crate) fn link(link: LinkKind, target: &str) -> Command {
    Command::Link { link, label: String::new(), target: target.to_owned() }
}

pub(crate) fn post(audience: Audience, text: &str, next_due: Option<Millis>) -> Command {
    Command::PostUpdate { audience, text: text.to_owned(), next_due, at: None, occasion: None }
}

pub(crate) fn propose(
    audience: Audience,
    occasion: Occasion,
    text: &str,
    next_due: Option<Millis>,
) -> Command {
    Command::ProposeUpdate {
        audience,
        occasion,
        text: text.to_owned(),
        next_due,
        replaces: None,
        components: None,
        review: None,
    }
}

pub(crate) fn approve() -> Command {
    approve_this(the("update_proposed"))
}

pub(crate) fn approve_this(update: EntryRef) -> Command {
    Command::ApproveUpdate { update, dispatch: None, also: vec![] }
}

pub(crate) fn mark_posted(channel: Channel) -> Command {
    Command::MarkPosted { update: the("update_proposed"), channel, at: None }
}

pub(crate) fn customer(name: &str, respond_within: Option<u32>) -> Edit {
    let (customer, owner) = (None, None);
    let (tier, arr) = (Some("Enterprise".to_owned()), Some("over 1 M".to_owned()));
    let contact = incident::value::Contact::default();
    Edit::DefineCustomer { customer, name: name.to_owned(), tier, arr, respond_within, contact, owner }
}

pub(crate) fn undo(entries: Vec<EntryRef>) -> Command {
    Command::Undo { entries }
}
