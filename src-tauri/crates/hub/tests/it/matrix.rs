//! Every route asked by everybody.

use std::collections::BTreeSet;
use std::path::Path;

use hub::{Invited, ListedInvitation, PAGES, ROUTES, Role, found, members};
use serde_json::{Value, json};
use sync::{Push, Wanted};

use super::House;
use crate::house::{Ground, NOW, code, config, real_now, serve};
use crate::laptop::{Laptop, incident};
use crate::openapi::Document;
use crate::public::{admin, define, showing, subscribers};

/// For whom a route is, with what it answers them.
#[derive(Clone, Copy)]
enum For {
    /// Whoever asks.
    All(u16),
    Members(u16),
    Admins(u16),
}

const ROWS: &[(&str, &str, For)] = &[
    ("get", "/healthz", For::All(200)),
    ("get", "/metrics", For::All(200)),
    ("get", "/v1/hub", For::All(200)),
    ("get", "/v1/openapi.json", For::All(200)),
    // With a code that nobody was given.
    ("post", "/v1/join", For::All(403)),
    ("get", "/v1/me", For::Members(200)),
    ("get", "/v1/devices", For::Members(200)),
    // A device of somebody else.
    ("post", "/v1/devices/{id}/revoke", For::Admins(204)),
    ("post", "/v1/invitations", For::Admins(200)),
    ("get", "/v1/invitations", For::Admins(200)),
    // No invitation has that number.
    ("post", "/v1/invitations/{id}/withdraw", For::Admins(404)),
    // Somebody else.
    ("put", "/v1/members/{person}/role", For::Admins(204)),
    ("get", "/v1/waiting", For::Admins(200)),
    // Nothing waits under that number.
    ("post", "/v1/waiting/{id}/admit", For::Admins(404)),
    ("post", "/v1/waiting/{id}/refuse", For::Admins(404)),
    ("get", "/v1/channels", For::Members(200)),
    // A channel that is not in the book.
    ("put", "/v1/channels/{destination}/secret", For::Admins(404)),
    ("delete", "/v1/channels/{destination}/secret", For::Admins(404)),
    ("post", "/v1/channels/{destination}/test", For::Admins(404)),
    ("get", "/v1/subscribers", For::Admins(200)),
    ("post", "/v1/subscribers", For::Admins(200)),
    // Nobody has that name.
    ("delete", "/v1/subscribers/{name}", For::Admins(404)),
    ("post", "/v1/entries", For::Members(200)),
    ("get", "/v1/entries", For::Members(200)),
    ("get", "/v1/live", For::Members(200)),
    ("post", "/v1/presence", For::Members(200)),
    // Of which nobody has published a review.
    ("get", "/v1/reviews/{incident}", For::Members(404)),
    ("post", "/v1/reviews/{incident}/pass", For::Members(404)),
    // With a pass that nobody was given.
    ("get", "/v1/reviews/{incident}/open/{pass}", For::All(403)),
    ("get", "/v1/heads", For::Members(200)),
    ("post", "/v1/fetch", For::Members(200)),
];

/// What somebody is in their workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Active,
    DeviceRevoked,
    MemberRevoked,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
enum Who {
    Nobody,
    /// With a token of another workspace, which a store may hold beside this one.
    Foreign(Role, Standing),
    Member(Role, Standing),
}

impl Who {
    /// Everybody there is.
    fn all() -> Vec<Self> {
        let mut all = vec![Self::Nobody];
        for role in [Role::Admin, Role::Responder, Role::Observer] {
            for standing in [Standing::Active, Standing::DeviceRevoked, Standing::MemberRevoked] {
                all.extend([Self::Foreign(role, standing), Self::Member(role, standing)]);
            }
        }
        all
    }

    /// What they are answered.
    fn expects(self, route: For) -> u16 {
        match (self, route) {
            (_, For::All(status)) => status,
            (Self::Nobody | Self::Foreign(..), _) => 401,
            (Self::Member(_, Standing::DeviceRevoked | Standing::MemberRevoked), _) => 403,
            (_, For::Members(status)) | (Self::Member(Role::Admin, _), For::Admins(status)) => status,
            (_, For::Admins(_)) => 403,
        }
    }
}

/// Another workspace: in the same database, where there is one.
struct Neighbour {
    place: hub::Place,
    about: hub::About,
    url: String,
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Neighbour {
    async fn of(house: &House, folder: &Path) -> Self {
        let place = house.ground.neighbour(folder);
        found(&place, Some("Neighbours"), NOW).unwrap();
        let (url, stop, _) = serve(&place, &config()).await;
        let about = house.http.get(format!("{url}/v1/hub")).send().await.unwrap().json().await.unwrap();
        Self { place, about, url, _stop: stop }
    }

    async fn member(&self, role: Role) -> Laptop {
        let mut laptop = Laptop::at(&self.about, &self.url, "A neighbour");
        let code = Invited::new(&*members(&self.place).unwrap(), role, 1, 1, None, real_now()).unwrap().code;
        let answer = laptop.post("/v1/join").json(&laptop.asks(&code)).send().await.unwrap();
        laptop.is_in(&answer.json().await.unwrap());
        laptop
    }
}

/// Takes their access back, if it is to be.
fn revoke(members: &dyn hub::Members, laptop: &Laptop, standing: Standing) {
    let devices = members.devices().unwrap();
    let device = devices.iter().find(|device| device.replica == laptop.replica()).unwrap().id;
    match standing {
        Standing::Active => {}
        Standing::DeviceRevoked => members.revoke_device(device, real_now()).unwrap(),
        Standing::MemberRevoked => members.revoke_member(laptop.person, real_now()).unwrap(),
    }
}

/// Everybody there is, with a laptop.
async fn everybody(house: &House, neighbour: &Neighbour) -> Vec<(Who, Laptop)> {
    let mut everybody = Vec::new();
    for who in Who::all() {
        let laptop = match who {
            Who::Nobody => Laptop::new(house, "Nobody"),
            Who::Member(role, standing) => {
                let laptop = house.member("A member", role).await;
                revoke(&*house.store(), &laptop, standing);
                laptop
            }
            Who::Foreign(role, standing) => {
                let mut laptop = neighbour.member(role).await;
                revoke(&*members(&neighbour.place).unwrap(), &laptop, standing);
                laptop.url.clone_from(&house.url);
                laptop
            }
        };
        everybody.push((who, laptop));
    }
    everybody
}

/// What people see in a browser, and what anybody is answered there who asks for nothing that there is.
const SEEN: &[(&str, &str, u16)] = &[
    ("get", "/status/subscribe", 200),
    // With no address in it.
    ("post", "/status/subscribe", 400),
    // By links that nobody was sent.
    ("get", "/status/confirm/{word}", 404),
    ("post", "/status/confirm/{word}", 404),
    ("get", "/status/leave/{word}", 404),
    ("post", "/status/leave/{word}", 404),
];

/// The public status page, which is made of files.
const FILES: &[(&str, &str, u16)] =
    &[("get", "/status/", 200), ("get", "/status/index.html", 200), ("get", "/status/nothing.html", 404)];

#[tokio::test]
async fn what_people_see_in_a_browser_is_the_same_for_everybody_and_asks_for_no_token() {
    let rows: BTreeSet<_> = SEEN.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(rows, PAGES.iter().copied().collect(), "there is a row for every page and no other");
    assert!(rows.is_disjoint(&ROUTES.iter().copied().collect()));

    let house: House = showing().await;
    let ada = admin(&house).await;
    define(&ada, subscribers(9)).await;
    let folder = tempfile::tempdir().unwrap();
    let neighbour = Neighbour::of(&house, folder.path()).await;
    let everybody = everybody(&house, &neighbour).await;
    let document = Document::of(&house).await;
    for (method, route, _) in SEEN {
        assert!(!document.is_for_members(method, route), "{method} {route} is described as it is");
        let (path, nobody) = (route.replace("{word}", "nobody's"), &everybody[0].1);
        let request = if *method == "get" { nobody.get(&path) } else { nobody.post(&path) };
        document.hold(method, route, request.send().await.unwrap()).await;
    }
    for (method, route, expected) in SEEN.iter().chain(FILES) {
        let path = route.replace("{word}", &"A".repeat(54));
        let mut said = BTreeSet::new();
        for (who, laptop) in &everybody {
            let request = if *method == "get" { laptop.get(&path) } else { laptop.post(&path) };
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status().as_u16(), *expected, "{method} {path} asked by {who:?}");
            said.insert(answer.text().await.unwrap());
        }
        assert_eq!(said.len(), 1, "{method} {path} says the same to everybody");
    }
    for path in ["/status/subscribe", "/status/leave/x", "/status/confirm/x"] {
        let answer = house.http.delete(format!("{}{path}", house.url)).send().await.unwrap();
        assert_eq!(code(answer).await, (405, "method".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn every_route_answers_everybody_as_their_role_status_and_workspace_say() {
    let rows: BTreeSet<_> = ROWS.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(rows, ROUTES.iter().copied().collect(), "there is a row for every route and no other");

    let house = House::found().await;
    let document = Document::of(&house).await;
    let folder = tempfile::tempdir().unwrap();
    let neighbour = Neighbour::of(&house, folder.path()).await;
    let victim = house.member("Vic", Role::Responder).await;
    let mut everybody = everybody(&house, &neighbour).await;
    let devices = house.store().devices().unwrap();
    let person = victim.person.to_string();
    let victim = devices.iter().find(|device| device.person == victim.person).unwrap().id;

    for (method, route, whom) in ROWS {
        let members = !matches!(whom, For::All(_));
        assert_eq!(document.is_for_members(method, route), members, "{method} {route} is described as it is");
        // Those who may are asked last, since they do it.
        everybody.sort_by_key(|(who, _)| who.expects(*whom) < 400);
        for (who, laptop) in &everybody {
            // Of a number that only a device has.
            let id = if route.contains("devices") { victim } else { i64::MAX };
            let path = route.replace("{id}", &id.to_string()).replace("{destination}", "team");
            let path = path.replace("{person}", &person).replace("{incident}", &"07".repeat(16));
            let path = path.replace("{name}", &"07".repeat(16)).replace("{pass}", &"A".repeat(54));
            let body: Value = match path.as_str() {
                "/v1/join" => serde_json::to_value(laptop.asks("AAAAAAAAAAAAAAAAAAAAAA")).unwrap(),
                "/v1/invitations" => json!({ "role": "observer", "uses": 1, "hours": 1 }),
                path if path.ends_with("/role") => json!({ "role": "observer" }),
                "/v1/presence" => json!({ "incident": "07".repeat(16), "here": true }),
                "/v1/entries" => json!({ "workspace": house.workspace, "entries": [] }),
                "/v1/subscribers" => json!({ "addresses": [] }),
                "/v1/channels/team/secret" => json!({ "secret": "xoxb-1", "shown_to": "slack bot" }),
                _ => json!([]),
            };
            let request = match *method {
                "get" => laptop.get(&path),
                "delete" => laptop.delete(&path),
                "put" => laptop.put(&path).json(&body),
                _ => laptop.post(&path).json(&body),
            };
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status().as_u16(), who.expects(*whom), "{method} {path} asked by {who:?}");
            // Which holds every refusal to a code and a sentence.
            document.hold(method, route, answer).await;
        }
    }
}

#[tokio::test]
async fn nothing_of_another_workspace_is_reached_by_its_numbers_cursors_or_codes() {
    let house = House::found().await;
    let folder = tempfile::tempdir().unwrap();
    let neighbour = Neighbour::of(&house, folder.path()).await;
    // More there than here, so that some of its numbers are none of ours.
    let mut theirs = neighbour.member(Role::Admin).await;
    for _ in 0..3 {
        neighbour.member(Role::Responder).await;
    }
    let notes = theirs.note(incident(1), "of the neighbours");
    let there = theirs.push(notes.clone()).await.cursor;
    let devices = members(&neighbour.place).unwrap().devices().unwrap();
    let last = devices.iter().map(|device| device.id).max().unwrap();
    let invite = json!({ "role": "observer", "uses": 1, "hours": 1 });
    let theirs_open = theirs.post("/v1/invitations").json(&invite).send().await.unwrap();
    let theirs_open: hub::InviteLink = theirs_open.json().await.unwrap();
    let listed = async |laptop: &Laptop| -> Vec<ListedInvitation> {
        laptop.get("/v1/invitations").send().await.unwrap().json().await.unwrap()
    };
    let number = listed(&theirs).await.last().unwrap().id;

    let admin = house.member("Ada", Role::Admin).await;
    for path in [format!("/v1/devices/{last}/revoke"), format!("/v1/invitations/{number}/withdraw")] {
        let answer = admin.post(&path).send().await.unwrap();
        assert_eq!(code(answer).await, (404, "missing".to_owned()), "{path}");
    }
    assert!(listed(&admin).await.iter().all(|one| one.made_by.is_none()));
    for path in ["/v1/entries", "/v1/live"] {
        let answer = admin.get(&format!("{path}?after={there}")).send().await.unwrap();
        assert_eq!(code(answer).await, (410, "gone".to_owned()), "{path}");
    }
    let series = notes[0].head.series();
    assert_eq!(admin.fetch(&[Wanted { series, after: 0 }]).await, []);
    let of_theirs =
        |entries: &[incident::entry::Entry]| entries.iter().any(|one| one.head.series() == series);
    assert!(!of_theirs(&admin.pull_all().await));
    assert!(admin.heads().await.heads.iter().all(|head| head.series != series));
    let push = Push::of(neighbour.about.workspace, notes);
    let answer = admin.post("/v1/entries").json(&push).send().await.unwrap();
    assert_eq!(code(answer).await.1, "other_workspace");
    let stranger = Laptop::new(&house, "Somebody with their code");
    assert_eq!(house.join(&stranger.asks(&theirs_open.code)).await.status(), 403);
    // And they go on as before.
    assert_eq!(listed(&theirs).await.last().unwrap().id, number);
    theirs.url.clone_from(&house.url);
    assert_eq!(theirs.get("/v1/entries").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn somebody_takes_back_the_access_of_their_own_laptop_and_sees_no_other() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let laptop = house.member("Rob", Role::Observer).await;
    let list = async |laptop: &Laptop| -> Vec<Value> {
        laptop.get("/v1/devices").send().await.unwrap().json().await.unwrap()
    };
    assert_eq!(list(&admin).await.len(), 2);
    let own = list(&laptop).await;
    assert_eq!(own.len(), 1);
    let me: Value = laptop.get("/v1/me").send().await.unwrap().json().await.unwrap();
    assert_eq!((&me["id"], me["role"].as_str()), (&own[0]["id"], Some("observer")));
    assert!(own[0]["last_seen"].as_i64() >= me["joined_at"].as_i64(), "it has just asked");
    let path = format!("/v1/devices/{}/revoke", me["id"]);
    assert_eq!(laptop.post(&path).send().await.unwrap().status(), 204);
    assert_eq!(laptop.get("/v1/me").send().await.unwrap().status(), 403);
    assert_eq!(admin.post("/v1/devices/999/revoke").send().await.unwrap().status(), 404);
    assert_eq!(admin.post("/v1/devices/x/revoke").send().await.unwrap().status(), 400);
    assert_eq!(admin.get("/v1/nothing").send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn an_admin_says_what_others_may_do_and_not_what_they_may_themselves() {
    let house = House::found().await;
    let (admin, rob) = (house.member("Ada", Role::Admin).await, house.member("Rob", Role::Observer).await);
    let appoint = async |by: &Laptop, person: &str, role: &str| {
        let path = format!("/v1/members/{person}/role");
        by.put(&path).json(&json!({ "role": role })).send().await.unwrap().status().as_u16()
    };
    let role = async |laptop: &Laptop| -> String {
        let me: Value = laptop.get("/v1/me").send().await.unwrap().json().await.unwrap();
        me["role"].as_str().unwrap().to_owned()
    };
    let (ada, robs) = (admin.person.to_string(), rob.person.to_string());
    let refused = rob.push(rob.note(incident(1), "from somebody who reads")).await;
    assert!(matches!(refused.verdicts[..], [sync::Verdict::Refused { .. }]), "{refused:?}");
    assert_eq!(appoint(&rob, &robs, "admin").await, 403);
    assert_eq!(appoint(&admin, &ada, "observer").await, 403, "an admin has to be left");
    assert_eq!(appoint(&admin, &"0".repeat(32), "admin").await, 404);
    assert_eq!((appoint(&admin, "rob", "admin").await, appoint(&admin, &robs, "king").await), (400, 400));
    assert_eq!(role(&rob).await, "observer");
    assert_eq!(appoint(&admin, &robs, "admin").await, 204);
    assert_eq!(role(&rob).await, "admin");
    let taken = rob.push(rob.journal.entries(incident(1)).unwrap()).await;
    assert_eq!(taken.verdicts, [sync::Verdict::Taken]);
    // Whom he may change from now on.
    assert_eq!(appoint(&rob, &ada, "responder").await, 204);
    assert_eq!((role(&admin).await.as_str(), appoint(&admin, &robs, "observer").await), ("responder", 403));
}

#[tokio::test]
async fn the_metrics_count_what_was_asked_and_end_as_openmetrics_does() {
    let house = House::found().await;
    let laptop = house.member("Rob", Role::Responder).await;
    laptop.push(laptop.note(incident(1), "one")).await;
    let answer = laptop.get("/metrics").send().await.unwrap();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = answer.text().await.unwrap();
    assert!(text.contains("allclear_hub_entries_total{verdict=\"taken\"} 1\n"), "{text}");
    assert!(text.contains("route=\"POST /v1/entries\",status=\"200\",le=\"+Inf\"} 1\n"), "{text}");
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn the_metrics_do_not_grow_with_the_methods_that_somebody_makes_up() {
    let house = House::found().await;
    for word in ["FROB", "GROB", "get"] {
        let method = reqwest::Method::from_bytes(word.as_bytes()).unwrap();
        house.http.request(method, format!("{}/v1/me", house.url)).send().await.unwrap();
    }
    let text = house.http.get(format!("{}/metrics", house.url)).send().await.unwrap().text().await.unwrap();
    assert!(text.contains("route=\"other /v1/me\",status=\"405\",le=\"+Inf\"} 3\n"), "{text}");
    assert!(!text.contains("FROB") && !text.contains("GROB"), "{text}");
}
