//! Mails that came back, as servers of others have written them: each was made by the server after which its file is named.

use std::fs;
use std::path::Path;

use outreach::{Returned, is_nobody};

const MARKED: &str = "bounces+abababababababababababababababababababababababab@example.org";

fn written_by(server: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/returned");
    fs::read_to_string(folder.join(format!("{server}.eml"))).unwrap()
}

#[test]
fn what_servers_report_is_understood_whichever_wrote_it() {
    for server in ["opensmtpd", "postfix", "exim"] {
        for (what, nobody) in [("nobody", true), ("full", false)] {
            let mail = written_by(&format!("{server}-{what}"));
            // A folder has lines as its server keeps them, and on the way they end in two characters.
            for mail in [mail.replace('\n', "\r\n"), mail] {
                let read = Returned::read(mail.as_bytes()).unwrap();
                assert_eq!(
                    (&read.to[..], read.nobody),
                    (&[MARKED.to_owned()][..], nobody),
                    "{server} {what}"
                );
            }
        }
    }
}

#[test]
fn what_is_only_late_or_liked_by_nobody_is_no_word_of_whom_it_was_for() {
    let mail = written_by("postfix-nobody");
    let saying = |from: &str, to: &str| {
        assert!(mail.contains(from), "{from}");
        Returned::read(mail.replace(from, to).as_bytes()).map(|read| read.nobody)
    };
    assert_eq!(saying("Action: failed", "Action: delayed"), Some(false));
    assert_eq!(saying("Status: 5.1.1", "Status: 4.4.7"), Some(false), "its server was away for days");
    assert_eq!(saying("Status: 5.1.1", "Status: 5.7.1"), Some(false));
    assert_eq!(saying("Status: 5.1.1", "Status: 5.1.8"), Some(false), "it is the sender who is not known");
    assert_eq!(saying("Status: 5.1.1", "Status: 5.1.10 (null MX)"), Some(true));
    assert_eq!(saying("message/delivery-status", "message/disposition-notification"), None, "it was read");
    assert_eq!(saying("message/delivery-status", "text/plain"), None);
}

#[test]
fn it_is_found_by_the_address_that_a_server_notes_when_it_delivers() {
    let mail = written_by("postfix-nobody").replace("To: bounces+", "X-To: bounces+");
    let read = |head: &str| Returned::read(format!("{head}{mail}").as_bytes()).unwrap().to;
    assert_eq!(read(""), Vec::<String>::new());
    for head in
        ["Delivered-To: ", "X-Original-To: ", "Envelope-to: ", "To: Status <", "To: a@example.org,\n <"]
    {
        let end = if head.ends_with('<') { ">" } else { "" };
        let to = read(&format!("{head}{MARKED}{end}\n"));
        assert!(to.contains(&MARKED.to_owned()), "{head}: {to:?}");
    }
}

#[test]
fn anything_else_is_no_report() {
    for mail in ["", "\n", "Subject: Out of office\n\nI am back on Monday: 550 5.1.1\n", "\0\u{feff}", "a: b"]
    {
        assert_eq!(Returned::read(mail.as_bytes()), None, "{mail:?}");
    }
    // Cut off wherever: it never comes to more than what it says.
    let mail = written_by("exim-nobody");
    for end in (0..mail.len()).filter(|end| mail.is_char_boundary(*end)) {
        let read = Returned::read(&mail.as_bytes()[..end]);
        assert!(read.is_none_or(|read| !read.nobody || mail[..end].contains("550 5.1.1")), "{end}");
    }
}

#[test]
fn the_first_code_says_what_it_is() {
    for (said, nobody) in [
        ("550-5.1.1 The account does not exist. See 5.7.1", true),
        ("smtp; 550 5.1.1 <ann@example.net>: unknown", true),
        ("550 5.7.1 policy, not 5.1.1", false),
        ("550 no such user at 5.1.1.1", false),
        ("5.1.1", true),
        ("5.1.12", false),
        ("", false),
    ] {
        assert_eq!(is_nobody(said), nobody, "{said}");
    }
}
