//! Redaction: a fact that hides another's text and leaves a stub.

use incident::command::NewPromise;
use incident::command::{Command, LineMode};
use incident::event::Event;
use incident::incident::Incident;
use incident::promise::kept;
use incident::refusal::Refusal;
use incident::timeline::{Line, Standing};
use incident::update::UpdateState;
use incident::value::{Audience, Channel, Erasure, Occasion, Stage};
use serde_json::json;

use crate::check::{NOWHERE, Wish, World, check, history, nth, the};
use crate::pen::at;
use crate::wishes::{
    approve, assign, classify, customer, declare_as, declared, enter, enter_because, id, line, mark_posted,
    note, post, propose, retitle,
};

fn redact(kind: &str) -> Command {
    Command::Redact { entry: the(kind) }
}

#[test]
fn a_hidden_note_leaves_a_stub() {
    let given = history!["ana" => declared(), "bo" => note("Jane Doe, card 4111")];
    let world = check(given, ("ana", redact("noted")), [json!({"type": "redacted", "entry": the("noted")})]);
    let line = world.room().timeline.pop().unwrap();
    assert_eq!((line.text.as_str(), line.standing), ("This entry was redacted", Standing::Redacted));
}

#[test]
fn what_it_had_replaced_is_copied() {
    let given = history!["ana" => declared(), "bo" => retitle("Jane Doe cannot pay")];
    check(given, ("ana", redact("titled")), [json!({"type": "redacted", "replaces": [nth("titled", 0)]})]);
}

#[test]
fn facts_without_text_that_decide_access_and_roles_are_not_hidden() {
    let given = history![
        "ana" => declared(),
        "ana" => Command::SetPrivate { private: true },
        "ana" => assign("scribe", "bo"),
        "bo" => Command::Accept { assignment: the("role_assigned") },
        "bo" => Command::Release { assignment: the("role_assigned") },
        "bo" => note("x"),
        "bo" => Command::Retract { entry: the("noted") },
        "bo" => Command::Undo { entries: vec![the("retracted")] },
        "bo" => redact("titled"),
    ];
    for kind in [
        "declared",
        "privacy_set",
        "access_granted",
        "role_assigned",
        "role_accepted",
        "role_released",
        "retracted",
        "reinstated",
        "redacted",
    ] {
        check(given, ("ana", redact(kind)), Refusal::NotRedactable);
    }
}

#[test]
fn an_imported_incident_does_not_vanish_by_a_redaction() {
    let imported = Event::Imported { source: "Old tracker".to_owned(), external_id: "OPS-7".to_owned() };
    check(history!["ana" => imported], ("ana", redact("imported")), Refusal::NotRedactable);
}

#[test]
fn hiding_a_reason_moves_neither_stage_nor_severity() {
    let because = Command::Classify {
        severity: "major".parse().unwrap(),
        answers: vec![],
        reason: Some("Jane Doe says so".to_owned()),
    };
    let given = history![
        "ana" => declared(),
        "ana" => because,
        "ana" => enter(Stage::Resolve),
        "ana" => enter_because(Stage::Troubleshoot, "Jane Doe still cannot pay"),
    ];
    let world = check(
        given,
        ("ana", redact("stage_entered")),
        [
            json!("redacted"),
            json!({"type": "stage_entered", "stage": "troubleshoot", "reason": null, "occurred_at": at(3)}),
        ],
    );
    assert_eq!(world.room().stage, Stage::Troubleshoot);
    let world = check(
        given,
        ("ana", redact("severity_classified")),
        [json!("redacted"), json!({"type": "severity_classified", "reason": null})],
    );
    assert_eq!(world.room().severity.unwrap().name, "Major");
    let earlier = [given, history!["ana" => classify("minor")]].concat();
    check(&earlier, ("ana", Command::Redact { entry: nth("severity_classified", 0) }), ["redacted"]);
}

#[test]
fn a_hidden_task_is_gone_with_all_that_was_said_of_it() {
    let given = history!["ana" => declared(), "ana" => line(LineMode::Task, "@bo call Jane Doe")];
    let world = check(given, ("ana", redact("task_added")), ["redacted"]);
    assert_eq!(world.room().tasks, []);
    check(given, ("ana", Command::Redact { entry: NOWHERE }), Refusal::Gone("entry"));
}

#[test]
fn what_is_hidden_already_is_said_so() {
    let given = history!["ana" => declared(), "bo" => note("x"), "ana" => redact("noted")];
    let world = World::after(given);
    let hidden = world.record().facts().iter().find(|f| f.redacted_by.is_some()).unwrap().id;
    check(given, ("ana", Command::Redact { entry: hidden }), "Its text is hidden already.");
}

#[test]
fn what_a_hidden_note_was_corrected_to_is_hidden_with_it() {
    let correct = |text: &str| Command::CorrectNote { note: the("noted"), text: text.into() };
    let given = history![
        "ana" => declared(),
        "bo" => note("Jane Doe, card 4111"),
        "bo" => correct("J. Doe, card 4111"),
        "bo" => correct("A customer"),
    ];
    let world = check(
        given,
        ("ana", redact("noted")),
        [
            json!({"type": "redacted", "entry": the("noted")}),
            json!({"type": "redacted", "entry": nth("note_corrected", 0)}),
            json!({"type": "redacted", "entry": nth("note_corrected", 1)}),
        ],
    );
    let line = world.room().timeline.into_iter().find(|line| line.standing == Standing::Redacted).unwrap();
    assert!(line.earlier.is_empty());
    assert!(!serde_json::to_string(&world.room()).unwrap().contains("Doe"));
}

/// Approved, and posted by two channels at 5 and 6, within the first deadline; the words name somebody.
fn told() -> Vec<(&'static str, Wish)> {
    history![
        "ana" => declare_as("medium", incident::value::Kind::External),
        "ana" => assign("incident-manager", "ana"),
        "dee" => propose(Audience::Public, Occasion::Investigating, "Jane Doe cannot pay", Some(at(30))),
        "ana" => approve(),
        "dee" => mark_posted(Channel::StatusPage),
        "dee" => mark_posted(Channel::Email),
    ]
    .to_vec()
}

#[test]
fn hiding_the_words_of_an_update_hides_each_copy_and_untells_nobody() {
    for kind in ["update_proposed", "update_posted"] {
        let hidden = [&told()[..], history!["bo" => redact(kind)]].concat();
        let record = World::after(&hidden).record();
        let words = record.made().filter(|(_, event)| serde_json::to_string(event).unwrap().contains("Jane"));
        assert_eq!(words.count(), 0, "{kind}");
        let (before, incident) = (World::after(&told()).record(), Incident::of(&record));
        let whole = Incident::of(&before);
        let [heard] = &incident.told(Audience::Public)[..] else { panic!("told once, as before") };
        assert_eq!((heard.text, &heard.channels[..]), ("", &[Channel::StatusPage, Channel::Email][..]));
        assert_eq!(heard.at, whole.told(Audience::Public)[0].at);
        assert_eq!(incident.updates_due(), whole.updates_due());
        assert_eq!(incident.public_status(), whole.public_status());
        for minute in [20, 60] {
            let share = |of| kept(of, Audience::Public, at(minute));
            assert_eq!(share(incident), share(whole));
        }
    }
}

#[test]
fn hiding_why_an_update_was_sent_back_approves_nothing() {
    let back =
        Command::SendBackUpdate { update: the("update_proposed"), reason: "Jane Doe is named".to_owned() };
    let given = [&told()[..4], history!["ana" => back]].concat();
    let world = check(
        &given,
        ("bo", redact("update_sent_back")),
        [json!("redacted"), json!({"type": "update_sent_back", "reason": ""})],
    );
    assert_eq!(Incident::of(&world.record()).updates()[0].state, UpdateState::SentBack);
    check(&given, ("dee", Command::Undo { entries: vec![the("update_sent_back")] }), "propose it anew");
    // Sent back, the proposal leaves no more, and its words can go.
    check(&given, ("bo", redact("update_proposed")), ["redacted"]);
    check(&told()[..4], ("bo", redact("update_proposed")), "send it back first");
}

#[test]
fn hiding_what_was_said_with_a_customer_answers_no_report_and_breaks_no_promise() {
    let promise = NewPromise { what: "Call Jane Doe".to_owned(), due: at(60) };
    let report = Command::LogReport {
        customer: id("kestrel-foods"),
        text: "Jane Doe is charged twice".to_owned(),
        ticket: None,
        at: None,
    };
    let given = history![
        "dee" => customer("Kestrel Foods", Some(30)),
        "ana" => declared(),
        "dee" => report,
        "dee" => Command::PromiseCustomer { customer: id("kestrel-foods"), promise, at: None },
        "dee" => Command::AskExecutives { question: "Refund Jane Doe?".to_owned(), needed_by: None, customer: None },
    ];
    let open = |world: &World| {
        let record = world.record();
        Incident::of(&record).accounts()[0].answer_due().map(|(at, _)| at)
    };
    let before = open(&World::after(given));
    let world = check(
        given,
        ("bo", redact("customer_reported")),
        [json!("redacted"), json!({"type": "customer_reported", "text": ""})],
    );
    assert_eq!(open(&world), before);
    check(given, ("bo", redact("customer_promised")), "take it back first");
    check(given, ("bo", redact("executives_asked")), "take the question back first");
    let world = check(
        given,
        ("bo", redact("customer_affected")),
        [
            json!("redacted"),
            json!({"type": "customer_affected", "customer": {"id": "kestrel-foods", "name": "Hidden", "respond_within": 30}}),
        ],
    );
    assert_eq!(open(&world), before);
}

#[test]
fn a_call_that_repeats_the_words_goes_with_them() {
    let words = "Jane Doe of Kestrel Foods is charged twice.";
    let told = |text: &str| Command::LogTold {
        customer: id("kestrel-foods"),
        channel: Channel::Call,
        text: text.to_owned(),
        promise: None,
        at: None,
    };
    let given = history![
        "dee" => customer("Kestrel Foods", Some(30)),
        "ana" => declared(),
        "dee" => post(Audience::Employees, words, None),
        "dee" => told(&format!("{words} We refund it.")),
        "dee" => told("We refund it."),
    ];
    let world = check(
        given,
        ("bo", redact("update_posted")),
        [
            json!("redacted"),
            json!({"type": "update_posted", "text": ""}),
            json!("redacted"),
            json!({"type": "customer_told", "text": ""}),
        ],
    );
    let record = world.record();
    let accounts = Incident::of(&record).accounts();
    let mut texts: Vec<&str> = accounts[0].exchanges.iter().map(|each| each.text).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["", "We refund it."]);
}

#[test]
fn a_call_that_only_holds_the_words_stays() {
    let told = |text: &str| Command::LogTold {
        customer: id("kestrel-foods"),
        channel: Channel::Call,
        text: text.to_owned(),
        promise: None,
        at: None,
    };
    // Of the second, twenty letters would be a long text; these are fewer, in more bytes.
    for (words, call) in [
        ("All systems are operational.", "They ask: All systems are operational. Is it so?"),
        ("Всё работает.", "Всё работает. Спасибо за терпение."),
    ] {
        let given = history![
            "dee" => customer("Kestrel Foods", Some(30)),
            "ana" => declared(),
            "dee" => post(Audience::Employees, words, None),
            "dee" => told(call),
        ];
        check(given, ("bo", redact("update_posted")), ["redacted", "update_posted"]);
    }
}

fn erase(label: &str) -> Command {
    Command::Erase { label: label.to_owned(), why: Erasure::Secret }
}

#[test]
fn an_incident_is_erased_by_whoever_types_its_number() {
    let given = history!["ana" => declared(), "bo" => note("the root password is hunter2")];
    let label = World::after(given).room().label;
    check(given, ("ana", erase("INC-7")), Refusal::AnotherLabel(label.clone()));
    check(given, ("ana", erase("")), Refusal::AnotherLabel(label.clone()));
    let typed = format!(" {} ", label.to_lowercase());
    let world = check(given, ("ana", erase(&typed)), [json!({"type": "stream_erased", "why": "secret"})]);
    let room = world.room();
    assert_eq!((room.stage, room.active), (Stage::Closed, false));
    assert!(room.erased.is_some());
    assert!(!serde_json::to_string(&room).unwrap().contains("hunter2"));
}

#[test]
fn an_erased_incident_says_once_how_much_was_redacted() {
    let given = history![
        "ana" => declared(),
        "bo" => note("a slip"),
        "bo" => redact("noted"),
        "bo" => note("the root password is hunter2"),
    ];
    let told = World::after(given).room().timeline;
    let hidden = |lines: &[Line]| {
        let texts = lines.iter().flat_map(|line| std::iter::once(&line.text).chain(&line.details));
        texts.filter(|text| text.contains("redacted")).count()
    };
    assert_eq!(hidden(&told), 1);
    let world = World::after(given);
    let typed = world.room().label;
    let erased =
        check(given, ("ana", erase(&typed)), [json!({"type": "stream_erased", "why": "secret"})]).room();
    assert_eq!(hidden(&erased.timeline), 1, "{:?}", erased.timeline);
    let line = erased.timeline.last().unwrap();
    assert_eq!((&*line.text, line.details.len()), ("Everything here was redacted", 2));
    let hidden = world.record().facts().len();
    assert!(line.details[1].ends_with(" entries") && hidden > 3, "{:?}", line.details);
}

#[test]
fn nothing_more_is_written_in_an_erased_incident() {
    let given = history!["ana" => declared(), "ana" => Event::StreamErased { why: None }];
    for wish in
        [note("x"), retitle("x"), erase("INC-7"), Command::Undo { entries: vec![the("stream_erased")] }]
    {
        check(given, ("ana", wish), Refusal::Erased);
    }
}
