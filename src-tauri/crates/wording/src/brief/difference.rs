//! What a brief says that the one before did not.

use super::{AskLine, Brief, Line, Moved};

/// Everything that differs, in the order of the brief.
pub(super) fn between(before: &Brief, after: &Brief) -> Vec<Moved> {
    let mut moved = Vec::new();
    let mut note = |label: &str, then: Option<&str>, now: Option<&str>| {
        if then != now {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            moved.push(Moved { label: label.to_owned(), before: owned(then), after: owned(now) });
        }
    };
    let severity = |brief: &Brief| brief.severity.as_ref().map(|severity| severity.name.clone());
    note("Severity", severity(before).as_deref(), severity(after).as_deref());
    note("State", Some(&before.lead), Some(&after.lead));
    for line in &after.lines {
        let then = before.lines.iter().find(|then| then.label == line.label);
        if then.map(steady) != Some(steady(line)) {
            note(&line.label, then.and_then(|then| then.value.as_deref()), line.value.as_deref());
        }
    }
    // A measure ends with when it was taken, which is written otherwise on another day.
    let what = |measure: &str| measure.rsplit_once(", since ").map_or(measure, |(what, _)| what).to_owned();
    let doing = |brief: &Brief| brief.doing.iter().map(|line| what(line)).collect::<Vec<_>>();
    let (then, now) = (doing(before), doing(after));
    then.iter().filter(|line| !now.contains(line)).for_each(|line| note("We are doing", Some(line), None));
    now.iter().filter(|line| !then.contains(line)).for_each(|line| note("We are doing", None, Some(line)));
    for ask in &after.asks {
        let then = before.asks.iter().find(|then| then.ask == ask.ask);
        match then {
            None => note("Needed from you", None, Some(&asked(ask))),
            Some(then) => note("Needed from you", Some(&asked(then)), Some(&asked(ask))),
        }
    }
    moved
}

/// What a line says, without how long something lasts: that moves by itself.
fn steady(line: &Line) -> Option<&str> {
    let value = line.value.as_deref()?;
    Some(if line.label == "Since" { value.split(", ").next().unwrap_or(value) } else { value })
}

fn asked(ask: &AskLine) -> String {
    match &ask.answer {
        Some(answer) => format!("{} {}", ask.question, answer.text),
        None => ask.question.clone(),
    }
}
