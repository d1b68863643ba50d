//! The templates of reviews that come with Allclear.

use crate::id::{ReviewTemplateId, SectionId};
use crate::value::{ReviewFill, ReviewTemplate, TemplateSection};

/// A section: how its text is called for ever, its heading, what belongs there, what the record says.
type Row = (&'static str, &'static str, &'static str, Option<ReviewFill>);

/// The sections that come with Allclear, in the order in which they are read.
const SECTIONS: &[Row] = &[
    (
        "summary",
        "Summary",
        "What happened, to whom, for how long, and what ended it: for somebody who was not there.",
        Some(ReviewFill::Summary),
    ),
    (
        "impact",
        "Impact",
        "Whom it hurt and how much. Each number with where it comes from.",
        Some(ReviewFill::Impact),
    ),
    (
        "timeline",
        "Timeline",
        "What happened when. Cite the record; say what is missing there.",
        Some(ReviewFill::Timeline),
    ),
    (
        "detection",
        "Detection",
        "How it was noticed, how long that took, and what could notice it sooner.",
        Some(ReviewFill::Detection),
    ),
    (
        "causes",
        "Causes and contributing factors",
        "How it came about: what had to come together, and what made each of it reasonable at the time.",
        Some(ReviewFill::Causes),
    ),
    ("well", "What went well", "What helped, so that it is kept.", None),
    (
        "badly",
        "What went badly",
        "What cost time or made it worse. What, not who.",
        Some(ReviewFill::Trouble),
    ),
    ("lucky", "Where we were lucky", "What kept it from being worse and cannot be relied on.", None),
    ("surprise", "Why it surprised us", "What we believed about the system that was not so.", None),
    ("communication", "Communication", "Who was told what, and when.", Some(ReviewFill::Communication)),
    ("promises", "Promises kept", "What we promised, and how it was kept.", Some(ReviewFill::Promises)),
    (
        "notes",
        "Noted on the way",
        "What was written down during the incident to be looked at now.",
        Some(ReviewFill::Notes),
    ),
    (
        "actions",
        "Action items",
        "What is to be done, by whom and by when. Raise them in the incident and cite them here.",
        Some(ReviewFill::Actions),
    ),
];

/// The templates: id, name, for what, and the sections of each; all of them where none is named.
const TEMPLATES: &[(&str, &str, &str, &[&str])] = &[
    ("full", "Full review", "Everything worth learning from: for what hurt many people.", &[]),
    (
        "short",
        "Short review",
        "Five sections, an hour of work: for what was soon over.",
        &["summary", "impact", "timeline", "causes", "actions"],
    ),
    (
        "customers",
        "Around the customers",
        "What customers felt, heard and were promised: for what hurt trust more than machines.",
        &["summary", "impact", "communication", "promises", "causes", "well", "badly", "actions"],
    ),
    (
        "drill",
        "After a drill",
        "What the exercise showed about how we work together.",
        &["summary", "timeline", "well", "badly", "surprise", "notes", "actions"],
    ),
];

pub(crate) fn review_templates() -> Vec<ReviewTemplate> {
    let template = |(id, name, what, named): &(&str, &str, &str, &[&str])| ReviewTemplate {
        id: ReviewTemplateId::from_name(id),
        name: (*name).to_owned(),
        what: (*what).to_owned(),
        sections: SECTIONS
            .iter()
            .filter(|(section, ..)| named.is_empty() || named.contains(section))
            .map(section)
            .collect(),
    };
    let mut templates: Vec<ReviewTemplate> = TEMPLATES.iter().map(template).collect();
    for (template, (.., named)) in templates.iter_mut().zip(TEMPLATES) {
        // Read in the order in which the template names them.
        template.sections.sort_by_key(|section| named.iter().position(|id| *id == section.id.as_str()));
    }
    templates
}

pub(crate) fn review_section(id: &str) -> Option<TemplateSection> {
    SECTIONS.iter().find(|(known, ..)| *known == id).map(section)
}

fn section((id, title, hint, fill): &Row) -> TemplateSection {
    TemplateSection {
        id: SectionId::from_name(id),
        title: (*title).to_owned(),
        hint: (*hint).to_owned(),
        fill: *fill,
    }
}
