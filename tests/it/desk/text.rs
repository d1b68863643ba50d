//! Text that would like to be more than text: kept as it was written, and shown such that it deceives nobody.

use allclear::views::ExportFormat;
use incident::command::Command;
use incident::entry::BodyBytes;
use serde_json::{Value, json};

use crate::place::{declare, folder, note, open, room, timeline};

/// Markup, a control character, a bidirectional override, a zero-width space and a terminal escape.
const HOSTILE: &str = "<img src=x onerror=alert(1)> a\u{7}b gpj\u{202e}exe.\u{200b} \u{1b}[31mred {{7*7}} '; DROP TABLE entries;--";

#[test]
fn hostile_text_survives_untouched_in_the_log_and_is_made_visible_in_views() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, HOSTILE);
    note(&desk, incident, HOSTILE);
    drop(desk);
    let desk = open(folder.path());

    let json = desk.export(incident, ExportFormat::Json).expect("an export").bytes;
    let verified = incident::export::verify(&json).expect("it verifies");
    let bodies = verified.entries.iter().filter_map(|entry| match &entry.body {
        BodyBytes::Whole(bytes) => serde_json::from_slice::<Value>(bytes).ok(),
        BodyBytes::Dropped(_) => None,
    });
    let said = |body: &Value| [&body["event"]["title"], &body["event"]["text"]].contains(&&json!(HOSTILE));
    let kept = bodies.filter(said).count();
    assert_eq!(kept, 2, "title and note");
    // What undo and correction work with is what was written.
    desk.execute(incident, Command::Retitle { title: HOSTILE.to_owned() }).expect_err("it says so already");

    let board = desk.board(Default::default()).expect("the board");
    let shown = [&board.active[0].row.title, &room(&desk, incident).title];
    for text in shown.into_iter().chain(&timeline(&desk, incident)) {
        let hidden = text.chars().find(|c| matches!(c, '\u{7}' | '\u{202e}' | '\u{200b}' | '\u{1b}'));
        assert_eq!(hidden, None, "{text:?}");
        assert!(!text.contains("onerror") || text.contains("<img src=x"), "markup is text: {text:?}");
    }
    assert!(room(&desk, incident).title.contains("⟨U+202E⟩"));

    let page = desk.export(incident, ExportFormat::Markdown).expect("an export").bytes;
    let page = String::from_utf8(page).expect("UTF-8");
    assert!(!page.replace("\\<", "").contains('<'), "every bracket is escaped: {page}");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}'), "{page}");
}
