//! A hub that has too much to do is left alone for as long as it says.

use allclear::views::SyncState;
use hub::Limits;
use sync::PUSH_ENTRIES;

use super::house::{House, becomes, laptop};
use crate::place::{declare, folder, note};
use crate::until::until;

#[test]
fn a_laptop_that_is_told_to_wait_waits_says_so_and_loses_nothing() {
    let folder = folder();
    let ana = laptop(folder.path());
    ana.introduce("Ana Sá".into(), "Ardent".into(), None).expect("Ana");
    // More than one push takes, and than may come at once: what follows it has to wait.
    let incident = declare(&ana, "Checkout fails");
    for n in 0..PUSH_ENTRIES + 200 {
        note(&ana, incident, &format!("note {n}"));
    }
    let limits = Limits { entries_per_second: 20, ..Limits::default() };
    let house = House::adopting_with(&ana.adoption_code().expect("a code"), limits);
    ana.join(house.url(), None).expect("Ana's laptop joins");
    // Two pushes may be under way before the first is counted. Whoever goes on writing after that is asked to wait.
    let said = until("the chip says that the hub is busy", || {
        let sync = serde_json::to_string(&ana.sync().expect("the chip")).expect("JSON");
        let busy = sync.contains("wants to be asked again in");
        if !busy {
            note(&ana, incident, "one more");
        }
        busy.then_some(sync)
    });
    assert!(!said.contains("attention"), "nobody has to do anything about it: {said}");
    becomes(&ana, SyncState::Synced);
    // A laptop that asked all the time would have been sent away hundreds of times.
    let sent_away = house.metric("allclear_hub_sent_away_total{why=\"entries\"}");
    assert!((1..20).contains(&sent_away), "sent away {sent_away} times");
}
