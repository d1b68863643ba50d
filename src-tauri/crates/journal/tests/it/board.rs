use incident::draft::Draft;
use incident::event::Event;
use incident::id::{Millis, PersonId, RoleId, SeverityId};
use incident::value::{ActionState, ActionType, Audience, Kind, Point, Priority, Service, Severity, Stage};
use journal::{BoardQuery, Counts, Journal, Phase, Sort};

use crate::place::{NOW, Place, append, declared, incident, title};

const ANA: PersonId = PersonId([7; 16]);

struct Made {
    n: u8,
    title: &'static str,
    rank: Option<u8>,
    opened: i64,
    due: Option<i64>,
    stage: Stage,
}

fn make(journal: &Journal, made: &Made) {
    let mut drafts: Vec<Draft> = vec![declared(), title(made.title, vec![])];
    let mut also = |event: Event| drafts.push(event.into());
    also(Event::PointRecorded { point: Point::Declared, at: Some(Millis(made.opened)), base: vec![] });
    if let Some(rank) = made.rank {
        let severity = Severity { id: SeverityId::from_name(&format!("sev-{rank}")), name: "S".into(), rank };
        also(Event::SeverityClassified {
            severity: Some(severity),
            answers: vec![],
            suggested: None,
            reason: None,
            base: vec![],
        });
    }
    if let Some(due) = made.due {
        also(Event::UpdatePosted {
            audience: Audience::Employees,
            text: "…".into(),
            next_due: Some(Millis(due)),
            base: vec![],
            occasion: None,
            update: None,
            channel: None,
            delivery: None,
        });
    }
    also(Event::StageEntered { stage: made.stage, reason: None, base: vec![] });
    append(journal, incident(made.n), drafts);
}

fn filled() -> (Place, Journal) {
    let place = Place::new();
    let journal = place.found();
    let m = |n, title, rank, opened, due, stage| Made { n, title, rank, opened, due, stage };
    for made in [
        m(1, "Login slow", Some(2), 100, None, Stage::Troubleshoot),
        m(2, "checkout down", Some(1), 300, Some(5_000), Stage::Resolve),
        m(3, "Bilder fehlen", None, 200, None, Stage::Create),
        m(4, "Emails late", Some(2), 50, Some(900), Stage::Resolve),
        m(5, "Äpfel verfault", Some(3), 400, None, Stage::Review),
        m(6, "Disk full", Some(1), 500, None, Stage::Closed),
        m(7, "Another", Some(1), 10, None, Stage::Closed),
    ] {
        make(&journal, &made);
    }
    (place, journal)
}

fn shown(journal: &Journal, query: BoardQuery) -> Vec<u8> {
    let query =
        BoardQuery { now: Millis(1_000), limit: if query.limit == 0 { 100 } else { query.limit }, ..query };
    journal.board(&query).unwrap().iter().map(|row| row.id.0[0]).collect()
}

#[test]
fn each_order_is_as_its_words_say() {
    let (_place, journal) = filled();
    for (phase, sort, expect) in [
        (Phase::Active, Sort::Urgency, vec![4, 2, 1, 3]),
        (Phase::Closed, Sort::Urgency, vec![6, 7]),
        (Phase::Review, Sort::Urgency, vec![5]),
        (Phase::All, Sort::Urgency, vec![4, 2, 1, 3, 5, 6, 7]),
        (Phase::All, Sort::Age, vec![6, 5, 2, 3, 1, 4, 7]),
        (Phase::All, Sort::Severity, vec![6, 2, 7, 1, 4, 5, 3]),
        (Phase::All, Sort::Title, vec![7, 5, 3, 2, 6, 4, 1]),
    ] {
        assert_eq!(
            shown(&journal, BoardQuery { phase, sort, ..BoardQuery::default() }),
            expect,
            "{phase:?} {sort:?}"
        );
        for offset in 0..expect.len() {
            let part = BoardQuery { phase, sort, limit: 2, offset, ..BoardQuery::default() };
            let page: Vec<u8> = expect.iter().copied().skip(offset).take(2).collect();
            assert_eq!(shown(&journal, part.clone()), page, "{phase:?} {sort:?} from {offset}");
            let narrowed = BoardQuery { filter: Some(String::new()), ..part };
            assert_eq!(shown(&journal, narrowed), page, "{phase:?} {sort:?} from {offset}, through a filter");
        }
    }
}

#[test]
fn filters_narrow_the_board() {
    let (_place, journal) = filled();
    let all = || BoardQuery { phase: Phase::All, sort: Sort::Age, ..BoardQuery::default() };
    let filter = |text: &str| BoardQuery { filter: Some(text.into()), ..all() };
    let service = Service { id: incident::id::ServiceId::from_name("Pay"), name: "Zahlung".into() };
    append(&journal, incident(4), vec![Event::ServiceAffected { service }.into()]);
    let role = RoleId::incident_manager();
    append(
        &journal,
        incident(3),
        vec![Event::RoleAssigned { role, service: None, person: ANA, base: vec![] }.into()],
    );
    append(&journal, incident(1), vec![Event::KindSet { kind: Kind::Internal, base: vec![] }.into()]);
    for (query, expect) in [
        (filter("DOWN"), vec![2]),
        (filter("ÄPFEL"), vec![5]),
        (filter("apfel"), vec![5]),
        (filter(" zahl "), vec![4]),
        (filter("INC-~0606"), vec![6]),
        (filter("%"), vec![]),
        (filter("' OR 1=1 --"), vec![]),
        (BoardQuery { managers: vec![ANA], ..filter("ana") }, vec![3]),
        (BoardQuery { mine: Some(ANA), ..all() }, vec![3]),
        (BoardQuery { mine: Some(PersonId([8; 16])), ..all() }, vec![]),
        (BoardQuery { severity: Some(SeverityId::from_name("sev-2")), ..all() }, vec![1, 4]),
        (BoardQuery { kind: Some(Kind::Internal), ..all() }, vec![1]),
    ] {
        assert_eq!(shown(&journal, query.clone()), expect, "{query:?}");
    }
}

#[test]
fn an_incident_of_the_earliest_time_that_there_is_stands_in_every_order_like_any_other() {
    let (_place, journal) = filled();
    for (n, opened, stage) in
        [(8, i64::MIN, Stage::Create), (9, i64::MIN, Stage::Closed), (10, i64::MAX, Stage::Closed)]
    {
        make(&journal, &Made { n, title: "Sent by a stranger", rank: None, opened, due: None, stage });
    }
    for phase in [Phase::Active, Phase::Review, Phase::Closed, Phase::All] {
        for sort in [Sort::Urgency, Sort::Age, Sort::Severity, Sort::Title] {
            for filter in [None, Some("e".to_owned())] {
                let query = BoardQuery { phase, sort, filter, ..BoardQuery::default() };
                let ids = shown(&journal, query.clone());
                let at = |n: u8| ids.iter().position(|id| *id == n);
                if sort == Sort::Age && at(9).is_some() && at(10).is_some() {
                    assert!(at(10) < at(9), "the oldest is last: {query:?}");
                }
                assert_eq!(at(9).is_some(), matches!(phase, Phase::Closed | Phase::All), "{query:?}");
            }
        }
    }
}

#[test]
fn a_review_is_found_by_when_its_next_step_is_due_as_long_as_anybody_waits_for_it() {
    const DAY: i64 = 24 * 60;
    let (_place, journal) = filled();
    let found = |days: i64| {
        let by = NOW.plus_minutes(days * DAY);
        let query = BoardQuery { phase: Phase::Review, review_by: Some(by), ..BoardQuery::default() };
        let due: Vec<u8> = journal.reviews_due(by).unwrap().iter().map(|row| row.id.0[0]).collect();
        assert_eq!(shown(&journal, query), due, "within {days} days");
        due
    };
    assert!(found(99).is_empty(), "nothing of that severity has to have one");
    append(&journal, incident(5), vec![Event::ReviewOwned { owner: Some(ANA), base: vec![] }.into()]);
    assert_eq!((found(9), found(10)), (vec![], vec![5]));
    let row = &journal.reviews_due(NOW.plus_minutes(10 * DAY)).unwrap()[0];
    let review = row.review.as_ref().unwrap();
    assert!(review.concerns(ANA) && !review.concerns(PersonId([8; 16])));
    append(
        &journal,
        incident(5),
        vec![Event::StageEntered { stage: Stage::Closed, reason: None, base: vec![] }.into()],
    );
    assert!(found(99).is_empty(), "what is closed is silent");
}

#[test]
fn counts_follow_every_change() {
    let (_place, journal) = filled();
    let counts = Counts { active: 4, review: 1, closed: 2, worst: Some(1), overdue: 1 };
    assert_eq!(journal.counts(Millis(1_000)).unwrap(), counts);
    append(
        &journal,
        incident(2),
        vec![Event::StageEntered { stage: Stage::Closed, reason: None, base: vec![] }.into()],
    );
    let drill = vec![Event::Declared { drill: true }.into()];
    append(&journal, incident(8), drill);
    let counts = Counts { active: 4, review: 1, closed: 3, worst: Some(2), overdue: 1 };
    assert_eq!(journal.counts(NOW).unwrap(), counts);
}

#[test]
fn the_board_is_as_the_records_say_also_after_a_restart() {
    let (place, journal) = filled();
    let query = BoardQuery { now: NOW, phase: Phase::All, limit: 100, ..BoardQuery::default() };
    let rows = journal.board(&query).unwrap();
    drop(journal);
    let journal = place.open().journal;
    assert_eq!(journal.board(&query).unwrap(), rows);
    append(&journal, incident(3), vec![title("Pictures missing", vec![])]);
    for row in journal.board(&query).unwrap() {
        let record = journal.record(incident::stream::Stream::Incident(row.id)).unwrap();
        assert_eq!(Some(row), incident::board::Row::of(&record));
    }
    assert!(!journal.rebuild_board().unwrap());
}

#[test]
fn an_incident_whose_declaration_is_taken_back_leaves_the_board_and_its_counts() {
    let place = Place::new();
    let journal = place.found();
    let all =
        |journal: &Journal| shown(journal, BoardQuery { phase: Phase::All, ..BoardQuery::default() }).len();
    let (refs, _) = append(&journal, incident(1), vec![declared(), title("False alarm", vec![])]);
    assert_eq!((all(&journal), journal.counts(NOW).unwrap().active), (1, 1));

    let (back, _) =
        append(&journal, incident(1), vec![Event::Retracted { entry: refs[0], base: vec![] }.into()]);
    assert_eq!((all(&journal), journal.counts(NOW).unwrap().active), (0, 0));

    append(&journal, incident(1), vec![Event::Reinstated { entry: refs[0], base: back }.into()]);
    assert_eq!((all(&journal), journal.counts(NOW).unwrap().active), (1, 1));
}

#[test]
fn a_log_without_a_board_gets_one_when_it_is_opened_with_one() {
    let place = Place::new();
    let journal = place.found();
    let (refs, _) = append(&journal, incident(1), vec![declared(), title("before", vec![])]);
    let journal = journal.without_views().unwrap();
    append(&journal, incident(2), vec![declared(), title("meanwhile", vec![])]);
    let (refs, _) = append(&journal, incident(1), vec![title("changed", vec![refs[1]])]);
    let shown = |journal: &Journal| {
        let all = BoardQuery { phase: Phase::All, limit: 10, ..BoardQuery::default() };
        let mut titles: Vec<String> = journal.board(&all).unwrap().into_iter().map(|row| row.title).collect();
        titles.sort();
        titles
    };
    assert_eq!(shown(&journal), ["before"]);
    drop(journal);
    let journal = place.open().journal;
    while journal.rebuild_board().unwrap() {}
    assert_eq!(shown(&journal), ["changed", "meanwhile"]);
    append(&journal, incident(1), vec![title("followed", vec![refs[0]])]);
    assert_eq!(shown(&journal), ["followed", "meanwhile"]);
}

#[test]
fn incidents_with_action_items_are_found_while_one_is_open_and_for_a_while_after_it_was_done() {
    let (_place, journal) = filled();
    let found = |since: i64| -> Vec<u8> {
        journal.with_actions(Millis(since)).unwrap().iter().map(|row| row.id.0[0]).collect()
    };
    assert!(found(0).is_empty());
    let raise = || Event::ActionRaised {
        text: "alert".into(),
        kind: ActionType::Detect,
        priority: Priority::Low,
        due: None,
        owner: None,
        from: None,
    };
    let done = |action, state| Event::ActionMoved { action, state, reason: None, base: vec![] };
    let (in_two, _) = append(&journal, incident(2), vec![raise().into(), raise().into()]);
    let (in_six, _) = append(&journal, incident(6), vec![raise().into()]);
    assert_eq!(found(i64::MAX), [6, 2]);
    append(&journal, incident(2), vec![done(in_two[0], ActionState::Done).into()]);
    append(&journal, incident(6), vec![done(in_six[0], ActionState::Dropped).into()]);
    assert_eq!(found(i64::MAX), [2]);
    assert_eq!(found(NOW.0), [6, 2]);
    assert_eq!(found(NOW.0 + 1), [2]);
    append(&journal, incident(2), vec![done(in_two[1], ActionState::Done).into()]);
    assert!(found(NOW.0 + 1).is_empty());
}
