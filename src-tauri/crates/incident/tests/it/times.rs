//! Times as they were corrected, and as far as a clock can be believed.

use incident::chart::{ChartOf, chart};
use incident::command::Command;
use incident::event::Event;
use incident::incident::Incident;
use incident::value::{ImpactAspect, Kind, Nag, Point};

use crate::check::{Wish, World, history, step, the};
use crate::pen::at;
use crate::wishes::{assign, classify, declare_as, declared, impact, mitigate, undo};

fn nags(steps: &[(&'static str, Wish)], minute: i64) -> Vec<Nag> {
    World::after(steps).calls(minute).into_iter().map(|call| call.nag).collect()
}

/// A day.
const DAY: i64 = 24 * 60;

#[test]
fn a_fast_clock_silences_no_nag() {
    let declared_at =
        Event::PointRecorded { point: Point::Declared, at: Some(at(DAY)), base: vec![the("point_recorded")] };
    let ahead = history!["ana" => declared(), "dee" => declared_at];
    assert_eq!(nags(ahead, 10), [Nag::NoManager, Nag::NoSeverity]);

    let released = history![
        "ana" => declared(),
        "ana" => classify("minor"),
        "ana" => assign("incident-manager", "ana"),
        "dee" => Wish::Wait(DAY),
        "dee" => Command::Release { assignment: the("role_assigned") },
    ];
    assert_eq!(nags(released, 10), [Nag::NoManager]);

    let worst = history![
        "dee" => declared(),
        "dee" => assign("incident-manager", "dee"),
        "dee" => Wish::Wait(DAY),
        "dee" => classify("major"),
    ];
    assert!(nags(worst, 4).contains(&Nag::Announcement));

    // Five minutes are five minutes, and not until tomorrow.
    let snooze = Command::Snooze { nag: Nag::NoManager, about: None, audience: None, minutes: 5 };
    let snoozed = history![
        "ana" => declared(), "ana" => classify("minor"), "dee" => Wish::Wait(DAY), "dee" => snooze,
    ];
    assert_eq!((nags(snoozed, 5), nags(snoozed, 10)), (vec![], vec![Nag::NoManager]));
}

#[test]
fn what_was_snoozed_for_one_update_speaks_of_the_next_whatever_the_clock_said() {
    let told = Event::UpdatePosted {
        audience: incident::value::Audience::Public,
        text: "We look into it.".to_owned(),
        next_due: None,
        occasion: None,
        update: None,
        channel: None,
        delivery: None,
        base: vec![],
    };
    let public = Some(incident::value::Audience::Public);
    let snooze =
        Command::Snooze { nag: Nag::UpdateOverdue, about: None, audience: public, minutes: DAY as u32 };
    let steps = history![
        "ana" => declare_as("major", Kind::External),
        "ana" => assign("incident-manager", "ana"),
        "dee" => Wish::Wait(DAY),
        "dee" => snooze,
        "bo" => Wish::Wait(-DAY),
        "bo" => told,
    ];
    let overdue = World::after(steps)
        .calls(20)
        .into_iter()
        .any(|c| c.nag == Nag::UpdateOverdue && c.audience == public);
    assert!(overdue);
}

#[test]
fn what_was_dated_anew_is_as_old_as_it_was_dated() {
    let redated = |kind: &str, minute| Command::Redate { entry: the(kind), at: at(minute) };
    let steps = history![
        "ana" => declared(),
        "ana" => impact(ImpactAspect::Customers, "12", Some(12)),
        "ana" => mitigate("half the traffic", true),
        "ana" => Command::RemoveMitigation { mitigation: the("mitigation_applied") },
        "ana" => redated("impact_stated", -20),
        "ana" => redated("mitigation_removed", -2),
    ];
    let room = World::after(steps).room();
    assert_eq!((room.impact[0].as_of, room.mitigations[0].removed), (at(-20), Some(at(-2))));
    // Said once more by an undo, it is no younger.
    let again =
        [steps, history!["ana" => impact(ImpactAspect::Customers, "13", Some(13)), "ana" => undo(step(6))]];
    assert_eq!(World::after(&again.concat()).room().impact[0].as_of, at(-20));
}

#[test]
fn a_figure_whose_undo_was_undone_is_in_the_chart() {
    let steps = history![
        "ana" => declared(),
        "ana" => impact(ImpactAspect::Customers, "1", Some(1)),
        "ana" => impact(ImpactAspect::Customers, "2", Some(2)),
        "ana" => undo(step(2)),
        "ana" => undo(step(3)),
        "ana" => undo(step(4)),
    ];
    let drawn = |steps: &[(&str, Wish)]| {
        let world = World::after(steps);
        let record = world.record();
        let of = ChartOf::Impact(ImpactAspect::Customers);
        let chart = chart(Incident::of(&record), world.book(), of).unwrap();
        chart.values.iter().map(|value| value.number).collect::<Vec<_>>()
    };
    assert_eq!(drawn(&steps[..4]), [1]);
    assert_eq!(drawn(&steps[..5]), [1, 2]);
    assert_eq!(drawn(steps), [1]);
}
