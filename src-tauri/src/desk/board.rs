//! The board, the rail, and finding an incident.

use std::collections::HashSet;

use incident::board::Row;
use incident::id::{IncidentId, Millis, PersonId};
use incident::incident::Incident;
use incident::label::Label;
use incident::related::significant;
use incident::stream::Stream;
use incident::text::{one_line, visible};
use incident::value::Nag;
use journal::{BoardQuery, Phase, Sort, What};

use super::Desk;
use crate::failure::Failure;
use crate::views::{BoardLine, BoardRequest, BoardSort, BoardView, CountsView, HitView, RailView};

/// Active incidents in the rail; the board has them all.
const IN_RAIL: usize = 30;
/// Reviews in the rail that are this person's to see to.
const REVIEWS_IN_RAIL: usize = 5;
/// Rows a group; who needs more narrows the filter.
const ROWS: usize = 100;
/// Hits of a search; the newest are the ones that matter.
const HITS: usize = 40;
/// Entries of published reviews among them: what was learned is found, however much was written since.
const REVIEW_HITS: usize = 20;

impl Desk {
    /// The frame of the window.
    pub fn rail(&self) -> Result<RailView, Failure> {
        let query = BoardQuery { limit: IN_RAIL, ..self.query(Phase::Active, &BoardRequest::default()) };
        let mut reviews = self.journal.reviews_due(self.review_by())?;
        let concerns = |row: &Row| row.review.as_ref().is_some_and(|review| review.concerns(self.person));
        reviews.retain(concerns);
        let reviews_total = number(reviews.len());
        reviews.truncate(REVIEWS_IN_RAIL);
        Ok(RailView {
            reviews: self.lines(reviews),
            reviews_total,
            workspace: self.the_book().workspace_name().unwrap_or("Allclear").to_owned(),
            active: self.lines(self.journal.board(&query)?),
            promised: self.lines(self.journal.promised(IN_RAIL as u32)?),
            total: self.journal.counts(self.now())?.active,
            unread: self.journal.unread()?,
        })
    }

    /// The board.
    pub fn board(&self, query: BoardRequest) -> Result<BoardView, Failure> {
        self.board_of(query, ROWS)
    }

    /// The board with so many rows a group at most.
    pub(crate) fn board_of(&self, query: BoardRequest, limit: usize) -> Result<BoardView, Failure> {
        // Between one question and the next an incident may have moved on: it is shown where it was seen first.
        let mut seen: HashSet<IncidentId> = HashSet::new();
        let mut group = |phase| -> Result<Vec<BoardLine>, Failure> {
            let mut rows = self.journal.board(&BoardQuery { limit, ..self.query(phase, &query) })?;
            rows.retain(|row| seen.insert(row.id));
            Ok(self.lines(rows))
        };
        let counts = self.journal.counts(self.now())?;
        let now = self.now();
        let reviews = self.journal.reviews_due(self.review_by())?;
        let late = reviews.iter().filter(|row| row.review.as_ref().is_some_and(|review| review.at <= now));
        let (reviews_due, reviews_late) = (number(reviews.len()), number(late.count()));
        let mut active = group(Phase::Active)?;
        let mut review = group(Phase::Review)?;
        if query.reviews {
            review.sort_by_key(|line| line.row.review.as_ref().map(|review| review.at));
        }
        if query.sort == BoardSort::Urgency {
            // Among them are those of which only the record knew.
            active.sort_by_key(|line| !is_overdue(&line.row, self.now()));
        }
        Ok(BoardView {
            active,
            review,
            closed: group(Phase::Closed)?,
            counts: CountsView {
                active: counts.active,
                review: counts.review,
                closed: counts.closed,
                overdue: counts.overdue,
                reviews_due,
                reviews_late,
            },
            severities: self.the_book().severities_only(),
        })
    }

    fn query(&self, phase: Phase, request: &BoardRequest) -> BoardQuery {
        let filter = request.filter.as_deref().map(str::trim).filter(|words| !words.is_empty());
        let filter: Option<String> = filter.map(|words| words.chars().take(200).collect());
        let managers = filter.as_deref().map(|words| self.people_like(words)).unwrap_or_default();
        BoardQuery {
            now: self.now(),
            phase,
            filter,
            managers,
            severity: request.severity.clone(),
            kind: request.kind,
            mine: request.mine.then_some(self.person),
            review_by: request.reviews.then(|| self.review_by()),
            sort: match request.sort {
                // What is over has no urgency; there the newest is what people look for.
                BoardSort::Urgency if phase == Phase::Closed => Sort::Age,
                BoardSort::Urgency => Sort::Urgency,
                BoardSort::Age => Sort::Age,
                BoardSort::Severity => Sort::Severity,
                BoardSort::Title => Sort::Title,
            },
            limit: ROWS,
            offset: 0,
        }
    }

    /// A step of a review that is due by then presses now.
    fn review_by(&self) -> Millis {
        self.review_by_of(self.now())
    }

    /// The same seen from that moment.
    fn review_by_of(&self, now: Millis) -> Millis {
        now.plus_minutes(self.the_book().nag(Nag::ReviewDue).after.into())
    }

    fn people_like(&self, words: &str) -> Vec<PersonId> {
        let words = words.to_lowercase();
        let people = self.the_book().people();
        people.into_iter().filter(|p| p.name.to_lowercase().contains(&words)).map(|p| p.id).collect()
    }

    fn lines(&self, rows: Vec<Row>) -> Vec<BoardLine> {
        let book = self.the_book();
        let (soon, now) = (self.soon(), self.now());
        let review_soon = self.review_by_of(now).0.saturating_sub(now.0);
        rows.into_iter()
            .map(|mut row| {
                if row.is_ahead(now)
                    && let Ok(record) = self.record(row.id)
                {
                    row.countdowns = Incident::of(&record).at(now).countdowns();
                }
                row.title = one_line(&row.title);
                row.services = row.services.iter().map(|name| one_line(name)).collect();
                let manager_name = row.manager.and_then(|id| book.person_name(id)).map(one_line);
                BoardLine { row, manager_name, soon, review_soon }
            })
            .collect()
    }

    /// Active incidents whose title shares words with this one, so that nobody declares the same thing twice.
    pub fn similar(&self, title: String) -> Result<Vec<BoardLine>, Failure> {
        let words = significant(&title);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.journal.board(&self.query(Phase::Active, &BoardRequest::default()))?;
        let mut alike: Vec<(usize, Row)> = rows
            .into_iter()
            .map(|row| (significant(&row.title).iter().filter(|word| words.contains(word)).count(), row))
            // One shared word says little unless it is most of what was written.
            .filter(|(shared, _)| *shared >= 2 || (*shared == 1 && words.len() <= 2))
            .collect();
        alike.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        Ok(self.lines(alike.into_iter().take(2).map(|(_, row)| row).collect()))
    }

    /// Published reviews, then titles, notes and decisions, each newest first.
    pub fn search(&self, text: String) -> Result<Vec<HitView>, Failure> {
        let mut views = Vec::new();
        let reviews = self.journal.search_reviews(&text, REVIEW_HITS)?;
        let others = self.journal.search(&text, HITS)?.into_iter().filter(|hit| hit.what != What::Review);
        for hit in reviews.into_iter().chain(others) {
            let Stream::Incident(id) = hit.stream else { continue };
            let Ok(record) = self.record(id) else { continue };
            let incident = Incident::of(&record);
            let review = hit.what == What::Review;
            // A long review lies in several entries, and is one.
            if review && views.iter().any(|known: &HitView| known.review && known.incident == id) {
                continue;
            }
            views.push(HitView {
                incident: id,
                entry: hit.entry,
                label: incident.label(),
                title: one_line(incident.title()),
                severity: incident.severity().cloned(),
                review,
                what: match hit.what {
                    What::Title => "Title",
                    What::Note => "Note",
                    What::Decision => "Decision",
                    What::Review => "Review",
                }
                .to_owned(),
                snippet: visible(&hit.snippet).into_owned(),
                at: hit.at,
            });
        }
        Ok(views)
    }

    /// The incident that people call this or once did: `INC-1234`, `INC-~a3f1`, or its whole id as links carry it.
    pub fn find(&self, label: String) -> Result<Option<IncidentId>, Failure> {
        let label = label.trim();
        if let Ok(id) = label.parse::<IncidentId>() {
            return Ok(self.journal.knows(Stream::Incident(id))?.then_some(id));
        }
        let Ok(label) = label.parse::<Label>() else { return Ok(None) };
        let shown = label.to_string();
        // Titles may speak of other incidents by their numbers: only the label itself counts.
        let query = BoardQuery {
            filter: Some(shown.clone()),
            limit: 1_000,
            ..self.query(Phase::All, &BoardRequest::default())
        };
        let rows = self.journal.board(&query)?;
        let mut same: Vec<_> = rows.into_iter().filter(|row| row.label == shown).map(|row| row.id).collect();
        if same.is_empty() {
            // It was said before the hub gave a number, or that number was replaced.
            same = self.journal.ever_called(&label)?;
        }
        // Provisional numbers are short; where two incidents share one, nobody guesses.
        Ok(if let [only] = same[..] { Some(only) } else { None })
    }
}

fn is_overdue(row: &Row, now: Millis) -> bool {
    row.due().is_some_and(|at| at <= now)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
