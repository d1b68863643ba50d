//! A review is published: what its readers are shown, however long it is, and what the public is not.

use allclear::desk::Desk;
use allclear::views::{Form, ReleaseWish, ReviewView};
use document::{Words, begun, write};
use incident::id::{EntryRef, IncidentId};
use serde_json::{Value, json};
use wording::redaction::Choice;

use crate::place::{
    clock, command, declaration, declare_as, execute, folder, note, open_at, room, service, timeline,
};

clock!(now, HAND);

/// What somebody wrote in a section, before anybody else did.
fn written(name: &str, text: &str) -> Vec<String> {
    let words = Words { name, text, words: vec![], numbers: vec![] };
    begun(&words).iter().map(|update| write(update)).collect()
}

fn writes(desk: &Desk, incident: IncidentId, section: &str, text: &str) {
    desk.edit_text(incident, "review".to_owned(), written(section, text)).expect("written");
}

fn over(desk: &Desk, title: &str) -> IncidentId {
    let mut wish = declaration(title);
    wish["manager"] = json!(desk.start().expect("the start").me);
    let incident = declare_as(desk, wish);
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "over" });
    execute(desk, incident, over);
    incident
}

fn edition(desk: &Desk, incident: IncidentId) -> Value {
    json!(desk.review_process(incident).expect("the process").edition)
}

fn publish(desk: &Desk, incident: IncidentId, without_meetings: bool) {
    let of = |kind: &str| {
        json!({ "type": kind, "edition": edition(desk, incident), "anyway": "alone here",
        "without_meetings": without_meetings })
    };
    execute(desk, incident, of("submit_review"));
    execute(desk, incident, of("publish_review"));
}

fn found(desk: &Desk, words: &str) -> usize {
    while desk.index().expect("indexed") > 0 {}
    let hits = desk.search(words.to_owned()).expect("found");
    hits.iter().filter(|hit| hit.review).count()
}

fn own(desk: &Desk, sections: Value) {
    let template = json!({ "type": "define_review_template", "template": null, "name": "Ours", "what": "",
        "sections": sections });
    desk.edit(serde_json::from_value(template).expect("an edit")).expect("a template");
}

#[test]
fn a_review_that_is_longer_than_an_entry_is_published_found_and_shown_as_one() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = over(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    let long =
        format!("The gazelle was first. {}The wombat was last.", "Nobody knew of \"it\". ".repeat(6_000));
    writes(&desk, incident, "causes", &long);
    publish(&desk, incident, false);
    let lines = timeline(&desk, incident);
    let told = lines.iter().filter(|line| line.contains("Review for everybody in the workspace")).count();
    assert!(told <= 1, "{lines:#?}");
    for words in ["gazelle", "wombat", "nobody knew"] {
        assert_eq!(found(&desk, words), 1, "{words}");
    }

    // What the public reads is as long, and whole.
    let wish = ReleaseWish::default();
    let seen = desk.public_review(incident, Some(wish.clone())).expect("a preview").seen;
    let written = desk.release_review(incident, wish, seen).expect("written down").entries[0];
    let told = json!({ "type": "propose_update", "audience": "public", "occasion": "post_mortem_published",
        "text": "We say what happened.", "next_due": null, "replaces": null, "components": [],
        "review": written });
    let update = execute(&desk, incident, told);
    execute(&desk, incident, json!({ "type": "approve_update", "update": update }));
    let out = tempfile::tempdir().expect("a folder");
    let there = desk.write_status_page(out.path()).expect("written");
    let page = std::fs::read_to_string(there.join(format!("reviews/{incident}.html"))).expect("its page");
    assert!(page.contains("The gazelle was first.") && page.contains("The wombat was last."));
    assert_eq!(page.matches("Nobody knew of").count(), 6_000);

    // Too long to be sent at once, it is said so and nothing is written.
    let more = over(&desk, "Checkout refuses cards again");
    let part =
        |nth: usize| json!({ "id": format!("part-{nth}"), "title": format!("Part {nth}"), "hint": "" });
    own(&desk, (0..12).map(part).collect());
    desk.begin_review(more, "own-ours".to_owned()).expect("begun");
    for nth in 0..12 {
        writes(&desk, more, &format!("part-{nth}"), &format!("{nth} {}", "words and ".repeat(10_000)));
    }
    execute(&desk, more, json!({ "type": "submit_review", "edition": edition(&desk, more) }));
    let publish = json!({ "type": "publish_review", "edition": edition(&desk, more), "anyway": "alone" });
    let refused = desk.execute(more, command(publish)).expect_err("too long").message;
    assert!(refused.contains("at most 1024 KiB can be published"), "{refused}");
    assert_eq!(desk.review_process(more).expect("the process").publications.len(), 0);
}

#[test]
fn what_a_section_is_for_says_whether_the_public_reads_it_and_not_what_it_is_called() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    own(
        &desk,
        json!([{ "id": "notes", "title": "What customers saw", "hint": "" },
            { "id": "part-2", "title": "Written down while it burned", "hint": "", "fill": "notes" }]),
    );
    let incident = over(&desk, "Cards are refused");
    execute(&desk, incident, json!({ "type": "write", "mode": "fix_later", "line": "Nothing warned us" }));
    desk.begin_review(incident, "own-ours".to_owned()).expect("begun");
    writes(&desk, incident, "notes", "They saw an error.");
    let taken = |view: &[allclear::views::ReleaseSection]| -> Vec<(String, bool)> {
        view.iter().map(|section| (section.id.clone(), section.taken)).collect()
    };
    let view = desk.public_review(incident, None).expect("a preview");
    assert_eq!(taken(&view.sections), [("notes".to_owned(), true), ("part-2".to_owned(), false)]);
    assert!(view.page.contains("They saw an error.") && !view.page.contains("Nothing warned us"));
}

#[test]
fn what_is_redacted_in_a_heading_is_listed_with_its_section() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let customer = json!({ "type": "define_customer", "customer": null, "name": "Acme", "tier": null,
        "respond_within": null, "contact": {}, "owner": null });
    desk.edit(serde_json::from_value(customer).expect("an edit")).expect("a customer");
    own(
        &desk,
        json!([{ "id": "first", "title": "What happened", "hint": "" },
            { "id": "second", "title": "How Acme was hit", "hint": "" }]),
    );
    let incident = over(&desk, "Cards are refused");
    desk.begin_review(incident, "own-ours".to_owned()).expect("begun");
    writes(&desk, incident, "first", "Cards were refused.");
    writes(&desk, incident, "second", "Badly, as Acme said.");
    let view = desk.public_review(incident, None).expect("a preview");
    let hit = view.hits.iter().find(|hit| hit.what == "Acme").expect("it is listed");
    let places: Vec<(u32, &str)> =
        hit.places.iter().map(|place| (place.text, place.before.as_str())).collect();
    // 0 is the title, and each section one further, its heading included.
    assert_eq!(places, [(2, "How"), (2, "Badly, as")]);
    assert!(view.page.contains("How a customer was hit"), "{}", view.page);
    let kept = vec![Choice { what: "Acme".to_owned(), instead: None }];
    let wish = ReleaseWish { choices: kept, ..ReleaseWish::default() };
    let view = desk.public_review(incident, Some(wish)).expect("a preview");
    assert!(view.page.contains("How Acme was hit"), "{}", view.page);
}

/// A meeting about it in which something was asked, answered and decided.
fn meets(desk: &Desk, incident: IncidentId) -> EntryRef {
    let meeting = execute(desk, incident, json!({ "type": "begin_meeting", "minutes": 30 }));
    let me = desk.start().expect("the start").me;
    execute(desk, incident, json!({ "type": "attend_meeting", "meeting": meeting, "person": me }));
    let ask = json!({ "type": "ask_in_meeting", "meeting": meeting, "topic": null, "text": "Why no alarm?" });
    let question = execute(desk, incident, ask);
    let answer = json!({ "type": "answer_question", "question": question, "answer": "Nobody had made one." });
    execute(desk, incident, answer);
    let decide = json!({ "type": "decide", "decision": null, "question": "What now?",
        "chosen": "We make an alarm", "rejected": [], "why": "It is cheap", "objections": null,
        "reversible": null, "revisit_at": null, "supersedes": null,
        "taken": { "meeting": meeting } });
    let decided = execute(desk, incident, decide);
    execute(desk, incident, json!({ "type": "end_meeting", "meeting": meeting }));
    decided
}

fn sections(desk: &Desk, incident: IncidentId) -> ReviewView {
    desk.review(incident).expect("a review")
}

#[test]
fn what_came_of_a_meeting_is_a_chapter_of_what_is_published_unless_it_is_left_out() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    for without in [false, true] {
        let incident = over(&desk, "Cards are refused");
        desk.begin_review(incident, "short".to_owned()).expect("begun");
        writes(&desk, incident, "causes", "No limit.");
        let before = sections(&desk, incident).sections.len();
        let decided = meets(&desk, incident);
        assert_eq!(sections(&desk, incident).sections.len(), before, "it stands in no text");
        publish(&desk, incident, without);
        let lines = room(&desk, incident).timeline;
        let told = lines.iter().flat_map(|line| &line.details).any(|line| line.contains("Meeting of "));
        assert_eq!(told, !without, "{lines:#?}");

        // The public reads it where somebody ticks it, and then as the record has it.
        let view = desk.public_review(incident, None).expect("a preview");
        let last = view.sections.last().expect("a section");
        assert!(last.title.starts_with("Meeting of ") && !last.taken, "{last:?}");
        assert!(!view.page.contains("We make an alarm"));
        let wish = ReleaseWish { left_out: Some(vec![]), ..ReleaseWish::default() };
        let page = desk.public_review(incident, Some(wish.clone())).expect("a preview").page;
        for words in ["We make an alarm", "Why no alarm?", "Nobody had made one."] {
            assert!(page.contains(words), "{words} is not in {page}");
        }
        execute(&desk, incident, json!({ "type": "redact", "entry": decided }));
        let page = desk.public_review(incident, Some(wish)).expect("a preview").page;
        assert!(!page.contains("We make an alarm") && page.contains("Why no alarm?"), "{page}");
    }
}

#[test]
fn what_is_not_for_the_public_is_found_in_what_is_cited_too() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let edit = |wish: Value| desk.edit(serde_json::from_value(wish).expect("an edit")).expect("edited");
    let customer = |name: &str| {
        json!({ "type": "define_customer", "customer": null, "name": name, "tier": null,
            "respond_within": null, "contact": {}, "owner": null })
    };
    for name in ["AT&T", "Yahoo!", "Müller AG", "Pipe|Line"] {
        edit(customer(name));
    }
    let service = service(&desk, "ledger_api");
    let mut wish = declaration("Cards are refused");
    (wish["manager"], wish["services"]) = (json!(desk.start().expect("the start").me), json!([service]));
    let incident = declare_as(&desk, wish);
    let link = "https://grafana.example/d/1?var=_all&x=1";
    let mail = "ops@wiki.example";
    let hidden = ["ledger_api", "AT&T", "Yahoo!", "Müller AG", "Pipe|Line", link, mail];
    let cited: Vec<String> = hidden
        .iter()
        .map(|what| format!("[[{}]]", note(&desk, incident, &format!("We saw {what} there"))))
        .collect();
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "over" });
    execute(&desk, incident, over);
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    let text = format!("{}\n\nWith Müller\nAG and Müller  AG.", cited.join("\n\n"));
    writes(&desk, incident, "causes", &text);
    let view = desk.public_review(incident, None).expect("a preview");
    let found: Vec<&str> = view.hits.iter().map(|hit| hit.what.as_str()).collect();
    for what in hidden {
        assert!(found.contains(&what), "{what} is not among {found:?}");
        let escaped = what.replace('&', "&amp;");
        assert!(!view.page.contains(what) && !view.page.contains(&escaped), "{what} is in {}", view.page);
    }
    for part in ["ledger", "Yahoo", "grafana", "Müller", "Pipe", "wiki"] {
        assert!(!view.page.contains(part), "{part} is in {}", view.page);
    }
}

#[test]
fn the_name_of_a_server_that_the_record_leads_to_is_not_for_the_public_however_it_is_said() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = over(&desk, "Checkout refuses cards");
    let target = "https://grafana.example/d/1";
    execute(
        &desk,
        incident,
        json!({ "type": "link", "link": "dashboard", "label": "Load", "target": target }),
    );
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    writes(&desk, incident, "causes", "It stood on grafana.**example**, and on heron.example.");
    let view = desk.public_review(incident, None).expect("a view");
    let found: Vec<&str> = view.hits.iter().map(|hit| hit.what.as_str()).collect();
    assert!(found.contains(&"grafana.example") && !found.contains(&"heron.example"), "{found:?}");
    assert!(!view.page.contains("grafana") && view.page.contains("heron.example"), "{}", view.page);
}

#[test]
fn whoever_tells_of_a_review_and_whoever_approves_it_see_which_one_goes_with_it() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = over(&desk, "Cards are refused");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    writes(&desk, incident, "causes", "A pool of ours ran dry.");
    let wish = ReleaseWish { title: Some("A dry pool".to_owned()), ..ReleaseWish::default() };
    let seen = desk.public_review(incident, Some(wish.clone())).expect("a preview").seen;
    let written = desk.release_review(incident, wish, seen).expect("written down").entries[0];

    let preview = |audience: &str, occasion: &str| {
        let unsent = json!({ "audience": audience, "occasion": occasion, "text": "We say what happened.", "next_due": null });
        let unsent = serde_json::from_value(unsent).expect("a draft");
        desk.preview(incident, unsent, Form::Chat, None).expect("a preview").review
    };
    for (audience, occasion) in [("public", "resolved"), ("customers", "post_mortem_published")] {
        assert_eq!(preview(audience, occasion), None, "{audience}, {occasion}");
    }
    let goes = preview("public", "post_mortem_published").expect("it is there");
    assert_eq!((goes.review, goes.title.as_str(), goes.at), (written, "A dry pool", now()));
    assert!(goes.by.starts_with("Ana"), "{goes:?}");
    let page = desk.written_review(incident, written).expect("it can be looked at");
    assert!(page.contains("A dry pool") && page.contains("A pool of ours ran dry."), "{page}");

    // What is written afterwards changes nothing of it.
    let told = |review: Option<EntryRef>| {
        let told = json!({ "type": "propose_update", "audience": "public", "occasion": "post_mortem_published",
            "text": "We say what happened.", "next_due": null, "replaces": null, "components": [], "review": review });
        execute(&desk, incident, told)
    };
    let (without, with) = (told(None), told(Some(written)));
    let updates = desk.comms(incident).expect("the updates").updates;
    let attached =
        |update: EntryRef| updates.iter().find(|one| one.update == update).expect("it waits").review.clone();
    assert_eq!((attached(without), attached(with)), (None, Some(goes)));

    // What is read inside is not to be had as what the public reads.
    publish(&desk, incident, false);
    let lines = room(&desk, incident).timeline;
    let inside = lines.iter().flat_map(|line| &line.entries).copied();
    assert!(
        inside.filter(|entry| *entry != written).all(|entry| desk.written_review(incident, entry).is_err())
    );
}
