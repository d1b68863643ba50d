//! One whole incident, from declaration to closing, as four people write it.

use incident::command::{Command, Edit, LineMode, NewPromise};
use incident::id::Edition;
use incident::value::{
    ActionState, ActionType, Audience, Channel, CustomerImpact, DetectionMethod, FieldType, FieldValue,
    ImpactAspect, Kind, LinkKind, Nag, NoteKind, Occasion, Owner, PersonDetail, Point, Priority, ReviewStep,
    Stage, TaskState,
};

use crate::check::{Wish, World, history, nth, the};
use crate::pen::{at, person};
use crate::wishes::{
    all_clear, approve, assign, assign_for, classify, customer, enter, enter_anyway, enter_because, id,
    impact, item, line, link, mark_posted, mitigate, note, point, post, propose, retitle, undo,
};

/// The world after it.
pub(crate) fn script() -> World {
    let steps: Vec<_> = [before_it(), create_and_classify(), troubleshoot(), said(), resolve(), afterwards()]
        .into_iter()
        .flatten()
        .collect();
    World::after(&steps)
}

type Steps = Vec<(&'static str, Wish)>;

fn before_it() -> Steps {
    let template = |link, template: &str| Edit::SetLinkTemplate { link, template: Some(template.to_owned()) };
    let detail = |name: &str, detail, value: &str| Edit::SetPersonDetail {
        person: person(name),
        detail,
        value: Some(value.to_owned()),
    };
    let owner = Some(Owner { team: "Payments".to_owned(), person: Some(person("chi")) });
    history![
        "ana" => template(LinkKind::Channel, "#inc-{number}-{slug}"),
        "ana" => template(LinkKind::Bridge, "https://meet.example/{id}"),
        "ana" => detail("bo", PersonDetail::Phone, "+46 70 000 00 00"),
        "ana" => detail("bo", PersonDetail::Zone, "Europe/Stockholm"),
        "ana" => Edit::SetServiceOwner { service: id("checkout"), owner },
        "ana" => Edit::DefineField { field: None, name: "Region code".to_owned(), takes: FieldType::Text, on: true },
    ]
    .to_vec()
}

fn create_and_classify() -> Steps {
    history![
        "ana" => Command::Declare {
            title: "Checkout fails for many".to_owned(),
            kind: Kind::External,
            severity: None,
            services: vec![id("checkout")],
            impact_started: Some(at(-10)),
            detection: Some(DetectionMethod::Customer),
            drill: false,
            private: false,
            manager: Some(person("ana")),
        },
        "ana" => Command::Tick { place: item("incident-manager", Stage::Create, "title") },
        "ana" => assign_for("affected-on-call", "checkout", "chi"),
        "chi" => Command::Accept { assignment: the("role_assigned") },
        "ana" => enter(Stage::Classify),
        "chi" => impact(ImpactAspect::Users, "about 12 %", Some(12)),
        "chi" => impact(ImpactAspect::Customers, "310", Some(310)),
        "ana apart" => Command::Classify {
            severity: id("major"),
            answers: vec![],
            reason: Some("sales have stopped".to_owned()),
        },
        "bo apart" => classify("medium"),
        "dee apart" => Command::AddService { service: id("login") },
        "ana" => Command::Settle { entry: nth("severity_classified", 0) },
        "ana" => assign("communications-lead", "dee"),
        "dee" => Command::Accept { assignment: the("role_assigned") },
        "dee" => post(Audience::Public, "Some purchases fail. We are looking into it.", None),
        "dee" => Command::Snooze { nag: Nag::UpdateDue, about: None, audience: None, minutes: 5 },
        "ana" => Command::Skip {
            place: item("incident-manager", Stage::Create, "join-links"),
            reason: "everybody is in".to_owned(),
        },
    ]
    .to_vec()
}

fn troubleshoot() -> Steps {
    history![
        "ana" => enter(Stage::Troubleshoot),
        "ana" => assign_for("owning-on-call", "checkout", "bo"),
        "bo" => line(LineMode::Note, "@14:30 deploy 4711 went out"),
        "bo" => line(LineMode::Task, "@chi freeze deploys by 16:50"),
        "chi" => Command::MoveTask { task: the("task_added"), state: TaskState::Doing },
        "chi" => Command::ChangeTask { task: the("task_added"), line: "@chi freeze all deploys by 17:00".to_owned() },
        "bo" => line(LineMode::Decision, "Roll back or fix forward?"),
        "ana" => Command::OwnDecision { decision: the("decision_raised"), owner: person("bo") },
        "chi" => Command::AddOption { decision: the("decision_raised"), option: "Roll back".to_owned() },
        "chi" => Command::AddOption { decision: the("decision_raised"), option: "Fix forward".to_owned() },
        "bo" => Command::Decide {
            decision: Some(the("decision_raised")),
            question: None,
            chosen: "Roll back".to_owned(),
            rejected: vec!["Fix forward".to_owned()],
            why: Some("known state".to_owned()),
            objections: Some("none".to_owned()),
            reversible: Some(true),
            revisit_at: Some(at(60)),
            supersedes: None,
            taken: None,
        },
        "chi" => line(LineMode::DebuggingTrouble, "No logs from the payment gateway"),
        "bo" => note("the pool is exhausted"),
        "bo" => Command::CorrectNote { note: the("noted"), text: "the connection pool is exhausted".to_owned() },
        "bo" => Command::Redate { entry: the("noted"), at: at(20) },
        "ana" => Command::Pin { entry: the("noted"), pinned: true },
        "dee" => note("customer Jane Doe called, card 4111"),
        "dee" => Command::Redact { entry: the("noted") },
        "chi" => note("wrong window"),
        "chi" => undo(vec![the("noted")]),
        "ana" => link(LinkKind::Dashboard, "https://graphs.example/checkout"),
        "ana" => point(Point::CauseIdentified, Some(at(36))),
        "ana" => point(Point::CauseIdentified, Some(at(34))),
    ]
    .to_vec()
}

fn said() -> Steps {
    let kestrel = || id("kestrel-foods");
    let promise = NewPromise { what: "Call back with the list".to_owned(), due: at(55) };
    history![
        "dee" => customer("Kestrel Foods", Some(30)),
        "dee" => propose(Audience::Public, Occasion::Identified, "We know the cause.", Some(at(70))),
        "ana" => Command::SendBackUpdate { update: the("update_proposed"), reason: "Which regions?".to_owned() },
        "dee" => propose(Audience::Public, Occasion::Identified, "We know why purchases in Europe fail.", Some(at(70))),
        "ana" => approve(),
        "dee" => mark_posted(Channel::StatusPage),
        "dee" => mark_posted(Channel::Email),
        "dee" => Command::AffectCustomer { customer: kestrel(), impact: CustomerImpact::Down },
        "dee" => Command::OwnCustomer { customer: kestrel(), owner: Some(person("dee")) },
        "dee" => Command::LogReport { customer: kestrel(), text: "Nobody can pay".to_owned(), ticket: Some("88213".to_owned()), at: None },
        "dee" => Command::LogTold { customer: kestrel(), channel: Channel::Call, text: "We are on it".to_owned(), promise: Some(promise), at: None },
        "dee" => Command::OfferCustomer { customer: kestrel(), what: "Pay by invoice".to_owned(), at: None },
        "dee" => Command::MovePromise { promise: the("customer_promised"), due: at(62), at: None },
        "dee" => Command::KeepPromise { promise: the("customer_promised"), kept: true, at: None },
        "ana" => Command::AskExecutives { question: "Refund all today?".to_owned(), needed_by: Some(at(90)), customer: None },
        "ana" => Command::AnswerAsk { ask: the("executives_asked"), answer: "Yes, all of it".to_owned(), by: Some(person("chi")) },
    ]
    .to_vec()
}

fn resolve() -> Steps {
    history![
        "ana" => enter(Stage::Resolve),
        "bo" => Command::Mitigate {
            what: "Half of the traffic goes to the old pool".to_owned(),
            temporary: true,
            service: Some(id("checkout")),
            remove_when: Some("the new pool holds".to_owned()),
        },
        "bo" => mitigate("Rolled back to 4710", false),
        "ana" => point(Point::Mitigated, Some(at(44))),
        "dee" => post(Audience::Public, "Purchases work again. We keep watching.", Some(at(75))),
        "chi" => all_clear("checkout"),
        "ana" => enter_anyway(Stage::Review, "login was never really hit"),
        "ana" => enter_because(Stage::Resolve, "errors are back"),
        "bo" => Command::RemoveMitigation { mitigation: nth("mitigation_applied", 0) },
        "ana" => Command::RemoveService { service: id("login") },
        "chi" => all_clear("checkout"),
        "chi" => line(LineMode::FixLater, "The pool needs an alert"),
        "bo" => line(LineMode::ProcessFriction, "Nobody knew who may roll back"),
        "ana" => Command::SetRootCauseType { root_cause: Some("Capacity".to_owned()) },
        "ana" => Command::SetRootCauseService { service: Some(id("checkout")) },
        "ana" => Command::AddTag { tag: "#pool".to_owned() },
        "ana" => Command::SetField { field: id("region-code"), value: Some(FieldValue::Text("EU".to_owned())) },
    ]
    .to_vec()
}

fn afterwards() -> Steps {
    history![
        "ana" => enter(Stage::Review),
        "dee" => post(Audience::Public, "It is over. This was the last update.", None),
        "bo" => Command::Revisit { decision: the("decision_raised"), outcome: "It held".to_owned(), revisit_at: None },
        "ana" => retitle("Checkout failed for one in eight"),
        "bo" => retitle("Checkout failed"),
        "bo" => undo(vec![the("titled")]),
        "ana" => point(Point::ReviewHeld, Some(at(62))),
        "ana" => Command::RaiseAction {
            text: "Alert before the pool is full".to_owned(),
            kind: ActionType::Detect,
            priority: Priority::Medium,
            due: Some(at(20_000)),
            owner: Some(person("bo")),
            from: Some(nth("noted", 5)),
        },
        "bo" => Command::MoveAction { action: the("action_raised"), state: ActionState::Doing, reason: None },
        "ana" => Command::NameTracker { person: Some(person("chi")) },
        "ana" => assign("incident-manager", "bo"),
        "bo" => Command::Accept { assignment: the("role_assigned") },
        "bo" => Command::AddNote { note: NoteKind::Note, text: "handed over".to_owned(), occurred_at: None },
        "ana" => Command::OwnReview { owner: Some(person("ana")) },
        "ana" => Command::NameFacilitator { person: Some(person("chi")) },
        "ana" => Command::AddParticipant { person: person("dee") },
        "ana" => Command::MoveReviewStep { step: ReviewStep::Publication, due: Some(at(20_000)) },
        "ana" => Command::SubmitReview { edition: Edition([1; 16]) },
        "ana" => Command::ReopenReview { reason: "the figures of Europe are missing".to_owned() },
        "ana" => Command::SubmitReview { edition: Edition([2; 16]) },
        "chi" => Command::ApproveReview { edition: Edition([2; 16]) },
        "ana" => Command::PublishReview { edition: Edition([2; 16]), anyway: None, without_meetings: false },
        "bo" => enter(Stage::FollowUp),
        "bo" => Command::MoveAction { action: the("action_raised"), state: ActionState::Done, reason: None },
        "bo" => enter(Stage::Closed),
    ]
    .to_vec()
}
