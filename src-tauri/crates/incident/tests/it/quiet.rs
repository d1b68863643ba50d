//! What may interrupt whom, as a table. The history ends on a Thursday, 14:32 UTC.

use chrono_tz::Tz;
use incident::command::{Command, Edit, NewPromise};
use incident::decide::Asker;
use incident::id::Millis;
use incident::incident::Incident;
use incident::nag::Call;
use incident::nag::quiet::{Hours, Quiet};
use incident::value::{ActionType, Audience, Contact, Nag, Occasion, Priority, Stage};

use crate::check::{Wish, World, history, the};
use crate::pen::{at, person};
use crate::wishes::{assign, customer, declared, enter_anyway, id, propose};

const fn hours(from: u16, until: u16) -> Quiet {
    Quiet { only_mine: false, drills: false, hours: Some(Hours { from, until }) }
}

/// Whether Ana, who manages, and Bo, who does not, are told.
#[track_caller]
fn told(history: &[(&str, Wish)], quiet: Quiet, minute: i64, zone: Tz) -> (bool, bool) {
    let world = World::after(history);
    let call =
        Call { nag: Nag::NoSeverity, about: None, audience: None, since: at(minute), text: String::new() };
    let rings = |name| rings(&world, quiet, &call, name, at(minute), zone);
    (rings("ana"), rings("bo"))
}

fn rings(world: &World, quiet: Quiet, call: &Call, name: &str, now: Millis, zone: Tz) -> bool {
    let asker = Asker { now, person: person(name), zone, book: world.book() };
    quiet.lets_ring(Incident::of(&world.record()), call, &asker)
}

#[test]
fn whoever_holds_a_role_is_told_whatever_the_rules_say() {
    let real = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")];
    let mut drill = declared();
    if let Command::Declare { drill, .. } = &mut drill {
        *drill = true;
    }
    let drill = history!["ana" => drill, "ana" => assign("incident-manager", "ana")];
    let only_mine = Quiet { only_mine: true, ..Quiet::default() };
    let no_drills = Quiet { drills: true, ..Quiet::default() };
    let afternoon = hours(14 * 60, 15 * 60);
    for (quiet, tells) in
        [(Quiet::default(), true), (only_mine, false), (no_drills, true), (afternoon, false)]
    {
        assert_eq!(quiet.lets_tell(at(0), Tz::UTC), tells, "what is about no incident: {quiet:?}");
    }
    for (history, quiet, bo) in [
        (real, Quiet::default(), true),
        (drill, Quiet::default(), true),
        (real, only_mine, false),
        (drill, only_mine, false),
        (real, no_drills, true),
        (drill, no_drills, false),
        (real, afternoon, false),
        (drill, afternoon, false),
    ] {
        assert_eq!(told(history, quiet, 0, Tz::UTC), (true, bo), "{quiet:?}");
    }
}

#[test]
fn whoever_a_reminder_names_is_told_also_without_a_role() {
    let kestrel = || id("kestrel-foods");
    let promise = NewPromise { what: "Call them".to_owned(), due: at(30) };
    let priority = Priority::Medium;
    let action = Command::RaiseAction {
        text: "alert on the pool".to_owned(),
        kind: ActionType::Detect,
        priority,
        due: Some(at(60)),
        owner: Some(person("chi")),
        from: None,
    };
    let given = history![
        "ana" => declared(),
        "ana" => assign("incident-manager", "ana"),
        "ana" => customer("Kestrel Foods", Some(30)),
        "ana" => Command::OwnCustomer { customer: kestrel(), owner: Some(person("dee")) },
        "ana" => Command::PromiseCustomer { customer: kestrel(), promise, at: None },
        "ana" => Command::LogReport { customer: kestrel(), text: "It is down.".to_owned(), ticket: None, at: None },
        "chi" => propose(Audience::Public, Occasion::Investigating, "We look.", None),
        "ana" => Command::SendBackUpdate { update: the("update_proposed"), reason: "Say where.".to_owned() },
        "ana" => action,
    ];
    // Whose it is: of what is in the incident, of what follows it, and of a customer whom the book gives to somebody.
    let over = [given, history!["ana" => enter_anyway(Stage::Review, "it is over")]].concat();
    let owned = Edit::DefineCustomer {
        customer: Some(kestrel()),
        name: "Kestrel Foods".to_owned(),
        tier: None,
        arr: None,
        respond_within: Some(30),
        contact: Contact::default(),
        owner: Some(person("bo")),
    };
    let unnamed = Command::OwnCustomer { customer: kestrel(), owner: None };
    let by_the_book = [given, history!["ana" => unnamed, "ana" => owned]].concat();
    let only_mine = Quiet { only_mine: true, ..Quiet::default() };
    for (history, nag, how_many, whose) in [
        (given.to_vec(), Nag::PromiseOverdue, 2, "dee"),
        (given.to_vec(), Nag::SentBack, 1, "chi"),
        (over, Nag::ActionOverdue, 1, "chi"),
        (by_the_book, Nag::PromiseOverdue, 2, "bo"),
    ] {
        let world = World::after(&history);
        let calls = world.calls(3_000).into_iter().filter(|call| call.nag == nag).collect::<Vec<_>>();
        assert_eq!(calls.len(), how_many, "{nag:?}");
        for call in calls {
            for name in ["ana", "bo", "chi", "dee"] {
                for quiet in [only_mine, hours(0, 23 * 60 + 59)] {
                    let told = rings(&world, quiet, &call, name, at(3_000), Tz::UTC);
                    assert_eq!(told, name == whose || name == "ana", "{name} of {}", call.text);
                }
            }
        }
    }
}

#[test]
fn hours_go_past_midnight_and_follow_the_clock_on_the_wall() {
    let history = history!["ana" => declared(), "ana" => assign("incident-manager", "ana")];
    let at_14_32 = 0;
    for (from, until, minute, zone, bo) in [
        (14 * 60, 15 * 60, at_14_32, Tz::UTC, false),
        // The first minute is in, the last is out.
        (14 * 60 + 32, 15 * 60, at_14_32, Tz::UTC, false),
        (14 * 60, 14 * 60 + 32, at_14_32, Tz::UTC, true),
        (22 * 60, 7 * 60, at_14_32, Tz::UTC, true),
        (22 * 60, 7 * 60, 8 * 60, Tz::UTC, false),
        (22 * 60, 7 * 60, 16 * 60, Tz::UTC, false),
        (22 * 60, 7 * 60, 17 * 60, Tz::UTC, true),
        (0, 23 * 60 + 59, at_14_32, Tz::UTC, false),
        // 23:32 in Tokyo, 06:32 in Los Angeles.
        (22 * 60, 7 * 60, at_14_32, Tz::Asia__Tokyo, false),
        (22 * 60, 6 * 60, at_14_32, Tz::America__Los_Angeles, true),
        // The morning after Berlin's clocks went ahead, on the 29th of March 2027: 06:30 UTC is 08:30 there.
        (22 * 60, 8 * 60, 186_718, Tz::Europe__Berlin, true),
        (22 * 60, 8 * 60, 186_718, Tz::UTC, false),
    ] {
        let both = told(history, hours(from, until), minute, zone);
        assert_eq!(both, (true, bo), "{from} to {until} after {minute} minutes in {zone}");
    }
}

#[test]
fn hours_that_are_none_are_refused_with_what_to_do() {
    assert_eq!(Hours::new(22 * 60, 7 * 60), Ok(Hours { from: 22 * 60, until: 7 * 60 }));
    assert!(Hours::new(24 * 60, 60).is_err_and(|sentence| sentence.contains("00:00 to 23:59")));
    assert!(Hours::new(60, u16::MAX).is_err());
    assert!(Hours::new(60, 60).is_err_and(|sentence| sentence.contains("two different times")));
}
