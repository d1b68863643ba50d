//! Templates: what fills them, what leaves a gap, and what our own say.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use incident::command::{Command, Edit};
use incident::value::{Audience, Kind, LinkKind, Occasion, Point};
use incident::variable::Variable;
use wording::template::{Moment, Piece, Values, fill, settle, shipped, template, values};

use crate::record::{NOW, World, at, declare};

fn with(pairs: &[(&'static str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[track_caller]
fn check(template: &str, expect: &str, gaps: bool) {
    let filled = fill(template, &with(&[("services", "Checkout"), ("regions", "{services}[x]")]));
    assert_eq!((filled.text().as_str(), filled.has_gaps()), (expect, gaps), "{template}");
}

#[test]
fn a_template_is_filled_once_and_what_is_unknown_is_a_gap() {
    for (template, expect, gaps) in [
        ("", "", false),
        ("No gap at all.", "No gap at all.", false),
        ("{services} fails.", "Checkout fails.", false),
        ("{services} fails since {since}.", "Checkout fails since [start of impact].", true),
        // A value that looks like a template stays what it is.
        ("In {regions}.", "In {services}[x].", false),
        ("{services}[ in {regions}] fails.", "Checkout in {services}[x] fails.", false),
        ("{services}[ since {since}] fails.", "Checkout fails.", false),
        ("{refund_date}", "[refund date]", true),
        ("{{services}", "{services}", false),
        ("[[1] {services}", "[1] Checkout", false),
        ("{Services} {} { services } {a-b}", "{Services} {} { services } {a-b}", false),
        ("[a [b {services}]", "[a b Checkout", false),
        ("open [bracket", "open [bracket", false),
        ("open {services", "open {services", false),
        ("]}", "]}", false),
        ("[{services}][{since}][!]", "Checkout[!]", false),
        // What people put into brackets themselves.
        ("See [1], in [EU] and [{services}[2]].", "See [1], in [EU] and [Checkout[2]].", false),
        (
            "See [the docs](https://a.example/{services}).",
            "See [the docs](https://a.example/Checkout).",
            false,
        ),
        ("[{services}](https://a.example)", "[Checkout](https://a.example)", false),
        ("[{services}] (sorry)", "Checkout (sorry)", false),
    ] {
        check(template, expect, gaps);
    }
}

#[test]
fn a_template_to_go_on_with_has_no_brackets_and_keeps_its_variables() {
    let known = with(&[("services", "Checkout"), ("regions", "Europe")]);
    for (template, expect) in [
        ("{services}[ in {regions}][ since {since}].", "{services} in {regions}."),
        ("[[a] {services}", "[[a] {services}"),
        ("open [bracket", "open [bracket"),
        ("{{services}[ x]", "{{services}[ x]"),
        ("[docs](https://a.example)[ x]", "[docs](https://a.example)[ x]"),
        ("[1][ in {regions}][ since {since}]", "[1] in {regions}"),
    ] {
        let settled = settle(template, &known);
        assert_eq!(settled, expect);
        assert_eq!(fill(&settled, &known).text(), fill(template, &known).text(), "{template}");
    }
}

#[test]
fn a_loop_of_variables_ends() {
    let mut loops = with(&[("services", "{regions}"), ("regions", "{services}")]);
    assert_eq!(fill("{services}", &loops).text(), "{regions}");
    loops.insert("impact", "x".repeat(2_000_000));
    assert_eq!(fill("{impact}{impact}", &loops).text().len(), 4_000_000);
    let deep = "[".repeat(1_000_000);
    assert!(fill(&deep, &loops).text().len() <= deep.len());
}

#[test]
fn what_the_record_knows_fills_the_gaps_and_nothing_else_does() {
    let mut bare = World::new();
    let Command::Declare { title, kind, severity, detection, drill, private, .. } =
        declare("minor", Kind::External)
    else {
        unreachable!()
    };
    let (services, impact_started, manager) = (vec![], None, None);
    bare.run(&Command::Declare {
        title,
        kind,
        severity,
        services,
        impact_started,
        detection,
        drill,
        private,
        manager,
    });
    let moment = Moment { now: NOW, zone: Tz::UTC, next_due: None };
    let known: Vec<&str> = values(bare.incident(), &bare.book, &moment).into_keys().collect();
    assert_eq!(known, ["number", "severity", "title"]);

    let whole = World::whole("major", Kind::External);
    let known = values(whole.incident(), &whole.book, &Moment { next_due: Some(at(20)), ..moment });
    let expect: BTreeMap<&str, &str> = [
        ("services", "Checkout and Login"),
        ("regions", "Europe"),
        ("since", "13:38 UTC"),
        ("duration", "54 min"),
        ("next_update", "14:52 UTC"),
        ("manager", "Ana Ruiz"),
        ("customers", "214"),
    ]
    .into();
    for (name, value) in expect {
        assert_eq!(known.get(name).map(String::as_str), Some(value), "{name}");
    }
}

#[test]
fn a_moment_stands_in_utc_and_in_the_zone_of_the_house_with_its_day_where_it_is_another() {
    let world = World::whole("major", Kind::External);
    let next = |zone, minutes| {
        let moment = Moment { now: NOW, zone, next_due: Some(at(minutes)) };
        values(world.incident(), &world.book, &moment).remove("next_update").unwrap()
    };
    assert_eq!(next(Tz::UTC, 27), "14:59 UTC");
    assert_eq!(next(Tz::Europe__Berlin, 27), "14:59 UTC (15:59 CET)");
    assert_eq!(next(Tz::Asia__Kolkata, 27), "14:59 UTC (20:29 IST)");
    assert_eq!(next(Tz::Europe__London, 27), "14:59 UTC");
    assert_eq!(next(Tz::UTC, 24 * 60), "20 November 2026, 14:32 UTC");
}

#[test]
fn a_measure_that_was_taken_away_is_not_what_we_are_doing() {
    let mut world = World::whole("major", Kind::External);
    let moment = Moment { now: NOW, zone: Tz::UTC, next_due: None };
    let doing = |world: &World| values(world.incident(), &world.book, &moment).remove("doing");
    let mut mitigate = |what: &str| {
        let what = what.to_owned();
        world.run(&Command::Mitigate { what, temporary: true, service: None, remove_when: None })
    };
    mitigate("Retries are off");
    let mitigation = mitigate("Traffic to the second provider");
    assert_eq!(doing(&world).as_deref(), Some("Traffic to the second provider"));
    world.run(&Command::RemoveMitigation { mitigation });
    assert_eq!(doing(&world).as_deref(), Some("Retries are off"));
}

#[test]
fn every_variable_has_a_word_and_a_label_of_its_own() {
    let mut words: Vec<&str> = Variable::ALL.iter().map(|(variable, ..)| variable.word()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Variable::ALL.len());
    assert!(Variable::ALL.iter().all(|(variable, _, label)| variable.label() == *label));
}

#[test]
fn every_template_of_ours_fills_for_every_severity_and_kind() {
    let mut filled = 0;
    for severity in ["major", "medium", "minor"] {
        for kind in Kind::ALL {
            let mut world = World::whole(severity, *kind);
            let target = "#inc-5200".to_owned();
            world.run(&Command::Link { link: LinkKind::Channel, label: String::new(), target });
            world.point(Point::Mitigated, at(5));
            let moment = Moment { now: at(10), zone: Tz::Europe__Berlin, next_due: Some(at(30)) };
            let known = values(world.incident(), &world.book, &moment);
            for (audience, occasion) in all() {
                let text = fill(shipped(audience, occasion), &known);
                assert!(!text.has_gaps(), "{audience:?} {occasion:?}: {}", text.text());
                let said = text.text();
                assert!(!said.contains(['{', '}', '[', ']']), "{said}");
                assert!(!said.contains("  ") && !said.contains(" ."), "{said}");
                filled += 1;
            }
        }
    }
    assert_eq!(filled, 3 * 2 * Audience::ALL.len() * Occasion::ALL.len());
}

#[test]
fn the_first_notice_waits_for_no_figure() {
    let mut world = World::new();
    world.run(&declare("major", Kind::External));
    let moment = Moment { now: NOW, zone: Tz::UTC, next_due: Some(at(5)) };
    let known = values(world.incident(), &world.book, &moment);
    for audience in Audience::ALL {
        let text = fill(shipped(*audience, Occasion::Investigating), &known);
        assert!(!text.has_gaps(), "{audience:?}: {}", text.text());
    }
}

#[test]
fn what_goes_to_social_media_fits_there() {
    let world = World::whole("major", Kind::External);
    let moment = Moment { now: NOW, zone: Tz::Europe__Berlin, next_due: Some(at(30)) };
    let known = values(world.incident(), &world.book, &moment);
    for occasion in Occasion::ALL {
        let text = fill(shipped(Audience::Social, *occasion), &known).text();
        assert!(text.chars().count() <= 280, "{text}");
    }
}

#[test]
fn the_words_of_the_book_go_before_ours() {
    let mut world = World::whole("major", Kind::External);
    let (audience, occasion) = (Audience::Public, Occasion::Resolved);
    assert_eq!(template(&world.book, audience, occasion), shipped(audience, occasion));
    world.edit(&Edit::DefineTemplate { audience, occasion, text: Some("Over: {services}".to_owned()) });
    assert_eq!(template(&world.book, audience, occasion), "Over: {services}");
    world.edit(&Edit::DefineTemplate { audience, occasion, text: None });
    assert_eq!(template(&world.book, audience, occasion), shipped(audience, occasion));
}

#[test]
fn a_gap_names_what_is_missing_for_a_person() {
    let filled = fill("{customers} of {tier_one}", &Values::new());
    let labels: Vec<&str> = filled
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Gap { label, .. } => Some(label.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(labels, ["customers affected", "tier one"]);
}

fn all() -> impl Iterator<Item = (Audience, Occasion)> {
    Audience::ALL.iter().flat_map(|audience| Occasion::ALL.iter().map(|occasion| (*audience, *occasion)))
}

#[test]
fn a_place_in_the_text_is_found_in_its_template() {
    let known = with(&[("services", "Checkout"), ("regions", "Europe")]);
    for (template, text, from) in [
        ("We broke it.", "broke", "broke"),
        ("{services} broke.", "broke", "broke"),
        ("{services} broke.", "Checkout", "{services}"),
        ("{services} broke.", "eckout b", "{services} b"),
        ("{services}[ in {regions}] broke.", "Europe", "{regions}"),
        ("{services}[ in {regions}] broke.", " in ", " in "),
        ("{services}[ in {regions}] broke.", "Europe broke", "{regions}] broke"),
        ("{services}[ since {since}] broke.", "Checkout broke", "{services}[ since {since}] broke"),
        ("{{a} and {b} broke", "{a}", "{{a}"),
        ("{{a} and {b} broke", "[b]", "{b}"),
        ("é {services} 🚒 broke", "🚒 broke", "🚒 broke"),
        ("{a-b} broke", "{a", "{a"),
    ] {
        let filled = fill(template, &known);
        let whole = filled.text();
        let at = whole.find(text).unwrap();
        assert_eq!(&template[filled.in_template(at..at + text.len())], from, "{text} in {template}");
    }
    let filled = fill("", &known);
    assert_eq!(filled.in_template(0..0), 0..0);
}
