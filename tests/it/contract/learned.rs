//! What is learned: the review that is written together, and the action items of all incidents.

use serde_json::{Value, json};

use super::Door;

fn begun(door: &Door<'_>, title: &str) -> String {
    let incident = door.incident(title);
    let review = door.ask("begin_review", json!({ "incident": incident, "template": "short" }));
    assert_eq!(review["begun"], true);
    incident
}

/// Entries of every version of a review.
fn entries(review: &Value) -> Vec<Value> {
    let versions = review["versions"].as_array().expect("versions");
    versions.iter().flat_map(|version| version["entries"].as_array().expect("entries").clone()).collect()
}

pub(super) fn review(door: &Door<'_>) {
    let incident = door.incident("Learned from");
    let ask = || door.ask("review", json!({ "incident": incident }));
    let before = ask();
    assert_eq!((&before["begun"], &before["sections"]), (&json!(false), &json!([])));
    assert!(before["templates"].as_array().is_some_and(|templates| templates.len() >= 4));
    door.ask("begin_review", json!({ "incident": incident, "template": "full" }));
    let after = ask();
    assert_eq!(after["begun"], true);
    assert!(after["sections"].as_array().is_some_and(|sections| !sections.is_empty()), "{after}");
    assert_eq!(door.refusal("review", json!({ "incident": "0".repeat(32) }))["code"], "gone");
}

pub(super) fn begin_review(door: &Door<'_>) {
    let incident = begun(door, "Begun once");
    let again = door.ask("begin_review", json!({ "incident": incident, "template": "full" }));
    assert_eq!(again, door.ask("review", json!({ "incident": incident })), "what is begun is not begun anew");
    let unknown = door.refusal("begin_review", json!({ "incident": incident, "template": "long" }));
    assert_eq!(unknown["code"], "refused");
}

pub(super) fn outline_review(door: &Door<'_>) {
    let incident = begun(door, "Larger than it looked");
    let ask = |template: &str| json!({ "incident": incident, "template": template });
    let review = door.ask("outline_review", ask("full"));
    assert_eq!(review["sections"].as_array().map(Vec::len), Some(13), "{review}");
    assert_eq!(review["begun_with"], json!({ "template": "full", "name": "Full review" }));
    assert_eq!(door.refusal("outline_review", ask("long"))["code"], "refused");
}

pub(super) fn review_process(door: &Door<'_>) {
    let incident = door.incident("Gone through");
    let ask = || door.ask("review_process", json!({ "incident": incident }));
    let before = ask();
    assert_eq!((&before["state"], &before["edition"]), (&json!("draft"), &json!(null)));
    assert_eq!(before["missing"], json!(["Nobody has begun it."]));
    door.ask("begin_review", json!({ "incident": incident, "template": "short" }));
    let execute = |command: Value| json!({ "incident": incident, "command": command });
    let to_review = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": null });
    door.ask("execute", execute(to_review));
    let begun = ask();
    assert!(begun["missing"].to_string().contains("neither mended nor silenced"), "{begun}");
    // What is submitted is what somebody has seen.
    let submit = |edition: &Value| execute(json!({ "type": "submit_review", "edition": edition }));
    let refused = door.refusal("execute", submit(&json!("0".repeat(32))));
    assert!(refused["message"].to_string().contains("changed since you looked"), "{refused}");
    door.ask("execute", submit(&begun["edition"]));
    let submitted = ask();
    assert_eq!((&submitted["state"], &submitted["may_approve"]), (&json!("in_review"), &json!(false)));
    assert!(submitted["steps"][0]["done"].is_number(), "{submitted}");
    assert_eq!((&submitted["to_read"], &submitted["readers"]), (&json!(true), &json!([])));
    let read = || execute(json!({ "type": "read_review", "edition": begun["edition"] }));
    door.ask("execute", read());
    let seen = ask();
    assert_eq!((&seen["to_read"], &seen["readers"][0]["current"]), (&json!(false), &json!(true)));
    assert!(door.refusal("execute", read())["message"].to_string().contains("read it already"));
    let own = execute(json!({ "type": "approve_review", "edition": begun["edition"] }));
    assert!(door.refusal("execute", own)["message"].to_string().contains("does not approve it"));
    let alone = json!({ "type": "publish_review", "edition": begun["edition"], "anyway": "alone here" });
    door.ask("execute", execute(alone));
    let published = ask();
    assert_eq!(
        (&published["state"], &published["publications"][0]["current"]),
        (&json!("published"), &json!(true))
    );
    assert_eq!(published["missing"], json!([]));
}

pub(super) fn meeting(door: &Door<'_>) {
    let incident = begun(door, "Talked about");
    let ask = || door.ask("meeting", json!({ "incident": incident }));
    // What may be chosen is words, whatever they look like.
    let options = json!(["**Roll back** to [this](https://example.org)", "Wait"]);
    door.execute(
        &incident,
        json!({ "type": "raise_decision", "question": "How do we go on?", "options": options }),
    );
    let before = ask();
    let decision = before["agenda"].as_array().and_then(|agenda| agenda.last()).expect("something to decide");
    assert_eq!(decision["topic"]["title"], "How do we go on?");
    let options = decision["blocks"].to_string();
    assert!(options.contains("**Roll back** to [this](https://example.org)"), "{options}");
    assert_eq!((&before["now"], &before["held"]), (&json!(null), &json!([])));
    assert_eq!(before["agenda"][0]["topic"]["id"], "section/summary");
    let to_review = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": null });
    door.execute(&incident, to_review);
    let begun = door.execute(&incident, json!({ "type": "begin_meeting", "minutes": 45 }));
    let meeting = &begun["entries"][0];
    let topic = &before["agenda"][0]["topic"];
    door.execute(&incident, json!({ "type": "turn_to", "meeting": meeting, "topic": topic }));
    let going = ask();
    assert_eq!(going["now"]["meeting"], *meeting);
    assert!(going["agenda"][0]["since"].is_number() && going["agenda"][1]["since"].is_null(), "{going}");
    door.execute(&incident, json!({ "type": "end_meeting", "meeting": meeting }));
    assert_eq!((&ask()["now"], &ask()["held"][0]["topics"][0]["title"]), (&json!(null), &json!("Summary")));
}

pub(super) fn presentation(door: &Door<'_>) {
    let incident = begun(door, "Shown on a wall");
    let shown = door.ask("presentation", json!({ "incident": incident }));
    assert_eq!((&shown["title"], &shown["state"]), (&json!("Shown on a wall"), &json!("Draft")));
    assert_eq!(shown["pages"][0]["title"], "Summary");
    assert_eq!(shown["pages"][0]["blocks"][0]["type"], "paragraph");
    let times = &shown["overview"]["parts"][3];
    assert_eq!((&times["title"], &times["rows"][1]["value"]), (&json!("Times"), &json!(null)));
    assert!(times["rows"][1]["note"].as_str().is_some_and(|why| why.contains("impact started")), "{times}");
}

pub(super) fn review_changes(door: &Door<'_>) {
    let incident = begun(door, "Changed");
    let review = door.ask("review", json!({ "incident": incident }));
    let asked =
        |entries: Value| door.ask("review_changes", json!({ "incident": incident, "entries": entries }));
    assert_eq!(asked(json!([])), json!([]), "without any of them left out nothing differs");
    assert!(asked(json!(entries(&review))).as_array().is_some_and(|changes| !changes.is_empty()));
}

pub(super) fn review_alone(door: &Door<'_>) {
    let incident = begun(door, "Written by one");
    let review = door.ask("review", json!({ "incident": incident }));
    let asked =
        |entries: &[Value]| door.ask("review_alone", json!({ "incident": incident, "entries": entries }));
    let all = entries(&review);
    assert!(asked(&all).as_array().is_some_and(|changes| !changes.is_empty()));
    assert_eq!(asked(&[]), json!([]), "nobody changed nothing");
}

pub(super) fn edited_twice(door: &Door<'_>) {
    let incident = begun(door, "Written by one alone");
    let review = door.ask("review", json!({ "incident": incident }));
    let asked = json!({ "incident": incident, "entries": entries(&review) });
    assert_eq!(door.ask("edited_twice", asked), json!([]), "nobody else wrote");
}

pub(super) fn look_at_review(door: &Door<'_>) {
    let incident = begun(door, "Looked at");
    let unseen = || door.ask("review", json!({ "incident": incident }))["unseen"].clone();
    assert_eq!(unseen(), json!(null), "nobody has opened it");
    door.ask("look_at_review", json!({ "incident": incident, "entries": [] }));
    assert_eq!(unseen(), json!([]));
}

pub(super) fn review_version(door: &Door<'_>) {
    let incident = begun(door, "Looked back at");
    let ask = |nth: u32| door.ask("review_version", json!({ "incident": incident, "nth": nth }));
    assert_eq!(ask(0), json!([]), "before the first there was nothing");
    assert!(ask(1).as_array().is_some_and(|changes| !changes.is_empty()));
}

fn raise(door: &Door<'_>, text: &str) -> (String, Value) {
    let incident = door.incident(text);
    let wish = json!({ "type": "raise_action", "text": text, "kind": "detect", "priority": "high", "due": null,
        "owner": null, "from": null });
    let raised = door.execute(&incident, wish);
    (incident, raised["entries"][0].clone())
}

pub(super) fn action_history(door: &Door<'_>) {
    let (incident, action) = raise(door, "Followed by one who is curious");
    let note = json!({ "type": "write", "mode": "fix_later", "line": "Nothing warned us" });
    let note = door.execute(&incident, note)["entries"][0].clone();
    door.execute(
        &incident,
        json!({ "type": "move_action", "action": action, "state": "doing", "reason": null }),
    );
    let ask = |action: &Value| json!({ "incident": incident, "action": action });
    let history = door.ask("action_history", ask(&action));
    let said: Vec<_> = history["steps"].as_array().expect("steps").iter().map(|step| &step["text"]).collect();
    assert_eq!(said, ["Raised: Detect, high priority, now.", "Doing"]);
    assert_eq!(history["from"], json!(null));
    assert_eq!(door.refusal("action_history", ask(&note))["code"], "refused");
    let wish = json!({ "type": "raise_action", "text": "Warn us", "kind": "detect", "priority": "low", "due": null,
        "owner": null, "from": note });
    let from = door.execute(&incident, wish)["entries"][0].clone();
    assert_eq!(door.ask("action_history", ask(&from))["from"]["text"], "Nothing warned us");
}

pub(super) fn actions(door: &Door<'_>) {
    raise(door, "Alert when refunds stop");
    let view = door.ask("actions", json!({}));
    let texts: Vec<&str> = view["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| line["action"]["text"].as_str())
        .collect();
    assert!(texts.contains(&"Alert when refunds stop"), "{view}");
}

pub(super) fn remind(door: &Door<'_>) {
    raise(door, "Alert when payouts stop");
    let mail = door.ask("remind", json!({ "owner": null }));
    assert!(mail.as_str().is_some_and(|mail| mail.contains("Alert when payouts stop")), "{mail}");
}

/// The text of a review whose summary was just begun, and a passage of it as a page names it.
fn remarked(door: &Door<'_>, title: &str) -> (Value, Value) {
    let incident = begun(door, title);
    let passage = json!({ "section": "summary", "from": "AAEBAA==", "to": "AAEBCP8=", "words": title });
    (json!({ "incident": incident, "name": "review" }), passage)
}

fn with(args: &Value, more: Value) -> Value {
    let (Value::Object(mut args), Value::Object(more)) = (args.clone(), more) else { return Value::Null };
    args.extend(more);
    Value::Object(args)
}

pub(super) fn remarks(door: &Door<'_>) {
    let (args, _) = remarked(door, "Nothing said");
    assert_eq!(door.ask("remarks", args), json!([]));
}

pub(super) fn comment(door: &Door<'_>) {
    let (args, passage) = remarked(door, "Commented on");
    let said = door.ask("comment", with(&args, json!({ "passage": passage, "text": "Is that so?" })));
    assert_eq!((&said[0]["text"], &said[0]["state"]), (&json!("Is that so?"), &json!("open")));
    let empty = door.refusal("comment", with(&args, json!({ "passage": passage, "text": " " })));
    assert_eq!(empty["code"], "refused");
}

pub(super) fn answer_comment(door: &Door<'_>) {
    let (args, passage) = remarked(door, "Answered");
    let said = door.ask("comment", with(&args, json!({ "passage": passage, "text": "Is that so?" })));
    let to = &said[0]["remark"];
    let said = door.ask("answer_comment", with(&args, json!({ "to": to, "text": "It is." })));
    assert_eq!(said[0]["answers"][0]["text"], "It is.");
}

pub(super) fn resolve_comment(door: &Door<'_>) {
    let (args, passage) = remarked(door, "Resolved");
    let said = door.ask("comment", with(&args, json!({ "passage": passage, "text": "Is that so?" })));
    let ask = json!({ "comment": said[0]["remark"], "resolved": true });
    assert_eq!(door.ask("resolve_comment", with(&args, ask.clone()))[0]["state"], "resolved");
    assert_eq!(door.refusal("resolve_comment", with(&args, ask))["code"], "already");
}

/// Two letters at the end of a text: whose, from the first, text `summary`, two letters.
const TWO_LETTERS: &str = "AQFNAAQBB3N1bW1hcnkCSGkA";

pub(super) fn suggest_change(door: &Door<'_>) {
    let (args, passage) = remarked(door, "Suggested");
    let passage = with(&passage, json!({ "words": "" }));
    let ask = json!({ "passage": passage, "update": TWO_LETTERS });
    assert_eq!(door.ask("suggest_change", with(&args, ask))[0]["suggested"], "Hi");
    let unread = json!({ "passage": passage, "update": "?" });
    assert_eq!(door.refusal("suggest_change", with(&args, unread))["code"], "text");
}

pub(super) fn decide_change(door: &Door<'_>) {
    let (args, passage) = remarked(door, "Decided");
    // From the begin of the text to its end, wherever these are by then.
    let whole = json!({ "from": "AQdzdW1tYXJ5QQ==", "to": "AQdzdW1tYXJ5AA==", "words": "" });
    let passage = with(&passage, whole);
    let said = door.ask("suggest_change", with(&args, json!({ "passage": passage, "update": TWO_LETTERS })));
    let ask = json!({ "suggestion": said[0]["remark"], "accepted": true });
    let said = door.ask("decide_change", with(&args, ask.clone()));
    assert_eq!((&said[0]["state"], &said[0]["in_text"]), (&json!("accepted"), &json!(true)));
    assert_eq!(door.refusal("decide_change", with(&args, ask))["code"], "already");
}

pub(super) fn related(door: &Door<'_>) {
    let past = door.incident("Certificate of the gateway expired");
    for stage in ["resolve", "review"] {
        let wish =
            json!({ "type": "enter_stage", "stage": stage, "reason": null, "anyway": "drill of the door" });
        door.execute(&past, wish);
    }
    let incident = door.incident("Gateway certificate is not trusted");
    let found = door.ask("related", json!({ "incident": incident }));
    let told = found.as_array().expect("a list").iter().find(|one| one["incident"] == json!(past));
    assert_eq!(told.expect("it is told")["why"], "Same words: gateway, certificate");
    assert_eq!(door.refusal("related", json!({ "incident": "0".repeat(32) }))["code"], "gone");
}

pub(super) fn public_review(door: &Door<'_>) {
    let incident = begun(door, "Told to everybody");
    let over = json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "it is over" });
    door.execute(&incident, over);
    let view = door.ask("public_review", json!({ "incident": incident, "wish": null }));
    assert_eq!((&view["title"], &view["waits"]), (&json!("Told to everybody"), &json!(false)));
    let wish = json!({ "title": "For you", "left_out": null, "choices": [] });
    let view = door.ask("public_review", json!({ "incident": incident, "wish": wish }));
    let old =
        door.refusal("release_review", json!({ "incident": incident, "wish": wish, "seen": "another" }));
    assert_eq!(old["code"], "changed");
    let done =
        door.ask("release_review", json!({ "incident": incident, "wish": wish, "seen": view["seen"] }));
    let written = json!({ "incident": incident, "review": done["entries"][0] });
    assert!(door.ask("written_review", written).as_str().expect("a page").contains("For you"));
    let none = json!({ "incident": incident, "review": "0".repeat(32) });
    assert_eq!(door.refusal("written_review", none)["code"], "refused");
    let view = door.ask("public_review", json!({ "incident": incident, "wish": null }));
    assert_eq!((&view["waits"], &view["public_since"]), (&json!(true), &Value::Null));
}

pub(super) fn similar(door: &Door<'_>) {
    let incident = door.incident("Invoices printed twice in Osaka");
    let alike = door.ask("similar", json!({ "title": "customers see invoices printed twice" }));
    assert!(super::each(&alike, "id").contains(&incident.as_str()), "{alike}");
    assert_eq!(door.ask("similar", json!({ "title": "a b c" })), json!([]));
}
