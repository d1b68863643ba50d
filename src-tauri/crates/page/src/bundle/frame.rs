//! What every page of the site has around it.

use incident::text::one_line;
use incident::value::{ComponentState, Occasion};

use super::site::Site;
use crate::html::escape;

/// The style that stands in every page, so that each of them needs nothing else, wherever it lies.
pub const SITE_STYLE: &str = include_str!("site.css");

/// The name of [`SITE_STYLE`] in a content security policy.
pub const SITE_STYLE_HASH: &str = "sha256-9vRkvlu+Fdea4/lCn/SfWCKXzTf1sACBLM3SiXvnt1U=";

/// A page with this title. `up` leads to the folder of the first one.
pub(super) fn frame(site: &Site, up: &str, title: Option<&str>, main: &str) -> String {
    framed(site, up, title, main, "'none'")
}

/// The same, with where its forms may lead.
pub(super) fn framed(site: &Site, up: &str, title: Option<&str>, main: &str, forms: &str) -> String {
    let house = escape(&one_line(&site.page.of.name));
    let title = title.map(|title| format!("{} · ", escape(&one_line(title)))).unwrap_or_default();
    let mut page = String::with_capacity(SITE_STYLE.len() + main.len() + 1_500);
    page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '");
    page.extend([SITE_STYLE_HASH, "'; base-uri 'none'; form-action ", forms, "\">\n"]);
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.extend(["<title>", &title, &house, " status</title>\n"]);
    page.extend([
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"",
        &house,
        " status\" href=\"",
    ]);
    page.extend([up, "history.atom\">\n<style>", SITE_STYLE, "</style>\n</head>\n<body>\n"]);
    page.push_str("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n");
    page.extend(["<header><div><p dir=\"auto\"><a href=\"", up, "index.html\">", &house, " status</a></p>"]);
    if let Some(address) = &site.page.subscribe {
        page.extend(["<a class=\"button\" href=\"", &escape(address), "\">Subscribe to updates</a>"]);
    }
    page.push_str("</div></header>\n");
    page.extend(["<main id=\"main\">\n", main, "</main>\n<footer><nav aria-label=\"More\">\n"]);
    page.extend([
        "<a href=\"",
        up,
        "index.html\">Now</a>\n<a href=\"",
        up,
        "history/index.html\">History</a>\n",
    ]);
    page.extend(["<a href=\"", up, "history.atom\">Atom feed</a>\n"]);
    page.extend(["<a href=\"", up, "api/v2/summary.json\">JSON</a>\n"]);
    page.extend(["<a href=\"", up, "CHECK.txt\">Check the signature</a>\n</nav>"]);
    page.push_str("<p>All times are UTC.</p></footer>\n</body>\n</html>\n");
    page
}

/// A state as a word with its sign; never by its colour alone.
pub(super) fn state(state: ComponentState) -> String {
    let (class, sign) = match state {
        ComponentState::Operational => ("ok", "✓"),
        ComponentState::UnderMaintenance => ("work", "⚙"),
        ComponentState::DegradedPerformance => ("slow", "◐"),
        ComponentState::PartialOutage => ("part", "▲"),
        ComponentState::MajorOutage => ("down", "✕"),
    };
    format!("<span class=\"{class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>", state.name())
}

/// How an incident stands, as a word.
pub(super) fn status(status: Occasion) -> &'static str {
    match status {
        Occasion::PostMortemPublished => "Post-mortem",
        other => other.name(),
    }
}
