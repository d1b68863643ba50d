//! Meetings about a review: the agenda is made of what the review says and leaves open, the rest is the record's.

use incident::book::Book;
use incident::chart::{Citing, charts};
use incident::decision::Decision;
use incident::export::inline;
use incident::id::{IncidentId, Millis, PersonId};
use incident::incident::Incident;
use incident::meeting::{Meeting, Question};
use incident::refusal::Refusal;
use incident::remark::{Remark, Said, remarks};
use incident::text::one_line;
use incident::timeline::{References, reference};
use incident::value::Topic;
use incident::zone::utc_text;
use page::Text;

use super::Desk;
use super::comms::author;
use super::review::NAME;
use super::templates::sections;
use crate::failure::Failure;
use crate::views::{
    AgendaItem, AgendaKind, AnsweredLine, AttendeeView, MeetingLine, MeetingView, QuestionLine, TakenLine,
    TopicLine,
};

/// So much of a section is shown beside its name, in characters; the review has all of it.
const EXCERPT: usize = 2_000;

/// What there is to talk about, before anybody did.
struct Item {
    id: String,
    kind: AgendaKind,
    title: String,
    text: String,
}

impl Desk {
    /// What a meeting about the review goes by, and what came of those that were held.
    pub fn meeting(&self, incident: IncidentId) -> Result<MeetingView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let now = self.now();
        let reading = Incident::of(&record).at(now);
        if !reading.exists() {
            return Err(Refusal::NoIncident.into());
        }
        let meetings = reading.meetings();
        let going_on = meetings.iter().rfind(|meeting| meeting.ended.is_none());
        let items = self.to_talk_about(incident, reading, &book, &meetings)?;
        let length = going_on.map_or(0, |meeting| i64::from(meeting.length) * 60_000);
        let share = length / i64::try_from(items.len().max(1)).unwrap_or(1);
        let item = |Item { id, kind, title, text }: Item| {
            let turn = going_on.and_then(|meeting| meeting.turn()).filter(|turn| turn.topic.id == id);
            let spent = going_on.map_or(0, |meeting| meeting.spent(&id, now));
            // What goes on is counted by whoever shows it.
            let so_far = turn.map_or(0, |turn| now.0.saturating_sub(turn.from.0).max(0));
            let since = turn.map(|turn| turn.from);
            let blocks = Text::read(&text).blocks().iter().map(Into::into).collect();
            AgendaItem { topic: Topic { id, title }, kind, blocks, spent: spent - so_far, since, share }
        };
        let held = meetings.iter().rev().filter(|meeting| meeting.ended.is_some());
        Ok(MeetingView {
            now: going_on.map(|meeting| line(meeting, reading, &book, now)),
            held: held.map(|meeting| line(meeting, reading, &book, now)).collect(),
            agenda: items.into_iter().map(item).collect(),
            people: people(reading, &book, self.person),
        })
    }

    fn to_talk_about(
        &self,
        incident: IncidentId,
        reading: Incident<'_>,
        book: &Book,
        meetings: &[Meeting<'_>],
    ) -> Result<Vec<Item>, Failure> {
        let (record, document) = self.document(incident, NAME)?;
        let day = reading.record().facts().first().map_or(self.now(), |fact| reading.when(fact));
        let charts = charts(reading, book);
        let (mut charts, mut cited) = (Citing::of(&charts), References::of(reading, book, day));
        let mut items = Vec::new();
        for section in sections(&document).into_iter().filter(|section| !section.left_out) {
            let text = charts.told(&cited.told(&document.text(&section.id)));
            let title = section.title;
            items.push(Item {
                id: format!("section/{}", section.id),
                kind: AgendaKind::Section,
                title,
                text: excerpt(&text),
            });
        }
        for remark in remarks(&record).into_iter().filter(Remark::is_open) {
            let id = format!("remark/{}", remark.fact.id);
            let (title, text) = match remark.said {
                Said::Comment { text, .. } => (one_line(text), inline(&remark.passage.words)),
                Said::Suggestion { .. } => (one_line(&remark.passage.words), String::new()),
            };
            items.push(Item { id, kind: AgendaKind::Remark, title, text });
        }
        for decision in reading.decisions().into_iter().filter(|one| one.outcome.is_none()) {
            let text: String =
                decision.options.iter().map(|option| format!("- {}\n", inline(option))).collect();
            let (id, title) = (format!("decision/{}", decision.id), one_line(decision.headline()));
            items.push(Item { id, kind: AgendaKind::Decision, title, text });
        }
        let earlier = meetings.iter().filter(|meeting| meeting.ended.is_some());
        for question in earlier.flat_map(|meeting| &meeting.questions).filter(|one| one.answers.is_empty()) {
            let (id, title) = (format!("question/{}", question.fact.id), one_line(question.text));
            items.push(Item { id, kind: AgendaKind::Question, title, text: String::new() });
        }
        Ok(items)
    }
}

fn excerpt(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= EXCERPT {
        return text.to_owned();
    }
    text.chars().take(EXCERPT).chain(['…']).collect()
}

fn name(book: &Book, person: PersonId) -> String {
    one_line(book.person_name(person).unwrap_or("Somebody not in the book"))
}

/// Whoever sees to it or takes part comes first, then everybody else by name.
fn people(incident: Incident<'_>, book: &Book, me: PersonId) -> Vec<AttendeeView> {
    let review = incident.review();
    let named = [Some(me), review.owner(), review.facilitator()].into_iter().flatten();
    let first: Vec<PersonId> =
        named.chain(review.participants().into_iter().map(|(person, _)| person)).collect();
    let others = book.people().into_iter().filter(|person| !person.retired).map(|person| person.id);
    let mut people: Vec<PersonId> = Vec::new();
    for person in first.into_iter().chain(others) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people.into_iter().map(|person| AttendeeView { person, name: name(book, person) }).collect()
}

pub(super) fn line(meeting: &Meeting<'_>, incident: Incident<'_>, book: &Book, now: Millis) -> MeetingLine {
    let (from, to) = (meeting.begun, meeting.ended.unwrap_or(now));
    let raised = incident.actions().into_iter().filter(|action| (from..=to).contains(&action.raised));
    MeetingLine {
        meeting: meeting.id,
        begun: meeting.begun,
        begun_by: author(meeting.fact, book),
        length: meeting.length,
        ended: meeting.ended,
        attendance: meeting
            .attendance
            .iter()
            .map(|(person, _)| AttendeeView { person: *person, name: name(book, *person) })
            .collect(),
        topics: meeting
            .topics()
            .into_iter()
            .map(|topic| TopicLine { title: one_line(&topic.title), spent: meeting.spent(&topic.id, now) })
            .collect(),
        questions: meeting.questions.iter().map(|question| asked(question, book)).collect(),
        decisions: meeting
            .decisions
            .iter()
            .map(|decision| TakenLine {
                entry: decision.id,
                question: decision.question.map(one_line),
                chosen: one_line(decision.headline()),
                why: decision.outcome.as_ref().and_then(|outcome| outcome.why).map(one_line),
                owner: decision.owner.map(|person| name(book, person)),
            })
            .collect(),
        actions: raised.map(|action| one_line(action.text)).collect(),
    }
}

fn asked(question: &Question<'_>, book: &Book) -> QuestionLine {
    QuestionLine {
        entry: question.fact.id,
        about: question.topic.map(|topic| one_line(&topic.title)),
        text: one_line(question.text),
        by: author(question.fact, book),
        answers: question
            .answers
            .iter()
            .map(|(fact, text)| AnsweredLine { entry: fact.id, text: one_line(text), by: author(fact, book) })
            .collect(),
    }
}

/// What came of each meeting, each with its name, for a review that is published: by references, so that what is corrected or
/// redacted afterwards is so there too. One of which nothing was written down has none.
pub(super) fn cited(incident: Incident<'_>, book: &Book) -> Vec<(String, page::Section)> {
    let held = incident.meetings().into_iter().filter(|meeting| meeting.ended.is_some());
    let chapter = |meeting: Meeting<'_>| {
        let said = |decision: &Decision<'_>| decision.outcome.as_ref().map_or(decision.id, |one| one.fact.id);
        let mut lines: Vec<String> = meeting
            .decisions
            .iter()
            .map(|decision| format!("- Decided: {}", reference(said(decision))))
            .collect();
        for question in &meeting.questions {
            let answers: String =
                question.answers.iter().map(|(fact, _)| format!(" {}", reference(fact.id))).collect();
            lines.push(format!("- {}{answers}", reference(question.fact.id)));
        }
        let names: Vec<String> =
            meeting.attendance.iter().map(|(person, _)| inline(&name(book, *person))).collect();
        if !names.is_empty() && !lines.is_empty() {
            lines.insert(0, format!("There: {}.\n", names.join(", ")));
        }
        let title = format!("Meeting of {}", utc_text(meeting.begun));
        (format!("meeting/{}", meeting.id), page::Section { title, text: lines.join("\n") })
    };
    held.map(chapter).filter(|(_, section)| !section.text.is_empty()).collect()
}

/// What came of each meeting, for whoever reads the review elsewhere.
pub(super) fn chapters(incident: Incident<'_>, book: &Book) -> Vec<page::Section> {
    let held = incident.meetings().into_iter().filter(|meeting| meeting.ended.is_some());
    held.map(|meeting| chapter(&line(&meeting, incident, book, meeting.begun))).collect()
}

fn chapter(meeting: &MeetingLine) -> page::Section {
    let mut text = String::new();
    let names: Vec<String> = meeting.attendance.iter().map(|one| inline(&one.name)).collect();
    if !names.is_empty() {
        text.push_str(&format!("There: {}.\n", names.join(", ")));
    }
    for decided in &meeting.decisions {
        let why = decided.why.as_deref().map(|why| format!(" Because {}.", inline(why))).unwrap_or_default();
        let owner =
            decided.owner.as_deref().map(|who| format!(" Owner: {}.", inline(who))).unwrap_or_default();
        text.push_str(&format!(
            "\n- **Decided:** {}.{why}{owner}",
            inline(decided.chosen.trim_end_matches('.'))
        ));
    }
    for question in &meeting.questions {
        text.push_str(&format!("\n- **Asked:** {}", inline(&question.text)));
        for answer in &question.answers {
            text.push_str(&format!(" **Answered:** {}", inline(&answer.text)));
        }
        if question.answers.is_empty() {
            text.push_str(" Nobody has answered.");
        }
    }
    text.push('\n');
    page::Section { title: format!("Meeting of {}", utc_text(meeting.begun)), text }
}
