//! Every field in which somebody writes words, filled with hostile ones. That it is every one of them is held against the
//! lists of all wishes: a new one fails here until somebody has said what words it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use allclear::desk::Desk;
use incident::command::{Command, Edit};
use incident::id::{EntryRef, IncidentId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Words;

/// Wishes that hold no words of their own: choices, moments, and names of what is there already.
const WITHOUT_WORDS: &[&str] = &[
    // Of an incident.
    "set_kind",
    "add_service",
    "remove_service",
    "record_point",
    "set_detection",
    "set_root_cause_service",
    "remove_tag",
    "set_private",
    "grant",
    "revoke",
    "assign",
    "accept",
    "release",
    "tick",
    "untick",
    "redate",
    "pin",
    "own_decision",
    "move_task",
    "remove_mitigation",
    "give_all_clear",
    "retract",
    "approve_update",
    "send_update",
    "make_room",
    "was_sent",
    "mark_posted",
    "affect_customer",
    "affect_customers",
    "own_customer",
    "keep_promise",
    "move_promise",
    "own_action",
    "grade_action",
    "name_tracker",
    "own_review",
    "name_facilitator",
    "add_participant",
    "remove_participant",
    "move_review_step",
    "submit_review",
    "approve_review",
    "read_review",
    "begin_meeting",
    "end_meeting",
    "attend_meeting",
    "leave_meeting",
    "snooze",
    "settle",
    "redact",
    "erase",
    "undo",
    // Of the book.
    "retire_person",
    "set_service_owner",
    "retire_service",
    "define_cadence",
    "define_review_plan",
    "define_action_limit",
    "retire_review_template",
    "order_review_templates",
    "define_nag",
    "retire_customer",
    "remind_by_mail",
    "retire_destination",
    "retire_group",
    "retire_component",
    "move_maintenance",
    "undo_edit",
    // What is no address is none.
    "set_link_template",
];

/// Every wish of a kind, by its name.
fn every<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(none) = serde_json::from_value::<T>(json!({ "type": "?" })) else {
        panic!("there is no such wish")
    };
    let told = none.to_string();
    let (_, known) = told.split_once("expected one of").expect("the list of all");
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// How often each wish was taken, by what kind of attack stood in it.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<(String, &'static str), usize>);

impl Taken {
    fn count(&mut self, wish: &str, words: &Words) {
        for kind in &words.kinds {
            *self.0.entry((wish.to_owned(), kind)).or_default() += 1;
        }
    }

    /// Each wish that holds words was taken with each kind of attack, and there is no other wish.
    pub(super) fn covers_everything(&self, kinds: &[&'static str]) {
        let all: BTreeSet<String> = &every::<Command>() | &every::<Edit>();
        let without: BTreeSet<String> = WITHOUT_WORDS.iter().map(|wish| (*wish).to_owned()).collect();
        assert_eq!(&without - &all, BTreeSet::new(), "no such wish");
        let of = |wish: &String, kind| self.0.get(&(wish.clone(), kind)).copied().unwrap_or(0);
        let missing: Vec<String> = (&all - &without)
            .iter()
            .flat_map(|wish| {
                kinds
                    .iter()
                    .filter(move |kind| of(wish, kind) == 0)
                    .map(move |kind| format!("{wish}: {kind}"))
            })
            .collect();
        assert!(missing.is_empty(), "never taken: {missing:#?}");
        for kind in kinds {
            let times: usize = self.0.iter().filter(|((_, of), _)| of == kind).map(|(_, times)| times).sum();
            assert!(times > 200, "{kind} was taken {times} times only");
        }
    }
}

/// So many hours from now.
fn hour(nth: i64) -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    i64::try_from(since).expect("before the end of time") + nth * 3_600_000
}

/// One who writes hostile words wherever one can.
pub(super) struct Writer<'a> {
    desk: &'a Desk,
    incident: IncidentId,
    taken: Taken,
}

impl<'a> Writer<'a> {
    pub(super) fn new(desk: &'a Desk, incident: IncidentId) -> Self {
        Self { desk, incident, taken: Taken::default() }
    }

    pub(super) fn into_taken(self) -> Taken {
        self.taken
    }

    /// Some of what is tried is refused, with a sentence; a wish that is none is this test's mistake.
    fn edits(&mut self, wish: &Value, words: &Words) -> Option<EntryRef> {
        let done = self.desk.edit(super::wish(wish)).ok()?;
        self.taken.count(wish["type"].as_str().expect("its name"), words);
        done.entries.first().copied()
    }

    fn asks(&mut self, wish: &Value, words: &Words) -> Option<EntryRef> {
        let done = self.desk.execute(self.incident, super::wish(wish)).ok()?;
        self.taken.count(wish["type"].as_str().expect("its name"), words);
        done.entries.first().copied()
    }

    /// What has to be there so that something can be said of it.
    fn plainly(&self, wish: &Value) -> Option<EntryRef> {
        self.desk.execute(self.incident, super::wish(wish)).ok()?.entries.first().copied()
    }

    /// Fills everything once: `long` where a name fits, `short` where little does.
    pub(super) fn fill(&mut self, nth: usize, long: &Words, short: &Words) {
        self.book(nth, long);
        self.settings(nth, long, short);
        self.record(nth, long, short);
        self.decisions(long);
        self.updates(nth, long);
        self.customers(long);
        self.actions(long);
    }

    /// The incident is over: a review begins with a hostile template, is published and written again.
    pub(super) fn learn(&mut self, all: &[Words]) {
        for stage in ["resolve", "review"] {
            let words = &all[0].text;
            self.asks(
                &json!({ "type": "enter_stage", "stage": stage, "reason": words, "anyway": words }),
                &all[0],
            );
        }
        let templates = self.desk.book().expect("the book").review_templates;
        let template = templates.last().expect("a template").template.id.to_string();
        self.desk.begin_review(self.incident, template).expect("a review");
        for words in all {
            self.review(words);
        }
    }

    fn book(&mut self, nth: usize, all: &Words) {
        let (words, name) = (&all.text, format!("{nth} {}", all.text));
        let me = self.desk.start().expect("the start").me;
        let person = json!({ "type": "name_person", "person": me, "name": format!("Ana {words}") });
        self.edits(&person, all);
        // A number to call is what somebody writes; an address of mail and a zone have to be such.
        let phone = json!({ "type": "set_person_detail", "person": me, "detail": "phone", "value": words });
        self.edits(&phone, all);
        for edit in [
            json!({ "type": "name_workspace", "name": format!("Ardent {words}") }),
            json!({ "type": "name_service", "service": null, "name": name }),
            json!({ "type": "define_group", "group": null, "name": name, "position": 0 }),
            json!({ "type": "define_customer", "customer": null, "name": name, "tier": words, "respond_within": null,
                "contact": { "name": words, "address": words }, "owner": null }),
            json!({ "type": "define_component", "component": null, "wish": { "name": name, "description": words,
                "group": null, "position": nth, "shown": true, "services": [] } }),
            json!({ "type": "define_destination", "destination": null, "name": name, "audiences": ["employees"],
                "transport": { "type": "mattermost" }, "drill": false, "laptops": true }),
            json!({ "type": "define_status_page", "name": format!("</title>{words}"), "address": null }),
        ] {
            self.edits(&edit, all);
        }
        let work = json!({ "type": "schedule_maintenance", "title": name, "text": words,
            "window": { "from": hour(1), "until": hour(2) }, "components": [] });
        if let Some(work) = self.edits(&work, all) {
            let said = json!({ "type": "say_maintenance", "maintenance": work, "state": "in_progress", "text": words });
            self.edits(&said, all);
        }
        self.desk.new_person(name).ok();
    }

    fn settings(&mut self, nth: usize, all: &Words, short: &Words) {
        let words = &all.text;
        let severities = self.desk.book().expect("the book").severities;
        let severity = &severities[nth % severities.len()].severity;
        let occasions = ["investigating", "identified", "monitoring", "resolved"];
        for edit in [
            json!({ "type": "define_severity", "severity": severity.id, "name": format!("{nth} {}", short.text),
                "rank": severity.rank, "criteria": words }),
            json!({ "type": "define_guideline", "questions": [{ "text": words, "answers": [{ "answer": words }] }] }),
            json!({ "type": "define_checklist", "role": "incident-manager", "stage": "create",
                "items": [{ "id": "one", "text": words }, { "id": "two", "text": words }] }),
            json!({ "type": "define_template", "audience": "public", "occasion": occasions[nth % 4], "text": words }),
            json!({ "type": "define_review_template", "template": null, "name": format!("{nth} {}", short.text),
                "what": words, "sections": [
                    { "id": "summary", "title": short.text, "hint": words, "fill": "summary" },
                    { "id": "notes", "title": format!("{}.", short.text), "hint": words, "fill": "notes" },
                ] }),
        ] {
            self.edits(&edit, all);
        }
        let field = json!({ "type": "define_field", "field": null, "name": format!("{nth} {}", short.text),
            "takes": { "type": "text" }, "on": true });
        self.edits(&field, short);
        let link = json!({ "type": "set_link_template", "link": "ticket", "template": format!("https://t.example/{words}") });
        self.desk.edit(super::wish(&link)).ok();
    }

    fn record(&mut self, nth: usize, all: &Words, short: &Words) {
        let words = &all.text;
        let me = self.desk.start().expect("the start").me;
        let declaration = json!({ "type": "declare", "title": format!("{nth} {words}"), "kind": "internal",
            "severity": null, "services": [], "impact_started": null, "detection": null, "drill": true,
            "private": false, "manager": me });
        if self.desk.declare(super::wish(&declaration)).is_ok() {
            self.taken.count("declare", all);
        }
        let there = ["classify", "troubleshoot"][nth % 2];
        let book = self.desk.book().expect("the book");
        let severity = &book.severities[nth % book.severities.len()].severity.id;
        for command in [
            json!({ "type": "retitle", "title": format!("Cards fail {nth} {words}") }),
            json!({ "type": "classify", "severity": severity, "answers": [{ "question": words, "answer": words }],
                "reason": words }),
            json!({ "type": "enter_stage", "stage": there, "reason": words, "anyway": null }),
            json!({ "type": "state_impact", "aspect": "users", "value": words, "number": null, "source": words,
                "as_of": null }),
            json!({ "type": "write", "mode": "task", "line": words }),
            json!({ "type": "mitigate", "what": words, "temporary": true, "service": null, "remove_when": words }),
            json!({ "type": "link", "link": "bridge", "label": words,
                "target": format!("https://meet.example.org/{nth}") }),
            json!({ "type": "link", "link": "channel", "label": words, "target": words }),
        ] {
            self.asks(&command, all);
        }
        self.tag(short);
        let cause = json!({ "type": "set_root_cause_type", "root_cause": format!("{nth} {}", short.text) });
        self.asks(&cause, short);
        if let Some(field) = book.fields.last() {
            let field = json!({ "type": "set_field", "field": field.id, "value": { "type": "text", "value": words } });
            self.asks(&field, all);
        }
        let note = json!({ "type": "add_note", "note": "fix_later", "text": words, "occurred_at": null });
        if let Some(note) = self.asks(&note, all) {
            self.asks(&json!({ "type": "correct_note", "note": note, "text": format!("{words}.") }), all);
        }
        let task = json!({ "type": "write", "mode": "task", "line": "Look at it" });
        if let Some(task) = self.plainly(&task) {
            self.asks(&json!({ "type": "change_task", "task": task, "line": words }), all);
        }
        let service = book.services.first().map(|service| service.id.clone());
        self.plainly(&json!({ "type": "add_service", "service": service }));
        self.plainly(&json!({ "type": "give_all_clear", "service": service }));
        self.asks(&json!({ "type": "withdraw_all_clear", "service": service, "reason": words }), all);
        let room = self.desk.room(self.incident).expect("the room").room;
        let places: Vec<Value> =
            room.checklists.iter().flat_map(|list| list.items.iter().map(|item| json!(item.place))).collect();
        let place = &places[nth % places.len()];
        self.plainly(&json!({ "type": "untick", "place": place }));
        self.asks(&json!({ "type": "skip", "place": place, "reason": words }), all);
    }

    /// What is as short as a tag.
    pub(super) fn tag(&mut self, short: &Words) {
        self.asks(&json!({ "type": "add_tag", "tag": short.text }), short);
    }

    fn decisions(&mut self, all: &Words) {
        let words = &all.text;
        let raised = json!({ "type": "raise_decision", "question": words, "options": [words], "owner": null,
            "needed_by": null });
        if let Some(decision) = self.asks(&raised, all) {
            self.asks(
                &json!({ "type": "add_option", "decision": decision, "option": format!("{words}?") }),
                all,
            );
            let decided = json!({ "type": "decide", "decision": decision, "question": null, "chosen": words,
                "rejected": [format!("{words}?")], "why": words, "objections": words, "reversible": true, "revisit_at": hour(1),
                "supersedes": null });
            self.asks(&decided, all);
            let again =
                json!({ "type": "revisit", "decision": decision, "outcome": words, "revisit_at": null });
            self.asks(&again, all);
        }
    }

    fn updates(&mut self, nth: usize, all: &Words) {
        let words = &all.text;
        self.asks(
            &json!({ "type": "post_update", "audience": "employees", "text": words, "next_due": null }),
            all,
        );
        let proposal = json!({ "type": "propose_update", "audience": "executives", "occasion": "investigating",
            "text": format!("{nth} {words}"), "next_due": null, "replaces": null });
        if let Some(update) = self.asks(&proposal, all) {
            self.asks(&json!({ "type": "send_back_update", "update": update, "reason": words }), all);
        }
        let asked =
            json!({ "type": "ask_executives", "question": words, "needed_by": null, "customer": null });
        if let Some(ask) = self.asks(&asked, all) {
            self.asks(&json!({ "type": "answer_ask", "ask": ask, "answer": words, "by": null }), all);
        }
    }

    fn customers(&mut self, all: &Words) {
        let words = &all.text;
        let known = self.desk.find_customers(String::new(), None).expect("the customers");
        let Some(customer) = known.first().map(|customer| customer.id.clone()) else { return };
        self.plainly(&json!({ "type": "affect_customer", "customer": customer, "impact": "down" }));
        let promise = json!({ "what": words, "due": hour(1) });
        for command in [
            json!({ "type": "log_report", "customer": customer, "text": words, "ticket": null }),
            json!({ "type": "log_told", "customer": customer, "channel": "call", "text": words, "promise": promise }),
            json!({ "type": "offer_customer", "customer": customer, "what": words }),
            json!({ "type": "promise_customer", "customer": customer, "promise": promise }),
        ] {
            self.asks(&command, all);
        }
    }

    fn actions(&mut self, all: &Words) {
        let words = &all.text;
        let raised = json!({ "type": "raise_action", "text": words, "kind": "prevent", "priority": "high", "due": null,
            "owner": null, "from": null });
        if let Some(action) = self.asks(&raised, all) {
            self.asks(&json!({ "type": "word_action", "action": action, "text": format!("{words}.") }), all);
            // An address has no blanks and nothing that cannot be seen.
            let seen: String = words.chars().filter(|c| c.is_ascii_graphic()).take(1_000).collect();
            let ticket = format!("https://tickets.example/{seen}");
            self.asks(&json!({ "type": "ticket_action", "action": action, "ticket": ticket }), all);
            let dropped =
                json!({ "type": "move_action", "action": action, "state": "dropped", "reason": words });
            self.asks(&dropped, all);
        }
        self.asks(&raised, all);
    }

    /// What is said in a meeting about the review, and why it is published and written again.
    fn review(&mut self, all: &Words) {
        let words = &all.text;
        if let Some(meeting) = self.plainly(&json!({ "type": "begin_meeting", "minutes": 30 })) {
            let topic = json!({ "id": "section/summary", "title": words });
            self.asks(&json!({ "type": "turn_to", "meeting": meeting, "topic": topic }), all);
            let asked =
                json!({ "type": "ask_in_meeting", "meeting": meeting, "topic": topic, "text": words });
            if let Some(question) = self.asks(&asked, all) {
                self.asks(&json!({ "type": "answer_question", "question": question, "answer": words }), all);
            }
            self.plainly(&json!({ "type": "end_meeting", "meeting": meeting }));
        }
        let released = json!({ "type": "release_review", "title": words, "passages": [{ "title": words, "text": words }] });
        self.asks(&released, all);
        let Some(edition) = self.desk.review_process(self.incident).expect("the process").edition else {
            return;
        };
        self.plainly(&json!({ "type": "submit_review", "edition": edition }));
        self.asks(&json!({ "type": "publish_review", "edition": edition, "anyway": words }), all);
        self.asks(&json!({ "type": "reopen_review", "reason": words }), all);
    }
}
