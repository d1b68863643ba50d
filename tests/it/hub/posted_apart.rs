//! Two approve one update while apart, and both have it leave: by hand, and by their laptops. They meet, and it is one
//! update that each of them is told went out twice.

use allclear::desk::Desk;
use allclear::views::{OnItsWay, SyncState, ToldView};
use incident::id::IncidentId;
use incident::value::Audience;
use serde_json::json;

use super::house::becomes;
use super::meeting::{Team, team};
use crate::entered::keep_secret;
use crate::hook::{KEY, Serving};
use crate::place::{declaration, declare_as, execute, room, start};
use crate::sending::{edit, outgoing, states};
use crate::until::until;

fn told(desk: &Desk, incident: IncidentId, audience: Audience) -> Vec<ToldView> {
    let all = desk.comms(incident).expect("comms").audiences;
    all.into_iter().find(|one| one.audience == audience).expect("the audience").told
}

/// What the timeline says of postings: the line, and what stands below it.
fn postings(desk: &Desk, incident: IncidentId) -> Vec<(String, String)> {
    let lines = room(desk, incident).timeline.into_iter();
    let mut lines: Vec<_> = lines
        .filter(|line| line.text.starts_with("Update for "))
        .map(|line| (line.text, line.details.join(" ")))
        .collect();
    lines.sort();
    lines
}

#[test]
fn two_who_approve_and_post_one_update_apart_have_posted_one_and_are_told_that_it_went_out_twice() {
    let Team { mut house, ana, jonas, folders: _folders } = team();
    let serving = Serving::answering(&[]);
    let team = json!({ "type": "define_destination", "destination": null, "name": "Team", "audiences": ["employees"],
        "transport": { "type": "webhook", "url": serving.url }, "drill": false, "laptops": true });
    edit(&ana, team);
    let mut wish = declaration("Payments fail");
    wish["manager"] = json!(start(&ana).me);
    let incident = declare_as(&ana, wish);
    let propose = |audience: &str, text: &str| {
        let wish = json!({ "type": "propose_update", "audience": audience, "occasion": "investigating",
            "text": text, "next_due": null, "replaces": null });
        execute(&ana, incident, wish)
    };
    let (public, employees) = (propose("public", "We look into it."), propose("employees", "Do not retry."));
    becomes(&ana, SyncState::Synced);
    until("Jonas has both", || (jonas.comms(incident).ok()?.updates.len() == 2).then_some(()));
    for desk in [&ana, &jonas] {
        until("the channel is known", || desk.channels().ok()?.destinations.first().map(drop));
        keep_secret(desk, "team", Some(KEY)).expect("kept");
        desk.set_own_network("127.0.0.1".to_owned()).expect("a network");
        allclear::sending::start(desk).expect("the sender begins");
    }

    house.stop();
    for desk in [&ana, &jonas] {
        until("it is noticed", || desk.sync().ok().filter(|view| view.state != SyncState::Synced));
    }
    // Each believes to be in command, and neither knows what the other does.
    let take =
        json!({ "type": "assign", "role": "incident-manager", "service": null, "person": start(&jonas).me });
    execute(&jonas, incident, take);
    for desk in [&ana, &jonas] {
        execute(desk, incident, json!({ "type": "approve_update", "update": public }));
        execute(desk, incident, json!({ "type": "mark_posted", "update": public, "channel": "status_page" }));
        let ways = desk.comms(incident).expect("comms").ways_out;
        let way =
            ways.into_iter().find(|way| way.audience == Audience::Employees).expect("a way").ways.remove(0);
        let to: Vec<_> = way.to.into_iter().map(|to| to.id).collect();
        assert!(way.warning.expect("a warning").contains("it may arrive twice"));
        let dispatch = json!({ "sender": way.sender, "to": to });
        execute(
            desk,
            incident,
            json!({ "type": "approve_update", "update": employees, "dispatch": dispatch }),
        );
        until("it leaves", || (states(desk, incident) == [OnItsWay::Sent]).then_some(()));
        for audience in [Audience::Public, Audience::Employees] {
            assert!(matches!(&told(desk, incident, audience)[..], [told] if !told.twice));
        }
    }
    let ids: Vec<String> = serving.got().into_iter().map(|(id, _)| id).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "whoever gets it knows it again: {ids:?}");

    house.serve();
    for desk in [&ana, &jonas] {
        becomes(desk, SyncState::Synced);
    }
    until("both have all of it", || {
        let [hers, his] = [&ana, &jonas].map(|desk| postings(desk, incident));
        (hers.len() == 4 && hers == his).then_some(())
    });
    for desk in [&ana, &jonas] {
        // One update each, heard once, by one channel; and each of the two is told of the other.
        for audience in [Audience::Public, Audience::Employees] {
            let told = told(desk, incident, audience);
            assert!(matches!(&told[..], [told] if told.twice && told.channels.len() == 1), "{told:?}");
        }
        let twice = |(line, detail): &(String, String)| {
            detail
                .contains("had posted it there while apart, so it may have been read twice.")
                .then(|| line.clone())
        };
        let lines: Vec<String> = postings(desk, incident).iter().filter_map(twice).collect();
        assert_eq!(lines, ["Update for Employees (Team)", "Update for Public (status page)"]);
        assert!(matches!(&outgoing(desk, incident)[..], [one] if one.state == OnItsWay::Sent));
        let again = json!({ "type": "mark_posted", "update": public, "channel": "status_page" });
        let refused = desk.execute(incident, serde_json::from_value(again).expect("a command"));
        assert!(refused.expect_err("it is there").message.contains("already"));
    }
    // The hub has heard of both, and sends nothing once more.
    becomes(&ana, SyncState::Synced);
    assert_eq!(serving.got().len(), 2);
}
