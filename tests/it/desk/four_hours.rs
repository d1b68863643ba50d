//! A Major of four hours on one laptop without any network. Whoever leads its communication does nothing but what the
//! reminders say: every text is prepared, approved and handed out, and no promise is overlooked.

use std::sync::atomic::Ordering::SeqCst;

use allclear::desk::Desk;
use allclear::views::ExportFormat;
use incident::id::IncidentId;
use incident::promise::Addressee;
use incident::value::{Audience, Nag, Occasion};
use serde_json::{Value, json};

use crate::place::{
    MINUTE, MORNING, clock, declaration, declare_as, execute, folder, open_at, service, settled, start,
};

/// What people find out and do, by the minute. The rest is communication.
fn work(minute: i64, checkout: &Value) -> Option<Value> {
    let point =
        |name: &str| json!({ "type": "record_point", "point": name, "at": MORNING + minute * MINUTE });
    let (customer, due) = ("kestrel-foods", MORNING + 60 * MINUTE);
    Some(match minute {
        6 => json!({ "type": "state_impact", "aspect": "regions", "value": "Europe", "number": null,
            "source": "dashboard", "as_of": null }),
        20 => json!({ "type": "promise_customer", "customer": customer,
            "promise": { "what": "Call back with the list", "due": due } }),
        55 => point("cause_identified"),
        70 => json!({ "type": "ask_executives", "question": "Refund all duplicates today?",
            "needed_by": MORNING + 90 * MINUTE, "customer": null }),
        150 => {
            json!({ "type": "mitigate", "what": "All traffic by way of the second provider", "temporary": false,
            "service": checkout, "remove_when": null })
        }
        170 => point("mitigated"),
        225 => point("resolved"),
        _ => return None,
    })
}

/// Takes what Allclear prepared for an audience, and hands it out by each of its channels.
fn tell(desk: &Desk, incident: IncidentId, audience: Audience) -> Occasion {
    let draft = desk.draft(incident, audience, None).expect("a draft").draft;
    let seen = settled(desk, incident, audience, draft.clone());
    assert!(seen.ready, "{audience:?}, {:?}", draft.occasion);
    assert!(!seen.text.contains(['{', '[']), "{}", seen.text);
    let to = json!(audience);
    let update = execute(
        desk,
        incident,
        json!({ "type": "propose_update", "audience": to, "occasion": draft.occasion, "text": seen.text,
            "next_due": seen.next_due, "replaces": null }),
    );
    execute(desk, incident, json!({ "type": "approve_update", "update": update }));
    let comms = desk.comms(incident).expect("the screen");
    let mine = comms.audiences.iter().find(|one| one.audience == audience).expect("the audience");
    for channel in &mine.channels {
        execute(desk, incident, json!({ "type": "mark_posted", "update": update, "channel": channel }));
    }
    draft.occasion
}

#[test]
fn a_major_of_four_hours_is_told_to_everybody_in_time_by_whoever_follows_the_reminders() {
    clock!(now, HAND);
    let folder = folder();
    let mut desk = open_at(folder.path(), now);
    let checkout = service(&desk, "Checkout");
    let customer = json!({ "type": "define_customer", "customer": null, "name": "Kestrel Foods", "tier": null,
        "respond_within": null, "contact": {}, "owner": null });
    desk.edit(serde_json::from_value(customer).expect("an edit")).expect("a customer");
    let mut wish = declaration("Payments fail");
    (wish["severity"], wish["manager"]) = (json!("major"), json!(start(&desk).me));
    (wish["services"], wish["impact_started"]) = (json!([checkout]), json!(MORNING - 5 * MINUTE));
    let incident = declare_as(&desk, wish);
    let mut heard: Vec<(Audience, Occasion)> = Vec::new();

    for minute in 0..=240 {
        HAND.store(MORNING + minute * MINUTE, SeqCst);
        if minute == 100 {
            drop(desk);
            desk = open_at(folder.path(), now);
        }
        if let Some(wish) = work(minute, &json!(checkout)) {
            execute(&desk, incident, wish);
        }
        if minute == 226 {
            // Over: everybody who heard of it hears that, and nothing is promised any more.
            let told: Vec<Audience> = heard.iter().map(|(audience, _)| *audience).collect();
            for audience in Audience::ALL.iter().filter(|audience| told.contains(audience)) {
                heard.push((*audience, tell(&desk, incident, *audience)));
            }
        }
        for (_, _, call) in desk.sweep().expect("a look at what is due") {
            match call.nag {
                Nag::Announcement | Nag::UpdateDue => {
                    let audience = call.audience.expect("whose update");
                    heard.push((audience, tell(&desk, incident, audience)));
                }
                Nag::PromiseDue => {
                    let promise = call.about.expect("which promise");
                    execute(
                        &desk,
                        incident,
                        json!({ "type": "keep_promise", "promise": promise, "kept": true }),
                    );
                }
                Nag::AnswerOverdue => {
                    let ask = call.about.expect("which question");
                    execute(
                        &desk,
                        incident,
                        json!({ "type": "answer_ask", "ask": ask, "answer": "Yes", "by": null }),
                    );
                }
                Nag::UpdateOverdue | Nag::PromiseOverdue | Nag::ApprovalWaiting | Nag::NotPosted => {
                    panic!("at minute {minute} something was overlooked: {}", call.text)
                }
                _ => {}
            }
        }
        if minute == 1 {
            // A Major announces itself: what the house and the public hear first is written, and is asked for at once.
            let first = |audience| (audience, Occasion::Investigating);
            assert_eq!(heard, [first(Audience::Public), first(Audience::Employees)]);
        }
        let owed = desk.comms(incident).expect("the screen").owed;
        assert!(
            owed.iter().all(|one| one.due.is_none_or(|due| due >= now())),
            "at minute {minute}: {owed:?}"
        );
    }

    let owed = desk.comms(incident).expect("the screen").owed;
    assert!(owed.iter().all(|one| one.kept == one.of), "{owed:?}");
    let public = owed.iter().find(|one| one.to == Addressee::Audience { audience: Audience::Public });
    assert!(
        public.is_some_and(|one| one.of >= 10 && one.due.is_none()),
        "every 20 minutes, then every 30: {public:?}"
    );
    let last = |audience| heard.iter().rfind(|(to, _)| *to == audience).map(|(_, occasion)| *occasion);
    for audience in [Audience::Employees, Audience::Executives, Audience::Public] {
        assert_eq!(last(audience), Some(Occasion::Resolved), "{audience:?}");
    }
    let of_public = |occasion| heard.contains(&(Audience::Public, occasion));
    assert!([Occasion::Identified, Occasion::Monitoring, Occasion::NoChange].into_iter().all(of_public));
    let page = desk.export(incident, ExportFormat::Markdown).expect("the record").bytes;
    let page = String::from_utf8(page).expect("UTF-8");
    let row = page.lines().find(|line| line.starts_with("| Promises kept |")).expect("the share");
    assert!(row.contains("Kestrel Foods: 1 of 1") && row.contains("Public: "), "{row}");
}
