//! Who asked to hear of the public status page: how they ask, who is told, and that nobody else learns who they are.

use std::collections::BTreeMap;

use hub::{HearsBy, Limits, SubscriberName, open};
use incident::id::Millis;
use incident::stream::Stream;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::House;
use crate::broadcast::state;
use crate::hook::Hook;
use crate::house::{Ground, NOW, until};
use crate::laptop::{Laptop, incident};
use crate::openapi::Document;
use crate::post::Post;
use crate::public::{
    admin, bring, define, listed, showing, showing_behind_a_proxy, subscribers, tell, tell_of_review,
};

/// The port of nobody.
const CLOSED: u16 = 9;

async fn sent(laptop: &Laptop, n: u8) {
    until("it to arrive", async || (state(laptop, n).await.0 == "sent").then_some(())).await;
}

/// How often something came to each address.
fn heard(hook: &Hook) -> BTreeMap<String, usize> {
    let mut heard = BTreeMap::new();
    for (to, _) in hook.all() {
        *heard.entry(to).or_default() += 1;
    }
    heard
}

#[test]
fn whoever_asks_is_asked_back_once_and_hears_only_once_they_have_said_yes() {
    let ground = House::ground();
    hub::found(&ground.place(), None, NOW).unwrap();
    let store = open(&ground.place()).unwrap();
    let all = store.subscribers();
    let (a, b, c) = (SubscriberName([1; 16]), SubscriberName([2; 16]), SubscriberName([3; 16]));
    let later = |minutes: i64| Millis(NOW.0 + minutes * 60_000);
    let ask = |name, at| all.ask(HearsBy::Email, "ann@example.net", name, at).unwrap();
    assert_eq!(ask(a, NOW), Some(a));
    assert_eq!(ask(b, later(9)), None, "nobody is asked twice at once");
    assert_eq!(ask(b, later(10)), Some(a), "and keeps the name");
    let untold = |message, by, after, most| {
        let of = |way| all.untold(way, message, by, after, most).unwrap();
        [of(HearsBy::Email), of(HearsBy::Webhook)]
    };
    let told =
        |message, at| [HearsBy::Email, HearsBy::Webhook].map(|way| all.told(way, message, at).unwrap());
    assert_eq!(untold("m", later(60), None, 9), [[], []]);
    assert!(all.confirm(a, later(11)).unwrap() && !all.confirm(b, later(11)).unwrap());
    assert_eq!(ask(b, later(60)), None, "they hear already");
    assert_eq!(all.bring(&[(HearsBy::Email, "ann@example.net".to_owned(), b)], later(12)).unwrap(), 0);
    let hook = (HearsBy::Webhook, "https://example.net/in".to_owned(), c);
    assert_eq!(all.bring(&[hook], later(12)).unwrap(), 1);

    let names = |by, after, most| -> Vec<SubscriberName> {
        untold("m", by, after, most).into_iter().flatten().map(|one| one.name).collect()
    };
    assert_eq!(names(later(11), None, 9), [a], "who came later does not hear of what was before");
    assert_eq!(names(later(12), None, 9), [a, c]);
    assert_eq!((names(later(12), None, 0), names(later(12), Some(a), 9)), (vec![], vec![c]));
    assert_eq!(untold("m", later(12), None, 9).map(|some| some.len()), [1, 1], "each way by itself");
    all.note_told("m", &[(a, true), (b, true)], later(13)).unwrap();
    assert_eq!((names(later(12), None, 9), told("m", later(13))), (vec![c], [(1, 1), (0, 0)]));
    all.note_told("m", &[(c, false)], later(13)).unwrap();
    assert_eq!((names(later(12), None, 9), told("m", later(13))), (vec![], [(1, 1), (0, 1)]));
    assert_eq!(untold("n", later(12), None, 9).concat().len(), 2, "each message by itself");
    all.forget_refused("m").unwrap();
    assert_eq!((names(later(12), None, 9), told("m", later(13))), (vec![c], [(1, 1), (0, 0)]));
    all.note_told("m", &[(c, false)], later(13)).unwrap();
    let eve = (HearsBy::Email, "eve@example.net".to_owned(), SubscriberName([5; 16]));
    let asked = SubscriberName([4; 16]);
    assert_eq!(all.ask(eve.0, &eve.1, asked, later(13)).unwrap(), Some(asked));
    assert_eq!(
        all.bring(std::slice::from_ref(&eve), later(14)).unwrap(),
        1,
        "who waits hears once an admin brings them"
    );
    assert_eq!(all.bring(&[eve], later(15)).unwrap(), 0);
    assert_eq!(all.subscriber(asked).unwrap().unwrap().confirmed_at, Some(later(14)));
    assert!(all.remove(asked).unwrap());

    all.bounced(&[a], later(14)).unwrap();
    assert_eq!(untold("n", later(15), None, 9).concat().len(), 1);
    let counts = all.counts().unwrap();
    assert_eq!((counts.email, counts.webhook, counts.waiting, counts.bounced), (0, 1, 0, 1));
    assert_eq!(ask(b, later(70)), Some(a), "whoever asks anew says anew that it is theirs");
    assert_eq!(all.subscriber(a).unwrap().unwrap().confirmed_at, None);
    let bounced = || all.subscriber(a).unwrap().unwrap().bounced_at;
    all.bounced(&[a], later(70)).unwrap();
    all.bounced(&[a], later(71)).unwrap();
    assert_eq!(bounced(), Some(later(70)), "it is known since the first time");
    all.confirm(a, later(71)).unwrap();
    assert_eq!(bounced(), None, "whoever has read the question is reached");
    all.bounced(&[a], later(71)).unwrap();
    all.confirm(a, later(71)).unwrap();
    assert_eq!(bounced(), Some(later(71)), "an old link says nothing of that");
    assert_eq!(all.listed("ann@example.net", 9).unwrap().len(), 1);
    assert!(all.remove(a).unwrap() && !all.remove(a).unwrap());
    assert_eq!(told("m", later(71)), [(0, 0), (0, 1)], "nothing of them is kept");
    assert_eq!(told("m", later(31 * 24 * 60)), [(0, 0); 2], "nor of anybody for ever");
    assert_eq!(ask(a, later(72)), Some(a));
    let other = |at| all.ask(HearsBy::Email, "bob@example.net", b, at).unwrap();
    assert_eq!(other(later(4 * 24 * 60)), Some(b));
    assert!(all.subscriber(a).unwrap().is_some());
    all.forget_unconfirmed(later(4 * 24 * 60)).unwrap();
    assert_eq!(all.subscriber(a).unwrap(), None, "who never said yes is forgotten");
}

#[tokio::test]
async fn everybody_who_asked_is_told_once_and_is_gone_by_one_click() {
    let house: House = showing().await;
    let hook = Hook::answering(&[503]).await;
    let ada = admin(&house).await;
    define(&ada, subscribers(CLOSED)).await;
    let addresses: Vec<String> = (0..3).map(|n| format!("{}?{n}", hook.url)).collect();
    let said = bring(&ada, &[&addresses[..], &["nobody".to_owned(), addresses[0].clone()]].concat()).await;
    assert_eq!(said, json!({ "added": 3, "refused": ["nobody"] }));
    tell(&ada, 1, "We look into it.").await;
    sent(&ada, 1).await;
    // One had trouble, and waits while it stands as arrived for the others.
    let times = until("the one to be told again", async || {
        let times = heard(&hook);
        (times.values().sum::<usize>() == 4).then_some(times)
    })
    .await;
    assert_eq!(times.len(), 3, "the others were not told again: {times:?}");

    let (to, first) = hook.all().into_iter().next_back().unwrap();
    let leave = first["data"]["unsubscribe"].as_str().unwrap().to_owned();
    let looked = house.http.get(&leave).send().await.unwrap();
    assert!(looked.text().await.unwrap().contains("<button>Unsubscribe</button>"));
    assert_eq!(listed(&ada).await["counts"]["webhook"], 3, "looking at a link changes nothing");
    let click = house.http.post(&leave).body("List-Unsubscribe=One-Click").send();
    assert_eq!(click.await.unwrap().status(), StatusCode::OK);
    assert_eq!(listed(&ada).await["counts"]["webhook"], 2);
    let again = house.http.post(&leave).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::OK, "twice is as good as once");
    let before = heard(&hook)[&to];
    tell(&ada, 2, "Another one.").await;
    sent(&ada, 2).await;
    assert_eq!(heard(&hook)[&to], before, "whoever left hears no more");
    assert_eq!(heard(&hook).values().sum::<usize>(), 6);
    // The log is everybody's, and names nobody of them.
    for entry in ada.pull_all().await {
        let text = format!("{entry:?}");
        assert!(!addresses.iter().any(|address| text.contains(address)), "{text}");
    }
    let name = listed(&ada).await["subscribers"][0]["name"].as_str().unwrap().to_owned();
    let remove = async || ada.delete(&format!("/v1/subscribers/{name}")).send().await.unwrap().status();
    assert_eq!((remove().await, remove().await), (StatusCode::NO_CONTENT, StatusCode::NOT_FOUND));
    assert_eq!(listed(&ada).await["subscribers"].as_array().unwrap().len(), 1);
    let after = async |text: &str| {
        ada.get("/v1/subscribers").query(&[("after", text)]).send().await.unwrap().status()
    };
    assert_eq!(after("b@example.net").await, StatusCode::OK);
    assert_eq!(after("b\0").await, StatusCode::BAD_REQUEST, "no address holds that");
}

#[tokio::test]
async fn the_page_offers_to_tell_whoever_asks_where_that_is_set_up_and_says_of_nobody_whether_they_hear() {
    let house: House = showing().await;
    let ada = admin(&house).await;
    let url = format!("{}/status/subscribe", house.url);
    let ask = async |body: &'static str| {
        let answer = house.http.post(&url).body(body).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(house.http.get(&url).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(ask("email=ann%40example.net").await.0, StatusCode::NOT_FOUND);
    define(&ada, subscribers(CLOSED)).await;
    let form = house.http.get(&url).send().await.unwrap();
    let policy = form.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self'") && !policy.contains("script"), "{policy}");
    let form = form.text().await.unwrap();
    assert!(
        form.contains("name=\"email\"") && form.contains("name=\"webhook\"") && !form.contains("<script")
    );
    until("the first page to lead there", async || {
        let front =
            house.http.get(format!("{}/status/", house.url)).send().await.unwrap().text().await.unwrap();
        front.contains(&format!("href=\"{url}\"")).then_some(())
    })
    .await;
    let wrong = [
        "",
        "email=",
        "email=nobody",
        "email=a%40b%0d%0aBcc%3a+c%40d",
        "webhook=http%3a%2f%2fexample.net%2f",
        "webhook=file%3a%2f%2f%2fetc%2fpasswd",
        "email=a%40example.net&webhook=https%3a%2f%2fexample.net%2f",
        "\u{ff}",
    ];
    for body in wrong {
        let (status, page) = ask(body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body:?}");
        assert!(page.contains("role=\"alert\""), "{body:?}");
    }
    let (first, again) = (ask("email=ann%40example.net").await, ask("email=ann%40example.net").await);
    assert_eq!((first.0, &first), (StatusCode::OK, &again), "nobody learns whether an address is known");
    assert!(first.1.contains("ann@example.net"));
    let (_, tried) = ask("email=%3cb%3e%40example.net").await;
    assert!(!tried.contains("<b>@"), "{tried}");
    assert_eq!(listed(&ada).await["counts"]["waiting"], 1);
    // A service in the own network is for admins to add: nothing that anybody enters here is spoken to there.
    let hook = Hook::answering(&[]).await;
    let inside = hook.url.replacen("http://", "webhook=https%3a%2f%2f", 1).replace('/', "%2f");
    assert_eq!(house.http.post(&url).body(inside).send().await.unwrap().status(), StatusCode::OK);
    for word in ["AAAA", "../v1/hub", &"A".repeat(43)] {
        for step in ["confirm", "leave"] {
            let link = format!("{}/status/{step}/{word}", house.url);
            let answer = house.http.post(link).send().await.unwrap();
            assert!(answer.status().is_client_error(), "{step} {word}");
        }
    }
    assert_eq!(hook.got(), []);
}

#[tokio::test]
async fn whoever_is_told_of_a_review_is_led_to_it() {
    let house: House = showing().await;
    let (ada, post) = (admin(&house).await, Post::open().await);
    define(&ada, subscribers(post.port)).await;
    bring(&ada, &["ann@example.net".to_owned()]).await;
    tell(&ada, 1, "We look into it.").await;
    tell_of_review(&ada, 2, "We say why.").await;
    let mails = until("both to be told", async || Some(post.mails()).filter(|mails| mails.len() == 2)).await;
    // Quoted-printable breaks lines at an equals sign.
    let read = |words: &str| -> String {
        let mut read = mails.iter().map(|mail| mail.replace("=\n", "").replace("=3D", "="));
        read.find(|mail| mail.contains(words)).unwrap_or_else(|| panic!("{words} in {mails:#?}"))
    };
    let Stream::Incident(id) = incident(2) else { panic!("an incident") };
    let file = format!("reviews/{id}.html");
    let (told, other) = (read("We say why."), read("We look into it."));
    assert_eq!(told.matches(&format!("https://status.example.org/{file}")).count(), 2, "{told}");
    assert!(told.contains("Read the review</a>"), "{told}");
    assert!(!other.contains("/reviews/"), "{other}");
    until("it to be there", async || {
        let page = house.http.get(format!("{}/status/{file}", house.url)).send().await.unwrap();
        page.text().await.unwrap().contains("A larger pool.").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_test_of_the_way_to_those_who_asked_says_whether_it_works_and_mails_nobody() {
    let house: House = showing().await;
    let (ada, post) = (admin(&house).await, Post::open().await);
    define(&ada, subscribers(post.port)).await;
    bring(&ada, &["ann@example.net".to_owned()]).await;
    let test = async || -> Value {
        ada.post("/v1/channels/public/test").send().await.unwrap().json().await.unwrap()
    };
    let tried = test().await;
    assert_eq!(tried["arrived"], true, "{tried}");
    assert!(tried["words"].as_str().unwrap().contains("No mail was sent"), "{tried}");
    assert_eq!(post.returns(), ["status@example.org"], "it was asked whether we may write");
    define(&ada, subscribers(CLOSED)).await;
    let tried = test().await;
    assert_eq!(tried["arrived"], false, "{tried}");
    // The first mail is the update.
    define(&ada, subscribers(post.port)).await;
    tell(&ada, 1, "We look into it.").await;
    sent(&ada, 1).await;
    let mails = post.mails();
    assert!(mails.len() == 1 && mails[0].contains("We look into it."), "{mails:#?}");
}

/// Enters this address, as from there.
async fn wishes(house: &House, from: &str, address: &str) -> Response {
    let ask = house.http.post(format!("{}/status/subscribe", house.url)).header("x-forwarded-for", from);
    ask.body(format!("email={address}%40example.net")).send().await.unwrap()
}

#[tokio::test]
async fn a_flood_of_wishes_from_one_source_closes_subscribing_for_nobody_else() {
    let limits =
        Limits { subscriptions_per_minute: u32::MAX, subscriptions_unconfirmed: 3, ..Limits::default() };
    let (house, post): (House, _) = (showing_behind_a_proxy(limits).await, Post::open().await);
    let ada = admin(&house).await;
    define(&ada, subscribers(post.port)).await;
    let document = Document::of(&house).await;
    for n in 0..3 {
        let from = format!("198.51.100.{n}, 203.0.113.7");
        assert_eq!(wishes(&house, &from, &format!("m{n}")).await.status(), StatusCode::OK, "{n}");
    }
    let refused = wishes(&house, "203.0.113.7", "m3").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    document.hold("post", "/status/subscribe", refused).await;
    let page = wishes(&house, "203.0.113.7", "m3").await.text().await.unwrap();
    assert!(page.contains("Too many have asked from your network and not confirmed"), "{page}");
    assert_eq!(wishes(&house, "203.0.113.8", "ann").await.status(), StatusCode::OK, "others are heard");
    assert_eq!(listed(&ada).await["counts"]["waiting"], 4, "who is refused is not written to");

    let mails = until("them to be asked", async || Some(post.mails()).filter(|mails| mails.len() == 4)).await;
    let mail = mails.iter().find(|mail| mail.contains("m0@example.net")).unwrap();
    // Quoted-printable breaks lines at an equals sign.
    let mail = mail.replace("=\r\n", "").replace("=\n", "");
    let word = mail.split("/status/confirm/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let confirmed = house.http.post(format!("{}/status/confirm/{word}", house.url)).send().await.unwrap();
    assert_eq!(confirmed.status(), StatusCode::OK);
    assert_eq!(
        wishes(&house, "203.0.113.7", "m3").await.status(),
        StatusCode::OK,
        "who confirms takes nobody's place"
    );
}

#[tokio::test]
async fn one_source_asks_so_often_in_a_minute() {
    let limits = Limits { subscriptions_per_minute: 1, ..Limits::default() };
    let house: House = showing_behind_a_proxy(limits).await;
    define(&admin(&house).await, subscribers(CLOSED)).await;
    let mut refused = 0;
    for n in 0..10 {
        let answer = wishes(&house, "203.0.113.7", &format!("m{n}")).await;
        refused += usize::from(answer.status() == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 0);
    assert_eq!(wishes(&house, "203.0.113.8", "ann").await.status(), StatusCode::OK);
}
