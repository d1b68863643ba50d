//! The review of an incident: what it begins with, what it cites, what was found in it, and who wrote what.

use allclear::desk::Desk;
use allclear::views::{ExportFormat, ReleaseWish, ReviewSection, ReviewView};
use document::{Document, Words, read, rewritten, write};
use incident::id::{EntryRef, IncidentId};
use incident::timeline::{Evidence, Standing, reference};
use serde_json::{Value, json};
use wording::lint::Rule;
use wording::redaction::Choice;

use crate::place::{MINUTE, MORNING, clock, command, declare, execute, folder, note, open_at};

clock!(now, HAND);

fn wait(minutes: i64) {
    HAND.fetch_add(minutes * MINUTE, std::sync::atomic::Ordering::SeqCst);
}

fn review(desk: &Desk, incident: IncidentId) -> ReviewView {
    desk.review(incident).expect("a review")
}

fn document(desk: &Desk, incident: IncidentId) -> Document {
    let mut document = Document::default();
    for update in desk.text(incident, "review".to_owned(), None).expect("the text").updates {
        document.take(&read(&update).expect("an update")).expect("one that fits");
    }
    document
}

/// A page puts these words in place of what a section says, and sets a value.
fn says(desk: &Desk, incident: IncidentId, name: &str, text: &str, words: Vec<(&str, String)>) {
    let before = document(desk, incident);
    let updates =
        rewritten(&before, now().0.unsigned_abs() << 11, &Words { name, text, words, numbers: vec![] });
    let updates = updates.iter().map(|update| write(update)).collect();
    desk.edit_text(incident, "review".to_owned(), updates).expect("written");
}

fn cited(desk: &Desk, incident: IncidentId, entry: EntryRef) -> Evidence {
    let evidence = review(desk, incident).evidence;
    evidence.into_iter().find(|one| one.entry == entry).expect("what is cited")
}

fn ids(sections: &[ReviewSection]) -> Vec<&str> {
    sections.iter().map(|section| section.id.as_str()).collect()
}

#[test]
fn a_review_begins_filled_from_the_record_and_once() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout refuses cards");
    let fix = json!({ "type": "write", "mode": "fix_later", "line": "Nothing warned us" });
    let fix = execute(&desk, incident, fix);
    let before = review(&desk, incident);
    assert!(!before.begun && before.sections.is_empty() && before.findings.is_empty());
    assert!(before.templates.len() >= 4);
    desk.begin_review(incident, "nothing".to_owned()).expect_err("no such kind");

    let begun = desk.begin_review(incident, "short".to_owned()).expect("begun");
    assert_eq!(ids(&begun.sections), ["summary", "impact", "timeline", "causes", "actions"]);
    let again = desk.begin_review(incident, "full".to_owned()).expect("begun already");
    assert_eq!(ids(&again.sections), ids(&begun.sections));
    assert!(document(&desk, incident).text("summary").starts_with("Checkout refuses cards."));
    drop(desk);
    let desk = open_at(folder.path(), now);
    assert_eq!(review(&desk, incident).sections, begun.sections);

    let other = declare(&desk, "Login is slow");
    let full = desk.begin_review(other, "full".to_owned()).expect("begun");
    assert_eq!(full.sections.len(), 13);
    assert!(!document(&desk, other).text("notes").contains(&reference(fix)), "another incident's");
}

#[test]
fn what_is_cited_stays_true_when_it_is_corrected_and_loses_its_words_when_it_is_redacted() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout refuses cards");
    let seen = note(&desk, incident, "every third card");
    wait(5);
    let started = json!({ "type": "record_point", "point": "impact_started", "at": MORNING - 30 * MINUTE });
    let started = execute(&desk, incident, started);
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    says(&desk, incident, "causes", &format!("{} and {}", reference(seen), reference(started)), vec![]);
    assert_eq!(cited(&desk, incident, seen).text, "every third card");
    assert_eq!(cited(&desk, incident, started).at.0, MORNING - 30 * MINUTE);
    assert!(review(&desk, incident).cited.contains(&seen));

    let corrected = json!({ "type": "correct_note", "note": seen, "text": "every fourth card" });
    execute(&desk, incident, corrected);
    let earlier = json!({ "type": "record_point", "point": "impact_started", "at": MORNING - 45 * MINUTE });
    execute(&desk, incident, earlier);
    let note = cited(&desk, incident, seen);
    assert_eq!(
        (note.text.as_str(), note.corrected, note.standing),
        ("every fourth card", true, Standing::Stands)
    );
    let point = cited(&desk, incident, started);
    assert_eq!((point.at.0, point.corrected), (MORNING - 45 * MINUTE, true));

    desk.execute(incident, command(json!({ "type": "redact", "entry": seen }))).expect("redacted");
    let gone = cited(&desk, incident, seen);
    assert_eq!((gone.text.as_str(), gone.standing), ("A redacted entry", Standing::Redacted));
    let view = review(&desk, incident);
    let lost: Vec<_> = view.findings.iter().filter(|found| found.rule == Rule::LostReference).collect();
    assert_eq!(lost.len(), 1);
    assert_eq!((lost[0].section.as_deref(), lost[0].from, lost[0].to), (Some("causes"), 0, 36));
    assert!(!format!("{view:?}").contains("fourth card"), "the words are nowhere");
}

#[test]
fn a_finding_points_at_its_words_and_is_silenced_with_a_reason() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    says(&desk, incident, "causes", "🙂 Ä: the engineer forgot it.", vec![]);
    let blame = |desk: &Desk| {
        let findings = review(desk, incident).findings;
        findings.into_iter().find(|found| found.rule == Rule::Blame).expect("a finding")
    };
    let found = blame(&desk);
    assert_eq!((found.what.as_str(), found.from, found.to), ("engineer forgot", 10, 25));
    assert_eq!(found.silenced, None);
    let because = vec![(found.key.as_str(), "It is what the engine is called".to_owned())];
    says(&desk, incident, "causes", "🙂 Ä: the engineer forgot it.", because);
    assert_eq!(blame(&desk).silenced.as_deref(), Some("It is what the engine is called"));
}

#[test]
fn what_an_outline_no_longer_has_is_shown_with_its_words() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    let outline = "summary\ntimeline\nlessons".to_owned();
    says(&desk, incident, "causes", "A full disk.", vec![("outline", outline)]);
    let sections = review(&desk, incident).sections;
    assert_eq!(ids(&sections)[..3], ["summary", "timeline", "lessons"]);
    let causes = sections.iter().find(|section| section.id == "causes").expect("it is still there");
    assert!(causes.left_out && !causes.empty);
    // What nobody wrote in needs no place.
    assert!(!ids(&sections).contains(&"impact"));
}

#[test]
fn versions_are_told_by_author_and_time_and_show_what_they_changed() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout refuses cards");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    says(&desk, incident, "causes", "A full disk.", vec![]);
    assert_eq!(review(&desk, incident).versions.len(), 1, "written in one go");
    wait(10);
    says(&desk, incident, "causes", "A full log disk.", vec![]);
    let versions = review(&desk, incident).versions;
    assert_eq!(versions.len(), 2);
    assert!(versions[1].here && versions[1].by == "Ana");
    let changes = desk.review_version(incident, 2).expect("a version");
    assert_eq!((changes.len(), changes[0].id.as_str()), (1, "causes"));
    assert!(format!("{:?}", changes[0].changes).contains("log"));
    assert!(desk.review_version(incident, 1).expect("a version").iter().any(|one| one.id == "summary"));
    let without = desk.review_changes(incident, versions[1].entries.clone()).expect("a difference");
    assert_eq!(without, changes);
    assert!(desk.review_changes(incident, vec![]).expect("none").is_empty());
    // Taken out, the second leaves what stood before; the first leaves words that rest on nothing.
    let alone = |nth: usize| desk.review_alone(incident, versions[nth].entries.clone()).expect("read");
    assert_eq!(alone(1), Some(changes));
    assert_eq!(alone(0), None);
}

#[test]
fn where_the_impact_is_known_from_and_where_an_action_is_followed_is_told_in_every_form() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout refuses cards");
    let impact = json!({ "type": "state_impact", "aspect": "customers", "value": "214 shops", "number": 214,
        "source": "the queue of support", "as_of": null });
    execute(&desk, incident, impact);
    let raise = json!({ "type": "raise_action", "text": "Alert on refusals", "kind": "detect", "priority": "high",
        "due": null, "owner": null, "from": null });
    let action = execute(&desk, incident, raise);
    let to = "https://tickets.example/browse/OPS-1";
    execute(&desk, incident, json!({ "type": "ticket_action", "action": action, "ticket": to }));
    desk.begin_review(incident, "short".to_owned()).expect("begun");

    let cited = "214 shops (the queue of support)";
    let action = "Alert on refusals (nobody yet, High, OPS-1)";
    let bytes = |format| desk.export(incident, format).expect("a file").bytes;
    let text = |format| String::from_utf8(bytes(format)).expect("UTF-8");
    let json: Value = serde_json::from_slice(&bytes(ExportFormat::ReviewJson)).expect("JSON");
    let told = |nth: usize| json["sections"][nth]["text"].as_str().expect("a text").replace('\\', "");
    assert!(told(1).contains(cited), "{}", told(1));
    let mut rows = json["overview"]["parts"][1]["rows"].as_array().expect("rows").iter();
    let impact = rows.find(|row| row["value"] == "214 shops").expect("what was stated");
    assert!(
        impact["note"].as_str().is_some_and(|note| note.starts_with("the queue of support, ")),
        "{impact}"
    );
    assert_eq!(json["overview"]["actions"][0]["ticket"], json!({ "address": to, "name": "OPS-1" }));
    let markdown = text(ExportFormat::ReviewMarkdown).replace('\\', "");
    assert!(markdown.contains(cited) && markdown.contains(action), "{markdown}");
    assert!(markdown.contains(&format!("[OPS-1](<{to}>)")), "{markdown}");
    let html = text(ExportFormat::ReviewHtml);
    assert!(html.contains(cited) && html.contains(action), "{html}");
    assert!(html.contains(&format!("href=\"{to}\">OPS-1</a>")), "{html}");
    let paper = on_paper(&bytes(ExportFormat::ReviewPdf));
    assert!(paper.contains(cited) && paper.contains(action) && paper.contains(to), "{paper}");
}

/// A file as it is read on paper, on one line.
fn on_paper(pdf: &[u8]) -> String {
    let folder = folder();
    let file = folder.path().join("review.pdf");
    std::fs::write(&file, pdf).expect("written");
    let read = std::process::Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output();
    let text = String::from_utf8(read.expect("pdftotext").stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_review_leaves_in_four_forms_with_what_it_cites_in_words() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Checkout <refuses> cards");
    let seen = note(&desk, incident, "every | third *card*");
    let file = |format| desk.export(incident, format).expect("a file");
    desk.export(incident, ExportFormat::ReviewPdf).expect_err("nobody began it");
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    says(&desk, incident, "causes", &format!("A full disk, see {}.", reference(seen)), vec![]);

    let json: Value = serde_json::from_slice(&file(ExportFormat::ReviewJson).bytes).expect("JSON");
    assert_eq!(json["format"], "allclear/review/1");
    let titles: Vec<&str> = json["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .filter_map(|one| one["title"].as_str())
        .collect();
    // Where nothing stands, nothing is said.
    assert_eq!(titles, ["Summary", "Timeline", "Causes and contributing factors"]);
    let markdown = String::from_utf8(file(ExportFormat::ReviewMarkdown).bytes).expect("UTF-8");
    assert!(markdown.contains("## Causes and contributing factors\n\nA full disk, see **"), "{markdown}");
    assert!(markdown.contains(r"every &#124; third \*card\***."), "{markdown}");
    assert!(!markdown.contains("[["), "{markdown}");
    let html = String::from_utf8(file(ExportFormat::ReviewHtml).bytes).expect("UTF-8");
    assert!(html.contains("<h1 dir=\"auto\">Checkout &lt;refuses&gt; cards</h1>"), "{html}");
    assert!(html.contains("every | third *card*</strong>."), "{html}");
    let pdf = file(ExportFormat::ReviewPdf);
    assert!(pdf.bytes.starts_with(b"%PDF") && pdf.name.ends_with("-review.pdf"));

    desk.execute(incident, command(json!({ "type": "redact", "entry": seen }))).expect("redacted");
    for format in [ExportFormat::ReviewJson, ExportFormat::ReviewMarkdown, ExportFormat::ReviewHtml] {
        let text = String::from_utf8(file(format).bytes).expect("UTF-8");
        assert!(text.contains("(a redacted entry)") && !text.contains("third"), "{text}");
    }
}

#[test]
fn the_public_reads_what_a_person_left_of_it_and_nothing_that_came_in_after_they_looked() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let mut wish = crate::place::declaration("Acme cannot pay");
    wish["manager"] = json!(desk.start().expect("the start").me);
    let incident = crate::place::declare_as(&desk, wish);
    let customer = json!({ "type": "define_customer", "customer": null, "name": "Acme", "tier": null,
        "respond_within": null, "contact": {}, "owner": null });
    desk.edit(serde_json::from_value(customer).expect("an edit")).expect("a customer");
    let seen = note(&desk, incident, "Acme saw it first");
    execute(
        &desk,
        incident,
        json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "over" }),
    );
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    says(
        &desk,
        incident,
        "causes",
        &format!("{}. Ana looked at https://ours.example.", reference(seen)),
        vec![],
    );

    let view = desk.public_review(incident, None).expect("a view");
    assert_eq!(view.title, "a customer cannot pay");
    let hits: Vec<&str> = view.hits.iter().map(|hit| hit.what.as_str()).collect();
    assert_eq!(hits, ["Ana", "Acme", "https://ours.example"]);
    for gone in ["Acme", "Ana looked", "ours.example", "[["] {
        assert!(!view.page.contains(gone), "{gone}: {}", view.page);
    }
    let wish = ReleaseWish {
        title: Some("Payments were refused".to_owned()),
        left_out: Some(vec!["impact".to_owned(), "timeline".to_owned()]),
        choices: vec![Choice { what: "Acme".to_owned(), instead: None }],
    };
    let chosen = desk.public_review(incident, Some(wish.clone())).expect("a view");
    assert!(
        chosen.page.contains("Acme saw it first") && !chosen.page.contains("ours.example"),
        "{}",
        chosen.page
    );
    // Somebody corrects what is cited while the preview is looked at.
    let corrected = json!({ "type": "correct_note", "note": seen, "text": "A bank saw it first" });
    execute(&desk, incident, corrected);
    let changed = desk.release_review(incident, wish.clone(), chosen.seen).expect_err("not what was seen");
    assert_eq!(changed.code, "changed");

    let again = desk.public_review(incident, Some(wish.clone())).expect("a view");
    let written = desk.release_review(incident, wish, again.seen).expect("written down").entries[0];
    let view = desk.public_review(incident, None).expect("a view");
    assert_eq!((view.waits, view.public_since), (true, None));
    let told = json!({ "type": "propose_update", "audience": "public", "occasion": "post_mortem_published",
        "text": "We say what happened.", "next_due": null, "replaces": null, "components": [], "review": written });
    let update = execute(&desk, incident, told);
    execute(&desk, incident, json!({ "type": "approve_update", "update": update }));
    let view = desk.public_review(incident, None).expect("a view");
    assert_eq!((view.waits, view.public_since), (false, Some(now())));
    let out = tempfile::tempdir().expect("a folder");
    let there = desk.write_status_page(out.path()).expect("written");
    let page = std::fs::read_to_string(there.join(format!("reviews/{incident}.html"))).expect("its page");
    assert!(page.contains("A bank saw it first") && page.contains("Payments were refused"), "{page}");
}
