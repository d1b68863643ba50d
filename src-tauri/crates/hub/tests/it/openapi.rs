//! What the hub says of itself to programs, held against what it does.

use std::collections::BTreeSet;

use hub::{
    About, Appoint, BringSubscribers, Brought, Caret, ChannelState, Counts, Device, Entrust, HearsBy, Here,
    Invite, InviteLink, Join, LastTry, ListedChannel, ListedDevice, ListedInvitation, ListedSubscriber,
    ListedSubscribers, PAGES, Present, ROUTES, Role, Waiting, Welcome, Why, Writing,
};
use incident::checksum::Checksum;
use incident::entry::{BodyBytes, Entry, EntryHash, Head, Series};
use incident::id::{DocumentId, IncidentId, Millis, PersonId, ReplicaKey, Run, WorkspaceId, hex};
use incident::stream::{Section, Stream};
use jsonschema::Validator;
use reqwest::Response;
use serde_json::{Value, json, to_value};
use sync::{Cursor, Heads, Mark, Page, Push, Pushed, Receipt, SeriesHead, Verdict, Wanted};

use crate::house::{Ground, House, HouseOn};
use crate::laptop::{Laptop, START, incident};
use crate::public::showing;

/// The document, with its objects closed: what a message says and its schema does not is a difference.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) async fn of(house: &HouseOn<impl Ground>) -> Self {
        let answer = house.http.get(format!("{}/v1/openapi.json", house.url)).send().await.unwrap();
        let mut document: Value = answer.json().await.unwrap();
        close(&mut document["components"]["schemas"]);
        Self(document)
    }

    pub(crate) fn operation(&self, method: &str, path: &str) -> &Value {
        &self.0["paths"][path][method]
    }

    pub(crate) fn is_for_members(&self, method: &str, path: &str) -> bool {
        self.operation(method, path)["security"] == json!([{ "token": [] }])
    }

    /// Holds an answer against what is said of it. Whether it ends is not known, so a stream is not read.
    pub(crate) async fn hold(&self, method: &str, path: &str, answer: Response) {
        let status = answer.status();
        let described = &self.operation(method, path)["responses"][status.as_str()];
        assert!(described.is_object(), "{method} {path} does not say that it answers {status}");
        let Some(kinds) = described["content"].as_object() else { return };
        let given = answer.headers()["content-type"].to_str().unwrap();
        let one = kinds.iter().find(|(kind, _)| given.starts_with(*kind));
        let Some((kind, content)) = one else { panic!("{method} {path} answers {given}, not {kinds:?}") };
        if kind == "application/json" {
            let said: Value = answer.json().await.unwrap();
            self.fits(&content["schema"], &said);
            let sentence = said["message"].as_str().is_some_and(|message| message.ends_with('.'));
            assert_eq!(sentence, status.as_u16() >= 400, "{said}");
        }
    }

    fn schema(&self, name: &str) -> &Value {
        &self.0["components"]["schemas"][name]
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut whole = schema.clone();
        whole["components"] = self.0["components"].clone();
        jsonschema::draft202012::new(&whole).unwrap()
    }

    fn fits(&self, schema: &Value, message: &Value) {
        if let Err(error) = self.validator(schema).validate(message) {
            panic!("{error} at {} in {message:#}", error.instance_path());
        }
    }
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("type").is_some_and(|kind| kind == "object") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn references<'a>(within: &'a Value, found: &mut BTreeSet<&'a str>) {
    match within {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn words<'a>(names: impl IntoIterator<Item = &'a String>) -> BTreeSet<&'a str> {
    names.into_iter().map(String::as_str).collect()
}

#[tokio::test]
async fn every_route_is_in_the_document_and_nothing_else() {
    let routes: BTreeSet<_> = ROUTES.iter().copied().collect();
    let house = House::found().await;
    holds(&Document::of(&house).await, &routes);
    // And the pages in a browser where they are served.
    let showing: House = showing().await;
    holds(&Document::of(&showing).await, &routes.into_iter().chain(PAGES.iter().copied()).collect());
}

fn holds(document: &Document, routes: &BTreeSet<(&str, &str)>) {
    assert_eq!(document.0["openapi"], "3.1.1");
    let mut described = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (path, operations) in document.0["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            described.insert((method.as_str(), path.as_str()));
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap()),
                "{operation} has an id of its own"
            );
            let public = operation["security"] == json!([]);
            assert_ne!(public, document.is_for_members(method, path), "{method} {path} says who may");
            let parameters = operation["parameters"].as_array().unwrap();
            let of_path = |parameter: &&Value| parameter["in"] == "path";
            let named: Vec<String> = parameters
                .iter()
                .filter(of_path)
                .map(|one| format!("{{{}}}", one["name"].as_str().unwrap()))
                .collect();
            let asked: Vec<&str> = path.split('/').filter(|part| part.starts_with('{')).collect();
            assert_eq!(named, asked, "{path} describes the words in it");
            let responses = operation["responses"].as_object().unwrap();
            let goes_well = |status: &String| status.starts_with(['2', '3']);
            assert!(responses.keys().any(goes_well), "{method} {path} can go well");
            for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                let schema = &response["content"]["application/json"]["schema"];
                if schema.is_null() {
                    let page = &response["content"]["text/html"]["schema"]["type"];
                    assert!(path.starts_with("/status/") && page == "string", "{method} {path} {status}");
                    continue;
                }
                assert_eq!(schema["$ref"], "#/components/schemas/Refusal", "{method} {path} {status}");
                assert!(schema["properties"]["code"]["enum"][0].is_string(), "{method} {path} {status}");
            }
        }
    }
    assert_eq!(described, *routes);
}

#[tokio::test]
async fn every_schema_is_one_and_is_used() {
    let house = House::found().await;
    let document = Document::of(&house).await;
    let mut found = BTreeSet::new();
    references(&document.0, &mut found);
    let schemas = document.0["components"]["schemas"].as_object().unwrap();
    let names: Vec<String> = schemas.keys().map(|name| format!("#/components/schemas/{name}")).collect();
    assert_eq!(found, words(&names));
    for (name, schema) in schemas {
        assert!(jsonschema::meta::is_valid(schema), "{name} is no schema");
        assert!(schema["description"].is_string(), "{name} says what it is");
    }
}

#[tokio::test]
async fn every_message_is_as_its_schema_says() {
    let house = House::found().await;
    let document = Document::of(&house).await;
    let (workspace, hub, replica, run) =
        (WorkspaceId([1; 32]), ReplicaKey([2; 32]), ReplicaKey([3; 32]), Run([6; 8]));
    let (person, at, hash) = (PersonId([4; 16]), Millis(1_800_000_000_000), EntryHash([5; 32]));
    let (stream, cursor) = (Stream::Book(Section::People), Cursor { position: 12, mark: Mark([0xab; 8]) });
    let series = Series { stream, replica, run };
    let (text, signature) = (|| "A text".to_owned(), [7; 64]);
    let proof = Join::proof(&signature);

    let about = |name| to_value(About { workspace, hub, name, version: text() }).unwrap();
    let join = |person, token| {
        let (code, name, device, proof) = (text(), text(), text(), proof.clone());
        to_value(Join { code, replica, name, device, person, token, proof }).unwrap()
    };
    let welcome = |token| to_value(Welcome { token, workspace, hub, person, role: Role::Admin }).unwrap();
    let device = |revoked_at| {
        let (id, name, person_name, role) = (7, text(), text(), Role::Observer);
        Device { id, name, replica, person, person_name, role, joined_at: at, revoked_at }
    };
    let listed = |when| to_value(ListedDevice { device: device(when), last_seen: when }).unwrap();
    let device = |revoked_at| to_value(device(revoked_at)).unwrap();
    let invite = |person| to_value(Invite { role: Role::Observer, uses: 1, hours: 72, person }).unwrap();
    let (code, link, role, incident) = (text(), text(), Role::Observer, IncidentId([9; 16]));
    let invite_link = to_value(InviteLink { code, link, role, expires_at: at }).unwrap();
    let listed_invitation = |person| {
        let (id, made_at, expires_at) = (7, at, at);
        let one = ListedInvitation { id, role, uses: 1, made_at, expires_at, made_by: person, person };
        to_value(one).unwrap()
    };
    let caret = Caret { text: text(), at: text() };
    let writing = Writing { person, caret: caret.clone() };
    let present = |writing| to_value(Present { incident, people: vec![person], writing }).unwrap();
    let here = |caret| to_value(Here { incident, here: true, caret }).unwrap();
    let last = |success| LastTry { at, arrived: true, words: text(), success };
    let listed_channel = |last| {
        let (destination, state, shown_to) = ("team".parse().unwrap(), ChannelState::Elsewhere, text());
        to_value(ListedChannel { destination, state, shown_to, last }).unwrap()
    };
    let one = |when| {
        let (name, way, address) = ("07".repeat(16), HearsBy::Webhook, text());
        ListedSubscriber { name, way, address, asked_at: at, confirmed_at: when, bounced_at: when }
    };
    let subscriber = |when| to_value(one(when)).unwrap();
    let (counts, subscribers) = (Counts::default(), vec![one(None)]);
    let subscribers = to_value(ListedSubscribers { counts, subscribers, more: true }).unwrap();
    let head = Head { v: 1, flags: 1, stream, replica, run, seq: 1, stamp: 1, recorded_at: at };
    let entry = |body, signature| Entry { head, body, signature };
    let (whole, dropped) = (BodyBytes::Whole(b"{}".to_vec()), BodyBytes::Dropped([8; 32]));
    let entries = vec![entry(whole.clone(), None), entry(dropped.clone(), Some(signature))];
    let receipt = Receipt { hub, series, seq: 3, hash, at, signature };
    let verdicts = vec![
        Verdict::Taken,
        Verdict::Known,
        Verdict::Waits { why: text() },
        Verdict::Refused { why: text() },
    ];
    let series_head = SeriesHead { series, seq: 3, hash };
    let heads = |next: Option<Stream>| {
        let open = next.into_iter().collect();
        to_value(Heads { heads: vec![series_head], next, cursor, open }).unwrap()
    };
    let refusal: Value =
        house.http.get(format!("{}/v1/nothing", house.url)).send().await.unwrap().json().await.unwrap();

    // Each message with all that it may say, and with as little as it may say.
    let checksum = Checksum(7);
    let page = |checksum| to_value(Page { entries: entries.clone(), cursor, more: true, checksum }).unwrap();
    let relay = Push {
        receipts: vec![receipt.clone()],
        earlier: vec![receipt.hub],
        ..Push::of(workspace, entries.clone())
    };
    let always = |name, message: Value| (name, message.clone(), message);
    let samples = [
        always("Refusal", refusal),
        ("About", about(Some(text())), about(None)),
        ("Join", join(Some(person), Some(hex(&[8; 32]))), join(None, None)),
        ("Welcome", welcome(text()), welcome(String::new())),
        ("Device", device(Some(at)), device(None)),
        ("ListedDevice", listed(Some(at)), listed(None)),
        ("Invite", invite(Some(person)), invite(None)),
        always("InviteLink", invite_link),
        ("ListedInvitation", listed_invitation(Some(person)), listed_invitation(None)),
        always("Appoint", to_value(Appoint { role }).unwrap()),
        always(
            "Waiting",
            to_value(Waiting { id: 7, series, from: 3, to: 5, why: Why::Leap, since: at }).unwrap(),
        ),
        ("ListedChannel", listed_channel(Some(last(Some(at)))), listed_channel(None)),
        ("LastTry", to_value(last(Some(at))).unwrap(), to_value(last(None)).unwrap()),
        always("Entrust", to_value(Entrust { secret: text(), shown_to: text() }).unwrap()),
        ("ListedSubscriber", subscriber(Some(at)), subscriber(None)),
        always("ListedSubscribers", subscribers),
        always("BringSubscribers", to_value(BringSubscribers { addresses: vec![text()] }).unwrap()),
        always("Brought", to_value(Brought { added: 1, refused: vec![text()] }).unwrap()),
        ("Here", here(Some(caret.clone())), here(None)),
        always("Caret", to_value(caret).unwrap()),
        always("Writing", to_value(&writing).unwrap()),
        ("Present", present(vec![writing.clone()]), present(vec![])),
        always("SeriesHead", to_value(series_head).unwrap()),
        always("Wanted", to_value(Wanted { series, after: 0 }).unwrap()),
        always("Receipt", to_value(&receipt).unwrap()),
        ("Push", to_value(relay).unwrap(), to_value(Push::of(workspace, entries.clone())).unwrap()),
        always("Pushed", to_value(Pushed { verdicts, receipts: vec![receipt], cursor }).unwrap()),
        ("Page", page(Some(checksum)), page(None)),
        ("Heads", heads(Some(stream)), heads(None)),
    ];
    for (name, full, sparse) in &samples {
        let schema = document.schema(name);
        document.fits(schema, full);
        document.fits(schema, sparse);
        let keys = |message: &Value| message.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(full), keys(&schema["properties"]), "{name} says no more and no less");
        let required: Vec<String> = serde_json::from_value(schema["required"].clone()).unwrap();
        assert_eq!(words(&keys(sparse)), words(&required), "{name} always says what it has to");
    }

    // What comes in several forms: each of them, and some that are none.
    let entry = |body, signature| to_value(entry(body, signature)).unwrap();
    let mut both = entry(whole.clone(), None);
    both["body_sha256"] = entry(dropped.clone(), None)["body_sha256"].clone();
    let all = |streams: &[Stream]| streams.iter().map(|stream| to_value(stream).unwrap()).collect();
    let (first, last) = (Stream::Incident(IncidentId([9; 16])), Stream::Other(200, [1; 16]));
    let mut streams = vec![first, Stream::Document(DocumentId([9; 16])), last];
    streams.extend(Section::ALL.map(Stream::Book));
    let furthest = Cursor { position: u64::MAX, mark: Mark([0xff; 8]) };
    let forms: [(&str, Vec<Value>, Vec<Value>); 5] = [
        (
            "Entry",
            vec![entry(whole.clone(), None), entry(whole, Some(signature)), entry(dropped, Some(signature))],
            vec![both, to_value(head).unwrap()],
        ),
        (
            "Verdict",
            vec![json!({ "verdict": "taken" }), json!({ "verdict": "waits", "why": "A text" })],
            vec![json!({ "verdict": "taken", "why": "A text" }), json!({ "verdict": "waits" }), json!({})],
        ),
        ("Stream", all(&streams), vec![json!("incident/12"), json!("book/nonsense"), json!("../etc")]),
        (
            "Cursor",
            vec![to_value(Cursor::default()).unwrap(), to_value(furthest).unwrap()],
            vec![json!("1."), json!("1.000000000000000G"), json!(1)],
        ),
        (
            "Role",
            vec![json!(Role::Admin), json!(Role::Responder), json!(Role::Observer)],
            vec![json!("root"), json!(1)],
        ),
    ];
    for (name, right, wrong) in &forms {
        let validator = document.validator(document.schema(name));
        right.iter().for_each(|form| document.fits(document.schema(name), form));
        wrong.iter().for_each(|form| assert!(!validator.is_valid(form), "{form} is no {name}"));
    }

    let schemas = document.0["components"]["schemas"].as_object().unwrap();
    let objects =
        schemas.iter().filter(|(_, schema)| schema["type"] == "object").map(|(name, _)| name.as_str());
    let mut sampled: BTreeSet<&str> = samples.iter().map(|(name, ..)| *name).collect();
    sampled.insert("Entry");
    assert_eq!(objects.collect::<BTreeSet<_>>(), sampled, "every message has a sample");
}

#[tokio::test]
async fn what_laptops_and_the_hub_really_say_is_as_the_document_has_it() {
    let house = House::found().await;
    let document = Document::of(&house).await;
    let laptop = house.member("Ada", Role::Admin).await;
    let entries = laptop.note(incident(1), "one");
    let push = to_value(Push::of(house.workspace, entries.clone())).unwrap();
    document.fits(document.schema("Push"), &push);
    document.hold("post", "/v1/entries", laptop.offer(entries).await).await;
    let asks = laptop.asks(&house.invite(Role::Observer).code);
    document.fits(document.schema("Join"), &to_value(&asks).unwrap());
    let newcomer = Laptop::new(&house, "Obi").asks(&house.invite(Role::Observer).code);
    document.hold("post", "/v1/join", house.join(&newcomer).await).await;

    let wanted: Vec<Value> = laptop
        .heads()
        .await
        .heads
        .iter()
        .map(|head| json!(Wanted { series: head.series, after: 0 }))
        .collect();
    assert!(!wanted.is_empty());
    wanted.iter().for_each(|wanted| document.fits(document.schema("Wanted"), wanted));
    let fetched = laptop.post("/v1/fetch").json(&wanted).send().await.unwrap();
    document.hold("post", "/v1/fetch", fetched).await;
    let elsewhere = "3.0000000000000000";
    for (path, words, status) in [
        ("/v1/devices", String::new(), 200),
        ("/v1/heads", String::new(), 200),
        ("/v1/heads", "?after=x".to_owned(), 400),
        ("/v1/entries", format!("?after={START}&seen={START}&limit=1"), 200),
        ("/v1/entries", format!("?after={elsewhere}"), 410),
        ("/v1/entries", "?limit=x".to_owned(), 400),
        ("/v1/live", format!("?seen={elsewhere}"), 410),
        ("/v1/live", "?after=x".to_owned(), 400),
    ] {
        let answer = laptop.get(&format!("{path}{words}")).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}{words}");
        document.hold("get", path, answer).await;
    }
    for (path, status) in [("/v1/devices/999/revoke", 404), ("/v1/devices/x/revoke", 400)] {
        let answer = laptop.post(path).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        document.hold("post", "/v1/devices/{id}/revoke", answer).await;
    }
    for path in ["/v1/entries", "/v1/fetch", "/v1/join", "/v1/invitations", "/v1/presence"] {
        let unreadable = laptop.post(path).body("{").send().await.unwrap();
        assert_eq!(unreadable.status(), 400);
        document.hold("post", path, unreadable).await;
    }
    let other = json!({ "workspace": WorkspaceId([9; 32]), "entries": [] });
    document.hold("post", "/v1/entries", laptop.post("/v1/entries").json(&other).send().await.unwrap()).await;
    let nameless = Join { name: String::new(), ..asks };
    document.hold("post", "/v1/join", house.join(&nameless).await).await;
}
