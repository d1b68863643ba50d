//! Charts that a review cites: made anew from the record, so that they stay true.

use allclear::desk::Desk;
use allclear::views::ExportFormat;
use document::{Words, begun, write};
use incident::id::{EntryRef, IncidentId};
use serde_json::json;
use wording::lint::Rule;

use crate::place::{MINUTE, MORNING, clock, command, declare, execute, folder, open_at};

clock!(now, HAND);

fn state(desk: &Desk, incident: IncidentId, number: u64, minutes: i64) -> EntryRef {
    let wish = json!({ "type": "state_impact", "aspect": "customers", "value": format!("{number} shops"),
        "number": number, "source": "the ledger", "as_of": MORNING + minutes * MINUTE });
    execute(desk, incident, wish)
}

fn said(desk: &Desk, incident: IncidentId) -> String {
    let charts = desk.review(incident).expect("a review").charts;
    charts
        .into_iter()
        .find(|chart| chart.name == "[[chart/customers]]")
        .map(|chart| chart.said)
        .unwrap_or_default()
}

fn exported(desk: &Desk, incident: IncidentId, format: ExportFormat) -> String {
    String::from_utf8(desk.export(incident, format).expect("a file").bytes).expect("UTF-8")
}

#[test]
fn a_chart_follows_the_record_when_a_figure_is_corrected_redated_taken_back_or_redacted() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Shops cannot sell");
    assert_eq!(said(&desk, incident), "", "no figure, no chart");
    let first = state(&desk, incident, 200, -30);
    let second = state(&desk, incident, 7_400, -10);
    let at = |said: &str, words: &str| said.find(words).unwrap_or_else(|| panic!("{words} is not in {said}"));
    let told = said(&desk, incident);
    assert!(at(&told, "200 shops (the ledger; written down by Ana 30 min later)") < at(&told, "7400 shops"));

    // It was wrong from the beginning: said for the same moment, the later counts.
    state(&desk, incident, 300, -30);
    let told = said(&desk, incident);
    assert!(told.contains("300 shops") && !told.contains("200 shops"), "{told}");
    // It held from earlier on.
    execute(&desk, incident, json!({ "type": "redate", "entry": second, "at": MORNING - 25 * MINUTE }));
    let svg = |desk: &Desk| desk.review(incident).expect("a review").charts[0].svg.clone();
    let before = svg(&desk);
    let slip = state(&desk, incident, 99_999, -5);
    assert!(said(&desk, incident).contains("99999 shops"));
    assert_ne!(svg(&desk), before);
    desk.execute(incident, command(json!({ "type": "undo", "entries": [slip] }))).expect("taken back");
    assert_eq!(svg(&desk), before, "what was taken back never was");

    // Cited, it leaves with the review; redacted, it is in no form of it.
    desk.begin_review(incident, "short".to_owned()).expect("begun");
    let text = "It grew: [[chart/customers]] and [[chart/revenue]].";
    let words = Words { name: "causes", text, words: vec![], numbers: vec![] };
    let updates = begun(&words).iter().map(|update| write(update)).collect();
    desk.edit_text(incident, "review".to_owned(), updates).expect("written");
    let lost = |desk: &Desk| -> Vec<String> {
        let found = desk.review(incident).expect("a review").findings;
        found.into_iter().filter(|found| found.rule == Rule::LostReference).map(|found| found.what).collect()
    };
    assert_eq!(lost(&desk), ["[[chart/revenue]]"]);
    assert!(exported(&desk, incident, ExportFormat::ReviewHtml).contains("<svg"));
    assert!(exported(&desk, incident, ExportFormat::ReviewMarkdown).contains("7400 shops"));
    let public = desk.public_review(incident, None).expect("a preview");
    assert!(public.page.contains("7400 shops") && !public.page.contains("<svg"), "{}", public.page);
    let chart = &public.page[public.page.find("Customers over time").expect("the chart")..];
    let chart = &chart[..chart.find("</ul>").expect("its end")];
    assert!(!chart.contains("the ledger") && !chart.contains("written down by"), "{chart}");
    desk.execute(incident, command(json!({ "type": "redact", "entry": second }))).expect("redacted");
    for format in [ExportFormat::ReviewHtml, ExportFormat::ReviewMarkdown, ExportFormat::ReviewJson] {
        let text = exported(&desk, incident, format);
        assert!(!text.contains("7400") && text.contains("300 shops"), "{text}");
    }
    desk.execute(incident, command(json!({ "type": "redact", "entry": first }))).expect("redacted");
    assert!(said(&desk, incident).contains("300 shops"));
}

#[test]
fn how_long_it_took_is_drawn_from_the_points_in_time() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Shops cannot sell");
    let times = |desk: &Desk| {
        let charts = desk.review(incident).expect("a review").charts;
        charts.into_iter().find(|chart| chart.name == "[[chart/times]]").map(|chart| chart.said)
    };
    assert_eq!(times(&desk), None, "one moment is no time");
    let point = |point: &str, minutes: i64| {
        let wish = json!({ "type": "record_point", "point": point, "at": MORNING + minutes * MINUTE });
        execute(&desk, incident, wish);
    };
    point("impact_started", -90);
    let said = times(&desk).expect("a chart");
    assert!(said.contains("Declared, 90 min after the first"), "{said}");
    point("impact_started", -40);
    let said = times(&desk).expect("a chart");
    assert!(said.contains("Declared, 40 min after the first"), "{said}");
}
