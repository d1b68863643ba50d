//! What anybody writes anywhere stays words in the web view that the app really has: nothing of it runs, and the window's
//! policy has nothing to forbid.

mod fields;
mod text;

use std::collections::BTreeSet;
use std::path::Path;

use allclear::desk::{Desk, Place};
use allclear::views::{Form, FormView, Unsent};
use incident::id::IncidentId;
use incident::value::{Audience, Occasion};
use serde_json::{Value, json};

use self::fields::Writer;
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

/// Kinds of attack, each of which has to have been tried in every field.
const KINDS: &[&str] = &["script", "handler", "address", "element"];

/// Which kinds of attack stand in a text.
fn kinds_of(text: &str) -> BTreeSet<&'static str> {
    let text = text.to_ascii_lowercase();
    let has = |any: &[&str]| any.iter().any(|one| text.contains(one));
    let mut kinds = BTreeSet::new();
    let holds = [
        has(&["<script", "</script"]),
        has(&["onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onstart", "onbegin"]),
        has(&["javascript:", "vbscript:", "data:", "file:", "blob:"]),
        has(&[
            "<svg", "<math", "<iframe", "<object", "<embed", "<base", "<meta", "<link", "<style", "<form",
            "<marquee", "<img",
        ]),
    ];
    kinds.extend(KINDS.iter().zip(holds).filter(|(_, holds)| *holds).map(|(kind, _)| *kind));
    kinds
}

/// A text, and the kinds of attack that stand in it.
struct Words {
    text: String,
    kinds: BTreeSet<&'static str>,
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        let kinds = kinds_of(&text);
        Self { text, kinds }
    }
}

/// What is tried: as many together as a name takes, those that fit into a short one, and each.
struct Tries {
    names: Vec<Words>,
    tags: Vec<Words>,
    all: Vec<String>,
}

/// A bit of each kind, for what shows only the last that was said.
const OF_EACH: &str = "<script>steal()</script><img src=x onerror=steal()><svg onload=steal()><a href='javascript:steal()'>x</a>";

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
    names.push(OF_EACH.to_owned());
    let short = all.iter().filter(|one| one.chars().count() <= A_TAG).cloned();
    Tries { names: names.into_iter().map(Words::from).collect(), tags: short.map(Words::from).collect(), all }
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

/// A workspace and an incident in which everything that is tried stands in everything that takes words.
fn hostile(desk: &Desk, tries: &Tries) -> IncidentId {
    let both = format!("{} {}", tries.all[0], tries.all[1]);
    desk.introduce(format!("Ana {both}"), format!("Ardent {both}"), None).expect("Ana");
    let page = json!({ "type": "define_status_page", "name": format!("</title>{both}"), "address": null });
    desk.edit(wish(&page)).expect("the page");
    desk.edit(wish(&json!({ "type": "name_service", "service": null, "name": format!("Payments {both}") })))
        .expect("a service");
    let declaration = json!({ "type": "declare", "title": format!("Cards fail {both}"), "kind": "external",
        "severity": "major", "services": [], "impact_started": null, "detection": null, "drill": false,
        "private": false, "manager": desk.start().expect("the start").me });
    let incident = desk.declare(wish(&declaration)).expect("it is declared").incident.expect("an incident");
    let mut writer = Writer::new(desk, incident);
    for (nth, long) in tries.names.iter().enumerate() {
        // Not one after the other, so that few rounds have some of each kind.
        writer.fill(nth, long, &tries.tags[nth * 7 % tries.tags.len()]);
    }
    for short in &tries.tags {
        writer.tag(short);
    }
    for part in tries.all.chunks(20) {
        for audience in ["public", "employees"] {
            tell(desk, incident, audience, &part.join("\n\n"));
        }
    }
    writer.learn(&tries.names);
    text::write_together(desk, incident, &tries.names, KINDS);
    writer.into_taken().covers_everything(KINDS);
    incident
}

#[tokio::test]
async fn whatever_hostile_text_stands_in_any_field_nothing_of_it_runs_on_any_screen_of_the_app() {
    let (home, tries) = (tempfile::tempdir().expect("a folder"), tries());
    let incident = hostile(&desk(home.path()), &tries);
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.reads("steal()").await;
    desktop.page.execute(LISTEN, vec![]).await.expect("it listens");
    let room = format!("#/incident/{incident}");
    let mut screens: Vec<(String, &str)> = vec![
        ("#/actions".to_owned(), "steal()"),
        (room.clone(), "Cards fail"),
        (format!("{room}/comms?to=public"), "Cards fail"),
        (format!("{room}/comms?to=executives"), "Cards fail"),
        (format!("{room}/customers"), "Cards fail"),
        (format!("{room}/brief"), "Cards fail"),
        (format!("{room}/review"), "Cards fail"),
        (format!("{room}/meeting"), ""),
        (format!("{room}/present"), ""),
        ("#/inbox".to_owned(), "Inbox"),
        ("#/outbox".to_owned(), "Outbox"),
        ("#/import".to_owned(), ""),
        ("#/board".to_owned(), "steal()"),
    ];
    let sections: &[(&str, &str)] = &[
        ("profile", ""),
        ("appearance", ""),
        ("keys", ""),
        ("workspace", ""),
        ("people", "steal()"),
        ("services", "steal()"),
        ("customers", "steal()"),
        ("fields", "steal()"),
        ("severities", "steal()"),
        ("action-items", ""),
        ("guideline", "steal()"),
        ("checklists", ""),
        ("updates", ""),
        ("reviews", "steal()"),
        ("channels", "steal()"),
        ("status-page", "steal()"),
        ("nags", ""),
        ("links", ""),
        ("notifications", ""),
        ("data", ""),
        ("about", ""),
    ];
    screens.extend(sections.iter().map(|(section, words)| (format!("#/settings/{section}"), *words)));
    for (screen, words) in screens {
        goes_to(&desktop, &screen, words).await;
        assert_eq!(looked(&desktop).await, json!([]), "{screen}");
    }
    remarks(&desktop, &room).await;
    // The preview follows what is written: that frame runs nothing either.
    goes_to(&desktop, &format!("{room}/comms?to=public"), "Cards fail").await;
    let written = format!("We look into it. {} [x](javascript:steal())", tries.all[0]);
    ana.writes(None, "Text for Status page", &written).await;
    let follows = "return [...document.querySelectorAll('iframe')]
        .some((frame) => frame.contentDocument?.body?.innerText.includes('We look into it.')) || null";
    ana.until(follows, vec![], "the preview to follow").await;
    assert_eq!(looked(&desktop).await, json!([]), "the preview");
    forbids(&desktop, &tries).await;
    desktop.close().await;
}

/// What was said of the review's passages is shown, and so is what would be changed there.
async fn remarks(desktop: &Desktop, room: &str) {
    goes_to(desktop, &format!("{room}/review"), "Cards fail").await;
    let open = "[...document.querySelectorAll('[role=tab]')].find((tab) => tab.innerText.includes('Remarks'))?.click();
        const shown = document.querySelector('aside.right')?.innerText ?? '';
        return arguments[0].every((mark) => shown.includes(mark)) || null";
    Person(&desktop.page).until(open, vec![json!(text::MARKS)], "the remarks").await;
    assert_eq!(looked(desktop).await, json!([]), "the remarks");
}

/// What is put into the page uncleaned is found, and kept from running by the window's policy: so that to have found
/// nothing means something, and a hole in the cleaning would not be one in the app.
async fn forbids(desktop: &Desktop, tries: &Tries) {
    // Each by itself: some of them swallow whatever follows.
    let put = "for (const one of arguments[0]) {
            const place = document.createElement('div');
            document.querySelector('main').append(place);
            place.innerHTML = one;
        }
        const script = document.createElement('script');
        script.textContent = 'steal()';
        document.body.append(script);";
    desktop.page.execute(put, vec![json!(tries.all)]).await.expect("it is put there");
    let seen = "return window.ran.some((one) => one.startsWith('script-src')) || null";
    Person(&desktop.page).until(seen, vec![], "the policy to forbid it").await;
    let found = looked(desktop).await;
    let found: Vec<&str> = found.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    for what in ["<img onerror>", "<object>", "script-src-elem inline"] {
        assert!(found.contains(&what), "{what} in {found:?}");
    }
    assert!(!found.contains(&"steal"), "{found:?}");
}

/// It is another screen than before, and says what it is.
async fn goes_to(desktop: &Desktop, screen: &str, words: &str) {
    let main = "return document.querySelector('main')?.innerText ?? ''";
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
            let seen = desk.preview(incident, unsent, form, None).expect("the preview").form;
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
