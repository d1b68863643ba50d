//! What is said to whom.

use serde_json::{Value, json};

use super::{Door, declaration};

/// A Major with the person at this laptop in charge.
fn major(door: &Door<'_>, title: &str) -> String {
    let mut wish = declaration(title);
    wish["severity"] = json!("major");
    wish["manager"] = door.ask("start", json!({}))["me"].clone();
    door.ask("declare", json!({ "command": wish }))["incident"].as_str().expect("an id").to_owned()
}

fn propose(door: &Door<'_>, incident: &str, text: &str) -> Value {
    let wish = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating", "text": text,
        "next_due": null, "replaces": null });
    door.execute(incident, wish)["entries"][0].clone()
}

fn of<'a>(view: &'a Value, list: &str, member: &str, is: &str) -> &'a Value {
    let found = view[list].as_array().expect("a list").iter().find(|one| one[member] == is);
    found.unwrap_or_else(|| panic!("no {is} in {view}"))
}

pub(super) fn comms(door: &Door<'_>) {
    let incident = major(door, "Said to the public");
    let seen = |door: &Door<'_>| door.ask("comms", json!({ "incident": incident }));
    let first = seen(door);
    assert_eq!((&first["approves"], &first["status"]), (&json!(true), &Value::Null));
    assert_eq!(of(&first, "audiences", "audience", "public")["prepared"], true);
    assert_eq!(of(&first, "audiences", "audience", "executives")["prepared"], false);
    let update = propose(door, &incident, "We look into it.");
    assert_eq!(seen(door)["updates"][0]["state"], "waiting");
    door.execute(&incident, json!({ "type": "approve_update", "update": update }));
    assert_eq!(seen(door)["updates"][0]["state"], "approved");
    door.execute(&incident, json!({ "type": "mark_posted", "update": update, "channel": "status_page" }));
    let told = seen(door);
    assert_eq!(told["updates"][0]["posted"], json!(["status_page"]));
    assert_eq!(told["status"], "investigating");
    assert_eq!(of(&told, "audiences", "audience", "public")["told"][0]["text"], "We look into it.");
    let marked =
        json!({ "type": "post_update", "audience": "public", "text": "\u{200f}Known.", "next_due": null });
    door.execute(&incident, marked);
    let told = of(&seen(door), "audiences", "audience", "public")["told"][0].clone();
    assert_eq!((&told["exact"], &told["text"]), (&json!("\u{200f}Known."), &json!("⟨U+200F⟩Known.")));
    assert_eq!(door.refusal("comms", json!({ "incident": "0".repeat(32) }))["code"], "gone");
}

pub(super) fn draft(door: &Door<'_>) {
    let incident = major(door, "Drafted");
    let ask = |occasion: Value| {
        door.ask("draft", json!({ "incident": incident, "audience": "public", "occasion": occasion }))
    };
    let first = ask(Value::Null);
    assert_eq!((&first["draft"]["occasion"], &first["kept_at"]), (&json!("investigating"), &Value::Null));
    let text = first["draft"]["text"].as_str().expect("words");
    assert!(text.contains("{next_update}") && !text.contains('['), "{text}");
    let over = ask(json!("resolved"));
    assert_eq!((&over["draft"]["occasion"], &over["draft"]["next_in"]), (&json!("resolved"), &Value::Null));
}

pub(super) fn write_draft(door: &Door<'_>) {
    let incident = major(door, "Written");
    let draft = json!({ "occasion": "identified", "text": "Half a sent", "next_in": 15 });
    let write = |draft: Value| json!({ "incident": incident, "audience": "public", "draft": draft });
    let ask = || door.ask("draft", json!({ "incident": incident, "audience": "public", "occasion": null }));
    door.ask("write_draft", write(draft.clone()));
    assert_eq!(ask()["draft"], draft);
    assert!(ask()["kept_at"].is_i64());
    let other = json!({ "occasion": "resolved", "text": "It is over.", "next_in": null });
    door.ask("write_draft", write(other.clone()));
    assert_eq!(ask()["draft"], other);
    // What was said since makes it a draft of the past.
    let post = json!({ "type": "post_update", "audience": "public", "text": "Said.", "next_due": null });
    door.execute(&incident, post);
    assert_eq!(ask()["kept_at"], Value::Null);
    let long = json!({ "occasion": "identified", "text": "x".repeat(2_000_000), "next_in": null });
    assert_eq!(door.refusal("write_draft", write(long))["code"], "refused");
}

/// The draft that nobody has touched: its name, and what begins it.
fn untouched(door: &Door<'_>, incident: &str) -> (Value, Value) {
    let asked = json!({ "incident": incident, "audience": "public", "occasion": null });
    let draft = door.ask("draft", asked);
    assert_eq!(draft["text"]["begun"], false);
    (draft["name"].clone(), draft["text"]["updates"].clone())
}

pub(super) fn text(door: &Door<'_>) {
    let incident = major(door, "A text");
    let (name, updates) = untouched(door, &incident);
    let held = |held: Value| json!({ "incident": incident, "name": name, "held": held });
    let ask = || door.ask("text", held(Value::Null));
    assert_eq!((&ask()["begun"], &ask()["waits"]), (&json!(false), &json!(false)));
    door.ask("edit_text", json!({ "incident": incident, "name": name, "updates": updates }));
    assert_eq!(ask()["begun"], true);
    assert_eq!(ask()["updates"].as_array().map(Vec::len), Some(1));
    // Whoever says that they hold nothing is sent what whoever says nothing is sent.
    assert_eq!(door.ask("text", held(json!("AA=="))), ask());
    for wrong in ["no base64", "", "/////w8A"] {
        assert_eq!(door.refusal("text", held(json!(wrong)))["code"], "text");
    }
}

pub(super) fn edit_text(door: &Door<'_>) {
    let incident = major(door, "Edited");
    let (name, updates) = untouched(door, &incident);
    let edit =
        |incident: &str, updates: Value| json!({ "incident": incident, "name": name, "updates": updates });
    for _ in 0..2 {
        door.ask("edit_text", edit(&incident, updates.clone()));
    }
    let asked = json!({ "incident": incident, "audience": "public", "occasion": null });
    let draft = door.ask("draft", asked);
    assert_eq!(draft["draft"], draft["template"], "the same twice is there once");
    for wrong in [json!(["no base64"]), json!(["AAAA"]), json!(["A".repeat(100_000)])] {
        assert_eq!(door.refusal("edit_text", edit(&incident, wrong))["code"], "text");
    }
    assert_eq!(door.refusal("edit_text", edit(&"0".repeat(32), updates))["code"], "gone");
}

pub(super) fn settle_draft(door: &Door<'_>) {
    let incident = major(door, "Settled");
    let (name, updates) = untouched(door, &incident);
    let settle =
        |seen: &Value| json!({ "incident": incident, "audience": "public", "name": name, "seen": seen });
    let other = |seen: &Value, key: &str, value: Value| {
        let mut seen = seen.clone();
        seen[key] = value;
        settle(&seen)
    };
    let draft =
        door.ask("draft", json!({ "incident": incident, "audience": "public", "occasion": null }))["draft"]
            .clone();
    assert_eq!(door.refusal("settle_draft", settle(&draft))["code"], "text", "nobody has written it down");
    door.ask("edit_text", json!({ "incident": incident, "name": name, "updates": updates }));
    // What lacks a value does not leave.
    let refused = door.refusal("settle_draft", settle(&draft));
    assert_eq!(
        refused["message"],
        "A value is missing: affected services. Enter it or leave its sentence out."
    );
    let text = json!("We look into it.\n\nNext update by {next_update}.");
    let draft = json!({ "occasion": "identified", "text": text, "next_in": 15 });
    door.ask("write_draft", json!({ "incident": incident, "audience": "public", "draft": draft }));
    let settled = door.ask("settle_draft", settle(&draft));
    assert_eq!(settled["occasion"], "identified");
    let words = settled["text"].as_str().expect("words");
    assert!(words.contains("Next update by") && !words.contains('{'), "{words}");
    assert!(settled["next_due"].is_i64());
    // What was said elsewhere, earlier, promises from then on.
    let mut earlier = settle(&draft);
    earlier["at"] = json!(6_000_000);
    assert_eq!(door.ask("settle_draft", earlier)["next_due"], json!(6_000_000 + 15 * 60_000));
    // What stands in the log is approved, or nothing.
    let refused = door.refusal("settle_draft", other(&draft, "text", json!("Something else.")));
    assert!(refused["message"].as_str().is_some_and(|said| said.contains("Read it once more")), "{refused}");
    for (key, value) in [("occasion", json!("resolved")), ("next_in", Value::Null)] {
        let refused = door.refusal("settle_draft", other(&draft, key, value));
        assert!(refused["message"].as_str().is_some_and(|said| said.contains("what it is for")), "{refused}");
    }
}

pub(super) fn take_up_draft(door: &Door<'_>) {
    let incident = major(door, "Written on");
    let (name, updates) = untouched(door, &incident);
    door.ask("edit_text", json!({ "incident": incident, "name": name, "updates": updates }));
    let take = |into: Value| json!({ "incident": incident, "name": name, "into": into });
    let text = || {
        let asked = json!({ "incident": incident, "audience": "public", "occasion": null });
        door.ask("draft", asked)["draft"]["text"].as_str().expect("a text").to_owned()
    };
    let before = text();
    // Nobody has done anything with what stands there: all of it comes, once.
    for _ in 0..2 {
        door.ask("take_up_draft", take(json!("draft/public/9")));
    }
    let held = json!({ "incident": incident, "name": "draft/public/9", "held": null });
    assert_eq!(door.ask("text", held)["begun"], true);
    assert_eq!(text(), before);
    door.ask("take_up_draft", take(Value::Null));
    let elsewhere = json!({ "incident": "0".repeat(32), "name": name, "into": null });
    assert_eq!(door.refusal("take_up_draft", elsewhere)["code"], "gone");
}

/// What somebody is about to say to the public.
fn unsent(incident: &str, text: &str) -> Value {
    let unsent = json!({ "audience": "public", "occasion": "investigating", "text": text, "next_due": null });
    json!({ "incident": incident, "unsent": unsent })
}

pub(super) fn preview(door: &Door<'_>) {
    let incident = major(door, "Previewed");
    let look_as = |form: &str, text: &str, next_due: Value| {
        let mut wish = unsent(&incident, text);
        (wish["form"], wish["unsent"]["next_due"]) = (json!(form), next_due);
        door.ask("preview", wish)
    };
    let look = |text: &str| look_as("page", text, Value::Null);
    let seen = look("<b>{number}</b> fails since {since}.");
    assert_eq!(seen["ready"], false, "the start of the impact is unknown: {seen}");
    assert!(seen["form"]["page"].as_str().expect("a page").contains("<mark>start of impact</mark>"));
    let whole = look("We look into it. Next update in 20 minutes.");
    assert_eq!(whole["ready"], true);
    assert_eq!(whole["promised"]["type"], "by");
    assert_eq!(whole["next_due"], whole["promised"]["value"]);
    // A whole minute, as the page sends it.
    let chosen = 3_999_999_960_000_i64;
    let look_at = |text: &str| look_as("chat", text, json!(chosen));
    let over = look_at("It is over. There will be no further updates.");
    assert_eq!((&over["promised"]["type"], &over["next_due"]), (&json!("no_more"), &Value::Null));
    let early = look_at("Next update not before tomorrow at 15:00 UTC.");
    assert_eq!((&early["promised"]["type"], &early["next_due"]), (&json!("doubtful"), &json!(chosen)));
    assert_eq!(early["promised"]["value"]["why"], "not_before");
    let silent = look_at("We look into it.");
    assert!(
        silent["form"]["plain"][0]["text"].as_str().is_some_and(|said| said.contains("Next update by")),
        "{silent}"
    );
    assert_eq!((&silent["promised"]["value"], &silent["next_due"]), (&json!(chosen), &json!(chosen)));
    // What was said elsewhere, earlier, promises from then on.
    let mut earlier = unsent(&incident, "We look into it. Next update in 20 minutes.");
    (earlier["form"], earlier["at"]) = (json!("chat"), json!(6_000_000));
    let then = door.ask("preview", earlier);
    assert_eq!(then["next_due"], json!(6_000_000 + 20 * 60_000), "{then}");
    let title = json!({ "type": "retitle", "title": "Fails after the next update in 20 minutes" });
    door.execute(&incident, title);
    assert_eq!(look("{title}")["promised"], Value::Null, "a title promises nothing");
    // One form is what it is and no other.
    for (form, has, lacks) in [
        ("page", "page", "plain"),
        ("email", "subject", "short"),
        ("chat", "plain", "page"),
        ("short", "left_out", "plain"),
    ] {
        let form = look_as(form, "We look into it.", Value::Null)["form"].take();
        assert!(!form[has].is_null() && form[lacks].is_null(), "{form}");
    }
    let mut much = unsent(&incident, &"x".repeat(2_000_000));
    assert_eq!(door.refusal("proofread", much.clone())["code"], "refused");
    much["form"] = json!("page");
    assert_eq!(door.refusal("preview", much)["code"], "refused");
}

pub(super) fn proofread(door: &Door<'_>) {
    let incident = major(door, "Proofread");
    let read = |text: &str| door.ask("proofread", unsent(&incident, text));
    let gap = read("{number} fails since {since}.")["gaps"][0].clone();
    assert_eq!((&gap["variable"], &gap["asked"]), (&json!("since"), &Value::Null));
    door.execute(&incident, json!({ "type": "write", "mode": "task", "line": gap["line"] }));
    let asked = read("{since} and {since}");
    assert_eq!((asked["gaps"].as_array().map(Vec::len), &asked["missing"]), (Some(1), &json!(2)));
    assert!(asked["gaps"][0]["asked"]["at"].is_i64(), "{asked}");
    assert_eq!((&asked["changes"], &asked["similarity"]), (&json!([]), &json!(0.0)), "nothing was said yet");
    let post = json!({ "type": "post_update", "audience": "public", "text": "We look.", "next_due": null });
    door.execute(&incident, post);
    let again = read("We look.");
    assert_eq!(
        (&again["similarity"], &again["length"], &again["limit"]),
        (&json!(1.0), &json!(8), &json!(600))
    );
    let advice =
        again["findings"].as_array().expect("findings").iter().filter(|one| one["verdict"] != "passed");
    assert!(advice.count() > 0, "it says nothing of the next update");
    // What was said elsewhere, earlier, promised what lay ahead then.
    let mut earlier = unsent(&incident, "We look into it. Next update on 9 September 2001 at 02:00 UTC.");
    let verdict = |proof: &Value| {
        let findings = proof["findings"].as_array().expect("findings");
        findings.iter().find(|one| one["kind"] == "next_update").expect("one of the next")["verdict"].clone()
    };
    assert_eq!(verdict(&door.ask("proofread", earlier.clone())), "failed");
    earlier["at"] = json!(1_000_000_000_000_i64);
    assert_eq!(verdict(&door.ask("proofread", earlier)), "passed");
}

/// A customer of the book, under this name.
fn known(door: &Door<'_>, name: &str) -> String {
    let contact = json!({ "phone": "+1 555 0100" });
    let wish = json!({ "type": "define_customer", "customer": null, "name": name, "tier": "Enterprise",
        "arr": "100–500 k", "respond_within": 30, "contact": contact, "owner": null });
    door.ask("edit", json!({ "edit": wish }));
    let found = door.ask("find_customers", json!({ "words": name }));
    found[0]["id"].as_str().expect("an id").to_owned()
}

pub(super) fn customers(door: &Door<'_>) {
    let incident = major(door, "With customers");
    let id = known(door, "Pallas Health");
    let report = json!({ "type": "log_report", "customer": id, "text": "Nobody can pay", "ticket": "7" });
    door.execute(&incident, report);
    let seen = door.ask("customers", json!({ "incident": incident }));
    let account = &seen["accounts"][0];
    assert_eq!((&account["name"], &account["impact"]), (&json!("Pallas Health"), &json!("unknown")));
    assert!(account["answer_due"].is_i64(), "their agreement counts: {account}");
    assert_eq!(account["contact"]["phone"], "+1 555 0100");
    assert_eq!((&account["arr"], &account["tickets"]), (&json!("100–500 k"), &json!(["7"])));
    assert_eq!((&seen["say"], &seen["in_book"].as_u64().is_some_and(|n| n > 0)), (&Value::Null, &true));

    // What was approved last is said, and what was told elsewhere is not.
    let say = || door.ask("customers", json!({ "incident": incident }))["say"]["text"].clone();
    let approved = |audience: &str, channel: &str, text: &str| {
        let wish = json!({ "type": "propose_update", "audience": audience, "occasion": "investigating",
            "text": text, "next_due": null, "replaces": null });
        let update = door.execute(&incident, wish)["entries"][0].clone();
        door.execute(&incident, json!({ "type": "approve_update", "update": update }));
        door.execute(&incident, json!({ "type": "mark_posted", "update": update, "channel": channel }));
    };
    approved("customers", "email", "We look into it.");
    let elsewhere =
        json!({ "type": "post_update", "audience": "customers", "text": "It was Bo.", "next_due": null });
    door.execute(&incident, elsewhere);
    assert_eq!(say(), "We look into it.");
    approved("public", "status_page", "It works again.");
    assert_eq!(say(), "It works again.");
}

pub(super) fn find_customers(door: &Door<'_>) {
    known(door, "Quill Paper");
    known(door, "quill ink");
    let found = door.ask("find_customers", json!({ "words": " QUILL" }));
    let names = found.as_array().expect("a list").iter().map(|one| &one["name"]).collect::<Vec<_>>();
    assert_eq!(names, ["quill ink", "Quill Paper"]);
    assert_eq!(found[0]["arr"], "100–500 k");
    // An id is one customer, whatever they are called by now.
    let one = door.ask("find_customers", json!({ "words": "quill-paper" }));
    assert_eq!((one.as_array().map(Vec::len), &one[0]["name"]), (Some(1), &json!("Quill Paper")));
    let incident = major(door, "Counted");
    let counted = door.ask("customers", json!({ "incident": incident }))["in_book"].clone();
    let all = door.ask("find_customers", json!({ "words": "" }));
    assert_eq!(counted, json!(all.as_array().map(Vec::len)));
    assert_eq!(door.ask("find_customers", json!({ "words": "nobody of that name" })), json!([]));
    let one = door.ask("find_customers", json!({ "words": "", "most": 1 }));
    assert_eq!((one.as_array().map(Vec::len), &one[0]), (Some(1), &all[0]));
}

pub(super) fn brief(door: &Door<'_>) {
    let incident = major(door, "Briefed");
    let seen = door.ask("brief", json!({ "incident": incident }));
    assert_eq!((&seen["brief"]["number"], &seen["limit"]), (&json!(1), &json!(1_200)));
    assert!(seen["text"].as_str().expect("words").contains("Regions: unknown"));
    let draft = seen["draft"].as_str().expect("words");
    assert!(draft.ends_with("\nNext update by {next_update}."), "{draft}");
    let post = json!({ "type": "post_update", "audience": "executives", "text": "Known.", "next_due": null });
    door.execute(&incident, post);
    let impact = json!({ "type": "state_impact", "aspect": "regions", "value": "Europe", "number": null,
        "source": "dashboard", "as_of": null });
    door.execute(&incident, impact);
    let next = door.ask("brief", json!({ "incident": incident }));
    assert_eq!(next["brief"]["number"], 2);
    let moved = json!({ "label": "Regions", "before": null, "after": "Europe" });
    let all = &next["brief"]["difference"]["moved"];
    assert!(all.as_array().is_some_and(|all| all.contains(&moved)), "{all}");
}

pub(super) fn templates(door: &Door<'_>) {
    let all = door.ask("templates", json!({}));
    assert_eq!(all["words"].as_array().map(Vec::len), Some(30));
    let write = |text: Value| json!({ "edit": { "type": "define_template", "audience": "social", "occasion": "resolved", "text": text } });
    door.ask("edit", write(json!("Over.")));
    let find = |all: &Value| {
        let words = all["words"].as_array().expect("a list").clone();
        words
            .into_iter()
            .find(|one| one["audience"] == "social" && one["occasion"] == "resolved")
            .expect("it")
    };
    let ours = find(&all);
    let theirs = find(&door.ask("templates", json!({})));
    assert_eq!(
        (&ours["ours"], &theirs["ours"], &theirs["text"]),
        (&json!(true), &json!(false), &json!("Over."))
    );
    door.ask("edit", write(Value::Null));
    assert_eq!(find(&door.ask("templates", json!({}))), ours);
}

/// Two that can be taken, and one whose time nobody can read.
const LIST: &[u8] =
    b"Customer;Plan;SLA\nHalden & Brook;Enterprise;30\nLumen Travel;;soon\nPepper Mill;Starter;4 h\n";

pub(super) fn preview_customers(door: &Door<'_>) {
    let file = (door.hand_over)("customers.csv", LIST);
    let draft = door.ask("preview_customers", json!({ "token": file["token"] }));
    assert_eq!((&draft["name"], &draft["ready"]), (&json!("customers.csv"), &json!(true)));
    let meanings: Vec<&Value> =
        draft["columns"].as_array().expect("columns").iter().map(|column| &column["meaning"]).collect();
    assert_eq!(meanings, ["name", "tier", "answer_within"]);
    assert_eq!(draft["rows"][0]["cells"][0], "Halden & Brook");
    assert_eq!((&draft["rows"][0]["problem"], &draft["rows"][1]["row"]), (&Value::Null, &json!(3)));
    let other = json!([{ "heading": "Plan", "meaning": "name" }, { "heading": "SLA", "meaning": null }]);
    let chosen = door.ask("preview_customers", json!({ "token": file["token"], "columns": other }));
    assert_eq!((&chosen["ready"], &chosen["rows"][0]["cells"][0]), (&json!(true), &json!("Enterprise")));
    assert_eq!(door.refusal("preview_customers", json!({ "token": "no such file" }))["code"], "gone");
}

pub(super) fn import_customers(door: &Door<'_>) {
    let run = || {
        let file = (door.hand_over)("customers.csv", LIST);
        door.ask("import_customers", json!({ "token": file["token"] }))
    };
    let first = run();
    assert_eq!((&first["added"], &first["not_taken"]), (&json!(2), &json!(1)), "{first}");
    assert_eq!(first["refused"][0]["row"], 3);
    assert_eq!(first["refused"][0]["title"], "Lumen Travel");
    let found = door.ask("find_customers", json!({ "words": "pepper" }));
    assert_eq!((&found[0]["tier"], &found[0]["respond_within"]), (&json!("Starter"), &json!(240)));
    let again = run();
    assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)));
}
