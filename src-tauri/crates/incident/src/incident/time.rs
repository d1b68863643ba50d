//! When things happened: as it was said, as it was corrected, and as far as a clock can be believed.

use super::Incident;
use crate::event::Event;
use crate::id::Millis;
use crate::record::Fact;
use crate::slot::Slot;
use crate::value::{Point, Stage};

/// By how many minutes clocks may differ.
pub(crate) const FORGIVEN: i64 = 5;

impl<'a> Incident<'a> {
    /// The same as it is read at a moment: what a fast clock dated after it is taken for as old as it can be.
    #[must_use]
    pub fn at(self, now: Millis) -> Self {
        Self { now: Some(now), ..self }
    }

    /// The same with every time as it was said first, whatever it was corrected to afterwards.
    #[must_use]
    pub fn as_first_said(self) -> Self {
        Self { first_said: true, ..self }
    }

    /// When a fact happened, as it was corrected.
    #[must_use]
    pub fn when(self, fact: &Fact) -> Millis {
        let corrected = match self.record.value(&Slot::OccurredAt(fact.id)) {
            Some(Event::Redated { at, .. }) => at.filter(|_| !self.first_said),
            _ => None,
        };
        self.believed(corrected.unwrap_or(fact.happened()), fact)
    }

    /// What a fact says of a time that has passed. One that is still to come was read off a fast clock, and nobody waits
    /// until that clock is right: it happened at the earliest when what stands before it was written.
    fn believed(self, said: Millis, fact: &Fact) -> Millis {
        let Some(now) = self.now.filter(|now| said > now.plus_minutes(FORGIVEN)) else { return said };
        let before = self.record.facts().iter().take_while(|other| other.place() < fact.place());
        before.map(|other| other.recorded_at).filter(|at| *at <= now).max().unwrap_or(now)
    }

    /// When it was declared, which is when people began to wait.
    pub(crate) fn declared(self) -> Option<Millis> {
        let declares = |fact: &&Fact| {
            matches!(fact.event, Some(Event::PointRecorded { point: Point::Declared, at: Some(_), .. }))
        };
        let fact = match self.first_said {
            true => self.record.facts().iter().find(declares),
            false => self.record.shown(&Slot::Point(Point::Declared)).filter(declares),
        };
        let fact = fact.or(self.record.facts().first())?;
        Some(match &fact.event {
            Some(Event::PointRecorded { at: Some(at), .. }) => self.believed(*at, fact),
            _ => self.believed(fact.recorded_at, fact),
        })
    }

    /// When responders were done; none while they are at it. Of several times the last: an incident that was opened again was
    /// not over before, and what follows in its review is no other end.
    #[must_use]
    pub fn left_resolve(self) -> Option<Millis> {
        if self.is_active() {
            return None;
        }
        let mut over = None;
        for (stage, fact) in self.stages_held() {
            over = (stage > Stage::Resolve).then(|| over.unwrap_or(fact));
        }
        over.map(|fact| self.when(fact))
    }

    /// Every entry into a stage but those that were taken back: what they took the place of goes on as if nobody had.
    pub(crate) fn stages_held(self) -> impl Iterator<Item = (Stage, &'a Fact)> {
        let undone = self.record.undone();
        self.stages_entered()
            .filter(move |(_, fact)| !undone.contains(&fact.id) && !self.record.is_retracted(fact.id))
    }
}
