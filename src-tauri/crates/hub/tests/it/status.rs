//! The public status page as the hub serves it: for anybody, off unless it is wished, never anything that is not public.

use std::sync::OnceLock;

use hub::{Config, Role};
use incident::event::Event;
use incident::id::{EntryRef, RoleId};
use incident::record::Record;
use incident::stream::{Section, Stream};
use incident::value::{Audience, Component, ComponentSaid, ComponentState, Occasion, Shown, StatusPage};
use reqwest::{Client, Method, Response, StatusCode, header};

use crate::house::{Folder, House, HouseOn, config, until};
use crate::laptop::{Laptop, http, incident};

async fn showing() -> House {
    let ground = HouseOn::<Folder>::ground();
    hub::found(&crate::house::Ground::place(&ground), Some("Ops"), crate::house::NOW).unwrap();
    House::serve_as(ground, &Config { status_page: true, ..config() }, http()).await
}

/// One that unpacks nothing by itself.
fn raw() -> &'static Client {
    static RAW: OnceLock<Client> = OnceLock::new();
    RAW.get_or_init(|| Client::builder().no_zstd().pool_max_idle_per_host(0).build().unwrap())
}

async fn ask(house: &House, path: &str, headers: &[(header::HeaderName, &str)]) -> Response {
    let mut request = raw().get(format!("{}{path}", house.url));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.send().await.unwrap()
}

/// A component, and an incident of Ana's of which the public was told.
async fn told(house: &House, ana: &Laptop) -> Stream {
    let page = StatusPage {
        name: "Example".to_owned(),
        address: Some("https://status.example.org".to_owned()),
        authority: Some("status.example.org,2026-11-19".to_owned()),
    };
    let component = Component {
        id: "cards".parse().unwrap(),
        name: "Cards".to_owned(),
        description: None,
        group: None,
        position: 0,
        shown: true,
        services: vec![],
    };
    let book = vec![
        Event::StatusPageDefined { page, base: vec![] },
        Event::ComponentDefined { component, base: vec![] },
    ];
    ana.push(ana.write(Stream::Book(Section::StatusPage), false, book)).await;
    let stream = incident(1);
    ana.push(ana.write(stream, false, begun(ana, false, "Cards are declined"))).await;
    say(ana, stream, "We look into it.").await;
    until("the page tells of it", async || {
        let page = ask(house, "/status/", &[]).await.text().await.unwrap();
        page.contains("Cards are declined").then_some(())
    })
    .await;
    stream
}

fn begun(ana: &Laptop, drill: bool, title: &str) -> Vec<Event> {
    let (role, person) = (RoleId::incident_manager(), ana.person);
    vec![
        Event::Declared { drill },
        Event::Titled { title: title.to_owned(), base: vec![] },
        Event::RoleAssigned { role, service: None, person, base: vec![] },
    ]
}

/// Proposes an update for the public, and approves it.
async fn say(ana: &Laptop, stream: Stream, text: &str) {
    let said = ComponentSaid {
        component: "cards".parse().unwrap(),
        name: "Cards".to_owned(),
        state: ComponentState::PartialOutage,
    };
    let proposed = Event::UpdateProposed {
        audience: Audience::Public,
        occasion: Occasion::Investigating,
        text: text.to_owned(),
        next_due: None,
        replaces: None,
        shown: Some(Shown {
            title: title(&ana.journal.record(stream).unwrap()),
            components: vec![said],
            review: None,
        }),
    };
    ana.push(ana.write(stream, false, vec![proposed])).await;
    let update: EntryRef = ana.journal.record(stream).unwrap().facts().last().unwrap().id;
    let approved = Event::UpdateApproved { update, dispatch: None, base: vec![] };
    ana.push(ana.write(stream, false, vec![approved])).await;
}

fn title(record: &Record) -> String {
    incident::incident::Incident::of(record).title().to_owned()
}

#[tokio::test]
async fn there_is_no_page_unless_it_is_wished() {
    let house = House::found().await;
    for path in ["/status", "/status/", "/status/index.html", "/status/api/v2/summary.json"] {
        assert_eq!(ask(&house, path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn whoever_comes_is_shown_the_page_and_programs_are_answered() {
    let house = showing().await;
    let ana = house.member("Ana", Role::Responder).await;
    told(&house, &ana).await;
    let page = ask(&house, "/status", &[]).await;
    assert_eq!((page.status(), page.url().path()), (StatusCode::OK, "/status/"));
    let headers = page.headers().clone();
    assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(headers[header::CACHE_CONTROL].to_str().unwrap().starts_with("public, max-age="));
    assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'"));
    let summary: serde_json::Value =
        ask(&house, "/status/api/v2/summary.json", &[]).await.json().await.unwrap();
    assert_eq!(summary["components"][0]["status"], "partial_outage");
    assert_eq!(
        ask(&house, "/status/history.atom", &[]).await.headers()[header::CONTENT_TYPE],
        "application/atom+xml; charset=utf-8"
    );
    for odd in
        ["/status/nothing", "/status/../v1/hub", "/status/%2e%2e/journal.sqlite", "/status//index.html"]
    {
        let answer = ask(&house, odd, &[]).await;
        assert!(answer.status() != StatusCode::OK || answer.url().path() == "/v1/hub", "{odd}");
    }
}

#[tokio::test]
async fn who_has_it_already_is_told_so_and_who_asks_for_its_head_gets_no_more() {
    let house = showing().await;
    let ana = house.member("Ana", Role::Responder).await;
    let stream = told(&house, &ana).await;
    let whole = ask(&house, "/status/", &[]).await;
    let (tag, since) =
        (whole.headers()[header::ETAG].clone(), whole.headers()[header::LAST_MODIFIED].clone());
    let (tag, since) = (tag.to_str().unwrap(), since.to_str().unwrap());
    let whole = whole.bytes().await.unwrap();
    let weak = format!("\"x\", W/{tag}");
    for known in [
        &[(header::IF_NONE_MATCH, tag)][..],
        &[(header::IF_NONE_MATCH, "*")],
        &[(header::IF_NONE_MATCH, &weak)],
        &[(header::IF_MODIFIED_SINCE, since)],
    ] {
        let answer = ask(&house, "/status/", known).await;
        assert_eq!(
            (answer.status(), &answer.headers()[header::ETAG]),
            (StatusCode::NOT_MODIFIED, &header::HeaderValue::from_str(tag).unwrap())
        );
        assert_eq!(answer.bytes().await.unwrap().len(), 0);
    }
    for other in [
        &[(header::IF_NONE_MATCH, "\"x\""), (header::IF_MODIFIED_SINCE, since)][..],
        &[(header::IF_MODIFIED_SINCE, "Thu, 19 Nov 2020 14:00:00 GMT")],
        &[(header::IF_MODIFIED_SINCE, "yesterday")],
    ] {
        assert_eq!(ask(&house, "/status/", other).await.status(), StatusCode::OK, "{other:?}");
    }
    let head = raw().request(Method::HEAD, format!("{}/status/", house.url)).send().await.unwrap();
    assert_eq!(head.headers()[header::CONTENT_LENGTH], whole.len().to_string().as_str());
    // Packed it is another representation, with another name and the same words.
    let packed = raw()
        .get(format!("{}/status/", house.url))
        .header(header::ACCEPT_ENCODING, "gzip;q=0.5, zstd")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()[header::CONTENT_ENCODING], "zstd");
    assert_ne!(packed.headers()[header::ETAG].to_str().unwrap(), tag);
    assert_eq!(zstd::decode_all(&packed.bytes().await.unwrap()[..]).unwrap(), whole);
    let refused = raw()
        .get(format!("{}/status/", house.url))
        .header(header::ACCEPT_ENCODING, "zstd;q=0")
        .send()
        .await
        .unwrap();
    assert!(!refused.headers().contains_key(header::CONTENT_ENCODING));

    say(&ana, stream, "We know what it is.").await;
    until("the next update stands there", async || {
        let answer = ask(&house, "/status/", &[(header::IF_NONE_MATCH, tag)]).await;
        answer.text().await.unwrap().contains("We know what it is.").then_some(())
    })
    .await;
}

/// Everything that anybody can fetch, by the lists of sums and what they name; none where the page was written anew meanwhile.
async fn everything(house: &House) -> Option<String> {
    let mut all = String::new();
    let mut lists = vec!["SHA256SUMS".to_owned()];
    while let Some(list) = lists.pop() {
        let text = ask(house, &format!("/status/{list}"), &[]).await.text().await.unwrap();
        for path in text.lines().filter_map(|line| line.split("  ").nth(1)) {
            if path.ends_with(".sums") {
                lists.push(path.to_owned());
            }
            let answer = ask(house, &format!("/status/{path}"), &[]).await;
            if answer.status() != StatusCode::OK {
                return None;
            }
            all.push_str(&answer.text().await.unwrap());
        }
    }
    Some(all)
}

#[tokio::test]
async fn drills_and_private_incidents_are_in_no_file_and_what_becomes_private_is_gone() {
    let house = showing().await;
    let ana = house.member("Ana", Role::Responder).await;
    let public = told(&house, &ana).await;
    let (drill, private) = (incident(2), incident(3));
    ana.push(ana.write(drill, false, begun(&ana, true, "An exercise"))).await;
    say(&ana, drill, "Exercise words.").await;
    let mut secret = begun(&ana, false, "A breach");
    secret.extend([
        Event::PrivacySet { private: true, base: vec![] },
        Event::AccessGranted { person: ana.person },
    ]);
    ana.push(ana.write(private, true, secret)).await;
    say(&ana, private, "Secret words.").await;
    // What is written afterwards shows that the page knows of all before.
    say(&ana, public, "And after.").await;
    let all = until("the page is as far", async || {
        everything(&house).await.filter(|all| all.contains("And after."))
    })
    .await;
    for never in ["An exercise", "Exercise words", "A breach", "Secret words"] {
        assert!(!all.contains(never), "{never}");
    }
    ana.push(ana.write(public, true, vec![Event::PrivacySet { private: true, base: vec![] }])).await;
    until("it is gone", async || everything(&house).await.filter(|all| !all.contains("Cards are declined")))
        .await;
}

#[tokio::test]
async fn the_page_is_the_same_after_the_hub_began_anew() {
    let house = showing().await;
    let ana = house.member("Ana", Role::Responder).await;
    told(&house, &ana).await;
    let before = everything(&house).await;
    assert!(before.is_some());
    let ground = house.stop().await;
    let house = House::serve_as(ground, &Config { status_page: true, ..config() }, http()).await;
    until("it is there again", async || {
        (ask(&house, "/status/", &[]).await.status() == StatusCode::OK).then_some(())
    })
    .await;
    assert_eq!(everything(&house).await, before);
}
