//! Each fact in words.

use super::{Glyph, Teller};
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId, ServiceId};
use crate::record::Fact;
use crate::role::role_name;
use crate::slot::Slot;
use crate::text::{one_line, visible};
use crate::value::{FieldValue, ImpactAspect, LinkKind, NoteKind, Point, Stage};
use crate::zone::clock_text;

/// A fact in words.
pub(crate) struct Told {
    pub(crate) glyph: Glyph,
    pub(crate) text: String,
    pub(crate) details: Vec<String>,
    pub(crate) key: bool,
}

pub(super) fn told(glyph: Glyph, text: impl Into<String>) -> Told {
    Told { glyph, text: text.into(), details: Vec::new(), key: false }
}

impl Told {
    pub(super) fn with(mut self, detail: Option<String>) -> Self {
        self.details.extend(detail);
        self
    }

    pub(super) fn key(mut self) -> Self {
        self.key = true;
        self
    }
}

impl Teller<'_> {
    pub(crate) fn name(self, person: PersonId) -> String {
        self.book.person_name(person).map_or_else(|| "somebody not in the book".to_owned(), one_line)
    }

    pub(crate) fn service_name(self, id: &ServiceId) -> String {
        let known = self.incident.services().into_iter().find(|(_, service)| service.id == *id);
        let name = known.map(|(_, service)| service.name.clone());
        one_line(
            &name.or_else(|| self.book.service(id).map(|s| s.service.name)).unwrap_or_else(|| id.to_string()),
        )
    }

    /// The value that a fact replaced, in words.
    pub(crate) fn was(self, fact: &Fact) -> Option<String> {
        let base = fact.event.as_ref()?.base();
        let now = self.value(fact);
        let mut before: Vec<&Fact> = base.iter().filter_map(|id| self.incident.record().fact(*id)).collect();
        before.sort_by_key(|f| f.place());
        // Where a clash was settled, one of the values replaced is the same again; the other one tells more.
        let value = before.into_iter().rev().map(|f| self.value(f)).find(|value| *value != now)??;
        Some(format!("Was {value}."))
    }

    /// The bare value that a fact sets, for "Was …" and for clashes.
    pub(crate) fn value(self, fact: &Fact) -> Option<String> {
        Some(match fact.event.as_ref()? {
            Event::Numbered { number, .. } => format!("INC-{number}"),
            Event::Titled { title, .. } => one_line(title),
            Event::KindSet { kind, .. } => kind.name().to_owned(),
            Event::SeverityClassified { severity, .. } => {
                severity.as_ref().map_or_else(|| "not classified".to_owned(), |s| one_line(&s.name))
            }
            Event::StageEntered { stage, .. } => stage.name().to_owned(),
            Event::PointRecorded { at, .. } => {
                at.map_or_else(|| "not recorded".to_owned(), |at| self.clock(at, fact))
            }
            Event::ImpactStated { value, .. } => {
                value.as_deref().map_or_else(|| "unknown".to_owned(), one_line)
            }
            Event::DetectionMethodSet { method, .. } => method.map_or("unknown", |m| m.name()).to_owned(),
            Event::RootCauseTypeSet { root_cause, .. } => {
                root_cause.as_deref().map_or_else(|| "unknown".to_owned(), one_line)
            }
            Event::RootCauseServiceSet { service, .. } => {
                service.as_ref().map_or_else(|| "unknown".to_owned(), |s| one_line(&s.name))
            }
            Event::FieldSet { value, .. } => {
                value.as_ref().map_or_else(|| "empty".to_owned(), |v| self.field(v, fact))
            }
            Event::PrivacySet { private, .. } => if *private { "private" } else { "open" }.to_owned(),
            Event::RoleAssigned { person, .. } => self.name(*person),
            Event::RoleReleased { .. } => "nobody".to_owned(),
            Event::ItemTicked { .. } => "ticked".to_owned(),
            Event::ItemUnticked { .. } => "open".to_owned(),
            Event::ItemSkipped { reason, .. } => format!("skipped: {}", one_line(reason)),
            Event::NoteCorrected { text, .. }
            | Event::TaskChanged { text, .. }
            | Event::ActionWorded { text, .. } => one_line(text),
            Event::Redated { at, .. } => {
                at.map_or_else(|| "as recorded".to_owned(), |at| self.clock(at, fact))
            }
            Event::DecisionOwned { owner, .. } => owner.map_or_else(|| "nobody".to_owned(), |p| self.name(p)),
            Event::DecisionRecorded { chosen, .. } => one_line(chosen),
            Event::DecisionRevisited { outcome, .. } => one_line(outcome),
            Event::TaskMoved { state, .. } => state.name().to_lowercase(),
            Event::ActionMoved { state, .. } => state.name().to_lowercase(),
            Event::ActionOwned { owner: person, .. } | Event::TrackerNamed { person, .. } => {
                person.map_or_else(|| "nobody".to_owned(), |p| self.name(p))
            }
            Event::ActionTicketed { ticket, .. } => {
                ticket.as_deref().map_or_else(|| "no ticket".to_owned(), one_line)
            }
            Event::ActionGraded { kind, priority, due, .. } => self.grade(*kind, *priority, *due, fact),
            Event::MitigationRemoved { removed, .. } => {
                if *removed { "removed" } else { "in place" }.to_owned()
            }
            Event::AllClearGiven { .. } => "all-clear given".to_owned(),
            Event::AllClearWithdrawn { reason, .. } => format!("no all-clear: {}", one_line(reason)),
            Event::UpdatePosted { text, .. } | Event::ReviewReleased { title: text, .. } => one_line(text),
            Event::CustomerAffected { impact, .. } => impact.name().to_lowercase(),
            Event::CustomerOwned { owner, .. } => owner.map_or_else(|| "nobody".to_owned(), |p| self.name(p)),
            Event::PromiseKept { kept, .. } => if *kept { "kept" } else { "open" }.to_owned(),
            Event::PromiseMoved { due, .. } => self.clock(*due, fact),
            Event::ExecutivesAnswered { answer, .. } => one_line(answer),
            Event::Retracted { .. } => "taken back".to_owned(),
            Event::Reinstated { .. } => "standing".to_owned(),
            event => return self.reviewed(event, fact),
        })
    }

    /// What a slot is about, for a person who has to choose between its values.
    pub(crate) fn about(self, slot: &Slot) -> String {
        match slot {
            Slot::Title | Slot::Release(_) => "Title".to_owned(),
            Slot::Kind => "Kind".to_owned(),
            Slot::Severity => "Severity".to_owned(),
            Slot::Stage => "Stage".to_owned(),
            Slot::Point(point) => point.name().to_owned(),
            Slot::Impact(ImpactAspect::Customers) => "Customers affected".to_owned(),
            Slot::Impact(aspect) => aspect.name().to_owned(),
            Slot::Detection => "Detected by".to_owned(),
            Slot::RootCauseType => "Type of cause".to_owned(),
            Slot::RootCauseService => "Service of the cause".to_owned(),
            Slot::Field(id) => {
                self.book.field(id).map_or_else(|| id.to_string(), |entry| one_line(&entry.field.name))
            }
            Slot::Privacy => "Privacy".to_owned(),
            Slot::Role(role, _) => role_name(role).to_owned(),
            Slot::Item(place) => self.item(place),
            Slot::Tracker => "Who tracks the actions".to_owned(),
            Slot::ReviewOwner => "Owner of the review".to_owned(),
            Slot::Facilitator => "Facilitator of the review".to_owned(),
            Slot::ReviewState => "State of the review".to_owned(),
            Slot::ReviewStep(step) => format!("{} of the review", step.name()),
            Slot::AllClear(service) => format!("All-clear: {}", self.service_name(service)),
            Slot::CustomerImpact(customer) | Slot::CustomerOwner(customer) => self.customer(customer),
            Slot::NoteText(entry)
            | Slot::OccurredAt(entry)
            | Slot::Retraction(entry)
            | Slot::DecisionOwner(entry)
            | Slot::Decision(entry)
            | Slot::Revisit(entry)
            | Slot::Task(entry)
            | Slot::TaskState(entry)
            | Slot::ActionText(entry)
            | Slot::ActionOwner(entry)
            | Slot::ActionGrade(entry)
            | Slot::ActionState(entry)
            | Slot::ActionTicket(entry)
            | Slot::Promise(entry)
            | Slot::PromiseDue(entry)
            | Slot::Answer(entry)
            | Slot::Mitigation(entry) => self.called(*entry),
            _ => "A setting".to_owned(),
        }
    }

    pub(super) fn clock(self, at: Millis, fact: &Fact) -> String {
        clock_text(at, fact.recorded_at)
    }

    fn how_much_is_hidden(self) -> String {
        let hidden = self.incident.record().facts().iter().filter(|fact| fact.redacted_by.is_some()).count();
        if hidden == 1 { "1 entry".to_owned() } else { format!("{hidden} entries") }
    }

    fn field(self, value: &FieldValue, fact: &Fact) -> String {
        match value {
            FieldValue::Text(words) | FieldValue::Choice(words) => one_line(words),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Time(at) => self.clock(*at, fact),
            FieldValue::Flag(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        }
    }

    /// A fact in words.
    pub(crate) fn tell(self, fact: &Fact) -> Told {
        let Some(event) = &fact.event else {
            return told(Glyph::Unknown, "This entry was redacted");
        };
        if let Some(undone) = fact.undoes {
            return self.tell_undo(undone, fact);
        }
        let was = self.was(fact);
        match event {
            Event::Declared { drill } => {
                told(Glyph::Declared, if *drill { "Drill declared" } else { "Incident declared" }).key()
            }
            Event::Imported { source, external_id } => {
                told(Glyph::Declared, format!("Imported from {}", one_line(source)))
                    .with(Some(one_line(external_id)))
            }
            Event::Titled { title, .. } => {
                told(Glyph::Change, format!("Title: {}", one_line(title))).with(was)
            }
            Event::KindSet { kind, .. } => told(Glyph::Change, format!("Kind: {}", kind.name())).with(was),
            Event::SeverityClassified { severity, suggested, reason, .. } => {
                let name = severity.as_ref().map_or("not classified", |s| &s.name);
                let differs = suggested.as_ref().filter(|id| severity.as_ref().is_none_or(|s| s.id != **id));
                told(Glyph::Severity, format!("Severity: {}", one_line(name)))
                    .with(was)
                    .with(differs.map(|id| format!("The guideline suggested {id}.")))
                    .with(reason.as_deref().map(|r| visible(r).into_owned()))
                    .key()
            }
            Event::CadenceSet { .. } => told(Glyph::Update, "How often audiences hear was set"),
            Event::StageEntered { stage, reason, .. } => self.tell_stage(*stage, reason.as_deref(), fact),
            Event::GateOverridden { gate, reason } => {
                told(Glyph::Stage, format!("{} gate passed anyway", gate.name()))
                    .with(Some(visible(reason).into_owned()))
                    .key()
            }
            Event::PointRecorded { point, at: Some(at), base } => {
                let verb = if base.is_empty() { "" } else { " corrected to" };
                let glyph = if *point == Point::AlertFired { Glyph::Alert } else { Glyph::Time };
                told(glyph, format!("{}{verb} {}", point.name(), self.clock(*at, fact))).with(was).key()
            }
            Event::PointRecorded { point, at: None, .. } => {
                told(Glyph::Time, format!("{}: no longer recorded", point.name())).with(was)
            }
            Event::ImpactStated { aspect, value, source, .. } => {
                let label =
                    if *aspect == ImpactAspect::Customers { "Customers affected" } else { aspect.name() };
                let value =
                    value.as_deref().map_or_else(|| "unknown".to_owned(), |v| visible(v).into_owned());
                told(Glyph::Impact, format!("{label}: {value}")).with(Some(format!(
                    "From {}.{}",
                    one_line(source),
                    was.map(|w| format!(" {w}")).unwrap_or_default()
                )))
            }
            Event::ServiceAffected { service } => {
                told(Glyph::Impact, format!("Affected service: {}", one_line(&service.name)))
            }
            Event::DetectionMethodSet { method, .. } => {
                told(Glyph::Change, format!("Detected by: {}", method.map_or("unknown", |m| m.name())))
                    .with(was)
            }
            Event::RootCauseTypeSet { .. } => {
                told(Glyph::Change, format!("Type of cause: {}", self.value(fact).unwrap_or_default()))
                    .with(was)
            }
            Event::RootCauseServiceSet { .. } => {
                told(Glyph::Change, format!("Cause in: {}", self.value(fact).unwrap_or_default())).with(was)
            }
            Event::Numbered { number, .. } => told(Glyph::Change, format!("Numbered INC-{number}")).with(was),
            Event::SeriesCut { replica, forked, .. } => {
                let why = if forked.is_some() { "their laptop ran twice" } else { "an admin refused it" };
                let person = self.book.person_of(*replica).map(|person| self.name(person));
                let whose = person.unwrap_or_else(|| "somebody".to_owned());
                told(Glyph::Change, format!("Set aside a part of what {whose} wrote: {why}"))
            }
            Event::Tagged { tag } => told(Glyph::Change, format!("Tagged {}", one_line(tag))),
            Event::FieldSet { field, .. } => {
                let value = self.value(fact).unwrap_or_default();
                told(Glyph::Change, format!("{}: {value}", one_line(&field.name))).with(was)
            }
            Event::PrivacySet { private, .. } => {
                told(Glyph::Change, if *private { "Made private" } else { "Opened to everybody" })
            }
            Event::AccessGranted { person } => {
                told(Glyph::People, format!("{} may see it", self.name(*person)))
            }
            Event::Linked { link, label, .. } => {
                let glyph = if *link == LinkKind::Alert { Glyph::Alert } else { Glyph::Link };
                told(glyph, format!("{}: {}", link.name(), one_line(label)))
            }
            Event::RoleAssigned { role, service, person, .. } => {
                let of =
                    service.as_ref().map(|id| format!(" ({})", self.service_name(id))).unwrap_or_default();
                told(Glyph::People, format!("{}{of}: {}", role_name(role), self.name(*person))).with(was)
            }
            Event::RoleAccepted { assignment, .. } => {
                match self.incident.record().fact(*assignment).map(|f| &f.event) {
                    Some(Some(Event::RoleAssigned { role, person, .. })) => told(
                        Glyph::People,
                        format!("{} acknowledged as {}", self.name(*person), role_name(role)),
                    ),
                    _ => told(Glyph::People, "Acknowledged"),
                }
            }
            Event::RoleReleased { role, .. } => {
                told(Glyph::People, format!("{} is free", role_name(role))).with(was)
            }
            Event::ChecklistIssued { role, stage, .. } => {
                told(Glyph::Checklist, format!("Checklist for {}, {}", role_name(role), stage.name()))
            }
            Event::ItemTicked { place, .. } => {
                told(Glyph::Checklist, self.item(place)).with(Some("Done.".to_owned()))
            }
            Event::ItemUnticked { place, .. } => {
                told(Glyph::Checklist, self.item(place)).with(Some("Not done after all.".to_owned()))
            }
            Event::ItemSkipped { place, reason, .. } => {
                told(Glyph::Checklist, self.item(place)).with(Some(format!("Skipped: {}", one_line(reason))))
            }
            Event::Noted { note, text } => self.tell_note(*note, text, fact),
            Event::NoteCorrected { text, .. } => {
                told(Glyph::Note, format!("Note corrected: {}", visible(text)))
            }
            Event::Redated { entry, at, .. } => {
                let when = at.map_or_else(|| "when recorded".to_owned(), |at| self.clock(at, fact));
                told(Glyph::Time, format!("Happened {when}: {}", self.called(*entry)))
            }
            Event::Pinned { entry, pinned, .. } => told(
                Glyph::Change,
                format!("{}: {}", if *pinned { "Pinned" } else { "Unpinned" }, self.called(*entry)),
            ),
            Event::Retracted { entry, .. } => match self.incident.record().fact(*entry).map(|f| &f.event) {
                Some(Some(Event::AccessGranted { person })) => {
                    told(Glyph::People, format!("{} may no longer see it", self.name(*person)))
                }
                _ => told(Glyph::Undo, format!("Taken back: {}", self.called(*entry))),
            },
            Event::Reinstated { entry, .. } => {
                told(Glyph::Undo, format!("Stands again: {}", self.called(*entry)))
            }
            Event::DecisionRaised { question, options, owner, needed_by } => {
                told(Glyph::Decision, format!("To decide: {}", visible(question)))
                    .with(owner.map(|person| format!("{} decides.", self.name(person))))
                    .with((!options.is_empty()).then(|| format!("Options: {}", join(options))))
                    .with(needed_by.map(|at| format!("Needed by {}.", self.clock(at, fact))))
            }
            Event::DecisionOwned { decision, .. } => {
                let who = self.value(fact).unwrap_or_default();
                told(Glyph::Decision, format!("{who} decides: {}", self.asked(*decision)))
            }
            Event::OptionAdded { decision, option } => {
                told(Glyph::Decision, format!("Option: {}", visible(option)))
                    .with(Some(self.asked(*decision)))
            }
            Event::DecisionRecorded {
                question,
                chosen,
                rejected,
                why,
                objections,
                reversible,
                revisit_at,
                supersedes,
                ..
            } => told(Glyph::Decision, visible(chosen))
                .with(question.as_deref().map(|q| visible(q).into_owned()))
                .with(why.as_deref().map(|w| visible(w).into_owned()))
                .with((!rejected.is_empty()).then(|| format!("Rejected: {}", join(rejected))))
                .with(objections.as_deref().map(|o| format!("Objections: {}", visible(o))))
                .with(reversible.map(|yes| if yes { "Reversible." } else { "Not reversible." }.to_owned()))
                .with(revisit_at.map(|at| format!("Look again at {}.", self.clock(at, fact))))
                .with(supersedes.map(|older| format!("Instead of: {}", self.called(older))))
                .key(),
            Event::DecisionRevisited { decision, outcome, .. } => {
                told(Glyph::Decision, format!("Looked again: {}", visible(outcome)))
                    .with(Some(self.called(*decision)))
            }
            Event::TaskAdded { text, who, due } => {
                let who = who.as_ref().map(|who| format!("{}: ", one_line(&who.name))).unwrap_or_default();
                told(Glyph::Task, format!("{who}{}", visible(text)))
                    .with(due.map(|at| format!("By {}.", self.clock(at, fact))))
            }
            Event::TaskChanged { text, .. } => {
                told(Glyph::Task, format!("Task: {}", visible(text))).with(was)
            }
            Event::TaskMoved { task, state, .. } => {
                told(Glyph::Task, format!("{}: {}", state.name(), self.called(*task)))
            }
            Event::MitigationApplied { what, temporary, service, remove_when } => {
                let kind = if *temporary { "Temporary: " } else { "Mitigation: " };
                told(Glyph::Mitigation, format!("{kind}{}", visible(what)))
                    .with(service.as_ref().map(|s| one_line(&s.name)))
                    .with(temporary.then(|| match remove_when {
                        Some(when) => format!("Remove when {}.", one_line(when)),
                        None => "Stays on the open list until it is removed.".to_owned(),
                    }))
                    .key()
            }
            Event::MitigationRemoved { mitigation, removed, .. } => {
                let what = match self.incident.record().fact(*mitigation).map(|f| &f.event) {
                    Some(Some(Event::MitigationApplied { what, .. })) => one_line(what),
                    _ => self.called(*mitigation),
                };
                let verb = if *removed { "Removed" } else { "Back in place" };
                told(Glyph::Mitigation, format!("{verb}: {what}")).key()
            }
            Event::AllClearGiven { service, .. } => {
                told(Glyph::AllClear, format!("All-clear: {}", self.service_name(service))).key()
            }
            Event::AllClearWithdrawn { service, reason, .. } => {
                told(Glyph::AllClear, format!("All-clear withdrawn: {}", self.service_name(service)))
                    .with(Some(visible(reason).into_owned()))
                    .key()
            }
            Event::NagSnoozed { nag, audience, until, .. } => {
                let whose = audience.map(|audience| format!(" ({})", audience.name())).unwrap_or_default();
                told(
                    Glyph::Time,
                    format!("Snoozed until {}: {}{whose}", self.clock(*until, fact), nag.name()),
                )
            }
            Event::Redacted { .. } => told(Glyph::Undo, "An entry was redacted"),
            Event::StreamErased { why } => told(Glyph::Undo, "Everything here was redacted")
                .with(why.map(|why| why.name().to_owned()))
                .with(Some(self.how_much_is_hidden()))
                .key(),
            Event::Unrecognised { kind } => {
                told(Glyph::Unknown, format!("Something a newer version wrote ({})", one_line(kind)))
                    .with(Some("Kept as it is. Update Allclear to read it.".to_owned()))
            }
            _ => self
                .tell_said(fact, event)
                .or_else(|| self.tell_learned(fact, event))
                .or_else(|| self.tell_review(fact, event))
                .unwrap_or_else(|| told(Glyph::Unknown, "A change to the book")),
        }
    }

    fn tell_note(self, kind: NoteKind, text: &str, fact: &Fact) -> Told {
        let text = match self.incident.record().value(&Slot::NoteText(fact.id)) {
            Some(Event::NoteCorrected { text, .. }) => text,
            _ => text,
        };
        let glyph = match kind {
            NoteKind::Note => Glyph::Note,
            NoteKind::FixLater => Glyph::FixLater,
            NoteKind::DebuggingTrouble => Glyph::DebuggingTrouble,
            NoteKind::ProcessFriction => Glyph::ProcessFriction,
        };
        told(glyph, visible(text))
    }

    fn tell_stage(self, stage: Stage, reason: Option<&str>, fact: &Fact) -> Told {
        let before = fact.event.as_ref().and_then(|event| {
            let seen = event.base().iter().filter_map(|id| self.incident.record().fact(*id));
            seen.filter_map(|f| match f.event {
                Some(Event::StageEntered { stage, .. }) => Some(stage),
                _ => None,
            })
            .max()
        });
        let reopened = before.is_some_and(|before| before > Stage::Resolve && stage <= Stage::Resolve);
        let text =
            if reopened { format!("Reopened: {}", stage.name()) } else { format!("Stage: {}", stage.name()) };
        told(Glyph::Stage, text).with(reason.map(|r| visible(r).into_owned())).key()
    }

    fn tell_undo(self, undone: EntryRef, fact: &Fact) -> Told {
        if let Some(Event::Reinstated { entry, .. }) = &fact.event {
            return told(Glyph::Undo, format!("Stands again: {}", self.called(*entry)));
        }
        let what = match self.incident.record().fact(undone) {
            // An undo that is undone tells of what the first one told of.
            Some(inner) if inner.undoes.is_some() => "an undo".to_owned(),
            Some(_) => self.called(undone),
            None => "something not here".to_owned(),
        };
        told(Glyph::Undo, format!("Undone: {what}"))
    }
}

fn join(words: &[String]) -> String {
    words.iter().map(|w| one_line(w)).collect::<Vec<_>>().join("; ")
}
