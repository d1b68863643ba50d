//! Meetings about a review, as the record tells them: who was there, what was talked about for how long, what was asked
//! and what was decided.

use crate::decision::Decision;
use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::record::Fact;
use crate::value::{Minute, Topic};

/// A meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting<'a> {
    /// Its name: the entry that began it.
    pub id: EntryRef,
    /// The fact that began it.
    pub fact: &'a Fact,
    /// When.
    pub begun: Millis,
    /// How many minutes it is meant to take.
    pub length: u32,
    /// When it ended; none while it goes on.
    pub ended: Option<Millis>,
    /// Who was there, each with every entry that says so, in the order in which they came.
    pub attendance: Vec<(PersonId, Vec<EntryRef>)>,
    /// What was talked about, in the order in which it was turned to.
    pub turns: Vec<Turn<'a>>,
    /// What was asked.
    pub questions: Vec<Question<'a>>,
    /// What was decided.
    pub decisions: Vec<Decision<'a>>,
}

/// A part of a meeting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn<'a> {
    /// What it was about.
    pub topic: &'a Topic,
    /// From when on.
    pub from: Millis,
    /// Until when; none while it goes on.
    pub to: Option<Millis>,
}

/// Something that was asked in a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Question<'a> {
    /// The fact that asks it.
    pub fact: &'a Fact,
    /// About what.
    pub topic: Option<&'a Topic>,
    /// The question.
    pub text: &'a str,
    /// What was answered, in order.
    pub answers: Vec<(&'a Fact, &'a str)>,
}

impl<'a> Meeting<'a> {
    /// What is talked about now.
    #[must_use]
    pub fn turn(&self) -> Option<&Turn<'a>> {
        self.turns.last().filter(|_| self.ended.is_none())
    }

    /// For how many milliseconds this was talked about.
    #[must_use]
    pub fn spent(&self, topic: &str, now: Millis) -> i64 {
        let turns = self.turns.iter().filter(|turn| turn.topic.id == topic);
        // Clocks of several laptops differ: what would have ended before it began took no time.
        turns.map(|turn| turn.to.unwrap_or(now).0.saturating_sub(turn.from.0).max(0)).sum()
    }

    /// What was talked about, each once, in the order in which it was turned to first.
    #[must_use]
    pub fn topics(&self) -> Vec<&'a Topic> {
        let mut topics: Vec<&'a Topic> = Vec::new();
        for turn in &self.turns {
            if !topics.iter().any(|known| known.id == turn.topic.id) {
                topics.push(turn.topic);
            }
        }
        topics
    }
}

impl<'a> Incident<'a> {
    /// The meetings about its review, oldest first.
    #[must_use]
    pub fn meetings(self) -> Vec<Meeting<'a>> {
        let mut meetings: Vec<Meeting<'a>> = Vec::new();
        for (fact, event) in self.record().made() {
            let Event::Minuted { minute } = event else { continue };
            if let Minute::Begun { length } = minute {
                meetings.push(self.meeting(fact, *length));
                continue;
            }
            let of = |meeting: &EntryRef, all: &[Meeting<'a>]| all.iter().position(|one| one.id == *meeting);
            let at = self.when(fact);
            match minute {
                Minute::Begun { .. } => {}
                Minute::Ended { meeting } => {
                    // Of two who end it while apart the first has.
                    if let Some(of) = of(meeting, &meetings) {
                        let ended = &mut meetings[of].ended;
                        *ended = Some(ended.map_or(at, |before| before.min(at)));
                    }
                }
                Minute::Attended { meeting, person } => {
                    if let Some(of) = of(meeting, &meetings) {
                        let attendance = &mut meetings[of].attendance;
                        match attendance.iter_mut().find(|(known, _)| known == person) {
                            Some((_, entries)) => entries.push(fact.id),
                            None => attendance.push((*person, vec![fact.id])),
                        }
                    }
                }
                Minute::Turned { meeting, topic } => {
                    if let Some(of) = of(meeting, &meetings) {
                        meetings[of].turns.push(Turn { topic, from: at, to: None });
                    }
                }
                Minute::Asked { meeting, topic, text } => {
                    if let Some(of) = of(meeting, &meetings) {
                        let topic = topic.as_ref();
                        meetings[of].questions.push(Question { fact, topic, text, answers: Vec::new() });
                    }
                }
                Minute::Answered { question, answer } => {
                    let mut asked = meetings.iter_mut().flat_map(|meeting| &mut meeting.questions);
                    if let Some(asked) = asked.find(|asked| asked.fact.id == *question) {
                        asked.answers.push((fact, answer));
                    }
                }
            }
        }
        for meeting in &mut meetings {
            end_turns(meeting);
        }
        meetings
    }

    /// The meeting that goes on; of several the last.
    #[must_use]
    pub fn meeting_now(self) -> Option<Meeting<'a>> {
        self.meetings().into_iter().rfind(|meeting| meeting.ended.is_none())
    }

    fn meeting(self, fact: &'a Fact, length: u32) -> Meeting<'a> {
        let mut decisions = self.decisions();
        decisions.retain(|decision| decision.taken.is_some_and(|taken| taken.meeting == fact.id));
        Meeting {
            id: fact.id,
            fact,
            begun: self.when(fact),
            length,
            ended: None,
            attendance: Vec::new(),
            turns: Vec::new(),
            questions: Vec::new(),
            decisions,
        }
    }
}

/// Each part lasts until the next one, and the last until the end of the meeting.
fn end_turns(meeting: &mut Meeting<'_>) {
    meeting.turns.sort_by_key(|turn| turn.from);
    let nexts: Vec<Option<Millis>> =
        meeting.turns.iter().skip(1).map(|turn| Some(turn.from)).chain([meeting.ended]).collect();
    for (turn, next) in meeting.turns.iter_mut().zip(nexts) {
        turn.to = match (next, meeting.ended) {
            // What was written down after the end changes nothing of how long it took.
            (Some(next), Some(ended)) => Some(next.min(ended)),
            (next, ended) => next.or(ended),
        };
    }
}
