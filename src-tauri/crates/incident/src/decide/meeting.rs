//! A meeting about a review: begun, turned from one thing to the next, asked and answered in, and ended.

use super::{Asker, TEXT, base, known_person, one, standing, text};
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, PersonId};
use crate::incident::Incident;
use crate::meeting::Meeting;
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::text::one_line;
use crate::value::{Minute, Point, Topic};

/// Nobody talks about one review for longer than a day's work.
const LONGEST: u32 = 8 * 60;
/// The longest name of what is talked about, in characters.
const TOPIC: usize = 200;

fn minuted(minute: Minute) -> Event {
    Event::Minuted { minute }
}

/// What was said in it can still be written down when somebody ended it meanwhile.
pub(super) fn held<'a>(incident: Incident<'a>, meeting: EntryRef) -> Result<Meeting<'a>, Refusal> {
    let found = incident.meetings().into_iter().find(|one| one.id == meeting);
    found.ok_or(Refusal::Gone("meeting"))
}

fn going_on<'a>(incident: Incident<'a>, meeting: EntryRef) -> Result<Meeting<'a>, Refusal> {
    let found = held(incident, meeting)?;
    if found.ended.is_some() { Err(Refusal::MeetingOver) } else { Ok(found) }
}

pub(super) fn begin(incident: Incident<'_>, minutes: u32) -> Result<Vec<Draft>, Refusal> {
    if incident.is_active() {
        return Err(Refusal::StillActive);
    }
    if incident.meeting_now().is_some() {
        return Err(Refusal::Already("A meeting about it is going on".to_owned()));
    }
    one(minuted(Minute::Begun { length: minutes.clamp(5, LONGEST) }))
}

/// The first one that is held is the meeting that the review's plan asks for.
pub(super) fn end(
    incident: Incident<'_>,
    meeting: EntryRef,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let over = going_on(incident, meeting)?;
    let mut events = vec![minuted(Minute::Ended { meeting })];
    if incident.point(Point::ReviewHeld).is_none() {
        let (point, at) = (Point::ReviewHeld, Some(over.begun.min(asker.now)));
        events.push(Event::PointRecorded { point, at, base: base(incident, &Slot::Point(point)) });
    }
    Ok(events.into_iter().map(Draft::from).collect())
}

pub(super) fn attend(
    incident: Incident<'_>,
    meeting: EntryRef,
    person: PersonId,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let meeting_now = going_on(incident, meeting)?;
    known_person(asker, person)?;
    if meeting_now.attendance.iter().any(|(known, _)| *known == person) {
        return Err(Refusal::Already("They are there".to_owned()));
    }
    one(minuted(Minute::Attended { meeting, person }))
}

pub(super) fn leave(
    incident: Incident<'_>,
    meeting: EntryRef,
    person: PersonId,
) -> Result<Vec<Draft>, Refusal> {
    let attendance = going_on(incident, meeting)?.attendance;
    let (_, entries) =
        attendance.into_iter().find(|(known, _)| *known == person).ok_or(Refusal::Gone("attendance"))?;
    Ok(super::repair::retractions(incident, &entries))
}

fn topic(topic: &Topic) -> Result<Topic, Refusal> {
    let title = one_line(&topic.title).chars().take(TOPIC).collect::<String>();
    Ok(Topic {
        id: text("What it is about", &topic.id, TOPIC)?,
        title: text("What it is about", &title, TOPIC)?,
    })
}

pub(super) fn turn(incident: Incident<'_>, meeting: EntryRef, to: &Topic) -> Result<Vec<Draft>, Refusal> {
    let now = going_on(incident, meeting)?;
    let to = topic(to)?;
    if now.turn().is_some_and(|turn| turn.topic.id == to.id) {
        return Err(Refusal::Already("It is what is talked about".to_owned()));
    }
    one(minuted(Minute::Turned { meeting, topic: to }))
}

pub(super) fn ask(
    incident: Incident<'_>,
    meeting: EntryRef,
    about: Option<&Topic>,
    question: &str,
) -> Result<Vec<Draft>, Refusal> {
    held(incident, meeting)?;
    let about = about.map(topic).transpose()?;
    one(minuted(Minute::Asked { meeting, topic: about, text: text("The question", question, TEXT)? }))
}

/// Also after the meeting: somebody went to look.
pub(super) fn answer(
    incident: Incident<'_>,
    question: EntryRef,
    answer: &str,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, question, "question", |event| {
        matches!(event, Event::Minuted { minute: Minute::Asked { .. } })
    })?;
    one(minuted(Minute::Answered { question, answer: text("The answer", answer, TEXT)? }))
}
