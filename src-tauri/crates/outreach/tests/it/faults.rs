//! Servers that behave badly below HTTP and SMTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use outreach::{
    Bucket, Channel, Email, File, Matrix, Outreach, Receipt, Secret, Security, Settings, Slack, Undelivered,
    Webhook, Why,
};
use page::bundle::Frontier;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::message::message;
use crate::web::here;
use crate::webhook::KEY;

/// A server of which each connection gets some bytes at once or after its first request, and then an end.
struct Bad {
    at: String,
    port: u16,
    came: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It is closed.
    Close,
    /// It is closed so that the other side hears of an error.
    Reset,
    /// It stays open and nothing more is said.
    Silence,
}

impl Bad {
    async fn serve(first: &'static str, answer: &'static str, end: End) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let came = Arc::new(AtomicUsize::new(0));
        let count = came.clone();
        tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                open.spawn(behave(stream, first, answer, end));
            }
        });
        Self { at: format!("http://127.0.0.1:{port}/"), port, came }
    }
}

async fn behave(
    mut stream: TcpStream,
    first: &'static str,
    answer: &'static str,
    end: End,
) -> Option<TcpStream> {
    stream.write_all(first.as_bytes()).await.ok()?;
    if !answer.is_empty() || first.is_empty() {
        let mut read = [0; 65_536];
        let _whole_or_not = stream.read(&mut read).await;
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
    match end {
        End::Close => None,
        End::Reset => {
            stream.set_zero_linger().ok()?;
            None
        }
        End::Silence => Some(stream),
    }
}

/// Nobody waits long for whom never answers.
fn impatient() -> Outreach {
    Outreach::new(&Settings { answer: Duration::from_millis(200), ..here() }).unwrap()
}

async fn by_each(bad: &Bad) -> Vec<(&'static str, Result<Receipt, Undelivered>)> {
    let url: outreach::WebAddress = bad.at.parse().unwrap();
    let room = Some("!a:example.org".to_owned());
    let outreach = Arc::new(impatient());
    let mut results = JoinSet::new();
    for (name, channel, secret) in [
        ("webhook", Channel::Webhook(Webhook { url: url.clone() }), KEY),
        ("slack", Channel::Slack(Slack::Webhook), bad.at.as_str()),
        ("teams", Channel::Teams, &bad.at),
        ("mattermost", Channel::Mattermost, &bad.at),
        ("matrix", Channel::Matrix(Matrix { homeserver: url, room }), "token"),
    ] {
        let (outreach, secret) = (outreach.clone(), Secret::new(secret));
        results.spawn(async move { (name, outreach.deliver(&channel, &secret, &message("m1")).await) });
    }
    results.join_all().await
}

#[tokio::test]
async fn whatever_was_sent_and_not_answered_may_have_arrived() {
    let mut cases = JoinSet::new();
    for (answer, end) in [
        ("", End::Close),
        ("", End::Reset),
        ("", End::Silence),
        ("HTTP/1.1 2", End::Close),
        ("\u{0}\u{1}\u{2}garbage\r\n\r\n", End::Close),
        ("HTTP/1.1 200 OK\r\ncontent-le", End::Silence),
    ] {
        cases.spawn(async move {
            let bad = Bad::serve("", answer, end).await;
            for (name, result) in by_each(&bad).await {
                assert!(
                    matches!(result, Err(Undelivered::Unknown { why: Why::Silent { .. } })),
                    "{name} {answer:?}: {result:?}"
                );
            }
            // What is done with it is not the library's to decide.
            assert_eq!(bad.came.load(Ordering::SeqCst), 5, "{answer:?}");
        });
    }
    cases.join_all().await;
}

#[tokio::test]
async fn a_status_of_200_counts_even_if_its_answer_breaks_off() {
    for end in [End::Close, End::Reset, End::Silence] {
        let bad = Bad::serve("", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"event_id\":", end).await;
        for (name, result) in by_each(&bad).await {
            match name {
                // It says in the body what the message is called there. Asking again tells.
                "matrix" => assert!(matches!(result, Err(Undelivered::Unknown { .. })), "{result:?}"),
                _ => assert!(result.is_ok(), "{name}: {result:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_list_of_files_that_breaks_off_is_not_taken_for_an_empty_one() {
    for end in [End::Close, End::Reset, End::Silence] {
        let bad = Bad::serve("", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"files\":", end).await;
        let (region, bucket, key) = ("auto".to_owned(), "status".to_owned(), "key".to_owned());
        let bucket = Bucket { endpoint: bad.at.parse().unwrap(), region, bucket, folder: None, key };
        let page = [("index.html", "text/html")].map(|(path, kind)| File {
            path: path.to_owned(),
            media_type: kind.to_owned(),
            bytes: Vec::new(),
        });
        let went = impatient()
            .publish(&Channel::Bucket(bucket), &Secret::new("secret"), &page, &Frontier::default())
            .await;
        assert!(matches!(went, Err(Undelivered::Later { .. })), "{went:?}");
        // Nothing was written over what is there.
        assert_eq!(bad.came.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let bad = Bad { at: format!("http://127.0.0.1:{port}/"), port, came: Arc::default() };
    for (name, result) in by_each(&bad).await {
        assert!(
            matches!(result, Err(Undelivered::Later { after: None, why: Why::Unreachable { .. } })),
            "{name}: {result:?}"
        );
    }
    let result = mail(port, Security::Plain).await;
    assert!(matches!(result, Err(Undelivered::Later { why: Why::Unreachable { .. }, .. })), "{result:?}");
}

async fn mail(port: u16, security: Security) -> Result<Receipt, Undelivered> {
    mail_to(1, port, security).await
}

async fn mail_to(many: usize, port: u16, security: Security) -> Result<Receipt, Undelivered> {
    let channel = Channel::Email(Email {
        server: "127.0.0.1".to_owned(),
        port,
        security,
        user: None,
        from: "status@example.org".parse().unwrap(),
        from_name: None,
        reply_to: None,
        returns: None,
        to: (0..many).map(|n| format!("ana{n}@example.net").parse().unwrap()).collect(),
        per_second: None,
    });
    impatient().deliver(&channel, &Secret::default(), &message("m1")).await
}

#[tokio::test]
async fn a_server_that_takes_nobody_is_asked_once_however_many_are_to_hear() {
    let bad = Bad::serve("220 hello\r\n", "", End::Close).await;
    let result = mail_to(250, bad.port, Security::Plain).await;
    assert!(matches!(result, Err(Undelivered::Later { why: Why::Unreachable { .. }, .. })), "{result:?}");
    assert_eq!(bad.came.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_mail_server_that_breaks_off_before_the_mail_has_taken_nothing() {
    let mut cases = JoinSet::new();
    for (first, answer, end) in [
        ("220 hello\r\n", "", End::Close),
        ("220 hello\r\n", "", End::Silence),
        ("", "", End::Silence),
        ("421 4.3.2 Not now\r\n", "", End::Close),
        ("garbage\r\n", "", End::Close),
        ("220 hello\r\n", "250 hello\r\n", End::Close),
        ("220 hello\r\n", "250 hello\r\n", End::Silence),
    ] {
        for security in [Security::Plain, Security::Tls] {
            cases.spawn(async move {
                let bad = Bad::serve(first, answer, end).await;
                let result = mail(bad.port, security).await;
                assert!(
                    matches!(result, Err(Undelivered::Later { .. })),
                    "{first:?} {answer:?} {security:?}: {result:?}"
                );
            });
        }
    }
    cases.join_all().await;
    let bad = Bad::serve("554 5.7.1 You are on a list\r\n", "", End::Close).await;
    let result = mail(bad.port, Security::Plain).await;
    assert!(matches!(result, Err(Undelivered::Never { why: Why::Refused { .. } })), "{result:?}");
}
