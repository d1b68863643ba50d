//! The escape, proven by a reader of Markdown that is not ours.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;

use crate::export::{inline, paragraphs};
use crate::text::{one_line, visible};

fn options() -> Options<'static> {
    let mut options = Options::default();
    let on = &mut options.extension;
    (on.strikethrough, on.table, on.autolink, on.tasklist, on.superscript) = (true, true, true, true, true);
    (on.footnotes, on.description_lists, on.math_dollars, on.math_code, on.alerts) =
        (true, true, true, true, true);
    (on.underline, on.subscript, on.spoiler, on.highlight, on.insert) = (true, true, true, true, true);
    (on.wikilinks_title_after_pipe, on.multiline_block_quotes) = (true, true);
    options
}

/// The names of all nodes but those of plain text, and the text itself.
fn read(markdown: &str) -> (Vec<&'static str>, String) {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options());
    let (mut structure, mut text) = (Vec::new(), String::new());
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push('\n'),
            NodeValue::Document => {}
            NodeValue::Paragraph => structure.push("paragraph"),
            NodeValue::Heading(_) => structure.push("heading"),
            NodeValue::List(_) => structure.push("list"),
            NodeValue::Item(_) => structure.push("item"),
            NodeValue::Table(_) => structure.push("table"),
            NodeValue::TableRow(_) => structure.push("row"),
            NodeValue::TableCell => structure.push("cell"),
            NodeValue::Link(link) => {
                // cmark-gfm and comrak make links of e-mail addresses after the escapes are gone; a reader
                // can be kept from it only by changing the text. The text stays whole and nothing is fetched.
                assert!(link.url.starts_with("mailto:"), "{} in {markdown}", link.url);
            }
            other => panic!("{other:?} in {markdown}"),
        }
    }
    (structure, text)
}

fn check(text: &str) {
    let line = one_line(text);
    if !line.is_empty() {
        assert_eq!(read(&format!("# {}", inline(text))), (vec!["heading"], line.clone()), "{text:?}");
        assert_eq!(read(&inline(text)), (vec!["paragraph"], line.clone()), "{text:?}");
        let table = ["table", "row", "cell", "cell", "row", "cell", "cell"].to_vec();
        assert_eq!(
            read(&format!("| a | b |\n|---|---|\n| c | {} |", inline(text))),
            (table, format!("abc{line}")),
            "{text:?}"
        );
    }
    let lines: String = visible(text).lines().map(one_line).collect();
    let (structure, said) = read(&format!("- x{}", paragraphs(&format!(".\n{text}"), "  ")));
    assert_eq!(said.replace('\n', ""), format!("x.{lines}"), "{text:?}");
    assert_eq!(structure[..3], ["list", "item", "paragraph"], "{text:?}");
    assert!(structure[3..].iter().all(|node| *node == "paragraph"), "{structure:?} in {text:?}");
}

#[test]
fn text_is_never_structure() {
    for text in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!-- gone -->",
        "&lt;b&gt; &amp; &#60;",
        "[click](javascript:alert(1))",
        "[ref]: https://evil.example",
        "![pixel](https://evil.example/p.png)",
        "https://evil.example www.evil.example ftp://evil.example ana@evil.example",
        "WWW.evil.example HTTP://evil.example mailto:ana@evil.example",
        "a | b | c",
        "`code` ``` ~~~",
        "```\nfenced\n```",
        "# heading #",
        "heading #",
        "- item",
        "+ item",
        "* item",
        "1. item",
        "12) item",
        "> quote",
        "---",
        "===",
        "___",
        "***bold*** _em_ ~~gone~~",
        "first\n===\nsecond\n---",
        "    indented code",
        "\tindented code",
        "- [ ] task",
        "[^1] and [^1]: note",
        "term\n: definition",
        "$x$ $$y$$ ==mark== ++ins++ ||spoiler|| ^up^",
        "[[wiki]] [!NOTE]",
        "back\\slash \\* \\| end\\",
        "two\n\nparagraphs\n\n\n# and more",
        "gpj\u{202e}exe \u{7} \u{200b}",
        "支払い 👩‍🚒 مرحبا",
        "a\r\nb",
        "2026-11-19 14:12 get.example.io (ok) 50% #12",
    ] {
        check(text);
    }
}

#[test]
fn ordinary_words_stay_readable() {
    for (text, markdown) in [
        ("Checkout is down: 5xx at get.example.io", "Checkout is down: 5xx at get.example.io"),
        ("a_b <b>", "a\\_b \\<b\\>"),
        ("1. then", "1\\. then"),
        ("https://x.example", "https\\://x.example"),
        ("\u{202e}evil", "⟨U+202E⟩evil"),
    ] {
        assert_eq!(inline(text), markdown);
    }
    assert_eq!(paragraphs("one\ntwo\n\n# three", "  "), "one\\\n  two\n\n  \\# three");
}

proptest! {
    #[test]
    fn no_mixture_of_marks_is_structure(text in r"([-#*_`~<>\[\]()|\\!&$^=+:@./{}0-9a-z \n\t]|www\.|http://|<b>|- |1\. ){0,40}") {
        check(&text);
    }
}
