//! Decisions and tasks as the record tells them.

use crate::event::Event;
use crate::id::{EntryRef, Millis, PersonId};
use crate::incident::Incident;
use crate::record::Fact;
use crate::slot::Slot;
use crate::value::{Taken, TaskState, Who};

/// A decision, open or taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// Its name: the entry that made it.
    pub id: EntryRef,
    /// The fact that made it.
    pub fact: &'a Fact,
    /// What is or was to be decided.
    pub question: Option<&'a str>,
    /// The ways to go, as far as they were named.
    pub options: Vec<&'a str>,
    /// Who decides.
    pub owner: Option<PersonId>,
    /// When it is needed.
    pub needed_by: Option<Millis>,
    /// What was decided; none while it is open.
    pub outcome: Option<Outcome<'a>>,
    /// When to look at it again; none once that was done.
    pub revisit_at: Option<Millis>,
    /// What looking again brought.
    pub revisited: Option<&'a str>,
    /// In which meeting about the review it was taken.
    pub taken: Option<Taken>,
    /// The decision that took its place.
    pub superseded_by: Option<EntryRef>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome<'a> {
    /// The fact that says so.
    pub fact: &'a Fact,
    /// The way chosen.
    pub chosen: &'a str,
    /// The ways not chosen.
    pub rejected: &'a [String],
    /// Why.
    pub why: Option<&'a str>,
    /// What was said when objections were asked for.
    pub objections: Option<&'a str>,
    /// Whether there is a way back.
    pub reversible: Option<bool>,
}

impl<'a> Decision<'a> {
    /// The line to know it by: what was chosen, else the question.
    #[must_use]
    pub fn headline(&self) -> &'a str {
        self.outcome.as_ref().map(|outcome| outcome.chosen).or(self.question).unwrap_or("")
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task<'a> {
    /// The fact that made it.
    pub fact: &'a Fact,
    /// What to do.
    pub text: &'a str,
    /// Who.
    pub who: Option<&'a Who>,
    /// By when.
    pub due: Option<Millis>,
    /// How far.
    pub state: TaskState,
}

impl<'a> Incident<'a> {
    /// Every decision that was not taken back, oldest first.
    #[must_use]
    pub fn decisions(self) -> Vec<Decision<'a>> {
        let record = self.record();
        let mut decisions: Vec<Decision<'_>> = record
            .made()
            .filter_map(|(fact, event)| match event {
                Event::DecisionRaised { question, options, owner, needed_by } => {
                    Some(self.decision(fact, Some(question), options, *owner, *needed_by))
                }
                Event::DecisionRecorded { decision: None, question, .. } => {
                    Some(self.decision(fact, question.as_deref(), &[], None, None))
                }
                _ => None,
            })
            .collect();
        for (fact, event) in record.made() {
            match event {
                Event::OptionAdded { decision, option } => {
                    if let Some(known) = decisions.iter_mut().find(|d| d.id == *decision) {
                        known.options.push(option);
                    }
                }
                Event::DecisionRecorded { decision, supersedes: Some(older), .. } => {
                    if let Some(known) = decisions.iter_mut().find(|d| d.id == *older) {
                        known.superseded_by = Some(decision.unwrap_or(fact.id));
                    }
                }
                _ => {}
            }
        }
        decisions
    }

    fn decision(
        self,
        fact: &'a Fact,
        question: Option<&'a str>,
        options: &'a [String],
        owner: Option<PersonId>,
        needed_by: Option<Millis>,
    ) -> Decision<'a> {
        let record = self.record();
        let id = fact.id;
        let (mut planned, mut taken) = (None, None);
        let outcome = record.shown(&Slot::Decision(id)).and_then(|shown| match shown.event.as_ref()? {
            Event::DecisionRecorded {
                chosen,
                rejected,
                why,
                objections,
                reversible,
                revisit_at,
                taken: at,
                ..
            } => {
                (planned, taken) = (*revisit_at, *at);
                Some(Outcome {
                    fact: shown,
                    chosen,
                    rejected,
                    why: why.as_deref(),
                    objections: objections.as_deref(),
                    reversible: *reversible,
                })
            }
            _ => None,
        });
        let (revisited, revisit_at) = match record.shown(&Slot::Revisit(id)).map(|f| (f, f.event.as_ref())) {
            // A decision recorded anew after it was looked at has its own time again.
            Some((f, Some(Event::DecisionRevisited { outcome: came, revisit_at, .. })))
                if outcome.as_ref().is_none_or(|o| o.fact.place() < f.place()) =>
            {
                (Some(came.as_str()), *revisit_at)
            }
            _ => (None, planned),
        };
        let owner = match record.value(&Slot::DecisionOwner(id)) {
            Some(Event::DecisionOwned { owner, .. }) => *owner,
            _ => taken.and_then(|taken| taken.owner).or(owner),
        };
        Decision {
            id,
            fact,
            question,
            options: options.iter().map(String::as_str).collect(),
            owner,
            needed_by,
            outcome,
            revisit_at,
            revisited,
            taken,
            superseded_by: None,
        }
    }

    /// Every task that was not taken back, oldest first.
    #[must_use]
    pub fn tasks(self) -> Vec<Task<'a>> {
        let record = self.record();
        record
            .made()
            .filter_map(|(fact, event)| {
                let Event::TaskAdded { text, who, due } = event else { return None };
                let (text, who, due) = match record.value(&Slot::Task(fact.id)) {
                    Some(Event::TaskChanged { text, who, due, .. }) => (text, who, due),
                    _ => (text, who, due),
                };
                let state = match record.value(&Slot::TaskState(fact.id)) {
                    Some(Event::TaskMoved { state, .. }) => *state,
                    _ => TaskState::Open,
                };
                Some(Task { fact, text, who: who.as_ref(), due: *due, state })
            })
            .collect()
    }
}
