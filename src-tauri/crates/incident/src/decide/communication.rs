//! Editing what the book knows of audiences and customers.

use super::book::someone;
use super::{Asker, NAME, NOTE, optional, text};
use crate::event::Event;
use crate::id::{CustomerId, PersonId};
use crate::refusal::Refusal;
use crate::value::{Audience, Contact, Customer, Occasion};

/// A customer as somebody wants to have them in the book.
pub(super) struct Wish<'a> {
    pub(super) name: &'a str,
    pub(super) tier: &'a Option<String>,
    pub(super) arr: &'a Option<String>,
    pub(super) respond_within: Option<u32>,
    pub(super) contact: &'a Contact,
    pub(super) owner: Option<PersonId>,
}

pub(super) fn define_template(
    audience: Audience,
    occasion: Occasion,
    words: Option<&str>,
) -> Result<Event, Refusal> {
    let text = optional("The template", words, NOTE)?;
    Ok(Event::TemplateDefined { audience, occasion, text, base: vec![] })
}

pub(super) fn define_customer(
    id: Option<&CustomerId>,
    wish: &Wish<'_>,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The customer's name", wish.name, NAME)?;
    let id = match id {
        Some(id) if asker.book.customer(id).is_some() => id.clone(),
        Some(id) => return Err(Refusal::Unknown { what: "customer", name: id.to_string() }),
        None => {
            let id = CustomerId::from_name(&name);
            match asker.book.customer(&id) {
                Some(known) if !known.retired => {
                    return Err(Refusal::Already(format!("{name} is in the book")));
                }
                // Who left and comes back is who they were: what the book knows of them is worth more than a name.
                Some(_) => return retire_customer(&id, false, asker),
                None => id,
            }
        }
    };
    if let Some(person) = wish.owner {
        someone(person, asker)?;
    }
    let field = |name, value: &Option<String>| optional(name, value.as_deref(), NAME);
    Ok(Event::CustomerDefined {
        customer: Customer {
            id,
            name,
            tier: field("The tier", wish.tier)?,
            arr: field("The ARR band", wish.arr)?,
            // A week is the longest that anybody agrees to wait for an answer during an outage.
            respond_within: wish.respond_within.filter(|m| *m > 0).map(|m| m.min(7 * 24 * 60)),
        },
        contact: Contact {
            name: field("The contact", &wish.contact.name)?,
            phone: field("The number", &wish.contact.phone)?,
            email: field("The address", &wish.contact.email)?,
        },
        owner: wish.owner,
        base: vec![],
    })
}

pub(super) fn retire_customer(
    customer: &CustomerId,
    retired: bool,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let known = asker.book.customer(customer);
    known.ok_or_else(|| Refusal::Unknown { what: "customer", name: customer.to_string() })?;
    Ok(Event::CustomerRetired { customer: customer.clone(), retired, base: vec![] })
}
