//! A review on paper, read back, and as a page.

use incident::chart::{Chart, ChartMoment, ChartValue};
use incident::id::Millis;
use incident::overview::{Known, Overview, OverviewPart, Todo};
use incident::ticket::Ticket;
use page::{Moment, Report, Section};
use std::process::Command;

fn report(paragraphs: usize) -> Report {
    let long = "The pool was **full** and requests waited, see *the record* for what came first. ".repeat(8);
    let text = format!(
        "### Why\n\n{}\n- one\n- two\n  1. deep\n\n> quoted\n\n`code`",
        format!("{long}\n\n").repeat(paragraphs)
    );
    let section = |title: &str| Section { title: title.to_owned(), text: text.clone() };
    let moment = |n: i64| Moment {
        at: Millis(1_795_098_720_000 + n * 60_000),
        text: format!("Step {n} was taken"),
        by: "Ana Sá".to_owned(),
    };
    Report {
        house: "Ardent".to_owned(),
        label: "INC-5200".to_owned(),
        title: "Duplicate charges at checkout".to_owned(),
        kind: "Review".to_owned(),
        at: Millis(1_795_353_660_123),
        overview: overview(),
        sections: ["Summary", "Impact", "Causes"].map(section).into(),
        timeline: (0..60).map(moment).collect(),
        charts: Vec::new(),
    }
}

fn overview() -> Overview {
    let known = |name: &str, value: Option<&str>, note: Option<&str>| Known {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        note: note.map(str::to_owned),
    };
    let times = vec![
        known("Time to detect", Some("4 min"), Some("Detected, 2026-11-19 14:12 UTC")),
        known("Time to resolve", None, Some("Nobody has recorded: resolved")),
    ];
    let todo = Todo {
        text: "Alert before the <pool> is full".to_owned(),
        owner: None,
        due: Some(Millis(1_795_098_720_000)),
        late: true,
        ticket: Ticket::at("https://tickets.example/browse/OPS-1?x=\"><b>&y=<z>"),
        state: "Open",
        over: false,
    };
    Overview { parts: vec![OverviewPart { title: "Times".to_owned(), rows: times }], actions: vec![todo] }
}

#[test]
fn the_overview_stands_before_the_sections_and_says_what_is_not_known() {
    let report = report(1);
    let first = &pages(&report)[0];
    for words in ["Overview", "Time to detect", "4 min", "Unknown (Nobody has recorded: resolved)", "was due"]
    {
        assert!(first.contains(words), "{words}: {first}");
    }
    assert!(!first.contains("one\n"), "it is a page of its own");
    let (html, markdown) = (report.html(), report.markdown());
    assert!(html.contains("<b>Alert before the &lt;pool&gt; is full</b>"), "{html}");
    assert!(html.find("Overview</h2>") < html.find("Summary</h2>"));
    assert!(markdown.contains("- **Time to resolve**: Unknown"), "{markdown}");
    assert!(report.json().contains("\"overview\""));
}

#[test]
fn the_ticket_of_an_action_is_in_every_form_an_address_and_nothing_else() {
    let report = report(1);
    let (html, markdown) = (report.html(), report.markdown());
    let to = "href=\"https://tickets.example/browse/OPS-1?x=&quot;&gt;&lt;b&gt;&amp;y=&lt;z&gt;\">";
    assert!(html.contains(to) && !html.contains("<z>"), "{html}");
    let to = "](<https://tickets.example/browse/OPS-1?x=\"%3E%3Cb%3E&y=%3Cz%3E>)";
    assert!(markdown.contains(to), "{markdown}");
    let paper: String = pages(&report)[0].split_whitespace().collect();
    assert!(paper.contains("Tickethttps://tickets.example/browse/OPS-1?x="), "{paper}");
    let json: serde_json::Value = serde_json::from_str(&report.json()).expect("JSON");
    let ticket = &json["overview"]["actions"][0]["ticket"];
    assert_eq!(ticket["address"], "https://tickets.example/browse/OPS-1?x=\"><b>&y=<z>");
    let plain = Report { overview: Overview::default(), ..report };
    assert!(!plain.markdown().contains("Ticket"));
}

/// The text of each page, as `pdftotext` reads it.
fn pages(report: &Report) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("review.pdf");
    std::fs::write(&file, report.pdf().expect("a file")).expect("written");
    let done = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&file).arg("-").output();
    let done = done.expect("pdftotext");
    assert!(done.status.success() && done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(str::to_owned).collect()
}

#[test]
fn a_review_flows_over_pages_that_have_heads_and_contents_that_are_right() {
    let report = report(12);
    let pages = pages(&report);
    assert!(pages.len() > 4, "{} pages", pages.len());
    for (nth, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", nth + 1, pages.len())), "{page}");
        assert!(page.contains("INC-5200 · Duplicate charges at checkout"), "{page}");
    }
    for title in ["Impact", "Causes", "By the record"] {
        let line =
            pages[0].lines().find(|line| line.trim_start().starts_with(title)).expect("in the contents");
        let page: usize = line.split_whitespace().last().expect("a number").parse().expect("a page");
        assert!(pages[page - 1].lines().any(|line| line.trim() == title), "{title} is not on page {page}");
    }
    let whole = pages.concat();
    for words in ["•", "1.", "deep", "quoted", "2026-11-19 14:32 UTC", "Step 59 was taken", "Ana Sá"] {
        assert!(whole.contains(words), "{words}");
    }
    // Words of two weights stand beside each other with one space.
    assert_eq!(whole.matches("The pool was full and").count(), 3 * 12 * 8, "some broke over a line");
}

#[test]
fn the_same_review_is_the_same_file_and_hostile_words_are_words() {
    let mut report = report(1);
    assert_eq!(report.pdf().expect("a file"), report.pdf().expect("a file"));
    report.title = "<script>alert(1)</script> \u{202e}gpj".to_owned();
    report.sections[0].text =
        format!("<img src=x onerror=alert(1)> [x](javascript:alert(1)) {}", "w".repeat(3_000));
    report.timeline[0].text = "a | b\n| c".to_owned();
    let html = report.html();
    assert!(
        !html.contains("<script") && !html.contains("<img") && !html.contains("href=\"javascript"),
        "{html}"
    );
    assert!(!html.contains('\u{202e}'));
    assert!(report.markdown().contains("| a &#124; b &#124; c |"), "{}", report.markdown());
    assert!(pages(&report).len() >= 3);
}

#[test]
fn a_long_review_is_on_paper() {
    let file = report(40).pdf().expect("a file");
    assert!(file.len() > 10_000);
}

fn chart() -> Chart {
    let at = |minutes: i64| Millis(1_795_098_720_000 + minutes * 60_000);
    let value = |minutes: i64, number: u64, source: &str| ChartValue {
        at: at(minutes),
        recorded_at: at(minutes + 3),
        number,
        value: format!("{number} <b>customers</b>"),
        source: source.to_owned(),
        by: "Ana Sá".to_owned(),
    };
    let moment = |minutes: i64, name| ChartMoment { at: at(minutes), name };
    Chart {
        name: "[[chart/customers]]".to_owned(),
        title: "Customers over time".to_owned(),
        from: at(0),
        to: at(90),
        values: vec![
            value(0, 200, "the shop"),
            value(20, 7_400, "\"><script>alert(1)</script>"),
            value(60, 40, "x"),
        ],
        moments: vec![moment(0, "Impact started"), moment(1, "Detected"), moment(90, "Mitigated")],
    }
}

#[test]
fn a_chart_is_drawn_on_the_page_and_on_paper_and_told_in_words_elsewhere() {
    let mut report = report(1);
    report.sections[1].text = "Before [[chart/customers]] after. [[chart/revenue]]".to_owned();
    let report = report.with_charts(vec![chart()]);
    let html = report.html();
    let page = dom_query::Document::from(html.as_str());
    assert_eq!(page.select("svg.chart[role=img]").length(), 1, "{html}");
    // The three levels of its line, and the two steps between them.
    assert_eq!(page.select("svg rect[fill^='var(--accent']").length(), 3 + 3 + 2, "{html}");
    let said = page.select("figure li").iter().map(|line| line.text().to_string()).collect::<Vec<_>>();
    assert!(
        said[0].starts_with("14:32 UTC 200 <b>customers</b> (the shop; written down by Ana Sá 3 min later)"),
        "{said:?}"
    );
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("(a chart without values)") && !html.contains("[[chart"), "{html}");
    let text = page.select("div.said").text().to_string();
    assert!(text.find("Before") < text.find("7400") && text.find("7400") < text.find("after."), "{text}");

    let whole = pages(&report).concat();
    for words in
        ["Customers over time", "Impact started", "Mitigated", "10 k", "5000", "7400", "the shop", "after."]
    {
        assert!(whole.contains(words), "{words} is not in {whole}");
    }
    let markdown = report.markdown();
    assert!(markdown.contains("**Customers over time**\n\n- 14:32 UTC 200 \\<b\\>"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&report.json()).expect("JSON");
    assert_eq!(json["charts"][0]["values"][1]["number"], 7_400);
    assert!(!json["sections"].to_string().contains("[[chart"));
}
