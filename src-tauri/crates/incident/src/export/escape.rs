//! Text from people inside Markdown: always text, never structure, HTML or a link.

use crate::text::visible;

/// A text on one line, for a heading, a cell or the rest of a line. Characters that hide or reorder others are
/// made visible.
#[must_use]
pub fn inline(text: &str) -> String {
    let line = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    escaped(&line)
}

/// A text with its lines and paragraphs, for a list item: lines after the first begin with `indent`.
#[must_use]
pub fn paragraphs(text: &str, indent: &str) -> String {
    let shown = visible(text);
    let mut written = String::with_capacity(shown.len() + 16);
    let mut blank = false;
    for line in shown.lines().map(inline) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !written.is_empty() {
            // A blank line begins a paragraph; a backslash before the line break keeps the line break.
            written.push_str(if blank { "\n\n" } else { "\\\n" });
            written.push_str(indent);
        }
        written.push_str(&line);
        blank = false;
    }
    written
}

/// One line, with a backslash before what Markdown, or GitHub's, would read as more than a character.
fn escaped(line: &str) -> String {
    let mut written = String::with_capacity(line.len() + 16);
    let hashes = line.trim_end_matches('#').len();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let rest = &line[at..];
        let always = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&' | '$' | '^' | '@' | '!' | '{' | '}'
        );
        // At the start of a line these begin headings, lists, rules, definitions and underlines.
        let leading = at == 0 && matches!(c, '#' | '-' | '+' | '=' | ':');
        let numbered = at == digits && at > 0 && matches!(c, '.' | ')');
        // Bare addresses become links by themselves.
        let before = &line.as_bytes()[at.saturating_sub(3)..at];
        let address = rest.starts_with("://") || (c == '.' && before.eq_ignore_ascii_case(b"www"));
        // A heading may end in hashes, which are then not shown.
        let closing = c == '#' && at >= hashes;
        // Some readers take two of these for a mark.
        let doubled = matches!(c, '=' | '+') && (rest[1..].starts_with(c) || line[..at].ends_with(c));
        if c == '|' {
            // Inside a table a backslash is spent on the cell, and some readers' tables know no escape at all.
            written.push_str("&#124;");
            continue;
        }
        if always || leading || numbered || address || closing || doubled {
            written.push('\\');
        }
        written.push(c);
    }
    written
}
