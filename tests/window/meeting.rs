//! Two real windows on one hub: together, apart, and together again.

use serde_json::{Value, json};

use crate::boundary::invoke;
use crate::desktop::Desktop;
use crate::hub::Hub;
use crate::person::Person;

const SIDE: Option<(&str, &str)> = Some(("navigation", "Main"));
const DIALOG: Option<(&str, &str)> = Some(("dialog", ""));

#[tokio::test]
async fn two_windows_meet_at_a_hub_work_on_without_it_and_end_with_the_same_record() {
    let homes = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
    let hers = Desktop::open(homes[0].path()).await;
    let ana = Person(&hers.page);
    ana.writes(None, "Your name", "Ana Lima").await;
    ana.writes(None, "Workspace", "Lighthouse").await;
    ana.presses("Enter").await;
    ana.reads("No active incidents").await;
    ana.presses("c").await;
    ana.finds(DIALOG, "textbox", "What is wrong?").await;
    ana.types("Checkout fails").await;
    ana.presses("Control+Enter").await;
    ana.finds(None, "heading", "Checkout fails").await;
    let room = hers.page.execute("return location.hash", vec![]).await.expect("the address");
    let room = room.as_str().expect("a text").to_owned();
    let incident = room.strip_prefix("#/incident/").expect("a war room");

    // Her laptop hands the workspace to a hub.
    goes_to(&hers, "#/settings/workspace").await;
    ana.clicks(None, "button", "Show code").await;
    let code = ana.reads_after("allclear-hub init --adopt=").await;
    let mut hub = Hub::adopting(homes[2].path(), &code);
    ana.writes(None, "Hub", &hub.address()).await;
    ana.presses("Enter").await;
    ana.finds(SIDE, "button", "Synced").await;

    // His joins by a link, in the place of beginning alone, and has the record in front of him.
    let his = Desktop::open(homes[1].path()).await;
    let jonas = Person(&his.page);
    jonas.clicks(None, "button", "Join your team’s workspace…").await;
    jonas.writes(None, "Invitation", &hub.invitation()).await;
    jonas.presses("Enter").await;
    jonas.finds(SIDE, "button", "Synced").await;
    jonas.reads("Checkout fails").await;

    for desktop in [&hers, &his] {
        goes_to(desktop, &room).await;
        Person(&desktop.page).finds(None, "heading", "Checkout fails").await;
    }
    writes_down(&ana, "Every card is refused").await;
    jonas.reads("Every card is refused").await;

    hub.kill();
    writes_down(&ana, "Cables are pulled").await;
    writes_down(&jonas, "The bank is down too").await;
    for (desktop, title) in [(&hers, "Checkout refuses cards"), (&his, "Cards are refused")] {
        let retitle = json!({ "incident": incident, "command": { "type": "retitle", "title": title } });
        let done = invoke(desktop, "execute", retitle).await;
        assert!(done["ok"].is_object(), "{done}");
    }
    ana.finds(SIDE, "button", "Offline, 2 queued").await;
    jonas.finds(SIDE, "button", "Offline, 2 queued").await;

    hub.start();
    for person in [&ana, &jonas] {
        for words in ["Cables are pulled", "The bank is down too", "Two people changed this"] {
            person.reads(words).await;
        }
        person.finds(SIDE, "button", "Synced").await;
    }
    assert_eq!(record(&hers, incident).await, record(&his, incident).await);
    hers.close().await;
    his.close().await;
}

async fn goes_to(desktop: &Desktop, address: &str) {
    let go = "location.hash = arguments[0]";
    desktop.page.execute(go, vec![json!(address)]).await.expect("the page goes there");
}

async fn writes_down(person: &Person<'_>, words: &str) {
    person.presses("n").await;
    person.types(words).await;
    person.presses("Enter").await;
    person.reads(words).await;
    person.presses("Escape").await;
}

/// What the record says; what is queued is each laptop's own.
async fn record(desktop: &Desktop, incident: &str) -> Value {
    let mut answer = invoke(desktop, "room", json!({ "incident": incident })).await;
    answer["ok"]["room"].take()
}
