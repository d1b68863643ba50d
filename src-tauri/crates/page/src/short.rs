//! The text of an update where only 280 characters fit.

use unicode_segmentation::UnicodeSegmentation;

use crate::draft::{bracketed, parted};
use crate::{Piece, Text};

/// So many characters fit.
pub const SHORT: usize = 280;

/// What fits, and how much does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// At most [`SHORT`] characters.
    pub text: String,
    /// The same with the gaps of a draft.
    pub pieces: Vec<Piece>,
    /// How many characters of the text are not in it.
    pub left_out: usize,
}

impl Text {
    /// The whole text if it fits; else its sentences up to the last that does, else its words and `…`. No character that
    /// is made of several is ever cut in two.
    #[must_use]
    pub fn short(&self) -> Short {
        let text = self.marked();
        let has = text.chars().count();
        if has <= SHORT {
            return Short::of(&text, 0);
        }
        let sentences = longest(text.split_sentence_bounds(), SHORT);
        let cut = match text[..sentences].trim_end() {
            "" => {
                let words = text[..longest(text.split_word_bounds(), SHORT - 1)].trim_end();
                let kept = match words {
                    "" => &text[..longest(text.graphemes(true), SHORT - 1)],
                    words => words,
                };
                return Short::of(&format!("{kept}…"), has - kept.chars().count());
            }
            whole => whole,
        };
        Short::of(cut, has - cut.chars().count())
    }
}

impl Short {
    fn of(marked: &str, left_out: usize) -> Self {
        Self { text: bracketed(marked), pieces: parted(marked), left_out }
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
