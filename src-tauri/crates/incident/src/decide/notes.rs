//! The record as people write it: notes, tasks, updates, pins, and the composer's one line.

use super::{Asker, NOTE, TEXT, base, decisions, happened, one, standing, text};
use crate::command::LineMode;
use crate::draft::Draft;
use crate::event::Event;
use crate::id::{EntryRef, Millis};
use crate::incident::Incident;
use crate::quick::{TaskLine, read_line, read_task};
use crate::refusal::Refusal;
use crate::slot::Slot;
use crate::value::{Audience, Nag, NoteKind, TaskState};

pub(super) fn write(
    incident: Incident<'_>,
    mode: LineMode,
    line: &str,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let line = text("The line", line, NOTE)?;
    let read = read_line(&line, asker.now, asker.zone)?;
    let occurred_at = read.occurred_at.map(|at| happened("The time of the entry", at, asker)).transpose()?;
    let note = |kind| add(kind, &read.text, read.occurred_at, asker);
    let mut drafts = match mode {
        LineMode::Note => return note(NoteKind::Note),
        LineMode::FixLater => return note(NoteKind::FixLater),
        LineMode::DebuggingTrouble => return note(NoteKind::DebuggingTrouble),
        LineMode::ProcessFriction => return note(NoteKind::ProcessFriction),
        LineMode::Decision => decisions::write(incident, &read.text, asker)?,
        LineMode::Task => add_task(&read.text, asker)?,
    };
    for draft in &mut drafts {
        draft.occurred_at = occurred_at;
    }
    Ok(drafts)
}

pub(super) fn add(
    note: NoteKind,
    words: &str,
    occurred_at: Option<Millis>,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    let occurred_at = occurred_at.map(|at| happened("The time of the note", at, asker)).transpose()?;
    let event = Event::Noted { note, text: text("The note", words, NOTE)? };
    Ok(vec![Draft { event, occurred_at, undoes: None }])
}

pub(super) fn correct(incident: Incident<'_>, note: EntryRef, words: &str) -> Result<Vec<Draft>, Refusal> {
    standing(incident, note, "note", |event| matches!(event, Event::Noted { .. }))?;
    let text = text("The note", words, NOTE)?;
    one(Event::NoteCorrected { note, text, base: base(incident, &Slot::NoteText(note)) })
}

pub(super) fn redate(
    incident: Incident<'_>,
    entry: EntryRef,
    at: Millis,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, entry, "entry", |_| true)?;
    let at = Some(happened("The time of the entry", at, asker)?);
    one(Event::Redated { entry, at, base: base(incident, &Slot::OccurredAt(entry)) })
}

pub(super) fn pin(incident: Incident<'_>, entry: EntryRef, pinned: bool) -> Result<Vec<Draft>, Refusal> {
    standing(incident, entry, "entry", |_| true)?;
    let slot = Slot::Pin(entry);
    if matches!(incident.record().value(&slot), Some(Event::Pinned { pinned: true, .. })) == pinned {
        return Err(Refusal::Already(if pinned { "It is pinned" } else { "It is not pinned" }.to_owned()));
    }
    one(Event::Pinned { entry, pinned, base: base(incident, &slot) })
}

fn task_line(line: &str, asker: &Asker<'_>) -> Result<TaskLine, Refusal> {
    let mut task = read_task(line, asker.book, asker.now, asker.zone);
    task.text = text("The task", &task.text, TEXT)?;
    if let Some(who) = &task.who {
        text("The name", &who.name, super::NAME)?;
    }
    Ok(task)
}

fn add_task(line: &str, asker: &Asker<'_>) -> Result<Vec<Draft>, Refusal> {
    let TaskLine { text, who, due } = task_line(line, asker)?;
    one(Event::TaskAdded { text, who, due })
}

fn is_task(event: &Event) -> bool {
    matches!(event, Event::TaskAdded { .. })
}

pub(super) fn change_task(
    incident: Incident<'_>,
    task: EntryRef,
    line: &str,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, task, "task", is_task)?;
    let TaskLine { text, who, due } = task_line(line, asker)?;
    one(Event::TaskChanged { task, text, who, due, base: base(incident, &Slot::Task(task)) })
}

pub(super) fn move_task(
    incident: Incident<'_>,
    task: EntryRef,
    state: TaskState,
) -> Result<Vec<Draft>, Refusal> {
    standing(incident, task, "task", is_task)?;
    let slot = Slot::TaskState(task);
    let now = match incident.record().value(&slot) {
        Some(Event::TaskMoved { state, .. }) => *state,
        _ => TaskState::Open,
    };
    if now == state {
        return Err(Refusal::Already(format!("The task is {}", state.name().to_lowercase())));
    }
    one(Event::TaskMoved { task, state, base: base(incident, &slot) })
}

pub(super) fn snooze(
    incident: Incident<'_>,
    nag: Nag,
    about: Option<EntryRef>,
    audience: Option<Audience>,
    minutes: u32,
    asker: &Asker<'_>,
) -> Result<Vec<Draft>, Refusal> {
    if let Some(entry) = about {
        standing(incident, entry, "entry", |_| true)?;
    }
    // A day at most: what may be silent for longer is switched off in Settings, where others see it.
    let until = asker.now.plus_minutes(minutes.clamp(1, 24 * 60).into());
    let base = base(incident, &Slot::Snooze(nag, about, audience));
    one(Event::NagSnoozed { nag, about, audience, until, base })
}
