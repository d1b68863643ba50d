//! What people see in a browser, where the hub serves the public status page: to ask to hear of updates, and to hear no more.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{HTML, Operation, open};
use crate::code::{ADDRESS, AWAY, DISK_FULL, HUB, MISSING};

/// What a browser makes of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Every page.
pub(super) fn all() -> Vec<Operation> {
    let (confirm, leave) = ("/status/confirm/{word}", "/status/leave/{word}");
    vec![
        page("askToHear", "get", "/status/subscribe", "A form on which anybody asks to hear of updates.")
            .refuses(&[MISSING]),
        page(
            "hear",
            "post",
            "/status/subscribe",
            "Asks to hear. The answer is the same whether the address is known or not; whose it is, is asked by a link that is sent \
             there.",
        )
        .takes_as(FORM, wish())
        .says(StatusCode::BAD_REQUEST, "what was entered is no address.")
        .says(StatusCode::TOO_MANY_REQUESTS, "too many have asked from the same address and not confirmed.")
        .says(StatusCode::SERVICE_UNAVAILABLE, "too many have asked and not confirmed.")
        .refuses(&[MISSING, DISK_FULL]),
        of_a_link("confirming", "get", confirm, "A button by which whoever was sent the link says that they asked."),
        of_a_link("confirm", "post", confirm, "Says so: they hear from now on.").refuses(&[DISK_FULL]),
        of_a_link("leaving", "get", leave, "A button by which whoever hears says that they want no more."),
        page("leave", "post", leave, "Says so, as the one click of RFC 8058 does. Twice is as good as once.")
            .with(word())
            .says(StatusCode::NOT_FOUND, "the link was not made by this hub for that.")
            .refuses(&[ADDRESS, DISK_FULL]),
    ]
}

fn page(id: &'static str, method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    open(id, method, path, summary).gives(HTML, json!({ "type": "string" })).refuses(&[HUB, AWAY])
}

/// A page that is nobody's without a link to it.
fn of_a_link(id: &'static str, method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    page(id, method, path, summary)
        .with(word())
        .says(
            StatusCode::NOT_FOUND,
            "the link was not made by this hub for that, or leads to nobody who hears.",
        )
        .refuses(&[ADDRESS])
}

fn word() -> Value {
    let description = "The end of the link.";
    json!({ "name": "word", "in": "path", "required": true, "schema": { "type": "string" }, "description": description })
}

/// One of the two; the other is left empty.
fn wish() -> Value {
    json!({
        "type": "object",
        "properties": {
            "email": { "type": "string", "description": "An e-mail address, of at most 254 characters." },
            "webhook": {
                "type": "string",
                "description": "Or the address of a service, with https:// in front, of at most 2,000.",
            },
        },
    })
}
