//! Rust's share of what a person waits for who writes an update: of each letter, and of all that is said of a long incident.
//! What the page adds to the first is measured by `npm run typing`.
//!
//! Both go through the functions that the page calls, with a journal on a disk that flushes.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

#[expect(dead_code, unused_imports, unused_macros, reason = "made for the tests of the desk")]
#[path = "../../tests/it/place.rs"]
mod place;

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use allclear::desk::Desk;
use allclear::views::{Draft, Form, Unsent};
use incident::id::{IncidentId, Millis};
use incident::value::{Audience, Occasion};
use place::{declaration, declare_as, execute, folder, note, open, service, start};
use serde_json::{Value, json};
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, Text, Transact, Update};

const LETTERS: usize = 10_000;
const KEYS: usize = 600;
const ENTRIES: usize = 5_000;
const BRIEFS: usize = 200;

const UPDATE: &str = "Card payments have been failing for about one in five customers in Europe since 13:38 UTC. \
     Payments by invoice and all other regions are not affected. Our engineers have found the part that fails and are \
     testing a **fix**; until it is in place, paying a second time often helps, see [the docs](https://example.org). \
     We are sorry for the trouble this causes. We will post our next update in 20 minutes.\n\n";

fn main() {
    let folder = folder();
    let desk = open(folder.path());
    println!("| What | Measured | Aim | |\n|---|---|---|---|");
    println!("{}", keys(&desk));
    println!("{}", brief(&desk));
}

/// A Major with Ana in charge, in a book of two hundred people.
fn major(desk: &Desk, title: &str) -> IncidentId {
    let mut wish = declaration(title);
    (wish["severity"], wish["manager"]) = (json!("major"), json!(start(desk).me));
    wish["services"] = json!([service(desk, &format!("Checkout of {title}"))]);
    declare_as(desk, wish)
}

/// Somebody types in a draft of 10,000 characters, and each letter is written down, merged, judged and shown.
fn keys(desk: &Desk) -> String {
    for number in 0..200 {
        let person = format!("{number:032x}");
        let name = format!("Ana{number} Maria Costa{number}");
        edit(desk, json!({ "type": "name_person", "person": person, "name": name }));
    }
    let incident = major(desk, "Payments fail");
    let text: String = UPDATE.chars().cycle().take(LETTERS).collect();
    // What was said last is as long, and is compared with it at each key.
    let before = text.replace("one in five", "one in ten");
    let posted = json!({ "type": "post_update", "audience": "public", "text": before, "next_due": null });
    execute(desk, incident, posted);
    let draft = Draft { occasion: Occasion::Investigating, text, next_in: Some(20) };
    desk.write_draft(incident, Audience::Public, draft).expect("a draft");
    let view = desk.draft(incident, Audience::Public, None).expect("the draft");

    let options = Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(ClientID::new(7)) };
    let page = Doc::with_options(options);
    let words = page.get_or_insert_text("text");
    for update in &view.text.updates {
        let update = document::read(update).expect("an update");
        let update = Update::decode_v1(&update).expect("an update of Yjs");
        page.transact_mut().apply_update(update).expect("a text");
    }
    let mut took = Vec::with_capacity(KEYS);
    for key in 0..KEYS {
        let update = {
            let mut transaction = page.transact_mut();
            words.insert(&mut transaction, (LETTERS / 2 + key) as u32, "e");
            transaction.encode_update_v1()
        };
        let text = words.get_string(&page.transact());
        let unsent = Unsent { next_due: Some(in_twenty_minutes()), ..unsent(Audience::Public, text) };
        let begin = Instant::now();
        desk.edit_text(incident, view.name.clone(), vec![document::write(&update)]).expect("a letter");
        let seen = desk.preview(incident, unsent.clone(), Form::Page, None);
        let proof = desk.proofread(incident, unsent, None);
        took.push(begin.elapsed());
        black_box((seen.expect("a preview"), proof.expect("a proof")));
    }
    let what = format!(
        "a letter in a draft of {LETTERS} characters written down, merged, judged and previewed, in Rust"
    );
    row(&what, took, 16.0, 0.99)
}

/// The executive brief, and what every audience would read, of an incident with 5,000 entries.
fn brief(desk: &Desk) -> String {
    let incident = major(desk, "It goes on for days");
    let me = start(desk).me;
    edit(
        desk,
        json!({ "type": "define_customer", "customer": null, "name": "Kestrel Foods", "tier": "Enterprise",
            "respond_within": 30, "contact": {}, "owner": null }),
    );
    let written = || desk.room(incident).expect("the room").room.timeline.len();
    let mut round = 0;
    while written() < ENTRIES {
        // Of a hundred entries twelve are about what is said.
        for line in 0..88 {
            note(
                desk,
                incident,
                &format!("[{round}:{line}] error rate on checkout is at 21 %, rolled back half"),
            );
        }
        let run = |wish: Value| execute(desk, incident, wish);
        run(
            json!({ "type": "state_impact", "aspect": "customers", "value": format!("{} known", 200 + round),
            "number": 200 + round, "source": "Support", "as_of": null }),
        );
        run(json!({ "type": "write", "mode": "task", "line": format!("Look at shard {round}") }));
        for audience in ["public", "executives"] {
            let update =
                run(json!({ "type": "propose_update", "audience": audience, "occasion": "investigating",
                "text": UPDATE, "next_due": null, "replaces": null }));
            run(json!({ "type": "approve_update", "update": update }));
            let channel = if audience == "public" { "status_page" } else { "chat" };
            run(json!({ "type": "mark_posted", "update": update, "channel": channel }));
        }
        let report = "Charged twice";
        run(json!({ "type": "log_report", "customer": "kestrel-foods", "text": report, "ticket": null }));
        let ask = json!({ "type": "ask_executives", "question": "Refund all of it?", "needed_by": null, "customer": null });
        let ask = run(ask);
        run(json!({ "type": "answer_ask", "ask": ask, "answer": "Yes.", "by": me }));
        round += 1;
    }
    let draft = |audience: &Audience| {
        let Draft { occasion, text, .. } = desk.draft(incident, *audience, None).expect("a draft").draft;
        Unsent { occasion, ..unsent(*audience, text) }
    };
    let all: Vec<Unsent> = Audience::ALL.iter().map(draft).collect();
    let mut took = Vec::with_capacity(BRIEFS);
    for _ in 0..BRIEFS {
        let begin = Instant::now();
        black_box(desk.brief(incident).expect("a brief"));
        for draft in &all {
            for form in [Form::Page, Form::Email, Form::Chat, Form::Short] {
                black_box(desk.preview(incident, draft.clone(), form, None).expect("a preview"));
            }
            black_box(desk.proofread(incident, draft.clone(), None).expect("a proof"));
        }
        took.push(begin.elapsed());
    }
    row(&format!("brief and all previews of an incident with {ENTRIES} entries"), took, 20.0, 0.5)
}

fn unsent(audience: Audience, text: String) -> Unsent {
    Unsent { audience, occasion: Occasion::Investigating, text, next_due: None, components: Vec::new() }
}

fn in_twenty_minutes() -> Millis {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_millis() as i64;
    Millis(now).plus_minutes(20)
}

fn edit(desk: &Desk, wish: Value) {
    desk.edit(serde_json::from_value(wish).expect("an edit")).expect("the book takes it");
}

/// The aim is that of one percentile; both are told.
fn row(what: &str, mut took: Vec<Duration>, most: f64, of: f64) -> String {
    took.sort_unstable();
    let at = |share: f64| took[(took.len() as f64 * share) as usize].as_secs_f64() * 1e3;
    let (p50, p99) = (at(0.5), at(0.99));
    let kept = if at(of) <= most { "kept" } else { "MISSED" };
    format!("| {what}: p50, p99 | {p50:.1}, {p99:.1} ms | ≤ {most} ms (p{}) | {kept} |", of * 100.0)
}
