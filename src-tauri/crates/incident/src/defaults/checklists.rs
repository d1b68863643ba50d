//! What each role has to think of in each stage, unless the book says otherwise. Our own words.

mod affected;
mod communications;
mod customers;
mod deputy;
mod executive;
mod manager;
mod owning;
mod scribe;

use crate::value::{Kind, Stage};

/// One default item: id, words, the severities and the kind it is limited to (empty / none: always).
pub(super) struct DefaultItem {
    pub(super) id: &'static str,
    pub(super) text: &'static str,
    pub(super) severities: &'static [&'static str],
    pub(super) kind: Option<Kind>,
}

/// An item for every incident.
const fn item(id: &'static str, text: &'static str) -> DefaultItem {
    DefaultItem { id, text, severities: &[], kind: None }
}

/// An item for some severities.
const fn only(id: &'static str, text: &'static str, severities: &'static [&'static str]) -> DefaultItem {
    DefaultItem { id, text, severities, kind: None }
}

/// An item for one kind of incident.
const fn for_kind(id: &'static str, text: &'static str, kind: Kind) -> DefaultItem {
    DefaultItem { id, text, severities: &[], kind: Some(kind) }
}

/// An item for some severities of one kind of incident.
const fn only_kind(
    id: &'static str,
    text: &'static str,
    severities: &'static [&'static str],
    kind: Kind,
) -> DefaultItem {
    DefaultItem { id, text, severities, kind: Some(kind) }
}

/// The lists; a role without work in a stage has none there.
pub(super) const CHECKLISTS: &[(&str, Stage, &[DefaultItem])] = &[
    ("incident-manager", Stage::Detect, manager::DETECT),
    ("incident-manager", Stage::Create, manager::CREATE),
    ("incident-manager", Stage::Classify, manager::CLASSIFY),
    ("incident-manager", Stage::Troubleshoot, manager::TROUBLESHOOT),
    ("incident-manager", Stage::Resolve, manager::RESOLVE),
    ("incident-manager", Stage::Review, manager::REVIEW),
    ("incident-manager", Stage::FollowUp, manager::FOLLOW_UP),
    ("affected-on-call", Stage::Detect, affected::DETECT),
    ("affected-on-call", Stage::Create, affected::CREATE),
    ("affected-on-call", Stage::Classify, affected::CLASSIFY),
    ("affected-on-call", Stage::Troubleshoot, affected::TROUBLESHOOT),
    ("affected-on-call", Stage::Resolve, affected::RESOLVE),
    ("affected-on-call", Stage::Review, affected::REVIEW),
    ("affected-on-call", Stage::FollowUp, affected::FOLLOW_UP),
    ("owning-on-call", Stage::Detect, owning::DETECT),
    ("owning-on-call", Stage::Create, owning::CREATE),
    ("owning-on-call", Stage::Classify, owning::CLASSIFY),
    ("owning-on-call", Stage::Troubleshoot, owning::TROUBLESHOOT),
    ("owning-on-call", Stage::Resolve, owning::RESOLVE),
    ("owning-on-call", Stage::Review, owning::REVIEW),
    ("owning-on-call", Stage::FollowUp, owning::FOLLOW_UP),
    ("communications-lead", Stage::Create, communications::CREATE),
    ("communications-lead", Stage::Classify, communications::CLASSIFY),
    ("communications-lead", Stage::Troubleshoot, communications::TROUBLESHOOT),
    ("communications-lead", Stage::Resolve, communications::RESOLVE),
    ("communications-lead", Stage::Review, communications::REVIEW),
    ("communications-lead", Stage::FollowUp, communications::FOLLOW_UP),
    ("customer-escalation-manager", Stage::Detect, customers::DETECT),
    ("customer-escalation-manager", Stage::Create, customers::CREATE),
    ("customer-escalation-manager", Stage::Classify, customers::CLASSIFY),
    ("customer-escalation-manager", Stage::Troubleshoot, customers::TROUBLESHOOT),
    ("customer-escalation-manager", Stage::Resolve, customers::RESOLVE),
    ("customer-escalation-manager", Stage::Review, customers::REVIEW),
    ("customer-escalation-manager", Stage::FollowUp, customers::FOLLOW_UP),
    ("executive", Stage::Classify, executive::CLASSIFY),
    ("executive", Stage::Troubleshoot, executive::TROUBLESHOOT),
    ("executive", Stage::Resolve, executive::RESOLVE),
    ("executive", Stage::Review, executive::REVIEW),
    ("executive", Stage::FollowUp, executive::FOLLOW_UP),
    ("scribe", Stage::Create, scribe::CREATE),
    ("scribe", Stage::Classify, scribe::CLASSIFY),
    ("scribe", Stage::Troubleshoot, scribe::TROUBLESHOOT),
    ("scribe", Stage::Resolve, scribe::RESOLVE),
    ("scribe", Stage::Review, scribe::REVIEW),
    ("deputy", Stage::Create, deputy::CREATE),
    ("deputy", Stage::Classify, deputy::CLASSIFY),
    ("deputy", Stage::Troubleshoot, deputy::TROUBLESHOOT),
    ("deputy", Stage::Resolve, deputy::RESOLVE),
];
