//! Mails that come back: whose they were is known by an address that nobody else can make.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hub::{Config, HearsBy, SubscriberName, open};
use incident::id::Millis;
use serde_json::json;

use super::House;
use crate::broadcast::{at_home, state};
use crate::house::{Ground, real_now, until};
use crate::laptop::http;
use crate::post::Post;
use crate::public::{admin, bring, define, hearing_of_bounces, into, listed, subscribers, tell};

/// Whom the samples of the servers are addressed to.
const SAMPLE: &str = "bounces+abababababababababababababababababababababababab@example.org";

/// A mail that a server wrote, addressed so.
fn written(name: &str, to: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../outreach/tests/returned");
    fs::read_to_string(folder.join(name)).unwrap().replace(SAMPLE, to)
}

/// Puts a mail into the folder as a mail server does: nobody sees half of it.
fn deliver(maildir: &Path, mail: &str) {
    static PUT: AtomicUsize = AtomicUsize::new(0);
    let (whole, put) = (maildir.join("whole"), PUT.fetch_add(1, Relaxed));
    fs::write(&whole, mail).unwrap();
    fs::create_dir_all(maildir.join("new")).unwrap();
    fs::rename(whole, maildir.join("new").join(format!("{put}.M1P1.mail"))).unwrap();
}

/// How many lie there and were read by nobody yet.
fn waiting(maildir: &Path) -> usize {
    fs::read_dir(maildir.join("new")).unwrap().count()
}

#[tokio::test]
async fn whoever_asked_anew_is_not_ended_by_a_mail_from_before() {
    let folder = tempfile::tempdir().unwrap();
    let house: House = hearing_of_bounces(folder.path()).await;
    let (ada, post) = (admin(&house).await, Post::open().await);
    define(&ada, subscribers(post.port)).await;
    bring(&ada, &["ann@example.net".to_owned()]).await;
    tell(&ada, 1, "Update 1.").await;
    until("it to arrive", async || (state(&ada, 1).await.0 == "sent").then_some(())).await;
    let before = written("opensmtpd-nobody.eml", &post.returns()[0]);
    deliver(folder.path(), &before);
    until("it to be known", async || (listed(&ada).await["counts"]["bounced"] == 1).then_some(())).await;

    // The mailbox is there again, and they ask once more.
    let ground = house.stop().await;
    let (store, later) = (open(&ground.place()).unwrap(), Millis(real_now().0 + 11 * 60_000));
    let all = store.subscribers();
    let asked = all.ask(HearsBy::Email, "ann@example.net", SubscriberName([9; 16]), later).unwrap();
    all.confirm(asked.expect("they are asked"), later).unwrap();
    drop(store);
    let config = Config { status_page: true, bounces: Some(into(folder.path())), ..at_home() };
    let house = House::serve_as(ground, &config, http()).await;
    let mut ada = ada;
    ada.url.clone_from(&house.url);
    // Another report of that first mail, which a slow server wrote only now.
    deliver(folder.path(), &before);
    until("it to be read", async || (waiting(folder.path()) == 0).then_some(())).await;
    let counts = listed(&ada).await["counts"].clone();
    assert_eq!((&counts["email"], &counts["bounced"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn where_the_question_whether_they_asked_comes_back_nothing_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let house: House = hearing_of_bounces(folder.path()).await;
    let (ada, post) = (admin(&house).await, Post::open().await);
    define(&ada, subscribers(post.port)).await;
    let ask = house.http.post(format!("{}/status/subscribe", house.url)).body("email=nobody%40example.net");
    assert!(ask.send().await.unwrap().status().is_success());
    let returns = until("they to be asked", async || post.returns().first().cloned()).await;
    assert!(returns.starts_with("bounces+"), "it comes back to an address of its own: {returns}");
    until("it to be taken", async || (post.got().len() == 1).then_some(())).await;
    deliver(folder.path(), &written("postfix-nobody.eml", &returns));
    let known = async || {
        let one = listed(&ada).await["subscribers"][0].clone();
        (one["bounced_at"].is_i64() && one["confirmed_at"].is_null()).then_some(())
    };
    until("it to be known", known).await;
}

#[tokio::test]
async fn a_mail_that_comes_back_ends_it_for_whom_it_was_and_nobody_can_forge_one() {
    let folder = tempfile::tempdir().unwrap();
    let (new, seen) = (folder.path().join("new"), folder.path().join("cur"));
    let house: House = hearing_of_bounces(folder.path()).await;
    let (ada, post) = (admin(&house).await, Post::open().await);
    define(&ada, subscribers(post.port)).await;
    bring(&ada, &["ann@example.net".to_owned(), "bob@example.net".to_owned()]).await;
    tell(&ada, 1, "Update 1.").await;
    until("it to arrive", async || (state(&ada, 1).await.0 == "sent").then_some(())).await;
    let returns = post.returns();
    assert_eq!(returns.len(), 2);
    assert_ne!(returns[0], returns[1], "each has one of their own");
    let counts = async || listed(&ada).await["counts"].clone();

    // Nothing was there to be read until now, and nobody minds.
    fs::create_dir(&new).unwrap();
    let other = if &returns[0][45..46] == "0" { "1" } else { "0" };
    let forged = [
        // Another's mark under this name, the name alone, and one digit.
        format!("{}{}", &returns[0][..40], &returns[1][40..]),
        format!("{}@example.org", &returns[0][..40]),
        returns[0].replace('@', "0@"),
        format!("{}{other}{}", &returns[0][..45], &returns[0][46..]),
    ];
    let deliver = |mail: &str| deliver(folder.path(), mail);
    for to in &forged {
        deliver(&written("postfix-nobody.eml", to));
    }
    deliver(&format!("To: {}\nSubject: Out of office\n\nBack on Monday. 550 5.1.1\n", returns[0]));
    deliver("");
    deliver(&written("exim-full.eml", &returns[0]));
    until("all to be read", async || (waiting(folder.path()) == 0).then_some(())).await;
    assert_eq!((counts().await["email"].clone(), counts().await["bounced"].clone()), (2.into(), 0.into()));
    assert_eq!(fs::read_dir(&seen).unwrap().count(), forged.len() + 2, "a person may look at what it is");

    deliver(&written("opensmtpd-nobody.eml", &returns[0].to_uppercase()));
    until("it to be known", async || (counts().await["bounced"] == 1).then_some(())).await;
    until("what was read to be gone", async || (waiting(folder.path()) == 0).then_some(())).await;
    assert_eq!(counts().await["email"], 1);
    tell(&ada, 2, "Update 2.").await;
    until("it to arrive", async || (state(&ada, 2).await.0 == "sent").then_some(())).await;
    assert_eq!(post.returns()[2..], returns[1..], "only who is there hears, under the same mark as before");

    // A report of somebody who left meanwhile is nothing that a person has to look at, and their address is not kept in it.
    let laid_aside = fs::read_dir(&seen).unwrap().count();
    let gone = listed(&ada).await["subscribers"].as_array().unwrap().clone();
    for one in &gone {
        let path = format!("/v1/subscribers/{}", one["name"].as_str().unwrap());
        assert!(ada.delete(&path).send().await.unwrap().status().is_success());
    }
    deliver(&written("opensmtpd-nobody.eml", &returns[1]));
    until("it to be read", async || (waiting(folder.path()) == 0).then_some(())).await;
    assert_eq!((gone.len(), fs::read_dir(&seen).unwrap().count()), (2, laid_aside));
}
