//! What the book says before anybody has written in it.

mod checklists;
mod guideline;
mod reviews;

pub(crate) use reviews::{review_section, review_templates};

use crate::id::{RoleId, SeverityId};
use crate::value::{
    ActionLimit, Cadence, Condition, DueRule, Item, Nag, Priority, Question, ReviewPlan, Severity, Stage,
    Suggestion,
};

/// A severity with its criteria and cadence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeverityRule {
    /// Its id, name and rank.
    pub severity: Severity,
    /// When it applies, in one sentence.
    pub criteria: String,
    /// How often audiences hear.
    pub cadence: Cadence,
}

/// When a nag speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NagRule {
    /// Minutes; before the deadline for an update that is due, after the event for the others.
    pub after: u32,
    /// Whether it speaks at all.
    pub on: bool,
}

pub(crate) fn severities() -> Vec<SeverityRule> {
    let rule = |id: &str, rank, criteria: &str, cadence| SeverityRule {
        severity: Severity { id: SeverityId::from_name(id), name: id.to_owned(), rank },
        criteria: criteria.to_owned(),
        cadence,
    };
    vec![
        rule(
            "Major",
            1,
            "Many users. Clear loss of revenue or reputation. All hands.",
            Cadence {
                first_public: Some(5),
                scoping: Some(5),
                public: Some(20),
                public_until: Some(120),
                public_later: Some(30),
                executives: Some(30),
                employees: Some(60),
                customers: None,
            },
        ),
        rule(
            "Medium",
            2,
            "A significant part of a service, usually one region.",
            Cadence {
                first_public: Some(15),
                public: Some(30),
                executives: Some(60),
                employees: Some(60),
                ..Cadence::default()
            },
        ),
        rule(
            "Minor",
            3,
            "A non-critical workflow for a few people.",
            Cadence { first_public: Some(30), public: Some(60), employees: Some(60), ..Cadence::default() },
        ),
    ]
}

/// What hurt many is learned from soon and by all; what has no severity of ours is learned from if somebody takes it up.
pub(crate) fn review_plan(severity: Option<&SeverityId>) -> ReviewPlan {
    let days = |required, [draft, meeting, publication]: [Option<u32>; 3]| ReviewPlan {
        required,
        draft,
        meeting,
        publication,
    };
    match severity.map(SeverityId::as_str) {
        Some("major") => days(true, [Some(2), Some(5), Some(10)]),
        Some("medium") => days(true, [Some(5), Some(10), Some(15)]),
        _ => days(false, [Some(10), None, Some(20)]),
    }
}

/// What is of high priority is immediate, and everything else must have a due date.
pub(crate) fn action_limit(priority: Priority) -> ActionLimit {
    let (due, days) = match priority {
        Priority::High => (DueRule::Now, 7),
        Priority::Medium => (DueRule::Required, 30),
        Priority::Low => (DueRule::Required, 90),
    };
    ActionLimit { due, days }
}

pub(crate) fn nag(nag: Nag) -> NagRule {
    let after = match nag {
        Nag::NoManager | Nag::NotAcknowledged => 2,
        Nag::NoSeverity => 5,
        Nag::UpdateDue | Nag::PromiseDue => 3,
        Nag::ApprovalWaiting | Nag::NotPosted | Nag::Announcement => 1,
        Nag::UpdateOverdue | Nag::PromiseOverdue | Nag::AnswerOverdue => 0,
        Nag::Revisit | Nag::SpanOfControl | Nag::ActionOverdue | Nag::SentBack | Nag::Answered => 0,
        Nag::TimeCallOut => 10,
        Nag::TemporaryMitigation | Nag::ReviewDue | Nag::ActionDue => 24 * 60,
        Nag::ReviewOverdue => 0,
    };
    NagRule { after, on: true }
}

pub(crate) fn checklist(role: &RoleId, stage: Stage) -> Vec<Item> {
    let Some((_, _, items)) =
        checklists::CHECKLISTS.iter().find(|(id, at, _)| *id == role.as_str() && *at == stage)
    else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            Some(Item {
                id: item.id.parse().ok()?,
                text: item.text.to_owned(),
                only: Condition {
                    severities: item.severities.iter().filter_map(|id| id.parse().ok()).collect(),
                    kinds: item.kind.into_iter().collect(),
                },
            })
        })
        .collect()
}

pub(crate) fn guideline() -> Vec<Question> {
    guideline::QUESTIONS
        .iter()
        .map(|(text, answers)| Question {
            text: (*text).to_owned(),
            answers: answers
                .iter()
                .map(|(answer, severity)| Suggestion {
                    answer: (*answer).to_owned(),
                    severity: severity.and_then(|id| id.parse().ok()),
                })
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::role::role;

    #[test]
    fn every_default_checklist_is_complete_and_names_known_things() {
        for (role_id, stage, items) in checklists::CHECKLISTS {
            let id: RoleId = role_id.parse().unwrap();
            assert!(role(&id).is_some(), "{role_id}");
            assert_eq!(
                checklist(&id, *stage).len(),
                items.len(),
                "an id of {role_id} {stage:?} does not parse"
            );
            let ids: HashSet<_> = items.iter().map(|item| item.id).collect();
            assert_eq!(ids.len(), items.len(), "{role_id} {stage:?} names an item twice");
            assert!((4..=9).contains(&items.len()), "{role_id} {stage:?} has {} items", items.len());
            for item in *items {
                assert!(
                    item.severities.iter().all(|s| severities().iter().any(|r| r.severity.id.as_str() == *s))
                );
                assert!(item.text.chars().count() <= 60, "{}", item.text);
            }
        }
    }

    #[test]
    fn every_answer_of_the_guideline_names_a_severity_that_exists() {
        let known: Vec<_> = severities().into_iter().map(|rule| rule.severity.id).collect();
        let questions = guideline();
        assert!(questions.len() >= 5);
        for suggestion in questions.iter().flat_map(|question| &question.answers) {
            assert!(suggestion.severity.as_ref().is_none_or(|id| known.contains(id)), "{suggestion:?}");
        }
    }
}
