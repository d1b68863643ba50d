//! Owners are reminded by mail of what they have to do. That somebody is about to be is in the record before it is tried, and
//! no attempt is made once more whose end is not known: to hear twice of the same is worse than to hear of it in Allclear.

use std::sync::Arc;
use std::time::Duration;

use incident::id::{EntryRef, IncidentId, Millis};
use incident::incident::Incident;
use incident::reminding::Reminder;
use incident::text::one_line;
use incident::value::{Audience, Destination, Occasion};
use outreach::{Backoff, Channel, Email, Message, Undelivered, Words};

use crate::run::{after, aside};
use crate::{House, NoWay, Saying, Way, Went};

/// So many are begun at once: the others come in the next round.
const TOGETHER: usize = 10;
/// How long it rests after a server that did not take one.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(900), most: Duration::from_secs(6 * 3_600) };
/// The longest reason that is written down.
const WHY: usize = 300;

/// A mail that is written down as begun.
pub(crate) struct Begun {
    incident: IncidentId,
    entry: EntryRef,
    destination: Destination,
    way: Way,
    message: Message,
    /// How often it was tried before.
    tried: u32,
}

/// The mails that are due, each written down as begun. Whoever is not named to send them has none.
pub(crate) fn due<H: House>(house: &H) -> Result<Vec<Begun>, H::Trouble> {
    let (book, now) = (house.book()?, house.now());
    let named = book.reminds_by().filter(|(_, reminders)| reminders.sender == house.courier().key());
    let Some((destination, _)) = named else { return Ok(Vec::new()) };
    if !house.has_turn()? {
        return Ok(Vec::new());
    }
    let way = match house.way(&destination) {
        Ok(way) => way,
        Err(NoWay::Lacks(lack)) => {
            house.note_last(&destination.id, &Went { well: false, words: lack.to_string() });
            return Ok(Vec::new());
        }
        Err(NoWay::Trouble(trouble)) => return Err(trouble),
    };
    let Channel::Email(email) = &way.channel else { return Ok(Vec::new()) };
    let house_name = one_line(book.workspace_name().unwrap_or("Allclear"));
    let mut begun = Vec::new();
    for id in house.learning()? {
        // One that cannot be read keeps no other from being reminded of.
        let record = match house.record(id) {
            Ok(record) => record,
            Err(trouble) => {
                tracing::error!(%trouble, incident = %id, "whom to remind of it cannot be read");
                continue;
            }
        };
        let incident = Incident::of(&record);
        for reminder in incident.reminders(&book, now) {
            if begun.len() == TOGETHER {
                return Ok(begun);
            }
            let Ok(to) = reminder.email.trim().parse() else {
                tracing::debug!(incident = %id, "somebody who is to be reminded has no address that is one");
                continue;
            };
            let name = book.person_name(reminder.person).map(one_line).unwrap_or_default();
            let Some(message) = message(incident, id, &reminder, &name, &house_name, now) else { continue };
            let tried = reminder.tried;
            let entry = match house.say(id, Saying::Remind { reminder }) {
                Ok(entries) => entries.first().copied(),
                Err(trouble) => {
                    tracing::warn!(%trouble, incident = %id, "a reminder is not mailed");
                    None
                }
            };
            let Some(entry) = entry else { continue };
            let way = Way { channel: Channel::Email(Email { to: vec![to], ..email.clone() }), ..way.clone() };
            begun.push(Begun { incident: id, entry, destination: destination.clone(), way, message, tried });
        }
    }
    Ok(begun)
}

/// Hands one over, and writes down what became of it.
pub(crate) async fn mail<H: House>(house: Arc<H>, begun: Begun) {
    let Begun { incident, entry, destination, way, message, tried } = begun;
    let delivered = way.outreach.deliver(&way.channel, &way.secret, &message).await;
    let delivered = delivered.and_then(|receipt| {
        // The server took the mail, and may have refused the one address of it.
        let refused = receipt.recipients.iter().find_map(|one| one.result.clone().err());
        refused.map_or(Ok(receipt.detail), Err)
    });
    let ended = aside(&house, move |house| {
        let (why, retry_at, went) = match delivered {
            Ok(detail) => (None, None, Went { well: true, words: detail }),
            Err(undelivered) => {
                // The log is for ever, and a note of how it went may say whom it was about.
                let words = undelivered.to_string();
                let why = one_line(&undelivered.why().on_record()).chars().take(WHY).collect();
                (Some(why), again(&undelivered, tried, house.now()), Went { well: false, words })
            }
        };
        house.note_last(&destination.id, &went);
        house.say(incident, Saying::Reminded { reminder: entry, why, retry_at }).map(drop)
    });
    match ended.await {
        Some(Ok(())) => {}
        Some(Err(trouble)) => tracing::error!(%trouble, "what became of a reminder cannot be written down"),
        None => tracing::error!("what became of a reminder is not known"),
    }
    house.shows();
}

/// When it is tried again: not where nobody knows whether it was taken.
fn again(undelivered: &Undelivered, tried: u32, now: Millis) -> Option<Millis> {
    match undelivered {
        Undelivered::Later { after: asked, .. } => {
            Some(after(now, BACKOFF.after(tried + 1, *asked, u64::MAX)))
        }
        Undelivered::Never { .. } | Undelivered::Unknown { .. } => None,
    }
}

fn message(
    incident: Incident<'_>,
    id: IncidentId,
    reminder: &Reminder,
    name: &str,
    house: &str,
    now: Millis,
) -> Option<Message> {
    let label = incident.label();
    // A mail lies on servers of others.
    let title =
        if incident.is_private() { "Private incident".to_owned() } else { one_line(incident.title()) };
    let plain = format!(
        "Hello {name},\n\n{}\n\nFrom {label}: {title}.\n\nIf the date cannot be kept, say in Allclear which can.\n\n\
         {house} reminds owners by mail. Who does not want that says so in Allclear, Settings, Channels.",
        reminder.text
    );
    let words = Words { subject: format!("{label}: {}", reminder.text), plain, ..Words::default() };
    Some(Message {
        id: reminder.message_id(incident).parse().ok()?,
        incident: id,
        title,
        audience: Audience::Employees,
        occasion: Occasion::NoChange,
        at: now,
        next_due: None,
        drill: false,
        words,
        link: None,
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    })
}
