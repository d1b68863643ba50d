//! What anybody writes anywhere stays words in the web view that the app really has: nothing of it runs, and the window's
//! policy has nothing to forbid.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use allclear::desk::{Desk, Place};
use allclear::failure::Failure;
use allclear::views::{Form, FormView, Unsent};
use incident::id::IncidentId;
use incident::value::{Audience, Occasion};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::person::Person;

/// Scripts, handlers, addresses and elements in the ways in which people try to get them past a filter.
const TRIES: &str = include_str!("../../src-tauri/crates/page/tests/tries.json");

/// The most letters of a name, with something before it, and of one that has to be short.
const A_NAME: usize = 180;
const A_TAG: usize = 45;

/// Whatever a text calls, if it runs, is noted; and so is whatever the policy keeps from running.
const LISTEN: &str = "
    window.ran = [];
    for (const name of ['steal', 'alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = () => { window.ran.push(name); };
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        window.ran.push(`${effectiveDirective} ${blockedURI}`);
    });
    document.currentScript?.remove();
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
            if (name === 'iframe' && element.contentDocument) {
                const frame = `${where}frame ${element.name} `;
                for (const ran of element.contentWindow.ran ?? []) found.push(`${frame}${ran}`);
                look(element.contentDocument, frame);
            }
        }
    };
    look(document, '');
    return found;
";

/// What is tried: as many together as a name takes, those that fit into a short one, and each.
struct Tries {
    names: Vec<String>,
    tags: Vec<String>,
    all: Vec<String>,
}

fn tries() -> Tries {
    let all: Vec<String> = serde_json::from_str(TRIES).expect("a list of texts");
    let mut names: Vec<String> = vec![String::new()];
    for one in &all {
        let last = names.last_mut().expect("one is there");
        if last.chars().count() + one.chars().count() < A_NAME {
            last.push(' ');
            last.push_str(one);
        } else {
            names.push(one.clone());
        }
    }
    let tags = all.iter().filter(|one| one.chars().count() <= A_TAG).cloned().collect();
    Tries { names, tags, all }
}

fn desk(home: &Path) -> Desk {
    let mut place = Place::new(home.join("data").join("allclear"));
    place.keep_key_in_file();
    Desk::open(place, true).expect("the desk opens")
}

/// A wish as the page would send it. Some of what is tried is refused, with a sentence; a wish that is none is this test's
/// mistake.
fn wish<T: serde::de::DeserializeOwned>(wish: &Value) -> T {
    serde_json::from_value(wish.clone()).unwrap_or_else(|error| panic!("{wish}: {error}"))
}

/// Counts what was taken, so that to have been refused everywhere is no success.
#[derive(Default)]
struct Taken(usize);

impl Taken {
    fn tell<T>(&mut self, asked: Result<T, Failure>) {
        self.0 += usize::from(asked.is_ok());
    }
}

/// Writes a text into every field of the book, the status page and the incident that takes one.
fn write(desk: &Desk, incident: IncidentId, nth: usize, words: &str, taken: &mut Taken) {
    let name = format!("{nth} {words}");
    for edit in [
        json!({ "type": "name_service", "service": null, "name": name }),
        json!({ "type": "define_group", "group": null, "name": name, "position": 0 }),
        json!({ "type": "define_customer", "customer": null, "name": name, "tier": words, "respond_within": null,
            "contact": { "name": words, "address": words }, "owner": null }),
        json!({ "type": "define_component", "component": null, "wish": { "name": name, "description": words,
            "group": null, "position": nth, "shown": true, "services": [] } }),
        json!({ "type": "define_destination", "destination": null, "name": name, "audiences": ["employees"],
            "transport": { "type": "mattermost" }, "drill": false, "laptops": true }),
        json!({ "type": "schedule_maintenance", "title": name, "text": words,
            "window": { "from": hour(1), "until": hour(2) }, "components": [] }),
    ] {
        taken.tell(desk.edit(wish(&edit)));
    }
    taken.tell(desk.new_person(name));
    for command in [
        json!({ "type": "add_note", "note": "note", "text": words, "occurred_at": null }),
        json!({ "type": "write", "mode": "task", "line": words }),
        json!({ "type": "raise_decision", "question": words, "options": [words], "owner": null, "needed_by": null }),
        json!({ "type": "mitigate", "what": words, "temporary": true, "service": null, "remove_when": words }),
        json!({ "type": "state_impact", "aspect": "users", "value": words, "number": null, "source": words,
            "as_of": null }),
        json!({ "type": "link", "link": "bridge", "label": words, "target": format!("https://meet.example.org/{nth}") }),
        json!({ "type": "link", "link": "channel", "label": words, "target": words }),
        json!({ "type": "raise_action", "text": words, "kind": "prevent", "priority": "high", "due": null,
            "owner": null, "from": null }),
    ] {
        taken.tell(desk.execute(incident, wish(&command)));
    }
}

/// Proposes and approves an update with this text.
fn tell(desk: &Desk, incident: IncidentId, audience: &str, text: &str) {
    let proposal = json!({ "type": "propose_update", "audience": audience, "occasion": "investigating",
        "text": text, "next_due": null, "replaces": null });
    let update = desk.execute(incident, wish(&proposal)).expect("it is proposed").entries[0];
    for command in [
        json!({ "type": "approve_update", "update": update }),
        json!({ "type": "mark_posted", "update": update, "channel": "status_page" }),
    ] {
        desk.execute(incident, wish(&command)).expect("it is told");
    }
}

/// So many hours from now.
fn hour(nth: i64) -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    i64::try_from(since).expect("before the end of time") + nth * 3_600_000
}

/// A workspace and an incident in which everything that is tried stands in everything that takes words.
fn hostile(desk: &Desk, tries: &Tries) -> IncidentId {
    let both = format!("{} {}", tries.all[0], tries.all[1]);
    desk.introduce(format!("Ana {both}"), format!("Ardent {both}"), None).expect("Ana");
    let page = json!({ "type": "define_status_page", "name": format!("</title>{both}"), "address": null });
    desk.edit(wish(&page)).expect("the page");
    let declaration = json!({ "type": "declare", "title": format!("Cards fail {both}"), "kind": "external",
        "severity": "major", "services": [], "impact_started": null, "detection": null, "drill": false,
        "private": false, "manager": desk.start().expect("the start").me });
    let incident = desk.declare(wish(&declaration)).expect("it is declared").incident.expect("an incident");
    let mut taken = Taken::default();
    for (nth, words) in tries.names.iter().enumerate() {
        write(desk, incident, nth, words, &mut taken);
    }
    for (nth, words) in tries.tags.iter().enumerate() {
        let field = json!({ "type": "define_field", "field": null, "name": format!("{nth} {words}"),
            "takes": { "type": "text" }, "on": true });
        taken.tell(desk.edit(wish(&field)));
        taken.tell(desk.execute(incident, wish(&json!({ "type": "add_tag", "tag": words }))));
    }
    // An address that is none is refused everywhere, and an incident or a book has only so many tags or fields.
    let most = 14 * tries.names.len() + tries.tags.len();
    assert!(taken.0 >= most, "{} of {most} were taken", taken.0);
    for part in tries.all.chunks(20) {
        for audience in ["public", "employees"] {
            tell(desk, incident, audience, &part.join("\n\n"));
        }
    }
    incident
}

#[tokio::test]
async fn whatever_hostile_text_stands_in_any_field_nothing_of_it_runs_on_any_screen_of_the_app() {
    let (home, tries) = (tempfile::tempdir().expect("a folder"), tries());
    let incident = hostile(&desk(home.path()), &tries);
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
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
        goes_to(&desktop, &screen, words).await;
        assert_eq!(looked(&desktop).await, json!([]), "{screen}");
    }
    // The preview follows what is written: that frame runs nothing either.
    goes_to(&desktop, &format!("{room}/comms?to=public"), "Cards fail").await;
    let written = format!("We look into it. {} [x](javascript:steal())", tries.all[0]);
    ana.writes(None, "Text for Status page", &written).await;
    let follows = "return [...document.querySelectorAll('iframe')]
        .some((frame) => frame.contentDocument?.body?.innerText.includes('We look into it.')) || null";
    ana.until(follows, vec![], "the preview to follow").await;
    assert_eq!(looked(&desktop).await, json!([]), "the preview");
    desktop.close().await;
}

/// It is another screen than before, and says what it is.
async fn goes_to(desktop: &Desktop, screen: &str, words: &str) {
    let main = "return document.querySelector('main').innerText";
    let before = desktop.page.execute(main, vec![]).await.expect("the screen before");
    desktop.page.execute("location.hash = arguments[0]", vec![json!(screen)]).await.expect("the screen");
    let shows = "const main = document.querySelector('main');
        const now = main?.innerText ?? '';
        const fields = [...(main?.querySelectorAll('input, textarea') ?? [])].map((field) => field.value);
        return (now !== arguments[0] && [now, ...fields].some((text) => text.includes(arguments[1]))) || null";
    Person(&desktop.page).until(shows, vec![before, json!(words)], &format!("to see {screen}")).await;
}

#[tokio::test]
async fn of_a_hostile_text_nothing_runs_on_the_public_page_and_in_a_mail_even_where_no_policy_forbids_it() {
    let (home, tries) = (tempfile::tempdir().expect("a folder"), tries());
    let pages = {
        let desk = desk(home.path());
        let incident = hostile(&desk, &tries);
        pages(&desk, incident, &tries)
    };
    let browser = Desktop::browser(home.path()).await;
    shows(&browser, home.path(), &pages).await;
    assert_eq!(looked(&browser).await, json!([]));
    // What is not cleaned does run here, so that to have seen nothing means something.
    let bare = format!("<!doctype html><head></head><body>{}", tries.all.join("\n\n"));
    shows(&browser, home.path(), &[("bare".to_owned(), bare)]).await;
    let ran = looked(&browser).await;
    assert!(ran.as_array().is_some_and(|ran| ran.contains(&json!("frame bare steal"))), "{ran}");
    browser.close().await;
}

/// Shows these pages beside each other, each in a frame that may do whatever a page of its own may.
async fn shows(browser: &Desktop, folder: &Path, pages: &[(String, String)]) {
    let words = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
    let frame = |(name, page): &(String, String)| {
        format!("<iframe name=\"{}\" srcdoc=\"{}\"></iframe>", words(name), words(&in_the_open(page)))
    };
    let frames: String = pages.iter().map(frame).collect();
    let file = folder.join("pages.html");
    std::fs::write(&file, format!("<!doctype html><body>{frames}")).expect("written");
    browser.page.goto(&format!("file://{}", file.display())).await.expect("the pages open");
    let there = "return document.querySelectorAll('iframe').length";
    let shown = browser.page.execute(there, vec![]).await.expect("it looks");
    assert_eq!(shown, json!(pages.len()), "each is there");
}

async fn looked(desktop: &Desktop) -> Value {
    desktop.page.execute(LOOK, vec![]).await.expect("it looks")
}

/// Everything that leaves as a page: the public page, and the mails.
fn pages(desk: &Desk, incident: IncidentId, tries: &Tries) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = Vec::new();
    for file in desk.status_page_bundle().expect("the page").files {
        if file.media_type.starts_with("text/html") {
            pages.push((file.path.to_string(), String::from_utf8(file.bytes).expect("text")));
        }
    }
    let public = pages.len();
    for (nth, part) in tries.all.chunks(20).enumerate() {
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
    assert!(public > 5 && pages.len() > public + 8, "there are pages");
    pages
}

/// The page without the policy that would save it, and with a word for whoever runs something.
fn in_the_open(page: &str) -> String {
    let listen = format!("<head><script>{LISTEN}</script>");
    let mut open = page.replacen("<head>", &listen, 1);
    while let Some(at) = open.find("<meta http-equiv=\"Content-Security-Policy\"") {
        let end = at + open[at..].find('>').expect("its end") + 1;
        open.replace_range(at..end, "");
    }
    assert!(open.contains(&listen), "nobody listens in {page}");
    open
}
