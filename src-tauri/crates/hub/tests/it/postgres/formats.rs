//! Databases that an earlier version has filled.

use hub::{change, found, open};
use incident::event::Event;
use tokio::runtime::Runtime;

use super::House;
use crate::house::{Ground, NOW};
use crate::laptop::{Laptop, incident, note};

#[test]
fn a_database_from_before_the_table_of_numbers_has_it_filled() {
    let ground = House::ground();
    found(&ground.place(), None, NOW).unwrap();
    let store = open(&ground.place()).unwrap();
    let ana = Laptop::in_workspace(store.workspace(), "", "Ana");
    let numbered = |number| Event::Numbered { number, base: vec![] };
    let entries = [
        ana.write(incident(2), false, vec![numbered(7), note("\"numbered\" is a word \u{0}")]),
        ana.write(incident(1), false, vec![numbered(7), numbered(8), numbered(u64::MAX)]),
    ];
    change(&*store, move |change| change.absorb(entries.concat())).unwrap();
    drop(store);
    let before = "DROP TABLE numbers; DELETE FROM formats WHERE number > 2";
    Runtime::new().unwrap().block_on(ground.cluster.says(before));
    let store = open(&ground.place()).unwrap();
    let of = |number| change(&*store, move |change| change.numbered(number)).unwrap();
    assert_eq!((of(7), of(8)), (vec![incident(1), incident(2)], vec![incident(1)]));
}
