//! A page and incidents to show.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ed25519_dalek::{Signer as _, SigningKey};
use incident::book::{Maintenance, MaintenanceUpdate};
use incident::id::{EntryRef, IncidentId, Millis, ReplicaKey};
use incident::published::{Published, Said};
use incident::value::{
    Component, ComponentSaid, ComponentState, Group, MaintenanceState, Occasion, StatusPage, Window,
};
use page::bundle::{Built, Bundle, Page, Signer, Site};

/// 2026-11-19 14:00 UTC.
pub(crate) const NOW: Millis = Millis(1_795_096_800_000);
pub(crate) const DAY: i64 = 24 * 60;

pub(crate) struct Key(SigningKey);

pub(crate) fn key() -> Key {
    Key(SigningKey::from_bytes(&[7; 32]))
}

impl Signer for Key {
    fn key(&self) -> ReplicaKey {
        ReplicaKey(self.0.verifying_key().to_bytes())
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().unwrap()
}

pub(crate) fn component(word: &str, group: Option<&str>) -> (Component, Millis) {
    let component = Component {
        id: id(word),
        name: word.to_uppercase(),
        description: None,
        group: group.map(id),
        position: 0,
        shown: true,
        services: vec![],
    };
    (component, NOW.plus_minutes(-200 * DAY))
}

pub(crate) fn page() -> Page {
    Page {
        of: StatusPage {
            name: "Example".to_owned(),
            address: Some("https://status.example.org".to_owned()),
            authority: Some("status.example.org,2026-11-19".to_owned()),
        },
        groups: vec![Group { id: id("payments"), name: "Payments".to_owned(), position: 0 }],
        components: vec![
            component("cards", Some("payments")),
            component("wires", Some("payments")),
            component("site", None),
        ],
        maintenances: vec![],
        subscribe: None,
    }
}

pub(crate) fn work(n: u8, state: MaintenanceState) -> Maintenance {
    let said = |state, at: i64| MaintenanceUpdate {
        id: EntryRef([n + 100; 16]),
        state,
        text: "Cards cannot be changed.".to_owned(),
        at: NOW.plus_minutes(at),
    };
    let mut updates = vec![said(MaintenanceState::Scheduled, -DAY)];
    if state != MaintenanceState::Scheduled {
        updates.push(said(MaintenanceState::InProgress, -60));
    }
    if !matches!(state, MaintenanceState::Scheduled | MaintenanceState::InProgress) {
        updates.push(said(state, -30));
    }
    Maintenance {
        id: EntryRef([n; 16]),
        title: "Bigger database".to_owned(),
        window: Window { from: NOW.plus_minutes(-60), until: NOW.plus_minutes(60) },
        components: vec![id("cards")],
        state,
        updates,
    }
}

/// What was said on an occasion, and how components were then.
pub(crate) type Told<'a> = (Occasion, &'a str, &'a [(&'a str, ComponentState)]);

/// An incident that began so many minutes ago and of which this was said, 10 minutes apart.
pub(crate) fn incident(n: u8, ago: i64, all: &[Told<'_>]) -> Published {
    let said = all.iter().zip(0..).map(|((occasion, text, components), at)| Said {
        id: EntryRef([at as u8 + 1; 16]),
        occasion: *occasion,
        status: *occasion,
        text: (*text).to_owned(),
        at: NOW.plus_minutes(at * 10 - ago),
        components: components
            .iter()
            .map(|(word, state)| ComponentSaid {
                component: id(word),
                name: word.to_uppercase(),
                state: *state,
            })
            .collect(),
    });
    Published {
        incident: IncidentId([n; 16]),
        title: format!("Incident {n}"),
        said: said.collect(),
        review: None,
    }
}

/// What a folder holds.
pub(crate) type Folder = BTreeMap<String, Vec<u8>>;

pub(crate) fn folder(bundle: Bundle) -> Folder {
    bundle.files.into_iter().map(|file| (file.path.to_string(), file.bytes)).collect()
}

pub(crate) fn apply(folder: &mut Folder, built: Built) {
    for path in built.removed {
        folder.remove(path.as_str()).unwrap();
    }
    folder.extend(built.written.into_iter().map(|file| (file.path.to_string(), file.bytes)));
}

pub(crate) fn site(page: Page, incidents: impl IntoIterator<Item = Published>) -> Site {
    let mut site = Site::new(page);
    for one in incidents {
        site.put(one.incident, Some(one));
    }
    site
}

pub(crate) fn whole(page: Page, incidents: impl IntoIterator<Item = Published>) -> Folder {
    folder(site(page, incidents).whole(NOW, &key()))
}

pub(crate) fn text<'a>(folder: &'a Folder, path: &str) -> &'a str {
    std::str::from_utf8(folder.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

/// Lays them down as files.
pub(crate) fn put(folder: &Folder, at: &Path) {
    for (path, bytes) in folder {
        let to = at.join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
}
