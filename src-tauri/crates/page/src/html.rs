//! An update as a page that needs nothing else: no script, no picture, no style from elsewhere.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use incident::id::Millis;
use incident::text::{one_line, visible};
use incident::zone::{clock_text, utc_text};

use crate::text::{Block, Span, Text};
use crate::update::Update;

/// The style that stands in the page.
pub const STYLE: &str = include_str!("page.css");

/// The name of [`STYLE`] in a content security policy: whoever shows the page allows this style and no other.
pub const STYLE_HASH: &str = "sha256-UWC/Dgp/ecIFehf3rhFHphVLBc99Uu4p7FDraf3uYks=";

/// What may stand in a text. Whatever is not written from [`Text`] is not known here.
static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut allowed = Builder::empty();
    allowed
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "em",
            "hr",
            "li",
            "mark",
            "ol",
            "p",
            "pre",
            "strong",
            "ul",
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::from(["dir"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    allowed
});

impl Text {
    /// The text as HTML: thirteen kinds of elements, links of three schemes. It is cleaned once, here, and nobody changes
    /// the string afterwards.
    #[must_use]
    pub fn html(&self) -> String {
        let mut html = String::new();
        write_blocks(&self.blocks, &mut html);
        ALLOWED.clean(&html).to_string()
    }
}

impl Update<'_> {
    /// The page of this update.
    #[must_use]
    pub fn page(&self) -> String {
        let (house, title) = (escape(&one_line(self.house)), escape(&one_line(self.title)));
        let mut page = String::with_capacity(STYLE.len() + 2_048);
        page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.extend([
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '",
        ]);
        page.extend([STYLE_HASH, "'; base-uri 'none'; form-action 'none'\">\n"]);
        page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.extend(["<title>", &title, " · ", &house, " status</title>\n"]);
        page.extend(["<style>", STYLE, "</style>\n</head>\n<body>\n"]);
        page.extend(["<header><p dir=\"auto\">", &house, " status</p></header>\n<main>\n"]);
        page.extend(["<h1 dir=\"auto\">", &title, "</h1>\n<p class=\"state\"><b>", self.occasion.name()]);
        page.extend(["</b> · ", &time(self.at, None), "</p>\n"]);
        page.extend(["<div class=\"said\">\n", &self.said().html(), "</div>\n"]);
        if let Some(review) = self.review.map(escape) {
            page.extend(["<p><a href=\"", &review, "\">Read the review</a></p>\n"]);
        }
        if !self.affected.is_empty() {
            page.push_str("<h2>Affected</h2>\n<ul class=\"affected\">\n");
            for one in &self.affected {
                page.extend(["<li dir=\"auto\">", &escape(&one_line(one)), "</li>\n"]);
            }
            page.push_str("</ul>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

/// A moment that a program can read too.
pub(crate) fn time(at: Millis, on_the_day_of: Option<Millis>) -> String {
    let full = utc_text(at);
    let shown = on_the_day_of.map_or_else(|| full.clone(), |day| clock_text(at, day));
    let machine = full.replacen(' ', "T", 1).replace(" UTC", "Z");
    format!("<time datetime=\"{machine}\">{shown}</time>")
}

fn write_blocks(blocks: &[Block], html: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) => {
                html.push_str("<p dir=\"auto\">");
                write_spans(spans, html);
                html.push_str("</p>\n");
            }
            Block::List(first, items) => {
                match first {
                    None => html.push_str("<ul>\n"),
                    Some(1) => html.push_str("<ol>\n"),
                    Some(first) => html.push_str(&format!("<ol start=\"{first}\">\n")),
                }
                for item in items {
                    html.push_str("<li>");
                    write_blocks(item, html);
                    html.push_str("</li>\n");
                }
                html.push_str(if first.is_some() { "</ol>\n" } else { "</ul>\n" });
            }
            Block::Quote(inner) => {
                html.push_str("<blockquote>\n");
                write_blocks(inner, html);
                html.push_str("</blockquote>\n");
            }
            Block::Code(code) => html.extend(["<pre><code>", &escape(code), "</code></pre>\n"]),
            Block::Rule => html.push_str("<hr>\n"),
        }
    }
}

fn write_spans(spans: &[Span], html: &mut String) {
    for span in spans {
        match span {
            Span::Words(words) => html.push_str(&escape(words)),
            Span::Break => html.push_str("<br>\n"),
            Span::Strong(inner) => wrap("strong", inner, html),
            Span::Emphasis(inner) => wrap("em", inner, html),
            Span::Code(code) => html.extend(["<code>", &escape(code), "</code>"]),
            Span::Gap(name) => html.extend(["<mark>", &escape(&one_line(name)), "</mark>"]),
            Span::Link(to, label) => {
                html.extend(["<a href=\"", &escape(to.as_str()), "\">"]);
                write_spans(label, html);
                html.push_str("</a>");
            }
        }
    }
}

fn wrap(tag: &str, inner: &[Span], html: &mut String) {
    html.extend(["<", tag, ">"]);
    write_spans(inner, html);
    html.extend(["</", tag, ">"]);
}

/// Words as words, in an element or in an attribute; nothing in them hides or reorders others.
pub(crate) fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in visible(words).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
