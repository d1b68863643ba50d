//! The first page: how everything does now.

use incident::id::{ComponentId, Millis};
use incident::text::one_line;
use incident::value::{Component, ComponentState};

use super::bars::Bars;
use super::calendar::DAY;
use super::file::{File, FilePath, HTML};
use super::frame::{frame, state};
use super::review;
use super::site::Site;
use super::story::{path, plan, title, updates, when, work_path, work_updates};
use crate::html::{escape, time};

/// What was over so many days ago is in the history.
const RECENT: i64 = 15;

/// How bad it is altogether, by the words of Statuspage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Indicator {
    None,
    Maintenance,
    Minor,
    Major,
    Critical,
}

impl Indicator {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Maintenance => "maintenance",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
        }
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::None => "All Systems Operational",
            Self::Maintenance => "Service Under Maintenance",
            Self::Minor => "Partially Degraded Service",
            Self::Major => "Partial System Outage",
            Self::Critical => "Major System Outage",
        }
    }

    pub(super) fn of(state: ComponentState) -> Self {
        match state {
            ComponentState::Operational => Self::None,
            ComponentState::UnderMaintenance => Self::Maintenance,
            ComponentState::DegradedPerformance => Self::Minor,
            ComponentState::PartialOutage => Self::Major,
            ComponentState::MajorOutage => Self::Critical,
        }
    }
}

impl Site {
    /// How a component does: the worst that is said of it just now.
    #[must_use]
    pub fn state_of(&self, component: &ComponentId) -> ComponentState {
        let open = self.shelf.open();
        let said = open.iter().filter_map(|one| one.states().get(component).map(|said| said.state));
        let worked = self
            .page
            .maintenances
            .iter()
            .any(|one| one.state.is_active() && one.components.contains(component));
        let work = worked.then_some(ComponentState::UnderMaintenance);
        said.chain(work).max().unwrap_or(ComponentState::Operational)
    }

    /// How everything does. While something is not over all is not well, whatever is said of the components.
    pub(super) fn indicator(&self) -> Indicator {
        let open = self.shelf.open();
        let said =
            open.iter().flat_map(|one| one.states().into_values().map(|said| Indicator::of(said.state)));
        let worked = self.page.maintenances.iter().any(|one| one.state.is_active());
        let least = if !open.is_empty() {
            Indicator::Minor
        } else if worked {
            Indicator::Maintenance
        } else {
            Indicator::None
        };
        said.max().unwrap_or(least).max(least)
    }
}

pub(super) fn write(site: &Site, today: Millis) -> Vec<File> {
    let bytes = page(site, today).into_bytes();
    vec![File { path: FilePath::made("index.html".to_owned()), media_type: HTML, bytes }]
}

pub(super) fn page(site: &Site, today: Millis) -> String {
    let mut main = String::with_capacity(8_000);
    let now = site.indicator();
    main.extend(["<h1 class=\"now ", now.word(), "\">", now.sentence(), "</h1>\n"]);
    unresolved(site, &mut main);
    announced(site, &mut main);
    components(site, today, &mut main);
    recent(site, today, &mut main);
    frame(site, "", None, &main)
}

fn unresolved(site: &Site, main: &mut String) {
    for one in site.shelf.open() {
        let address = path(one.incident);
        main.extend(["<article class=\"card\">\n<h2 dir=\"auto\"><a href=\"", address.as_str(), "\">"]);
        main.extend([&escape(&title(one)), "</a></h2>\n<p class=\"meta\">", &when(one), "</p>\n"]);
        main.extend([&updates(one), "</article>\n"]);
    }
}

fn announced(site: &Site, main: &mut String) {
    let ahead: Vec<_> = site.page.maintenances.iter().filter(|one| !one.state.is_over()).collect();
    if ahead.is_empty() {
        return;
    }
    main.push_str("<section>\n<h2>Maintenance</h2>\n");
    for one in ahead {
        let address = work_path(one.id);
        main.extend(["<article class=\"card\">\n<h3 dir=\"auto\"><a href=\"", address.as_str(), "\">"]);
        main.extend([
            &escape(&one_line(&one.title)),
            "</a></h3>\n",
            &plan(site, one),
            &work_updates(one),
            "</article>\n",
        ]);
    }
    main.push_str("</section>\n");
}

fn components(site: &Site, today: Millis, main: &mut String) {
    if site.page.components.is_empty() {
        return;
    }
    let bars = Bars::of(site, today);
    main.push_str("<section>\n<h2>Components</h2>\n");
    let known = |component: &Component| {
        component.group.as_ref().is_some_and(|id| site.page.groups.iter().any(|group| group.id == *id))
    };
    let alone = site.page.components.iter().filter(|(component, _)| !known(component));
    list(site, &bars, alone, main);
    for group in &site.page.groups {
        let those: Vec<_> =
            site.page.components.iter().filter(|(one, _)| one.group.as_ref() == Some(&group.id)).collect();
        if !those.is_empty() {
            main.extend(["<h3 dir=\"auto\">", &escape(&one_line(&group.name)), "</h3>\n"]);
            list(site, &bars, those.into_iter(), main);
        }
    }
    main.push_str("</section>\n");
}

fn list<'a>(
    site: &Site,
    bars: &Bars,
    components: impl Iterator<Item = &'a (Component, Millis)>,
    main: &mut String,
) {
    let mut components = components.peekable();
    if components.peek().is_none() {
        return;
    }
    main.push_str("<ul class=\"parts\">\n");
    for (one, since) in components {
        main.extend([
            "<li>\n<div class=\"part-head\"><b dir=\"auto\">",
            &escape(&one_line(&one.name)),
            "</b> ",
        ]);
        main.extend([&state(site.state_of(&one.id)), "</div>\n"]);
        if let Some(words) = &one.description {
            main.extend(["<p class=\"meta\" dir=\"auto\">", &escape(&one_line(words)), "</p>\n"]);
        }
        main.extend([&bars.html(&bars.days(&one.id, *since)), "</li>\n"]);
    }
    main.push_str("</ul>\n");
}

fn recent(site: &Site, today: Millis, main: &mut String) {
    main.push_str("<section>\n<h2>Past incidents</h2>\n");
    let over = site.shelf.over_since(Millis(today.0 - (RECENT - 1) * DAY));
    if over.is_empty() {
        main.push_str(&format!("<p>None in the last {RECENT} days.</p>\n"));
    }
    for one in over {
        let address = path(one.incident);
        main.extend(["<article class=\"card\">\n<h3 dir=\"auto\"><a href=\"", address.as_str(), "\">"]);
        main.extend([&escape(&title(one)), "</a></h3>\n<p class=\"meta\">", &when(one), "</p>\n"]);
        main.push_str(&review::link(one, ""));
        if let Some(last) = one.said.last() {
            main.extend([
                "<div class=\"said\" dir=\"auto\">",
                &crate::Text::read(&last.text).html(),
                "</div>\n",
            ]);
            main.extend(["<p class=\"when\">", &time(last.at, None), "</p>\n"]);
        }
        main.push_str("</article>\n");
    }
    main.push_str("<p><a href=\"history/index.html\">Everything before</a></p>\n</section>\n");
}
