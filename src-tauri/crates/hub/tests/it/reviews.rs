//! The review that the hub shows: to whoever may see its incident, as it was published, and true to the record.

use hub::Role;
use incident::event::Event;
use incident::id::{Edition, EntryRef};
use incident::stream::Stream;
use incident::timeline::reference;
use incident::value::{Chapter, ImpactAspect, NoteKind, Part, Readers};
use reqwest::{Response, header};

use super::House;
use crate::house::NOW;
use crate::laptop::{Laptop, incident};

async fn ask(laptop: &Laptop, stream: Stream) -> Response {
    let id = stream.incident().unwrap();
    laptop.get(&format!("/v1/reviews/{id}")).send().await.unwrap()
}

fn released(readers: Readers, text: &str) -> Event {
    let passages = vec![Chapter { title: "What helped".to_owned(), text: text.to_owned() }];
    Event::ReviewReleased {
        readers,
        title: "Cards were <b>refused</b>".to_owned(),
        passages,
        part: None,
        base: vec![],
    }
}

fn last(laptop: &Laptop, stream: Stream) -> EntryRef {
    laptop.journal.record(stream).unwrap().facts().last().unwrap().id
}

#[tokio::test]
async fn a_review_is_shown_as_it_was_published_and_stays_true_to_the_record() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let stream = incident(1);
    let noted = Event::Noted { note: NoteKind::Note, text: "every third card".to_owned() };
    ana.push(ana.write(stream, false, vec![Event::Declared { drill: false }, noted])).await;
    let noted = last(&ana, stream);
    assert_eq!(ask(&ben, stream).await.status(), 404, "nothing is published");

    let text = format!("We saw {}. <script>alert(1)</script>", reference(noted));
    ana.push(ana.write(stream, false, vec![released(Readers::Workspace, &text)])).await;
    ana.push(ana.write(stream, false, vec![released(Readers::Public, "For everybody")])).await;
    let answer = ask(&ben, stream).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(
        answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("default-src 'none'")
    );
    let page = answer.text().await.unwrap();
    assert!(page.contains("every third card") && page.contains("Cards were &lt;b&gt;refused"), "{page}");
    assert!(!page.contains("<script") && !page.contains("For everybody"), "{page}");

    let corrected = Event::NoteCorrected { note: noted, text: "every fourth card".to_owned(), base: vec![] };
    ana.push(ana.write(stream, false, vec![corrected])).await;
    assert!(ask(&ben, stream).await.text().await.unwrap().contains("every fourth card"));
    let redacted = Event::Redacted { entry: noted, replaces: vec![] };
    ana.push(ana.write(stream, false, vec![redacted])).await;
    assert!(!ask(&ben, stream).await.text().await.unwrap().contains("third card"));
}

#[tokio::test]
async fn a_review_in_several_entries_is_shown_whole() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let stream = incident(1);
    let whole = [Chapter { title: "What helped".to_owned(), text: "A limit, and an alarm.".to_owned() }];
    let edition = whole.iter().map(|passage| (passage.title.as_str(), passage.text.as_str()));
    let edition = Edition::of(edition);
    let part = |nth: u16, text: &str| Event::ReviewReleased {
        readers: Readers::Workspace,
        title: "Cards were refused".to_owned(),
        passages: vec![Chapter { title: "What helped".to_owned(), text: text.to_owned() }],
        part: Some(Part { whole: edition, nth, of: 2, goes_on: nth > 0 }),
        base: vec![],
    };
    ana.push(ana.write(stream, false, vec![Event::Declared { drill: false }, part(0, "A limit, ")])).await;
    assert_eq!(ask(&ana, stream).await.status(), 404, "the rest has not come");
    ana.push(ana.write(stream, false, vec![part(1, "and an alarm.")])).await;
    let page = ask(&ana, stream).await.text().await.unwrap();
    assert!(page.contains("A limit, and an alarm."), "{page}");
}

#[tokio::test]
async fn what_a_review_cites_again_and_again_is_told_whole_once() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let stream = incident(1);
    let text = format!("It began here. {}", "and went on ".repeat(700));
    let noted = Event::Noted { note: NoteKind::Note, text };
    let stated = Event::ImpactStated {
        aspect: ImpactAspect::Customers,
        value: Some("7400 shops".to_owned()),
        number: Some(7_400),
        source: "the ledger".to_owned(),
        base: vec![],
    };
    ana.push(ana.write(stream, false, vec![Event::Declared { drill: false }, stated, noted])).await;
    let cited = reference(last(&ana, stream));
    let words = format!("{cited} and [[chart/customers]] ").repeat(800);
    ana.push(ana.write(stream, false, vec![released(Readers::Workspace, &words)])).await;
    let page = ask(&ana, stream).await.text().await.unwrap();
    assert_eq!((page.matches("<svg").count(), page.matches("It began here.").count()), (1, 1));
    assert_eq!(page.matches("(as above)").count(), 799);
    assert_eq!(page.matches("(Customers over time: above)").count(), 799);
    assert!(page.len() < 500_000, "{}", page.len());
}

#[tokio::test]
async fn a_private_review_is_not_even_there_for_others() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Admin).await);
    let stream = incident(2);
    ana.push(ana.write(
        stream,
        true,
        vec![
            Event::Declared { drill: false },
            Event::PrivacySet { private: true, base: vec![] },
            Event::AccessGranted { person: ana.person },
        ],
    ))
    .await;
    ana.push(ana.write(stream, true, vec![released(Readers::Workspace, "Quiet")])).await;
    assert_eq!(ask(&ana, stream).await.status(), 200);
    assert_eq!(ask(&ben, stream).await.status(), 404);
    let granted = Event::AccessGranted { person: ben.person };
    ana.push(ana.write(stream, true, vec![granted])).await;
    assert_eq!(ask(&ben, stream).await.status(), 200);
}

/// The pass that a laptop is given for its browser.
async fn pass(laptop: &Laptop, stream: Stream) -> Response {
    let id = stream.incident().unwrap();
    laptop.post(&format!("/v1/reviews/{id}/pass")).send().await.unwrap()
}

/// A browser, which has no token and follows nothing by itself.
struct Browser {
    http: reqwest::Client,
    url: String,
}

impl Browser {
    fn of(house: &House) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, url: house.url.clone() }
    }

    async fn open(&self, stream: Stream, pass: &str) -> Response {
        let id = stream.incident().unwrap();
        let address = format!("{}/v1/reviews/{id}/open/{pass}", self.url);
        self.http.get(address).send().await.unwrap()
    }

    async fn read(&self, path: &str, cookie: Option<&str>) -> Response {
        let request = self.http.get(format!("{}{path}", self.url));
        let request = match cookie {
            Some(cookie) => request.header(header::COOKIE, format!("other=1; {cookie}")),
            None => request,
        };
        request.send().await.unwrap()
    }
}

async fn given(laptop: &Laptop, stream: Stream) -> String {
    let opens: hub::Opens = pass(laptop, stream).await.json().await.unwrap();
    opens.pass
}

#[tokio::test]
async fn whoever_may_see_a_review_opens_its_page_in_a_browser_once_by_a_link() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let olga = house.member("Olga", Role::Observer).await;
    let (stream, other) = (incident(1), incident(2));
    for stream in [stream, other] {
        let said = vec![Event::Declared { drill: false }, released(Readers::Workspace, "A limit.")];
        ana.push(ana.write(stream, false, said)).await;
    }
    let browser = Browser::of(&house);
    let page = format!("/v1/reviews/{}", "01".repeat(16));
    assert_eq!(browser.read(&page, None).await.status(), 401);

    let link = given(&olga, stream).await;
    assert_eq!(browser.open(other, &link).await.status(), 403, "it is for one page");
    let opened = browser.open(stream, &link).await;
    assert_eq!((opened.status().as_u16(), &opened.headers()["location"]), (303, &page.parse().unwrap()));
    assert_eq!(opened.headers()["referrer-policy"], "no-referrer");
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().to_owned();
    let (cookie, how) = cookie.split_once(';').unwrap();
    assert_eq!(how, format!(" Path={page}; Max-Age=28800; HttpOnly; SameSite=Strict"));
    let read = browser.read(&page, Some(cookie)).await;
    assert_eq!(read.status(), 200);
    assert!(read.text().await.unwrap().contains("A limit."));

    let again = browser.open(stream, &link).await;
    let refused: serde_json::Value = again.json().await.unwrap();
    assert_eq!(refused["code"], "pass", "{refused}");
    // A person who is refused reads a sentence, not what is meant for programs.
    for path in [page.clone(), format!("{page}/open/{link}")] {
        let asked =
            browser.http.get(format!("{}{path}", house.url)).header(header::ACCEPT, "text/html,*/*;q=0.8");
        let refused = asked.send().await.unwrap();
        assert!(refused.status().is_client_error());
        assert_eq!(refused.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(
            refused.headers()[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("default-src 'none'")
        );
        let refused = refused.text().await.unwrap();
        assert!(
            refused.contains("<h1>The review is not shown</h1>") && !refused.contains("\"code\""),
            "{refused}"
        );
    }
    // The cookie opens no other page, and is no pass; a pass is no cookie.
    let name = cookie.split_once('=').unwrap().0;
    let fresh = given(&olga, stream).await;
    let elsewhere = format!("/v1/reviews/{}", "02".repeat(16));
    assert_eq!(browser.read(&elsewhere, Some(cookie)).await.status(), 403);
    assert_eq!(browser.open(stream, cookie.split_once('=').unwrap().1).await.status(), 403);
    assert_eq!(browser.read(&page, Some(&format!("{name}={fresh}"))).await.status(), 403);
    // Somebody who was given nothing reads nothing.
    for wrong in ["", "AAAA", &"A".repeat(54)] {
        assert_eq!(browser.read(&page, Some(&format!("{name}={wrong}"))).await.status(), 403, "{wrong}");
    }

    // Her access is taken back: what she had opened closes, and the pass that she holds opens nothing.
    let members = house.store();
    members.revoke_member(olga.person, NOW).unwrap();
    assert_eq!(browser.read(&page, Some(cookie)).await.status(), 403);
    let refused: serde_json::Value = browser.open(stream, &fresh).await.json().await.unwrap();
    assert_eq!(refused["code"], "revoked", "{refused}");
}

#[tokio::test]
async fn a_page_of_what_became_private_closes_for_whoever_is_not_named() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let cleo = house.member("Cleo", Role::Responder).await;
    let stream = incident(1);
    let said = vec![Event::Declared { drill: false }, released(Readers::Workspace, "A limit.")];
    ana.push(ana.write(stream, false, said)).await;
    let browser = Browser::of(&house);
    let (early, late) = (given(&cleo, stream).await, given(&cleo, stream).await);
    let opened = browser.open(stream, &early).await;
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().split_once(';').unwrap().0.to_owned();
    let named =
        vec![Event::PrivacySet { private: true, base: vec![] }, Event::AccessGranted { person: ana.person }];
    ana.push(ana.write(stream, true, named)).await;
    let page = format!("/v1/reviews/{}", "01".repeat(16));
    assert_eq!(browser.read(&page, Some(&cookie)).await.status(), 404);
    assert_eq!(browser.open(stream, &late).await.status(), 404);
    assert_eq!(pass(&cleo, stream).await.status(), 404, "nor is another given");
    assert_eq!(pass(&ana, stream).await.status(), 200);
}
