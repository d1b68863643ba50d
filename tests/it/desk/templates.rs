//! What reviews begin with: templates of the workspace's own, and what becomes of a review whose template changes.

use allclear::desk::Desk;
use allclear::views::ReviewView;
use document::{Document, Words, begun, read, write};
use incident::id::IncidentId;
use serde_json::{Value, json};

use crate::place::{clock, declare, folder, note, open_at};

clock!(now, HAND);

fn edit(desk: &Desk, wish: Value) {
    desk.edit(serde_json::from_value(wish).expect("an edit")).expect("edited");
}

fn refused(desk: &Desk, wish: Value) -> String {
    desk.edit(serde_json::from_value(wish).expect("an edit")).expect_err("refused").message
}

fn section(id: &str, title: &str, fill: Option<&str>) -> Value {
    let mut section = json!({ "id": id, "title": title, "hint": format!("What belongs in {title}.") });
    if let Some(fill) = fill {
        section["fill"] = json!(fill);
    }
    section
}

fn define(template: Option<&str>, name: &str, sections: &[Value]) -> Value {
    json!({ "type": "define_review_template", "template": template, "name": name, "what": "For disks.",
        "sections": sections })
}

fn text(desk: &Desk, incident: IncidentId, section: &str) -> String {
    let mut document = Document::default();
    for update in desk.text(incident, "review".to_owned(), None).expect("the text").updates {
        document.take(&read(&update).expect("an update")).expect("one that fits");
    }
    document.text(section)
}

fn titles(review: &ReviewView) -> Vec<(&str, bool)> {
    review.sections.iter().map(|section| (section.title.as_str(), section.left_out)).collect()
}

#[test]
fn a_review_is_begun_with_a_template_of_the_workspace_and_keeps_it_when_that_changes() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let capacity = section("part-1", "Capacity", None);
    let told = section("part-2", "What it cost", Some("impact"));
    edit(&desk, define(None, "Storage", &[capacity.clone(), told.clone()]));
    let incident = declare(&desk, "The disk is full");
    let impact = json!({ "type": "state_impact", "aspect": "customers", "value": "214", "number": 214,
        "source": "the shop", "as_of": null });
    crate::place::execute(&desk, incident, impact);
    let review = desk.begin_review(incident, "own-storage".to_owned()).expect("begun");
    assert_eq!(titles(&review), [("Capacity", false), ("What it cost", false)]);
    assert_eq!(review.sections[0].hint, "What belongs in Capacity.");
    assert_eq!(review.begun_with.as_ref().map(|with| with.name.as_str()), Some("Storage"));
    assert!(text(&desk, incident, "part-2").starts_with("- [["), "{}", text(&desk, incident, "part-2"));
    desk.edit_text(incident, "review".to_owned(), written("part-1", "Some 40 disks.")).expect("written");

    // The template loses a section, gets another and a new title; the review stays as it is.
    let lessons = section("part-3", "Lessons", None);
    edit(
        &desk,
        define(Some("own-storage"), "Storage", &[section("part-2", "The cost", Some("impact")), lessons]),
    );
    assert_eq!(
        titles(&desk.review(incident).expect("a review")),
        [("Capacity", false), ("What it cost", false)]
    );
    edit(&desk, json!({ "type": "retire_review_template", "template": "own-storage", "retired": true }));
    assert_eq!(desk.review(incident).expect("a review").begun_with, review.begun_with);
    edit(&desk, json!({ "type": "retire_review_template", "template": "own-storage", "retired": false }));

    // Somebody wants it as the template is now: what has no place any more is shown with its words.
    let before = text(&desk, incident, "part-2");
    let review = desk.outline_review(incident, "own-storage".to_owned()).expect("outlined");
    assert_eq!(titles(&review), [("The cost", false), ("Lessons", false), ("Capacity", true)]);
    assert_eq!(text(&desk, incident, "part-1"), "Some 40 disks.");
    assert_eq!(text(&desk, incident, "part-2"), before, "what stands is not written anew");
    drop(desk);
    let desk = open_at(folder.path(), now);
    assert_eq!(titles(&desk.review(incident).expect("a review")), titles(&review));
    // Back in the outline, it is where it was.
    let full = desk.outline_review(incident, "full".to_owned()).expect("outlined");
    assert_eq!(full.sections.len(), 13 + 2, "all of them, and what was written under other headings");
    assert!(text(&desk, incident, "summary").starts_with("The disk is full."), "it begins filled");
}

/// A page writes these words.
fn written(name: &str, text: &str) -> Vec<String> {
    let updates = begun(&Words { name, text, words: vec![], numbers: vec![] });
    updates.iter().map(|update| write(update)).collect()
}

#[test]
fn a_number_under_an_own_heading_needs_a_source_where_facts_are_told() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let sections = [section("part-1", "Thoughts", None), section("part-2", "The cost", Some("impact"))];
    edit(&desk, define(None, "Storage", &sections));
    let incident = declare(&desk, "The disk is full");
    note(&desk, incident, "it was full");
    desk.begin_review(incident, "own-storage".to_owned()).expect("begun");
    for part in ["part-1", "part-2"] {
        desk.edit_text(incident, "review".to_owned(), written(part, "Some 40 customers.")).expect("written");
    }
    let found = desk.review(incident).expect("a review").findings;
    let claims: Vec<&str> = found
        .iter()
        .filter(|found| found.rule == wording::lint::Rule::Claim)
        .filter_map(|found| found.section.as_deref())
        .collect();
    assert_eq!(claims, ["part-2"]);
}

#[test]
fn templates_are_copied_ordered_retired_and_taken_back() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let names = |desk: &Desk| -> Vec<String> {
        let offered = desk.book().expect("the book").review_templates;
        offered.into_iter().filter(|one| !one.retired).map(|one| one.template.name).collect()
    };
    let shipped = names(&desk);
    assert_eq!(shipped.len(), 4);
    let ours = desk.book().expect("the book").review_templates[1].template.clone();
    let sections = serde_json::to_value(&ours.sections).expect("sections");
    let sections = sections.as_array().expect("a list");
    assert!(refused(&desk, define(Some("short"), "Short", sections)).contains("comes with Allclear"));
    edit(&desk, define(None, "Short review (copy)", sections));
    assert!(refused(&desk, define(None, "short REVIEW", sections)).contains("is in the book already"));
    assert!(refused(&desk, define(None, "Empty", &[])).contains("The list of sections is empty"));
    let twice = [section("a", "Same", None), section("b", "Same", None)];
    assert!(refused(&desk, define(None, "Twice", &twice)).contains("A section called Same"));
    assert!(refused(&desk, define(None, "Hidden", &[section("values", "Same", None)])).contains("values"));
    let order = |ids: &[&str]| json!({ "type": "order_review_templates", "templates": ids });
    assert!(refused(&desk, order(&["nothing"])).contains("no template called"));
    edit(&desk, order(&["own-short-review-copy", "drill"]));
    let ordered =
        ["Short review (copy)", "After a drill", "Full review", "Short review", "Around the customers"];
    assert_eq!(names(&desk), ordered);
    let incident = declare(&desk, "The disk is full");
    let offered = desk.review(incident).expect("a review").templates;
    assert_eq!(offered.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ordered);

    let retire = |id: &str| json!({ "type": "retire_review_template", "template": id, "retired": true });
    for id in ["own-short-review-copy", "drill", "full", "short"] {
        edit(&desk, retire(id));
    }
    assert_eq!(names(&desk), ["Around the customers"]);
    assert!(refused(&desk, retire("customers")).contains("nothing else to begin with"));
    desk.begin_review(incident, "short".to_owned()).expect_err("not offered");
}

#[test]
fn a_template_of_many_long_sections_in_a_wide_script_begins_a_review() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let words = "щ".repeat(400);
    let part = |n: usize| json!({ "id": format!("part-{n}"), "title": format!("{n} {}", &words[..190]), "hint": words });
    let sections: Vec<Value> = (0..30).map(part).collect();
    edit(&desk, define(None, "Wide", &sections));
    let incident = declare(&desk, "The disk is full");
    let review = desk.begin_review(incident, "own-wide".to_owned()).expect("begun");
    assert_eq!(review.sections.len(), 30);
    assert!(review.sections.iter().all(|section| section.hint == words), "each has its own");
    assert_eq!(desk.outline_review(incident, "own-wide".to_owned()).expect("again").sections.len(), 30);
}

#[test]
fn a_section_that_a_laptop_elsewhere_named_twice_stands_once() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "The disk is full");
    let outline = vec![("outline", "causes\nsummary\n\ncauses".to_owned())];
    let words = Words { name: "causes", text: "No limit.", words: outline, numbers: vec![] };
    let updates = begun(&words).iter().map(|update| write(update)).collect();
    desk.edit_text(incident, "review".to_owned(), updates).expect("written");
    let review = desk.review(incident).expect("a review");
    let ids: Vec<&str> = review.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["causes", "summary"]);
}
