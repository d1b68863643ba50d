//! A hosted page that says something else than was approved, set right: somebody changed it there by hand, or an update never
//! came that far.

use std::sync::Arc;

use incident::incident::Incident;
use incident::outbox::{Outgoing, OutgoingState};
use incident::value::{Destination, Transport};
use outreach::{Channel, Component, Message, Receipt, Undelivered, Why};

use crate::message::{components, message};
use crate::publish::NO_PAGE;
use crate::run::aside;
use crate::{House, Way};

/// What a hosted page should say, and the name of our own that says the same.
struct Right {
    incidents: Vec<Message>,
    components: Vec<Component>,
    page: String,
}

/// Has it say so.
pub(crate) async fn set_right<H: House>(
    house: &Arc<H>,
    to: &Destination,
    way: &Way,
) -> Result<Receipt, Undelivered> {
    let (what, channel) = (to.clone(), way.channel.clone());
    let found = aside(house, move |house| right(house, &what, &channel)).await;
    let Some(Ok(Right { incidents, components, page })) = found else {
        return Err(Undelivered::Later { after: None, why: Why::Channel(NO_PAGE) });
    };
    let went = way.outreach.set_right(&way.channel, &way.secret, &incidents, &components).await;
    match &went {
        Ok(_) => {}
        // A person reads why at the channel, and has it set right once more. By itself it would go on for ever.
        Err(Undelivered::Never { .. }) => house.courier().places().is_given_up(&to.id),
        Err(Undelivered::Later { .. } | Undelivered::Unknown { .. }) => return went,
    }
    let destination = to.id.clone();
    // Where that is not noted it is set right once more, which is harmless.
    if let Some(Err(trouble)) = aside(house, move |house| house.note_page(&destination, &page)).await {
        tracing::warn!(%trouble, "that a hosted page was set right cannot be noted");
    }
    went
}

fn right<H: House>(house: &H, to: &Destination, channel: &Channel) -> Result<Right, H::Trouble> {
    // Asked first: what changes meanwhile is set right once more.
    let (page, book) = (house.page()?.name(), house.book()?);
    let mut incidents = Vec::new();
    for id in house.told_lately()? {
        let record = house.record(id)?;
        let incident = Incident::of(&record);
        let Some(stands) = incident.published(&book).and_then(|published| published.said.last().cloned())
        else {
            continue;
        };
        let Some(update) = incident.updates().into_iter().find(|update| update.fact.id == stands.id) else {
            continue;
        };
        let Some(asked) = incident.approval_of(&update, &book) else { continue };
        let destination = to.id.clone();
        let (sender, state) = (house.courier().key(), OutgoingState::Queued);
        let outgoing =
            Outgoing { update, destination, sender, asked, attempts: Vec::new(), state, overtaken: false };
        let components = components(house, incident, &book, &to.transport)?;
        let message = message(incident, &book, &outgoing, channel)?;
        // What changes nothing stands as what was said before it.
        incidents.push(Message { components, occasion: stands.status, ..message });
    }
    let mut parts = Vec::new();
    if let Transport::Statuspage { components, .. } = &to.transport {
        for one in components {
            parts.push(Component { id: one.hosted.clone(), state: house.doing(&one.component)?.into() });
        }
    }
    Ok(Right { incidents, components: parts, page })
}
