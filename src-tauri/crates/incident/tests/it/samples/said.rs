//! Samples of what is said to audiences, customers and executives.

use incident::event::Event;
use incident::id::{EntryRef, Millis};
use incident::value::{Audience, Cadence, Channel, Contact, Customer, CustomerImpact, Nag, Occasion};

use super::{AN_ENTRY, ANOTHER, SOMEBODY, WHEN, full_cadence, id, severity, words};

/// How many nags there were when the first golden lines were written.
pub(super) const FIRST_NAGS: usize = 9;

/// And when these were; one that came after has a sample among those of what is learned.
const LATER_NAGS: usize = 14;

/// How many channels there were then.
const FIRST_CHANNELS: usize = 5;

/// An update as the first version wrote it.
pub(super) fn posted(audience: Audience, next_due: Option<Millis>, base: Vec<EntryRef>) -> Event {
    let (occasion, update, channel) = (None, None, None);
    let delivery = None;
    Event::UpdatePosted { audience, text: words(), next_due, occasion, update, channel, delivery, base }
}

fn customer() -> Customer {
    Customer {
        id: id("kestrel"),
        name: words(),
        tier: Some("Enterprise".to_owned()),
        arr: None,
        respond_within: Some(30),
    }
}

fn bare() -> Customer {
    Customer { id: id("kestrel"), name: words(), tier: None, arr: None, respond_within: None }
}

pub(super) fn samples(base: impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let mut events = of_updates(&base);
    events.extend(of_customers(&base));
    events.extend(of_executives(&base));
    events.extend(of_the_book(&base));
    events.extend(super::sending::samples(&base));
    for nag in &Nag::ALL[FIRST_NAGS..LATER_NAGS] {
        let (about, audience) = (Some(AN_ENTRY), None);
        events.push(Event::NagSnoozed { nag: *nag, about, audience, until: WHEN, base: base() });
    }
    events.extend(super::learning::samples(&base));
    for nag in &Nag::ALL[LATER_NAGS + 1..] {
        let (about, audience) = (Some(AN_ENTRY), Some(Audience::Public));
        events.push(Event::NagSnoozed { nag: *nag, about, audience, until: WHEN, base: base() });
    }
    events.extend(super::review::samples(&base));
    events
}

fn of_updates(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let mut events = vec![
        posted(Audience::Customers, Some(WHEN), base()),
        posted(Audience::Social, None, vec![]),
        Event::UpdateApproved { update: AN_ENTRY, dispatch: None, base: base() },
        Event::UpdateApproved { update: AN_ENTRY, dispatch: None, base: vec![] },
        Event::UpdateSentBack { update: AN_ENTRY, reason: words(), base: base() },
        Event::UpdateSentBack { update: AN_ENTRY, reason: words(), base: vec![] },
    ];
    for channel in &Channel::ALL[..FIRST_CHANNELS] {
        events.push(Event::UpdatePosted {
            audience: Audience::Public,
            text: words(),
            next_due: Some(WHEN),
            occasion: Some(Occasion::Identified),
            update: Some(AN_ENTRY),
            channel: Some(*channel),
            delivery: None,
            base: base(),
        });
    }
    for occasion in Occasion::ALL {
        events.push(Event::UpdateProposed {
            audience: Audience::Public,
            occasion: *occasion,
            text: words(),
            next_due: Some(WHEN),
            replaces: Some(ANOTHER),
            shown: None,
        });
    }
    for audience in Audience::ALL {
        events.push(Event::UpdateProposed {
            audience: *audience,
            occasion: Occasion::Investigating,
            text: words(),
            next_due: None,
            replaces: None,
            shown: None,
        });
    }
    events
}

fn of_customers(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let customer_id = || customer().id;
    let mut events = vec![
        Event::CustomerAffected { customer: bare(), impact: CustomerImpact::Down, base: vec![] },
        Event::CustomerOwned { customer: customer_id(), owner: Some(SOMEBODY), base: base() },
        Event::CustomerOwned { customer: customer_id(), owner: None, base: vec![] },
        Event::CustomerReported { customer: customer_id(), text: words(), ticket: Some("88213".to_owned()) },
        Event::CustomerReported { customer: customer_id(), text: words(), ticket: None },
        Event::CustomerTold { customer: customer_id(), channel: Channel::Call, text: words() },
        Event::CustomerOffered { customer: customer_id(), what: words() },
        Event::CustomerPromised { customer: customer_id(), what: words(), due: WHEN },
        Event::PromiseKept { promise: AN_ENTRY, kept: true, base: base() },
        Event::PromiseKept { promise: AN_ENTRY, kept: false, base: vec![] },
        Event::PromiseMoved { promise: AN_ENTRY, due: WHEN, base: base() },
        Event::PromiseMoved { promise: AN_ENTRY, due: WHEN, base: vec![] },
    ];
    for impact in CustomerImpact::ALL {
        events.push(Event::CustomerAffected { customer: customer(), impact: *impact, base: base() });
    }
    events
}

fn of_executives(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let (asked, answer) = (words(), words());
    vec![
        Event::ExecutivesAsked { question: asked, needed_by: Some(WHEN), customer: Some(customer().id) },
        Event::ExecutivesAsked { question: words(), needed_by: None, customer: None },
        Event::ExecutivesAnswered { ask: AN_ENTRY, answer, by: Some(SOMEBODY), base: base() },
        Event::ExecutivesAnswered { ask: AN_ENTRY, answer: words(), by: None, base: vec![] },
    ]
}

fn of_the_book(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let (audience, occasion) = (Audience::Executives, Occasion::NoChange);
    let contact =
        Contact { name: Some(words()), phone: Some("+1 555 0100".to_owned()), email: Some(words()) };
    let cadence = Cadence { customers: Some(20), ..full_cadence() };
    vec![
        Event::TemplateDefined { audience, occasion, text: Some(words()), base: base() },
        Event::TemplateDefined { audience, occasion, text: None, base: vec![] },
        Event::CustomerDefined { customer: customer(), contact, owner: Some(SOMEBODY), base: base() },
        Event::CustomerDefined { customer: bare(), contact: Contact::default(), owner: None, base: vec![] },
        Event::CustomerRetired { customer: customer().id, retired: true, base: base() },
        Event::CustomerRetired { customer: customer().id, retired: false, base: vec![] },
        Event::CadenceDefined { severity: severity().id, cadence, base: base() },
        Event::CustomerDefined {
            customer: Customer { arr: Some("100–500 k".to_owned()), ..customer() },
            contact: Contact::default(),
            owner: None,
            base: vec![],
        },
    ]
}
