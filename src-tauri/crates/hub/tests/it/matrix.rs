//! Every route asked by everybody.

use std::collections::BTreeSet;

use hub::{ROUTES, Role};
use serde_json::{Value, json};

use crate::house::{House, real_now};
use crate::laptop::Laptop;
use crate::openapi::Document;

/// Who asks: an admin, a responder, an observer, somebody revoked, nobody, and a member of another hub.
type Row = (&'static str, &'static str, [u16; 6]);

const OPEN: [u16; 6] = [200; 6];
const MEMBERS: [u16; 6] = [200, 200, 200, 403, 401, 401];

const TABLE: &[Row] = &[
    ("get", "/healthz", OPEN),
    ("get", "/metrics", OPEN),
    ("get", "/v1/hub", OPEN),
    ("get", "/v1/openapi.json", OPEN),
    // With a code that nobody was given, whoever asks.
    ("post", "/v1/join", [403; 6]),
    ("get", "/v1/me", MEMBERS),
    ("get", "/v1/devices", MEMBERS),
    // A device of somebody else.
    ("post", "/v1/devices/{id}/revoke", [204, 403, 403, 403, 401, 401]),
    ("post", "/v1/invitations", [200, 403, 403, 403, 401, 401]),
    ("get", "/v1/waiting", [200, 403, 403, 403, 401, 401]),
    // Nothing waits under that number.
    ("post", "/v1/waiting/{id}/admit", [404, 403, 403, 403, 401, 401]),
    ("post", "/v1/waiting/{id}/refuse", [404, 403, 403, 403, 401, 401]),
    ("post", "/v1/entries", MEMBERS),
    ("get", "/v1/entries", MEMBERS),
    ("get", "/v1/live", MEMBERS),
    ("post", "/v1/presence", MEMBERS),
    ("get", "/v1/heads", MEMBERS),
    ("post", "/v1/fetch", MEMBERS),
];

#[tokio::test]
async fn every_route_answers_everybody_as_the_table_says() {
    let rows: BTreeSet<_> = TABLE.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(rows, ROUTES.iter().copied().collect(), "the table has a row for every route and no other");

    let house = House::found().await;
    let document = Document::of(&house).await;
    let other = House::found().await;
    let victim = house.member("Vic", Role::Responder).await;
    let revoked = house.member("Rex", Role::Admin).await;
    house.store().revoke_member(revoked.person, real_now()).unwrap();
    let mut stranger = other.member("Sam", Role::Admin).await;
    stranger.url.clone_from(&house.url);
    let everybody = [
        house.member("Ada", Role::Admin).await,
        house.member("Rob", Role::Responder).await,
        house.member("Obi", Role::Observer).await,
        revoked,
        Laptop::new(&house, "Nobody"),
        stranger,
    ];
    let devices = house.store().devices().unwrap();
    let victim = devices.iter().find(|device| device.person == victim.person).unwrap().id;

    for (method, route, expected) in TABLE {
        let members = expected.contains(&401);
        assert_eq!(document.is_for_members(method, route), members, "{method} {route} is described as it is");
        // Those who may are asked last, since they do it.
        for (who, expected) in everybody.iter().zip(expected).rev() {
            let path = route.replace("{id}", &victim.to_string());
            let body: Value = match path.as_str() {
                "/v1/join" => serde_json::to_value(who.asks("AAAAAAAAAAAAAAAAAAAAAA")).unwrap(),
                "/v1/invitations" => json!({ "role": "observer", "uses": 1, "hours": 1 }),
                "/v1/presence" => json!({ "incident": "07".repeat(16), "here": true }),
                "/v1/entries" => json!({ "workspace": house.workspace, "entries": [] }),
                _ => json!([]),
            };
            let request = if *method == "get" { who.get(&path) } else { who.post(&path).json(&body) };
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status().as_u16(), *expected, "{method} {path} asked by {}", who.name);
            // Which holds every refusal to a code and a sentence.
            document.hold(method, route, answer).await;
        }
    }
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
async fn the_metrics_count_what_was_asked_and_end_as_openmetrics_does() {
    let house = House::found().await;
    let laptop = house.member("Rob", Role::Responder).await;
    laptop.push(laptop.note(crate::laptop::incident(1), "one")).await;
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
