//! Samples of the process of a review.

use incident::event::Event;
use incident::id::{Edition, EntryRef, ReviewTemplateId, SectionId};
use incident::value::{
    Gate, Minute, ReviewFill, ReviewPlan, ReviewStep, ReviewTemplate, Taken, TemplateSection, Topic,
};

use super::{AN_ENTRY, SOMEBODY, WHEN, severity, words};

const EDITION: Edition = Edition(*b"what they looked");

pub(super) fn samples(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let full = ReviewPlan { required: true, draft: Some(2), meeting: Some(5), publication: Some(10) };
    let bare = ReviewPlan::default();
    let mut events = vec![
        Event::ReviewPlanned { plan: full, base: base() },
        Event::ReviewPlanned { plan: bare, base: vec![] },
        Event::ReviewOwned { owner: Some(SOMEBODY), base: base() },
        Event::ReviewOwned { owner: None, base: vec![] },
        Event::FacilitatorNamed { person: Some(SOMEBODY), base: base() },
        Event::FacilitatorNamed { person: None, base: vec![] },
        Event::ParticipantNamed { person: SOMEBODY },
        Event::ReviewSubmitted { edition: EDITION, base: base() },
        Event::ReviewSubmitted { edition: EDITION, base: vec![] },
        Event::ReviewApproved { submission: AN_ENTRY, edition: EDITION },
        Event::ReviewRead { of: AN_ENTRY, edition: EDITION },
        Event::ReviewPublished { edition: EDITION, base: base() },
        Event::ReviewReopened { reason: words(), base: base() },
        Event::ReviewPlanDefined { severity: severity().id, plan: full, base: base() },
        Event::ReviewPlanDefined { severity: severity().id, plan: bare, base: vec![] },
    ];
    let topic = || Topic { id: "section/causes".to_owned(), title: words() };
    let meeting = AN_ENTRY;
    for minute in [
        Minute::Begun { length: 45 },
        Minute::Ended { meeting },
        Minute::Attended { meeting, person: SOMEBODY },
        Minute::Turned { meeting, topic: topic() },
        Minute::Asked { meeting, topic: Some(topic()), text: words() },
        Minute::Asked { meeting, topic: None, text: words() },
        Minute::Answered { question: AN_ENTRY, answer: words() },
    ] {
        events.push(Event::Minuted { minute });
    }
    for owner in [Some(SOMEBODY), None] {
        events.push(Event::DecisionRecorded {
            decision: None,
            question: None,
            chosen: words(),
            rejected: vec![],
            why: None,
            objections: None,
            reversible: None,
            revisit_at: None,
            supersedes: None,
            taken: Some(Taken { meeting, owner }),
            base: vec![],
        });
    }
    for step in ReviewStep::ALL {
        events.push(Event::ReviewStepMoved { step: *step, due: Some(WHEN), base: base() });
    }
    events.push(Event::ReviewStepMoved { step: ReviewStep::Meeting, due: None, base: vec![] });
    for gate in [Gate::ReviewApproved, Gate::ReviewPublished, Gate::PromisesKept] {
        events.push(Event::GateOverridden { gate, reason: words() });
    }
    events.extend(templates(base));
    events
}

fn templates(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let id = ReviewTemplateId::from_name("own storage");
    let section = |name: &str, hint: String, fill| TemplateSection {
        id: SectionId::from_name(name),
        title: words(),
        hint,
        fill,
    };
    let filled = ReviewFill::ALL.iter().map(|fill| section(fill.name(), words(), Some(*fill)));
    let full = ReviewTemplate { id: id.clone(), name: words(), what: words(), sections: filled.collect() };
    let bare = ReviewTemplate {
        id: id.clone(),
        name: words(),
        what: String::new(),
        sections: vec![section("limits", String::new(), None)],
    };
    vec![
        Event::ReviewTemplateDefined { template: full, base: base() },
        Event::ReviewTemplateDefined { template: bare, base: vec![] },
        Event::ReviewTemplateRetired { template: id.clone(), retired: true, base: base() },
        Event::ReviewTemplateRetired { template: id.clone(), retired: false, base: vec![] },
        Event::ReviewTemplatesOrdered { templates: vec![id], base: base() },
        Event::ReviewTemplatesOrdered { templates: vec![], base: vec![] },
    ]
}
