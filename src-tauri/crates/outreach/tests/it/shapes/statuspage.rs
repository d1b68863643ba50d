//! A page of Statuspage that keeps what is written, as its makers document it, and answers as badly as it is told.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use incident::id::IncidentId;
use incident::value::Occasion;
use outreach::{
    Channel, Component, ComponentState, Message, Outreach, Receipt, Secret, Statuspage, Undelivered, Why,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::message::message;
use crate::web::outreach;

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    incidents: Vec<Value>,
    asked: u64,
    /// So many writes are done, and then not answered.
    unanswered: u32,
}

type Answer = Result<Json<Value>, StatusCode>;

impl Page {
    fn enter(&self, headers: &HeaderMap) -> Result<std::sync::MutexGuard<'_, Kept>, StatusCode> {
        let mut kept = self.0.lock().unwrap();
        kept.asked += 1;
        if headers["authorization"] == "OAuth key" { Ok(kept) } else { Err(StatusCode::UNAUTHORIZED) }
    }

    async fn itself(State(page): State<Self>, headers: HeaderMap) -> Answer {
        drop(page.enter(&headers)?);
        Ok(Json(json!({ "id": "kctbh9vrtdwd", "name": "Example" })))
    }

    async fn list(State(page): State<Self>, headers: HeaderMap) -> Answer {
        Ok(Json(json!(page.enter(&headers)?.incidents)))
    }

    async fn show(State(page): State<Self>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
        let kept = page.enter(&headers)?;
        let found = kept.incidents.iter().find(|it| it["id"] == id.as_str()).cloned();
        found.map(Json).ok_or(StatusCode::NOT_FOUND)
    }

    async fn create(State(page): State<Self>, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
        let mut kept = page.enter(&headers)?;
        let said = &body["incident"];
        if !said["name"].is_string() {
            return Err(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let id = format!("p31zjtct2{}", kept.incidents.len());
        let mut incident = json!({ "id": id, "name": said["name"], "shortlink": "https://stspg.io/x", "incident_updates": [] });
        write(&mut incident, said)?;
        kept.incidents.insert(0, incident.clone());
        kept.answer(incident)
    }

    async fn update(
        State(page): State<Self>,
        Path(id): Path<String>,
        headers: HeaderMap,
        Json(body): Json<Value>,
    ) -> Answer {
        let mut kept = page.enter(&headers)?;
        let found = kept.incidents.iter_mut().find(|it| it["id"] == id.as_str());
        let incident = found.ok_or(StatusCode::NOT_FOUND)?;
        write(incident, &body["incident"])?;
        let incident = incident.clone();
        kept.answer(incident)
    }
}

impl Kept {
    fn answer(&mut self, incident: Value) -> Answer {
        if self.unanswered == 0 {
            return Ok(Json(incident));
        }
        self.unanswered -= 1;
        Err(StatusCode::GATEWAY_TIMEOUT)
    }
}

fn write(incident: &mut Value, said: &Value) -> Result<(), StatusCode> {
    let known = ["investigating", "identified", "monitoring", "resolved"];
    let status = said["status"].as_str().filter(|status| known.contains(status));
    let (Some(status), Some(body)) = (status, said["body"].as_str()) else {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    };
    incident["status"] = json!(status);
    if let Some(name) = said.get("name") {
        incident["name"] = name.clone();
    }
    incident["metadata"] = said["metadata"].clone();
    let update = json!({ "status": status, "body": body, "components": said["components"] });
    incident["incident_updates"].as_array_mut().unwrap().insert(0, update);
    Ok(())
}

async fn serve(page: &Page) -> Channel {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}/v1", listener.local_addr().unwrap());
    let app = Router::new()
        .route("/v1/pages/kctbh9vrtdwd", get(Page::itself))
        .route("/v1/pages/kctbh9vrtdwd/incidents", get(Page::list).post(Page::create))
        .route("/v1/pages/kctbh9vrtdwd/incidents/{id}", get(Page::show).patch(Page::update))
        .with_state(page.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let api = Some(at.parse().unwrap());
    Channel::Statuspage(Statuspage { page: "kctbh9vrtdwd".to_owned(), api })
}

async fn say(by: &(Outreach, Channel), message: &Message) -> Result<Receipt, Undelivered> {
    by.0.deliver(&by.1, &Secret::new("key"), message).await
}

/// The updates that the public sees, of each incident.
fn seen(page: &Page) -> Vec<Vec<String>> {
    let kept = page.0.lock().unwrap();
    let status = |update: &Value| update["status"].as_str().unwrap().to_owned();
    let updates = |it: &Value| it["incident_updates"].as_array().unwrap().iter().rev().map(status).collect();
    kept.incidents.iter().rev().map(updates).collect()
}

#[tokio::test]
async fn an_update_is_shown_once_however_often_it_is_sent_and_no_second_sees_two_requests() {
    let page = Page::default();
    let by = (outreach(), serve(&page).await);
    page.0.lock().unwrap().unanswered = 1;
    let begun = Instant::now();
    let first = message("m1");
    let why = say(&by, &first).await.unwrap_err();
    assert!(matches!(why, Undelivered::Unknown { .. }), "{why:?}");
    let receipt = say(&by, &first).await.unwrap();
    assert_eq!(receipt.detail, "Statuspage has it already. https://stspg.io/x");
    assert_eq!(seen(&page), [["investigating"]]);

    page.0.lock().unwrap().unanswered = 1;
    let occasion = Occasion::Monitoring;
    let second = Message { thread: receipt.thread.clone(), occasion, ..message("m2") };
    say(&by, &second).await.unwrap_err();
    let again = say(&by, &second).await.unwrap();
    assert_eq!(again.id, receipt.id);
    // By another laptop, which knows no thread; and of another incident.
    let occasion = Occasion::NoChange;
    let title = "Payments and refunds fail".to_owned();
    say(&by, &Message { occasion, title: title.clone(), ..message("m3") }).await.unwrap();
    assert_eq!(page.0.lock().unwrap().incidents[0]["name"], *title, "it is called as it was said last");
    say(&by, &Message { incident: IncidentId([8; 16]), ..message("m4") }).await.unwrap();
    assert_eq!(seen(&page), [vec!["investigating", "monitoring", "monitoring"], vec!["investigating"]]);
    // One that was removed there begins anew.
    page.0.lock().unwrap().incidents.clear();
    let occasion = Occasion::Resolved;
    say(&by, &Message { thread: receipt.thread, occasion, ..message("m5") }).await.unwrap();
    assert_eq!(seen(&page), [["resolved"]]);

    let seconds = page.0.lock().unwrap().asked - 1;
    assert!(
        begun.elapsed() >= Duration::from_secs(seconds),
        "{seconds} and one more in {:?}",
        begun.elapsed()
    );
}

/// A test is a drill, which is never shown; yet a good key is told from a bad one.
#[tokio::test]
async fn a_test_asks_for_the_page_and_shows_nothing() {
    let page = Page::default();
    let (outreach, channel) = (outreach(), serve(&page).await);
    let test = Message { drill: true, ..message("m1") };
    outreach.try_out(&channel, &Secret::new("key"), &test).await.unwrap();
    let why = outreach.try_out(&channel, &Secret::new("other"), &test).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Unauthorised { .. } }), "{why:?}");
    let Channel::Statuspage(known) = channel else { panic!() };
    let elsewhere = Channel::Statuspage(Statuspage { page: "other".to_owned(), ..known });
    let why = outreach.try_out(&elsewhere, &Secret::new("key"), &test).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Gone { .. } }), "{why:?}");
    assert!(seen(&page).is_empty());
}

#[tokio::test]
async fn parts_of_the_page_change_with_the_update_and_a_drill_never_shows() {
    let page = Page::default();
    let by = (outreach(), serve(&page).await);
    let id = "8kbf7d35c070".to_owned();
    let components = vec![Component { id, state: ComponentState::PartialOutage }];
    say(&by, &Message { components, ..message("m1") }).await.unwrap();
    let shown = page.0.lock().unwrap().incidents[0].clone();
    assert_eq!(shown["name"], "Checkout fails");
    assert_eq!(shown["incident_updates"][0]["components"], json!({ "8kbf7d35c070": "partial_outage" }));

    let why = say(&by, &Message { drill: true, ..message("m2") }).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Drill }), "{why:?}");
    assert_eq!(seen(&page).len(), 1);
}
