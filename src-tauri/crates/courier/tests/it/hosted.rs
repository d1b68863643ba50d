//! With an update for a hosted page goes how its components do, as everybody sees them.

use std::sync::{Arc, Mutex};

use incident::event::Event;
use incident::id::{EntryRef, RoleId};
use incident::outbox::OutgoingState;
use incident::value::{
    Audience, ComponentSaid, ComponentState, Destination, Dispatch, HostedComponent, Occasion, Shown,
    Transport,
};
use outreach::{Channel, Statuspage};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::house::{Sender, id, until};
use crate::web::{OK, Web};

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

/// What Statuspage keeps.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Value>>>);

impl Kept {
    /// Somebody says there by hand how an incident stands.
    fn say(&self, status: &str) {
        self.0.lock().unwrap()[0]["status"] = json!(status);
    }
}

/// Statuspage, as far as an update is shown there. It has no component of this name.
async fn statuspage(lacks: Option<&'static str>) -> (Web, Kept) {
    let all = Kept::default();
    let kept = all.clone();
    let web = Web::that_may_refuse(move |line, body| {
        let mut kept = kept.0.lock().unwrap();
        if line.starts_with("GET") {
            let one = kept.iter().find(|it| line.ends_with(&format!("/{}", it["id"].as_str().unwrap())));
            return Some((OK, one.cloned().unwrap_or_else(|| json!(*kept))));
        }
        if line.starts_with("PATCH") && line.contains("/components/") {
            let lacks = lacks.is_some_and(|lacks| line.ends_with(lacks));
            return Some((if lacks { "404 Not Found" } else { OK }, json!({})));
        }
        let said = &body["incident"];
        let known = kept.iter().position(|it| {
            it["metadata"]["allclear"]["incident"] == said["metadata"]["allclear"]["incident"]
        });
        let shown = json!({ "id": format!("i{}", known.unwrap_or(kept.len())), "name": said["name"],
            "status": said["status"], "metadata": said["metadata"] });
        match known {
            Some(at) => kept[at] = shown.clone(),
            None => kept.push(shown.clone()),
        }
        Some((OK, shown))
    });
    (web.await, all)
}

/// Whoever sends to it.
fn sender_to(web: &Web, folder: &TempDir) -> Arc<Sender> {
    let sender = Sender::start(folder.path(), 1, vec![page()]);
    let api = Some(format!("{}v1/", web.url).parse().unwrap());
    let there = Channel::Statuspage(Statuspage { page: "kctbh9vrtdwd".to_owned(), api });
    *sender.instead.lock().unwrap() = Some((there, "key".to_owned()));
    sender
}

/// What was said of the first incident once it was there.
fn of_it(web: &Web) -> Vec<Value> {
    let bodies = web.asked("/incidents/i0").into_iter();
    bodies.filter(|body| body["incident"].is_object()).map(|body| body["incident"].clone()).collect()
}

impl Sender {
    /// Has the page set right.
    async fn sets_right(&self) {
        self.behind.lock().unwrap().push(page());
        self.courier.ring();
        until("it to be set right", || self.behind.lock().unwrap().is_empty().then_some(())).await;
    }

    /// Tells the public how components do, and waits until the page has it.
    async fn tells(&self, n: u8, occasion: Occasion, components: &[(&str, ComponentState)]) {
        let update = self.proposes(n, occasion, "We look into it.", components);
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

    fn proposes(
        &self,
        n: u8,
        occasion: Occasion,
        text: &str,
        components: &[(&str, ComponentState)],
    ) -> EntryRef {
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
            text: text.to_owned(),
            next_due: None,
            replaces: None,
            shown,
        };
        self.write(n, vec![proposed])[0]
    }
}

#[tokio::test]
async fn what_is_said_of_components_goes_with_it_and_what_another_incident_hurts_is_not_said_to_be_well() {
    let (folder, (web, _)) = (tempfile::tempdir().unwrap(), statuspage(None).await);
    let sender = sender_to(&web, &folder);
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
async fn a_page_that_somebody_changed_is_set_right_once_and_nobody_is_told_again() {
    let (folder, (web, kept)) = (tempfile::tempdir().unwrap(), statuspage(None).await);
    let sender = sender_to(&web, &folder);
    let _running = sender.run();
    sender.declare(1);
    sender.tells(1, Occasion::Identified, &[("cards", ComponentState::PartialOutage)]).await;
    sender.tells(1, Occasion::NoChange, &[]).await;
    let before = of_it(&web).len();
    kept.say("investigating");
    sender.sets_right().await;
    let said = of_it(&web);
    assert_eq!(said.len(), before + 1, "{said:?}");
    let last = said.last().unwrap();
    assert_eq!((&last["status"], &last["deliver_notifications"]), (&json!("identified"), &json!(false)));
    assert_eq!(last["components"], json!({ "8kbf7d35c070": "partial_outage" }));
    assert_eq!(last["metadata"]["allclear"]["messages"].as_array().unwrap().len(), 2, "no message more");
    // A component may have been changed there of which no incident says anything.
    let of = |component: &str| web.asked(&format!("/components/{component}"));
    assert_eq!(of("8kbf7d35c070"), [json!({ "component": { "status": "partial_outage" } })]);
    assert_eq!(of("vtnh60py4yd7"), [json!({ "component": { "status": "operational" } })]);
    // Each time that something is written of an incident there, the public reads one more post.
    sender.sets_right().await;
    assert_eq!(of_it(&web).len(), before + 1, "it is right already");
    assert_eq!(of("8kbf7d35c070").len(), 2, "it was looked at");
}

#[tokio::test]
async fn a_component_that_is_not_there_any_more_stops_nothing_else_and_is_not_asked_for_without_end() {
    let (folder, (web, kept)) = (tempfile::tempdir().unwrap(), statuspage(Some("8kbf7d35c070")).await);
    let sender = sender_to(&web, &folder);
    let _running = sender.run();
    sender.declare(1);
    sender.tells(1, Occasion::Identified, &[]).await;
    sender.tells(1, Occasion::NoChange, &[]).await;
    let before = of_it(&web).len();
    kept.say("resolved");
    sender.sets_right().await;
    let of = |component: &str| web.asked(&format!("/components/{component}")).len();
    assert_eq!((of("8kbf7d35c070"), of("vtnh60py4yd7")), (1, 1));
    assert_eq!(of_it(&web).last().unwrap()["status"], "identified");
    let why = || sender.said.lock().unwrap().iter().find(|words| words.contains("404")).cloned();
    until("a person to read of it", why).await;
    // Somebody asks for it once more.
    sender.minutes_pass(1);
    sender.sets_right().await;
    assert_eq!((of("8kbf7d35c070"), of("vtnh60py4yd7")), (2, 2));
    assert_eq!(of_it(&web).len(), before + 1);
}

#[tokio::test]
async fn what_somebody_approved_who_may_not_is_never_set_on_the_page() {
    let (folder, (web, kept)) = (tempfile::tempdir().unwrap(), statuspage(None).await);
    let sender = sender_to(&web, &folder);
    let _running = sender.run();
    sender.declare(1);
    sender.tells(1, Occasion::Identified, &[]).await;
    // By now nobody is in command.
    let (role, base) = (RoleId::incident_manager(), sender.record(1, |it| vec![it.holdings()[0].assignment]));
    sender.write(1, vec![Event::RoleReleased { role, service: None, base }]);
    let update = sender.proposes(1, Occasion::Resolved, "It was nothing.", &[]);
    sender.write(1, vec![Event::UpdateApproved { update, dispatch: None, base: vec![] }]);
    kept.say("monitoring");
    sender.sets_right().await;
    let last = of_it(&web).pop().unwrap();
    assert_eq!(last["status"], "identified");
    assert!(last["body"].as_str().unwrap().contains("We look into it."), "{last}");
}
