//! From what was said to the moment that it means.

use chrono::{
    DateTime, Datelike, Days, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
};
use chrono::{TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use incident::id::Millis;
use incident::zone::in_zone;

use super::clock::Clock;
use super::day::Day;
use super::when::When;
use super::zones::{Letters, Zone};
use super::{Doubt, Says, Why};

/// A time without a day that was less than this ago is over; one that was longer ago is tomorrow's.
const STALE: TimeDelta = TimeDelta::hours(3);
/// How near the afternoon must be for "2:30" to mean it.
const NEAR: TimeDelta = TimeDelta::hours(6);
/// A date without a year that was longer ago is next year's.
const LONG_AGO: u64 = 60;
/// Until the minute is over its time is not.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// The moment that is meant at `now` by somebody in `zone`. None at the ends of time.
pub(super) fn settle(when: &When, now: Millis, zone: Tz) -> Option<Says> {
    let utc = Utc.timestamp_millis_opt(now.0).single().filter(|now| (1..9_000).contains(&now.year()))?;
    match when {
        When::In(seconds) => Some(Says::By(Millis(now.0 + seconds * 1_000))),
        When::Minute(minute) => {
            let local = utc.with_timezone(&zone);
            let ahead = (60 + minute - local.minute()) % 60;
            let ahead = i64::from(if ahead == 0 { 60 } else { ahead });
            Some(Says::By(Millis(now.0 - now.0.rem_euclid(60_000)).plus_minutes(ahead)))
        }
        When::On { day, clock, zone: named, also } => {
            let reader = Reader { now: utc, home: zone };
            Some(reader.read(day.as_ref(), *clock, *named, also).unwrap_or_else(Says::Doubtful))
        }
    }
}

/// Where clocks show what was written.
#[derive(Clone, Copy)]
enum Place {
    Zone(Tz),
    Offset(i32),
}

#[derive(Clone, Copy)]
struct Reader {
    now: DateTime<Utc>,
    home: Tz,
}

impl Reader {
    fn read(
        self,
        day: Option<&Day>,
        clock: Option<Clock>,
        zone: Option<Zone>,
        also: &[(Clock, Zone)],
    ) -> Result<Says, Doubt> {
        let place = match zone {
            None => Place::Zone(self.home),
            Some(Zone::Named(zone)) => Place::Zone(zone),
            Some(Zone::Offset(minutes)) => Place::Offset(minutes),
            Some(Zone::Letters(letters)) => match letters.offset(self.now, self.home) {
                Some(minutes) => Place::Offset(minutes),
                None => {
                    let first = letters.places.first().map_or(0, |(minutes, _)| *minutes);
                    let read = self.moment(day, clock, Place::Offset(first)).ok();
                    return Err(self.doubt(Why::ManyZones, read));
                }
            },
            Some(Zone::Unknown) => return Err(self.doubt(Why::NoSuchZone, None)),
        };
        let at = self.moment(day, clock, place)?;
        if let Some(Zone::Letters(letters)) = zone {
            self.in_season(letters, place, at)?;
        }
        for (clock, zone) in also {
            self.agrees(at, *clock, *zone)?;
        }
        if clock.is_none() { Err(self.doubt(Why::NoClock, Some(at))) } else { Ok(Says::By(millis(at))) }
    }

    fn in_season(self, letters: &Letters, place: Place, at: DateTime<Utc>) -> Result<(), Doubt> {
        match place {
            Place::Offset(minutes) if !letters.in_season(minutes, at, self.home) => {
                Err(self.doubt(Why::OutOfSeason, Some(at)))
            }
            _ => Ok(()),
        }
    }

    /// Whether clocks there show this at that moment. On which day is left open.
    fn agrees(self, at: DateTime<Utc>, clock: Clock, zone: Zone) -> Result<(), Doubt> {
        let offset = |minutes: i32| at.naive_utc() + Duration::minutes(minutes.into());
        let shown = match zone {
            Zone::Named(zone) => at.with_timezone(&zone).naive_local(),
            Zone::Offset(minutes) => offset(minutes),
            Zone::Letters(letters) => match letters.offset(at, self.home) {
                Some(minutes) => offset(minutes),
                // Whichever place is meant, it must be one at which the clocks agree.
                None => letters
                    .places
                    .iter()
                    .map(|(minutes, _)| offset(*minutes))
                    .find(|shown| minutes_apart(*shown, clock) == 0)
                    .unwrap_or_else(|| offset(letters.places.first().map_or(0, |(minutes, _)| *minutes))),
            },
            Zone::Unknown => return Err(self.doubt(Why::NoSuchZone, Some(at))),
        };
        match minutes_apart(shown, clock) {
            0 => Ok(()),
            apart => Err(self.doubt(Why::Differ, Some(at + Duration::minutes(apart.min(0))))),
        }
    }

    fn moment(self, day: Option<&Day>, clock: Option<Clock>, place: Place) -> Result<DateTime<Utc>, Doubt> {
        let local = self.local(place);
        let today = local.date();
        let at = |date: NaiveDate, clock| self.on(date, clock, place);
        let on = |date: NaiveDate, clock: Option<Clock>| self.on_day(date, clock, place);
        let Some(day) = day else {
            let clock = self.half_of_day(clock.unwrap_or(Clock::Midnight), local);
            let yesterday = today.pred_opt().map(|date| at(date, clock)).transpose();
            // What was just before midnight is over just after it.
            if let Ok(Some(last)) = yesterday
                && clock != Clock::Midnight
                && self.is_over(last)
                && self.now - last <= STALE
            {
                return Err(self.doubt(Why::Past, Some(last)));
            }
            let on_today = at(today, clock)?;
            if !self.is_over(on_today) {
                return Ok(on_today);
            }
            if self.now - on_today <= STALE {
                return Err(self.doubt(Why::Past, Some(on_today)));
            }
            return at(self.later(today, 1)?, clock);
        };
        let found = match *day {
            Day::Today => on(today, clock)?,
            Day::Tonight => at(today, evening(clock.unwrap_or(Clock::Midnight)))?,
            Day::Tomorrow => on(self.later(today, 1)?, clock)?,
            Day::Part { tomorrow, until } => {
                let date = if tomorrow { self.later(today, 1)? } else { today };
                at(date, part_of_day(clock, until))?
            }
            Day::Weekday { day, after, until } => {
                let ahead = day.days_since(local.weekday());
                let ahead = if after && ahead == 0 { 7 } else { ahead };
                let on = |date| match until {
                    Some(until) => at(date, part_of_day(clock, until)),
                    None => on(date, clock),
                };
                let first = on(self.later(today, ahead.into())?)?;
                if self.is_over(first) && self.now - first > STALE {
                    on(self.later(today, 7)?)?
                } else {
                    first
                }
            }
            Day::Date { .. } | Day::Slashed { .. } | Day::Dotted { .. } => on(self.date(day, today)?, clock)?,
        };
        if self.is_over(found) { Err(self.doubt(Why::Past, Some(found))) } else { Ok(found) }
    }

    fn local(self, place: Place) -> NaiveDateTime {
        match place {
            Place::Zone(zone) => self.now.with_timezone(&zone).naive_local(),
            Place::Offset(minutes) => self.now.naive_utc() + Duration::minutes(minutes.into()),
        }
    }

    fn is_over(self, at: DateTime<Utc>) -> bool {
        at + MINUTE <= self.now
    }

    fn later(self, date: NaiveDate, days: u64) -> Result<NaiveDate, Doubt> {
        date.checked_add_days(Days::new(days)).ok_or_else(|| self.doubt(Why::NoSuchTime, None))
    }

    /// The moment at which clocks in a place show this on this date.
    fn on(self, date: NaiveDate, clock: Clock, place: Place) -> Result<DateTime<Utc>, Doubt> {
        let (date, time) = match clock {
            Clock::Midnight | Clock::At(24, 0, 0) => (self.later(date, 1)?, Some(NaiveTime::MIN)),
            Clock::At(hour, minute, second) => (date, NaiveTime::from_hms_opt(hour, minute, second)),
            Clock::Either(hour, minute) => (date, NaiveTime::from_hms_opt(hour, minute, 0)),
        };
        let local = date.and_time(time.ok_or_else(|| self.doubt(Why::NoSuchTime, None))?);
        let zone = match place {
            Place::Zone(zone) => zone,
            Place::Offset(minutes) => return Ok((local - Duration::minutes(minutes.into())).and_utc()),
        };
        match zone.from_local_datetime(&local) {
            LocalResult::Single(at) => Ok(at.to_utc()),
            // Between the two only the second can be meant.
            LocalResult::Ambiguous(first, second) if self.is_over(first.to_utc()) => Ok(second.to_utc()),
            LocalResult::Ambiguous(first, _) => Err(self.doubt(Why::Twice, Some(first.to_utc()))),
            LocalResult::None => {
                let read = Utc.timestamp_millis_opt(in_zone(local, zone).0).single();
                Err(self.doubt(Why::Skipped, read))
            }
        }
    }

    /// The moment on a day that was named, at its end where no time was. "Tomorrow at 2:30" is as likely the afternoon's,
    /// and nobody sits up for it.
    fn on_day(self, date: NaiveDate, clock: Option<Clock>, place: Place) -> Result<DateTime<Utc>, Doubt> {
        let (local, clock) = (self.local(place), clock.unwrap_or(Clock::Midnight));
        if date == local.date() {
            return self.on(date, self.half_of_day(clock, local), place);
        }
        let read = self.on(date, clock, place)?;
        if matches!(clock, Clock::Either(1..=6, _)) && !self.is_over(read) {
            return Err(self.doubt(Why::HalfOfDay, Some(read)));
        }
        Ok(read)
    }

    /// "2:30" without am or pm is the afternoon's if that is near and the morning's is not.
    fn half_of_day(self, clock: Clock, local: NaiveDateTime) -> Clock {
        let Clock::Either(hour, minute) = clock else { return clock };
        let near = |hour: u32| {
            let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
            let ahead = local.date().and_time(time) - local;
            (-STALE..=NEAR).contains(&ahead).then_some(ahead)
        };
        match (near(hour), near(hour + 12)) {
            (Some(morning), _) if morning >= -MINUTE => Clock::At(hour, minute, 0),
            (_, Some(_)) => Clock::At(hour + 12, minute, 0),
            _ => Clock::At(hour, minute, 0),
        }
    }

    fn date(self, day: &Day, today: NaiveDate) -> Result<NaiveDate, Doubt> {
        let next = |year: Option<i32>, month: u32, day: u32| match year {
            Some(year) => NaiveDate::from_ymd_opt(year, month, day),
            None => {
                let recent = today.checked_sub_days(Days::new(LONG_AGO)).unwrap_or(today);
                // Eight years hold every date.
                (0..=8)
                    .filter_map(|ahead| NaiveDate::from_ymd_opt(today.year() + ahead, month, day))
                    .find(|date| *date >= recent)
            }
        };
        let found = match *day {
            Day::Date { year, month, day } | Day::Dotted { day, month, year } => next(year, month, day),
            // Half of the world writes the month first: the one that comes sooner is meant.
            Day::Slashed { first, second, year } => [next(year, first, second), next(year, second, first)]
                .into_iter()
                .flatten()
                .min_by_key(|date| (*date < today, (*date - today).num_days().abs())),
            _ => None,
        };
        found.ok_or_else(|| self.doubt(Why::NoSuchTime, None))
    }

    fn doubt(self, why: Why, read: Option<DateTime<Utc>>) -> Doubt {
        Doubt::new(why, read.map(millis), millis(self.now))
    }
}

/// A time in the morning, the afternoon or the evening; without one, its end.
fn part_of_day(clock: Option<Clock>, until: u32) -> Clock {
    match clock {
        Some(clock) if until > 12 => evening(clock),
        clock => clock.unwrap_or(Clock::At(until, 0, 0)),
    }
}

/// "Tonight at 9".
fn evening(clock: Clock) -> Clock {
    match clock {
        Clock::Either(hour, minute) => Clock::At(hour + 12, minute, 0),
        clock => clock,
    }
}

/// How many minutes a clock is ahead of what it should show, at most half a day.
fn minutes_apart(shown: NaiveDateTime, clock: Clock) -> i64 {
    let (hour, minute, round) = match clock {
        Clock::At(hour, minute, _) => (hour, minute, 1_440),
        // Either half of the day will do.
        Clock::Either(hour, minute) => (hour, minute, 720),
        Clock::Midnight => (0, 0, 1_440),
    };
    let apart =
        (i64::from(hour * 60 + minute) - i64::from(shown.hour() * 60 + shown.minute())).rem_euclid(round);
    if apart > round / 2 { apart - round } else { apart }
}

fn millis(at: DateTime<Utc>) -> Millis {
    Millis(at.timestamp_millis())
}
