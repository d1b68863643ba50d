//! With an update for a hosted page goes how its components do, as everybody sees them.

use std::sync::Mutex;

use incident::event::Event;
use incident::outbox::OutgoingState;
use incident::value::{
    Audience, ComponentSaid, ComponentState, Destination, Dispatch, HostedComponent, Occasion, Shown,
    Transport,
};
use outreach::{Channel, Statuspage};
use serde_json::{Value, json};

use crate::house::{Sender, id, until};
use crate::web::Web;

/// A page at Statuspage, on which two of our three components stand.
fn page() -> Destination {
    let hosted = |ours: &str, theirs: &str| HostedComponent {
        component: ours.parse().unwrap(),
        hosted: theirs.to_owned(),
    };
    let components = vec![hosted("cards", "8kbf7d35c070"), hosted("search", "vtnh60py4yd7")];
    Destination {
        id: id("page"),
        name: "Page".to_owned(),
        transport: Transport::Statuspage { page: "kctbh9vrtdwd".to_owned(), components },
        audiences: vec![Audience::Public],
        drill: false,
        laptops: true,
        rooms: None,
    }
}

/// Statuspage, as far as an update is shown there.
async fn statuspage() -> Web {
    let kept = Mutex::new(Vec::<Value>::new());
    Web::open(move |line, body| {
        let mut kept = kept.lock().unwrap();
        if line.starts_with("GET") {
            let one = kept.iter().find(|it| line.ends_with(&format!("/{}", it["id"].as_str().unwrap())));
            return Some(one.cloned().unwrap_or_else(|| json!(*kept)));
        }
        if line.starts_with("PATCH") && line.contains("/components/") {
            return Some(json!({}));
        }
        let said = &body["incident"];
        let known = kept.iter().position(|it| {
            it["metadata"]["allclear"]["incident"] == said["metadata"]["allclear"]["incident"]
        });
        let shown = json!({ "id": format!("i{}", known.unwrap_or(kept.len())), "status": said["status"],
            "metadata": said["metadata"] });
        match known {
            Some(at) => kept[at] = shown.clone(),
            None => kept.push(shown.clone()),
        }
        Some(shown)
    })
    .await
}

impl Sender {
    /// Tells the public how components do, and waits until the page has it.
    async fn tells(&self, n: u8, occasion: Occasion, components: &[(&str, ComponentState)]) {
        let components = components.iter().map(|(component, state)| ComponentSaid {
            component: component.parse().unwrap(),
            name: (*component).to_owned(),
            state: *state,
        });
        let shown =
            Some(Shown { title: format!("Trouble {n}"), components: components.collect(), review: None });
        let proposed = Event::UpdateProposed {
            audience: Audience::Public,
            occasion,
            text: "We look into it.".to_owned(),
            next_due: None,
            replaces: None,
            shown,
        };
        let update = self.write(n, vec![proposed])[0];
        let dispatch = Some(Dispatch { sender: self.courier_key(), to: vec![id("page")] });
        self.write(n, vec![Event::UpdateApproved { update, dispatch, base: vec![] }]);
        self.asks(n);
        until("it to be shown", || {
            self.all(n, |all| {
                all.iter().all(|one| matches!(one.state, OutgoingState::Sent(..))).then_some(())
            })
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_said_of_components_goes_with_it_and_what_another_incident_hurts_is_not_said_to_be_well() {
    let (folder, web) = (tempfile::tempdir().unwrap(), statuspage().await);
    let sender = Sender::start(folder.path(), 1, vec![page()]);
    let api = Some(format!("{}v1/", web.url).parse().unwrap());
    let there = Channel::Statuspage(Statuspage { page: "kctbh9vrtdwd".to_owned(), api });
    *sender.instead.lock().unwrap() = Some((there, "key".to_owned()));
    let _running = sender.run();
    for n in [1, 2] {
        sender.declare(n);
    }
    let (partial, major, well) =
        (ComponentState::PartialOutage, ComponentState::MajorOutage, ComponentState::Operational);
    sender.tells(1, Occasion::Investigating, &[("cards", major), ("mail", major)]).await;
    sender.tells(2, Occasion::Investigating, &[("cards", partial), ("search", partial)]).await;
    sender.tells(1, Occasion::Resolved, &[]).await;
    sender.tells(2, Occasion::Resolved, &[("cards", well)]).await;
    let said: Vec<Value> = [web.asked("/incidents"), web.asked("/incidents/i0"), web.asked("/incidents/i1")]
        .concat()
        .into_iter()
        .filter(|body| body["incident"].is_object())
        .map(|body| body["incident"]["components"].clone())
        .collect();
    assert_eq!(
        said,
        [
            json!({ "8kbf7d35c070": "major_outage" }),
            json!({ "8kbf7d35c070": "major_outage", "vtnh60py4yd7": "partial_outage" }),
            // It is over, and the other one goes on.
            json!({ "8kbf7d35c070": "partial_outage" }),
            json!({ "8kbf7d35c070": "operational", "vtnh60py4yd7": "operational" }),
        ]
    );
}

#[tokio::test]
async fn a_page_that_somebody_changed_is_set_right_and_nobody_is_told_again() {
    let (folder, web) = (tempfile::tempdir().unwrap(), statuspage().await);
    let sender = Sender::start(folder.path(), 1, vec![page()]);
    let api = Some(format!("{}v1/", web.url).parse().unwrap());
    let there = Channel::Statuspage(Statuspage { page: "kctbh9vrtdwd".to_owned(), api });
    *sender.instead.lock().unwrap() = Some((there, "key".to_owned()));
    let _running = sender.run();
    sender.declare(1);
    sender.tells(1, Occasion::Identified, &[("cards", ComponentState::PartialOutage)]).await;
    sender.tells(1, Occasion::NoChange, &[]).await;
    let of_it = || -> Vec<Value> {
        let bodies = web.asked("/incidents/i0").into_iter();
        bodies.filter(|body| body["incident"].is_object()).map(|body| body["incident"].clone()).collect()
    };
    let before = of_it().len();
    sender.behind.lock().unwrap().push(page());
    sender.courier.ring();
    until("it to be set right", || sender.behind.lock().unwrap().is_empty().then_some(())).await;
    let said = of_it();
    assert_eq!(said.len(), before + 1, "{said:?}");
    let last = said.last().unwrap();
    assert_eq!((&last["status"], &last["deliver_notifications"]), (&json!("identified"), &json!(false)));
    assert_eq!(last["components"], json!({ "8kbf7d35c070": "partial_outage" }));
    assert_eq!(last["metadata"]["allclear"]["messages"].as_array().unwrap().len(), 2, "no message more");
    // A component may have been changed there of which no incident says anything.
    let of = |component: &str| web.asked(&format!("/components/{component}"));
    assert_eq!(of("8kbf7d35c070"), [json!({ "component": { "status": "partial_outage" } })]);
    assert_eq!(of("vtnh60py4yd7"), [json!({ "component": { "status": "operational" } })]);
}
