//! Samples of what was learned and is to be done.

use incident::event::Event;
use incident::id::{Edition, EntryRef};
use incident::value::{
    ActionLimit, ActionState, ActionType, Chapter, DueRule, Gate, Nag, Part, Passage, Priority, Readers,
};

use super::{AN_ENTRY, SOMEBODY, WHEN, words};

pub(super) fn samples(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let mut events = vec![
        Event::ActionRaised {
            text: words(),
            kind: ActionType::Prevent,
            priority: Priority::Medium,
            due: Some(WHEN),
            owner: Some(SOMEBODY),
            from: Some(AN_ENTRY),
        },
        Event::ActionWorded { action: AN_ENTRY, text: words(), base: base() },
        Event::ActionWorded { action: AN_ENTRY, text: words(), base: vec![] },
        Event::ActionOwned { action: AN_ENTRY, owner: Some(SOMEBODY), base: base() },
        Event::ActionOwned { action: AN_ENTRY, owner: None, base: vec![] },
        Event::ActionTicketed { action: AN_ENTRY, ticket: Some(words()), base: base() },
        Event::ActionTicketed { action: AN_ENTRY, ticket: None, base: vec![] },
        Event::TrackerNamed { person: Some(SOMEBODY), base: base() },
        Event::TrackerNamed { person: None, base: vec![] },
    ];
    let passage = || Passage {
        section: "summary".to_owned(),
        from: "AAsBAA==".to_owned(),
        to: "AAsBCP8=".to_owned(),
        words: words(),
    };
    events.extend([
        Event::PassageCommented { passage: passage(), text: words() },
        Event::ChangeSuggested { passage: passage(), update: "AQEBAAQBBHRleHQCSGkA".to_owned() },
        Event::CommentAnswered { to: AN_ENTRY, text: words() },
        Event::CommentResolved { comment: AN_ENTRY, resolved: true, base: base() },
        Event::CommentResolved { comment: AN_ENTRY, resolved: false, base: vec![] },
        Event::SuggestionDecided { suggestion: AN_ENTRY, accepted: true, base: base() },
        Event::SuggestionDecided { suggestion: AN_ENTRY, accepted: false, base: vec![] },
    ]);
    for (nth, readers) in Readers::ALL.iter().enumerate() {
        let passages = vec![Chapter { title: words(), text: words() }; nth + 1];
        let base = if nth == 0 { vec![] } else { base() };
        events.push(Event::ReviewReleased { readers: *readers, title: words(), passages, part: None, base });
    }
    for nth in 0..2 {
        let part = Some(Part { whole: Edition([0xed; 16]), nth, of: 2, goes_on: nth > 0 });
        let passages = vec![Chapter { title: words(), text: words() }];
        let readers = Readers::Workspace;
        events.push(Event::ReviewReleased { readers, title: words(), passages, part, base: vec![] });
    }
    for kind in ActionType::ALL {
        let (priority, due, owner, from) = (Priority::High, None, None, None);
        events.push(Event::ActionRaised { text: words(), kind: *kind, priority, due, owner, from });
    }
    for priority in Priority::ALL {
        let (kind, due) = (ActionType::Detect, (*priority != Priority::High).then_some(WHEN));
        let base = if due.is_some() { base() } else { vec![] };
        events.push(Event::ActionGraded { action: AN_ENTRY, kind, priority: *priority, due, base });
    }
    for (nth, priority) in Priority::ALL.iter().enumerate() {
        let limit = ActionLimit { due: DueRule::ALL[nth], days: 7 };
        let base = if nth == 0 { vec![] } else { base() };
        events.push(Event::ActionLimitDefined { priority: *priority, limit, base });
    }
    for state in ActionState::ALL {
        let reason = (*state == ActionState::Dropped).then(words);
        let base = if reason.is_some() { base() } else { vec![] };
        events.push(Event::ActionMoved { action: AN_ENTRY, state: *state, reason, base });
    }
    for gate in [Gate::ActionsComplete, Gate::ActionsDone] {
        events.push(Event::GateOverridden { gate, reason: words() });
    }
    let (about, audience) = (Some(AN_ENTRY), None);
    events.push(Event::NagSnoozed { nag: Nag::ActionOverdue, about, audience, until: WHEN, base: base() });
    events
}
