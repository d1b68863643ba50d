//! Nothing that anybody writes anywhere is more than words in the pages, the feed and the answers.

use dom_query::Document;
use incident::value::{ComponentState, Group, MaintenanceState, Occasion};
use page::bundle::Page;

use super::made::{Folder, component, id, incident, page, text, whole, work};
use crate::hostile::{TRIES, intruders_there};

/// A page in whose every field somebody tried something.
fn hostile(words: &str) -> Folder {
    let mut page = page();
    page.of.name = words.to_owned();
    page.groups = vec![Group { id: id("payments"), name: words.to_owned(), position: 0 }];
    let (mut one, since) = component("cards", Some("payments"));
    (one.name, one.description) = (words.to_owned(), Some(words.to_owned()));
    page.components = vec![(one, since)];
    let mut work = work(9, MaintenanceState::InProgress);
    work.title = words.to_owned();
    for said in &mut work.updates {
        said.text = words.to_owned();
    }
    let told = [(Occasion::Investigating, words, &[("cards", ComponentState::PartialOutage)][..])];
    let mut open = incident(1, 30, &told);
    open.title = words.to_owned();
    open.said[0].components[0].name = words.to_owned();
    whole(Page { maintenances: vec![work], ..page }, [open])
}

#[test]
fn whatever_is_tried_in_any_field_stays_words() {
    for words in TRIES.iter() {
        let folder = hostile(words);
        for (path, bytes) in &folder {
            let text = String::from_utf8_lossy(bytes);
            if path.ends_with(".html") {
                assert_eq!(intruders_there(&text), Vec::<String>::new(), "{path}: {words}");
            } else if path.ends_with(".json") {
                assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{path}: {words}");
            }
        }
        // The feed carries HTML as text: once unpacked it is the same cleaned HTML.
        let feed = text(&folder, "history.atom");
        let tags: Vec<&str> =
            feed.split('<').skip(1).map(|rest| rest.split(['>', ' ', '\n']).next().unwrap()).collect();
        let known = [
            "?xml",
            "feed",
            "id",
            "title",
            "updated",
            "author",
            "name",
            "link",
            "entry",
            "published",
            "content",
        ];
        assert!(tags.iter().all(|tag| known.contains(&tag.trim_start_matches('/'))), "{words}: {tags:?}");
        for content in feed.split("<content type=\"html\">").skip(1) {
            let packed = content.split("</content>").next().unwrap();
            let html = Document::from(format!("<p>{packed}</p>").as_str()).select("body").text().to_string();
            // As a reader of feeds shows it: the same elements, without the page around them.
            let page = text(&folder, "index.html");
            let (head, tail) = (page.split("<main").next().unwrap(), "</body></html>");
            let alone = format!("{head}<main id=\"main\"><h1>x</h1>{html}</main>{tail}");
            assert_eq!(intruders_there(&alone), Vec::<String>::new(), "{words}");
        }
    }
}
