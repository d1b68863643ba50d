//! Where everything stands on the sheet. Measured in points from the upper left corner; text stands on its baseline.

use super::face::{Face, Faces};
use super::{List, Sheet};

pub(crate) const WIDTH: f32 = 595.28;
pub(crate) const HEIGHT: f32 = 841.89;
pub(crate) const MARGIN: f32 = 52.0;
const RIGHT: f32 = WIDTH - MARGIN;
const LABELS: f32 = 108.0;
const NOTES: f32 = 116.0;
const GAP: f32 = 24.0;

/// The ink of words and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    Grey,
    Amber,
    Line,
    Accent,
    /// Below the line of a chart.
    Shade,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    Words { x: f32, y: f32, size: f32, strong: bool, ink: Ink, text: String },
    Rule { y: f32, thick: f32, ink: Ink },
    Bar { x: f32, y: f32, width: f32, height: f32, ink: Ink },
}

/// How much is shown.
#[derive(Clone, Copy)]
struct Room {
    /// Lines of the title, of the lead, of a value and of an item.
    title: usize,
    lead: usize,
    value: usize,
    item: usize,
    /// Items of the first list and of the second.
    items: [usize; 2],
}

/// Everything in its place. What does not fit is shortened step by step, the longest texts first.
pub(super) fn lay_out(sheet: &Sheet, faces: &Faces) -> Vec<Mark> {
    let items = sheet.lists.each_ref().map(|list| list.items.len());
    let mut room = Room { title: 5, lead: 10, value: 6, item: 6, items };
    loop {
        let mut pen = Pen::new(faces);
        pen.sheet(sheet, room);
        if pen.y <= HEIGHT - MARGIN || !room.less() {
            return pen.foot(sheet);
        }
    }
}

impl Room {
    /// A little less; false when there is nothing left to leave out.
    fn less(&mut self) -> bool {
        let longer = usize::from(self.items[1] > self.items[0]);
        let items = self.items[longer];
        let least = match self {
            Self { value: lines @ 3.., .. }
            | Self { item: lines @ 3.., .. }
            | Self { lead: lines @ 5.., .. } => lines,
            Self { items: lists, .. } if items > 3 => &mut lists[longer],
            Self { value: lines @ 2.., .. }
            | Self { item: lines @ 2.., .. }
            | Self { lead: lines @ 3.., .. }
            | Self { title: lines @ 3.., .. } => lines,
            Self { items: lists, .. } if items > 0 => &mut lists[longer],
            _ => return false,
        };
        *least -= 1;
        true
    }
}

/// Writes from top to bottom.
struct Pen<'a> {
    faces: &'a Faces,
    marks: Vec<Mark>,
    /// How far down the sheet is written.
    y: f32,
    shortened: usize,
    left_out: usize,
}

impl<'a> Pen<'a> {
    fn new(faces: &'a Faces) -> Self {
        Self { faces, marks: Vec::new(), y: MARGIN, shortened: 0, left_out: 0 }
    }

    fn face(&self, strong: bool) -> &'a Face {
        if strong { &self.faces.strong } else { &self.faces.regular }
    }

    fn sheet(&mut self, sheet: &Sheet, room: Room) {
        self.block(&sheet.kind.to_uppercase(), 8.0, 12.0, true, Ink::Grey, 1);
        self.y += 4.0;
        self.block(&sheet.title, 19.0, 24.0, true, Ink::Black, room.title);
        self.y += 3.0;
        let when = [sheet.badge.as_str(), sheet.when.as_str()].join(" · ");
        self.block(&when, 9.5, 13.0, true, Ink::Black, 1);
        self.y += 9.0;
        self.block(&sheet.lead, 12.0, 17.5, false, Ink::Black, room.lead);
        if !sheet.lead_note.is_empty() {
            self.block(&sheet.lead_note, 8.5, 12.0, true, Ink::Amber, 1);
        }
        self.y += 9.0;
        for row in &sheet.rows {
            self.rule(0.6, Ink::Line);
            self.y += 4.0;
            let top = self.y;
            let label = self.column(&row.label, MARGIN, LABELS - 8.0, 9.5, false, Ink::Grey, 2);
            let notes = RIGHT - NOTES;
            let value = notes - 12.0 - MARGIN - LABELS;
            let ink = if row.unknown { Ink::Grey } else { Ink::Black };
            let said = self.column(&row.value, MARGIN + LABELS, value, 10.0, !row.unknown, ink, room.value);
            let (size, ink) = (8.5, if row.stale { Ink::Amber } else { Ink::Grey });
            let (lines, cut) = self.face(row.stale).fit(&row.note, size, NOTES, 1);
            self.shortened += usize::from(cut);
            for text in lines {
                let x = RIGHT - self.face(row.stale).width(&text, size);
                self.words(x, top + 10.0, size, row.stale, ink, text);
            }
            self.y = label.max(said).max(top + 13.5) + 4.0;
        }
        self.rule(1.6, Ink::Black);
        self.y += 8.0;
        self.lists(&sheet.lists, room);
        self.y += 8.0;
        // Room for the foot: a rule, the sentence that says what is missing, and one line.
        self.y += 44.0;
    }

    fn lists(&mut self, lists: &[List; 2], room: Room) {
        let (top, width) = (self.y, (RIGHT - MARGIN - GAP) / 2.0);
        let mut end = top;
        for (nth, list) in lists.iter().enumerate() {
            let x = MARGIN + (width + GAP) * nth as f32;
            self.y = top;
            self.y = self.column(&list.head, x, width, 10.0, true, Ink::Black, 1) + 4.0;
            let shown = room.items[nth].min(list.items.len());
            for item in &list.items[..shown] {
                self.words(x, self.y + 10.0, 9.5, false, Ink::Black, "•".to_owned());
                self.y = self.column(item, x + 11.0, width - 11.0, 9.5, false, Ink::Black, room.item) + 4.0;
            }
            let left_out = list.items.len() - shown;
            self.left_out += left_out;
            let rest = match (list.items.is_empty(), left_out) {
                (true, _) => list.none.clone(),
                (false, 0) => String::new(),
                (false, more) => format!("and {more} more"),
            };
            self.y = self.column(&rest, x, width, 9.5, false, Ink::Grey, 2);
            end = end.max(self.y);
        }
        self.y = end;
    }

    /// The foot stands at the bottom, however much is above it.
    fn foot(mut self, sheet: &Sheet) -> Vec<Mark> {
        self.y = HEIGHT - MARGIN - 34.0;
        let missing = self.missing(sheet);
        self.block(&missing, 8.0, 12.0, true, Ink::Amber, 1);
        self.y = HEIGHT - MARGIN - 20.0;
        self.rule(0.6, Ink::Line);
        self.y += 5.0;
        let [left, right] = &sheet.foot;
        let half = (RIGHT - MARGIN - GAP) / 2.0;
        let top = self.y;
        self.column(left, MARGIN, half, 9.0, true, Ink::Black, 1);
        let (lines, _) = self.faces.regular.fit(right, 9.0, half, 1);
        for text in lines {
            let x = RIGHT - self.faces.regular.width(&text, 9.0);
            self.words(x, top + 10.0, 9.0, false, Ink::Grey, text);
        }
        self.marks
    }

    /// One sentence that says what the sheet does not show.
    fn missing(&self, sheet: &Sheet) -> String {
        let mut said = Vec::new();
        if self.shortened > 0 || self.left_out > 0 {
            let texts = match self.shortened {
                0 => None,
                1 => Some("one text is shortened".to_owned()),
                more => Some(format!("{more} texts are shortened")),
            };
            let lines = match self.left_out {
                0 => None,
                1 => Some("one line is left out".to_owned()),
                more => Some(format!("{more} lines are left out")),
            };
            let both: Vec<String> = texts.into_iter().chain(lines).collect();
            said.push(format!("To fit one page, {}; Allclear shows all of it.", both.join(" and ")));
        }
        if !sheet.texts().all(|text| self.faces.regular.knows(text)) {
            said.push("Letters that stand as boxes are whole in the text form.".to_owned());
        }
        said.join(" ")
    }

    /// Text over the whole width, and on to what stands below it.
    fn block(&mut self, text: &str, size: f32, line: f32, strong: bool, ink: Ink, most: usize) {
        let (lines, cut) = self.face(strong).fit(text, size, RIGHT - MARGIN, most);
        self.shortened += usize::from(cut);
        for text in lines {
            self.words(MARGIN, self.y + size, size, strong, ink, text);
            self.y += line;
        }
    }

    /// Text in a column that begins at the present height; gives the height at which it ends.
    #[expect(clippy::too_many_arguments, reason = "a place, a look and a limit are seven numbers")]
    fn column(
        &mut self,
        text: &str,
        x: f32,
        room: f32,
        size: f32,
        strong: bool,
        ink: Ink,
        most: usize,
    ) -> f32 {
        let (lines, cut) = self.face(strong).fit(text, size, room, most);
        self.shortened += usize::from(cut);
        let mut y = self.y;
        for text in lines {
            self.words(x, y + 10.0, size, strong, ink, text);
            y += size * 1.4;
        }
        y
    }

    fn words(&mut self, x: f32, y: f32, size: f32, strong: bool, ink: Ink, text: String) {
        self.marks.push(Mark::Words { x, y, size, strong, ink, text });
    }

    fn rule(&mut self, thick: f32, ink: Ink) {
        self.marks.push(Mark::Rule { y: self.y, thick, ink });
    }
}

impl Sheet {
    /// Every text that people wrote.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let rows = self.rows.iter().flat_map(|row| [&row.label, &row.value]);
        let items = self.lists.iter().flat_map(|list| &list.items);
        let around = [&self.kind, &self.title, &self.badge, &self.lead].into_iter().chain(&self.foot);
        around.chain(rows).chain(items).map(String::as_str)
    }
}
