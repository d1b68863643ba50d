//! What each command promises, in the JSON that the page sends and gets. Tauri's channel and the bridge are held
//! to the same.

mod hub;
mod learned;
mod places;
mod reminders;
mod said;
mod sending;
mod status_page;

use serde_json::{Value, json};

use crate::place::{self, declaration};

/// What a command answered: its result, or the failure as the page gets it.
pub(crate) type Answer = Result<Value, Value>;

/// A way to the desk.
pub(crate) struct Door<'a> {
    pub(crate) call: &'a dyn Fn(&str, Value) -> Answer,
    /// Hands a file over for import and gives its draft.
    pub(crate) hand_over: &'a dyn Fn(&str, &[u8]) -> Value,
}

/// A command and what it promises.
type Case = (&'static str, fn(&Door<'_>));

/// Every command of the contract with what it promises.
const CASES: &[Case] = &[
    ("start", start),
    ("asked_for", asked_for),
    ("introduce", introduce),
    ("rail", rail),
    ("board", board),
    ("room", room),
    ("declare", declare),
    ("execute", execute),
    ("comms", said::comms),
    ("draft", said::draft),
    ("write_draft", said::write_draft),
    ("text", said::text),
    ("take_up_draft", said::take_up_draft),
    ("edit_text", said::edit_text),
    ("review", learned::review),
    ("begin_review", learned::begin_review),
    ("outline_review", learned::outline_review),
    ("review_process", learned::review_process),
    ("review_changes", learned::review_changes),
    ("review_alone", learned::review_alone),
    ("edited_twice", learned::edited_twice),
    ("look_at_review", learned::look_at_review),
    ("review_version", learned::review_version),
    ("meeting", learned::meeting),
    ("presentation", learned::presentation),
    ("remarks", learned::remarks),
    ("comment", learned::comment),
    ("answer_comment", learned::answer_comment),
    ("resolve_comment", learned::resolve_comment),
    ("suggest_change", learned::suggest_change),
    ("decide_change", learned::decide_change),
    ("public_review", learned::public_review),
    ("release_review", learned::public_review),
    ("written_review", learned::public_review),
    ("review_page", hub::review_page),
    ("related", learned::related),
    ("preview", said::preview),
    ("proofread", said::proofread),
    ("settle_draft", said::settle_draft),
    ("customers", said::customers),
    ("find_customers", said::find_customers),
    ("preview_customers", said::preview_customers),
    ("import_customers", said::import_customers),
    ("brief", said::brief),
    ("templates", said::templates),
    ("channels", sending::channels),
    ("set_channel_secret", sending::set_channel_secret),
    ("set_own_network", sending::set_own_network),
    ("remind_by_mail", sending::remind_by_mail),
    ("test_channel", sending::test_channel),
    ("entrust_channel", sending::entrust_channel),
    ("test_at_hub", sending::test_at_hub),
    ("actions", learned::actions),
    ("action_history", learned::action_history),
    ("remind", learned::remind),
    ("outbox", sending::outbox),
    ("status_page", status_page::status_page),
    ("page_drift", status_page::drift),
    ("look_at_page", status_page::looking),
    ("mend_page", status_page::mending),
    ("subscribers", status_page::subscribers),
    ("add_subscribers", status_page::subscribers),
    ("remove_subscriber", status_page::subscribers),
    ("similar", learned::similar),
    ("suggest", suggest),
    ("read_time", read_time),
    ("book", book),
    ("edit", edit),
    ("new_person", new_person),
    ("search", search),
    ("find", find),
    ("inbox", reminders::inbox),
    ("read_notice", reminders::read_notice),
    ("quiet", reminders::quiet),
    ("set_quiet", reminders::set_quiet),
    ("test_notification", reminders::test_notification),
    ("preview_import", preview_import),
    ("run_import", run_import),
    ("cancel_import", cancel_import),
    ("link_target", link_target),
    ("check_log", check_log),
    ("key", key),
    ("change_passphrase", change_passphrase),
    ("sync", hub::sync),
    ("sync_again", hub::sync_again),
    ("offer_again", hub::offer_again),
    ("rule", hub::rule),
    ("write_again", hub::write_again),
    ("join", hub::join),
    ("take_over", hub::take_over),
    ("leave_hub", hub::leave_hub),
    ("adoption_code", hub::adoption_code),
    ("devices", hub::devices),
    ("revoke_device", hub::revoke_device),
    ("appoint", hub::appoint),
    ("withdraw_invitation", hub::withdraw_invitation),
    ("invite", hub::invite),
    ("attend", hub::attend),
    ("point", hub::point),
    ("presence", hub::presence),
    ("workspaces", places::workspaces),
    ("open_workspace", places::open_workspace),
    ("import_workspace", places::import_workspace),
];

/// The small file of past incidents: four that can be taken, three that cannot.
pub(crate) const PAST: &[u8] = include_bytes!("../fixtures/past.jsonl");

impl Door<'_> {
    fn ask(&self, command: &str, args: Value) -> Value {
        (self.call)(command, args.clone()).unwrap_or_else(|failure| panic!("{command} {args}: {failure}"))
    }

    fn refusal(&self, command: &str, args: Value) -> Value {
        match (self.call)(command, args.clone()) {
            Ok(answer) => panic!("{command} {args} should be refused, and gave {answer}"),
            Err(failure) => {
                assert!(failure["code"].is_string(), "{failure}");
                let sentence = failure["message"].as_str().expect("a sentence");
                assert!(sentence.ends_with('.') && sentence.len() < 400, "{sentence}");
                failure
            }
        }
    }

    /// A new incident's id.
    fn incident(&self, title: &str) -> String {
        let done = self.ask("declare", json!({ "command": declaration(title) }));
        done["incident"].as_str().expect("an id").to_owned()
    }

    fn execute(&self, incident: &str, command: Value) -> Value {
        self.ask("execute", json!({ "incident": incident, "command": command }))
    }

    fn note(&self, incident: &str, text: &str) {
        let note = json!({ "type": "add_note", "note": "note", "text": text, "occurred_at": null });
        self.execute(incident, note);
    }
}

/// The strings of one member of a list of objects.
fn each<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().filter_map(|one| one[member].as_str()).collect()
}

fn start(door: &Door<'_>) {
    let start = door.ask("start", json!({}));
    assert_eq!(start["me"].as_str().map(str::len), Some(32), "{start}");
    assert_eq!(start["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(start["warnings"], json!([]), "the file of the key was asked for");
}

fn introduce(door: &Door<'_>) {
    let said = json!({ "name": "Ana Lima", "workspace": "Lighthouse", "zone": "America/Lima" });
    let start = door.ask("introduce", said.clone());
    assert_eq!((&start["name"], &start["workspace"]), (&json!("Ana Lima"), &json!("Lighthouse")));
    assert_eq!((&start["zone"], &start["first_run"]), (&json!("America/Lima"), &json!(false)));
    assert_eq!(door.ask("introduce", said), start, "saying the same again is no fault");
    let nowhere = json!({ "name": "Ana Lima", "workspace": "Lighthouse", "zone": "Mars/Olympus" });
    let failure = door.refusal("introduce", nowhere);
    assert!(failure["message"].as_str().expect("a sentence").contains("Mars/Olympus"), "{failure}");
    let nobody = json!({ "name": "  ", "workspace": "Lighthouse", "zone": null });
    assert_eq!(door.refusal("introduce", nobody)["code"], "refused");
}

fn rail(door: &Door<'_>) {
    let incident = door.incident("Rail is told");
    let rail = door.ask("rail", json!({}));
    assert!(each(&rail["active"], "id").contains(&incident.as_str()), "{rail}");
    assert_eq!(rail["total"].as_u64(), rail["active"].as_array().map(|all| all.len() as u64), "{rail}");
    assert_eq!((&rail["reviews"], &rail["reviews_total"]), (&json!([]), &json!(0)), "nothing is over yet");
    assert!(rail["unread"].is_u64() && rail["workspace"].is_string());
}

fn board(door: &Door<'_>) {
    let (shown, hidden) = (door.incident("Kestrel is down"), door.incident("Falcon is up"));
    let query = |filter: Value| json!({ "query": { "filter": filter, "severity": null, "kind": null, "mine": false, "sort": "urgency" } });
    let all = door.ask("board", query(Value::Null));
    assert!(each(&all["active"], "id").contains(&hidden.as_str()));
    let few = door.ask("board", query(json!("kestrel")));
    assert_eq!(each(&few["active"], "id"), [shown.as_str()]);
    assert_eq!(few["counts"], all["counts"], "counts are of everything");
    let quoted = door.ask("board", query(json!("'; DROP TABLE entries; --")));
    assert_eq!(quoted["active"], json!([]));
}

fn room(door: &Door<'_>) {
    let incident = door.incident("A room of its own");
    let room = door.ask("room", json!({ "incident": incident }));
    assert_eq!(room["room"]["title"], "A room of its own");
    assert_eq!(room["room"]["stage"], "create");
    assert!(room["calls"].is_array() && room["soon"].is_i64());
    let failure = door.refusal("room", json!({ "incident": "0".repeat(32) }));
    assert_eq!(failure["code"], "gone");
}

fn declare(door: &Door<'_>) {
    let mut wish = declaration("Declared with everything");
    wish["severity"] = json!("major");
    wish["drill"] = json!(true);
    let done = door.ask("declare", json!({ "command": wish }));
    assert!(done["label"].as_str().expect("a label").starts_with("INC-~"), "{done}");
    assert!(!done["entries"].as_array().expect("entries").is_empty());
    let room = door.ask("room", json!({ "incident": done["incident"] }));
    assert_eq!((&room["room"]["severity"]["id"], &room["room"]["drill"]), (&json!("major"), &json!(true)));
    assert_eq!(door.refusal("declare", json!({ "command": declaration(" ") }))["code"], "refused");
    assert_eq!(
        door.refusal("declare", json!({ "command": { "type": "retitle", "title": "No" } }))["code"],
        "refused"
    );
}

fn execute(door: &Door<'_>) {
    let incident = door.incident("Executed");
    let done = door.execute(&incident, json!({ "type": "retitle", "title": "Executed well" }));
    assert_eq!(done["incident"], json!(incident));
    let room = |door: &Door<'_>| door.ask("room", json!({ "incident": incident }))["room"].clone();
    assert_eq!(room(door)["title"], "Executed well");
    door.execute(&incident, json!({ "type": "undo", "entries": done["entries"] }));
    assert_eq!(room(door)["title"], "Executed");
    let back = json!({ "incident": incident, "command": { "type": "enter_stage", "stage": "detect", "reason": null, "anyway": null } });
    assert_eq!(door.refusal("execute", back)["code"], "reason");
}

fn suggest(door: &Door<'_>) {
    let question = &door.ask("book", json!({}))["guideline"][0];
    let worst = &question["answers"][0];
    let answer = json!([{ "question": question["text"], "answer": worst["answer"] }]);
    assert_eq!(door.ask("suggest", json!({ "answers": answer })), worst["severity"]);
    assert_eq!(door.ask("suggest", json!({ "answers": [] })), Value::Null);
}

fn read_time(door: &Door<'_>) {
    let at = door.ask("read_time", json!({ "text": "2025-03-01T09:30:00Z", "future": false }));
    assert_eq!(at, json!(1_740_821_400_000_i64));
    let failure = door.refusal("read_time", json!({ "text": "half past nine", "future": false }));
    assert!(failure["message"].as_str().expect("a sentence").contains("half past nine"));
}

fn book(door: &Door<'_>) {
    let book = door.ask("book", json!({}));
    assert_eq!(each(&book["people"], "id").len(), book["people"].as_array().expect("people").len());
    let severities: Vec<&str> = book["severities"]
        .as_array()
        .expect("severities")
        .iter()
        .filter_map(|s| s["severity"]["id"].as_str())
        .collect();
    assert_eq!(severities, ["major", "medium", "minor"]);
    assert_eq!(book["roles"].as_array().map(Vec::len), Some(8));
    assert!(book["zones"].as_array().expect("zones").contains(&json!("Europe/Berlin")));
}

fn edit(door: &Door<'_>) {
    let name = |name: &str| json!({ "edit": { "type": "name_service", "service": null, "name": name } });
    let done = door.ask("edit", name("Checkout"));
    assert!(each(&door.ask("book", json!({}))["services"], "name").contains(&"Checkout"));
    door.ask("edit", json!({ "edit": { "type": "undo_edit", "entries": done["entries"] } }));
    assert!(!each(&door.ask("book", json!({}))["services"], "name").contains(&"Checkout"));
    assert_eq!(door.refusal("edit", name(""))["code"], "refused");
}

fn new_person(door: &Door<'_>) {
    door.ask("new_person", json!({ "name": "Bo Berg" }));
    assert!(each(&door.ask("book", json!({}))["people"], "name").contains(&"Bo Berg"));
    assert_eq!(door.refusal("new_person", json!({ "name": "\n" }))["code"], "refused");
}

fn search(door: &Door<'_>) {
    let incident = door.incident("Something to look for");
    door.note(&incident, "the certificate of zanzibar had run out");
    let hits = crate::until::until("search to find the note", || {
        let hits = door.ask("search", json!({ "text": "zanzib" }));
        (hits != json!([])).then_some(hits)
    });
    assert_eq!((&hits[0]["incident"], &hits[0]["what"]), (&json!(incident), &json!("Note")), "{hits}");
    assert_eq!(door.ask("search", json!({ "text": "\" OR * NEAR(" })), json!([]));
}

fn find(door: &Door<'_>) {
    let done = door.ask("declare", json!({ "command": declaration("Found by its label") }));
    assert_eq!(door.ask("find", json!({ "label": done["label"] })), done["incident"]);
    assert_eq!(door.ask("find", json!({ "label": done["incident"] })), done["incident"]);
    assert_eq!(door.ask("find", json!({ "label": "INC-~zzzz" })), Value::Null);
}

fn preview_import(door: &Door<'_>) {
    let draft = (door.hand_over)("past.jsonl", PAST);
    assert_eq!(draft["mapping"]["title"], "title", "the columns' meaning is guessed");
    let mut mapping = draft["mapping"].clone();
    mapping["title"] = json!("body");
    let again = door.ask("preview_import", json!({ "token": draft["token"], "mapping": mapping }));
    assert_eq!(again["preview"]["rows"][0]["title"], "A certificate had run out.");
    let unknown = json!({ "token": "no such file", "mapping": draft["mapping"] });
    assert_eq!(door.refusal("preview_import", unknown)["code"], "gone");
}

fn run_import(door: &Door<'_>) {
    let run = || {
        let draft = (door.hand_over)("past.jsonl", PAST);
        door.ask("run_import", json!({ "token": draft["token"], "mapping": draft["mapping"] }))
    };
    let first = run();
    assert_eq!((&first["taken"], &first["already_here"]), (&json!(4), &json!([])), "{first}");
    let refused = first["refused"].as_array().expect("refused rows");
    let rows: Vec<u64> = refused.iter().filter_map(|row| row["row"].as_u64()).collect();
    assert_eq!(rows, [4, 5, 6], "{first}");
    assert!(refused.iter().all(|row| row["why"].as_str().is_some_and(|why| why.ends_with('.'))), "{first}");
    let second = run();
    assert_eq!(second["taken"], 0, "the same file again makes no second incident");
    assert_eq!(second["already_here"].as_array().map(Vec::len), Some(4));
}

fn cancel_import(door: &Door<'_>) {
    let draft = (door.hand_over)("past.jsonl", PAST);
    assert_eq!(door.ask("cancel_import", json!({ "token": draft["token"] })), Value::Null);
    assert_eq!(door.refusal("cancel_import", json!({ "token": "gone" }))["code"], "gone");
}

fn link_target(door: &Door<'_>) {
    let incident = door.incident("Linked");
    let link =
        |target: &str| json!({ "type": "link", "link": "ticket", "label": "the ticket", "target": target });
    let done = door.execute(&incident, link("https://tickets.example/OPS-1"));
    let entry = &done["entries"][0];
    assert_eq!(
        door.ask("link_target", json!({ "incident": incident, "entry": entry })),
        "https://tickets.example/OPS-1"
    );
    let raise = json!({ "type": "raise_action", "text": "Alert", "kind": "detect", "priority": "high", "due": null,
        "owner": null, "from": null });
    let action = &door.execute(&incident, raise)["entries"][0];
    let asked = json!({ "incident": incident, "entry": action });
    assert_eq!(door.refusal("link_target", asked.clone())["code"], "refused");
    let ticket = "https://tickets.example/OPS-2";
    door.execute(&incident, json!({ "type": "ticket_action", "action": action, "ticket": ticket }));
    assert_eq!(door.ask("link_target", asked), ticket);
    let other = json!({ "incident": incident, "entry": "0".repeat(32) });
    assert_eq!(door.refusal("link_target", other)["code"], "refused");
    let script = json!({ "incident": incident, "command": link("javascript:alert(1)") });
    assert_eq!(door.refusal("execute", script)["code"], "refused");
}

/// What a page that comes late is told, see `desk`.
fn asked_for(door: &Door<'_>) {
    assert_eq!(door.ask("asked_for", json!({})), Value::Null);
}

fn check_log(door: &Door<'_>) {
    let log = door.ask("check_log", json!({}));
    assert_eq!(log["whole"], true, "{log}");
    assert!(log["entries"].as_u64().expect("a number") > 0);
}

fn key(door: &Door<'_>) {
    let key = door.ask("key", json!({}));
    assert!(key["words"].as_str().expect("a sentence").contains("file"), "{key}");
    assert_eq!((&key["passphrase"], &key["can_have"]), (&json!(false), &json!(true)));
}

fn change_passphrase(door: &Door<'_>) {
    let change = |old: &str, new: Option<&str>| json!({ "old": old, "new": new });
    assert_eq!(door.refusal("change_passphrase", change("", Some("short")))["code"], "passphrase");
    let words = "seven owls on a quiet roof";
    assert_eq!(door.ask("change_passphrase", change("", Some(words)))["passphrase"], true);
    assert_eq!(
        door.refusal("change_passphrase", change("six owls on a quiet roof", None))["code"],
        "passphrase"
    );
    assert_eq!(door.ask("change_passphrase", change(words, None))["passphrase"], false);
}

/// A title of ten million characters is refused with a sentence, and nothing of it is kept.
pub(crate) fn ten_megabytes_are_refused_with_a_sentence(door: &Door<'_>) {
    let before = door.ask("check_log", json!({}))["entries"].clone();
    let failure = door.refusal("declare", json!({ "command": declaration(&"a".repeat(10_000_000)) }));
    let sentence = failure["message"].as_str().expect("a sentence");
    assert!(sentence.contains("10000000") && sentence.contains("200"), "{sentence}");
    assert_eq!(door.ask("check_log", json!({}))["entries"], before);
}

/// What the page sends and no version of ours would send.
pub(crate) fn nonsense_is_refused_and_changes_nothing(door: &Door<'_>) {
    let incident = door.incident("Stays as it is");
    let before = door.ask("room", json!({ "incident": incident }));
    for (command, args) in [
        ("room", json!({ "incident": "../../etc/passwd" })),
        ("room", json!({})),
        ("room", json!({ "incident": 7 })),
        ("execute", json!({ "incident": incident, "command": { "type": "format_disk" } })),
        ("execute", json!({ "incident": incident, "command": { "type": "retitle" } })),
        ("execute", json!({ "incident": incident, "command": null })),
        (
            "execute",
            json!({ "incident": incident, "command": { "type": "snooze", "nag": "no_manager", "about": null, "minutes": -1 } }),
        ),
        ("board", json!({ "query": { "sort": "random" } })),
        ("read_notice", json!({ "id": "all" })),
    ] {
        assert!((door.call)(command, args.clone()).is_err(), "{command} {args}");
    }
    assert_eq!(door.ask("room", json!({ "incident": incident })), before);
}

/// The names in `ui/src/backend/bindings.ts`, which is made from the contract.
pub(crate) fn names() -> Vec<String> {
    let text = include_str!("../../ui/src/backend/bindings.ts");
    let (_, commands) = text.split_once("export interface Commands {\n").expect("the commands");
    let lines = commands.lines().take_while(|line| *line != "}");
    lines.map(|line| line.trim().split(':').next().expect("a name").to_owned()).collect()
}

#[test]
fn every_command_of_the_contract_has_a_case() {
    let covered: Vec<&str> = CASES.iter().map(|(name, _)| *name).collect();
    assert_eq!(names(), covered, "a command without a case, or a case without a command");
}

/// Runs every case on a way to the desk.
pub(crate) fn hold(door: &Door<'_>) {
    for (_, promise) in CASES {
        promise(door);
    }
    ten_megabytes_are_refused_with_a_sentence(door);
    nonsense_is_refused_and_changes_nothing(door);
}

/// The desk that both ways lead to.
pub(crate) fn desk(folder: &std::path::Path) -> std::sync::Arc<allclear::desk::Desk> {
    let desk = std::sync::Arc::new(place::open(folder));
    allclear::watch::start(&desk).expect("the watch begins");
    desk
}
