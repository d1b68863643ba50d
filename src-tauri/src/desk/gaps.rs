//! The values that a draft lacks, and whom somebody asked for them.

use incident::book::Book;
use incident::incident::Incident;
use incident::text::one_line;
use incident::value::TaskState;
use wording::template::Piece;

use crate::views::{AskedView, GapView};

/// Each value that is missing, once. Whoever was asked for it has an open task that says so.
pub(super) fn gaps(pieces: &[Piece], incident: Incident<'_>, book: &Book) -> Vec<GapView> {
    let manager = incident.manager().and_then(|holding| book.person(holding.person));
    let tasks = incident.tasks();
    let mut gaps: Vec<GapView> = Vec::new();
    for piece in pieces {
        let Piece::Gap { variable, label } = piece else { continue };
        if gaps.iter().any(|gap| gap.variable == *variable) {
            continue;
        }
        let question = question(label);
        let open = |state| state != TaskState::Done;
        let asked = tasks.iter().rfind(|task| open(task.state) && task.text == question);
        let line = match &manager {
            Some(person) => format!("@{} {question}", person.handle),
            None => question.clone(),
        };
        gaps.push(GapView {
            variable: variable.clone(),
            label: label.clone(),
            line,
            whom: manager.as_ref().map(|person| one_line(&person.name)),
            asked: asked.map(|task| AskedView {
                who: task.who.map(|who| one_line(&who.name)),
                at: task.fact.recorded_at,
            }),
        });
    }
    gaps
}

/// The words by which a task is known to ask for a value.
fn question(label: &str) -> String {
    format!("Needed for the update: {}", one_line(label))
}
