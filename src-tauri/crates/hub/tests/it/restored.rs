//! A hub whose files were put back to an earlier state.

use hub::{Role, back_up};
use incident::body::Body;
use incident::cut::Cut;
use incident::entry::{BodyBytes, Entry};
use incident::event::Event;
use sync::Verdict;

use crate::broadcast::{admin_with, approve, at_home, state, webhook};
use crate::hook::Hook;
use crate::house::{Ground as _, House, NOW, code, until};
use crate::laptop::{Laptop, http, incident, note};

#[tokio::test]
async fn a_cursor_of_a_log_that_was_put_back_is_gone_also_once_the_new_one_is_as_long() {
    let house = House::found().await;
    let mut ana = house.member("Ana", Role::Responder).await;
    ana.push(ana.note(incident(1), "one")).await;
    let backups = tempfile::tempdir().unwrap();
    let copy = backups.path().join("copy.sqlite");
    back_up(&house.place, &copy).unwrap();
    let kept = ana.pull(crate::laptop::START).await.cursor;
    let lost = ana.note(incident(1), "two");
    let lost_at = ana.push(lost.clone()).await.cursor;
    let journal = house.place.journal();
    let folder = house.stop().await;
    std::fs::copy(&copy, &journal).unwrap();

    let house = House::serve(folder).await;
    ana.url.clone_from(&house.url);
    let gone = async |path: String| {
        let answer = ana.get(&path).send().await.unwrap();
        assert_eq!(code(answer).await, (410, "gone".to_owned()), "{path}");
    };
    assert_eq!(ana.pull(&kept.to_string()).await.entries, [], "what is in the backup is known");
    gone(format!("/v1/entries?after={lost_at}")).await;
    gone(format!("/v1/live?after={lost_at}")).await;
    gone(format!("/v1/entries?after={kept}&seen={lost_at}")).await;

    let other = ana.push(ana.note(incident(2), "something else")).await;
    assert_eq!(other.cursor.position, lost_at.position);
    gone(format!("/v1/entries?after={lost_at}")).await;
    // Whoever holds what was lost brings it back.
    assert_eq!(ana.push(lost).await.verdicts, [Verdict::Taken]);
}

#[tokio::test]
async fn a_hub_that_lost_a_hidden_text_takes_it_back_with_the_word_that_hid_it() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let notes = ["one", "hidden", "three"].map(note).to_vec();
    ana.write(incident(1), false, notes);
    let entry = ana.journal.record(incident(1)).unwrap().facts()[1].id;
    ana.write(incident(1), false, vec![Event::Redacted { entry, replaces: vec![] }]);
    let entries = ana.journal.entries(incident(1)).unwrap();
    assert!(matches!(entries[1].body, BodyBytes::Dropped(_)));

    // Without it, nothing of the transaction counts as taken.
    let waits = |verdicts: &[Verdict]| verdicts.iter().all(|one| matches!(one, Verdict::Waits { .. }));
    assert!(waits(&ana.push(entries[..3].to_vec()).await.verdicts));
    assert_eq!(ana.push(entries.clone()).await.verdicts, vec![Verdict::Taken; 4]);
    let mut back = ana.pull_all().await;
    back.retain(|entry| entry.head.stream == incident(1));
    assert_eq!(back, entries);
}

#[tokio::test]
async fn an_address_with_a_cursor_that_is_none_says_so() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Observer).await;
    for path in ["/v1/entries?after=x", "/v1/live?after=1", "/v1/heads?after=x", "/v1/entries?limit=x"] {
        let answer = ana.get(path).send().await.unwrap();
        assert_eq!(code(answer).await, (400, "address".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn a_hub_that_was_put_back_stands_by_the_branch_that_it_has_taken_since() {
    let house = House::found().await;
    let (ana, mut ben) =
        (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    ana.push(ana.note(incident(1), "before")).await;
    let twin = ana.copied();
    let one = ana.note(incident(1), "one");
    let other = twin.write(incident(1), false, vec![note("a"), note("b")]);
    ana.push(one.clone()).await;
    ben.push(other.clone()).await;
    let (first, cuts): (Vec<Entry>, Vec<Entry>) =
        ben.pull_all().await.into_iter().partition(|entry| entry.head.replica == ana.replica());
    let house = house.without_its_log().await;
    ben.url.clone_from(&house.url);

    let taken = ben.push([first[..1].to_vec(), other.clone()].concat()).await;
    assert_eq!(taken.verdicts, vec![Verdict::Taken; 3]);
    // The cut of before comes back to a hub that holds the other branch by now.
    ben.push(cuts.into_iter().filter(|entry| entry.head.replica == house.hub).collect()).await;
    let cut = async || {
        let reader = Laptop::new(&house, "Reader");
        reader.journal.absorb(ben.pull_all().await).unwrap();
        reader.journal.record(incident(1)).unwrap().cut(&one[0].head.series()).unwrap()
    };
    let last = twin.journal.hash_at(&other[1].head.series(), 3).unwrap().unwrap();
    let stands = Cut { seq: 3, last: Some(last.reference()), forked: Some(2) };
    assert_eq!(cut().await, stands);
    assert!(matches!(ben.push(one.clone()).await.verdicts[0], Verdict::Refused { .. }));
    assert_eq!(cut().await, stands);
}

#[tokio::test]
async fn a_hub_that_lost_the_next_number_goes_on_after_the_highest_that_was_given() {
    let house = House::found().await;
    let mut ana = house.member("Ana", Role::Responder).await;
    for n in 1..4 {
        ana.push(ana.write(incident(n), false, vec![Event::Declared { drill: false }])).await;
    }
    let journal = house.place.journal();
    let folder = house.stop().await;
    let file = rusqlite::Connection::open(&journal).unwrap();
    assert_eq!(file.execute("DELETE FROM settings WHERE key = 'next_number'", []).unwrap(), 1);
    drop(file);
    let house = House::serve(folder).await;
    ana.url.clone_from(&house.url);
    ana.push(ana.write(incident(4), false, vec![Event::Declared { drill: false }])).await;
    let numbers = ana.pull_all().await.into_iter().filter_map(|entry| {
        let BodyBytes::Whole(bytes) = &entry.body else { return None };
        match Body::from_bytes(entry.head.v, bytes).ok()?.event {
            Event::Numbered { number, .. } => Some((entry.head.stream, number)),
            _ => None,
        }
    });
    let expected: Vec<_> = (1..5).map(|n| (incident(n), u64::from(n))).collect();
    assert_eq!(numbers.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_hub_starts_and_sends_although_one_incident_cannot_be_read() {
    let (ground, hook) = (House::ground(), Hook::answering(&[401]).await);
    hub::found(&ground.place(), Some("Ops"), NOW).unwrap();
    let house = House::serve_as(ground, &at_home(), http()).await;
    let mut ada = admin_with(&house, webhook(&hook.url)).await;
    approve(&ada, 1, "We look into it.").await;
    until("it to fail", async || (state(&ada, 1).await.0 == "failed").then_some(())).await;
    let journal = house.place.journal();
    let ground = house.stop().await;
    let file = rusqlite::Connection::open(&journal).unwrap();
    let guard = "SELECT sql FROM sqlite_schema WHERE name = 'entries_never_change'";
    let guard: String = file.query_row(guard, [], |row| row.get(0)).unwrap();
    let spoil = "DROP TRIGGER entries_never_change;
        UPDATE entries SET body = x'00' WHERE position = (SELECT max(position) FROM entries);";
    file.execute_batch(&format!("{spoil} {guard}")).unwrap();
    drop(file);
    let house = House::serve_as(ground, &at_home(), http()).await;
    ada.url.clone_from(&house.url);
    approve(&ada, 2, "Another.").await;
    until("it to leave", async || (hook.got().len() == 2).then_some(())).await;
}
