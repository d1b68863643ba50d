//! What of a destination is not written down.

use incident::command::Edit;
use incident::refusal::Refusal;
use incident::value::{Audience, HostedComponent, Transport};

use super::{approve_to, bucket, destination, mail, proposed, slack, subscribers};
use crate::check::{check, history};
use crate::wishes::id;

fn hosted(components: &[(&str, &str)]) -> Transport {
    let each = components
        .iter()
        .map(|(ours, theirs)| HostedComponent { component: id(ours), hosted: (*theirs).to_owned() });
    Transport::Statuspage { page: "p".to_owned(), components: each.collect() }
}

#[test]
fn a_destination_is_checked_before_it_is_written_down() {
    let employees = |name: &str, transport| destination(name, transport, Audience::Employees, false);
    let wrong = [
        (mail("mail.example.org", "status", &["a@example.org"]), "not an address that mail"),
        (
            mail("mail.example.org", "a@example.org\r\nBcc: b@example.org", &["a@example.org"]),
            "not an address",
        ),
        (mail("mail.example.org", "a@example.org", &[]), "Where the mail goes is empty"),
        (mail("mail.example.org", "a@example.org", &["a@b@", "x"]), "not an address"),
        (mail("https://mail.example.org", "a@example.org", &["a@example.org"]), "The mail server has"),
        (mail("", "a@example.org", &["a@example.org"]), "The mail server is empty"),
        (Transport::Webhook { url: "ftp://example.org".to_owned() }, "not an address that can be opened"),
        (Transport::Webhook { url: "https://user:word@example.org".to_owned() }, "not an address"),
        (Transport::Webhook { url: "https:///x".to_owned() }, "not an address"),
        (Transport::Webhook { url: "https://a b".to_owned() }, "blanks"),
        (Transport::Statuspage { page: "../../x".to_owned(), components: vec![] }, "The page's id has"),
        (hosted(&[("cards", "../x")]), "The component's id has"),
        (hosted(&[("cards", "")]), "The component's id is empty"),
        (hosted(&[("cards", "a"), ("cards", "b")]), "b stands for a component already"),
        (hosted(&[("cards", "a"), ("search", "a")]), "a stands for a component already"),
        (bucket("..", None), "The bucket has"),
        (bucket("a/b", None), "The bucket has"),
        (bucket("", None), "The bucket is empty"),
        (bucket("status", Some("of/../../x")), "The folder has"),
        (bucket("status", Some("of//x")), "The folder is empty"),
        (
            Transport::Matrix { homeserver: "https://m.example.org".to_owned(), room: "inc".to_owned() },
            "not a room",
        ),
    ];
    for (transport, sentence) in wrong {
        check(&[], ("ana", employees("Team", transport)), sentence);
    }
    let nobody = Edit::DefineDestination {
        destination: None,
        name: "Team".to_owned(),
        transport: slack(),
        audiences: vec![],
        drill: false,
        laptops: false,
        rooms: None,
    };
    check(&[], ("ana", nobody), Refusal::Empty("Who hears by it"));
    check(&[], ("ana", employees("Team", slack())), ["destination_defined"]);
    let page = |audience, drill| destination("Page", bucket("status", Some("/of/example/")), audience, drill);
    check(&[], ("ana", page(Audience::Public, false)), ["destination_defined"]);
    check(&[], ("ana", page(Audience::Employees, false)), "Choose the public alone");
    check(&[], ("ana", page(Audience::Public, true)), "Choose the public alone");
    let subscribers = |from: &str| destination("Subscribers", subscribers(from), Audience::Public, false);
    check(&[], ("ana", subscribers("status@example.org")), ["destination_defined"]);
    check(&[], ("ana", subscribers("nobody")), "not an address");
    let there = history!["ana" => employees("Team", slack())];
    check(there, ("bo", employees("Team", slack())), "in the book already");
    let retire = Edit::RetireDestination { destination: id("team"), retired: true };
    let retired = [&proposed(slack())[..], history!["ana" => retire]].concat();
    check(&retired, ("dee", approve_to(&["team"])), "Nothing is sent to Team any more");
}
