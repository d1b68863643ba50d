//! Editing the book: people, services, settings, checklists.

use super::{Asker, NAME, TEXT, communication, destinations, fits, optional, status_page, templates, text};
use crate::command::Edit;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{FieldId, ItemId, PersonId, RoleId, ServiceId, SeverityId};
use crate::refusal::Refusal;
use crate::role::role as known_role;
use crate::stream::Section;
use crate::value::{
    ActionLimit, Cadence, Field, FieldType, Item, LinkKind, Owner, PersonDetail, Question, ReviewPlan,
    Severity, Stage, Suggestion,
};
use crate::zone::zone;

/// After so many days nobody follows an action item any more.
const LONGEST: u32 = 3 * 366;

/// Which section an edit belongs to, and the facts that make it so.
pub type Edited = (Section, Vec<Draft>);

/// Decides a wish about the book.
///
/// # Errors
/// A [`Refusal`] whose sentence says what to do instead; nothing has happened then.
pub fn edit(edit: &Edit, asker: &Asker<'_>) -> Result<Edited, Refusal> {
    let (section, drafts) = rule_on(edit, asker)?;
    Ok((section, fits(drafts)?))
}

fn rule_on(edit: &Edit, asker: &Asker<'_>) -> Result<Edited, Refusal> {
    use Section as S;
    let (section, event) = match edit {
        Edit::NamePerson { person, name } => (S::People, name_person(*person, name, asker)?),
        Edit::SetPersonDetail { person, detail, value } => {
            (S::People, set_person_detail(*person, *detail, value.as_deref(), asker)?)
        }
        Edit::RetirePerson { person, retired } => (S::People, retire_person(*person, *retired, asker)?),
        Edit::NameService { service, name } => (S::Services, name_service(service.as_ref(), name, asker)?),
        Edit::SetServiceOwner { service, owner } => {
            (S::Services, set_service_owner(service, owner.as_ref(), asker)?)
        }
        Edit::RetireService { service, retired } => (S::Services, retire_service(service, *retired, asker)?),
        Edit::NameWorkspace { name } => {
            let name = text("The workspace's name", name, NAME)?;
            (S::Settings, Event::WorkspaceNamed { name, base: vec![] })
        }
        Edit::DefineSeverity { severity, name, rank, criteria } => {
            (S::Settings, define_severity(severity.as_ref(), name, *rank, criteria, asker)?)
        }
        Edit::DefineCadence { severity, cadence } => {
            (S::Settings, define_cadence(severity, *cadence, asker)?)
        }
        Edit::DefineReviewPlan { severity, plan } => {
            (S::Settings, define_review_plan(severity, *plan, asker)?)
        }
        Edit::DefineActionLimit { priority, limit } => {
            let limit = ActionLimit { days: limit.days.clamp(1, LONGEST), ..*limit };
            (S::Settings, Event::ActionLimitDefined { priority: *priority, limit, base: vec![] })
        }
        Edit::DefineReviewTemplate { template, name, what, sections } => {
            let wish = templates::Wish { name, what, sections };
            (S::Settings, templates::define(template.as_ref(), &wish, asker)?)
        }
        Edit::RetireReviewTemplate { template, retired } => {
            (S::Settings, templates::retire(template, *retired, asker)?)
        }
        Edit::OrderReviewTemplates { templates } => (S::Settings, templates::order(templates, asker)?),
        Edit::DefineGuideline { questions } => (S::Settings, define_guideline(questions, asker)?),
        Edit::DefineNag { nag, after, on } => {
            let after = (*after).min(7 * 24 * 60);
            (S::Settings, Event::NagDefined { nag: *nag, after, on: *on, base: vec![] })
        }
        Edit::SetLinkTemplate { link, template } => {
            (S::Settings, set_link_template(*link, template.as_deref())?)
        }
        Edit::DefineField { field, name, takes, on } => {
            (S::Settings, define_field(field.as_ref(), name, takes, *on, asker)?)
        }
        Edit::DefineChecklist { role, stage, items } => {
            (S::Checklists, define_checklist(role, *stage, items, asker)?)
        }
        Edit::DefineTemplate { audience, occasion, text } => {
            (S::Communication, communication::define_template(*audience, *occasion, text.as_deref())?)
        }
        Edit::DefineCustomer { customer, name, tier, arr, respond_within, contact, owner } => {
            let (respond_within, owner) = (*respond_within, *owner);
            let wish = communication::Wish { name, tier, arr, respond_within, contact, owner };
            (S::Customers, communication::define_customer(customer.as_ref(), &wish, asker)?)
        }
        Edit::RetireCustomer { customer, retired } => {
            (S::Customers, communication::retire_customer(customer, *retired, asker)?)
        }
        Edit::DefineDestination { destination, name, transport, audiences, drill, laptops, rooms } => {
            let (drill, laptops, rooms) = (*drill, *laptops, rooms.as_ref());
            let wish = destinations::Wish { name, transport, audiences, drill, laptops, rooms };
            (S::Communication, destinations::define(destination.as_ref(), &wish, asker)?)
        }
        Edit::RemindByMail { reminders } => {
            (S::Communication, destinations::remind(reminders.as_ref(), asker)?)
        }
        Edit::RetireDestination { destination, retired } => {
            (S::Communication, destinations::retire(destination, *retired, asker)?)
        }
        Edit::DefineStatusPage { name, address } => {
            (S::StatusPage, status_page::define(name, address.as_deref(), asker)?)
        }
        Edit::DefineGroup { group, name, position } => {
            (S::StatusPage, status_page::define_group(group.as_ref(), name, *position, asker)?)
        }
        Edit::RetireGroup { group, retired } => {
            (S::StatusPage, status_page::retire_group(group, *retired, asker)?)
        }
        Edit::DefineComponent { component, wish } => {
            (S::StatusPage, status_page::define_component(component.as_ref(), wish, asker)?)
        }
        Edit::RetireComponent { component, retired } => {
            (S::StatusPage, status_page::retire_component(component, *retired, asker)?)
        }
        Edit::ScheduleMaintenance { title, text, window, components } => {
            (S::StatusPage, status_page::schedule(title, text, *window, components, asker)?)
        }
        Edit::MoveMaintenance { maintenance, window } => {
            (S::StatusPage, status_page::move_to(*maintenance, *window, asker)?)
        }
        Edit::SayMaintenance { maintenance, state, text } => {
            (S::StatusPage, status_page::say(*maintenance, *state, text, asker)?)
        }
        Edit::UndoEdit { entries } => return undo(entries, asker),
    };
    // One place gives every edit its base: the values of its slot that this laptop holds.
    let record = asker.book.section(section);
    // An event of the book has a slot, unless it makes something; the reference passed here names no entry.
    let base = event.slot(crate::id::EntryRef([0; 16])).map(|slot| record.base(&slot)).unwrap_or_default();
    let event = event.with_base(base);
    if let Some(slot) = event.slot(crate::id::EntryRef([0; 16]))
        && record.value(&slot).is_some_and(|now| now.agrees_with(&event))
        && record.standing(&slot).count() == 1
    {
        return Err(Refusal::Already("The book says so".to_owned()));
    }
    Ok((section, vec![event.into()]))
}

fn undo(entries: &[crate::id::EntryRef], asker: &Asker<'_>) -> Result<Edited, Refusal> {
    let first = entries.first().ok_or(Refusal::Gone("edit"))?;
    let section = Section::ALL
        .into_iter()
        .find(|section| asker.book.section(*section).fact(*first).is_some())
        .ok_or(Refusal::Gone("edit"))?;
    Ok((section, super::repair::undo(asker.book.section(section), entries)?))
}

pub(super) fn someone(person: PersonId, asker: &Asker<'_>) -> Result<(), Refusal> {
    let unknown = || Refusal::Unknown { what: "person", name: person.to_string() };
    asker.book.person_name(person).map(|_| ()).ok_or_else(unknown)
}

fn name_person(person: PersonId, name: &str, asker: &Asker<'_>) -> Result<Event, Refusal> {
    let name = text("The name", name, NAME)?;
    let twin = asker.book.people().into_iter().any(|p| p.id != person && p.name == name && !p.retired);
    if twin {
        return Err(Refusal::Already(format!(
            "Somebody called {name} is in the book; add something to tell them apart"
        )));
    }
    Ok(Event::PersonNamed { person, name, base: vec![] })
}

fn set_person_detail(
    person: PersonId,
    detail: PersonDetail,
    value: Option<&str>,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    someone(person, asker)?;
    let value = optional("The entry", value, NAME)?;
    let value = match (detail, value) {
        (PersonDetail::Zone, Some(name)) => Some(zone(&name)?.name().to_owned()),
        (PersonDetail::Handle, Some(handle)) => {
            let handle = handle.trim_start_matches('@').to_lowercase();
            if handle.is_empty() || handle.chars().any(|c| !(c.is_alphanumeric() || "-_.".contains(c))) {
                return Err(Refusal::NotAWord(handle));
            }
            if asker.book.people().iter().any(|p| p.id != person && p.handle == handle && !p.retired) {
                return Err(Refusal::Already(format!("@{handle} is taken")));
            }
            Some(handle)
        }
        (_, value) => value,
    };
    Ok(Event::PersonDetailSet { person, detail, value, base: vec![] })
}

fn retire_person(person: PersonId, retired: bool, asker: &Asker<'_>) -> Result<Event, Refusal> {
    someone(person, asker)?;
    if retired && person == asker.person {
        return Err(Refusal::NotYours("somebody else".to_owned()));
    }
    Ok(Event::PersonRetired { person, retired, base: vec![] })
}

fn name_service(service: Option<&ServiceId>, name: &str, asker: &Asker<'_>) -> Result<Event, Refusal> {
    let name = text("The service's name", name, NAME)?;
    let id = match service {
        Some(id) => id.clone(),
        None => {
            let id = ServiceId::from_name(&name);
            match asker.book.service(&id) {
                // One that is no more and is added again is back, with its owner.
                Some(known) if known.retired && known.service.name == name => {
                    return Ok(Event::ServiceRetired { service: id, retired: false, base: vec![] });
                }
                Some(known) if !known.retired => {
                    return Err(Refusal::Already(format!("{name} is in the book")));
                }
                _ => id,
            }
        }
    };
    Ok(Event::ServiceNamed { service: id, name, base: vec![] })
}

fn some_service(service: &ServiceId, asker: &Asker<'_>) -> Result<(), Refusal> {
    let unknown = || Refusal::Unknown { what: "service", name: service.as_str().to_owned() };
    asker.book.service(service).map(|_| ()).ok_or_else(unknown)
}

fn set_service_owner(
    service: &ServiceId,
    owner: Option<&Owner>,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    some_service(service, asker)?;
    let owner = owner.filter(|owner| !owner.team.trim().is_empty() || owner.person.is_some());
    let owner = owner
        .map(|owner| {
            if let Some(person) = owner.person {
                someone(person, asker)?;
            }
            let team = optional("The team", Some(&owner.team), NAME)?.unwrap_or_default();
            Ok(Owner { team, person: owner.person })
        })
        .transpose()?;
    Ok(Event::ServiceOwned { service: service.clone(), owner, base: vec![] })
}

fn retire_service(service: &ServiceId, retired: bool, asker: &Asker<'_>) -> Result<Event, Refusal> {
    some_service(service, asker)?;
    Ok(Event::ServiceRetired { service: service.clone(), retired, base: vec![] })
}

fn define_severity(
    id: Option<&SeverityId>,
    name: &str,
    rank: u8,
    criteria: &str,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The severity's name", name, 40)?;
    let criteria = text("The criteria", criteria, TEXT)?;
    let known = asker.book.severities();
    let id = match id {
        Some(id) if known.iter().any(|rule| rule.severity.id == *id) => id.clone(),
        Some(id) => return Err(Refusal::Unknown { what: "severity", name: id.as_str().to_owned() }),
        None => {
            let id = SeverityId::from_name(&name);
            if known.iter().any(|rule| rule.severity.id == id) {
                return Err(Refusal::Already(format!("{name} is in the book")));
            }
            id
        }
    };
    if known.len() >= 9 && !known.iter().any(|rule| rule.severity.id == id) {
        return Err(Refusal::TooMany { what: "The list of severities", limit: 9 });
    }
    let severity = Severity { id, name, rank: rank.clamp(1, 9) };
    Ok(Event::SeverityDefined { severity, criteria, base: vec![] })
}

fn define_cadence(severity: &SeverityId, cadence: Cadence, asker: &Asker<'_>) -> Result<Event, Refusal> {
    if asker.book.severity(severity).is_none() {
        return Err(Refusal::Unknown { what: "severity", name: severity.as_str().to_owned() });
    }
    // Zero would be overdue at once and for ever; a week is never what anybody means.
    let sane = |minutes: Option<u32>| minutes.filter(|m| *m > 0).map(|m| m.min(7 * 24 * 60));
    let cadence = Cadence {
        first_public: sane(cadence.first_public),
        scoping: sane(cadence.scoping),
        public: sane(cadence.public),
        public_until: sane(cadence.public_until),
        public_later: sane(cadence.public_later),
        executives: sane(cadence.executives),
        employees: sane(cadence.employees),
        customers: sane(cadence.customers),
    };
    Ok(Event::CadenceDefined { severity: severity.clone(), cadence, base: vec![] })
}

fn define_review_plan(severity: &SeverityId, plan: ReviewPlan, asker: &Asker<'_>) -> Result<Event, Refusal> {
    if asker.book.severity(severity).is_none() {
        return Err(Refusal::Unknown { what: "severity", name: severity.as_str().to_owned() });
    }
    // After a year nobody remembers anything.
    let sane = |days: Option<u32>| days.filter(|days| *days > 0).map(|days| days.min(366));
    let plan = ReviewPlan {
        required: plan.required,
        draft: sane(plan.draft),
        meeting: sane(plan.meeting),
        publication: sane(plan.publication),
    };
    let due: Vec<u32> = [plan.draft, plan.meeting, plan.publication].into_iter().flatten().collect();
    if !due.is_sorted() {
        return Err(Refusal::OutOfOrder { earlier: "The draft", later: "What comes after it" });
    }
    Ok(Event::ReviewPlanDefined { severity: severity.clone(), plan, base: vec![] })
}

fn define_guideline(questions: &[Question], asker: &Asker<'_>) -> Result<Event, Refusal> {
    if questions.len() > 20 {
        return Err(Refusal::TooMany { what: "The guideline", limit: 20 });
    }
    let known = asker.book.severities();
    let questions = questions
        .iter()
        .map(|question| {
            let answers = question
                .answers
                .iter()
                .map(|choice| {
                    if let Some(id) = &choice.severity
                        && !known.iter().any(|rule| rule.severity.id == *id)
                    {
                        return Err(Refusal::Unknown { what: "severity", name: id.as_str().to_owned() });
                    }
                    Ok(Suggestion {
                        answer: text("An answer", &choice.answer, NAME)?,
                        severity: choice.severity.clone(),
                    })
                })
                .collect::<Result<_, _>>()?;
            Ok(Question { text: text("A question", &question.text, NAME)?, answers })
        })
        .collect::<Result<_, _>>()?;
    Ok(Event::GuidelineDefined { questions, base: vec![] })
}

fn set_link_template(link: LinkKind, template: Option<&str>) -> Result<Event, Refusal> {
    let template = optional("The template", template, NAME)?;
    if let Some(template) = &template {
        let filled =
            ["{id}", "{number}", "{slug}"].iter().fold(template.clone(), |t, hole| t.replace(hole, "x"));
        super::declaration::check_target(link, &filled)?;
        if filled.contains(['{', '}']) {
            return Err(Refusal::NotALink(template.clone()));
        }
    }
    Ok(Event::LinkTemplateSet { link, template, base: vec![] })
}

fn define_field(
    id: Option<&FieldId>,
    name: &str,
    takes: &FieldType,
    on: bool,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The field's name", name, 60)?;
    if let FieldType::Choice { options } = takes {
        if options.is_empty() {
            return Err(Refusal::Empty("The list of options"));
        }
        if options.len() > 50 {
            return Err(Refusal::TooMany { what: "The list of options", limit: 50 });
        }
        for option in options {
            text("An option", option, NAME)?;
        }
    }
    let is_new = id.is_none();
    let id = id.cloned().unwrap_or_else(|| FieldId::from_name(&name));
    if is_new && asker.book.field(&id).is_some_and(|known| known.on) {
        return Err(Refusal::Already(format!("{name} is in the book")));
    }
    if asker.book.fields().len() >= 50 && asker.book.field(&id).is_none() {
        return Err(Refusal::TooMany { what: "The list of fields", limit: 50 });
    }
    Ok(Event::FieldDefined { field: Field { id, name }, takes: takes.clone(), on, base: vec![] })
}

fn define_checklist(
    role: &RoleId,
    stage: Stage,
    items: &[Item],
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    if known_role(role).is_none() {
        return Err(Refusal::Unknown { what: "role", name: role.as_str().to_owned() });
    }
    if items.len() > 20 {
        return Err(Refusal::TooMany { what: "A checklist", limit: 20 });
    }
    let known = asker.book.severities();
    let mut kept: Vec<Item> = Vec::new();
    for item in items {
        let text = text("An item", &item.text, NAME)?;
        for id in &item.only.severities {
            if !known.iter().any(|rule| rule.severity.id == *id) {
                return Err(Refusal::Unknown { what: "severity", name: id.as_str().to_owned() });
            }
        }
        let mut id = item.id.clone();
        // Two items written alike still are two things to tick.
        let mut copy = 2;
        while kept.iter().any(|other| other.id == id) {
            let stem: String = item.id.as_str().chars().take(58).collect();
            id = ItemId::from_name(&format!("{stem}-{copy}"));
            copy += 1;
        }
        kept.push(Item { id, text, only: item.only.clone() });
    }
    Ok(Event::ChecklistDefined { role: role.clone(), stage, items: kept, base: vec![] })
}
