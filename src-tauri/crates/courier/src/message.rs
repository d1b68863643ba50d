//! An update as a message.

use incident::book::Book;
use incident::id::{ComponentId, IncidentId, Millis};
use incident::incident::Incident;
use incident::outbox::{Outgoing, OutgoingState};
use incident::record::Fact;
use incident::refusal::Refusal;
use incident::text::one_line;
use incident::value::{Audience, Occasion, Transport};
use outreach::{Channel, Component, Message, MessageId, WebAddress, Words};
use page::bundle::review_at;

use crate::House;

pub(crate) fn message(
    incident: Incident<'_>,
    book: &Book,
    one: &Outgoing<'_>,
    channel: &Channel,
) -> Result<Message, Refusal> {
    // What it is called or hurts by now was approved by nobody, and however often it is tried, it is one message.
    let approval = approval(incident, book, one);
    let (then, title, at) =
        (incident.before(approval), incident.title_with(&one.update, approval), approval.recorded_at);
    let text = page::Text::read(one.update.text);
    let then = Incident::of(&then);
    let update = page::Update::of(then, book, one.update.occasion, at, &text, one.update.shown);
    let review = review_of(incident, book, one);
    let update = page::Update { title: &title, review: review.as_ref().map(WebAddress::as_str), ..update };
    let (id, words) = (id(one)?, Words::of(&update, one.update.text));
    Ok(Message {
        id,
        incident: incident.record().incident_id().ok_or(Refusal::NoIncident)?,
        title,
        audience: one.update.audience,
        occasion: one.update.occasion,
        at,
        next_due: one.update.next_due,
        drill: incident.is_drill(),
        words,
        link: review,
        thread: thread(incident, one, channel),
        components: Vec::new(),
        unsubscribe: None,
    })
}

/// What the other end knows it by.
pub(crate) fn id(one: &Outgoing<'_>) -> Result<MessageId, Refusal> {
    one.message_id().parse().map_err(|_| Refusal::Gone("update"))
}

/// What let it leave, and is when it is of.
fn approval<'a>(incident: Incident<'a>, book: &Book, one: &Outgoing<'a>) -> &'a Fact {
    incident.approval_of(&one.update, book).or(one.update.approval).unwrap_or(one.asked)
}

/// Where the public reads the review of which an update tells it; none where the page has no address.
fn review_of(incident: Incident<'_>, book: &Book, one: &Outgoing<'_>) -> Option<WebAddress> {
    let tells =
        (one.update.audience, one.update.occasion) == (Audience::Public, Occasion::PostMortemPublished);
    let published = incident.published(book).filter(|published| tells && published.review.is_some())?;
    review_at(&book.status_page().address?, published.incident).parse().ok()
}

/// How those components of a hosted page do of which the incident told the public something: as everybody sees them now, so
/// that what another incident hurts as well is not said to be well.
pub(crate) fn components<H: House>(
    house: &H,
    incident: Incident<'_>,
    book: &Book,
    to: &Transport,
) -> Result<Vec<Component>, H::Trouble> {
    let Transport::Statuspage { components, .. } = to else { return Ok(Vec::new()) };
    let said = incident.published(book).map(|published| published.said).unwrap_or_default();
    let is_said = |ours: &ComponentId| {
        said.iter().flat_map(|said| &said.components).any(|said| said.component == *ours)
    };
    let hurt = components.iter().filter(|one| is_said(&one.component));
    hurt.map(|one| Ok(Component { id: one.hosted.clone(), state: house.doing(&one.component)?.into() }))
        .collect()
}

/// What came first about the same by the same channel: all that follows is hung below it.
fn thread(incident: Incident<'_>, one: &Outgoing<'_>, channel: &Channel) -> Option<String> {
    incident.outbox().iter().find_map(|first| match first.state {
        OutgoingState::Sent(_, Some(receipt)) if first.destination == one.destination => {
            channel.thread(&first.message_id().parse().ok()?, receipt.name.as_deref())
        }
        _ => None,
    })
}

/// A message that says that it is a test, by whom, and that nothing has to be done.
#[must_use]
pub fn test_message(id: MessageId, book: &Book, by: &str, at: Millis) -> Message {
    let said =
        format!("This is a test by {}. Nothing has happened, and nothing has to be done.", one_line(by));
    let house = one_line(book.workspace_name().unwrap_or("Allclear"));
    let text = page::Text::read(&said);
    let (title, occasion) = ("Test of this channel", Occasion::NoChange);
    let affected = Vec::new();
    let update =
        page::Update { house: &house, title, occasion, at, affected, drill: true, text: &text, review: None };
    Message {
        id,
        incident: IncidentId([0; 16]),
        title: title.to_owned(),
        audience: Audience::Employees,
        occasion,
        at,
        next_due: None,
        drill: true,
        words: Words::of(&update, &said),
        link: None,
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    }
}
