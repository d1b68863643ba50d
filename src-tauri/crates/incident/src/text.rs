//! Text from people, made safe to look at. The log keeps what was written; this is only for showing it.

use std::borrow::Cow;

/// The same text with characters that hide or reorder others made visible: control characters become their
/// pictures, bidirectional overrides and zero-width characters become `⟨U+202E⟩`. Line breaks and tabs stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !is_hidden(c) => shown.push(c),
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('␡'),
            c => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
        }
    }
    Cow::Owned(shown)
}

/// The same on one line: line breaks and tabs become spaces.
#[must_use]
pub fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether it leads to a page of the web, and hides or reorders nothing that a person sees before they open it.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let begins =
        |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let rest =
        ["https://", "http://"].iter().find(|scheme| begins(scheme)).map(|scheme| &text[scheme.len()..]);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !text.contains(char::is_whitespace)
        && visible(text) == text
}

fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{061c}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_and_ordinary_text_is_untouched() {
        for (text, shown) in [
            ("Straße 支払い 👩‍🚒 مرحبا", "Straße 支払い 👩‍🚒 مرحبا"),
            ("a\u{7}b", "a␇b"),
            ("gpj\u{202e}exe", "gpj⟨U+202E⟩exe"),
            ("a\u{200b}b", "a⟨U+200B⟩b"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(one_line("a\n\tb  c"), "a b c");
    }
}
