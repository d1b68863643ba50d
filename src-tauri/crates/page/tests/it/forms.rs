use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use incident::id::Millis;
use incident::value::Occasion;
use page::{SHORT, STYLE, STYLE_HASH, Text, Update};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// 2026-11-26 14:10 UTC.
const NOW: Millis = Millis(1_795_702_200_000);

fn html(markdown: &str, expect: &str) {
    assert_eq!(Text::read(markdown).html(), expect, "{markdown}");
}

fn plain(markdown: &str, expect: &str) {
    assert_eq!(Text::read(markdown).to_string(), expect, "{markdown}");
}

#[test]
fn what_people_write_becomes_html() {
    html(
        "We are *looking* into **it**.",
        "<p dir=\"auto\">We are <em>looking</em> into <strong>it</strong>.</p>\n",
    );
    html("One\ntwo\n\nthree", "<p dir=\"auto\">One<br>\ntwo</p>\n<p dir=\"auto\">three</p>\n");
    html("- a\n- b", "<ul>\n<li><p dir=\"auto\">a</p>\n</li>\n<li><p dir=\"auto\">b</p>\n</li>\n</ul>\n");
    html("3. a", "<ol start=\"3\">\n<li><p dir=\"auto\">a</p>\n</li>\n</ol>\n");
    html("> said", "<blockquote>\n<p dir=\"auto\">said</p>\n</blockquote>\n");
    html("`a < b`", "<p dir=\"auto\"><code>a &lt; b</code></p>\n");
    html("```\na\n b\n```", "<pre><code>a\n b</code></pre>\n");
    html("# Title", "<p dir=\"auto\"><strong>Title</strong></p>\n");
    html("a\n\n***\n\nb", "<p dir=\"auto\">a</p>\n<hr>\n<p dir=\"auto\">b</p>\n");
    // A line of hyphens under a sentence makes no heading of it.
    html("a\n---", "<p dir=\"auto\">a</p>\n<hr>\n");
    html("eu_west_1 and 2*3*4", "<p dir=\"auto\">eu_west_1 and 2<em>3</em>4</p>\n");
}

#[test]
fn links_lead_to_the_web_and_to_mailboxes() {
    let rel = "rel=\"noopener noreferrer nofollow\"";
    for (markdown, to, label) in [
        ("[docs](https://example.org/a?b=1&c)", "https://example.org/a?b=1&amp;c", "docs"),
        ("https://example.org", "https://example.org", "https://example.org"),
        ("[us](mailto:help@example.org)", "mailto:help@example.org", "us"),
        ("![chart](https://example.org/a.png)", "https://example.org/a.png", "chart"),
        ("![](https://example.org/a.png)", "https://example.org/a.png", "https://example.org/a.png"),
        ("[x](HTTPS://example.org)", "HTTPS://example.org", "x"),
    ] {
        html(markdown, &format!("<p dir=\"auto\"><a href=\"{to}\" {rel}>{label}</a></p>\n"));
    }
    for nowhere in ["javascript:alert(1)", "ftp://a.example", "//a.example", "/settings", "data:x", "https:a"]
    {
        html(&format!("[x](<{nowhere}>)"), &format!("<p dir=\"auto\">x ({nowhere})</p>\n"));
    }
}

#[test]
fn the_same_is_read_as_plain_text() {
    plain("We are *looking* into **it**.\n\nSorry.", "We are looking into it.\n\nSorry.");
    plain("One\ntwo", "One\ntwo");
    plain("- a\n- b\n  - c\n\nd", "- a\n- b\n  - c\n\nd");
    plain("3. a\n4. b", "3. a\n4. b");
    plain("> said\n>\n> twice", "> said\n>\n> twice");
    plain(
        "[docs](https://example.org) and https://example.org/b",
        "docs (https://example.org) and https://example.org/b",
    );
    plain("Ask help@example.org, see www.example.org", "Ask help@example.org, see www.example.org");
    plain("[us](mailto:help@example.org)", "us (help@example.org)");
    plain("# Title\n\n```\ncode\n```", "Title\n\ncode");
    plain("<b>bold</b>\n\n<div>\na\n</div>", "<b>bold</b>\n\n<div>\na\n</div>");
    plain("", "");
}

#[test]
fn two_hundred_and_eighty_characters_end_with_a_sentence() {
    let one = "Payments by card fail for some customers in Europe. ";
    let whole = Text::read(&one.repeat(5)).short();
    assert_eq!((whole.text.as_str(), whole.left_out), (one.repeat(5).trim_end(), 0));

    let cut = Text::read(&one.repeat(9)).short();
    assert_eq!(cut.text, one.repeat(5).trim_end());
    assert_eq!(cut.left_out, one.len() * 9 - 1 - cut.text.len());

    let word = Text::read(&"supercalifragilistic ".repeat(20)).short();
    assert!(word.text.ends_with("supercalifragilistic…"), "{}", word.text);
    let letters = Text::read(&"x".repeat(400)).short();
    assert_eq!((letters.text.chars().count(), letters.left_out), (SHORT, 400 - 279));
    // A family is seven characters and one sign.
    let family = Text::read(&"👨‍👩‍👧‍👦".repeat(60)).short();
    assert_eq!(family.text, "👨‍👩‍👧‍👦".repeat(39) + "…");
}

#[test]
fn a_page_says_all_that_is_known_and_no_more() {
    let text = Text::read("We are looking into it.");
    let update = Update {
        house: "Ardent",
        title: "Payments\nfail",
        occasion: Occasion::Investigating,
        at: NOW,
        affected: vec!["Checkout".to_owned(), "Login & accounts".to_owned()],
        drill: false,
        text: &text,
        review: Some("https://status.example.org/reviews/7.html"),
    };
    assert_eq!(update.subject(), "[Investigating] Payments fail");
    let page = update.page();
    for part in [
        "<title>Payments fail · Ardent status</title>",
        "<h1 dir=\"auto\">Payments fail</h1>",
        "<a href=\"https://status.example.org/reviews/7.html\">Read the review</a>",
        "<b>Investigating</b> · <time datetime=\"2026-11-26T14:10Z\">2026-11-26 14:10 UTC</time>",
        "<p dir=\"auto\">We are looking into it.</p>",
        "<li dir=\"auto\">Login &amp; accounts</li>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let drill = Update { drill: true, ..update.clone() };
    assert_eq!(drill.subject(), "[DRILL] [Investigating] Payments fail");
    assert_eq!(drill.said().to_string(), "DRILL: this is an exercise.\n\nWe are looking into it.");
    assert_eq!(*drill.said(), Text::read(&drill.markdown("We are looking into it.")));
    let warned = "<p dir=\"auto\"><strong>DRILL: this is an exercise.</strong></p>\n<p dir=\"auto\">We are";
    assert!(drill.page().contains(warned), "{}", drill.page());
    let bare = Update { affected: Vec::new(), ..update }.page();
    assert!(!bare.contains("Affected") && !bare.contains("DRILL"), "{bare}");
}

#[test]
fn the_policy_names_the_style_that_stands_in_the_page() {
    assert_eq!(STYLE_HASH, format!("sha256-{}", STANDARD.encode(Sha256::digest(STYLE))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_short_form_fits_and_counts_what_it_leaves_out(text in "(\\PC{0,40}[.!?] ){0,30}") {
        let read = Text::read(&text);
        let (short, whole) = (read.short(), read.to_string());
        let has = short.text.chars().count();
        prop_assert!(has <= SHORT, "{has}");
        let kept = short.text.strip_suffix('…').filter(|_| short.left_out > 0).unwrap_or(&short.text);
        prop_assert!(whole.starts_with(kept));
        prop_assert_eq!(kept.chars().count() + short.left_out, whole.chars().count());
    }
}
