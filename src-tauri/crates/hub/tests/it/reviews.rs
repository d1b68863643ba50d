//! The review that the hub shows: to whoever may see its incident, as it was published, and true to the record.

use hub::Role;
use incident::event::Event;
use incident::id::EntryRef;
use incident::stream::Stream;
use incident::timeline::reference;
use incident::value::{Chapter, NoteKind, Readers};
use reqwest::{Response, header};

use super::House;
use crate::laptop::{Laptop, incident};

async fn ask(laptop: &Laptop, stream: Stream) -> Response {
    let id = stream.incident().unwrap();
    laptop.get(&format!("/v1/reviews/{id}")).send().await.unwrap()
}

fn released(readers: Readers, text: &str) -> Event {
    let passages = vec![Chapter { title: "What helped".to_owned(), text: text.to_owned() }];
    Event::ReviewReleased { readers, title: "Cards were <b>refused</b>".to_owned(), passages, base: vec![] }
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
