//! A draft as its readers would see it, in every form in which it leaves the house, and how it does.

use incident::book::Book;
use incident::command::ComponentWish;
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::text::{one_line, visible};
use incident::update::Told;
use incident::value::{Audience, Component, ComponentSaid, Occasion, Point, Shown};
use page::{Piece as Part, Text, Update};
use wording::template::{Filled, Moment, Piece, fill, values};
use wording::{difference, promise, quality};

use super::Desk;
use super::comms::{fits, read_draft};
use crate::failure::Failure;
use crate::views::{CheckView, Draft, FormsView, PartView, PreviewView, SettledView, Span};

/// What is said of the next update where the text does not.
const NEXT_UPDATE: &str = "\n\nNext update by {next_update}.";

/// A draft to look at.
#[derive(Clone, Copy)]
struct Wish<'a> {
    audience: Audience,
    occasion: Occasion,
    text: &'a str,
    next_due: Option<Millis>,
    components: &'a [ComponentWish],
}

impl Desk {
    /// A draft as its readers would see it now, and how it does.
    pub fn preview(
        &self,
        incident: IncidentId,
        audience: Audience,
        occasion: Occasion,
        text: String,
        next_due: Option<Millis>,
        components: Option<Vec<ComponentWish>>,
    ) -> Result<PreviewView, Failure> {
        fits(&text)?;
        let (record, book) = self.incident_and_book(incident)?;
        let components = components.as_deref().unwrap_or_default();
        let wish = Wish { audience, occasion, text: &text, next_due, components };
        Ok(self.look(Incident::of(&record), &book, &wish))
    }

    /// The draft that people write together as it would leave now: its words, occasion and time are those that the log
    /// holds. Whoever asks says what they have seen, since nobody may approve what is not on their screen.
    pub fn settle_draft(
        &self,
        incident: IncidentId,
        audience: Audience,
        name: String,
        seen: Draft,
    ) -> Result<SettledView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let (_, document) = self.document(incident, &name)?;
        let draft = read_draft(&document, seen.occasion);
        if draft.text != seen.text {
            return Err(Failure::new(
                "text",
                "Somebody else wrote in this draft just now. Read it once more; nothing has been done yet.",
            ));
        }
        if draft != seen {
            return Err(Failure::new(
                "text",
                "Somebody else changed just now what it is for, or when the next update comes. Look at both once more; nothing has been done yet.",
            ));
        }
        let Draft { occasion, text, next_in } = draft;
        fits(&text)?;
        let next_due = next_in.map(|minutes| in_minutes(self.now(), minutes));
        let wish = Wish { audience, occasion, text: &text, next_due, components: &[] };
        let preview = self.look(Incident::of(&record), &book, &wish);
        match &preview.gaps[..] {
            [] => Ok(SettledView { occasion, preview }),
            [gap, ..] => Err(Refusal::ValueMissing(one_line(&gap.label)).into()),
        }
    }

    fn look(&self, reading: Incident<'_>, book: &Book, wish: &Wish<'_>) -> PreviewView {
        let Wish { audience, occasion, text, next_due, .. } = *wish;
        let (now, zone) = (self.now(), self.zone(book));
        let values = values(reading, book, &Moment { now, zone, next_due });
        let mut filled = fill(text, &values);
        // A time that its writer chose and the text does not name is said below it: nobody is owed what nobody was told.
        let named =
            |piece: &Piece| matches!(piece, Piece::Value { variable, .. } if variable == "next_update");
        let mut promises = promise::read_filled(&filled, now, zone);
        if next_due.is_some()
            && !text.trim().is_empty()
            && !filled.pieces.iter().any(named)
            && promises.is_empty()
        {
            filled = fill(&format!("{}{NEXT_UPDATE}", text.trim_end()), &values);
            promises = promise::read_filled(&filled, now, zone);
        }
        let words = filled.text();
        let told = reading.told(audience);
        let people: Vec<String> = book.people().into_iter().map(|person| person.name).collect();
        let services: Vec<String> = book.services().into_iter().map(|entry| entry.service.name).collect();
        let channel = read_where(audience);
        let promised = promise::governing(&promises).map(|found| found.says.clone());
        let due = promised.as_ref().map_or(next_due, |says| says.due(next_due));
        let judged = quality::check(&quality::Draft {
            text: &words,
            audience,
            channel,
            notice: notice(occasion, &told),
            identified: reading.point(Point::CauseIdentified).is_some()
                || occasion != Occasion::Investigating,
            people: &people.iter().map(String::as_str).collect::<Vec<_>>(),
            services: &services.iter().map(String::as_str).collect::<Vec<_>>(),
            promises,
        });
        let last = told.last().map(|told| told.text);
        PreviewView {
            changes: last.map(|last| difference::words(last, &words)).unwrap_or_default(),
            similarity: last.map_or(0.0, |last| difference::similarity(last, &words)),
            ready: !filled.has_gaps() && !words.trim().is_empty(),
            findings: checks(judged.findings, &filled, text),
            forms: forms(reading, book, wish, &filled, now),
            gaps: super::gaps::gaps(&filled.pieces, reading, book),
            pieces: filled.pieces,
            promised,
            next_due: due,
            length: count(words.chars().count()),
            limit: channel.limit().map(count),
            text: words,
        }
    }
}

/// What the status page would show with a draft.
fn shown(incident: Incident<'_>, book: &Book, wish: &Wish<'_>) -> Option<Shown> {
    let said = |said: &ComponentWish| {
        let Component { id, name, .. } = book.component(&said.component)?.component;
        Some(ComponentSaid { component: id, name, state: said.state })
    };
    let components = wish.components.iter().filter_map(said).collect();
    let title = incident.title().to_owned();
    (wish.audience == Audience::Public).then_some(Shown { title, components, review: None })
}

fn forms(incident: Incident<'_>, book: &Book, wish: &Wish<'_>, filled: &Filled, now: Millis) -> FormsView {
    let text = Text::draft(&filled.pieces.iter().map(part).collect::<Vec<_>>());
    let shown = shown(incident, book, wish);
    let update = Update::of(incident, book, wish.occasion, now, &text, shown.as_ref());
    let said = update.said();
    let short = said.short();
    FormsView {
        page: update.page(),
        subject: update.subject(),
        plain: said.pieces().into_iter().map(part_view).collect(),
        short: short.pieces.into_iter().map(part_view).collect(),
        left_out: count(short.left_out),
    }
}

fn part(piece: &Piece) -> Part {
    match piece {
        Piece::Words { text } | Piece::Value { text, .. } => Part::Words(text.clone()),
        Piece::Gap { label, .. } => Part::Gap(label.clone()),
    }
}

fn part_view(part: Part) -> PartView {
    match part {
        Part::Words(words) => PartView { text: visible(&words).into_owned(), gap: false },
        Part::Gap(name) => PartView { text: one_line(&name), gap: true },
    }
}

/// A whole minute: nobody promises seconds.
fn in_minutes(now: Millis, minutes: u32) -> Millis {
    const MINUTE: i64 = 60_000;
    let at = now.0.saturating_add(i64::from(minutes) * MINUTE);
    Millis(at.saturating_add(MINUTE - 1) / MINUTE * MINUTE)
}

/// What was found in the text that leaves, as places in the draft that somebody writes in.
fn checks(findings: Vec<quality::Finding>, filled: &Filled, draft: &str) -> Vec<CheckView> {
    let units = Units::of(draft);
    let span = |range| {
        let range = filled.in_template(range);
        Span { from: units.before(range.start), to: units.before(range.end) }
    };
    findings
        .into_iter()
        .map(|finding| CheckView {
            kind: finding.kind,
            verdict: finding.verdict,
            range: finding.range.map(span),
            text: finding.text,
        })
        .collect()
}

/// How many units of UTF-16 stand before each byte of a text.
struct Units(Vec<u32>);

impl Units {
    fn of(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut units = 0;
        for c in text.chars() {
            before.extend(std::iter::repeat_n(units, c.len_utf8()));
            units += c.len_utf16() as u32;
        }
        before.push(units);
        Self(before)
    }

    fn before(&self, byte: usize) -> u32 {
        self.0.get(byte).or(self.0.last()).copied().unwrap_or_default()
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn notice(occasion: Occasion, told: &[Told<'_>]) -> quality::Notice {
    match occasion {
        Occasion::Resolved | Occasion::PostMortemPublished => quality::Notice::Resolved,
        _ if told.is_empty() => quality::Notice::First,
        Occasion::NoChange => quality::Notice::NoChange,
        _ => quality::Notice::Progress,
    }
}

fn read_where(audience: Audience) -> quality::Channel {
    match audience {
        Audience::Public => quality::Channel::StatusPage,
        Audience::Customers => quality::Channel::Email,
        Audience::Employees => quality::Channel::Chat,
        Audience::Executives => quality::Channel::Brief,
        Audience::Social => quality::Channel::Social,
    }
}
