//! The Markdown page.

use chrono_tz::Tz;

use super::*;
use crate::book::Book;
use crate::export::to_markdown;
use crate::id::{PersonId, RoleId, ServiceId, SeverityId};
use crate::incident::Incident;
use crate::value::{Kind, NoteKind, Point, Service, Severity, Who};

fn page(zone: Tz) -> String {
    let mut ana = Laptop::new(1);
    let service = Service { id: ServiceId::from_name("Checkout"), name: "Checkout | <b>".into() };
    let severity = Severity { id: SeverityId::from_name("Major"), name: "Major".into(), rank: 1 };
    ana.write(
        0,
        1,
        vec![
            (Event::Declared { drill: false }, None),
            (Event::Titled { title: "# Cards <script> [x](y)".into(), base: vec![] }, None),
            (Event::KindSet { kind: Kind::External, base: vec![] }, None),
            (
                Event::PointRecorded {
                    point: Point::ImpactStarted,
                    at: Some(NOW.plus_minutes(-12)),
                    base: vec![],
                },
                None,
            ),
            (Event::ServiceAffected { service: service.clone() }, None),
        ],
    );
    ana.write(
        1,
        6,
        vec![(
            Event::SeverityClassified {
                severity: Some(severity),
                answers: vec![],
                suggested: None,
                reason: Some("every *third* card".into()),
                base: vec![],
            },
            None,
        )],
    );
    let role = RoleId::incident_manager();
    ana.write(
        2,
        7,
        vec![(Event::RoleAssigned { role, service: None, person: PersonId([3; 16]), base: vec![] }, None)],
    );
    let text = "seen:\n- one\n- two\n\n```\nnot code".to_owned();
    ana.write(9, 8, vec![(Event::Noted { note: NoteKind::Note, text }, Some(-5))]);
    ana.write(
        10,
        9,
        vec![(
            Event::DecisionRecorded {
                decision: None,
                question: Some("Roll back?".into()),
                chosen: "Roll back".into(),
                rejected: vec!["wait".into()],
                why: Some("it began with the deploy".into()),
                objections: None,
                reversible: Some(true),
                revisit_at: None,
                supersedes: None,
                taken: None,
                base: vec![],
            },
            None,
        )],
    );
    let who = Some(Who { person: None, name: "ana".into() });
    ana.write(
        11,
        10,
        vec![(
            Event::TaskAdded { text: "freeze deploys".into(), who, due: Some(NOW.plus_minutes(30)) },
            None,
        )],
    );
    let what = "Traffic to one region".to_owned();
    let measure =
        Event::MitigationApplied { what, temporary: true, service: Some(service), remove_when: None };
    ana.write(12, 11, vec![(measure, None)]);
    let noted = Event::Noted { note: NoteKind::Note, text: "a password".into() };
    ana.write(13, 12, vec![(noted, None)]);
    let entry = ana.entries.last().unwrap().1.reference();
    ana.write(14, 13, vec![(Event::Redacted { entry, replaces: vec![] }, None)]);
    to_markdown(Incident::of(&fold(&[&ana])), &Book::default(), zone, Millis(1_795_098_720_000), &[])
}

#[test]
fn a_page_has_everything_and_no_text_is_structure() {
    let page = page(Tz::Europe__Berlin);
    for part in [
        "# \\# Cards \\<script\\> \\[x\\](y)\n",
        "| Severity | Major |\n",
        "| Kind | External |\n",
        "| Services | Checkout &#124; \\<b\\> |\n",
        "| Impact started | 2026-11-19 14:20 UTC |\n",
        "| Incident Manager | Somebody not in the book |\n",
        "## Decisions\n\n- **Decided:** Roll back\\\n  Question: Roll back?\\\n  Why: it began with the deploy\\\n  Rejected: wait\\\n  Reversible: yes\\\n",
        "## Mitigations\n\n- **Temporary:** Traffic to one region\\\n",
        "Still in place.",
        "## Tasks\n\n- **Open:** ana: freeze deploys\\\n  By: 2026-11-19 15:02 UTC\n",
        "- **2026-11-19 14:27 UTC** (2026-11-19 15:27 CET), recorded **2026-11-19 14:41 UTC** (2026-11-19 15:41 CET) · Somebody not in the book\\\n  seen:\\\n  \\- one\\\n  \\- two\n\n  \\`\\`\\`\\\n  not code\n",
        "(redacted)",
    ] {
        assert!(page.contains(part), "{part}\nis missing in\n{page}");
    }
    assert!(!page.contains("password"));
    assert!(!page.replace("\\<", "").contains('<'), "{page}");
}

#[test]
fn in_utc_a_time_is_said_once() {
    let page = page(Tz::UTC);
    assert!(page.contains("- **2026-11-19 14:27 UTC**, recorded **2026-11-19 14:41 UTC** · "), "{page}");
}
