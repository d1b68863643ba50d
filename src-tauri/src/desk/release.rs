//! A review is published: its words are written down for those who read it, and for the public without what is not theirs.

use incident::book::Book;
use incident::chart::{Citing, charts};
use incident::command::Command;
use incident::decide::released;
use incident::draft::Draft;
use incident::id::{EntryRef, IncidentId, Millis, hex};
use incident::incident::Incident;
use incident::overview::Overview;
use incident::refusal::Refusal;
use incident::text::one_line;
use incident::timeline::References;
use incident::value::{Audience, Chapter, LinkKind, Point, Readers, ReviewFill};
use page::Report;
use sha2::{Digest, Sha256};
use wording::redaction::{Hit, Redaction};

use super::Desk;
use super::comms::author;
use super::meeting;
use super::review::NAME;
use super::templates::{fill, sections};
use crate::failure::Failure;
use crate::views::{AttachedReview, Done, ReleaseSection, ReleaseView, ReleaseWish, ReviewSection};

/// A part of a review in which something stands.
struct Passage {
    id: String,
    title: String,
    text: String,
    /// It is for those who were there: the public reads it where somebody wants it.
    inner: bool,
}

/// What the public would read.
struct Release {
    title: String,
    sections: Vec<ReleaseSection>,
    passages: Vec<Chapter>,
    hits: Vec<Hit>,
}

impl Desk {
    /// What the public would read of a review, and what of it has to be looked at.
    pub fn public_review(
        &self,
        incident: IncidentId,
        wish: Option<ReleaseWish>,
    ) -> Result<ReleaseView, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let now = self.now();
        let reading = Incident::of(&subject).at(now);
        let release = self.for_the_public(incident, reading, &book, &wish.unwrap_or_default())?;
        let public = reading.published(&book).and_then(|published| published.review);
        let newest = reading.release(Readers::Public).map(|newest| newest.id);
        Ok(ReleaseView {
            page: release.page(&book, now),
            seen: release.seen(),
            waits: newest.is_some() && newest != public.as_ref().map(|review| review.id),
            public_since: public.map(|review| review.at),
            title: release.title,
            sections: release.sections,
            hits: release.hits,
        })
    }

    /// Writes down what the public is to read, as it was seen. They read it once an update that tells of it is approved.
    pub fn release_review(
        &self,
        incident: IncidentId,
        wish: ReleaseWish,
        seen: String,
    ) -> Result<Done, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&subject).at(self.now());
        let release = self.for_the_public(incident, reading, &book, &wish)?;
        if release.seen() != seen {
            let what = "The review was changed since you looked. Look at the preview once more, then go on.";
            return Err(Failure::new("changed", what));
        }
        self.execute(incident, Command::ReleaseReview { title: release.title, passages: release.passages })
    }

    /// A review as it was written down for the public, so that whoever lets an update go sees what goes with it.
    pub fn written_review(&self, incident: IncidentId, review: EntryRef) -> Result<String, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&subject);
        let written = reading.release_in(review).filter(|written| written.readers == Readers::Public);
        let written = written.ok_or(Refusal::Gone("review for the public"))?;
        let release = Release {
            title: written.title.to_owned(),
            sections: Vec::new(),
            passages: written.passages.into_owned(),
            hits: Vec::new(),
        };
        Ok(release.page(&book, self.now()))
    }

    /// What whoever may see the incident reads of its review from now on.
    pub(super) fn release_here(
        &self,
        incident: IncidentId,
        without_meetings: bool,
    ) -> Result<Vec<Draft>, Failure> {
        let (subject, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&subject);
        let meetings = if without_meetings { Vec::new() } else { meetings(reading, &book) };
        let passages: Vec<Chapter> = self
            .passages(incident)?
            .into_iter()
            .chain(meetings)
            .map(|Passage { title, text, .. }| Chapter { title, text })
            .collect();
        Ok(released(reading, Readers::Workspace, &one_line(reading.title()), &passages)?)
    }

    /// The sections in which something stands.
    fn passages(&self, incident: IncidentId) -> Result<Vec<Passage>, Failure> {
        let (_, document) = self.document(incident, NAME)?;
        if !document.is_begun() {
            let what = "Nobody has begun the review yet. Begin it, then publish it.";
            return Err(Failure::new("refused", what));
        }
        let written = sections(&document).into_iter().filter(|section| !section.empty && !section.left_out);
        let passage = |section: ReviewSection| Passage {
            text: document.text(&section.id),
            inner: fill(&document, &section.id) == Some(ReviewFill::Notes),
            id: section.id,
            title: section.title,
        };
        Ok(written.map(passage).collect())
    }

    fn for_the_public(
        &self,
        incident: IncidentId,
        reading: Incident<'_>,
        book: &Book,
        wish: &ReleaseWish,
    ) -> Result<Release, Failure> {
        let day =
            reading.point(Point::ImpactStarted).or(reading.point(Point::Declared)).unwrap_or(self.now());
        let is_left_out = |passage: &Passage| match &wish.left_out {
            Some(chosen) => chosen.contains(&passage.id),
            None => passage.inner,
        };
        let charts = charts(reading, book);
        // What is cited is told in words, charts too: the public has no record, and what was frozen does not change.
        let mut charts = Citing::for_the_public(&charts);
        let mut cited = References::for_the_public(reading, book, day);
        let (mut shown, mut taken) = (Vec::new(), Vec::new());
        for passage in self.passages(incident)?.into_iter().chain(meetings(reading, book)) {
            let takes = !is_left_out(&passage);
            if takes {
                let text = charts.told(&cited.told(&passage.text));
                taken.push(Chapter { title: passage.title.clone(), text });
            }
            shown.push(ReleaseSection { id: passage.id, title: passage.title, taken: takes });
        }
        let title = wish.title.clone().filter(|title| !title.trim().is_empty());
        let title = one_line(&title.unwrap_or_else(|| reading.title().to_owned()));
        let redaction = Redaction::by(book).and_links(links(reading), book.status_page().address.as_deref());
        let parts = taken.iter().flat_map(|passage| [passage.title.as_str(), passage.text.as_str()]);
        let texts: Vec<&str> = std::iter::once(title.as_str()).chain(parts).collect();
        let mut hits = redaction.hits(&texts);
        // A heading is a place of its section.
        for place in hits.iter_mut().flat_map(|hit| &mut hit.places) {
            place.text = place.text.div_ceil(2);
        }
        let apply = |text: &str| redaction.apply(text, &wish.choices);
        let passages =
            taken.iter().map(|one| Chapter { title: apply(&one.title), text: apply(&one.text) }).collect();
        Ok(Release { title: apply(&title), sections: shown, passages, hits })
    }
}

/// Which review goes with an update, and who wrote it down for the public.
pub(super) fn attached(
    incident: Incident<'_>,
    book: &Book,
    review: &incident::release::Release<'_>,
) -> Option<AttachedReview> {
    let fact = incident.record().fact(review.id)?;
    Some(AttachedReview {
        review: review.id,
        title: one_line(review.title),
        by: author(fact, book),
        at: incident.when(fact),
    })
}

/// Where everything leads that the record links.
fn links<'a>(reading: Incident<'a>) -> impl Iterator<Item = &'a str> {
    LinkKind::ALL.iter().flat_map(move |kind| reading.links(*kind)).map(|(.., target)| target)
}

/// What came of each meeting about it.
fn meetings(reading: Incident<'_>, book: &Book) -> Vec<Passage> {
    let passage = |(id, page::Section { title, text })| Passage { id, title, text, inner: true };
    meeting::cited(reading, book).into_iter().map(passage).collect()
}

impl Release {
    fn seen(&self) -> String {
        let mut hash = Sha256::new_with_prefix(self.title.as_bytes());
        for passage in &self.passages {
            for part in [&passage.title, &passage.text] {
                hash.update(part.len().to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hex(&hash.finalize()[..16])
    }

    fn page(&self, book: &Book, now: Millis) -> String {
        let section =
            |passage: &Chapter| page::Section { title: passage.title.clone(), text: passage.text.clone() };
        let report = Report {
            house: one_line(&book.status_page().name),
            label: Audience::Public.name().to_owned(),
            title: self.title.clone(),
            kind: "Review".to_owned(),
            at: now,
            // What the public reads is what was looked at, word for word.
            overview: Overview::default(),
            sections: self.passages.iter().map(section).collect(),
            timeline: Vec::new(),
            charts: Vec::new(),
        };
        report.html()
    }
}
