//! What is missing in a draft is seen in every form, and nobody can write it.

use page::{Piece, Text};

use Piece::{Gap, Words};

fn words(text: &str) -> Piece {
    Words(text.to_owned())
}

fn gap(name: &str) -> Piece {
    Gap(name.to_owned())
}

/// How a draft looks as a page, and as plain text.
#[track_caller]
fn check(draft: &[Piece], html: &str, plain: &[Piece]) {
    let text = Text::draft(draft);
    assert_eq!(text.html(), html);
    assert_eq!(text.pieces(), plain);
    assert_eq!(text.short().pieces, plain);
    let bracketed = |piece: &Piece| match piece {
        Words(words) => words.clone(),
        Gap(name) => format!("[{name}]"),
    };
    assert_eq!(text.to_string(), plain.iter().map(bracketed).collect::<String>());
}

#[test]
fn a_gap_stands_wherever_words_can() {
    check(
        &[words("Refunds by **"), gap("refund date"), words("**.")],
        "<p dir=\"auto\">Refunds by <strong><mark>refund date</mark></strong>.</p>\n",
        &[words("Refunds by "), gap("refund date"), words(".")],
    );
    check(
        &[words("- a "), gap("x"), gap("x"), words("\n> "), gap("y")],
        "<ul>\n<li><p dir=\"auto\">a <mark>x</mark><mark>x</mark></p>\n</li>\n</ul>\n\
         <blockquote>\n<p dir=\"auto\"><mark>y</mark></p>\n</blockquote>\n",
        &[words("- a "), gap("x"), gap("x"), words("\n\n> "), gap("y")],
    );
}

#[test]
fn a_gap_in_code_or_in_an_address_is_spelled_out() {
    check(
        &[words("`a "), gap("x"), words("`")],
        "<p dir=\"auto\"><code>a [x]</code></p>\n",
        &[words("a [x]")],
    );
    check(
        &[words("[docs](https://example.org/"), gap("number"), words(")")],
        "<p dir=\"auto\">docs (https://example.org/<mark>number</mark>)</p>\n",
        &[words("docs (https://example.org/"), gap("number"), words(")")],
    );
    // What stands before a bracket is no label of a link.
    check(
        &[gap("x"), words("(https://example.org)")],
        "<p dir=\"auto\"><mark>x</mark>(<a href=\"https://example.org\" rel=\"noopener noreferrer nofollow\">https://example.org</a>)</p>\n",
        &[gap("x"), words("(https://example.org)")],
    );
}

#[test]
fn nothing_that_is_written_is_a_gap() {
    // The signs behind which gaps are kept while a draft is parsed, in every way of writing them.
    for sign in ["\u{f0000}", "&#xF0000;", "&#983040;", "`\u{f0000}`", "\u{f0001}\u{f0000}"] {
        let text = Text::draft(&[words(sign), words(" of "), gap("date")]);
        assert_eq!(text.html().matches("<mark>").count(), 1, "{sign}: {}", text.html());
        assert_eq!(text.pieces().iter().filter(|piece| matches!(piece, Gap(_))).count(), 1, "{sign}");
    }
    for sign in ["\u{100000}x\u{100001}", "&#x100000;x&#x100001;", "`\u{100000}x\u{100001}`"] {
        let text = Text::read(sign);
        assert_eq!(text.pieces(), [words("\u{fffd}x\u{fffd}")], "{sign}");
    }
    for markup in ["<mark>x</mark>", "&lt;mark&gt;x&lt;/mark&gt;"] {
        assert!(!Text::read(markup).html().contains("<mark>"), "{markup}");
    }
    let html = Text::draft(&[gap("<img src=x onerror=steal()>*a*")]).html();
    assert_eq!(html, "<p dir=\"auto\"><mark>&lt;img src=x onerror=steal()&gt;*a*</mark></p>\n");
}

#[test]
fn a_draft_without_gaps_is_what_leaves() {
    let text = "We are **looking** into it, see [the docs](https://example.org). \u{f0000}";
    assert_eq!(Text::draft(&[words(text)]), Text::read(text));
}

#[test]
fn what_does_not_fit_is_cut_in_a_gap_as_well() {
    let long = "word ".repeat(55);
    let short = Text::draft(&[words(&long), gap("a date that nobody knows")]).short();
    assert!(short.left_out > 0 && short.text.chars().count() <= page::SHORT, "{short:?}");
    assert!(short.text.starts_with("word word"), "{short:?}");
}
