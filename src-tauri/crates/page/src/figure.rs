//! A chart as it is drawn: bars and words in their places, from which both the picture of a page and that of a sheet of
//! paper are made. Everything is upright or level: a figure holds until the next is known, so nothing is in between.

use incident::chart::{Chart, ChartMoment};
use incident::id::Millis;
use incident::zone::clock_text;

use crate::html::escape;

pub(crate) const WIDTH: f32 = 480.0;
const LEFT: f32 = 46.0;
const RIGHT: f32 = WIDTH - 8.0;
/// The height of a row of words.
const ROW: f32 = 13.0;
const SIZE: f32 = 9.0;
/// The height in which figures rise.
const RISE: f32 = 110.0;
/// About how wide a letter is, as a part of its size.
const LETTER: f32 = 0.56;

/// With what something is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Grey,
    Line,
    Accent,
    /// Below the line of the figures.
    Shade,
}

/// To which side of its place a word goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    After,
    Before,
}

/// Something that is drawn, measured from the upper left corner; words stand on their baseline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Bar { x: f32, y: f32, width: f32, height: f32, ink: Ink },
    Words { x: f32, y: f32, side: Side, ink: Ink, text: String },
}

/// A chart in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) height: f32,
    pub(crate) shapes: Vec<Shape>,
}

/// The size of its words.
pub(crate) const WORDS: f32 = SIZE;

impl Figure {
    pub(crate) fn of(chart: &Chart) -> Self {
        let span = (chart.to.0.saturating_sub(chart.from.0)).max(60_000) as f32;
        let x = |at: Millis| {
            let share = at.0.saturating_sub(chart.from.0) as f32 / span;
            LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0)
        };
        let mut figure = Self { height: 0.0, shapes: Vec::new() };
        if chart.values.is_empty() {
            figure.times(chart, &x);
        } else {
            figure.values(chart, &x);
        }
        figure
    }

    fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.shapes.push(Shape::Bar { x, y, width, height, ink });
    }

    fn words(&mut self, x: f32, y: f32, side: Side, ink: Ink, text: String) {
        self.shapes.push(Shape::Words { x, y, side, ink, text });
    }

    /// A line that goes level until the next figure is known, with the points in time above it.
    fn values(&mut self, chart: &Chart, x: &impl Fn(Millis) -> f32) {
        let rows = self.labels(&chart.moments, x);
        let top = rows as f32 * ROW + 6.0;
        let bottom = top + RISE;
        let most = ceiling(chart.values.iter().map(|value| value.number).max().unwrap_or(1));
        let y = |number: u64| bottom - RISE * (number as f32 / most as f32);
        for moment in &chart.moments {
            self.bar(x(moment.at), top, 0.6, RISE, Ink::Line);
        }
        for number in [0, most / 2, most] {
            self.bar(LEFT, y(number), RIGHT - LEFT, 0.6, Ink::Line);
            self.words(LEFT - 5.0, y(number) + 3.0, Side::Before, Ink::Grey, short(number));
        }
        for (nth, value) in chart.values.iter().enumerate() {
            let from = x(value.at);
            let next = chart.values.get(nth + 1);
            let to = next.map_or(RIGHT, |next| x(next.at));
            let level = y(value.number);
            self.bar(from, level, (to - from).max(0.6), bottom - level, Ink::Shade);
            self.bar(from, level - 0.9, (to - from).max(1.8), 1.8, Ink::Accent);
            if let Some(next) = next {
                let (high, low) = (level.min(y(next.number)), level.max(y(next.number)));
                self.bar(to - 0.9, high - 0.9, 1.8, low - high + 1.8, Ink::Accent);
            }
            // A number that has no room above its line is told below the chart all the same.
            let number = short(value.number);
            if to - from > number.len() as f32 * SIZE * LETTER + 4.0 && level - top > ROW {
                self.words(from + 3.0, level - 4.0, Side::After, Ink::Text, number);
            }
        }
        self.axis(chart, bottom);
    }

    /// A row for each point in time, as long as it took.
    fn times(&mut self, chart: &Chart, x: &impl Fn(Millis) -> f32) {
        // Names stand left of the bars, so the bars begin further right than those of figures.
        let squeeze = |at: f32| 150.0 + (at - LEFT) * (RIGHT - 210.0) / (RIGHT - LEFT);
        let mut y = 4.0;
        for moment in &chart.moments {
            let to = squeeze(x(moment.at));
            self.words(142.0, y + ROW - 3.0, Side::Before, Ink::Text, moment.name.to_owned());
            self.bar(150.0, y + 3.0, (to - 150.0).max(1.5), ROW - 5.0, Ink::Accent);
            let took = span(moment.at.0.saturating_sub(chart.from.0));
            self.words(to + 5.0, y + ROW - 3.0, Side::After, Ink::Grey, took);
            y += ROW + 4.0;
        }
        self.bar(150.0, 2.0, 0.6, y, Ink::Line);
        self.height = y + 4.0;
    }

    fn axis(&mut self, chart: &Chart, bottom: f32) {
        let y = bottom + ROW;
        self.words(LEFT, y, Side::After, Ink::Grey, clock_text(chart.from, chart.from));
        self.words(RIGHT, y, Side::Before, Ink::Grey, clock_text(chart.to, chart.from));
        self.height = y + 5.0;
    }

    /// Names of points in time above their lines, in as many rows as they need; gives how many.
    fn labels(&mut self, moments: &[ChartMoment], x: &impl Fn(Millis) -> f32) -> usize {
        let mut ends: Vec<f32> = Vec::new();
        for moment in moments {
            let (at, width) = (x(moment.at), moment.name.chars().count() as f32 * SIZE * LETTER);
            let side = if at + width > RIGHT { Side::Before } else { Side::After };
            let begins = if side == Side::Before { at - width } else { at };
            let row = ends.iter().position(|end| *end + 6.0 < begins).unwrap_or(ends.len());
            if row == ends.len() {
                ends.push(0.0);
            }
            ends[row] = begins + width;
            let y = (row + 1) as f32 * ROW;
            self.words(at, y - 3.0, side, Ink::Grey, moment.name.to_owned());
            self.bar(at, y - 1.0, 0.6, 6.0, Ink::Line);
        }
        ends.len()
    }
}

/// A chart as a picture that stands in a page: it takes the colours of what it stands in and runs nothing.
#[must_use]
pub fn svg(chart: &Chart) -> String {
    let figure = Figure::of(chart);
    let said = format!("{}: {}", chart.title, chart.lines().join("; "));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" aria-label=\"{}\" \
         viewBox=\"0 0 {WIDTH} {:.0}\" font-size=\"{SIZE}\">",
        escape(&said),
        figure.height
    );
    for shape in &figure.shapes {
        match shape {
            Shape::Bar { x, y, width, height, ink } => svg.push_str(&format!(
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {}/>",
                paint(*ink)
            )),
            Shape::Words { x, y, side, ink, text } => {
                let anchor = match side {
                    Side::After => "start",
                    Side::Before => "end",
                };
                svg.push_str(&format!(
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {}>{}</text>",
                    paint(*ink),
                    escape(text)
                ));
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

/// The colours of the app and of a page that leaves have names of their own; what knows neither has ours.
fn paint(ink: Ink) -> &'static str {
    match ink {
        Ink::Text => "fill=\"currentColor\"",
        Ink::Grey => "fill=\"var(--text2,#4b515d)\"",
        Ink::Line => "fill=\"var(--border,var(--line,#dfe2e8))\"",
        Ink::Accent => "fill=\"var(--accent,var(--link,#4a45c4))\"",
        Ink::Shade => "fill=\"var(--accent,var(--link,#4a45c4))\" fill-opacity=\"0.12\"",
    }
}

/// The next number that reads well.
fn ceiling(most: u64) -> u64 {
    let mut step = 1_u64;
    loop {
        for times in [1, 2, 4, 5, 10] {
            let ceiling = step.saturating_mul(times);
            if ceiling >= most && ceiling > 1 {
                return ceiling;
            }
        }
        match step.checked_mul(10) {
            Some(next) => step = next,
            None => return most,
        }
    }
}

/// A number in a few letters.
fn short(number: u64) -> String {
    let part = |unit: u64, sign: &str| {
        let tenths = number / (unit / 10);
        match tenths % 10 {
            0 => format!("{}{sign}", tenths / 10),
            tenth => format!("{}.{tenth}{sign}", tenths / 10),
        }
    };
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => part(1_000, " k"),
        1_000_000..1_000_000_000 => part(1_000_000, " M"),
        _ => part(1_000_000_000, " G"),
    }
}

fn span(millis: i64) -> String {
    match millis / 60_000 {
        minutes @ 0..60 => format!("{minutes} min"),
        minutes => format!("{} h {:02} min", minutes / 60, minutes % 60),
    }
}
