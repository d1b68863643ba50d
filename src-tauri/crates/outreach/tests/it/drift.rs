//! Whether a public page says what was approved.

use incident::id::Millis;
use incident::value::Occasion;
use outreach::{ComponentState, Drift, Meant, MeantComponent, Seen, Undelivered, Why, drift};
use serde_json::{Value, json};

use crate::web::{Web, outreach, reply};

const SAID: Millis = Millis(1_795_353_660_123);

/// A page as Statuspage answers it, with a word that nobody knew when this was written.
fn summary() -> Value {
    json!({
        "page": { "id": "kctbh9vrtdwd", "name": "Example", "url": "https://status.example.org", "time_zone": "Etc/UTC" },
        "status": { "indicator": "major", "description": "Partial System Outage" },
        "components": [
            { "id": "8kbf7d35c070", "name": "Checkout", "status": "partial_outage", "position": 1, "group": false },
            { "id": "vtnh60py4yd7", "name": "Search", "status": "operational", "position": 2, "group": false },
            { "id": "b13yz5g2cw10", "name": "Mail", "status": "sleeping", "position": 3, "group": false },
        ],
        "incidents": [{
            "id": "p31zjtct2jer", "name": "Checkout fails", "status": "identified", "impact": "major",
            "shortlink": "https://stspg.io/x",
            "incident_updates": [
                { "id": "u2", "status": "identified", "body": "We know why.", "created_at": "2026-11-22T13:21:05.000Z",
                  "display_at": "2026-11-22T13:21:05.000Z", "updated_at": "2026-11-22T13:21:05.000Z" },
                { "id": "u1", "status": "investigating", "body": "We look.", "created_at": "2026-11-22T13:01:00.000-00:00" },
            ],
        }],
        "scheduled_maintenances": [],
    })
}

fn seen() -> Seen {
    serde_json::from_value(summary()).unwrap()
}

fn meant(title: &str, status: Occasion, minutes: i64) -> Meant {
    Meant { id: None, by_title: true, title: title.to_owned(), status, said_at: SAID.plus_minutes(minutes) }
}

fn found(meant: Meant) -> Vec<Drift> {
    drift(&[meant], &[], &seen(), SAID.plus_minutes(30))
}

#[test]
fn what_the_page_says_otherwise_is_found_and_nothing_else() {
    let title = || "Checkout fails".to_owned();
    let (identified, investigating) = (Occasion::Identified, Occasion::Investigating);
    for (meant, wanted) in [
        (meant("Checkout fails", identified, 0), None),
        (meant("Checkout  fails\n", identified, 0), None),
        (meant("Checkout fails", Occasion::Resolved, 10), Some(Drift::StillOpen { title: title() })),
        (
            meant("Checkout fails", Occasion::PostMortemPublished, 10),
            Some(Drift::StillOpen { title: title() }),
        ),
        (
            meant("Checkout fails", investigating, 0),
            Some(Drift::OtherStatus { title: title(), here: investigating, there: identified }),
        ),
        (meant("Checkout fails", identified, 10), Some(Drift::MissingUpdate { title: title() })),
        (meant("Mail is late", investigating, 0), Some(Drift::Missing { title: "Mail is late".to_owned() })),
        // Over here, and not there: that is how it should be.
        (meant("Mail is late", Occasion::Resolved, 0), None),
        // It was approved a moment ago.
        (meant("Checkout fails", Occasion::Resolved, 29), None),
        // By the page's own name, whatever it is called there.
        (Meant { id: Some("p31zjtct2jer".to_owned()), ..meant("Checkout", identified, 0) }, None),
        // It was removed there and made anew.
        (Meant { id: Some("other".to_owned()), ..meant("Checkout fails", identified, 0) }, None),
        (
            Meant { id: Some("other".to_owned()), by_title: false, ..meant("Checkout fails", identified, 0) },
            Some(Drift::Missing { title: title() }),
        ),
    ] {
        assert_eq!(found(meant.clone()), Vec::from_iter(wanted), "{meant:?}");
    }
    for drift in found(meant("Checkout fails", investigating, 0)) {
        assert_eq!(
            drift.to_string(),
            "\"Checkout fails\" is Investigating, and the page says Identified. Send the last update there again."
        );
    }
}

#[test]
fn a_part_that_does_otherwise_there_is_found() {
    let part =
        |id: &str, name: &str, state| MeantComponent { id: id.to_owned(), name: name.to_owned(), state };
    let parts = [
        part("8kbf7d35c070", "Checkout", ComponentState::PartialOutage),
        part("vtnh60py4yd7", "Search", ComponentState::MajorOutage),
        // Neither a word that we do not know nor a part that is not there is a drift.
        part("b13yz5g2cw10", "Mail", ComponentState::Operational),
        part("elsewhere", "Other", ComponentState::MajorOutage),
    ];
    let (here, there) = (ComponentState::MajorOutage, ComponentState::Operational);
    let found = drift(&[], &parts, &seen(), SAID);
    assert_eq!(found, [Drift::OtherState { component: "Search".to_owned(), here, there }]);
}

#[tokio::test]
async fn a_page_is_read_and_one_that_is_none_is_said() {
    let web = Web::answering([reply(200, summary()), reply(200, "<html>"), reply(404, "")]).await;
    let page = web.url("/of/example/").parse().unwrap();
    let outreach = outreach();
    assert_eq!(outreach.look(&page).await, Ok(seen()));
    assert_eq!(web.asked()[0].path, "/of/example/api/v2/summary.json");
    let why = outreach.look(&page).await.unwrap_err();
    assert!(matches!(why, Undelivered::Later { why: Why::Trouble { .. }, .. }), "{why:?}");
    let why = outreach.look(&page).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Gone { .. } }), "{why:?}");
}
