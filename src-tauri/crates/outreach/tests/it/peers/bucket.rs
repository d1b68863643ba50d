//! A real server of S3: a page that arrives whole, or leaves the old one readable.

use std::collections::BTreeMap;

use outreach::{Bucket, Channel, File, Outreach, Receipt, Secret, Undelivered, Why};
use page::bundle::Frontier;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::Peer;
use crate::message::message;
use crate::web::outreach;

/// A server of S3 that checks every signature.
struct Storage {
    peer: Peer,
    port: u16,
    key: String,
    secret: Secret,
}

impl Storage {
    fn start() -> Self {
        let peer = Peer::start("storage.py", &[]);
        let told = peer.next();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let port = told["port"].as_u64().unwrap().try_into().unwrap();
        Self { port, key: text("key"), secret: Secret::new(&text("secret")), peer }
    }

    fn bucket(&self) -> Bucket {
        Bucket {
            endpoint: format!("http://127.0.0.1:{}", self.port).parse().unwrap(),
            region: "us-east-1".to_owned(),
            bucket: "status".to_owned(),
            folder: Some("of/example".to_owned()),
            key: self.key.clone(),
        }
    }

    /// By another client: each file with its type, how long it may be kept, and what is in it.
    fn held(&self) -> BTreeMap<String, (String, String, String)> {
        self.peer.say("list");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let told = self.peer.next();
        let files = told.as_object().unwrap().iter();
        files.map(|(path, it)| (path.clone(), (text(&it[0]), text(&it[1]), text(&it[2])))).collect()
    }

    /// The paths below the folder of the page, without the file that is only ours.
    fn paths(&self) -> Vec<String> {
        let paths =
            self.held().into_keys().filter_map(|path| Some(path.strip_prefix("of/example/")?.to_owned()));
        paths.filter(|path| path != "allclear-manifest.json").collect()
    }
}

fn file(path: &str, words: &str) -> File {
    let kind = if path.ends_with(".json") { "application/json" } else { "text/html; charset=utf-8" };
    File { path: path.to_owned(), media_type: kind.to_owned(), bytes: words.as_bytes().to_vec() }
}

fn page(incidents: usize, words: &str) -> Vec<File> {
    let named = |nth| format!("incidents/{nth}.html");
    let front =
        (0..incidents).map(|nth| format!("<a href=\"{}\">{words}</a>", named(nth))).collect::<String>();
    let mut files = vec![file("index.html", &front), file("api/v2/summary.json", &format!("[\"{words}\"]"))];
    files.extend((0..incidents).map(|nth| file(&named(nth), "An incident")));
    files
}

async fn publish(
    outreach: &Outreach,
    bucket: &Bucket,
    secret: &Secret,
    page: &[File],
) -> Result<Receipt, Undelivered> {
    outreach.publish(&Channel::Bucket(bucket.clone()), secret, page, &Frontier::default()).await
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_page_arrives_whole_and_then_only_what_changed() {
    let (storage, outreach) = (Storage::start(), outreach());
    let bucket = storage.bucket();
    let first = publish(&outreach, &bucket, &storage.secret, &page(3, "well")).await.unwrap();
    assert_eq!(first.detail, "status took 5 of 5 files, the others it had.");
    let held = storage.held();
    let (kind, kept, words) = &held["of/example/index.html"];
    assert_eq!((kind.as_str(), kept.as_str()), ("text/html; charset=utf-8", "public, max-age=30"));
    assert!(words.contains("incidents/2.html"), "{words}");
    assert_eq!(held["of/example/api/v2/summary.json"].0, "application/json");

    let again = publish(&outreach, &bucket, &storage.secret, &page(3, "well")).await.unwrap();
    assert_eq!((again.detail.as_str(), &again.id), ("status has it already.", &first.id));
    let receipt = publish(&outreach, &bucket, &storage.secret, &page(4, "well")).await.unwrap();
    assert_eq!(receipt.detail, "status took 2 of 6 files, the others it had.");
    assert_ne!(receipt.id, first.id);
    // What is of the page no more goes; what somebody else put there stays.
    storage.peer.say("put");
    storage.peer.next();
    publish(&outreach, &bucket, &storage.secret, &page(1, "well")).await.unwrap();
    assert_eq!(storage.paths(), ["api/v2/summary.json", "incidents/0.html", "index.html", "theirs.txt"]);

    let tried = outreach.try_out(&Channel::Bucket(bucket), &storage.secret, &message("m1")).await.unwrap();
    assert_eq!(tried.detail, "status took a file, and let it be removed again.");
    assert_eq!(storage.paths(), ["api/v2/summary.json", "incidents/0.html", "index.html", "theirs.txt"]);
}

/// Lets so many requests through to the storage and then breaks off, as a network does.
async fn breaking(storage: &Storage, after: usize) -> Bucket {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let to = storage.port;
    tokio::spawn(async move {
        for _ in 0..after {
            let (mut from, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut there = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                let _ended = copy_bidirectional(&mut from, &mut there).await;
            });
        }
        while let Ok((mut from, _)) = listener.accept().await {
            let _part = from.read(&mut [0; 64]).await;
            let _part = from.write_all(b"HTTP/1.1 2").await;
        }
    });
    Bucket { endpoint: format!("http://{at}").parse().unwrap(), ..storage.bucket() }
}

/// The pages that the front page leads to and that are not there.
fn dangling(storage: &Storage) -> Vec<String> {
    let held = storage.held();
    let Some((_, _, front)) = held.get("of/example/index.html") else { return Vec::new() };
    let led = front.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    led.filter(|path| !held.contains_key(&format!("of/example/{path}"))).collect()
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_push_that_is_cut_off_anywhere_shows_no_page_that_lacks_its_incidents() {
    let (storage, outreach) = (Storage::start(), outreach());
    let whole = storage.bucket();
    publish(&outreach, &whole, &storage.secret, &page(4, "before")).await.unwrap();
    // A new page has two requests for the manifest before its files, and one after.
    for after in 0..9 {
        // Pages come and go, so that there is something to write and to remove each time.
        let (incidents, words) = (2 + after % 3 * 2, format!("cut {after}"));
        let cut = breaking(&storage, after).await;
        let why = publish(&outreach, &cut, &storage.secret, &page(incidents, &words)).await;
        if let Err(why) = why {
            assert!(matches!(why, Undelivered::Later { .. }), "{after}: {why:?}");
        }
        assert_eq!(dangling(&storage), Vec::<String>::new(), "{after}");
        // What was before is wanted again: no file of the push that was cut off is taken for it.
        publish(&outreach, &whole, &storage.secret, &page(4, "before")).await.unwrap();
        let held = storage.held();
        for file in page(4, "before") {
            let words = &held[&format!("of/example/{}", file.path)].2;
            assert_eq!(words.as_bytes(), file.bytes, "{after}: {}", file.path);
        }
        assert_eq!(storage.paths().len(), 6, "{after}");
    }
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn what_a_storage_refuses_is_said() {
    let (storage, outreach) = (Storage::start(), outreach());
    let bucket = storage.bucket();
    let wrong = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let unknown = Bucket { key: "AKIAIOSFODNN7EXAMPLE".to_owned(), ..bucket.clone() };
    for (bucket, secret) in [(&bucket, &wrong), (&unknown, &storage.secret)] {
        let why = publish(&outreach, bucket, secret, &page(1, "well")).await.unwrap_err();
        assert!(matches!(&why, Undelivered::Never { why: Why::Unauthorised { .. } }), "{why:?}");
        assert!(!format!("{why} {why:?}").contains("EXAMPLEKEY"), "{why:?}");
    }
    let nowhere = Bucket { bucket: "nowhere".to_owned(), ..bucket.clone() };
    let why = publish(&outreach, &nowhere, &storage.secret, &page(1, "well")).await.unwrap_err();
    assert!(
        matches!(&why, Undelivered::Never { why: Why::Gone { said, .. } } if said == "NoSuchBucket"),
        "{why:?}"
    );
    for name in ["", "..", "a/b", "a b", "a?x", "ä"] {
        let bad = Bucket { bucket: name.to_owned(), ..bucket.clone() };
        let why = publish(&outreach, &bad, &storage.secret, &page(1, "well")).await.unwrap_err();
        assert!(matches!(why, Undelivered::Never { why: Why::Channel(_) }), "{name}: {why:?}");
    }
    let why = publish(&outreach, &bucket, &Secret::default(), &page(1, "well")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::NoSecret { .. } }), "{why:?}");
    assert!(storage.paths().is_empty());
}
