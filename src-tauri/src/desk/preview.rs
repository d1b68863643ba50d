//! A draft as its readers would see it, in every form in which it leaves the house, and how it does.

use std::ops::Range;

use chrono_tz::Tz;
use incident::book::Book;
use incident::command::ComponentWish;
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::text::{one_line, visible};
use incident::update::Told;
use incident::value::{Audience, Component, ComponentSaid, Occasion, Point, Shown};
use page::{Piece as Part, Text, Update};
use wording::promise::{Promise, Says};
use wording::template::{Filled, Moment, Piece, fill, values};
use wording::{difference, promise, quality};

use super::Desk;
use super::comms::{fits, read_draft, subject};
use super::release::attached;
use crate::failure::Failure;
use crate::views::{
    CheckView, Draft, Form, FormView, PartView, PreviewView, ProofView, SettledView, Span, Unsent,
};

/// What is said of the next update where the text does not.
const NEXT_UPDATE: &str = "\n\nNext update by {next_update}.";

impl Desk {
    /// A draft as its readers would see it now, in one of its forms; or as they saw it when it was said elsewhere.
    pub fn preview(
        &self,
        incident: IncidentId,
        unsent: Unsent,
        form: Form,
        at: Option<Millis>,
    ) -> Result<PreviewView, Failure> {
        fits(&unsent.text)?;
        let (record, book) = self.incident_and_book(incident)?;
        let (incident, now) = (Incident::of(&record), at.unwrap_or_else(|| self.now()));
        let read = Read::of(&unsent, incident, &book, now, self.zone(&book));
        let promised = read.promised();
        Ok(PreviewView {
            next_due: read.next_due(unsent.next_due),
            promised,
            ready: read.is_ready(),
            review: incident
                .review_to_go(unsent.audience, unsent.occasion)
                .and_then(|review| attached(incident, &book, &review)),
            form: form_view(form, incident, &book, &unsent, &read.filled, now),
        })
    }

    /// What there is to say of a draft as it would leave now, or as it was said elsewhere before.
    pub fn proofread(
        &self,
        incident: IncidentId,
        unsent: Unsent,
        at: Option<Millis>,
    ) -> Result<ProofView, Failure> {
        fits(&unsent.text)?;
        let (record, book) = self.incident_and_book(incident)?;
        let (incident, now) = (Incident::of(&record), at.unwrap_or_else(|| self.now()));
        let read = Read::of(&unsent, incident, &book, now, self.zone(&book));
        Ok(proof(&unsent, read, incident, &book))
    }

    /// The draft that people write together as it would leave now: its words, occasion and time are those that the log
    /// holds. Whoever asks says what they have seen, since nobody may approve what is not on their screen; and when it was
    /// said, where it was said elsewhere before now: "in 20 minutes" counts from then.
    pub fn settle_draft(
        &self,
        incident: IncidentId,
        audience: Audience,
        name: String,
        seen: Draft,
        at: Option<Millis>,
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
        let (incident, now) = (Incident::of(&record), at.unwrap_or_else(|| self.now()));
        let next_due = next_in.map(|minutes| in_minutes(now, minutes));
        let unsent = Unsent { audience, occasion, text, next_due, components: Vec::new() };
        let read = Read::of(&unsent, incident, &book, now, self.zone(&book));
        match super::gaps::gaps(&read.filled.pieces, incident, &book).first() {
            Some(gap) => Err(Refusal::ValueMissing(one_line(&gap.label)).into()),
            None => Ok(SettledView {
                occasion,
                next_due: read.next_due(next_due),
                ready: read.is_ready(),
                text: read.words,
            }),
        }
    }
}

/// A draft as the record fills it in, and what it then promises.
struct Read {
    filled: Filled,
    words: String,
    promises: Vec<Promise>,
}

impl Read {
    fn of(unsent: &Unsent, incident: Incident<'_>, book: &Book, now: Millis, zone: Tz) -> Self {
        let Unsent { text, next_due, .. } = unsent;
        let values = values(incident, book, &Moment { now, zone, next_due: *next_due });
        let mut filled = fill(text, &values);
        let mut promises = promise::read_filled(&filled, now, zone);
        // A time that its writer chose and the text does not name is said below it: nobody is owed what nobody was told.
        let named =
            |piece: &Piece| matches!(piece, Piece::Value { variable, .. } if variable == "next_update");
        if next_due.is_some()
            && !text.trim().is_empty()
            && !filled.pieces.iter().any(named)
            && promises.is_empty()
        {
            filled = fill(&format!("{}{NEXT_UPDATE}", text.trim_end()), &values);
            promises = promise::read_filled(&filled, now, zone);
        }
        Self { words: filled.text(), filled, promises }
    }

    fn is_ready(&self) -> bool {
        !self.filled.has_gaps() && !self.words.trim().is_empty()
    }

    fn promised(&self) -> Option<Says> {
        promise::governing(&self.promises).map(|found| found.says.clone())
    }

    fn next_due(&self, chosen: Option<Millis>) -> Option<Millis> {
        promise::governing(&self.promises).map_or(chosen, |found| found.says.due(chosen))
    }
}

fn proof(unsent: &Unsent, read: Read, incident: Incident<'_>, book: &Book) -> ProofView {
    let Unsent { audience, occasion, text, .. } = unsent;
    let Read { filled, words, promises } = read;
    let told = incident.told(*audience);
    let people: Vec<String> = book.people().into_iter().map(|person| person.name).collect();
    let services: Vec<String> = book.services().into_iter().map(|entry| entry.service.name).collect();
    let channel = read_where(*audience);
    let judged = quality::check(&quality::Draft {
        text: &words,
        audience: *audience,
        channel,
        notice: notice(*occasion, &told),
        identified: incident.point(Point::CauseIdentified).is_some() || knows_the_cause(*occasion),
        people: &people.iter().map(String::as_str).collect::<Vec<_>>(),
        services: &services.iter().map(String::as_str).collect::<Vec<_>>(),
        promises,
    });
    let last = told.last().map(|told| told.text);
    let units = Units::of(text);
    let holes: Vec<Span> = filled.gaps().into_iter().map(|range| units.span(range)).collect();
    ProofView {
        gaps: super::gaps::gaps(&filled.pieces, incident, book),
        missing: count(holes.len()),
        holes,
        findings: checks(judged.findings, &filled, &units),
        changes: last.map(|last| difference::words(last, &words)).unwrap_or_default(),
        similarity: last.map_or(0.0, |last| difference::similarity(last, &words)),
        length: count(words.chars().count()),
        limit: channel.limit().map(count),
    }
}

/// What the status page would show with a draft.
fn shown(incident: Incident<'_>, book: &Book, unsent: &Unsent) -> Option<Shown> {
    let said = |said: &ComponentWish| {
        let Component { id, name, .. } = book.component(&said.component)?.component;
        Some(ComponentSaid { component: id, name, state: said.state })
    };
    let components = unsent.components.iter().filter_map(said).collect();
    let title = incident.title().to_owned();
    (unsent.audience == Audience::Public).then_some(Shown { title, components, review: None })
}

fn form_view(
    form: Form,
    incident: Incident<'_>,
    book: &Book,
    unsent: &Unsent,
    filled: &Filled,
    now: Millis,
) -> FormView {
    let text = Text::draft(&filled.pieces.iter().map(part).collect::<Vec<_>>());
    let shown = shown(incident, book, unsent);
    let update = Update::of(incident, book, unsent.occasion, now, &text, shown.as_ref());
    let plain = || update.said().pieces().into_iter().map(part_view).collect();
    match form {
        Form::Page => FormView::Page { page: update.page() },
        Form::Email => FormView::Email { subject: subject(&update), page: update.page(), plain: plain() },
        Form::Chat => FormView::Chat { subject: subject(&update), plain: plain() },
        Form::Short => {
            let short = update.said().short();
            let left_out = count(short.left_out);
            FormView::Short { short: short.pieces.into_iter().map(part_view).collect(), left_out }
        }
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
fn checks(findings: Vec<quality::Finding>, filled: &Filled, units: &Units) -> Vec<CheckView> {
    let span = |range| units.span(filled.in_template(range));
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

    fn span(&self, bytes: Range<usize>) -> Span {
        Span { from: self.before(bytes.start), to: self.before(bytes.end) }
    }

    fn before(&self, byte: usize) -> u32 {
        self.0.get(byte).or(self.0.last()).copied().unwrap_or_default()
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Whoever says one of these says that the cause is known.
fn knows_the_cause(occasion: Occasion) -> bool {
    matches!(occasion, Occasion::Identified | Occasion::Resolved | Occasion::PostMortemPublished)
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
