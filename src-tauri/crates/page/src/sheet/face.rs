//! The font of the sheet, and how wide words are in it.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

/// Inter, with its Latin, Greek and Cyrillic letters.
const REGULAR: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");

/// Both weights.
pub(crate) struct Faces {
    pub(crate) regular: Face,
    pub(crate) strong: Face,
}

impl Faces {
    pub(crate) fn load() -> Option<Self> {
        Some(Self { regular: Face::load(REGULAR)?, strong: Face::load(STRONG)? })
    }
}

/// One weight. Letters stand beside each other without kerning, so that widths add up.
pub(crate) struct Face {
    pub(crate) font: Font,
    map: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    em: f32,
}

impl Face {
    fn load(bytes: &'static [u8]) -> Option<Self> {
        let font = Font::new(bytes.into(), 0)?;
        let read = FontRef::new(bytes).ok()?;
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { em: font.units_per_em(), font, map: read.charmap(), widths })
    }

    fn advance(&self, c: char) -> f32 {
        self.widths.advance_width(self.map.map(c).unwrap_or_default()).unwrap_or_default() / self.em
    }

    /// A glyph for each character, one after the other; what the font does not have is an empty box.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        text.char_indices()
            .map(|(at, c)| {
                let glyph = GlyphId::new(self.map.map(c).unwrap_or_default().to_u32());
                KrillaGlyph::new(glyph, self.advance(c), 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
            })
            .collect()
    }

    /// Whether the font has every letter of a text.
    pub(crate) fn knows(&self, text: &str) -> bool {
        text.chars().all(|c| c.is_whitespace() || self.map.map(c).is_some())
    }

    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }

    /// The text in at most so many lines that fit; the last ends with `…` where there were more, and the answer says
    /// whether there were. A word that is wider than a line is broken where it has to be.
    pub(crate) fn fit(&self, text: &str, size: f32, room: f32, most: usize) -> (Vec<String>, bool) {
        let mut lines = self.wrap(text, size, room, most + 1);
        if lines.len() <= most {
            return (lines, false);
        }
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while !last.is_empty() && self.width(last, size) + self.width("…", size) > room {
                let end = last.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
                last.truncate(end);
            }
            last.truncate(last.trim_end().len());
            last.push('…');
        }
        (lines, true)
    }

    /// The first lines of a text.
    fn wrap(&self, text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
        let space = self.width(" ", size);
        let mut lines = Vec::new();
        let (mut line, mut wide) = (String::new(), 0.0);
        for word in text.split_whitespace() {
            if lines.len() >= most {
                return lines;
            }
            let width = self.width(word, size);
            if !line.is_empty() && wide + space + width <= room {
                line.extend([" ", word]);
                wide += space + width;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if width <= room {
                line.push_str(word);
                wide = width;
                continue;
            }
            wide = 0.0;
            for piece in word.graphemes(true) {
                let width = self.width(piece, size);
                if !line.is_empty() && wide + width > room {
                    lines.push(std::mem::take(&mut line));
                    wide = 0.0;
                }
                line.push_str(piece);
                wide += width;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}
