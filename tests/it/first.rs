//! The answers that come with the first page.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::place::{declare, folder, open};

const PAGE: &str = "<html><head><title>Allclear</title></head><body></body></html>";

fn answers_in(page: &str) -> Value {
    let (_, rest) = page.split_once(r#"<script id="first" type="application/json">"#).expect("answers");
    let (answers, rest) = rest.split_once("</script>").expect("an end");
    assert!(rest.starts_with("</head>"), "they are the last thing in the head: {rest}");
    serde_json::from_str(answers).expect("JSON")
}

#[test]
fn the_first_page_holds_what_it_will_ask_and_no_title_ends_it_early() {
    let folder = folder();
    let desk = open(folder.path());
    declare(&desk, "</script><script>alert(1)</script>");

    let mut page = Cow::Borrowed(PAGE.as_bytes());
    allclear::first::put(&allclear::first::answers(&desk), &mut page);
    let page = String::from_utf8(page.into_owned()).expect("text");
    assert_eq!(page.matches("<script").count(), 1, "{page}");

    let answers = answers_in(&page);
    let usual = json!({ "filter": null, "severity": null, "kind": null, "mine": false, "reviews": false, "sort": "urgency" });
    assert_eq!(answers["board"]["args"], json!({ "query": usual }));
    let asked = desk.board(serde_json::from_value(usual).expect("a request")).expect("a board");
    assert_eq!(answers["board"]["result"], serde_json::to_value(asked).expect("JSON"));
    assert_eq!(answers["rail"]["result"], serde_json::to_value(desk.rail().expect("a rail")).expect("JSON"));
    assert_eq!(answers["start"]["args"], json!({}));
}

#[test]
fn a_page_without_a_head_stays_as_it_is() {
    let mut page = Cow::Borrowed(&b"no page of ours"[..]);
    allclear::first::put("{}", &mut page);
    assert_eq!(page, &b"no page of ours"[..]);
}

#[test]
fn a_full_board_comes_with_as_many_rows_as_can_be_seen_and_no_more() {
    let folder = folder();
    let desk = open(folder.path());
    for nth in 0..70 {
        declare(&desk, &format!("Incident {nth}"));
    }

    let mut page = Cow::Borrowed(PAGE.as_bytes());
    allclear::first::put(&allclear::first::answers(&desk), &mut page);
    let answers = answers_in(std::str::from_utf8(&page).expect("text"));
    let usual = serde_json::from_value(answers["board"]["args"]["query"].clone()).expect("a request");
    let whole = serde_json::to_value(desk.board(usual).expect("a board")).expect("JSON");
    let rows = |board: &Value| board["active"].as_array().expect("rows").clone();
    let (first, all) = (rows(&answers["board"]["result"]), rows(&whole));
    assert!((50..70).contains(&first.len()) && all.len() == 70, "{} of {}", first.len(), all.len());
    assert_eq!(first, all[..first.len()], "they are the first ones");
    assert_eq!(answers["board"]["result"]["counts"], whole["counts"]);
}
