//! Action items of all incidents: what is late, whose it is, and what came of the others.

use incident::board::Row;
use incident::book::Book;
use incident::id::{EntryRef, IncidentId, Millis, PersonId};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::room;
use incident::text::one_line;
use incident::timeline::{evidence, followed};
use incident::value::{ActionState, Stage};
use wording::reminder::{Reminder, What, reminder};

use super::Desk;
use crate::failure::Failure;
use crate::views::{ActionHistory, ActionLine, ActionTally, ActionsView};

/// How far back a review looks, in days.
const LATELY: i64 = 30;

impl Desk {
    /// Every action item that has to be done, and what became of others in the last thirty days.
    pub fn actions(&self) -> Result<ActionsView, Failure> {
        let book = self.the_book();
        let now = self.now();
        let since = now.plus_minutes(-LATELY * 24 * 60);
        let mut lines = Vec::new();
        for row in self.journal.with_actions(since)? {
            let record = self.record(row.id)?;
            let incident = Incident::of(&record).at(now);
            lines.extend(lines_of(&row, incident, &book, now));
        }
        lines.retain(|line| line.is_open() || line.action.since >= since);
        lines.sort_by_key(|line| {
            let urgency = (line.action.priority, line.action.due_at.unwrap_or(Millis(i64::MAX)));
            (!line.is_open(), urgency, line.action.at, line.action.id)
        });
        Ok(ActionsView { tally: tally(&lines, since), lines, limits: self.limits(), since, me: self.person })
    }

    /// What became of one action item.
    pub fn action_history(&self, incident: IncidentId, action: EntryRef) -> Result<ActionHistory, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record).at(self.now());
        let found = reading.actions().into_iter().find(|one| one.fact.id == action);
        let found = found.ok_or(Refusal::Gone("action item"))?;
        let from = found.from.and_then(|entry| evidence(reading, &book, entry));
        Ok(ActionHistory { from, steps: followed(reading, &book, action) })
    }

    /// A mail to whoever owns action items, ready to be sent: what is late first.
    pub fn remind(&self, owner: Option<PersonId>) -> Result<String, Failure> {
        let book = self.the_book();
        let now = self.now();
        let mut open = self.actions()?.lines;
        // As in the mails that leave by themselves, an exercise reminds nobody outside of Allclear.
        open.retain(|line| line.is_open() && line.action.owner == owner && !line.drill);
        open.sort_by_key(|line| (!line.late, line.action.due_at.unwrap_or(Millis(i64::MAX))));
        let lines: Vec<Reminder<'_>> = open
            .iter()
            .map(|line| Reminder {
                what: (!line.private).then_some(What {
                    label: &line.label,
                    title: &line.title,
                    text: &line.action.text,
                }),
                due: line.action.due,
                late: line.late,
            })
            .collect();
        let name = owner.and_then(|person| book.person_name(person)).map(one_line);
        Ok(reminder(name.as_deref(), &lines, self.zone(&book), now))
    }
}

impl ActionLine {
    fn is_open(&self) -> bool {
        matches!(self.action.state, ActionState::Open | ActionState::Doing)
    }
}

fn lines_of(row: &Row, incident: Incident<'_>, book: &Book, now: Millis) -> Vec<ActionLine> {
    let services = incident.services();
    let mut teams: Vec<String> = services
        .iter()
        .filter_map(|(_, service)| book.service(&service.id)?.owner)
        .map(|owner| one_line(&owner.team))
        .filter(|team| !team.is_empty())
        .collect();
    teams.sort_unstable();
    teams.dedup();
    let tracker = incident.tracker().and_then(|person| book.person_name(person)).map(one_line);
    let view = |action: room::ActionView| {
        let open = matches!(action.state, ActionState::Open | ActionState::Doing);
        ActionLine {
            incident: row.id,
            label: row.label.clone(),
            title: one_line(&row.title),
            drill: row.drill,
            private: row.private,
            over: row.stage >= Stage::Review,
            services: services.iter().map(|(_, service)| one_line(&service.name)).collect(),
            teams: teams.clone(),
            tracker: tracker.clone(),
            late: open && action.due_at.is_some_and(|due| due <= now),
            overlong: open && action.allowed_until <= now,
            action,
        }
    };
    room::actions(incident, book).into_iter().map(view).collect()
}

/// What comes of an exercise has to be done like anything else, and is counted nowhere.
fn tally(lines: &[ActionLine], since: Millis) -> ActionTally {
    let count = |of: &dyn Fn(&ActionLine) -> bool| {
        u32::try_from(lines.iter().filter(|line| !line.drill && of(line)).count()).unwrap_or(u32::MAX)
    };
    let moved = |state| move |line: &ActionLine| line.action.state == state && line.action.since >= since;
    ActionTally {
        open: count(&ActionLine::is_open),
        late: count(&|line| line.late),
        overlong: count(&|line| line.overlong),
        incomplete: count(&|line| !line.action.lacks.is_empty()),
        raised: count(&|line| line.action.at >= since),
        done: count(&moved(ActionState::Done)),
        in_limit: count(&|line| {
            moved(ActionState::Done)(line) && line.action.since <= line.action.allowed_until
        }),
        dropped: count(&moved(ActionState::Dropped)),
    }
}
