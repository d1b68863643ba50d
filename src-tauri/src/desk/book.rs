//! The book: shown and edited in Settings.

use courier::{NotWhole, channel_of};
use incident::book::TemplateEntry;
use incident::command::Edit;
use incident::decide::edit;
use incident::event::Event;
use incident::id::PersonId;
use incident::role::ROLES;
use incident::stream::{Section, Stream};
use incident::value::{Destination, LinkKind, Nag, Priority, ReviewFill, Stage};

use super::{Desk, random};
use crate::failure::Failure;
use crate::views::{
    BookView, CatalogueView, ChecklistSettings, Done, FieldSettings, FillView, LimitView, NagView,
    PersonView, ReviewTemplateView, RoleSettings, SeverityView, TemplateView,
};

/// A change of the book may show in every view that names people, services or severities.
pub(super) const OF_BOOK: &[&str] = &[
    "book",
    "start",
    "rail",
    "board",
    "actions",
    "room",
    "review",
    "review_process",
    "comms",
    "draft",
    "customers",
    "find_customers",
    "templates",
    "channels",
    "outbox",
    "status_page",
];

impl Desk {
    /// The book as Settings shows it.
    pub fn book(&self) -> Result<BookView, Failure> {
        let book = self.the_book();
        let person = |p: incident::book::Person| PersonView {
            me: p.id == self.person,
            id: p.id,
            name: p.name,
            handle: p.handle,
            phone: p.phone,
            email: p.email,
            zone: p.zone,
            retired: p.retired,
        };
        let service = |s: incident::book::ServiceEntry| CatalogueView {
            owner_name: s
                .owner
                .as_ref()
                .and_then(|o| o.person)
                .and_then(|id| book.person_name(id))
                .map(str::to_owned),
            id: s.service.id,
            name: s.service.name,
            owner: s.owner,
            retired: s.retired,
        };
        let nag = |nag: &Nag| {
            let rule = book.nag(*nag);
            NagView { nag: *nag, name: nag.name(), after: rule.after, on: rule.on }
        };
        let template = |link: &LinkKind| TemplateView {
            link: *link,
            name: link.name(),
            template: book.link_template(*link).map(str::to_owned),
        };
        let roles: Vec<RoleSettings> = ROLES
            .iter()
            .filter_map(|role| {
                let id = role.id.parse().ok()?;
                Some(RoleSettings { id, name: role.name, duty: role.duty, scope: role.scope })
            })
            .collect();
        let checklists = roles.iter().flat_map(|role| {
            let book = &book;
            Stage::ALL.iter().filter(|stage| **stage != Stage::Closed).map(move |stage| ChecklistSettings {
                role: role.id.clone(),
                stage: *stage,
                stage_name: stage.name(),
                items: book.checklist(&role.id, *stage),
            })
        });
        Ok(BookView {
            workspace: book.workspace_name().unwrap_or("Allclear").to_owned(),
            people: book.people().into_iter().map(person).collect(),
            services: book.services().into_iter().map(service).collect(),
            severities: book
                .severities()
                .into_iter()
                .map(|r| SeverityView {
                    review: book.review_plan(Some(&r.severity.id)),
                    severity: r.severity,
                    criteria: r.criteria,
                    cadence: r.cadence,
                })
                .collect(),
            action_limits: self.limits(),
            guideline: book.guideline(),
            nags: Nag::ALL.iter().map(nag).collect(),
            templates: LinkKind::ALL[..2].iter().map(template).collect(),
            review_templates: book.review_templates().into_iter().map(review_template).collect(),
            review_fills: ReviewFill::ALL
                .iter()
                .map(|fill| FillView { fill: *fill, name: fill.name() })
                .collect(),
            fields: book
                .fields()
                .into_iter()
                .map(|f| FieldSettings { id: f.field.id, name: f.field.name, takes: f.takes, on: f.on })
                .collect(),
            checklists: checklists.collect(),
            roles,
            zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
        })
    }

    /// What is asked of the action items of each priority.
    pub(super) fn limits(&self) -> Vec<LimitView> {
        let book = self.the_book();
        Priority::ALL
            .iter()
            .map(|&priority| LimitView { priority, limit: book.action_limit(priority) })
            .collect()
    }

    /// Carries out a command about the book, or refuses with a sentence.
    pub fn edit(&self, wish: Edit) -> Result<Done, Failure> {
        let alone = self.decide_alone();
        let book = self.the_book();
        let asker = self.asker(&book);
        let (section, drafts) = edit(&wish, &asker)?;
        for draft in &drafts {
            if let Event::DestinationDefined { destination, .. } = &draft.event {
                can_be_spoken_to(destination)?;
            }
        }
        let appended = self.journal.append(&self.author, asker.now, Stream::Book(section), false, drafts)?;
        self.fold_section(section, appended.record);
        drop(alone);
        self.stale(OF_BOOK, None);
        self.written();
        if matches!(section, Section::StatusPage | Section::Settings | Section::Communication) {
            self.page_changed();
        }
        Ok(Done { incident: None, label: None, entries: appended.refs })
    }

    /// Adds somebody to the book under a new id.
    pub fn new_person(&self, name: String) -> Result<Done, Failure> {
        self.edit(Edit::NamePerson { person: PersonId(random()?), name })
    }
}

fn review_template(entry: TemplateEntry) -> ReviewTemplateView {
    let TemplateEntry { template, shipped, retired } = entry;
    ReviewTemplateView { template, shipped, retired }
}

/// What speaks to it reads its addresses too: what that cannot read would never be sent to.
fn can_be_spoken_to(destination: &Destination) -> Result<(), Failure> {
    let read = channel_of(&destination.transport);
    read.map(drop).map_err(|NotWhole(why)| Failure::new("refused", why.to_string()))
}
