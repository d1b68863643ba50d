//! Whether the public page says what was approved, wherever it lies: our own by its address, and pages at Statuspage.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use incident::id::{DestinationId, IncidentId, Millis};
use incident::incident::Incident;
use incident::outbox::OutgoingState;
use incident::published::Published;
use incident::stream::{Section, Stream};
use incident::text::one_line;
use incident::value::{Audience, Component, HostedComponent, Transport};
use journal::Notice;
use outreach::{Drift, Meant, MeantComponent, WebAddress, drift};
use page::bundle::Site;

use super::Desk;
use crate::failure::Failure;
use crate::replicate::ask;
use crate::views::{PageDriftView, PagePlaceView};

/// What is over for so long is history.
const OVER: i64 = 24 * 60 * 60_000;
/// How often it is looked while the public was told of something that is not over.
const OFTEN: i64 = 2 * 60_000;
/// And while nothing is open.
const SELDOM: i64 = 30 * 60_000;
/// The word under which it stands in the inbox.
const NAG: &str = "page_drift";

/// What a page should say.
struct WhatIsMeant {
    told: Vec<Meant>,
    components: Vec<MeantComponent>,
    /// The incident that the public was told of last.
    newest: Option<IncidentId>,
}

/// What was found when it was last looked.
#[derive(Default)]
pub(super) struct Drifts(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    at: Option<Millis>,
    /// By address.
    places: BTreeMap<String, Found>,
    looking: bool,
}

#[derive(Clone)]
struct Found {
    at: Millis,
    drifts: Vec<String>,
    failure: Option<String>,
}

/// A place of the page.
struct Place {
    name: String,
    address: WebAddress,
    /// What it has to do with ours.
    kind: Kind,
}

enum Kind {
    /// It is ours, and names things as we do.
    Ours,
    /// It is hosted, by this destination, and these of its components are ours.
    Hosted(DestinationId, Vec<HostedComponent>),
}

impl Desk {
    /// Where the page lies, and what was found there when it was last looked.
    pub fn page_drift(&self) -> Result<PageDriftView, Failure> {
        let seen = self.drifts.0.lock().unwrap_or_else(PoisonError::into_inner);
        let view = |place: Place| {
            let found = seen.places.get(place.address.as_str());
            PagePlaceView {
                name: place.name,
                address: place.address.to_string(),
                at: found.map(|found| found.at),
                drifts: found.map(|found| found.drifts.clone()).unwrap_or_default(),
                failure: found.and_then(|found| found.failure.clone()),
                mendable: self.can_mend(&place.kind),
            }
        };
        Ok(PageDriftView { places: self.page_places().into_iter().map(view).collect() })
    }

    /// Looks at each place now.
    pub fn look_at_page(&self) -> Result<PageDriftView, Failure> {
        let outreach = self.outreach()?;
        for place in self.page_places() {
            let looked = ask(async { outreach.look(&place.address).await })?;
            let now = self.now();
            let found = match looked {
                Ok(there) => {
                    let meant = self.meant(&place, now)?;
                    let drifts = drift(&meant.told, &meant.components, &there, now);
                    self.tell_of(&place, &drifts, meant.newest, now);
                    Found { at: now, drifts: drifts.iter().map(Drift::to_string).collect(), failure: None }
                }
                Err(why) => Found { at: now, drifts: Vec::new(), failure: Some(why.to_string()) },
            };
            let mut seen = self.drifts.0.lock().unwrap_or_else(PoisonError::into_inner);
            seen.places.insert(place.address.to_string(), found);
        }
        self.drifts.0.lock().unwrap_or_else(PoisonError::into_inner).at = Some(self.now());
        self.stale(&["page_drift"], None);
        self.page_drift()
    }

    /// Brings the page to every place to which this laptop can, and sets those hosted pages right that say something else.
    pub fn mend_page(&self) -> Result<PageDriftView, Failure> {
        let mut places = self.page_places();
        places.retain(|place| self.can_mend(&place.kind));
        if places.is_empty() {
            return Err(Failure::new(
                "refused",
                "This laptop can write to none of these places. Enter their secret in Settings, Channels, or set it right \
                 there by hand. Our own page can be written to its folder in Settings, Status page.",
            ));
        }
        let differs = |place: &Place| {
            let seen = self.drifts.0.lock().unwrap_or_else(PoisonError::into_inner);
            seen.places.get(place.address.as_str()).is_some_and(|found| !found.drifts.is_empty())
        };
        let hosted = places.iter().filter(|place| differs(place)).filter_map(|place| match &place.kind {
            Kind::Ours => None,
            Kind::Hosted(page, _) => Some(page.clone()),
        });
        self.set_right(hosted.collect())?;
        self.bring_anew();
        self.page_drift()
    }

    fn can_mend(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Ours => self.can_mend_ours(),
            Kind::Hosted(page, _) => self.can_mend_hosted(page),
        }
    }

    /// The incidents of which a page says something now.
    pub(super) fn shown_lately(&self) -> Result<Vec<IncidentId>, Failure> {
        let since = Millis(self.now().0 - OVER);
        self.with_site(|site| site.told_since(since).iter().map(|one| one.incident).collect())
    }

    /// Whether it is time to look again. Whoever is told yes looks.
    pub(crate) fn is_to_look_at_page(&self) -> bool {
        if self.page_places().is_empty() {
            return false;
        }
        let open = self.with_site(|site| site.told_since(Millis(i64::MAX)).len()).unwrap_or_default();
        let pause = if open > 0 { OFTEN } else { SELDOM };
        let now = self.now();
        let mut seen = self.drifts.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = !seen.looking && seen.at.is_none_or(|at| now.0 - at.0 >= pause);
        seen.looking |= due;
        due
    }

    /// The look that was due is over, however it went.
    pub(crate) fn has_looked_at_page(&self) {
        let mut seen = self.drifts.0.lock().unwrap_or_else(PoisonError::into_inner);
        (seen.looking, seen.at) = (false, Some(self.now()));
    }

    fn page_places(&self) -> Vec<Place> {
        let book = self.the_book();
        let page = book.status_page();
        let ours = page.address.as_deref().and_then(|address| address.parse().ok());
        let ours = ours.map(|address| Place { name: one_line(&page.name), address, kind: Kind::Ours });
        let hosted = book.destinations_for(Audience::Public, false).into_iter().filter_map(|to| {
            let Transport::Statuspage { page, components } = to.transport else { return None };
            let address = match &self.place.statuspage {
                Some(there) => format!("{there}{page}"),
                None => format!("https://{page}.statuspage.io"),
            };
            let address = address.parse().ok()?;
            Some(Place { name: one_line(&to.name), address, kind: Kind::Hosted(to.id, components) })
        });
        ours.into_iter().chain(hosted).collect()
    }

    /// What this page should say now.
    fn meant(&self, place: &Place, now: Millis) -> Result<WhatIsMeant, Failure> {
        let mut meant = self.with_site(|site| {
            let told = site.told_since(Millis(now.0 - OVER));
            let meant = told.iter().map(|one| Meant {
                // A hosted page names it otherwise.
                id: Some(one.incident.to_string()),
                by_title: !matches!(place.kind, Kind::Ours),
                title: one.title.clone(),
                status: one.status(),
                said_at: one.updated(),
            });
            let newest = told.iter().max_by_key(|one| one.updated()).map(|one| one.incident);
            let components = if settled(&told, now) { components(site, &place.kind) } else { Vec::new() };
            WhatIsMeant { told: meant.collect(), components, newest }
        })?;
        if let Kind::Hosted(destination, _) = &place.kind {
            for one in &mut meant.told {
                one.id = one.id.take().and_then(|id| self.hosted_name(id.parse().ok()?, destination));
            }
        }
        Ok(meant)
    }

    /// What a hosted page calls an incident, as it said with what it took last.
    fn hosted_name(&self, incident: IncidentId, destination: &DestinationId) -> Option<String> {
        let record = self.record(incident).ok()?;
        let all = Incident::of(&record).outbox();
        all.iter().rev().filter(|one| one.destination == *destination).find_map(|one| match one.state {
            OutgoingState::Sent(_, Some(receipt)) => receipt.name.clone(),
            _ => None,
        })
    }

    /// Says it in the inbox, once for each.
    fn tell_of(&self, place: &Place, drifts: &[Drift], newest: Option<IncidentId>, now: Millis) {
        for drift in drifts {
            let (text, hour) = (drift.to_string(), now.0 / 3_600_000);
            let notice = Notice {
                key: format!("{NAG}/{}/{text}/{hour}", place.address),
                stream: newest.map_or(Stream::Book(Section::StatusPage), Stream::Incident),
                nag: NAG.to_owned(),
                title: format!("The page {} says something else", place.name),
                text,
                at: now,
            };
            match self.journal.post(&notice) {
                Ok(true) => self.stale(&["inbox", "rail"], None),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "that the page says something else cannot be told"),
            }
        }
    }
}

/// Whether what was approved last has had the time to get there.
fn settled(told: &[&Published], now: Millis) -> bool {
    told.iter().all(|one| one.updated().0 <= now.0 - OFTEN)
}

/// How the components of the page should do: all of ours, of a hosted one those that are.
fn components(site: &Site, kind: &Kind) -> Vec<MeantComponent> {
    let named = |component: &Component| match kind {
        Kind::Ours => Some(component.id.to_string()),
        Kind::Hosted(_, hosted) => {
            hosted.iter().find(|one| one.component == component.id).map(|one| one.hosted.clone())
        }
    };
    let meant = |(component, _): &(Component, Millis)| {
        let (id, name) = (named(component)?, component.name.clone());
        Some(MeantComponent { id, name, state: site.state_of(&component.id).into() })
    };
    site.page().components.iter().filter_map(meant).collect()
}

#[cfg(test)]
mod tests {
    use incident::book::Book;
    use page::bundle::Page;

    use super::*;

    #[test]
    fn a_hosted_page_is_asked_for_the_components_that_it_has_of_ours_by_its_own_names() {
        let component = |id: &str| {
            let id: incident::id::ComponentId = id.parse().unwrap();
            let (name, services) = (id.to_string(), Vec::new());
            let of =
                Component { id, name, description: None, group: None, position: 0, shown: true, services };
            (of, Millis(0))
        };
        let components = vec![component("cards"), component("search")];
        let site = Site::new(Page { components, ..Page::of(&Book::default()) });
        let asked = |kind: &Kind| -> Vec<String> {
            super::components(&site, kind).into_iter().map(|meant| meant.id).collect()
        };
        assert_eq!(asked(&Kind::Ours), ["cards", "search"]);
        let (component, hosted) = ("search".parse().unwrap(), "vtnh60py4yd7".to_owned());
        let page = || "hosted".parse().unwrap();
        assert_eq!(
            asked(&Kind::Hosted(page(), vec![HostedComponent { component, hosted }])),
            ["vtnh60py4yd7"]
        );
        assert_eq!(asked(&Kind::Hosted(page(), Vec::new())), Vec::<String>::new());
    }
}
