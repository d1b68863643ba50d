//! How each component did on each of the last days.

use std::collections::BTreeMap;

use incident::id::{ComponentId, Millis};
use incident::value::{ComponentState, MaintenanceState};

use super::calendar::{DAY, date};
use super::site::Site;

/// How many days are shown.
pub(super) const DAYS: usize = 90;

/// The worst of each day, oldest first; none of a day on which nobody said how it did.
pub(super) type Days = [Option<ComponentState>; DAYS];

/// What was said of components for the days up to the one that begins here.
pub(super) struct Bars {
    first: Millis,
    worst: BTreeMap<ComponentId, [ComponentState; DAYS]>,
}

impl Bars {
    pub(super) fn of(site: &Site, today: Millis) -> Self {
        let days = i64::try_from(DAYS).unwrap_or_default();
        let mut bars = Self { first: Millis(today.0 - (days - 1) * DAY), worst: BTreeMap::new() };
        for published in site.shelf.open().into_iter().chain(site.shelf.over_since(bars.first)) {
            for trouble in published.troubles() {
                bars.mark(&trouble.component, trouble.state, trouble.from, trouble.until);
            }
        }
        for work in &site.page.maintenances {
            let Some(from) = work.reached(MaintenanceState::InProgress) else { continue };
            let until = work.reached(MaintenanceState::Completed);
            for component in &work.components {
                bars.mark(component, ComponentState::UnderMaintenance, from, until);
            }
        }
        bars
    }

    fn mark(&mut self, component: &ComponentId, state: ComponentState, from: Millis, until: Option<Millis>) {
        let day = |at: Millis| (at.0 - self.first.0).div_euclid(DAY);
        let last = i64::try_from(DAYS).unwrap_or_default() - 1;
        // What ends as a day begins is none of that day.
        let (from, until) = (day(from).max(0), until.map_or(last, |at| day(Millis(at.0 - 1)).min(last)));
        if from > until {
            return;
        }
        let days = self.worst.entry(component.clone()).or_insert([ComponentState::Operational; DAYS]);
        let range = usize::try_from(from).unwrap_or_default()..=usize::try_from(until).unwrap_or_default();
        for day in &mut days[range] {
            *day = state.max(*day);
        }
    }

    /// How a component did, of which we say something since then.
    pub(super) fn days(&self, component: &ComponentId, since: Millis) -> Days {
        let worst = self.worst.get(component).copied().unwrap_or([ComponentState::Operational; DAYS]);
        let mut days = worst.map(Some);
        for (day, at) in days.iter_mut().zip(0..) {
            let ends = self.first.0 + (at + 1) * DAY;
            // What was said of a day holds, also of one before the component was named here.
            if ends <= since.0 && *day == Some(ComponentState::Operational) {
                *day = None;
            }
        }
        days
    }

    /// The bars, and beneath them in words what they show.
    pub(super) fn html(&self, days: &Days) -> String {
        let trouble: Vec<(i64, ComponentState)> = (0..)
            .zip(days)
            .filter_map(|(at, day)| Some((at, (*day)?)))
            .filter(|(_, s)| *s > ComponentState::Operational)
            .collect();
        let known = days.iter().filter(|day| day.is_some()).count();
        let said = match (trouble.len(), known) {
            (0, 1) => "No trouble today".to_owned(),
            (0, known) => format!("No trouble on the last {known} days"),
            (n, known) => format!("Not operational all day on {n} of the last {known} days"),
        };
        let mut html = format!(
            "<svg viewBox=\"0 0 {} 28\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{said}\">",
            DAYS * 5
        );
        for (class, top, state) in [
            ("none", 24, None),
            ("ok", 10, Some(ComponentState::Operational)),
            ("work", 8, Some(ComponentState::UnderMaintenance)),
            ("slow", 6, Some(ComponentState::DegradedPerformance)),
            ("part", 3, Some(ComponentState::PartialOutage)),
            ("down", 0, Some(ComponentState::MajorOutage)),
        ] {
            let of_it: String = (0..)
                .zip(days)
                .filter(|(_, day)| **day == state)
                .map(|(at, _): (usize, _)| format!("M{} {top}h3V28h-3z", at * 5 + 1))
                .collect();
            if !of_it.is_empty() {
                html.push_str(&format!("<path class=\"{class}\" d=\"{of_it}\"/>"));
            }
        }
        html.push_str("</svg>\n<div class=\"span\">");
        if known == DAYS {
            html.push_str(&format!("<span>{DAYS} days ago</span> "));
        }
        if trouble.is_empty() {
            html.push_str(&format!("<span>{said}</span>"));
        } else {
            html.push_str(&format!("<details><summary>{said}</summary>\n<ul class=\"plain\">\n"));
            for (at, state) in trouble.iter().rev() {
                let day = date(Millis(self.first.0 + at * DAY));
                html.push_str(&format!("<li><time datetime=\"{day}\">{day}</time>: {}</li>\n", state.name()));
            }
            html.push_str("</ul></details>");
        }
        html + " <span>Today</span></div>\n"
    }
}
