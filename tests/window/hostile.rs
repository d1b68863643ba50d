//! What anybody writes anywhere stays words in the web view that the app really has: nothing of it runs, and the window's
//! policy has nothing to forbid.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use allclear::desk::{Desk, Place};
use allclear::views::{Form, FormView, Unsent};
use incident::id::IncidentId;
use incident::value::{Audience, Occasion};
use serde_json::{Value, json};

use crate::boundary::invoke;
use crate::desktop::Desktop;
use crate::person::Person;

/// Scripts, handlers, addresses and elements in the ways in which people try to get them past a filter.
const TRIES: &str = include_str!("../../src-tauri/crates/page/tests/tries.json");

/// Whatever a text calls, if it runs, is noted; and so is whatever the policy keeps from running.
const LISTEN: &str = "
    window.ran = [];
    for (const name of ['steal', 'alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = () => { window.ran.push(name); };
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        window.ran.push(`${effectiveDirective} ${blockedURI}`);
    });
";

/// What stands in the page, and in the pages within it, that could run or that asks somebody else for something; and what
/// has run.
const LOOK: &str = "
    const found = [...(window.ran ?? [])];
    const look = (root, where) => {
        for (const element of root.querySelectorAll('*')) {
            const name = element.localName;
            const ours = name === 'script' && !element.textContent && new URL(element.src, location.href).origin === location.origin;
            if (['object', 'embed', 'base', 'applet', 'marquee', 'math'].includes(name)) found.push(`${where}<${name}>`);
            if (name === 'script' && where && !ours) found.push(`${where}<script>`);
            for (const { name: key, value } of element.attributes) {
                if (/^on/i.test(key)) found.push(`${where}<${name} ${key}>`);
                if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(key)
                    && /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)/i.test(value))
                    found.push(`${where}<${name} ${key}=${value}>`);
            }
            if (name === 'img' && new URL(element.src, location.href).origin !== location.origin && !element.src.startsWith('data:image/'))
                found.push(`${where}<img ${element.src}>`);
            if (element.shadowRoot) look(element.shadowRoot, `${where}shadow `);
            if (name === 'iframe' && element.contentDocument) look(element.contentDocument, `${where}frame `);
        }
    };
    look(document, '');
    return found;
";

fn tries() -> Vec<String> {
    serde_json::from_str(TRIES).expect("a list of texts")
}

/// Asks for something as the page would. Of what is tried some is refused, with a sentence; what is wrong with the asking
/// itself is this test's.
async fn ask(desktop: &Desktop, command: &str, arguments: Value) -> Value {
    let answer = invoke(desktop, command, arguments.clone()).await;
    let refused = answer["error"].as_str().unwrap_or_default();
    assert!(!refused.contains("invalid args"), "{command} {arguments}: {refused}");
    answer
}

async fn edit(desktop: &Desktop, edit: Value) {
    ask(desktop, "edit", json!({ "edit": edit })).await;
}

/// Writes a text into every field of the book, the status page and the incident that takes one.
async fn write(desktop: &Desktop, incident: &str, nth: usize, words: &str) {
    let name = format!("{nth} {words}");
    for wish in [
        json!({ "type": "name_service", "service": null, "name": name }),
        json!({ "type": "define_group", "group": null, "name": name, "position": 0 }),
        json!({ "type": "define_field", "field": null, "name": name, "takes": { "type": "text" }, "on": true }),
        json!({ "type": "define_customer", "customer": null, "name": name, "tier": words, "respond_within": null,
            "contact": { "name": words, "address": words }, "owner": null }),
        json!({ "type": "define_component", "component": null, "wish": { "name": name, "description": words,
            "group": null, "position": nth, "shown": true, "services": [] } }),
        json!({ "type": "define_destination", "destination": null, "name": name, "audiences": ["employees"],
            "transport": { "type": "mattermost" }, "drill": false, "laptops": true }),
        json!({ "type": "schedule_maintenance", "title": name, "text": words,
            "window": { "from": hour(1), "until": hour(2) }, "components": [] }),
    ] {
        edit(desktop, wish).await;
    }
    ask(desktop, "new_person", json!({ "name": name })).await;
    for wish in [
        json!({ "type": "add_note", "note": "note", "text": words, "occurred_at": null }),
        json!({ "type": "write", "mode": "task", "line": words }),
        json!({ "type": "add_tag", "tag": words }),
        json!({ "type": "raise_decision", "question": words, "options": [words], "owner": null, "needed_by": null }),
        json!({ "type": "mitigate", "what": words, "temporary": true, "service": null, "remove_when": words }),
        json!({ "type": "state_impact", "aspect": "users", "value": words, "number": null, "source": words,
            "as_of": null }),
        json!({ "type": "link", "link": "bridge", "label": words, "target": format!("https://meet.example.org/{nth}") }),
        json!({ "type": "link", "link": "channel", "label": words, "target": words }),
        json!({ "type": "raise_action", "text": words, "kind": "prevent", "priority": "high", "due": null,
            "owner": null, "from": null }),
    ] {
        ask(desktop, "execute", json!({ "incident": incident, "command": wish })).await;
    }
}

/// Proposes and approves an update with all of these in it, and gives what came back.
async fn tell(desktop: &Desktop, incident: &str, audience: &str, text: &str) {
    let wish = json!({ "type": "propose_update", "audience": audience, "occasion": "investigating", "text": text,
        "next_due": null, "replaces": null });
    let told = ask(desktop, "execute", json!({ "incident": incident, "command": wish })).await;
    let update = told["ok"]["entries"][0].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
    for wish in [
        json!({ "type": "approve_update", "update": update }),
        json!({ "type": "mark_posted", "update": update, "channel": "status_page" }),
    ] {
        let done = ask(desktop, "execute", json!({ "incident": incident, "command": wish })).await;
        assert!(done["ok"].is_object(), "{wish}: {done}");
    }
}

/// So many hours from now.
fn hour(nth: i64) -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    i64::try_from(since).expect("before the end of time") + nth * 3_600_000
}

#[tokio::test]
async fn whatever_is_tried_in_any_field_nothing_of_it_runs_in_the_app_its_page_and_its_mails() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;
    let tries = tries();
    let both = format!("{} {}", tries[0], tries[1]);
    let introduced =
        json!({ "name": format!("Ana {both}"), "workspace": format!("Ardent {both}"), "zone": null });
    ask(&desktop, "introduce", introduced).await;
    let page = json!({ "type": "define_status_page", "name": format!("</title>{both}"), "address": null });
    edit(&desktop, page).await;
    let me = ask(&desktop, "start", json!({})).await["ok"]["me"].clone();
    let declared = json!({ "type": "declare", "title": format!("Cards fail {both}"), "kind": "external",
        "severity": "major", "services": [], "impact_started": null, "detection": null, "drill": false,
        "private": false, "manager": me });
    let done = ask(&desktop, "declare", json!({ "command": declared })).await;
    let incident = done["ok"]["incident"].as_str().unwrap_or_else(|| panic!("{done}")).to_owned();
    for (nth, words) in tries.iter().enumerate() {
        write(&desktop, &incident, nth, words).await;
    }
    let text = tries.join("\n\n");
    for part in tries.chunks(20) {
        for audience in ["public", "employees"] {
            tell(&desktop, &incident, audience, &part.join("\n\n")).await;
        }
    }

    let ana = Person(&desktop.page);
    desktop.page.execute("location.hash = '#/board'", vec![]).await.expect("the board");
    desktop.page.refresh().await.expect("the page comes anew");
    ana.reads("Cards fail").await;
    desktop.page.execute(LISTEN, vec![]).await.expect("it listens");
    let room = format!("#/incident/{incident}");
    let screens = [
        ("#/actions".to_owned(), "<script>steal()"),
        (room.clone(), "Cards fail"),
        (format!("{room}/comms?to=public"), "Cards fail"),
        (format!("{room}/customers"), "Cards fail"),
        (format!("{room}/brief"), "Cards fail"),
        (format!("{room}/review"), "Cards fail"),
        ("#/inbox".to_owned(), "Inbox"),
        ("#/outbox".to_owned(), "Outbox"),
        ("#/board".to_owned(), "Cards fail"),
        ("#/settings/people".to_owned(), "<script>steal()"),
        ("#/settings/services".to_owned(), "<script>steal()"),
        ("#/settings/fields".to_owned(), "<script>steal()"),
        ("#/settings/customers".to_owned(), "<script>steal()"),
        ("#/settings/channels".to_owned(), "<script>steal()"),
        ("#/settings/status-page".to_owned(), "<script>steal()"),
        ("#/settings/workspace".to_owned(), "Workspace"),
    ];
    for (screen, words) in screens {
        // It is another screen than before, and says what it is.
        let main = "return document.querySelector('main').innerText";
        let before = desktop.page.execute(main, vec![]).await.expect("the screen before");
        desktop.page.execute("location.hash = arguments[0]", vec![json!(screen)]).await.expect("the screen");
        let shows = "const now = document.querySelector('main')?.innerText ?? '';
            return (now !== arguments[0] && now.includes(arguments[1])) || null";
        ana.until(shows, vec![before, json!(words)], &format!("to see {screen}")).await;
        assert_eq!(looked(&desktop).await, json!([]), "{screen}");
    }
    // The preview follows what is written: that frame runs nothing either.
    desktop
        .page
        .execute("location.hash = arguments[0]", vec![json!(format!("{room}/comms?to=public"))])
        .await
        .expect("comms");
    ana.writes(None, "Text for Status page", &format!("We look into it. {both} [x](javascript:steal())"))
        .await;
    let follows = "return [...document.querySelectorAll('iframe')]
        .some((frame) => frame.contentDocument?.body?.innerText.includes('We look into it.')) || null";
    ana.until(follows, vec![], "the preview to follow").await;
    assert_eq!(looked(&desktop).await, json!([]), "the preview");
    picture("preview-in-webkit");
    desktop.quit(home.path()).await;

    let pages = written(home.path(), &incident, &text);
    let browser = Desktop::browser(home.path()).await;
    for page in pages {
        browser.page.goto(&format!("file://{}", page.display())).await.expect("the page opens");
        assert_eq!(looked(&browser).await, json!([]), "{}", page.display());
    }
    // What is not cleaned does run here, so that to have seen nothing means something.
    let bare = home.path().join("bare.html");
    std::fs::write(&bare, in_the_open(&format!("<!doctype html><head></head><body>{text}")))
        .expect("written");
    browser.page.goto(&format!("file://{}", bare.display())).await.expect("the page opens");
    let ran = looked(&browser).await;
    assert!(ran.as_array().is_some_and(|ran| ran.contains(&json!("steal"))), "{ran}");
    browser.close().await;
}

async fn looked(desktop: &Desktop) -> Value {
    desktop.page.execute(LOOK, vec![]).await.expect("it looks")
}

/// The same page without its policy, and with a word for whoever runs something.
fn in_the_open(page: &str) -> String {
    let listen = format!("<head><script>{LISTEN}</script>");
    let mut open = page.replacen("<head>", &listen, 1);
    while let Some(at) = open.find("<meta http-equiv=\"Content-Security-Policy\"") {
        let end = at + open[at..].find('>').expect("its end") + 1;
        open.replace_range(at..end, "");
    }
    assert!(open.contains("<script>"), "nobody listens in {page}");
    open
}

/// Everything that leaves as a page, without the policy that would save it: the public page, and the mail.
fn written(home: &Path, incident: &str, text: &str) -> Vec<PathBuf> {
    let mut place = Place::new(home.join("data").join("allclear"));
    place.keep_key_in_file();
    let desk = Desk::open(place, true).expect("the desk opens");
    let incident: IncidentId = incident.parse().expect("an id");
    let mut pages: Vec<(String, String)> = Vec::new();
    for file in desk.status_page_bundle().expect("the page").files {
        if file.media_type.starts_with("text/html") {
            pages.push((file.path.to_string(), String::from_utf8(file.bytes).expect("text")));
        }
    }
    for (nth, part) in text.split("\n\n").collect::<Vec<_>>().chunks(20).enumerate() {
        for (form, name) in [(Form::Page, "update"), (Form::Email, "mail")] {
            let unsent = Unsent {
                audience: Audience::Public,
                occasion: Occasion::Investigating,
                text: part.join("\n\n"),
                next_due: None,
                components: Vec::new(),
            };
            let seen = desk.preview(incident, unsent, form).expect("the preview").form;
            if let FormView::Page { page } | FormView::Email { page, .. } = seen {
                pages.push((format!("{name}-{nth}.html"), page));
            }
        }
    }
    let folder = home.join("pages");
    let write = |(name, page): (String, String)| {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(&file, in_the_open(&page)).expect("written");
        file
    };
    assert!(pages.len() > 5, "there are pages");
    pages.into_iter().map(write).collect()
}

/// What is to be seen, where somebody asks for pictures.
fn picture(name: &str) {
    let Some(folder) = std::env::var_os("ALLCLEAR_PICTURES") else { return };
    let file = Path::new(&folder).join(format!("{name}.png"));
    let taken = std::process::Command::new("import").args(["-window", "root"]).arg(file).status();
    assert!(taken.expect("import runs").success());
}
