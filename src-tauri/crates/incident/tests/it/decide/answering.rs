//! Customers and executives: what is said between them and us.

use incident::command::{Command, Edit, NewPromise};
use incident::customer::{Account, Said};
use incident::decide::{Asker, decide};
use incident::id::Millis;
use incident::incident::Incident;
use incident::refusal::Refusal;
use incident::value::{Audience, Channel, CustomerImpact};
use serde_json::json;

use crate::check::{NOWHERE, Wish, World, check, history, the};
use crate::pen::{at, person};
use crate::wishes::{customer, declared, id, post, undo};

fn given() -> Vec<(&'static str, Wish)> {
    let owned = Command::OwnCustomer { customer: id("kestrel-foods"), owner: Some(person("dee")) };
    history!["dee" => customer("Kestrel Foods", Some(30)), "ana" => declared(), "ana" => owned].to_vec()
}

fn and(more: &[(&'static str, Wish)]) -> Vec<(&'static str, Wish)> {
    [&given()[..], more].concat()
}

fn affect(impact: CustomerImpact) -> Command {
    Command::AffectCustomer { customer: id("kestrel-foods"), impact }
}

fn told(text: &str, promise: Option<NewPromise>) -> Command {
    let (customer, text) = (id("kestrel-foods"), text.to_owned());
    Command::LogTold { customer, channel: Channel::Call, text, promise, at: None }
}

fn promise(what: &str, minute: i64) -> NewPromise {
    NewPromise { what: what.to_owned(), due: at(minute) }
}

#[test]
fn a_customer_is_named_in_an_incident_as_the_book_called_them() {
    let unnamed = history!["dee" => customer("Kestrel Foods", Some(30)), "ana" => declared()];
    check(
        unnamed,
        ("dee", told("It is over.", None)),
        [json!({"type": "customer_affected", "impact": "unknown"}), json!({"type": "customer_told"})],
    );
    check(
        unnamed,
        ("dee", affect(CustomerImpact::Down)),
        [json!({"type": "customer_affected", "impact": "down",
                "customer": {"id": "kestrel-foods", "name": "Kestrel Foods", "tier": "Enterprise", "arr": "over 1 M", "respond_within": 30}})],
    );
    let down = and(history!["dee" => affect(CustomerImpact::Down)]);
    check(&down, ("dee", affect(CustomerImpact::Down)), "Kestrel Foods: down already");
    check(
        &down,
        ("dee", affect(CustomerImpact::None)),
        [json!({"impact": "none", "base": [the("customer_affected")]})],
    );
    let terms = Edit::DefineCustomer {
        customer: Some(id("kestrel-foods")),
        name: "Kestrel Foods".to_owned(),
        tier: None,
        arr: Some("100–500 k".to_owned()),
        respond_within: Some(15),
        contact: incident::value::Contact::default(),
        owner: None,
    };
    let renewed = [&down[..], history!["dee" => terms]].concat();
    check(
        &renewed,
        ("dee", affect(CustomerImpact::Down)),
        [
            json!({"impact": "down", "customer": {"id": "kestrel-foods", "name": "Kestrel Foods", "arr": "100–500 k", "respond_within": 15}}),
        ],
    );
    let nobody = Command::AffectCustomer { customer: id("nobody"), impact: CustomerImpact::Down };
    check(&given(), ("dee", nobody), "There is no customer called \"nobody\"");
    let gone = and(history!["dee" => Edit::RetireCustomer { customer: id("kestrel-foods"), retired: true }]);
    check(&gone, ("dee", affect(CustomerImpact::Down)), ["customer_affected"]);
    let never = [
        &given()[..],
        history![
            "dee" => customer("Lumen Travel", None),
            "dee" => Edit::RetireCustomer { customer: id("lumen-travel"), retired: true },
        ],
    ]
    .concat();
    let other = Command::AffectCustomer { customer: id("lumen-travel"), impact: CustomerImpact::Down };
    check(&never, ("dee", other), "Lumen Travel left the book");
    check(&gone, ("dee", told("It is over.", None)), ["customer_told"]);
    // Who comes back is who they were, whatever little is known when they do.
    check(
        &gone,
        ("dee", customer("Kestrel Foods", None)),
        [json!({"type": "customer_retired", "customer": "kestrel-foods", "retired": false})],
    );
}

#[test]
fn a_call_is_logged_with_what_was_promised_in_it() {
    check(
        &given(),
        ("dee", told("They hear from us when it is over.", Some(promise("Call back with the list", 20)))),
        [
            json!({"type": "customer_told", "channel": "call"}),
            json!({"type": "customer_promised", "what": "Call back with the list", "due": at(20)}),
        ],
    );
    check(&given(), ("dee", told("", None)), Refusal::Empty("What they were told"));
    check(&given(), ("dee", told("x", Some(promise(" ", 20)))), Refusal::Empty("The promise"));
    check(&given(), ("dee", told("x", Some(promise("y", -1)))), Refusal::InThePast("The promise's time"));
    let report = |ticket: Option<&str>| Command::LogReport {
        customer: id("kestrel-foods"),
        text: "Twelve charged twice".to_owned(),
        ticket: ticket.map(str::to_owned),
        at: None,
    };
    check(
        &given(),
        ("dee", report(Some(" 88213 "))),
        [json!({"type": "customer_reported", "ticket": "88213"})],
    );
    check(&given(), ("dee", report(Some(" "))), ["customer_reported"]);
    let offer = Command::OfferCustomer {
        customer: id("kestrel-foods"),
        what: "Switch off retries".to_owned(),
        at: None,
    };
    check(&given(), ("dee", offer), ["customer_offered"]);
}

#[test]
fn a_promise_is_kept_moved_and_opened_again() {
    let new = Command::PromiseCustomer {
        customer: id("kestrel-foods"),
        promise: promise("Call back", 20),
        at: None,
    };
    let open = and(history!["dee" => new]);
    let keep = |kept| Command::KeepPromise { promise: the("customer_promised"), kept, at: None };
    let move_to =
        |minute| Command::MovePromise { promise: the("customer_promised"), due: at(minute), at: None };
    check(&open, ("bo", keep(true)), [json!({"type": "promise_kept", "kept": true})]);
    check(&open, ("bo", keep(false)), "It is open already");
    check(&open, ("bo", move_to(40)), [json!({"type": "promise_moved", "due": at(40)})]);
    check(&open, ("bo", move_to(-5)), Refusal::InThePast("The promise's time"));
    let kept = [&open[..], history!["bo" => keep(true)]].concat();
    check(&kept, ("bo", keep(true)), "It was kept already");
    check(&kept, ("bo", move_to(40)), "It was kept already");
    check(&kept, ("bo", undo(vec![the("promise_kept")])), ["retracted"]);
    check(
        &open,
        ("bo", Command::KeepPromise { promise: NOWHERE, kept: true, at: None }),
        Refusal::Gone("promise"),
    );
    check(&open, ("bo", undo(vec![the("customer_promised")])), ["retracted"]);
}

#[test]
fn executives_are_asked_and_their_answer_is_kept() {
    let ask = |question: &str, needed_by: Option<i64>| Command::AskExecutives {
        question: question.to_owned(),
        needed_by: needed_by.map(at),
        customer: Some(id("kestrel-foods")),
    };
    let answer =
        |words: &str, by| Command::AnswerAsk { ask: the("executives_asked"), answer: words.to_owned(), by };
    check(
        &given(),
        ("ana", ask("Refund today?", Some(30))),
        [json!({"type": "executives_asked", "needed_by": at(30)})],
    );
    check(&given(), ("ana", ask("", None)), Refusal::Empty("The question"));
    check(&given(), ("ana", ask("x", Some(-1))), Refusal::InThePast("The time by which it is needed"));
    let asked = and(history!["ana" => ask("Refund today?", Some(30))]);
    check(
        &asked,
        ("ana", answer("Yes", Some(person("bo")))),
        [json!({"type": "executives_answered", "answer": "Yes"})],
    );
    check(&asked, ("ana", answer("Yes", Some(person("nobody")))), "There is no person called");
    check(
        &given(),
        ("ana", Command::AnswerAsk { ask: NOWHERE, answer: "x".to_owned(), by: None }),
        Refusal::Gone("question"),
    );
}

#[test]
fn a_customer_is_written_into_the_book_once() {
    check(
        &[],
        ("dee", customer("Kestrel Foods", Some(0))),
        [
            json!({"type": "customer_defined", "customer": {"id": "kestrel-foods", "name": "Kestrel Foods", "tier": "Enterprise", "arr": "over 1 M"}}),
        ],
    );
    let given = history!["dee" => customer("Kestrel Foods", None)];
    check(given, ("dee", customer("Kestrel Foods", None)), "Kestrel Foods is in the book already");
    check(given, ("dee", customer(" ", None)), Refusal::Empty("The customer's name"));
    let retire = |word: &str| Edit::RetireCustomer { customer: id(word), retired: true };
    check(given, ("dee", retire("nobody")), "There is no customer");
    check(given, ("dee", retire("kestrel-foods")), ["customer_retired"]);
    let own = |person| Command::OwnCustomer { customer: id("kestrel-foods"), owner: person };
    let here = [given, history!["ana" => declared()]].concat();
    check(&here, ("ana", own(Some(person("chi")))), ["customer_affected", "customer_owned"]);
    check(&here, ("ana", own(Some(person("nobody")))), "There is no person called");
}

#[test]
fn an_update_for_all_who_are_affected_stands_at_each_of_them_and_answers_no_report() {
    let update = |text: &str| post(Audience::Customers, text, None);
    let report = Command::LogReport {
        customer: id("kestrel-foods"),
        text: "Twelve charged twice".to_owned(),
        ticket: None,
        at: None,
    };
    let other = Command::AffectCustomer { customer: id("lumen-travel"), impact: CustomerImpact::Degraded };
    let over = Command::AffectCustomer { customer: id("lumen-travel"), impact: CustomerImpact::None };
    let given = and(history![
        "dee" => customer("Lumen Travel", None),
        "dee" => update("Nobody is affected yet."),
        "dee" => affect(CustomerImpact::Down),
        "dee" => report,
        "dee" => other,
        "dee" => update("We **look** into it."),
        "dee" => over,
        "dee" => update("It is over."),
        "dee" => post(Audience::Public, "For everybody.", None),
    ]);
    let record = World::after(&given).record();
    let accounts = Incident::of(&record).accounts();
    let heard = |account: &Account<'_>| -> Vec<(u32, String)> {
        let said = account.exchanges.iter().filter_map(|each| match each.what {
            Said::Updated(nth, None) => Some((nth, each.text.to_owned())),
            _ => None,
        });
        said.collect()
    };
    // Kestrel Foods was named, though not known to be hurt, when the first one left.
    let second = (2, "We **look** into it.".to_owned());
    let [kestrel, lumen] = &accounts[..] else { panic!("two customers") };
    assert_eq!(heard(kestrel)[1..], [second.clone(), (3, "It is over.".to_owned())]);
    assert_eq!(heard(lumen), [second]);
    let last = Incident::of(&record).told(Audience::Customers).pop().unwrap();
    assert_eq!(kestrel.last_told(), Some((last.at, None)));
    assert!(kestrel.answer_due().is_some(), "a report waits for an answer of its own");
}

#[test]
fn many_customers_are_marked_by_one_wish_and_one_undo_takes_it_back() {
    let all = |names: &[&str], impact| Command::AffectCustomers {
        customers: names.iter().map(|name| id(name)).collect(),
        impact,
    };
    let given = and(history!["dee" => customer("Lumen Travel", None), "dee" => affect(CustomerImpact::Down)]);
    let both = || all(&["lumen-travel", "kestrel-foods", "lumen-travel"], CustomerImpact::Down);
    // Each once, and nothing of who is marked so already.
    let world = check(&given, ("dee", both()), ["customer_affected"]);
    let record = world.record();
    assert!(Incident::of(&record).accounts().iter().all(|account| account.impact == CustomerImpact::Down));
    check(&[&given[..], history!["dee" => both()]].concat(), ("dee", both()), "All of them: down already");
    check(&given, ("dee", all(&["nobody"], CustomerImpact::Down)), "There is no customer called \"nobody\"");
    let many = vec!["kestrel-foods"; 1_001];
    check(&given, ("dee", all(&many, CustomerImpact::None)), "1001 customers are too many");
    let marked =
        [&given[..], history!["dee" => all(&["kestrel-foods", "lumen-travel"], CustomerImpact::AtRisk)]]
            .concat();
    let step = u8::try_from(marked.len() - 1).unwrap();
    let world = check(&marked, ("dee", undo(crate::check::step(step))), ["retracted", "customer_affected"]);
    let record = world.record();
    let impacts: Vec<_> = Incident::of(&record).accounts().iter().map(|account| account.impact).collect();
    assert_eq!(impacts, [CustomerImpact::Down]);
}

#[test]
fn a_time_without_seconds_is_to_come_until_its_minute_is_over() {
    let world = World::after(&given());
    let record = world.record();
    let promised = |minute, seconds: i64| {
        let wish = Command::PromiseCustomer {
            customer: id("kestrel-foods"),
            promise: promise("Call back", minute),
            at: None,
        };
        let now = Millis(at(10).0 + seconds * 1_000);
        let asker = Asker { now, person: person("dee"), zone: chrono_tz::Tz::UTC, book: world.book() };
        decide(Incident::of(&record), &wish, &asker).map(|_| ())
    };
    assert_eq!(promised(10, 59), Ok(()));
    assert_eq!(promised(10, 60), Err(Refusal::InThePast("The promise's time")));
    assert_eq!(promised(9, 0), Err(Refusal::InThePast("The promise's time")));
}
