//! Mails that come back: whose they were is known by an address that nobody else can make.

use std::fs;
use std::path::Path;

use super::House;
use crate::broadcast::state;
use crate::house::until;
use crate::post::Post;
use crate::public::{admin, bring, define, hearing_of_bounces, listed, subscribers, tell};

/// Whom the samples of the servers are addressed to.
const SAMPLE: &str = "bounces+abababababababababababababababababababababababab@example.org";

/// A mail that a server wrote, addressed so.
fn written(name: &str, to: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../outreach/tests/returned");
    fs::read_to_string(folder.join(name)).unwrap().replace(SAMPLE, to)
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
    let mut put = 0;
    let mut deliver = |mail: &str| {
        put += 1;
        // As a mail server does: nobody sees half of it.
        let whole = folder.path().join("whole");
        fs::write(&whole, mail).unwrap();
        fs::rename(whole, new.join(format!("{put}.M1P1.mail"))).unwrap();
    };
    for to in &forged {
        deliver(&written("postfix-nobody.eml", to));
    }
    deliver(&format!("To: {}\nSubject: Out of office\n\nBack on Monday. 550 5.1.1\n", returns[0]));
    deliver("");
    deliver(&written("exim-full.eml", &returns[0]));
    let waiting = || fs::read_dir(&new).unwrap().count();
    until("all to be read", async || (waiting() == 0).then_some(())).await;
    assert_eq!((counts().await["email"].clone(), counts().await["bounced"].clone()), (2.into(), 0.into()));
    assert_eq!(fs::read_dir(&seen).unwrap().count(), forged.len() + 2, "a person may look at what it is");

    deliver(&written("opensmtpd-nobody.eml", &returns[0].to_uppercase()));
    until("it to be known", async || (counts().await["bounced"] == 1).then_some(())).await;
    until("what was read to be gone", async || (waiting() == 0).then_some(())).await;
    assert_eq!(counts().await["email"], 1);
    tell(&ada, 2, "Update 2.").await;
    until("it to arrive", async || (state(&ada, 2).await.0 == "sent").then_some(())).await;
    assert_eq!(post.returns()[2..], returns[1..], "only who is there hears, under the same mark as before");
}
