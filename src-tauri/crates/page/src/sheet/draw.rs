//! From marks to a PDF.

use std::ops::Range;

use incident::id::Millis;
use incident::zone::utc_text;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;

use super::SheetError;
use super::face::Faces;
use super::layout::{HEIGHT, Ink, MARGIN, Mark, WIDTH};

/// What a list of files shows of a document.
pub(crate) struct Properties<'a> {
    pub(crate) title: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) at: Millis,
}

/// Pages of A4, each with its marks.
pub(crate) fn draw(
    about: &Properties<'_>,
    faces: &Faces,
    pages: &[Vec<Mark>],
) -> Result<Vec<u8>, SheetError> {
    let mut document = Document::new();
    document.set_metadata(properties(about));
    let Some(size) = PageSettings::from_wh(WIDTH, HEIGHT) else { return Err(SheetError::Font) };
    for marks in pages {
        draw_page(&mut document, size.clone(), faces, marks);
    }
    document.finish().map_err(SheetError::Pdf)
}

fn draw_page(document: &mut Document, size: PageSettings, faces: &Faces, marks: &[Mark]) {
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    for mark in marks {
        match mark {
            Mark::Words { x, y, size, strong, ink, text } => {
                let face = if *strong { &faces.strong } else { &faces.regular };
                surface.set_fill(Some(fill(*ink)));
                let at = Point::from_xy(*x, *y);
                surface.draw_glyphs(at, &face.glyphs(text), face.font.clone(), text, *size, false);
            }
            Mark::Rule { y, thick, ink } => {
                bar(&mut surface, Rect::from_xywh(MARGIN, *y, WIDTH - 2.0 * MARGIN, *thick), *ink);
            }
            Mark::Bar { x, y, width, height, ink } => {
                bar(&mut surface, Rect::from_xywh(*x, *y, *width, *height), *ink);
            }
        }
    }
    surface.finish();
    page.finish();
}

fn bar(surface: &mut Surface<'_>, rect: Option<Rect>, ink: Ink) {
    let mut path = PathBuilder::new();
    if let Some(rect) = rect {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

/// The moment is that of the words, so that the same words are the same file.
fn properties(about: &Properties<'_>) -> Metadata {
    let properties = Metadata::new()
        .title(about.title.to_owned())
        .description(about.kind.to_owned())
        .language("en".to_owned())
        .creator("Allclear".to_owned());
    match moment(&utc_text(about.at)) {
        Some(at) => properties.creation_date(at),
        None => properties,
    }
}

/// `2026-11-19 14:12 UTC`.
fn moment(text: &str) -> Option<DateTime> {
    let part = |range: Range<usize>| text.get(range)?.parse().ok();
    Some(
        DateTime::new(text.get(..4)?.parse().ok()?)
            .month(part(5..7)?)
            .day(part(8..10)?)
            .hour(part(11..13)?)
            .minute(part(14..16)?)
            .second(0)
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}

fn fill(ink: Ink) -> Fill {
    let color = match ink {
        Ink::Black => rgb::Color::new(0x17, 0x19, 0x1e),
        Ink::Grey => rgb::Color::new(0x4b, 0x51, 0x5d),
        Ink::Amber => rgb::Color::new(0x7f, 0x4b, 0x00),
        Ink::Line => rgb::Color::new(0xdf, 0xe2, 0xe8),
        Ink::Accent => rgb::Color::new(0x4a, 0x45, 0xc4),
        Ink::Shade => rgb::Color::new(0xe9, 0xe9, 0xf8),
    };
    Fill { paint: color.into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}
