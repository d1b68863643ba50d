//! Two hubs on one database that both believe that they are the sender.

use std::collections::HashSet;

use super::House;
use crate::broadcast::{admin_with, approve, at_home, state, webhook};
use crate::hook::Hook;
use crate::house::{Ground, NOW, serve, until};
use crate::laptop::http;

#[tokio::test]
async fn two_hubs_with_one_key_send_each_update_once() {
    const EACH: u8 = 8;
    let ground = House::ground();
    hub::found(&ground.place(), None, NOW).unwrap();
    let (house, hook) = (House::serve_as(ground, &at_home(), http()).await, Hook::answering(&[]).await);
    let (second, _stop, _) = serve(&house.place, &at_home()).await;
    let mut ada = admin_with(&house, webhook(&hook.url)).await;
    for n in 1..=EACH {
        // By turns it is told to the one and to the other.
        ada.url.clone_from(if n % 2 == 0 { &second } else { &house.url });
        approve(&ada, n, &format!("Update {n}")).await;
    }
    for n in 1..=EACH {
        until("it to arrive", async || (state(&ada, n).await.0 == "sent").then_some(())).await;
    }
    let got = hook.got();
    let ids: HashSet<&String> = got.iter().map(|(id, _)| id).collect();
    assert_eq!((got.len(), ids.len()), (usize::from(EACH), usize::from(EACH)), "{got:?}");
}
