//! What the pages and the answers say.

use incident::id::EntryRef;
use incident::published::PublicReview;
use incident::value::{Chapter, ComponentState, MaintenanceState, Occasion};
use page::bundle::{Page, SITE_STYLE, SITE_STYLE_HASH};
use serde_json::Value;

use super::made::{DAY, Folder, NOW, apply, component, folder, incident, key, page, site, text, whole, work};

use ComponentState::{DegradedPerformance, MajorOutage, PartialOutage};
use Occasion::{Investigating, Resolved};

fn json(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(text(folder, &format!("api/v2/{name}.json"))).unwrap()
}

/// The words of a page as they are read out.
fn words(folder: &Folder, path: &str) -> String {
    let page = dom_query::Document::from(text(folder, path));
    page.select("body").text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_policy_names_the_style_that_stands_in_the_page() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let sum = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(SITE_STYLE));
    assert_eq!(SITE_STYLE_HASH, format!("sha256-{sum}"));
}

#[test]
fn a_page_of_which_nothing_is_said_says_that_all_is_well() {
    let folder = whole(page(), []);
    assert!(words(&folder, "index.html").contains("All Systems Operational"));
    assert!(words(&folder, "index.html").contains("None in the last 15 days."));
    assert_eq!(json(&folder, "status")["status"]["indicator"], "none");
    assert_eq!(json(&folder, "incidents")["incidents"], Value::Array(vec![]));
    let bare = Page { groups: vec![], components: vec![], ..page() };
    assert!(!words(&whole(bare, []), "index.html").contains("Components"));
}

#[test]
fn an_open_incident_reddens_its_components_and_a_resolved_one_does_not() {
    let told = [
        (Investigating, "We **look** into it.", &[("cards", PartialOutage)][..]),
        (Resolved, "It is over.", &[][..]),
    ];
    let open = whole(page(), [incident(1, 30, &told[..1])]);
    let first = words(&open, "index.html");
    for said in [
        "Partial System Outage",
        "Incident 1",
        "We look into it.",
        "CARDS ▲ Partial outage",
        "WIRES ✓ Operational",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    let summary = json(&open, "summary");
    assert_eq!(summary["status"]["indicator"], "major");
    assert_eq!(summary["incidents"][0]["status"], "investigating");
    assert_eq!(summary["incidents"][0]["impact"], "major");
    assert_eq!(summary["incidents"][0]["incident_updates"][0]["body"], "We look into it.");
    assert_eq!(summary["incidents"][0]["components"][0]["status"], "partial_outage");
    let status = |folder: &Folder, word: &str| {
        let all = json(folder, "components")["components"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["id"] == word).unwrap()["status"].clone()
    };
    assert_eq!(status(&open, "cards"), "partial_outage");
    assert_eq!(status(&open, "payments"), "partial_outage", "a group does as the worst of it");
    assert_eq!(status(&open, "site"), "operational");

    let over = whole(page(), [incident(1, 30, &told)]);
    let first = words(&over, "index.html");
    assert!(first.contains("All Systems Operational") && first.contains("It is over."), "{first}");
    assert!(
        first.contains("Not operational all day on 1 of the last 90 days 2026-11-19: Partial outage"),
        "{first}"
    );
    assert_eq!(json(&over, "incidents/unresolved")["incidents"], Value::Array(vec![]));
    assert_eq!(json(&over, "incidents")["incidents"][0]["resolved_at"], "2026-11-19T13:40:00Z");
    assert!(words(&over, "history/2026-11.html").contains("Incident 1"));
    assert!(text(&over, "history/index.html").contains("November 2026"));
}

#[test]
fn an_incident_that_names_no_component_still_is_not_all_well() {
    let open = whole(page(), [incident(1, 30, &[(Investigating, "Something is odd.", &[])])]);
    assert_eq!(json(&open, "status")["status"]["indicator"], "minor");
    assert!(!words(&open, "index.html").contains("All Systems Operational"));
}

#[test]
fn of_several_the_worst_is_shown() {
    let one = |n, state| incident(n, 30, &[(Investigating, "x", &[("cards", state)][..])]);
    let three = [one(1, DegradedPerformance), one(2, MajorOutage), one(3, PartialOutage)];
    let folder = whole(page(), three);
    assert_eq!(json(&folder, "status")["status"]["indicator"], "critical");
    assert_eq!(json(&folder, "components")["components"][0]["status"], "major_outage");
}

#[test]
fn announced_work_is_ahead_then_active_then_over() {
    let with = |state| whole(Page { maintenances: vec![work(9, state)], ..page() }, []);
    let count =
        |folder: &Folder, name: &str| json(folder, name)["scheduled_maintenances"].as_array().unwrap().len();
    let ahead = with(MaintenanceState::Scheduled);
    assert_eq!(count(&ahead, "scheduled-maintenances/upcoming"), 1);
    assert_eq!(json(&ahead, "status")["status"]["indicator"], "none");
    let active = with(MaintenanceState::InProgress);
    assert_eq!(count(&active, "scheduled-maintenances/active"), 1);
    assert_eq!(count(&active, "summary"), 1);
    assert_eq!(json(&active, "status")["status"]["indicator"], "maintenance");
    assert!(words(&active, "index.html").contains("CARDS ⚙ Under maintenance"));
    let over = with(MaintenanceState::Completed);
    assert_eq!((count(&over, "summary"), count(&over, "scheduled-maintenances")), (0, 1));
    assert!(words(&over, "history/2026-11.html").contains("Bigger database"));
}

#[test]
fn bars_begin_when_a_component_was_named_and_end_when_trouble_did() {
    let mut page = page();
    let (one, _) = component("site", None);
    page.components = vec![(one, NOW.plus_minutes(-9 * DAY))];
    let told = [(Investigating, "x", &[("site", MajorOutage)][..]), (Resolved, "y", &[][..])];
    // From 23:55 on one day to 00:05 on the next: both are days of trouble.
    let mut over = incident(1, 14 * 60 + 5, &told);
    over.said[1].at = NOW.plus_minutes(-14 * 60 + 5);
    let first = words(&whole(page.clone(), [over.clone()]), "index.html");
    assert!(
        first.contains("on 2 of the last 10 days 2026-11-19: Major outage 2026-11-18: Major outage"),
        "{first}"
    );
    // Over at midnight sharp: only the first.
    over.said[1].at = NOW.plus_minutes(-14 * 60);
    let first = words(&whole(page, [over]), "index.html");
    assert!(first.contains("on 1 of the last 10 days 2026-11-18: Major outage"), "{first}");
}

#[test]
fn pages_have_one_heading_a_way_past_the_head_and_ask_nobody_for_anything() {
    let told = [(Investigating, "See <https://example.org/x>.", &[("cards", PartialOutage)][..])];
    let page = Page { maintenances: vec![work(9, MaintenanceState::InProgress)], ..page() };
    let files = site(page, [incident(1, 30, &told)]).whole(NOW, &key()).files;
    for file in files.iter().filter(|file| file.media_type.starts_with("text/html")) {
        let document = dom_query::Document::from(std::str::from_utf8(&file.bytes).unwrap());
        assert_eq!(document.select("h1").length(), 1, "{}", file.path);
        assert_eq!(document.select("a.skip[href='#main'] ~ main#main").length(), 1, "{}", file.path);
        assert_eq!(document.select("script,img,iframe,object,embed,form,link[rel=stylesheet]").length(), 0);
        let policy = document.select("meta[http-equiv=Content-Security-Policy]").attr("content").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        // Every way within the page leads to a file that is there.
        let folder: std::path::PathBuf = file.path.as_str().into();
        for link in document.select("a[href],link[href]").iter() {
            let to = link.attr("href").unwrap().to_string();
            if to.starts_with('#') || to.starts_with("https://") {
                continue;
            }
            let mut path: Vec<&str> =
                folder.parent().unwrap().iter().map(|part| part.to_str().unwrap()).collect();
            for part in to.split('/') {
                if part == ".." {
                    path.pop().unwrap();
                } else {
                    path.push(part);
                }
            }
            let path = path.join("/");
            assert!(files.iter().any(|file| file.path.as_str() == path), "{} leads to {to}", file.path);
        }
    }
}

#[test]
fn a_review_has_a_page_of_its_own_and_is_linked_from_wherever_its_incident_is_told() {
    let mut told = incident(1, 60, &[(Resolved, "It is over.", &[])]);
    let passage = |title: &str, text: &str| Chapter { title: title.to_owned(), text: text.to_owned() };
    told.review = Some(PublicReview {
        id: EntryRef([9; 16]),
        title: "Why cards were <refused>".to_owned(),
        passages: vec![
            passage("What happened", "A pool **ran dry**. <img src=x>"),
            passage("What follows", "- more"),
        ],
        at: NOW,
    });
    let id = told.incident;
    let mut site = site(page(), [told.clone()]);
    let mut folder = folder(site.whole(NOW, &key()));
    let review = text(&folder, &format!("reviews/{id}.html")).to_owned();
    assert!(review.contains("<h1 dir=\"auto\">Why cards were &lt;refused&gt;</h1>"), "{review}");
    assert!(review.contains("<strong>ran dry</strong>") && !review.contains("<img"), "{review}");
    assert!(review.contains("href=\"#s1\"") && review.contains("id=\"s1\""), "{review}");
    let month = folder.keys().find(|path| path.starts_with("history/2")).expect("a month").clone();
    for (path, link) in [
        (format!("incidents/{id}.html"), format!("../reviews/{id}.html")),
        (month, format!("../reviews/{id}.html")),
        ("index.html".to_owned(), format!("\"reviews/{id}.html")),
    ] {
        assert!(text(&folder, &path).contains(&link), "{path}");
    }
    // Hidden, it is gone from the folder, and its links with it.
    told.review = None;
    site.put(id, Some(told));
    apply(&mut folder, site.build(NOW, &key()));
    assert!(
        folder.iter().all(|(path, bytes)| !path.contains("reviews/")
            && !String::from_utf8_lossy(bytes).contains("reviews/"))
    );
}
