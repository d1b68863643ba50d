//! What Statuspage's public interface, version 2, would answer, as files. Programs that read that read this.

use incident::book::Maintenance;
use incident::id::Millis;
use incident::published::{Published, Said};
use incident::text::{one_line, visible};
use incident::value::{Component, ComponentState, MaintenanceState, Occasion};
use serde_json::{Value, json};

use super::calendar::stamp;
use super::file::{File, FilePath, JSON};
use super::index::Indicator;
use super::site::Site;
use super::story::{on, path, title, work_path};
use crate::Text;

/// How many incidents a list has at most, as there.
const MOST: usize = 50;

pub(super) fn write(site: &Site) -> Vec<File> {
    let api = Api { site, page: page(site), components: components(site) };
    let unresolved: Vec<Value> = site.shelf.open().into_iter().map(|one| api.incident(one)).collect();
    let newest: Vec<Value> = site.shelf.newest(MOST).into_iter().map(|one| api.incident(one)).collect();
    let works = |fits: fn(&Maintenance) -> bool| -> Vec<Value> {
        let all = site.page.maintenances.iter().rev().filter(|one| fits(one));
        all.take(MOST).map(|one| api.work(one)).collect()
    };
    let all = works(|_| true);
    let upcoming = works(|one| one.state == MaintenanceState::Scheduled);
    let active = works(|one| one.state.is_active());
    let ahead: Vec<Value> = active.iter().chain(&upcoming).cloned().collect();
    let (page, components, status) = (&api.page, &api.components, status(site));
    [
        (
            "summary",
            json!({ "page": page, "status": status, "components": components,
                            "incidents": unresolved, "scheduled_maintenances": ahead }),
        ),
        ("status", json!({ "page": page, "status": status })),
        ("components", json!({ "page": page, "components": components })),
        ("incidents", json!({ "page": page, "incidents": newest })),
        ("incidents/unresolved", json!({ "page": page, "incidents": unresolved })),
        ("scheduled-maintenances", json!({ "page": page, "scheduled_maintenances": all })),
        ("scheduled-maintenances/upcoming", json!({ "page": page, "scheduled_maintenances": upcoming })),
        ("scheduled-maintenances/active", json!({ "page": page, "scheduled_maintenances": active })),
    ]
    .into_iter()
    .map(|(name, value)| {
        let path = FilePath::made(format!("api/v2/{name}.json"));
        File { path, media_type: JSON, bytes: (value.to_string() + "\n").into_bytes() }
    })
    .collect()
}

struct Api<'a> {
    site: &'a Site,
    page: Value,
    components: Vec<Value>,
}

fn page(site: &Site) -> Value {
    let of = &site.page.of;
    json!({
        "id": page_id(site),
        "name": one_line(&of.name),
        "url": of.address.as_deref().unwrap_or_default(),
        "time_zone": "Etc/UTC",
        "updated_at": stamp(site.updated()),
    })
}

fn page_id(site: &Site) -> String {
    let authority = site.page.of.authority.as_deref().unwrap_or("status");
    authority.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn status(site: &Site) -> Value {
    let now = site.indicator();
    json!({ "indicator": now.word(), "description": now.sentence() })
}

fn word(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn components(site: &Site) -> Vec<Value> {
    let updated = stamp(site.updated());
    let one = |(component, since): &(Component, Millis)| {
        let group =
            component.group.as_ref().filter(|id| site.page.groups.iter().any(|group| group.id == **id));
        json!({
            "id": component.id,
            "name": one_line(&component.name),
            "status": word(site.state_of(&component.id)),
            "created_at": stamp(*since),
            "updated_at": updated,
            "start_date": null,
            "position": component.position,
            "description": component.description.as_deref().map(one_line),
            "showcase": true,
            "group_id": group,
            "page_id": page_id(site),
            "group": false,
            "only_show_if_degraded": false,
        })
    };
    let mut all: Vec<Value> = site.page.components.iter().map(one).collect();
    for group in &site.page.groups {
        let those: Vec<&Component> = site
            .page
            .components
            .iter()
            .map(|(one, _)| one)
            .filter(|one| one.group.as_ref() == Some(&group.id))
            .collect();
        if those.is_empty() {
            continue;
        }
        let worst =
            those.iter().map(|one| site.state_of(&one.id)).max().unwrap_or(ComponentState::Operational);
        all.push(json!({
            "id": group.id,
            "name": one_line(&group.name),
            "status": word(worst),
            "created_at": updated,
            "updated_at": updated,
            "start_date": null,
            "position": group.position,
            "description": null,
            "showcase": false,
            "group_id": null,
            "page_id": page_id(site),
            "group": true,
            "only_show_if_degraded": false,
            "components": those.iter().map(|one| &one.id).collect::<Vec<_>>(),
        }));
    }
    all
}

impl Api<'_> {
    fn link(&self, to: &FilePath) -> String {
        match &self.site.page.of.address {
            Some(address) => format!("{address}/{to}"),
            None => to.to_string(),
        }
    }

    fn incident(&self, of: &Published) -> Value {
        let at = |moment: Option<Millis>| moment.map(stamp);
        let named: Vec<&Value> = self.components.iter().filter(|one| hurts(of, one)).collect();
        json!({
            "id": of.incident,
            "name": title(of),
            "status": status_word(of.status()),
            "impact": impact(of.worst()),
            "shortlink": self.link(&path(of.incident)),
            "page_id": page_id(self.site),
            "started_at": stamp(of.began()),
            "created_at": stamp(of.began()),
            "updated_at": stamp(of.updated()),
            "monitoring_at": at(of.reached(Occasion::Monitoring)),
            "resolved_at": at(of.resolved()),
            "incident_updates": self.updates(of),
            "components": named,
        })
    }

    fn updates(&self, of: &Published) -> Vec<Value> {
        let mut before: std::collections::BTreeMap<String, ComponentState> = Default::default();
        let mut all: Vec<Value> = of.said.iter().map(|said| self.update(of, said, &mut before)).collect();
        all.reverse();
        all
    }

    fn update(
        &self,
        of: &Published,
        said: &Said,
        before: &mut std::collections::BTreeMap<String, ComponentState>,
    ) -> Value {
        let affected: Vec<Value> = said
            .components
            .iter()
            .map(|one| {
                let old = before.insert(one.component.to_string(), one.state);
                json!({
                    "code": one.component,
                    "name": one_line(&one.name),
                    "old_status": word(old.unwrap_or(ComponentState::Operational)),
                    "new_status": word(one.state),
                })
            })
            .collect();
        json!({
            "id": said.id,
            "status": status_word(said.status),
            "body": visible(&Text::read(&said.text).to_string()),
            "incident_id": of.incident,
            "created_at": stamp(said.at),
            "updated_at": stamp(said.at),
            "display_at": stamp(said.at),
            "affected_components": affected,
            "deliver_notifications": true,
            "custom_tweet": null,
            "tweet_id": null,
        })
    }

    fn work(&self, of: &Maintenance) -> Value {
        let updated = of.updates.last().map(|said| stamp(said.at));
        let said = of.updates.iter().rev().map(|said| {
            json!({
                "id": said.id,
                "status": work_word(said.state),
                "body": visible(&Text::read(&said.text).to_string()),
                "incident_id": of.id,
                "created_at": stamp(said.at),
                "updated_at": stamp(said.at),
                "display_at": stamp(said.at),
                "affected_components": [],
            })
        });
        let on: Vec<String> = on(&self.site.page, of).map(|component| component.id.to_string()).collect();
        let named = self.components.iter().filter(|one| on.iter().any(|id| one["id"] == id.as_str()));
        json!({
            "id": of.id,
            "name": one_line(&of.title),
            "status": work_word(of.state),
            "impact": "maintenance",
            "shortlink": self.link(&work_path(of.id)),
            "page_id": page_id(self.site),
            "created_at": of.updates.first().map(|said| stamp(said.at)),
            "started_at": of.updates.first().map(|said| stamp(said.at)),
            "updated_at": updated,
            "monitoring_at": null,
            "resolved_at": of.updates.iter().find(|said| said.state.is_over()).map(|said| stamp(said.at)),
            "scheduled_for": stamp(of.window.from),
            "scheduled_until": stamp(of.window.until),
            "incident_updates": said.collect::<Vec<_>>(),
            "components": named.collect::<Vec<_>>(),
        })
    }
}

fn hurts(of: &Published, component: &Value) -> bool {
    let mut said = of.said.iter().flat_map(|said| &said.components);
    said.any(|said| component["id"] == said.component.as_str() && component["group"] == false)
}

fn impact(worst: ComponentState) -> &'static str {
    match Indicator::of(worst) {
        Indicator::Maintenance => "none",
        other => other.word(),
    }
}

fn status_word(status: Occasion) -> &'static str {
    match status {
        Occasion::Investigating | Occasion::NoChange => "investigating",
        Occasion::Identified => "identified",
        Occasion::Monitoring => "monitoring",
        Occasion::Resolved => "resolved",
        Occasion::PostMortemPublished => "postmortem",
    }
}

/// There what does not take place is completed; the text says that it did not.
fn work_word(state: MaintenanceState) -> &'static str {
    match state {
        MaintenanceState::Scheduled => "scheduled",
        MaintenanceState::InProgress => "in_progress",
        MaintenanceState::Verifying => "verifying",
        MaintenanceState::Completed | MaintenanceState::Cancelled => "completed",
    }
}
