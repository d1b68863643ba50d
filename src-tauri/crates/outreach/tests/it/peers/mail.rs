//! A real mail server: what it takes, what it refuses, and what it leaves unsaid.

use outreach::{Channel, Email, Message, Outreach, Receipt, Secret, Security, Settings, Undelivered, Why};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::Peer;
use crate::message::{message, saying};
use crate::web::here;

struct Server {
    peer: Peer,
    port: u16,
    certificate: String,
    _folder: TempDir,
}

impl Server {
    fn start(tls: &str, password: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
        std::fs::write(&certificate, cert.pem()).unwrap();
        std::fs::write(&key, signing_key.serialize_pem()).unwrap();
        let says = json!({ "tls": tls, "certificate": certificate, "key": key, "password": password });
        let peer = Peer::start("mail.py", &[&says.to_string()]);
        Self { port: peer.port(), peer, certificate: cert.pem(), _folder: folder }
    }

    fn channel(&self, security: Security, to: &[&str]) -> Email {
        Email {
            server: "127.0.0.1".to_owned(),
            port: self.port,
            security,
            user: None,
            from: "status@example.org".parse().unwrap(),
            from_name: Some("Example status".to_owned()),
            reply_to: None,
            returns: None,
            to: to.iter().map(|address| address.parse().unwrap()).collect(),
            per_second: None,
        }
    }

    /// By settings that trust its certificate.
    fn outreach(&self) -> Outreach {
        Outreach::new(&Settings { authorities: vec![self.certificate.clone()], ..here() }).unwrap()
    }
}

async fn send(
    outreach: &Outreach,
    email: &Email,
    secret: &str,
    message: &Message,
) -> Result<Receipt, Undelivered> {
    outreach.deliver(&Channel::Email(email.clone()), &Secret::new(secret), message).await
}

/// The headers of a mail, unfolded, and the rest of it.
fn parts(told: &Value) -> (Vec<String>, String) {
    let mail = told["mail"].as_str().unwrap().replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").unwrap();
    let head = head.replace("\n ", " ").replace("\n\t", " ");
    (head.lines().map(str::to_owned).collect(), body.to_owned())
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_mail_arrives_whole_and_tells_its_number() {
    let server = Server::start("none", None);
    let outreach = server.outreach();
    let email = server.channel(Security::Plain, &["ana@example.net"]);
    let mut first = message("m1");
    first.unsubscribe = Some("https://status.example.org/u/1".parse().unwrap());
    let receipt = send(&outreach, &email, "", &first).await.unwrap();
    let told = server.peer.next();
    assert_eq!(receipt.id, Some(format!("Q{}", told["mail"].as_str().unwrap().len())));
    assert_eq!(receipt.thread.as_deref(), Some("<m1@example.org>"));
    assert_eq!(Channel::Email(email.clone()).thread(&first.id, receipt.id.as_deref()), receipt.thread);
    assert_eq!((&told["sender"], &told["to"]), (&json!("status@example.org"), &json!(["ana@example.net"])));
    let (head, body) = parts(&told);
    for line in [
        "From: \"Example status\" <status@example.org>",
        "To: ana@example.net",
        "Subject: [Investigating] Checkout fails",
        "Message-ID: <m1@example.org>",
        "Date: Sun, 22 Nov 2026 13:21:00 +0000",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://status.example.org/u/1>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ] {
        assert!(head.iter().any(|it| it == line), "{line}\n{head:#?}");
    }
    for words in ["We see errors at checkout since 14:02.", "<strong>errors</strong>", "Payments fail"] {
        assert!(body.contains(words), "{words}\n{body}");
    }
    // The next one is hung below it, by the same connection.
    let next = Message { thread: receipt.thread, ..message("m2") };
    let receipt = send(&outreach, &email, "", &next).await.unwrap();
    let after = server.peer.next();
    assert_eq!(receipt.thread.as_deref(), Some("<m1@example.org>"));
    assert_eq!(after["peer"], told["peer"]);
    let (head, _) = parts(&after);
    for line in ["In-Reply-To: <m1@example.org>", "References: <m1@example.org>"] {
        assert!(head.iter().any(|it| it == line), "{line}\n{head:#?}");
    }
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn each_address_has_a_result_of_its_own() {
    let server = Server::start("none", None);
    let outreach = server.outreach();
    let email = server.channel(
        Security::Plain,
        &["ana@example.net", "refused@example.net", "later@example.net", "störung@example.net"],
    );
    let receipt = send(&outreach, &email, "", &message("m1")).await.unwrap();
    let results: Vec<_> = receipt.recipients.iter().map(|it| it.result.clone()).collect();
    assert!(results[0].is_ok() && results[3].is_ok(), "{results:?}");
    assert!(
        matches!(&results[1], Err(Undelivered::Never { why: Why::Refused { said, .. } }) if said == "550 5.1.1 There is nobody of this name"),
        "{results:?}"
    );
    assert!(matches!(&results[2], Err(Undelivered::Later { why: Why::Trouble { .. }, .. })), "{results:?}");
    let told = server.peer.next();
    assert_eq!(told["to"], json!(["ana@example.net", "störung@example.net"]));
    // None of them sees another.
    assert!(!told["mail"].as_str().unwrap().contains("example.net"));

    for (to, again) in
        [("refused@example.net", false), ("later@example.net", true), ("full@example.net", false)]
    {
        let why =
            send(&outreach, &server.channel(Security::Plain, &[to]), "", &message("m2")).await.unwrap_err();
        assert_eq!(matches!(why, Undelivered::Later { .. }), again, "{to}: {why:?}");
        assert_eq!(matches!(why, Undelivered::Never { .. }), !again, "{to}: {why:?}");
        assert!(why.to_string().contains(to) || to.starts_with("full"), "{why}");
    }
    // What was refused has not spoilt the connection for the next.
    server.peer.next();
    send(&outreach, &server.channel(Security::Plain, &["ana@example.net"]), "", &message("m3"))
        .await
        .unwrap();
    assert_eq!(server.peer.next()["peer"], told["peer"]);
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_mail_that_was_sent_and_not_answered_may_have_arrived() {
    let server = Server::start("none", None);
    let outreach = server.outreach();
    let email = server.channel(Security::Plain, &["silent@example.net"]);
    let why = send(&outreach, &email, "", &message("m1")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Unknown { why: Why::Silent { .. } }), "{why:?}");
    assert_eq!(server.peer.next()["to"], json!(["silent@example.net"]), "and it has");
    // The next one goes by a connection of its own.
    let email = server.channel(Security::Plain, &["ana@example.net"]);
    send(&outreach, &email, "", &message("m2")).await.unwrap();
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn what_is_said_is_encrypted_by_a_certificate_that_is_believed() {
    for (tls, security) in [("tls", Security::Tls), ("starttls", Security::Starttls)] {
        let server = Server::start(tls, None);
        let email = server.channel(security, &["ana@example.net"]);
        send(&server.outreach(), &email, "", &message("m1")).await.unwrap();
        assert_eq!(server.peer.next()["secured"], true, "{tls}");

        let stranger = Outreach::new(&here()).unwrap();
        let why = send(&stranger, &email, "", &message("m2")).await.unwrap_err();
        assert!(matches!(why, Undelivered::Never { why: Why::Untrusted { .. } }), "{tls}: {why:?}");
        let elsewhere = Email { server: "localhost".to_owned(), ..email };
        let named = Settings { own: vec!["localhost".parse().unwrap()], ..here() };
        let named =
            Outreach::new(&Settings { authorities: vec![server.certificate.clone()], ..named }).unwrap();
        send(&named, &elsewhere, "", &message("m3")).await.unwrap();
        assert_eq!(server.peer.next()["secured"], true, "{tls}");
        assert!(server.peer.rest().is_empty());
    }
    // Where encryption was asked for and is not offered, nothing is sent.
    let server = Server::start("none", None);
    let email = server.channel(Security::Starttls, &["ana@example.net"]);
    let why = send(&server.outreach(), &email, "", &message("m1")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::NotEncrypted { .. } }), "{why:?}");
    assert!(server.peer.rest().is_empty());
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_password_that_is_no_longer_accepted_is_said_and_not_shown() {
    let server = Server::start("starttls", Some("correct horse"));
    let outreach = server.outreach();
    let email =
        Email { user: Some("status".to_owned()), ..server.channel(Security::Starttls, &["ana@example.net"]) };
    send(&outreach, &email, "correct horse", &message("m1")).await.unwrap();
    assert_eq!(server.peer.next()["user"], "status");
    let why = send(&outreach, &email, "battery staple", &message("m2")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Unauthorised { .. } }), "{why:?}");
    assert!(!format!("{why} {why:?}").contains("battery"), "{why:?}");
    let why = send(&outreach, &email, "", &message("m3")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::NoSecret { .. } }), "{why:?}");
    let nobody = Email { user: None, ..email };
    let why = send(&outreach, &nobody, "", &message("m4")).await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Unauthorised { .. } }), "{why:?}");
    assert!(server.peer.rest().is_empty());
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn the_way_to_those_who_asked_is_tried_up_to_the_sender_and_no_further() {
    let server = Server::start("starttls", Some("correct horse"));
    let (outreach, test) = (server.outreach(), message("m1"));
    let email = Email { user: Some("status".to_owned()), ..server.channel(Security::Starttls, &[]) };
    let tried = async |email: &Email, secret: &str| {
        outreach.try_out(&Channel::Email(email.clone()), &Secret::new(secret), &test).await
    };
    tried(&email, "correct horse").await.unwrap();
    let why = tried(&email, "battery staple").await.unwrap_err();
    assert!(matches!(why, Undelivered::Never { why: Why::Unauthorised { .. } }), "{why:?}");
    let barred = Email { from: "barred@example.org".parse().unwrap(), ..email.clone() };
    let why = tried(&barred, "correct horse").await.unwrap_err();
    assert!(
        matches!(&why, Undelivered::Never { why: Why::Refused { said, .. } } if said.starts_with("553")),
        "{why:?}"
    );
    // What it is told of first is the first mail.
    let ana = Email { to: vec!["ana@example.net".parse().unwrap()], ..email };
    send(&outreach, &ana, "correct horse", &message("m2")).await.unwrap();
    assert_eq!(server.peer.next()["to"], json!(["ana@example.net"]));
    assert!(server.peer.rest().is_empty());
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn nothing_in_a_message_becomes_a_header_or_a_command() {
    let server = Server::start("none", None);
    let outreach = server.outreach();
    let mut email = server.channel(Security::Plain, &["ana@example.net"]);
    let hostile = "x\r\nBcc: all@example.net\r\n\r\n.\r\nMAIL FROM:<evil@example.net>\n\u{202e}\0";
    email.from_name = Some(hostile.to_owned());
    let mut message = saying("m1", hostile);
    message.words.subject = hostile.to_owned();
    message.thread = Some("<a@b>\r\nBcc: all@example.net".to_owned());
    send(&outreach, &email, "", &message).await.unwrap();
    let told = server.peer.next();
    assert_eq!((&told["sender"], &told["to"]), (&json!("status@example.org"), &json!(["ana@example.net"])));
    let (head, _) = parts(&told);
    let names: Vec<&str> = head.iter().map(|line| line.split(':').next().unwrap()).collect();
    let known =
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];
    assert!(names.iter().all(|name| known.contains(name)), "{head:#?}");
    assert!(server.peer.rest().is_empty());

    // Two megabytes are cut, and say where the rest is.
    let mut long = crate::message::message("m2");
    long.words.plain = "word\n\n".repeat(400_000);
    send(&outreach, &email, "", &long).await.unwrap();
    let told = server.peer.next();
    let mail = told["mail"].as_str().unwrap();
    assert!(
        mail.len() < 400_000 && mail.contains("The whole text: https://status.example.org/i/1"),
        "{}",
        mail.len()
    );
}

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn a_connection_that_ended_while_it_rested_costs_no_mail_and_doubles_none() {
    let server = Server::start("none", None);
    let outreach = server.outreach();
    for (id, to) in [("m1", "leaving@example.net"), ("m2", "ana@example.net"), ("m3", "ana@example.net")] {
        send(&outreach, &server.channel(Security::Plain, &[to]), "", &message(id)).await.unwrap();
    }
    let told = [server.peer.next(), server.peer.next(), server.peer.next()];
    let ids = told.each_ref().map(|it| parts(it).0.into_iter().find(|line| line.starts_with("Message-ID")));
    let expected = ["m1", "m2", "m3"].map(|id| Some(format!("Message-ID: <{id}@example.org>")));
    assert_eq!(ids, expected);
    assert_ne!(told[0]["peer"], told[1]["peer"]);
    assert_eq!(told[1]["peer"], told[2]["peer"]);
    assert!(server.peer.rest().is_empty());
}
