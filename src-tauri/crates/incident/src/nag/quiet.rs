//! What a person wants to be interrupted by. Whatever keeps quiet still stands in the inbox.

use chrono::{TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, named};
use crate::decide::Asker;
use crate::id::Millis;
use crate::incident::Incident;

/// How many minutes a day has.
const DAY: u16 = 24 * 60;

/// The rules of one person on one laptop. As it comes, everything rings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Quiet {
    /// Only incidents in which this person holds a role ring.
    pub only_mine: bool,
    /// Drills do not ring, unless this person holds a role in them.
    pub drills: bool,
    /// When, day by day, only incidents in which this person holds a role ring.
    pub hours: Option<Hours>,
}

/// A part of every day, in the person's own zone. Where it ends before it begins, it goes on past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hours {
    /// The first minute of it, counted from midnight.
    pub from: u16,
    /// The first minute that is not of it any more.
    pub until: u16,
}

impl Hours {
    /// The hours between two minutes of the day.
    ///
    /// # Errors
    /// A sentence where one of them is no minute of a day, or both are the same.
    pub fn new(from: u16, until: u16) -> Result<Self, &'static str> {
        if from >= DAY || until >= DAY {
            return Err("A day has 24 hours: write a time from 00:00 to 23:59.");
        }
        if from == until {
            return Err("The quiet hours begin when they end: choose two different times.");
        }
        Ok(Self { from, until })
    }

    fn hold(self, now: Millis, zone: Tz) -> bool {
        let Some(now) = Utc.timestamp_millis_opt(now.0).single() else { return false };
        // By the clock on the wall: in the night of a clock change the hours are longer or shorter.
        let minute = now.with_timezone(&zone).num_seconds_from_midnight() / 60;
        let (from, until) = (u32::from(self.from), u32::from(self.until));
        if from < until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }
}

impl Quiet {
    /// Whether what nags in this incident may interrupt this person now. Whoever holds a role is always told, and whoever
    /// a reminder names: what they promised falls due at night as well.
    #[must_use]
    pub fn lets_ring(self, incident: Incident<'_>, call: &Call, asker: &Asker<'_>) -> bool {
        let Asker { now, person, zone, book } = *asker;
        let quiet = self.only_mine
            || (self.drills && incident.is_drill())
            || self.hours.is_some_and(|hours| hours.hold(now, zone));
        if !quiet || incident.holdings().iter().any(|holding| holding.person == person) {
            return true;
        }
        let review = incident.review();
        let learns = !incident.is_active() && [review.owner(), review.facilitator()].contains(&Some(person));
        learns || named(incident, call, book) == Some(person)
    }

    /// Whether what is about no incident, and waits until tomorrow without harm, may interrupt them now.
    #[must_use]
    pub fn lets_tell(self, now: Millis, zone: Tz) -> bool {
        !self.only_mine && !self.hours.is_some_and(|hours| hours.hold(now, zone))
    }
}
