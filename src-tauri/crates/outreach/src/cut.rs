//! Texts where a channel takes no more than so much.

use unicode_segmentation::UnicodeSegmentation;

/// The text if it has at most so many characters; else its beginning, never half of a character that is made of
/// several, and where the whole of it stands.
pub(crate) fn cut(text: &str, most: usize, link: Option<&str>) -> String {
    cut_by(text, most, link, |piece| piece.chars().count())
}

/// The same where bytes of UTF-8 are counted.
pub(crate) fn cut_bytes(text: &str, most: usize, link: Option<&str>) -> String {
    cut_by(text, most, link, str::len)
}

/// The same where only the channel's own form shows whether it fits. A text of which nothing fits is empty.
pub(crate) fn cut_to_fit(text: &str, most: usize, link: Option<&str>, fits: impl Fn(&str) -> bool) -> String {
    let mut most = most;
    loop {
        let shorter = cut_bytes(text, most, link);
        if most == 0 || fits(&shorter) {
            return shorter;
        }
        most /= 2;
    }
}

fn cut_by(text: &str, most: usize, link: Option<&str>, size: fn(&str) -> usize) -> String {
    if size(text) <= most {
        return text.to_owned();
    }
    let after = match link {
        Some(link) => format!("…\n\nThe whole text: {link}"),
        None => "…".to_owned(),
    };
    let after = if size(&after) < most { after } else { "…".to_owned() };
    if size(&after) > most {
        return String::new();
    }
    let room = most.saturating_sub(size(&after));
    let (mut end, mut has) = (0, 0);
    for piece in text.graphemes(true) {
        has += size(piece);
        if has > room {
            break;
        }
        end += piece.len();
    }
    format!("{}{after}", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_text_ends_between_two_characters_and_says_where_it_goes_on() {
        assert_eq!(cut("short", 5, Some("https://example.org")), "short");
        assert_eq!(cut("a fairly long text", 9, None), "a fairly…");
        assert_eq!(cut("👩‍🚒👩‍🚒👩‍🚒", 7, None), "👩‍🚒👩‍🚒…");
        assert_eq!(cut_bytes("ääää", 7, None), "ää…");
        let cut = cut(&"word ".repeat(500_000), 64, Some("https://example.org/i"));
        assert_eq!(cut, "word word word word word…\n\nThe whole text: https://example.org/i");
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in "\\PC{0,200}", most in 3_usize..100, linked: bool) {
            let link = linked.then_some("https://example.org");
            prop_assert!(cut(&text, most, link).chars().count() <= most);
            prop_assert!(cut_bytes(&text, most, link).len() <= most);
        }
    }
}
