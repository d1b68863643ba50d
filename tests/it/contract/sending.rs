//! Where updates can be sent, and what is on its way.

use serde_json::{Value, json};

use super::{Door, declaration};

/// A destination for employees.
fn add(door: &Door<'_>, name: &str) -> String {
    let edit = json!({ "type": "define_destination", "destination": null, "name": name,
        "transport": { "type": "webhook", "url": "http://127.0.0.1:9/in" }, "audiences": ["employees"],
        "drill": false, "laptops": true });
    door.ask("edit", json!({ "edit": edit }));
    find(&door.ask("channels", json!({})), name)["destination"]["id"].as_str().expect("an id").to_owned()
}

fn find(view: &Value, name: &str) -> Value {
    let all = view["destinations"].as_array().expect("destinations");
    all.iter().find(|one| one["destination"]["name"] == name).expect("this destination").clone()
}

pub(super) fn channels(door: &Door<'_>) {
    add(door, "Channels listed");
    let one = find(&door.ask("channels", json!({})), "Channels listed");
    assert_eq!((&one["kind"], &one["secret"]), (&json!("Webhook"), &json!("Signing key")));
    assert_eq!(one["kept"], false);
    assert!(one["missing"].as_str().is_some_and(|why| why.contains("missing on this laptop")), "{one}");
    assert_eq!((&one["last"], &one["retired"]), (&Value::Null, &json!(false)));
}

pub(super) fn set_channel_secret(door: &Door<'_>) {
    let id = add(door, "With a secret");
    let set = |secret: Value| {
        let shown_to = find(&door.ask("channels", json!({})), "With a secret")["shown_to"].clone();
        let wish = json!({ "destination": id, "secret": secret, "shown_to": shown_to });
        let view = door.ask("set_channel_secret", wish);
        assert!(!view.to_string().contains("c2VjcmV0"), "a secret is never shown again");
        find(&view, "With a secret")["kept"].clone()
    };
    assert_eq!(set(json!("whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")), true);
    assert_eq!(set(Value::Null), false);
    let nowhere = json!({ "destination": "nowhere", "secret": "x", "shown_to": "example.org" });
    assert_eq!(door.refusal("set_channel_secret", nowhere)["code"], "refused");
    let other = json!({ "destination": id, "secret": "x", "shown_to": "https://example.org" });
    assert_eq!(door.refusal("set_channel_secret", other)["code"], "elsewhere");
}

pub(super) fn set_own_network(door: &Door<'_>) {
    let own = |lines: &str| door.ask("set_own_network", json!({ "lines": lines }))["own"].clone();
    assert_eq!(own("10.1.2.3/16\n\n chat.example.org "), json!(["10.1.0.0/16", "chat.example.org"]));
    let wrong = door.refusal("set_own_network", json!({ "lines": "https://example.org" }));
    assert_eq!(wrong["code"], "refused");
    assert_eq!(door.ask("channels", json!({}))["own"], json!(["10.1.0.0/16", "chat.example.org"]));
    assert_eq!(own(""), json!([]));
}

pub(super) fn remind_by_mail(door: &Door<'_>) {
    let hook = add(door, "No mail");
    let failure = door.refusal("remind_by_mail", json!({ "destination": hook }));
    assert_eq!(failure["code"], "refused", "{failure}");
    let edit = json!({ "type": "define_destination", "destination": null, "name": "Mail to owners",
        "transport": { "type": "email", "server": "127.0.0.1", "port": 9, "security": "plain",
            "from": "allclear@example.org", "to": ["team@example.org"] },
        "audiences": ["employees"], "drill": false, "laptops": true });
    door.ask("edit", json!({ "edit": edit }));
    let ask = |destination: Value| door.ask("remind_by_mail", json!({ "destination": destination }));
    let view = door.ask("channels", json!({}));
    assert_eq!(view["reminders"], Value::Null, "off until somebody wants it");
    let id = find(&view, "Mail to owners")["destination"]["id"].clone();
    assert_eq!(ask(id.clone())["reminders"], json!({ "destination": id, "by": "this laptop" }));
    assert_eq!(ask(Value::Null)["reminders"], Value::Null);
}

pub(super) fn test_channel(door: &Door<'_>) {
    let id = add(door, "Tested");
    let shown_to = find(&door.ask("channels", json!({})), "Tested")["shown_to"].clone();
    let secret = json!({ "destination": id, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "shown_to": shown_to });
    door.ask("set_channel_secret", secret);
    let last = find(&door.ask("test_channel", json!({ "destination": id })), "Tested")["last"].clone();
    assert_eq!(last["arrived"], false);
    assert!(
        last["words"].as_str().expect("words").contains("not an address of the public internet"),
        "{last}"
    );
    assert_eq!(door.refusal("test_channel", json!({ "destination": "nowhere" }))["code"], "refused");
}

pub(super) fn entrust_channel(door: &Door<'_>) {
    let id = add(door, "For the hub");
    let shown = find(&door.ask("channels", json!({})), "For the hub");
    let wish = |shown_to: &Value| json!({ "destination": id, "secret": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "shown_to": shown_to });
    assert_eq!(door.refusal("entrust_channel", wish(&shown["shown_to"]))["code"], "no_hub");
    assert_eq!(door.refusal("entrust_channel", wish(&json!("https://example.org")))["code"], "elsewhere");
    assert_eq!((&shown["hub"], &shown["by"]), (&Value::Null, &Value::Null));
}

pub(super) fn test_at_hub(door: &Door<'_>) {
    let id = add(door, "Tested by the hub");
    assert_eq!(door.refusal("test_at_hub", json!({ "destination": id }))["code"], "no_hub");
}

pub(super) fn outbox(door: &Door<'_>) {
    let id = add(door, "On its way");
    let done = door.ask("declare", json!({ "command": declaration("Sent") }));
    let incident = done["incident"].as_str().expect("an id");
    let wish = json!({ "type": "propose_update", "audience": "employees", "occasion": "investigating",
        "text": "We look into it.", "next_due": null, "replaces": null });
    let update = door.execute(incident, wish)["entries"][0].clone();
    // A sender that is not here: it stays on its way.
    let dispatch = json!({ "sender": "0".repeat(64), "to": [id] });
    door.execute(incident, json!({ "type": "approve_update", "update": update, "dispatch": dispatch }));
    let view = door.ask("outbox", json!({}));
    let mine = view["outgoing"].as_array().expect("a list").iter().find(|one| one["update"] == update);
    let mine = mine.expect("it is on its way");
    assert_eq!((&mine["state"], &mine["mine"]), (&json!("queued"), &json!(false)));
    assert_eq!((&mine["name"], &mine["attempts"]), (&json!("On its way"), &json!(0)));
    assert_eq!((&mine["channel"], &mine["tried"]), (&json!("webhook"), &Value::Null));
    let settled = json!({ "type": "was_sent", "update": update, "destination": id });
    door.execute(incident, settled);
    let comms = door.ask("comms", json!({ "incident": incident }));
    assert_eq!(comms["sending"][0]["state"], "sent");
    assert_eq!(comms["ways_out"][0]["by_hand"].as_array().map(Vec::is_empty), Some(false));
}
