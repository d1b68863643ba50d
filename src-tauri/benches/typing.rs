//! From a key to what it does on screen, in the app's real window: the letter of a review, and the preview of an update with
//! its letter. Needs a display of its own and WebKitWebDriver, as the tests of the window do.
//!
//! The least that a page could do stands beside each figure: a text area of nothing but itself, in the same web view on this
//! machine. Rust's share alone is measured by the benches `said` and `review`.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

#[expect(dead_code, reason = "made for the tests of the window")]
#[path = "../../tests/window/desktop.rs"]
mod desktop;
#[expect(dead_code, reason = "made for the tests of the window")]
#[path = "../../tests/window/person.rs"]
mod person;

use desktop::Desktop;
use person::Person;
use serde_json::{Value, json};

/// So many keys: the hundredth part of them is more than what happens to come by.
const KEYS: usize = 400;
/// Twelve keys a second: 150 words a minute. Whoever presses the next key at once measures what the last one left to do.
const BETWEEN_MS: &str = "80";
const AIM_MS: f64 = 16.0;

const UPDATE: usize = 10_000;
const REVIEW: usize = 30_000;
const CALM: &str = "We are looking into it and we write here again as soon as there is more to say. ";
const MARKED: &str = "Ana should have checked the database on 10.0.0.7 and it will be fixed soon. ";
const SENTENCE: &str =
    "The pool of connections was full and every third card was refused for eleven minutes. ";

/// Times each key until the page was laid out with what it changed, and until that was painted: a timer that is set while a
/// picture is made rings once it was painted. (A message port would tell the same through another process, which costs more
/// than the picture.) `changed` is called with what to call then.
const WATCH: &str = "
    [window.laid, window.painted] = [[], []];
    let pressed = 0;
    document.addEventListener('keydown', () => (pressed = performance.now()), true);
    const told = (area) => {
        if (pressed === 0) return;
        const key = pressed;
        area.getBoundingClientRect();
        window.laid.push(performance.now() - key);
        pressed = 0;
        requestAnimationFrame(() => setTimeout(() => window.painted.push(performance.now() - key), 0));
    };
";
const PREVIEWED: &str = "
    const shown = document.querySelector('iframe').contentDocument;
    new MutationObserver(() => told(shown.body)).observe(shown, { subtree: true, childList: true, characterData: true });
    const area = document.querySelector('textarea');
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
";
const WRITTEN: &str = "document.addEventListener('input', () => told(document.body), true);";
const BARE: &str = "
    document.body.innerHTML = '<textarea style=\"width: 40rem; height: 30rem\"></textarea>';
    const area = document.querySelector('textarea');
    area.value = arguments[0];
    area.focus();
    document.addEventListener('input', () => told(area), true);
";
const EDITOR: &str = "
    return [...document.querySelectorAll('.host')]
        .map(({ shadowRoot }) => shadowRoot?.querySelector('[aria-label=\"Text of What went badly\"]'))
        .find((found) => found) ?? null;
";

/// A text of so many letters as people write it: five sentences a paragraph.
fn paragraphs(sentence: &str, letters: usize) -> String {
    let paragraph = format!("{}\n\n", sentence.repeat(5).trim_end());
    paragraph.chars().cycle().take(letters).collect()
}

#[tokio::main]
async fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let is_asked = |what: &str| asked.is_empty() || asked.iter().any(|word| word == what);
    println!("| What | Measured | Aim | |\n|---|---|---|---|");
    if is_asked("update") {
        update().await;
    }
    if is_asked("review") {
        review().await;
    }
}

/// Somebody drafts an update of the longest kind, beside its preview.
async fn update() {
    let room = UPDATE - KEYS;
    let texts = [
        ("nothing marked", paragraphs(CALM, room), true),
        ("a mark in every sentence", paragraphs(MARKED, room), true),
        // Nobody writes so much without a paragraph: that is told beside what people write, and is not what has to be kept.
        ("all in one paragraph", CALM.chars().cycle().take(room).collect(), false),
    ];
    let home = tempfile::tempdir().expect("a folder");
    let desktop = begun(home.path()).await;
    for (how, text, judged) in texts {
        let incident = declared(&desktop).await;
        let draft = json!({ "occasion": "investigating", "text": text, "next_in": 20 });
        asks(&desktop, "write_draft", json!({ "incident": incident, "audience": "public", "draft": draft }))
            .await;
        goes(&desktop, &format!("#/incident/{incident}/comms?to=public")).await;
        let begin: String = text.chars().take(40).collect();
        let shown = "const shown = document.querySelector('iframe')?.contentDocument?.querySelector('main');
            return shown?.innerText.includes(arguments[0]) || null";
        Person(&desktop.page).until(shown, vec![json!(begin)], "for the preview").await;
        let took = types(&desktop, PREVIEWED, vec![]).await;
        let what = format!("from a key to the preview of an update of {UPDATE} characters, {how}, laid out");
        row(&what, &took.laid, judged);
        row("the same until it was painted", &took.painted, false);
    }
    let took = types(&desktop, BARE, vec![json!(paragraphs(CALM, room))]).await;
    row(&format!("a bare text area of {UPDATE} characters, laid out"), &took.laid, false);
    row("the same until it was painted", &took.painted, false);
    desktop.close().await;
}

/// Somebody writes in a long review, while Rust reads along.
async fn review() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = begun(home.path()).await;
    let incident = declared(&desktop).await;
    asks(&desktop, "begin_review", json!({ "incident": incident, "template": "full" })).await;
    goes(&desktop, &format!("#/incident/{incident}/review")).await;
    let person = Person(&desktop.page);
    let insert = format!(
        "const editor = (() => {{ {EDITOR} }})();
        editor.focus();
        document.execCommand('insertText', false, arguments[0]);"
    );
    person.until(EDITOR, vec![], "for the editor").await;
    let text = paragraphs(SENTENCE, REVIEW);
    desktop.page.execute(&insert, vec![json!(text)]).await.expect("the script runs");
    person.reads("Kept on this laptop at").await;
    let took = types(&desktop, WRITTEN, vec![]).await;
    row(
        &format!("from a key to its letter in a review of {REVIEW} characters, painted"),
        &took.painted,
        true,
    );
    let took = types(&desktop, BARE, vec![json!(text)]).await;
    row(&format!("the same of a bare text area of {REVIEW} characters"), &took.painted, false);
    desktop.close().await;
}

/// A new workspace, on its board.
async fn begun(home: &std::path::Path) -> Desktop {
    let desktop = Desktop::open(home).await;
    let ana = Person(&desktop.page);
    ana.writes(None, "Your name", "Ana Lima").await;
    ana.writes(None, "Workspace", "Lighthouse").await;
    ana.presses("Enter").await;
    ana.reads("No active incidents").await;
    desktop
}

async fn declared(desktop: &Desktop) -> String {
    let command = json!({
        "type": "declare", "title": "Duplicate charges at checkout", "kind": "external", "severity": null,
        "services": [], "impact_started": null, "detection": null, "drill": false, "private": false, "manager": null
    });
    let done = asks(desktop, "declare", json!({ "command": command })).await;
    done["incident"].as_str().expect("an incident").to_owned()
}

/// Calls a command as the page would.
async fn asks(desktop: &Desktop, command: &str, arguments: Value) -> Value {
    let script = "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((ok) => done({ ok }), (error) => done({ error }))";
    let mut answer =
        desktop.page.execute_async(script, vec![json!(command), arguments]).await.expect("the script runs");
    assert!(answer["error"].is_null(), "{command}: {answer}");
    answer["ok"].take()
}

async fn goes(desktop: &Desktop, place: &str) {
    desktop.page.execute("location.hash = arguments[0]", vec![json!(place)]).await.expect("the script runs");
}

/// What each key took, in milliseconds.
struct Took {
    laid: Vec<f64>,
    painted: Vec<f64>,
}

async fn types(desktop: &Desktop, changed: &str, arguments: Vec<Value>) -> Took {
    desktop.page.execute(&format!("{WATCH}{changed}"), arguments).await.expect("the script runs");
    Desktop::front();
    Desktop::xdotool(&["type", "--delay", BETWEEN_MS, &"e".repeat(KEYS)]);
    let all = "return window.painted.length >= arguments[0] ? [window.laid, window.painted] : null";
    let took = Person(&desktop.page).until(all, vec![json!(KEYS)], "for the picture of every key").await;
    let [laid, painted] = serde_json::from_value(took).expect("times");
    Took { laid, painted }
}

fn row(what: &str, took: &[f64], judged: bool) {
    let mut took = took.to_vec();
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[(took.len() as f64 * share) as usize];
    let aim = if judged { format!("≤ {AIM_MS} ms (p99)") } else { String::new() };
    let verdict = match (judged, at(0.99) <= AIM_MS) {
        (false, _) => "",
        (true, true) => "kept",
        (true, false) => "MISSED",
    };
    println!(
        "| {what} (the app's window): p50, p99 | {:.1}, {:.1} ms | {aim} | {verdict} |",
        at(0.5),
        at(0.99)
    );
}
