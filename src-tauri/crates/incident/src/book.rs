//! The book: what the organisation knows before an incident. People, services, settings, checklists;
//! where nobody has written anything, our defaults.

mod limits;
mod reminders;
mod reviews;
mod status_page;

use std::sync::Arc;

pub use reviews::{TemplateEntry, review_section};
pub use status_page::{ComponentEntry, GroupEntry, Maintenance, MaintenanceUpdate};

use crate::defaults::{self, NagRule, SeverityRule};
use crate::event::Event;
use crate::id::{
    CustomerId, DestinationId, EntryRef, FieldId, PersonId, ReplicaKey, RoleId, ServiceId, SeverityId,
};
use crate::record::Record;
use crate::slot::Slot;
use crate::stream::{Section, Stream};
use crate::value::{
    Audience, Cadence, Contact, Customer, Destination, Field, FieldType, Item, LinkKind, Nag, Occasion,
    Owner, PersonDetail, Question, Service, Severity, Stage,
};

/// The folded sections of the book.
#[derive(Clone, Debug)]
pub struct Book {
    people: Arc<Record>,
    services: Arc<Record>,
    settings: Arc<Record>,
    checklists: Arc<Record>,
    communication: Arc<Record>,
    customers: Arc<Record>,
    status_page: Arc<Record>,
}

/// Somebody of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id, whatever they are called.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// What follows the @ in a task; the first name where none is set.
    pub handle: String,
    /// The number to call.
    pub phone: Option<String>,
    /// Where mail arrives.
    pub email: Option<String>,
    /// Their IANA time zone.
    pub zone: Option<String>,
    /// Whether they left.
    pub retired: bool,
}

/// A service of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEntry {
    /// Its id and name.
    pub service: Service,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// Whether it is no more.
    pub retired: bool,
}

/// A customer of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerEntry {
    /// Their id, name, tier and what they were promised in writing.
    pub customer: Customer,
    /// How to reach them.
    pub contact: Contact,
    /// Who of us knows them.
    pub owner: Option<PersonId>,
    /// Whether they left.
    pub retired: bool,
}

/// A destination of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationEntry {
    /// What it is.
    pub destination: Destination,
    /// Whether nothing is sent there any more.
    pub retired: bool,
}

/// A custom field of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEntry {
    /// Its id and name.
    pub field: Field,
    /// What it takes.
    pub takes: FieldType,
    /// Whether it is in use.
    pub on: bool,
}

impl Default for Book {
    fn default() -> Self {
        Self::new(Section::ALL.map(|section| Arc::new(Record::fold(Stream::Book(section), []))))
    }
}

impl Book {
    /// The book of these sections, in the order of [`Section::ALL`].
    #[must_use]
    pub fn new(sections: [Arc<Record>; Section::ALL.len()]) -> Self {
        let [people, services, settings, checklists, communication, customers, status_page] = sections;
        Self { people, services, settings, checklists, communication, customers, status_page }
    }

    /// The record of a section.
    #[must_use]
    pub fn section(&self, section: Section) -> &Arc<Record> {
        match section {
            Section::People => &self.people,
            Section::Services => &self.services,
            Section::Settings => &self.settings,
            Section::Checklists => &self.checklists,
            Section::Communication => &self.communication,
            Section::Customers => &self.customers,
            Section::StatusPage => &self.status_page,
        }
    }

    /// The book with one section folded anew.
    #[must_use]
    pub fn with(mut self, section: Section, record: Arc<Record>) -> Self {
        match section {
            Section::People => self.people = record,
            Section::Services => self.services = record,
            Section::Settings => self.settings = record,
            Section::Checklists => self.checklists = record,
            Section::Communication => self.communication = record,
            Section::Customers => self.customers = record,
            Section::StatusPage => self.status_page = record,
        }
        self
    }

    /// Everybody, by name; those who left too.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        let mut people: Vec<Person> = self
            .people
            .slots()
            .filter_map(|slot| match slot {
                Slot::PersonName(id) => self.person(*id),
                _ => None,
            })
            .collect();
        people.sort_by_key(|person| (person.name.to_lowercase(), person.id));
        people
    }

    /// One person.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<Person> {
        let Some(Event::PersonNamed { name, .. }) = self.people.value(&Slot::PersonName(id)) else {
            return None;
        };
        let detail = |detail| match self.people.value(&Slot::PersonDetail(id, detail)) {
            Some(Event::PersonDetailSet { value, .. }) => value.clone(),
            _ => None,
        };
        let first_name = || name.split_whitespace().next().unwrap_or("").to_lowercase();
        Some(Person {
            id,
            name: name.clone(),
            handle: detail(PersonDetail::Handle).unwrap_or_else(first_name),
            phone: detail(PersonDetail::Phone),
            email: detail(PersonDetail::Email),
            zone: detail(PersonDetail::Zone),
            retired: matches!(
                self.people.value(&Slot::PersonRetired(id)),
                Some(Event::PersonRetired { retired: true, .. })
            ),
        })
    }

    /// What a person is called.
    #[must_use]
    pub fn person_name(&self, id: PersonId) -> Option<&str> {
        match self.people.value(&Slot::PersonName(id)) {
            Some(Event::PersonNamed { name, .. }) => Some(name),
            _ => None,
        }
    }

    /// For whom a laptop writes.
    #[must_use]
    pub fn person_of(&self, replica: ReplicaKey) -> Option<PersonId> {
        self.people.made().rev().find_map(|(_, event)| match event {
            Event::ReplicaEnrolled { replica: key, person } if *key == replica => Some(*person),
            _ => None,
        })
    }

    /// The one person whom these words after an @ name: a handle, or a name without its spaces.
    #[must_use]
    pub fn person_called(&self, words: &str) -> Option<Person> {
        let wanted = words.to_lowercase();
        let mut found = self.people().into_iter().filter(|person| {
            !person.retired
                && (person.handle.to_lowercase() == wanted || squeezed(&person.name) == squeezed(&wanted))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The catalogue, by name; retired services too.
    #[must_use]
    pub fn services(&self) -> Vec<ServiceEntry> {
        let mut services: Vec<ServiceEntry> = self
            .services
            .slots()
            .filter_map(|slot| match slot {
                Slot::ServiceName(id) => self.service(id),
                _ => None,
            })
            .collect();
        services.sort_by_key(|entry| entry.service.name.to_lowercase());
        services
    }

    /// One service.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<ServiceEntry> {
        let Some(Event::ServiceNamed { name, .. }) = self.services.value(&Slot::ServiceName(id.clone()))
        else {
            return None;
        };
        Some(ServiceEntry {
            service: Service { id: id.clone(), name: name.clone() },
            owner: match self.services.value(&Slot::ServiceOwner(id.clone())) {
                Some(Event::ServiceOwned { owner, .. }) => owner.clone(),
                _ => None,
            },
            retired: matches!(
                self.services.value(&Slot::ServiceRetired(id.clone())),
                Some(Event::ServiceRetired { retired: true, .. })
            ),
        })
    }

    /// What the workspace is called.
    #[must_use]
    pub fn workspace_name(&self) -> Option<&str> {
        match self.settings.value(&Slot::WorkspaceName) {
            Some(Event::WorkspaceNamed { name, .. }) => Some(name),
            _ => None,
        }
    }

    /// The severities with criteria and cadence, worst first.
    #[must_use]
    pub fn severities(&self) -> Vec<SeverityRule> {
        let mut rules = defaults::severities();
        for slot in self.settings.slots() {
            let Slot::SeverityDefinition(id) = slot else { continue };
            let Some(Event::SeverityDefined { severity, criteria, .. }) = self.settings.value(slot) else {
                continue;
            };
            match rules.iter_mut().find(|rule| rule.severity.id == *id) {
                Some(rule) => (rule.severity, rule.criteria) = (severity.clone(), criteria.clone()),
                None => rules.push(SeverityRule {
                    severity: severity.clone(),
                    criteria: criteria.clone(),
                    cadence: Cadence::default(),
                }),
            }
        }
        for rule in &mut rules {
            let slot = Slot::CadenceDefinition(rule.severity.id.clone());
            if let Some(Event::CadenceDefined { cadence, .. }) = self.settings.value(&slot) {
                rule.cadence = *cadence;
            }
        }
        rules.sort_by_key(|rule| (rule.severity.rank, rule.severity.id.clone()));
        rules
    }

    /// One severity.
    #[must_use]
    pub fn severity(&self, id: &SeverityId) -> Option<SeverityRule> {
        self.severities().into_iter().find(|rule| rule.severity.id == *id)
    }

    /// The severities without their rules, worst first.
    #[must_use]
    pub fn severities_only(&self) -> Vec<Severity> {
        self.severities().into_iter().map(|rule| rule.severity).collect()
    }

    /// The questions that suggest a severity.
    #[must_use]
    pub fn guideline(&self) -> Vec<Question> {
        match self.settings.value(&Slot::Guideline) {
            Some(Event::GuidelineDefined { questions, .. }) => questions.clone(),
            _ => defaults::guideline(),
        }
    }

    /// When a nag speaks.
    #[must_use]
    pub fn nag(&self, nag: Nag) -> NagRule {
        match self.settings.value(&Slot::NagDefinition(nag)) {
            Some(Event::NagDefined { after, on, .. }) => NagRule { after: *after, on: *on },
            _ => defaults::nag(nag),
        }
    }

    /// How the address of a channel or bridge is made.
    #[must_use]
    pub fn link_template(&self, link: LinkKind) -> Option<&str> {
        match self.settings.value(&Slot::LinkTemplate(link)) {
            Some(Event::LinkTemplateSet { template, .. }) => template.as_deref(),
            _ => None,
        }
    }

    /// The custom fields, by name.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldEntry> {
        let mut fields: Vec<FieldEntry> = self
            .settings
            .slots()
            .filter_map(|slot| match (slot, self.settings.value(slot)?) {
                (Slot::FieldDefinition(_), Event::FieldDefined { field, takes, on, .. }) => {
                    Some(FieldEntry { field: field.clone(), takes: takes.clone(), on: *on })
                }
                _ => None,
            })
            .collect();
        fields.sort_by_key(|entry| entry.field.name.to_lowercase());
        fields
    }

    /// One custom field.
    #[must_use]
    pub fn field(&self, id: &FieldId) -> Option<FieldEntry> {
        self.fields().into_iter().find(|entry| entry.field.id == *id)
    }

    /// A role's list for a stage.
    #[must_use]
    pub fn checklist(&self, role: &RoleId, stage: Stage) -> Vec<Item> {
        match self.checklists.value(&Slot::ChecklistDefinition(role.clone(), stage)) {
            Some(Event::ChecklistDefined { items, .. }) => items.clone(),
            _ => defaults::checklist(role, stage),
        }
    }

    /// What the organisation says to an audience on an occasion; none where nobody has written it.
    #[must_use]
    pub fn template(&self, audience: Audience, occasion: Occasion) -> Option<&str> {
        match self.communication.value(&Slot::Template(audience, occasion)) {
            Some(Event::TemplateDefined { text, .. }) => text.as_deref(),
            _ => None,
        }
    }

    /// Where updates can be sent, by name; what is retired too.
    #[must_use]
    pub fn destinations(&self) -> Vec<DestinationEntry> {
        let mut destinations: Vec<DestinationEntry> = self
            .communication
            .slots()
            .filter_map(|slot| match slot {
                Slot::DestinationDefinition(id) => self.destination(id),
                _ => None,
            })
            .collect();
        destinations.sort_by_cached_key(|entry| entry.destination.name.to_lowercase());
        destinations
    }

    /// One destination.
    #[must_use]
    pub fn destination(&self, id: &DestinationId) -> Option<DestinationEntry> {
        let Some(Event::DestinationDefined { destination, .. }) =
            self.communication.value(&Slot::DestinationDefinition(id.clone()))
        else {
            return None;
        };
        Some(DestinationEntry {
            destination: destination.clone(),
            retired: matches!(
                self.communication.value(&Slot::DestinationRetired(id.clone())),
                Some(Event::DestinationRetired { retired: true, .. })
            ),
        })
    }

    /// Where an audience hears by, in a drill or for real.
    #[must_use]
    pub fn destinations_for(&self, audience: Audience, drill: bool) -> Vec<Destination> {
        let serves = |to: &Destination| to.drill == drill && to.audiences.contains(&audience);
        let all = self.destinations().into_iter().filter(|entry| !entry.retired);
        all.map(|entry| entry.destination).filter(serves).collect()
    }

    /// The customers, by name; those who left too.
    #[must_use]
    pub fn customers(&self) -> Vec<CustomerEntry> {
        let mut customers: Vec<CustomerEntry> = self
            .customers
            .slots()
            .filter_map(|slot| match slot {
                Slot::CustomerDefinition(id) => self.customer(id),
                _ => None,
            })
            .collect();
        customers.sort_by_cached_key(|entry| entry.customer.name.to_lowercase());
        customers
    }

    /// How many customers there are, those who left too.
    #[must_use]
    pub fn customer_count(&self) -> usize {
        self.customers.slots().filter(|slot| matches!(slot, Slot::CustomerDefinition(_))).count()
    }

    /// The first customers by name whose name has these words in it, and before them the one whose id they are. Only
    /// names are looked at, so that a list of tens of thousands can be searched while somebody types.
    #[must_use]
    pub fn find_customers(&self, words: &str, most: usize) -> Vec<CustomerEntry> {
        let named = words.parse().ok().and_then(|id| self.customer(&id));
        let wanted = words.trim().to_lowercase();
        let mut found: Vec<(String, &CustomerId)> = self
            .customers
            .slots()
            .filter_map(|slot| match (slot, self.customers.value(slot)) {
                (Slot::CustomerDefinition(id), Some(Event::CustomerDefined { customer, .. })) => {
                    let name = customer.name.to_lowercase();
                    let tier =
                        || customer.tier.as_deref().is_some_and(|tier| tier.to_lowercase().contains(&wanted));
                    (name.contains(&wanted) || tier()).then_some((name, id))
                }
                _ => None,
            })
            .collect();
        if found.len() > most && most > 0 {
            found.select_nth_unstable(most - 1);
            found.truncate(most);
        }
        found.sort_unstable();
        let is_named = |id: &CustomerId| named.as_ref().is_some_and(|named| named.customer.id == *id);
        found.retain(|(_, id)| !is_named(id));
        let found = found.into_iter().filter_map(|(_, id)| self.customer(id));
        let most = if most > 0 { most } else { usize::MAX };
        named.clone().into_iter().chain(found).take(most).collect()
    }

    /// One customer.
    #[must_use]
    pub fn customer(&self, id: &CustomerId) -> Option<CustomerEntry> {
        let Some(Event::CustomerDefined { customer, contact, owner, .. }) =
            self.customers.value(&Slot::CustomerDefinition(id.clone()))
        else {
            return None;
        };
        Some(CustomerEntry {
            customer: customer.clone(),
            contact: contact.clone(),
            owner: *owner,
            retired: matches!(
                self.customers.value(&Slot::CustomerRetired(id.clone())),
                Some(Event::CustomerRetired { retired: true, .. })
            ),
        })
    }

    /// What a new value of a slot in a section has to list as its base.
    #[must_use]
    pub fn base(&self, section: Section, slot: &Slot) -> Vec<EntryRef> {
        self.section(section).base(slot)
    }
}

fn squeezed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
