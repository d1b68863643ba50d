//! What the commands about the hub promise where there is none.

use serde_json::json;

use super::Door;

pub(super) fn sync(door: &Door<'_>) {
    let view = door.ask("sync", json!({}));
    assert_eq!((&view["state"], &view["waiting"]), (&json!("alone"), &json!(0)), "{view}");
    assert_eq!(view["founder"], true, "this laptop began its workspace");
    assert!(view["hub"].is_null() && view["list"].as_array().is_some_and(Vec::is_empty), "{view}");
}

pub(super) fn review_page(door: &Door<'_>) {
    let incident = door.incident("On no page");
    assert_eq!(door.refusal("review_page", json!({ "incident": incident }))["code"], "no_hub");
}

pub(super) fn sync_again(door: &Door<'_>) {
    assert_eq!(door.ask("sync_again", json!({}))["state"], "alone");
}

pub(super) fn join(door: &Door<'_>) {
    goes_nowhere(door, "join");
}

pub(super) fn take_over(door: &Door<'_>) {
    goes_nowhere(door, "take_over");
}

fn goes_nowhere(door: &Door<'_>, command: &str) {
    for (link, code) in [
        ("", "link"),
        ("allclear://incident/INC-1", "link"),
        ("allclear://join?hub=http%3A%2F%2Fhub.example.org&code=abc", "link"),
        // Nobody listens on the port that stands for none.
        ("allclear://join?hub=http%3A%2F%2F127.0.0.1%3A1&code=abc", "hub"),
    ] {
        let failure = door.refusal(command, json!({ "link": link, "name": null }));
        assert_eq!(failure["code"], code, "{link}: {failure}");
    }
    assert_eq!(door.ask("sync", json!({}))["state"], "alone");
}

pub(super) fn leave_hub(door: &Door<'_>) {
    door.ask("leave_hub", json!({}));
    assert_eq!(door.ask("sync", json!({}))["state"], "alone");
}

pub(super) fn adoption_code(door: &Door<'_>) {
    let code = door.ask("adoption_code", json!({}));
    assert_eq!(code.as_str().map(str::len), Some(150), "112 bytes");
    assert_eq!(door.ask("adoption_code", json!({})), code, "the same until it is used");
}

pub(super) fn offer_again(door: &Door<'_>) {
    let series = json!({ "stream": format!("incident/{}", "0".repeat(32)), "replica": "0".repeat(64), "run": "0".repeat(16) });
    assert_eq!(door.ask("offer_again", json!({ "series": series }))["state"], "alone");
}

pub(super) fn rule(door: &Door<'_>) {
    for ruling in ["admit", "refuse"] {
        let failure = door.refusal("rule", json!({ "held": 1, "ruling": ruling }));
        assert_eq!(failure["code"], "no_hub", "{failure}");
    }
}

pub(super) fn write_again(door: &Door<'_>) {
    let series = json!({ "stream": format!("incident/{}", "0".repeat(32)), "replica": "0".repeat(64), "run": "0".repeat(16) });
    assert_eq!(door.ask("write_again", json!({ "series": series }))["state"], "alone");
}

pub(super) fn devices(door: &Door<'_>) {
    let view = door.ask("devices", json!({}));
    assert_eq!(
        (&view["devices"], &view["invitations"], &view["admin"]),
        (&json!([]), &json!([]), &json!(false)),
        "{view}"
    );
    assert!(view["why"].as_str().is_some_and(|why| why.ends_with('.')) && view["at"].is_null(), "{view}");
}

pub(super) fn revoke_device(door: &Door<'_>) {
    assert_eq!(door.refusal("revoke_device", json!({ "device": 1 }))["code"], "no_hub");
}

pub(super) fn appoint(door: &Door<'_>) {
    let wish = json!({ "person": "0".repeat(32), "role": "observer" });
    assert_eq!(door.refusal("appoint", wish)["code"], "no_hub");
}

pub(super) fn withdraw_invitation(door: &Door<'_>) {
    assert_eq!(door.refusal("withdraw_invitation", json!({ "invitation": 1 }))["code"], "no_hub");
}

pub(super) fn invite(door: &Door<'_>) {
    let wish = json!({ "role": "observer", "uses": 1, "hours": 1, "person": null });
    assert_eq!(door.refusal("invite", wish)["code"], "no_hub");
}

pub(super) fn attend(door: &Door<'_>) {
    let incident = "07".repeat(16);
    for here in [true, true, false] {
        assert!(door.ask("attend", json!({ "incident": incident, "here": here })).is_null());
    }
}

pub(super) fn point(door: &Door<'_>) {
    let incident = "07".repeat(16);
    door.ask("attend", json!({ "incident": incident, "here": true }));
    for caret in
        [json!({ "text": "draft", "at": "AAEC" }), json!({ "text": "x".repeat(500), "at": "" }), json!(null)]
    {
        assert!(door.ask("point", json!({ "incident": incident, "caret": caret })).is_null());
    }
}

pub(super) fn presence(door: &Door<'_>) {
    let incident = "07".repeat(16);
    door.ask("attend", json!({ "incident": incident, "here": true }));
    let present = door.ask("presence", json!({ "incident": incident }));
    assert_eq!(present, json!({ "incident": incident, "others": [] }), "nobody says who else is there");
}
