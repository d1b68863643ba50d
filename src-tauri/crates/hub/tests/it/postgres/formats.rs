//! Databases that an earlier version has filled.

use hub::{Hashed, Invitation, Role, Turn, change, found, open};
use incident::event::Event;
use incident::id::Millis;
use tokio::runtime::Runtime;

use super::House;
use crate::house::{Ground, NOW};
use crate::laptop::{Laptop, incident, note};

/// What the formats after the second have added, but for the row security: what a step does to rows it does to all of
/// them, though nobody says whose.
const BACK_TO_THE_SECOND: &str = "DROP TABLE numbers; DROP TABLE waiting; DROP TABLE withdrawn_hubs;
    DROP TABLE unsent; DROP TABLE senders; DROP TABLE secrets; DROP TABLE reached; DROP TABLE told; DROP TABLE subscribers; DROP TABLE pages;
    DROP TABLE tries;
    ALTER TABLE invitations DROP COLUMN maker; ALTER TABLE workspaces DROP COLUMN turn; ALTER TABLE invitations DROP COLUMN turn;
    ALTER TABLE members DROP COLUMN revoked_turn; ALTER TABLE devices DROP COLUMN revoked_turn;
    DELETE FROM formats WHERE number > 2";

#[test]
fn a_database_of_the_second_format_has_its_numbers_and_turns_filled_in() {
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
    let invitation = |made_at| Invitation {
        role: Role::Admin,
        uses: 1,
        made_at: Millis(made_at),
        expires_at: NOW,
        person: None,
        replica: None,
        maker: None,
    };
    let late = NOW.0 + 5;
    store.members().invite("before", &invitation(late)).unwrap();
    drop(store);
    Runtime::new().unwrap().block_on(ground.cluster.says(BACK_TO_THE_SECOND));

    let store = open(&ground.place()).unwrap();
    let of = |number| change(&*store, move |change| change.numbered(number)).unwrap();
    assert_eq!((of(7), of(8)), (vec![incident(1), incident(2)], vec![incident(1)]));
    store.members().invite("after", &invitation(3)).unwrap();
    let turn = |code: &'static str| {
        change(&*store, move |change| change.invitation(&Hashed::of(code))).unwrap().unwrap().1
    };
    assert_eq!((turn("before"), turn("after")), (Turn(late), Turn(late + 1)));
}
