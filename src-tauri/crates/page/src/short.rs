//! The text of an update where only 280 characters fit.

use unicode_segmentation::UnicodeSegmentation;

use crate::Text;

/// So many characters fit.
pub const SHORT: usize = 280;

/// What fits, and how much does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// At most [`SHORT`] characters.
    pub text: String,
    /// How many characters of the text are not in it.
    pub left_out: usize,
}

impl Text {
    /// The whole text if it fits; else its sentences up to the last that does, else its words and `…`. No character that
    /// is made of several is ever cut in two.
    #[must_use]
    pub fn short(&self) -> Short {
        let text = self.to_string();
        let has = text.chars().count();
        if has <= SHORT {
            return Short { text, left_out: 0 };
        }
        let sentences = longest(text.split_sentence_bounds(), SHORT);
        let cut = match text[..sentences].trim_end() {
            "" => {
                let words = text[..longest(text.split_word_bounds(), SHORT - 1)].trim_end();
                let kept = match words {
                    "" => &text[..longest(text.graphemes(true), SHORT - 1)],
                    words => words,
                };
                return Short { left_out: has - kept.chars().count(), text: format!("{kept}…") };
            }
            whole => whole,
        };
        Short { left_out: has - cut.chars().count(), text: cut.to_owned() }
    }
}

/// How many bytes the first pieces have that fit together.
fn longest<'a>(pieces: impl Iterator<Item = &'a str>, limit: usize) -> usize {
    let (mut bytes, mut chars) = (0, 0);
    for piece in pieces {
        chars += piece.chars().count();
        if chars > limit {
            break;
        }
        bytes += piece.len();
    }
    bytes
}
