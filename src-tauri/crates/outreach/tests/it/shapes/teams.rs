//! A team as Microsoft documents it, for an app that was let in: it keeps the channels and meetings that are made, and
//! takes nothing of another shape.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use incident::id::IncidentId;
use outreach::{Channel, Cloud, Opened, Room, Secret, TeamsApp, Undelivered, Why};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::message::message;
use crate::web::outreach;

const TEAM: &str = "57fb72d0-d811-46f4-8947-305e6072eaa5";
const APP: &str = "11111111-2222-4333-8444-555555555555";
const ORGANIZER: &str = "dc17674c-81d9-4adb-bfb2-8f6a442e4622";
const SECRET: &str = "8Q~client.secret_of-the_app";

#[derive(Clone, Default)]
struct Team(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    at: String,
    channels: Vec<Value>,
    meetings: HashMap<String, String>,
    /// So many channels are made, and then not answered.
    unanswered: u32,
    /// The app may make no meetings in this name.
    no_policy: bool,
    busy: bool,
}

type Answer = Result<(StatusCode, Json<Value>), (StatusCode, Json<Value>)>;

fn no(status: StatusCode, code: &str) -> (StatusCode, Json<Value>) {
    let error = json!({ "code": code, "message": "<b>words</b>", "innerError": { "request-id": "0" } });
    (status, Json(json!({ "error": error })))
}

async fn token(State(team): State<Team>, Path(tenant): Path<String>, form: String) -> Answer {
    let form: HashMap<String, String> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let scope = format!("{}/.default", team.0.lock().unwrap().at);
    assert_eq!(form.keys().len(), 4, "{form:?}");
    assert_eq!((form["grant_type"].as_str(), form["scope"].as_str()), ("client_credentials", scope.as_str()));
    let refused = |status, error: &str| Err((status, Json(json!({ "error": error, "error_codes": [1] }))));
    match (tenant.as_str(), form["client_id"].as_str(), form["client_secret"].as_str()) {
        ("example.org", APP, SECRET) => Ok((
            StatusCode::OK,
            Json(json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "ey.J" })),
        )),
        ("example.org", APP, _) => refused(StatusCode::UNAUTHORIZED, "invalid_client"),
        ("example.org", ..) => refused(StatusCode::BAD_REQUEST, "unauthorized_client"),
        _ => refused(StatusCode::BAD_REQUEST, "invalid_request"),
    }
}

/// Whether the app is let in, and to its team.
fn enter(headers: &HeaderMap, id: &str) -> Result<(), (StatusCode, Json<Value>)> {
    if headers["authorization"] != "Bearer ey.J" {
        return Err(no(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken"));
    }
    if id == TEAM { Ok(()) } else { Err(no(StatusCode::NOT_FOUND, "NotFound")) }
}

/// Two channels on each page.
async fn list(
    State(team): State<Team>,
    Path(id): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Answer {
    enter(&headers, &id)?;
    let kept = team.0.lock().unwrap();
    let skip =
        asked.and_then(|asked| asked.split_once("$skiptoken=").map(|(_, at)| at.parse::<usize>().unwrap()));
    let skip = skip.unwrap_or_default();
    let page: Vec<&Value> = kept.channels.iter().skip(skip).take(2).collect();
    let mut answer = json!({ "value": page });
    if skip + 2 < kept.channels.len() {
        let next = format!("{}/v1.0/teams/{TEAM}/channels?$skiptoken={}", kept.at, skip + 2);
        answer["@odata.nextLink"] = json!(next);
    }
    Ok((StatusCode::OK, Json(answer)))
}

async fn create(
    State(team): State<Team>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    enter(&headers, &id)?;
    let mut kept = team.0.lock().unwrap();
    if kept.busy {
        return Err(no(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests"));
    }
    let name = body["displayName"].as_str().unwrap().to_owned();
    assert!((1..=50).contains(&name.chars().count()), "{name}");
    assert!(body["description"].as_str().unwrap().chars().count() <= 1_024);
    assert_eq!(body["membershipType"], "standard");
    if kept.channels.iter().any(|it| it["displayName"].as_str().unwrap().eq_ignore_ascii_case(&name)) {
        return Err(no(StatusCode::BAD_REQUEST, "NameAlreadyExists"));
    }
    let id = format!("19:{}@thread.tacv2", kept.channels.len());
    let url = format!("https://teams.example.org/l/channel/{}/{name}", kept.channels.len());
    let made = json!({ "id": id, "displayName": name, "description": body["description"], "webUrl": url });
    kept.channels.push(made.clone());
    if kept.unanswered > 0 {
        kept.unanswered -= 1;
        return Err(no(StatusCode::GATEWAY_TIMEOUT, "UnknownError"));
    }
    Ok((StatusCode::CREATED, Json(made)))
}

async fn change(
    State(team): State<Team>,
    Path((id, channel)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<StatusCode, (StatusCode, Json<Value>)> {
    enter(&headers, &id)?;
    let mut kept = team.0.lock().unwrap();
    let found = kept.channels.iter_mut().find(|it| it["id"] == channel.as_str());
    found.ok_or_else(|| no(StatusCode::NOT_FOUND, "NotFound"))?["description"] = body["description"].clone();
    Ok(StatusCode::NO_CONTENT)
}

async fn meeting(
    State(team): State<Team>,
    Path(user): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Answer {
    enter(&headers, TEAM)?;
    assert_eq!(user, ORGANIZER);
    let mut kept = team.0.lock().unwrap();
    if kept.no_policy {
        return Err(no(StatusCode::FORBIDDEN, "Forbidden"));
    }
    assert_eq!(body["subject"], "Checkout fails");
    let id = body["externalId"].as_str().unwrap().to_owned();
    let link = format!("https://teams.example.org/l/meetup-join/{}", kept.meetings.len());
    let stood = kept.meetings.contains_key(&id);
    let link = kept.meetings.entry(id).or_insert(link).clone();
    let status = if stood { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(json!({ "id": "M", "joinWebUrl": link }))))
}

async fn serve(team: &Team) -> TeamsApp {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    at.clone_into(&mut team.0.lock().unwrap().at);
    let router = Router::new()
        .route("/{tenant}/oauth2/v2.0/token", post(token))
        .route("/v1.0/teams/{id}/channels", get(list).post(create))
        .route("/v1.0/teams/{id}/channels/{channel}", patch(change))
        .route("/v1.0/users/{user}/onlineMeetings/createOrGet", post(meeting))
        .with_state(team.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    TeamsApp {
        tenant: "example.org".to_owned(),
        client: APP.to_owned(),
        team: TEAM.to_owned(),
        organizer: None,
        cloud: Some(Cloud { login: at.parse().unwrap(), graph: at.parse().unwrap() }),
    }
}

fn room(bridge: Option<&str>) -> Room {
    Room {
        incident: IncidentId([1; 16]),
        name: "inc-1234".to_owned(),
        title: "Checkout fails".to_owned(),
        bridge: bridge.map(str::to_owned),
        link: None,
        invite: Vec::new(),
    }
}

async fn opened(app: &TeamsApp, room: &Room) -> Result<Opened, Undelivered> {
    outreach().open_room(&Channel::TeamsApp(app.clone()), &Secret::new(SECRET), room).await
}

fn described(team: &Team) -> Vec<String> {
    let kept = team.0.lock().unwrap();
    kept.channels.iter().map(|it| it["description"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_channel_is_made_once_and_its_description_follows_the_bridge() {
    let team = Team::default();
    let app = serve(&team).await;
    // Others are there already, on more than one page.
    team.0.lock().unwrap().channels =
        ["General", "Random", "Lunch"].map(|name| json!({ "id": name, "displayName": name, "description": null, "webUrl": "https://teams.example.org/" })).to_vec();
    team.0.lock().unwrap().unanswered = 1;
    let why = opened(&app, &room(None)).await.unwrap_err();
    assert!(matches!(why, Undelivered::Unknown { .. }), "{why:?}");
    let found = opened(&app, &room(None)).await.unwrap();
    assert_eq!((found.id.as_str(), found.stood, found.meeting), ("19:3@thread.tacv2", true, None));
    assert_eq!(found.link, "https://teams.example.org/l/channel/3/inc-1234");
    let id = IncidentId([1; 16]);
    assert_eq!(described(&team)[3], format!("Checkout fails · {id}"));
    let later = opened(&app, &room(Some("https://meet.example.org/a"))).await.unwrap();
    assert_eq!(later.id, found.id);
    assert_eq!(
        described(&team)[3..],
        [format!("Checkout fails · Bridge: https://meet.example.org/a · {id}")]
    );
    // A title of any length, and a name that is too long for Teams, which keeps its end.
    let mut long = Room { title: "x".repeat(10_000), ..room(None) };
    long.name = format!("inc-{}-9f3a", "word-".repeat(10));
    opened(&app, &long).await.unwrap();
    let kept = team.0.lock().unwrap();
    let name = kept.channels[4]["displayName"].as_str().unwrap();
    assert!(name.starts_with("inc-word-") && name.ends_with("-9f3a"), "{name}");
}

#[tokio::test]
async fn a_channel_of_somebody_else_is_left_alone() {
    let team = Team::default();
    let app = serve(&team).await;
    let theirs = json!({ "id": "19:x", "displayName": "INC-1234", "description": "Ours", "webUrl": "https://teams.example.org/" });
    team.0.lock().unwrap().channels.push(theirs);
    let why = opened(&app, &room(None)).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Channel(_) }), "{why:?}");
    assert_eq!(described(&team), ["Ours"]);
}

#[tokio::test]
async fn a_meeting_is_made_with_it_in_the_name_of_somebody_who_allows_that() {
    let team = Team::default();
    let app = TeamsApp { organizer: Some(ORGANIZER.to_owned()), ..serve(&team).await };
    let first = opened(&app, &room(None)).await.unwrap();
    let meeting = first.meeting.unwrap();
    assert!(described(&team)[0].contains(&format!("Bridge: {meeting}")));
    let again = opened(&app, &room(None)).await.unwrap();
    assert_eq!((again.meeting.as_ref(), again.no_meeting), (Some(&meeting), None));
    let other = opened(&app, &room(Some("tel:+49301234"))).await.unwrap();
    assert_eq!((other.meeting, team.0.lock().unwrap().meetings.len()), (None, 1), "there is a bridge");
    team.0.lock().unwrap().no_policy = true;
    let without = opened(&app, &room(None)).await.unwrap();
    assert!(matches!(without.no_meeting, Some(Why::Forbidden { .. })) && without.stood, "{without:?}");
}

#[tokio::test]
async fn what_microsoft_refuses_is_said_and_its_words_are_shown_to_nobody() {
    let team = Team::default();
    let app = serve(&team).await;
    let with = async |app: &TeamsApp, secret: &str| {
        let channel = Channel::TeamsApp(app.clone());
        outreach().open_room(&channel, &Secret::new(secret), &room(None)).await.unwrap_err()
    };
    let elsewhere = |change: fn(&mut TeamsApp)| {
        let mut app = app.clone();
        change(&mut app);
        app
    };
    let (app2, tenant, no_team) = (
        elsewhere(|app| app.client = "other".to_owned()),
        elsewhere(|app| app.tenant = "else.example.org".to_owned()),
        elsewhere(|app| app.team = "other".to_owned()),
    );
    for (app, secret, shown) in [
        (&app, "hunter2", "Unauthorised"),
        (&app2, SECRET, "Unauthorised"),
        (&tenant, SECRET, "Refused"),
        (&no_team, SECRET, "Gone"),
        (&app, "", "NoSecret"),
        (&app, "https://example.org/hunter2", "NoSecret"),
    ] {
        let why = with(app, secret).await;
        assert!(format!("{why:?}").starts_with(&format!("Never {{ why: {shown}")), "{why:?}");
        assert!(!format!("{why} {why:?}").contains("hunter2") && !why.to_string().contains("<b>"), "{why}");
    }
    team.0.lock().unwrap().busy = true;
    let why = with(&app, SECRET).await;
    assert!(matches!(why, Undelivered::Later { why: Why::Busy { .. }, .. }), "{why:?}");
    assert_eq!(described(&team), Vec::<String>::new());
}

#[tokio::test]
async fn a_test_asks_for_the_channels_and_makes_none_and_no_message_goes_by_it() {
    let team = Team::default();
    let app = serve(&team).await;
    let (outreach, channel, secret) = (outreach(), Channel::TeamsApp(app.clone()), Secret::new(SECRET));
    let receipt = outreach.try_out(&channel, &secret, &message("m1")).await.unwrap();
    assert!(receipt.detail.contains("Nothing was made"));
    let gone = Channel::TeamsApp(TeamsApp { team: "other".to_owned(), ..app });
    let why = outreach.try_out(&gone, &secret, &message("m1")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Gone { .. } }), "{why:?}");
    let why = outreach.deliver(&channel, &secret, &message("m1")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Channel(_) }), "{why:?}");
    assert_eq!(described(&team), Vec::<String>::new());
}
