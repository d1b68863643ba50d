//! The same contract over loopback HTTP, and who may not use it.

use std::sync::Arc;

use reqwest::{Client as Http, StatusCode, header};
use serde_json::{Value, json};

use crate::client::{Client, exchange, parts, serve};
use crate::contract::{self, Door, PAST};
use crate::place::{declaration, folder};

#[test]
fn every_command_keeps_its_promise_over_the_bridge() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let url = runtime.block_on(serve(&desk));
    let client = runtime.block_on(Client::open(&url));
    contract::hold(&Door {
        call: &|command, args| runtime.block_on(client.call(command, args)).expect("the app answers"),
        hand_over: &|name, bytes| runtime.block_on(upload(&client, name, bytes.to_vec())),
    });
}

async fn upload(client: &Client, name: &str, bytes: Vec<u8>) -> Value {
    let answer =
        client.post(&format!("/upload?name={name}")).body(bytes).send().await.expect("the app answers");
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.expect("JSON")
}

#[tokio::test]
async fn the_printed_token_works_once() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let url = serve(&desk).await;
    let (base, token) = parts(&url);
    let http = Http::new();

    let guess = exchange(&http, base, &"0".repeat(token.len())).await;
    assert_eq!(guess.status(), StatusCode::UNAUTHORIZED);
    let client = Client::open(&url).await;
    let again = exchange(&http, base, token).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    let failure: Value = again.json().await.expect("JSON");
    assert_eq!(failure["code"], "no_session");
    assert_eq!(client.ask("start", json!({})).await["name"], "Ana", "who came first stays signed in");
}

#[tokio::test]
async fn nobody_without_the_bearer_learns_or_changes_anything() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let client = Client::open(&serve(&desk).await).await;
    let done = client.ask("declare", json!({ "command": declaration("Secret") })).await;
    let incident = done["incident"].as_str().expect("an id");

    let paths = ["/call/start", "/upload?name=x.csv", "/events", "/report/x"].map(str::to_owned);
    for path in paths.into_iter().chain([format!("/export/{incident}/json")]) {
        let wrong = client.bearer.replace(|c: char| c.is_ascii_hexdigit(), "0");
        for bearer in [None, Some(""), Some("x"), Some(wrong.as_str())] {
            for method in [reqwest::Method::GET, reqwest::Method::POST] {
                let mut request = client.http.request(method, format!("{}{path}", client.base)).body("{}");
                if let Some(bearer) = bearer {
                    request = request.bearer_auth(bearer);
                }
                let answer = request.send().await.expect("the app answers");
                let status = answer.status();
                let refused = [StatusCode::UNAUTHORIZED, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
                assert!(refused, "{path} with {bearer:?}: {status}");
                assert!(!answer.text().await.expect("text").contains("Secret"));
            }
        }
    }
}

#[tokio::test]
async fn a_page_from_elsewhere_cannot_rebind_its_name_to_this_address() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let client = Client::open(&serve(&desk).await).await;
    let port = client.base.rsplit(':').next().expect("a port");
    for (host, status) in [
        (format!("127.0.0.1:{port}"), StatusCode::OK),
        (format!("localhost:{port}"), StatusCode::OK),
        (format!("evil.example:{port}"), StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1".to_owned(), StatusCode::MISDIRECTED_REQUEST),
        (format!("127.0.0.1:{port}.evil.example"), StatusCode::MISDIRECTED_REQUEST),
    ] {
        let asked = client.post("/call/start").header(header::HOST, &host).body("{}");
        assert_eq!(asked.send().await.expect("an answer").status(), status, "{host}");
        let page = client.http.get(format!("{}/", client.base)).header(header::HOST, &host);
        assert_eq!(page.send().await.expect("an answer").status(), status, "{host}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy_of_the_page() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let client = Client::open(&serve(&desk).await).await;
    for request in [client.get("/"), client.get("/nowhere"), client.post("/call/start").body("{}")] {
        let answer = request.send().await.expect("an answer");
        let header =
            |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let policy = header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        for hole in ["unsafe", "data:", "blob:", "http:", "*"] {
            assert!(!policy.contains(hole), "{policy}");
        }
        // The styles beside the page's own are those of a previewed update and of the previewed status page.
        let style = format!("style-src 'self' '{}' '{}';", page::STYLE_HASH, page::bundle::SITE_STYLE_HASH);
        assert!(policy.contains(&style), "{policy}");
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header(header::CACHE_CONTROL), "no-store");
    }
}

#[test]
fn the_window_has_the_policy_of_the_bridge_but_for_its_channel() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tauri.conf.json");
    let settings: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let policy = settings["app"]["security"]["csp"].as_object().unwrap();
    let style = format!("'self' '{}' '{}'", page::STYLE_HASH, page::bundle::SITE_STYLE_HASH);
    for (part, allowed) in policy {
        let expect = match part.as_str() {
            "style-src" => style.as_str(),
            "connect-src" => "ipc: http://ipc.localhost",
            "script-src" | "font-src" | "img-src" => "'self'",
            _ => "'none'",
        };
        assert_eq!(allowed, expect, "{part}");
    }
    assert_eq!(policy.len(), 9);
}

#[tokio::test]
async fn what_is_no_command_and_what_cannot_be_read_gets_a_sentence() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let client = Client::open(&serve(&desk).await).await;
    for (command, body, status, code) in [
        ("drop_everything", "{}", StatusCode::NOT_FOUND, "unknown"),
        ("room", "{", StatusCode::UNPROCESSABLE_ENTITY, "unreadable"),
        ("room", "{\"incident\":1}", StatusCode::UNPROCESSABLE_ENTITY, "unreadable"),
        ("room", "{\"incident\":\"00000000000000000000000000000000\"}", StatusCode::NOT_FOUND, "gone"),
    ] {
        let answer = client.post(&format!("/call/{command}")).body(body).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "{command} {body}");
        let failure: Value = answer.json().await.expect("JSON");
        assert_eq!(failure["code"], code, "{failure}");
        assert!(failure["message"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{failure}");
    }
}

#[tokio::test]
async fn a_file_goes_in_and_its_report_and_an_incident_come_out() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let client = Client::open(&serve(&desk).await).await;
    let draft = upload(&client, "past.jsonl", PAST.to_vec()).await;
    let early = client.get(&format!("/report/{}", draft["token"].as_str().expect("a token")));
    assert_eq!(
        early.send().await.expect("an answer").status(),
        StatusCode::NOT_FOUND,
        "no report before the import"
    );
    client.ask("run_import", json!({ "token": draft["token"], "mapping": draft["mapping"] })).await;

    let (kind, name, report) =
        download(&client, &format!("/report/{}", draft["token"].as_str().expect("a token"))).await;
    assert!(kind.starts_with("text/csv") && name.contains("import-report.csv"), "{kind} {name}");
    assert!(report.contains("Ends before it starts"), "{report}");

    let board = client.ask("board", json!({ "query": { "filter": "Checkout refuses" } })).await;
    let id = board["closed"][0]["id"].as_str().expect("the imported incident").to_owned();
    let (kind, name, text) = download(&client, &format!("/export/{id}/json")).await;
    assert!(kind.starts_with("application/json") && name.contains(".json"), "{kind} {name}");
    let verified = incident::export::verify(text.as_bytes()).expect("an export verifies");
    assert!(verified.entries.len() > 5 && verified.redacted == 0);
    let forged = text.replacen("Checkout refuses every", "Checkout accepts every", 1);
    assert_ne!(forged, text);
    incident::export::verify(forged.as_bytes()).expect_err("a changed export does not verify");

    let (kind, _, page) = download(&client, &format!("/export/{id}/markdown")).await;
    assert!(
        kind.starts_with("text/markdown") && page.contains("Checkout refuses every third card"),
        "{page}"
    );
}

async fn download(client: &Client, path: &str) -> (String, String, String) {
    let answer = client.get(path).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let header = |name| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (kind, name) = (header(header::CONTENT_TYPE), header(header::CONTENT_DISPOSITION));
    assert!(name.starts_with("attachment;"), "it is saved, not shown: {name}");
    (kind, name, answer.text().await.expect("text"))
}

#[tokio::test]
async fn listeners_hear_what_is_stale_how_far_an_import_is_and_what_to_open() {
    let folder = folder();
    let desk = contract::desk(folder.path());
    let client = Client::open(&serve(&desk).await).await;
    let mut events = client.listen().await;

    let done = client.ask("declare", json!({ "command": declaration("Heard of") })).await;
    let stale = events.next("stale", |stale| stale["stream"] == done["incident"]).await;
    assert!(stale["views"].as_array().expect("views").contains(&json!("room")), "{stale}");

    let draft = upload(&client, "past.jsonl", PAST.to_vec()).await;
    client.ask("run_import", json!({ "token": draft["token"], "mapping": draft["mapping"] })).await;
    let progress = events.next("progress", |progress| progress["token"] == draft["token"]).await;
    assert_eq!(progress["done"], progress["of"], "{progress}");

    let id = serde_json::from_value(done["incident"].clone()).expect("an id");
    Arc::clone(&desk).bring_to_front(id);
    let open = events.next("open", |_| true).await;
    assert_eq!(open, json!({ "incident": done["incident"] }));
}
