//! Nothing that anybody writes anywhere is more than words, emphasis, lists, and links of three schemes.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dom_query::Document;
use incident::id::Millis;
use incident::text::one_line;
use incident::value::Occasion;
use page::{STYLE, Text, Update};
use proptest::prelude::*;

/// Scripts, handlers, addresses and elements in the ways in which people try to get them past a filter. The journeys put
/// them before a real browser.
pub(crate) static TRIES: LazyLock<Vec<String>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../tries.json")).expect("a list of texts"));

/// What may stand in a page, with its attributes.
const KNOWN: &[(&str, &[&str])] = &[
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset", "content", "http-equiv", "name"]),
    ("title", &[]),
    ("style", &[]),
    ("body", &[]),
    ("header", &[]),
    ("main", &[]),
    ("div", &["class"]),
    ("h1", &["dir"]),
    ("h2", &[]),
    ("p", &["class", "dir"]),
    ("b", &[]),
    ("time", &["datetime"]),
    ("ul", &["class"]),
    ("ol", &["start"]),
    ("li", &["dir"]),
    ("a", &["href", "rel"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &[]),
    ("em", &[]),
    ("hr", &[]),
    ("pre", &[]),
    ("strong", &[]),
];

/// What may stand in a page of the site besides.
const KNOWN_THERE: &[(&str, &[&str])] = &[
    ("link", &["href", "rel", "title", "type"]),
    ("a", &["class", "href", "rel"]),
    ("article", &["class"]),
    ("b", &["dir"]),
    ("details", &[]),
    ("div", &["class", "dir"]),
    ("footer", &[]),
    ("h1", &["class", "dir"]),
    ("h2", &["dir"]),
    ("h3", &["dir"]),
    ("li", &["class", "dir"]),
    ("main", &["id"]),
    ("nav", &["aria-label"]),
    ("ol", &["class", "reversed", "start"]),
    ("path", &["class", "d"]),
    ("section", &[]),
    ("span", &["aria-hidden", "class"]),
    ("summary", &[]),
    ("svg", &["aria-label", "preserveAspectRatio", "role", "viewBox"]),
];

/// What a browser would make of a page that should not be there; nothing when all is well.
fn intruders(page: &str) -> Vec<String> {
    found_in(page, &[KNOWN], STYLE, 3)
}

/// The same of a page of the site, which leads to others of it.
pub(crate) fn intruders_there(page: &str) -> Vec<String> {
    found_in(page, &[KNOWN_THERE, KNOWN], page::bundle::SITE_STYLE, 4)
}

fn found_in(page: &str, known: &[&[(&str, &[&str])]], style: &str, metas: usize) -> Vec<String> {
    let document = Document::from(page);
    let mut found = Vec::new();
    for node in document.select("*").nodes() {
        let name = node.node_name().unwrap_or_default().to_string();
        let mut kinds = known.iter().copied().flatten();
        let Some((_, attributes)) = kinds.find(|(known, _)| **known == *name) else {
            found.push(format!("<{name}>"));
            continue;
        };
        for attribute in node.attrs() {
            let (key, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            if !attributes.contains(&key.as_str()) {
                found.push(format!("<{name} {key}>"));
            }
            let led = ["https://", "http://", "mailto:"];
            let ours = known.len() > 1 && is_ours(&value);
            let led = led.iter().any(|scheme| value.to_ascii_lowercase().starts_with(scheme));
            if key == "href" && !led && !ours {
                found.push(format!("a link to {value}"));
            }
        }
    }
    // What stands once stays the only one, so that nothing was closed and opened anew.
    for (once, count) in [("style", 1), ("title", 1), ("h1", 1), ("meta", metas), ("main", 1)] {
        if document.select(once).length() != count {
            found.push(format!("{} times <{once}>", document.select(once).length()));
        }
    }
    if *document.select("style").text() != *style {
        found.push("another style".to_owned());
    }
    found
}

/// An address within the site: no scheme, no host, nothing of what anybody wrote.
fn is_ours(to: &str) -> bool {
    let to = to.strip_prefix("../").unwrap_or(to);
    to == "#main" || to.parse::<page::bundle::FilePath>().is_ok()
}

fn page(house: &str, title: &str, services: &[String], body: &str) -> String {
    let text = Text::read(body);
    let (at, occasion) = (Millis(0), Occasion::Identified);
    let affected = services.to_vec();
    Update { house, title, occasion, at, affected, drill: false, text: &text, review: None }.page()
}

#[test]
fn the_watch_sees_what_should_not_be_there() {
    let fine = page("Ardent", "Payments fail", &[], "We are looking into it.");
    assert_eq!(intruders(&fine), Vec::<String>::new());
    for planted in [
        "<script>steal()</script>",
        "<p onclick=\"steal()\">x</p>",
        "<a href=\"javascript:steal()\">x</a>",
        "<svg></svg>",
        "<style>p{}</style>",
    ] {
        let broken = fine.replace("<div class=\"said\">", &format!("<div class=\"said\">{planted}"));
        assert!(!intruders(&broken).is_empty(), "{planted}");
    }
}

#[test]
fn no_try_in_any_field_is_more_than_words() {
    assert!(TRIES.len() >= 60);
    for try_ in TRIES.iter() {
        let services = [try_.clone(), format!("Checkout {try_}")];
        for (field, page) in [
            ("body", page("Ardent", "Payments fail", &[], try_)),
            ("in a body", page("Ardent", "Payments fail", &[], &format!("Before {try_} after\n\n{try_}"))),
            ("title", page("Ardent", try_, &[], "x")),
            ("house", page(try_, "Payments fail", &[], "x")),
            ("services", page("Ardent", "Payments fail", &services, "x")),
            ("all", page(try_, try_, &services, try_)),
        ] {
            assert_eq!(intruders(&page), Vec::<String>::new(), "{try_} in {field}: {page}");
        }
        let document = Document::from(page("Ardent", try_, &[], "x"));
        assert_eq!(document.select("h1").text().to_string(), one_line(try_));
    }
}

#[test]
fn markup_that_nobody_obeys_can_still_be_read() {
    for text in ["<script>steal()</script>", "a <img src=x onerror=steal()> b", "</p></div>"] {
        let page = page("Ardent", "x", &[], text);
        assert_eq!(Document::from(page).select(".said").text().trim(), text);
        assert_eq!(Text::read(text).to_string(), text);
    }
}

#[test]
fn what_is_built_to_take_long_does_not() {
    let n = 20_000;
    for (what, text) in [
        ("quotes", ">".repeat(n)),
        ("lists", "- ".repeat(n / 2)),
        ("emphasis", "*a_ ".repeat(n / 4)),
        ("open brackets", "[".repeat(n)),
        ("links in links", "[a](".repeat(n / 4)),
        ("backticks", (1..200).map(|n| "`".repeat(n) + "a").collect()),
        ("open elements", "<".repeat(n)),
        ("comments", "<!--".repeat(n / 4)),
        ("strong", "**a ".repeat(n / 8) + &" a**".repeat(n / 8)),
        ("a deep list", (0..180).map(|n| "  ".repeat(n) + "- a\n").collect()),
        (
            "references",
            (0..n / 10).map(|n| format!("[{n}]: <x>\n")).collect::<String>() + &"[0]".repeat(n / 6),
        ),
        ("addresses", "www.a.b ".repeat(n / 8)),
        ("entities", "&amp;".repeat(n / 5)),
    ] {
        let began = Instant::now();
        let read = Text::read(&text);
        let (html, plain, short) = (read.html(), read.to_string(), read.short());
        assert!(html.len() + plain.len() + short.text.len() > 0, "{what}");
        // A hundred times what it takes: what grows with the square of the length takes minutes.
        assert!(began.elapsed() < Duration::from_secs(20), "{what} took {:?}", began.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_read_and_reads_the_same_once_a_browser_has_read_it(
        text in "(\\PC|[<>&\"'`*_\\[\\]()!#\n -]|<[a-z/]{1,6}|javascript:|https://a.example|\\]\\(){0,80}"
    ) {
        let html = Text::read(&text).html();
        let again = Document::fragment(html.as_str());
        let root = again.root();
        let reread = root.first_element_child().map(|it| it.inner_html().to_string()).unwrap_or_default();
        prop_assert_eq!(&reread, &html);
        prop_assert_eq!(intruders(&page(&text, &text, std::slice::from_ref(&text), &text)), Vec::<String>::new());
    }
}
