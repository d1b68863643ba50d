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

/// The same in a drill.
pub(crate) fn in_a_drill(id: &str, markdown: &str) -> Message {
    made(id, markdown, true)
}

/// A message of this name that says this.
pub(crate) fn saying(id: &str, markdown: &str) -> Message {
    made(id, markdown, false)
}

fn made(id: &str, markdown: &str, drill: bool) -> Message {
    let text = Text::read(markdown);
    let at = Millis(1_795_353_660_123);
    let update = Update {
        house: "Example",
        title: "Checkout fails",
        occasion: Occasion::Investigating,
        at,
        affected: vec!["Checkout".to_owned()],
        drill,
        text: &text,
        review: None,
    };
    Message {
        id: id.parse().unwrap(),
        incident: IncidentId([7; 16]),
        title: "Checkout fails".to_owned(),
        audience: Audience::Public,
        occasion: Occasion::Investigating,
        at,
        next_due: Some(at.plus_minutes(20)),
        drill,
        words: Words::of(&update, markdown),
        link: Some("https://status.example.org/i/1".parse().unwrap()),
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    }
}
