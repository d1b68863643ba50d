//! What every route asks for and answers.

mod pages;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sync::FETCH_LIMIT;

use super::named;
use crate::code::{
    ADDRESS, AWAY, BUSY, Code, DISK_FULL, ENCODING, FULL, GONE, HUB, INVITATION, LIMIT, MISSING, NAME,
    NO_TOKEN, OTHER_CHANNEL, OTHER_WORKSPACE, PASS, PERSON_TAKEN, PROOF, REVOKED, ROLE, SECRET, SLOW,
    TOO_LARGE, TOO_MANY, UNKNOWN_TOKEN, UNREADABLE,
};

/// What the document calls the token of a laptop.
pub(super) const TOKEN: &str = "token";

const JSON: &str = "application/json";
const HTML: &str = "text/html";

/// Every operation, in the order of the routes; with those of the pages in a browser where they are served.
pub(super) fn all(shows: bool) -> Vec<Operation> {
    let mut all = of_programs();
    if shows {
        all.extend(pages::all());
    }
    all
}

/// What programs ask.
fn of_programs() -> Vec<Operation> {
    let text = || json!({ "type": "string" });
    let seen =
        || query("seen", named("Cursor"), "The furthest cursor ever heard of: 410 if this log lacks it.");
    let after = || query("after", named("Cursor"), "Where to go on. Without it, from the beginning.");
    let limit = json!({ "type": "integer", "minimum": 0, "default": FETCH_LIMIT });
    let waits = || id("The number of what waits.");
    vec![
        open("health", "get", "/healthz", "Whether the hub can read its log and its members.")
            .gives("text/plain", text())
            .refuses(&[HUB, AWAY]),
        open("metrics", "get", "/metrics", "How much happens, though not what, as OpenMetrics.")
            .gives("application/openmetrics-text", text())
            .refuses(&[HUB, AWAY]),
        open("hub", "get", "/v1/hub", "Which workspace the hub serves, and its key.")
            .gives(JSON, named("About"))
            .refuses(&[HUB, AWAY]),
        open("openapi", "get", "/v1/openapi.json", "This document.").gives(JSON, json!({ "type": "object" })),
        open("join", "post", "/v1/join", "Joins by an invitation, which it uses up by one.")
            .takes(named("Join"))
            .gives(JSON, named("Welcome"))
            .refuses(&[INVITATION, PROOF, PERSON_TAKEN, NAME, HUB, AWAY, DISK_FULL]),
        for_members("me", "get", "/v1/me", "The laptop that asks.").gives(JSON, named("Device")),
        for_members("devices", "get", "/v1/devices", "One's own laptops; for an admin, everybody's.")
            .gives(JSON, many("ListedDevice")),
        for_members("revoke", "post", "/v1/devices/{id}/revoke", "Takes a laptop's access back at once.")
            .with(id("The number of the device."))
            .refuses(&[ADDRESS, ROLE, MISSING]),
        for_members("invite", "post", "/v1/invitations", "Makes an invitation. Only an admin may.")
            .takes(named("Invite"))
            .gives(JSON, named("InviteLink"))
            .refuses(&[ROLE, MISSING, LIMIT, DISK_FULL]),
        for_members("invitations", "get", "/v1/invitations", "By which invitations somebody may still join.")
            .gives(JSON, many("ListedInvitation"))
            .refuses(&[ROLE]),
        for_members("withdraw", "post", "/v1/invitations/{id}/withdraw", "Ends an invitation at once.")
            .with(id("Its number."))
            .refuses(&[ADDRESS, ROLE, MISSING]),
        for_members("appoint", "put", "/v1/members/{person}/role", "Says what a person may do. Only another admin may.")
            .with(person())
            .takes(named("Appoint"))
            .refuses(&[ADDRESS, ROLE, MISSING, DISK_FULL]),
        for_members("waiting", "get", "/v1/waiting", "What waits until an admin says whether it counts.")
            .gives(JSON, many("Waiting"))
            .refuses(&[ROLE]),
        for_members(
            "admit",
            "post",
            "/v1/waiting/{id}/admit",
            "Lets in what waits, as far as it was offered: it is taken when somebody brings it the next time.",
        )
        .with(waits())
        .refuses(&[ADDRESS, ROLE, MISSING]),
        for_members(
            "refuse",
            "post",
            "/v1/waiting/{id}/refuse",
            "Says that what waits does not count, and neither does what follows it.",
        )
        .with(waits())
        .refuses(&[ADDRESS, ROLE, MISSING]),
        for_members("channels", "get", "/v1/channels", "The channels of the book, and by which of them the hub can send.")
            .gives(JSON, many("ListedChannel")),
        for_members(
            "entrust",
            "put",
            "/v1/channels/{destination}/secret",
            "Entrusts the hub with what opens a channel. No answer ever holds it. Only an admin may.",
        )
        .with(destination())
        .takes(named("Entrust"))
        .refuses(&[ADDRESS, ROLE, MISSING, SECRET, OTHER_CHANNEL, DISK_FULL]),
        for_members("forget", "delete", "/v1/channels/{destination}/secret", "Has the hub forget it.")
            .with(destination())
            .refuses(&[ADDRESS, ROLE, MISSING, DISK_FULL]),
        for_members(
            "test",
            "post",
            "/v1/channels/{destination}/test",
            "Sends a message that says that it is a test, and tells how that went.",
        )
        .with(destination())
        .gives(JSON, named("LastTry"))
        .refuses(&[ADDRESS, ROLE, MISSING]),
        for_members("subscribers", "get", "/v1/subscribers", "Who hears of the public status page. Only an admin may ask.")
            .with(query("after", text(), "The address of the last of the answer before."))
            .gives(JSON, named("ListedSubscribers"))
            .refuses(&[ADDRESS, ROLE]),
        for_members(
            "bring",
            "post",
            "/v1/subscribers",
            "Adds some who have said elsewhere that they want to hear: nobody asks them. Only an admin may.",
        )
        .takes(named("BringSubscribers"))
        .gives(JSON, named("Brought"))
        .refuses(&[ROLE, TOO_MANY, DISK_FULL]),
        for_members("remove", "delete", "/v1/subscribers/{name}", "Forgets one of them. Only an admin may.")
            .with(json!({ "name": "name", "in": "path", "required": true, "schema": text(),
                "description": "The name of 32 hex digits that the list gives them." }))
            .refuses(&[ADDRESS, ROLE, MISSING, DISK_FULL]),
        for_members("push", "post", "/v1/entries", "Hands entries to the hub.")
            .takes(named("Push"))
            .gives(JSON, named("Pushed"))
            .refuses(&[OTHER_WORKSPACE, TOO_MANY, DISK_FULL]),
        for_members("pull", "get", "/v1/entries", "What the asker may see, in the hub's order.")
            .with(after())
            .with(seen())
            .with(query("limit", limit.clone(), "How many entries at most, as far as transactions are not cut."))
            .gives(JSON, named("Page"))
            .refuses(&[ADDRESS, GONE]),
        for_members(
            "live",
            "get",
            "/v1/live",
            "The same as server-sent events, for as long as the asker listens and may. An event `page` carries a \
             Page, an event `head` a Cursor, at the latest every 15 seconds, and an event `checksum` after that, or \
             once nothing has followed a page for a while, a `cursor` and the `checksum` there; the id of each is the cursor after it. An event `presence` carries \
             a Present, for whoever may see that incident, and has no id.",
        )
        .with(after())
        .with(seen())
        .with(json!({
            "name": "Last-Event-ID",
            "in": "header",
            "schema": named("Cursor"),
            "description": "Where a reader that comes back stopped. It wins over `after`.",
        }))
        .gives("text/event-stream", text())
        .refuses(&[ADDRESS, GONE]),
        for_members(
            "presence",
            "post",
            "/v1/presence",
            "Says that the asker is in a war room, which holds for 30 seconds, or has left it. Nothing of it is kept.",
        )
        .takes(named("Here"))
        .gives(JSON, named("Present"))
        .refuses(&[MISSING]),
        for_members("review", "get", "/v1/reviews/{incident}", "The review of an incident as it was published, for whoever may see the incident.")
            .with(incident())
            .gives(HTML, text())
            .refuses(&[ADDRESS, MISSING, PASS]),
        for_members(
            "pass",
            "post",
            "/v1/reviews/{incident}/pass",
            "What opens that page once in a browser, which has no token. It is good for a minute.",
        )
        .with(incident())
        .gives(JSON, json!({ "type": "object", "required": ["pass", "until"],
            "properties": { "pass": text(), "until": named("Millis") } }))
        .refuses(&[ADDRESS, MISSING]),
        open(
            "open",
            "get",
            "/v1/reviews/{incident}/open/{pass}",
            "Leads to that page, and opens it to this browser alone for eight hours by a cookie, for as long as the laptop may see it.",
        )
        .with(incident())
        .with(json!({ "name": "pass", "in": "path", "required": true, "schema": text(), "description": "The pass." }))
        .leads("To the page. The cookie is for that address alone, and no script reads it.")
        .refuses(&[ADDRESS, PASS, UNKNOWN_TOKEN, REVOKED, MISSING, HUB, AWAY]),
        for_members("heads", "get", "/v1/heads", "How far the hub holds each series that the asker may see.")
            .with(query("after", named("Stream"), "The `next` of the answer before."))
            .with(query("limit", limit, "About how many series; of a stream all come along."))
            .gives(JSON, named("Heads"))
            .refuses(&[ADDRESS]),
        for_members("fetch", "post", "/v1/fetch", "The continuation of some series, about a page of it.")
            .takes(json!({ "type": "array", "items": named("Wanted"), "maxItems": FETCH_LIMIT }))
            .gives(JSON, many("Entry"))
            .refuses(&[TOO_MANY]),
    ]
}

/// A route with one method.
pub(super) struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    id: &'static str,
    summary: &'static str,
    /// Whether only those who joined may.
    members: bool,
    parameters: Vec<Value>,
    /// The kind of the body and its schema.
    request: Option<(&'static str, Value)>,
    /// The kind of the answer and its schema; none for an answer without a body.
    answer: Option<(&'static str, Value)>,
    /// Where it leads instead of answering itself.
    leads: Option<&'static str>,
    refusals: Vec<Code>,
    /// With which status it answers a page that says to a person why not, and when.
    says: Vec<(StatusCode, &'static str)>,
}

/// For anybody.
fn open(id: &'static str, method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    let (parameters, refusals) = (Vec::new(), vec![BUSY]);
    let (request, answer, leads, says) = (None, None, None, Vec::new());
    Operation {
        method,
        path,
        id,
        summary,
        members: false,
        parameters,
        request,
        answer,
        leads,
        refusals,
        says,
    }
}

/// For who shows the token of a laptop that joined. All of these are refused alike where there is none.
fn for_members(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    summary: &'static str,
) -> Operation {
    let operation = open(id, method, path, summary).refuses(&[NO_TOKEN, UNKNOWN_TOKEN, REVOKED, HUB, AWAY]);
    Operation { members: true, ..operation }
}

impl Operation {
    fn with(mut self, parameter: Value) -> Self {
        self.parameters.push(parameter);
        self
    }

    fn takes(self, schema: Value) -> Self {
        self.takes_as(JSON, schema)
    }

    fn takes_as(self, kind: &'static str, schema: Value) -> Self {
        Self { request: Some((kind, schema)), ..self }.refuses(&[UNREADABLE, ENCODING, TOO_LARGE, SLOW, FULL])
    }

    fn gives(self, kind: &'static str, schema: Value) -> Self {
        Self { answer: Some((kind, schema)), ..self }
    }

    fn leads(self, to: &'static str) -> Self {
        Self { leads: Some(to), ..self }
    }

    fn refuses(mut self, codes: &[Code]) -> Self {
        self.refusals.extend(codes);
        self
    }

    fn says(mut self, status: StatusCode, when: &'static str) -> Self {
        self.says.push((status, when));
        self
    }

    /// As OpenAPI has it.
    pub(super) fn described(&self) -> Value {
        let mut operation = json!({
            "operationId": self.id,
            "summary": self.summary,
            "security": if self.members { json!([{ TOKEN: [] }]) } else { json!([]) },
            "parameters": self.parameters,
            "responses": {},
        });
        if let Some((kind, schema)) = &self.request {
            operation["requestBody"] =
                json!({ "required": true, "content": { *kind: { "schema": schema } } });
        }
        let responses = &mut operation["responses"];
        match (&self.answer, self.leads) {
            (Some((kind, schema)), _) => {
                responses["200"] =
                    json!({ "description": "Done.", "content": { *kind: { "schema": schema } } });
            }
            (None, Some(to)) => responses["303"] = json!({ "description": to }),
            (None, None) => responses["204"] = json!({ "description": "Done; there is nothing to say." }),
        }
        let mut by_status: BTreeMap<&str, Vec<&Code>> = BTreeMap::new();
        for code in &self.refusals {
            by_status.entry(code.status.as_str()).or_default().push(code);
        }
        for (status, codes) in by_status {
            responses[status] = refusal(&codes);
        }
        for (status, when) in &self.says {
            let response = &mut responses[status.as_str()];
            let description =
                response["description"].as_str().map_or_else(String::new, |also| format!("{also} "));
            response["description"] = json!(format!("{description}A page: {when}"));
            response["content"][HTML] = json!({ "schema": { "type": "string" } });
        }
        operation
    }
}

/// The refusals of one status.
fn refusal(codes: &[&Code]) -> Value {
    let words: Vec<&str> = codes.iter().map(|code| code.word).collect();
    let when: Vec<String> = codes.iter().map(|code| format!("`{}`: {}", code.word, code.when)).collect();
    let mut schema = named("Refusal");
    schema["properties"] = json!({ "code": { "enum": words } });
    let mut response = json!({ "description": when.join(" "), "content": { JSON: { "schema": schema } } });
    if codes.iter().any(|code| [BUSY, FULL].contains(code)) {
        let seconds = json!({ "type": "integer", "minimum": 1 });
        response["headers"] = json!({ "Retry-After": { "description": "After how many seconds to come again.", "schema": seconds } });
    }
    response
}

fn query(name: &str, schema: Value, description: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": schema, "description": description })
}

fn id(description: &str) -> Value {
    let schema = json!({ "type": "integer", "format": "int64" });
    json!({ "name": "id", "in": "path", "required": true, "schema": schema, "description": description })
}

fn person() -> Value {
    let description = "The id of a member.";
    json!({ "name": "person", "in": "path", "required": true, "schema": named("PersonId"), "description": description })
}

fn incident() -> Value {
    let schema = json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" });
    json!({ "name": "incident", "in": "path", "required": true, "schema": schema, "description": "The id of the incident." })
}

fn destination() -> Value {
    let description = "The id of a destination of the book.";
    json!({ "name": "destination", "in": "path", "required": true, "schema": named("DestinationId"), "description": description })
}

fn many(schema: &str) -> Value {
    json!({ "type": "array", "items": named(schema) })
}
