//! A message that has everything.

use incident::id::{IncidentId, Millis};
use incident::value::{Audience, Occasion};
use outreach::{Message, Words};
use page::{Text, Update};

pub(crate) const MARKDOWN: &str = "We see **errors** at checkout since 14:02.\n\n- Payments fail\n- Carts are safe\n\nSee <https://status.example.org/i/1>.";

/// The message of this name.
pub(crate) fn message(id: &str) -> Message {
    saying(id, MARKDOWN)
}

/// A message of this name that says this.
pub(crate) fn saying(id: &str, markdown: &str) -> Message {
    let text = Text::read(markdown);
    let at = Millis(1_795_353_660_123);
    let services = ["Checkout".to_owned()];
    let update = Update {
        house: "Example",
        title: "Checkout fails",
        occasion: Occasion::Investigating,
        at,
        services: &services,
        next_due: Some(at.plus_minutes(20)),
        text: &text,
    };
    Message {
        id: id.parse().unwrap(),
        incident: IncidentId([7; 16]),
        title: "Checkout fails".to_owned(),
        audience: Audience::Public,
        occasion: Occasion::Investigating,
        at,
        next_due: update.next_due,
        drill: false,
        words: Words::of(&update, markdown),
        link: Some("https://status.example.org/i/1".parse().unwrap()),
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    }
}
