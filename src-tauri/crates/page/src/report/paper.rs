//! A review on paper: text that flows over pages.

use incident::chart::{Chart, Citing};
use incident::id::Millis;
use incident::text::one_line;
use incident::zone::utc_text;

use super::{Part, Report, overview, pieces};
use crate::figure::{self, Figure, Shape, Side};
use crate::sheet::SheetError;
use crate::sheet::draw::{Properties, draw};
use crate::sheet::face::Faces;
use crate::sheet::layout::{HEIGHT, Ink, MARGIN, Mark, WIDTH};
use crate::text::{Block, Span, Text};

const RIGHT: f32 = WIDTH - MARGIN;
const TOP: f32 = MARGIN + 24.0;
const BOTTOM: f32 = HEIGHT - MARGIN;
const BODY: f32 = 10.0;
const SMALL: f32 = 8.5;
/// What a list or a quotation is moved to the right.
const STEP: f32 = 14.0;
/// The column of a time, and that of who wrote it down.
const WHEN: f32 = 100.0;
const WHO: f32 = 90.0;
/// No contents are longer, so that they have room on the first page.
const CONTENTS: usize = 30;

/// How words are written.
#[derive(Clone, Copy)]
struct Hand {
    size: f32,
    ink: Ink,
    left: f32,
    right: f32,
}

/// Words of one weight; a break of lines stands alone.
struct Run {
    strong: bool,
    text: String,
}

struct Pen<'a> {
    faces: &'a Faces,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

pub(super) fn paper(report: &Report) -> Result<Vec<u8>, SheetError> {
    let faces = Faces::load().ok_or(SheetError::Font)?;
    let mut pen = Pen { faces: &faces, pages: vec![Vec::new()], y: TOP };
    let body = Hand { size: BODY, ink: Ink::Black, left: MARGIN, right: RIGHT };
    pen.words(&[strong(&one_line(&report.title))], Hand { size: 20.0, ..body });
    pen.down(4.0);
    let about = format!("{} · {} · {} · {}", report.label, report.kind, report.house, utc_text(report.at));
    pen.words(&[plain(&one_line(&about))], Hand { size: SMALL, ink: Ink::Grey, ..body });
    pen.down(10.0);
    let record = (!report.timeline.is_empty()).then_some("By the record");
    let first = report.has_overview().then_some(overview::TITLE);
    let sections = report.sections.iter().map(|section| section.title.as_str());
    let titles: Vec<&str> = first.into_iter().chain(sections).chain(record).take(CONTENTS).collect();
    let contents = pen.y;
    pen.down(titles.len() as f32 * BODY * 1.7 + 10.0);
    let mut begins = Vec::new();
    if report.has_overview() {
        begins.push(pen.heading(overview::TITLE, body));
        pen.overview(report, body);
        // It is a page of its own.
        pen.y = BOTTOM;
    }
    let mut charts = Citing::of(&report.charts);
    for section in &report.sections {
        begins.push(pen.heading(&section.title, body));
        for piece in pieces(&mut charts, &section.text) {
            match piece {
                Part::Text(text) => pen.blocks(&Text::read(&text).blocks, body),
                Part::Chart(chart) => pen.chart(chart, body),
            }
        }
        pen.down(8.0);
    }
    if record.is_some() {
        begins.push(pen.heading("By the record", body));
        for moment in &report.timeline {
            pen.moment(moment.at, &moment.text, &moment.by, body);
        }
    }
    let mut pages = pen.pages;
    for (nth, (title, page)) in titles.iter().zip(&begins).enumerate() {
        let y = contents + (nth + 1) as f32 * BODY * 1.7;
        pages[0].push(words(MARGIN, y, BODY, Ink::Black, &one_line(title)));
        pages[0].push(right(&faces, y, BODY, &(page + 1).to_string()));
    }
    let all = pages.len();
    let head = one_line(&format!("{} · {}", report.label, report.title));
    for (nth, page) in pages.iter_mut().enumerate() {
        let (line, _) = faces.regular.fit(&head, SMALL, RIGHT - MARGIN - 80.0, 1);
        let y = MARGIN - 8.0;
        page.push(words(MARGIN, y, SMALL, Ink::Grey, &line.concat()));
        page.push(right(&faces, y, SMALL, &format!("Page {} of {all}", nth + 1)));
        page.push(Mark::Rule { y: y + 6.0, thick: 0.6, ink: Ink::Line });
    }
    draw(&Properties { title: &report.title, kind: &report.kind, at: report.at }, &faces, &pages)
}

fn words(x: f32, y: f32, size: f32, ink: Ink, text: &str) -> Mark {
    Mark::Words { x, y, size, strong: false, ink, text: text.to_owned() }
}

/// The ink of a chart on paper.
fn paint(ink: figure::Ink) -> Ink {
    match ink {
        figure::Ink::Text => Ink::Black,
        figure::Ink::Grey => Ink::Grey,
        figure::Ink::Line => Ink::Line,
        figure::Ink::Accent => Ink::Accent,
        figure::Ink::Shade => Ink::Shade,
    }
}

/// At the right margin.
fn right(faces: &Faces, y: f32, size: f32, text: &str) -> Mark {
    words(RIGHT - faces.regular.width(text, size), y, size, Ink::Grey, text)
}

fn plain(text: &str) -> Run {
    Run { strong: false, text: text.to_owned() }
}

fn strong(text: &str) -> Run {
    Run { strong: true, text: text.to_owned() }
}

impl Pen<'_> {
    fn down(&mut self, by: f32) {
        self.y += by;
    }

    /// Begins a line of this height, on the next page where it has no room on this one; gives where it stands.
    fn line(&mut self, height: f32) -> f32 {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        self.y += height;
        self.y
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Gives the page on which it stands. A heading is not left alone at the foot of one.
    fn heading(&mut self, title: &str, hand: Hand) -> usize {
        if self.y + 60.0 > BOTTOM {
            self.y = BOTTOM;
        }
        self.words(&[strong(&one_line(title))], Hand { size: 13.0, ..hand });
        self.down(4.0);
        self.pages.len() - 1
    }

    /// Writes words in as many lines as they take.
    fn words(&mut self, runs: &[Run], hand: Hand) {
        let mut x = hand.left;
        let mut y = None;
        for run in runs {
            let face = if run.strong { &self.faces.strong } else { &self.faces.regular };
            for (nth, line) in run.text.split('\n').enumerate() {
                if nth > 0 {
                    (x, y) = (hand.left, None);
                }
                for word in line.split_inclusive(' ') {
                    // A word that is wider than a line is broken where it has to be.
                    for piece in self.pieces(word, run.strong, hand) {
                        let width = face.width(piece.trim_end(), hand.size);
                        if x + width > hand.right && x > hand.left {
                            (x, y) = (hand.left, None);
                        }
                        let at = match y {
                            Some(at) => at,
                            None => *y.insert(self.line(hand.size * 1.45)),
                        };
                        let advance = face.width(&piece, hand.size);
                        self.mark(Mark::Words {
                            x,
                            y: at,
                            size: hand.size,
                            strong: run.strong,
                            ink: hand.ink,
                            text: piece,
                        });
                        x += advance;
                    }
                }
            }
        }
    }

    fn pieces(&self, word: &str, strong: bool, hand: Hand) -> Vec<String> {
        let face = if strong { &self.faces.strong } else { &self.faces.regular };
        let room = hand.right - hand.left;
        if face.width(word.trim_end(), hand.size) <= room {
            return vec![word.to_owned()];
        }
        let mut pieces = vec![String::new()];
        for c in word.chars() {
            let last = pieces.last().map_or("", String::as_str);
            if !last.is_empty() && face.width(&format!("{last}{c}"), hand.size) > room {
                pieces.push(String::new());
            }
            if let Some(last) = pieces.last_mut() {
                last.push(c);
            }
        }
        pieces
    }

    fn blocks(&mut self, blocks: &[Block], hand: Hand) {
        for block in blocks {
            self.block(block, hand);
            self.down(4.0);
        }
    }

    fn block(&mut self, block: &Block, hand: Hand) {
        let inner = Hand { left: (hand.left + STEP).min(hand.right - 10.0 * STEP), ..hand };
        match block {
            Block::Paragraph(spans) => self.words(&runs(spans, false), hand),
            Block::List(first, items) => {
                for (nth, item) in items.iter().enumerate() {
                    let sign = first.map_or_else(|| "•".to_owned(), |first| format!("{}.", first + nth));
                    // The sign stands on the line that its item begins.
                    let begun = (self.pages.len(), self.pages.last().map_or(0, Vec::len));
                    self.blocks(item, inner);
                    self.sign(begun, &sign, hand);
                }
            }
            Block::Quote(quoted) => self.blocks(quoted, Hand { ink: Ink::Grey, ..inner }),
            Block::Code(code) => self.words(&[plain(code)], Hand { ink: Ink::Grey, size: SMALL, ..inner }),
            Block::Rule => {
                let y = self.line(8.0);
                self.mark(Mark::Rule { y, thick: 0.6, ink: Ink::Line });
            }
        }
    }

    fn sign(&mut self, (page, mark): (usize, usize), sign: &str, hand: Hand) {
        let first = |marks: &[Mark]| {
            marks.iter().find_map(|mark| match mark {
                Mark::Words { y, .. } => Some(*y),
                Mark::Rule { .. } | Mark::Bar { .. } => None,
            })
        };
        let here = self.pages.get(page - 1).and_then(|marks| first(marks.get(mark..)?));
        let (at, y) = match here {
            Some(y) => (page - 1, Some(y)),
            None => (page, self.pages.get(page).and_then(|marks| first(marks))),
        };
        if let (Some(marks), Some(y)) = (self.pages.get_mut(at), y) {
            marks.push(words(hand.left, y, hand.size, hand.ink, sign));
        }
    }

    fn overview(&mut self, report: &Report, hand: Hand) {
        for part in report.overview.parts.iter().filter(|part| !part.rows.is_empty()) {
            self.down(6.0);
            self.words(&[strong(&one_line(&part.title))], Hand { ink: Ink::Grey, ..hand });
            for known in &part.rows {
                self.known(&known.name, &overview::said(known), hand);
            }
        }
        if !report.overview.actions.is_empty() {
            self.down(6.0);
            self.words(&[strong(overview::ACTIONS)], Hand { ink: Ink::Grey, ..hand });
            for todo in &report.overview.actions {
                let how = format!("{}{}", overview::followed(todo), overview::ticket(todo));
                self.known(&todo.text, &how, hand);
            }
        }
    }

    fn known(&mut self, name: &str, value: &str, hand: Hand) {
        self.words(&[strong(&format!("{}  ", one_line(name))), plain(value)], hand);
    }

    /// A chart with its figures in words below it. It stands on one page.
    fn chart(&mut self, chart: &Chart, hand: Hand) {
        let figure = Figure::of(chart);
        let scale = (hand.right - hand.left) / figure::WIDTH;
        let height = figure.height * scale;
        if self.y + height + 30.0 > BOTTOM {
            self.y = BOTTOM;
        }
        self.words(&[strong(&one_line(&chart.title))], hand);
        let top = self.line(height + 6.0) - height;
        for shape in figure.shapes {
            let mark = match shape {
                Shape::Bar { x, y, width, height, ink } => Mark::Bar {
                    x: hand.left + x * scale,
                    y: top + y * scale,
                    width: width * scale,
                    height: height * scale,
                    ink: paint(ink),
                },
                Shape::Words { x, y, side, ink, text } => {
                    let size = figure::WORDS * scale;
                    let back = match side {
                        Side::After => 0.0,
                        Side::Before => self.faces.regular.width(&text, size),
                    };
                    words(hand.left + x * scale - back, top + y * scale, size, paint(ink), &text)
                }
            };
            self.mark(mark);
        }
        for line in chart.lines() {
            self.words(&[plain(&line)], Hand { size: SMALL, ink: Ink::Grey, ..hand });
        }
        self.down(4.0);
    }

    /// A row of the timeline.
    fn moment(&mut self, at: Millis, text: &str, by: &str, hand: Hand) {
        // The other columns stand beside the first line of what happened.
        let begun = (self.pages.len(), self.pages.last().map_or(0, Vec::len));
        let room = Hand { left: hand.left + WHEN, right: hand.right - WHO - 8.0, ..hand };
        self.words(&[plain(&one_line(text))], room);
        self.sign(begun, &utc_text(at), Hand { size: SMALL, ink: Ink::Grey, ..hand });
        let (by, _) = self.faces.regular.fit(&one_line(by), SMALL, WHO, 1);
        let who = Hand { left: hand.right - WHO, size: SMALL, ink: Ink::Grey, ..hand };
        self.sign(begun, &by.concat(), who);
        let y = self.y + 3.0;
        self.mark(Mark::Rule { y, thick: 0.4, ink: Ink::Line });
        self.down(4.0);
    }
}

/// Words with their weights, in order.
fn runs(spans: &[Span], heavy: bool) -> Vec<Run> {
    let run = |text: &str| Run { strong: heavy, text: text.to_owned() };
    let mut all = Vec::new();
    for span in spans {
        match span {
            Span::Words(text) | Span::Code(text) => all.push(run(text)),
            Span::Break => all.push(run("\n")),
            Span::Strong(inner) => all.extend(runs(inner, true)),
            Span::Emphasis(inner) => all.extend(runs(inner, heavy)),
            Span::Link(to, inner) => {
                let label = runs(inner, heavy);
                let same = label.iter().map(|run| run.text.as_str()).collect::<String>() == to.as_str();
                all.extend(label);
                if !same {
                    all.push(run(&format!(" ({})", to.as_str())));
                }
            }
            Span::Gap(text) => all.push(run(&format!("[{text}]"))),
        }
    }
    all
}
