//! What of a review is looked at before the public reads it, and what is left of it.

use incident::book::Book;
use incident::command::{Edit, NewComponent};
use incident::id::PersonId;
use incident::value::Contact;
use wording::redaction::{Choice, Kind, Redaction};

use crate::record::World;

/// Ana Ruiz and Jo work here, Acme and Müller AG are customers; the ledger is shown as Payments, Checkout not at all.
fn book() -> Book {
    let mut world = World::new();
    world.edit(&Edit::NamePerson { person: PersonId([2; 16]), name: "Jo".to_owned() });
    for name in ["Acme", "Müller AG", "AT&T", "Yahoo!", "Pipe|Line"] {
        world.edit(&Edit::DefineCustomer {
            customer: None,
            name: name.to_owned(),
            tier: None,
            arr: None,
            respond_within: None,
            contact: Contact::default(),
            owner: None,
        });
    }
    for name in ["ledger-api", "Payments", "ledger_db"] {
        world.edit(&Edit::NameService { service: None, name: name.to_owned() });
    }
    let services = world.book.services().into_iter().map(|entry| entry.service);
    let shown = services.filter(|service| ["ledger-api", "Payments"].contains(&service.name.as_str()));
    let wish = NewComponent {
        name: "Payments".to_owned(),
        description: None,
        group: None,
        position: 0,
        shown: true,
        services: shown.map(|service| service.id).collect(),
    };
    world.edit(&Edit::DefineComponent { component: None, wish });
    world.book
}

fn found(text: &str) -> Vec<(Kind, String, String)> {
    let hits = Redaction::by(&book()).hits(&[text]);
    hits.into_iter().map(|hit| (hit.kind, hit.what, hit.instead)).collect()
}

const US: &str = "somebody of our team";

#[test]
fn names_and_addresses_are_found_and_ordinary_words_are_not() {
    use Kind::{Address, Customer, Person, Service};
    let link = |what| (Address, what, "(a link of our own)");
    for (text, expect) in [
        ("Ana Ruiz saw it.", vec![(Person, "Ana Ruiz", US)]),
        ("**ANA** saw it, @ana too", vec![(Person, "ANA", US)]),
        ("Anatomy of Banana", vec![]),
        ("Jo is too short a name", vec![]),
        ("ACME and müller ag", vec![(Customer, "ACME", "a customer"), (Customer, "müller ag", "a customer")]),
        ("Acmeism", vec![]),
        ("the ledger-api was slow", vec![(Service, "ledger-api", "Payments")]),
        ("Checkout was slow, Payments was down", vec![(Service, "Checkout", "an internal service")]),
        ("see [it](https://wiki.acme.example/x?y=1), please", vec![link("https://wiki.acme.example/x?y=1")]),
        ("write to ops@acme.example.", vec![(Address, "ops@acme.example", "(an address)")]),
        ("at 14:05 we saw 5 % of it", vec![]),
        ("a @ b and @everybody", vec![]),
        ("", vec![]),
        ("see intern.example.com/path, please", vec![link("intern.example.com/path")]),
        ("(grafana.example/d/1?x=y)", vec![link("grafana.example/d/1?x=y")]),
        ("on db-7.ops.example it was", vec![link("db-7.ops.example")]),
        ("it is e.g. 1.2.3 or v1.10.2, z.B. und/oder 14.05.2026, CI/CD, main.rs at 14:05", vec![]),
        ("no wiki.example without a path, since it may be a file", vec![]),
        ("the wikis.", vec![]),
    ] {
        let owned = |(kind, what, instead): (Kind, &str, &str)| (kind, what.to_owned(), instead.to_owned());
        let expect: Vec<_> = expect.into_iter().map(owned).collect();
        assert_eq!(found(text), expect, "{text}");
    }
}

#[test]
fn a_name_is_found_however_it_is_written_in_markdown_and_goes_whole() {
    use Kind::{Address, Customer, Person, Service};
    let link = "(a link of our own)";
    for (text, kind, what, left) in [
        (r"the ledger\_db fell", Service, "ledger_db", "the an internal service fell"),
        (r"\*AT\&T\* left", Customer, "AT&T", r"\*a customer\* left"),
        ("AT&amp;T left", Customer, "AT&T", "a customer left"),
        (r"Yahoo\! left", Customer, "Yahoo!", "a customer left"),
        ("Pipe&#124;Line left", Customer, "Pipe|Line", "a customer left"),
        ("Pipe&#x7c;Line left", Customer, "Pipe|Line", "a customer left"),
        ("Müller\nAG left", Customer, "Müller AG", "a customer left"),
        ("Müller  AG\n\nleft", Customer, "Müller AG", "a customer\n\nleft"),
        ("> Müller \\\n> AG left", Customer, "Müller AG", "> a customer left"),
        ("M&#252;ller&nbsp;AG left", Customer, "Müller AG", "a customer left"),
        (r"\@ana saw it", Person, "ana", r"\@somebody of our team saw it"),
        ("Ana\n  Ruiz saw it", Person, "Ana Ruiz", "somebody of our team saw it"),
        (
            r"see https\://grafana.example/d/1?a=\_b\&c next",
            Address,
            "https://grafana.example/d/1?a=_b&c",
            "see (a link of our own) next",
        ),
        (r"see www\.wiki.example/x", Address, "www.wiki.example/x", &format!("see {link}")),
        (r"ask ops\@wiki.example now", Address, "ops@wiki.example", "ask (an address) now"),
        // As a reader sees it.
        ("An*a* saw it", Person, "Ana", "somebody of our team saw it"),
        ("**A**na saw it", Person, "Ana", "somebody of our team saw it"),
        ("*Dear An*a saw it", Person, "Ana", "*Dear somebody of our team* saw it"),
        ("Ana **Ruiz** saw it", Person, "Ana Ruiz", "somebody of our team saw it"),
        ("> - Ana\n>   *Rui*z saw it", Person, "Ana Ruiz", "> - somebody of our team saw it"),
        ("the led`ger`\\_db fell", Service, "ledger_db", "the an internal service fell"),
        ("M&uuml;ller AG left", Customer, "Müller AG", "a customer left"),
        ("&#x41;cme left, and &#65;&#99;me", Customer, "Acme", "a customer left, and a customer"),
        ("Acm&#x65; left", Customer, "Acme", "a customer left"),
        ("see int*er*n.ex**ample**.com/x now", Address, "intern.example.com/x", &format!("see {link} now")),
    ] {
        let told: Vec<_> = found(text).into_iter().map(|(kind, what, _)| (kind, what)).collect();
        assert_eq!(told, [(kind, what.to_owned())], "{text}");
        let redaction = Redaction::by(&book());
        assert_eq!(redaction.apply(text, &[]), left, "{text}");
        let kept = [Choice { what: what.to_owned(), instead: None }];
        assert_eq!(redaction.apply(text, &kept), text, "what is kept stays as it was written");
    }
    for text in
        ["AT & T", "& # 124;", "&#1114112;", "&#xfffffff;", "\\", "&", "&;", "&ä;", "a \\", "Müller\\ AG"]
    {
        assert_eq!(Redaction::by(&book()).apply(text, &[]), text);
    }
}

#[test]
fn within_a_link_each_name_is_told_and_so_is_where_it_leads() {
    let redaction = Redaction::by(&book());
    for (text, whats, left, link_kept) in [
        (
            "[An](https://x.example/ana)a left",
            &["Ana"][..],
            "somebody of our team left",
            "[An]((a link of our own))a left",
        ),
        (
            "[An*a* and Acme](https://x.example/ana) left",
            &["Ana", "Acme"],
            "somebody of our team and a customer left",
            "[An*a* and Acme]((a link of our own)) left",
        ),
        (
            "[*Ana* Ruiz and Acme](https://x.example/ana) left",
            &["Ana Ruiz", "Acme"],
            "somebody of our team and a customer left",
            "[*Ana* Ruiz and Acme]((a link of our own)) left",
        ),
        (
            "[Acme and M&uuml;ller](https://x.example/ana) AG left",
            &["Acme", "Müller AG"],
            "a customer and a customer left",
            "[Acme and M&uuml;ller]((a link of our own)) AG left",
        ),
    ] {
        let told: Vec<_> = redaction.hits(&[text]).into_iter().map(|hit| hit.what).collect();
        assert_eq!(told, [whats, &["https://x.example/ana"]].concat(), "{text}");
        assert_eq!(redaction.apply(text, &[]), left, "{text}");
        let stays = |what: &&str| Choice { what: (*what).to_owned(), instead: None };
        let kept: Vec<_> = whats.iter().map(stays).collect();
        assert_eq!(redaction.apply(text, &kept), link_kept, "{text}");
    }
}

#[test]
fn each_hit_is_told_once_with_every_place_and_goes_unless_somebody_keeps_it() {
    let redaction = Redaction::by(&book());
    let texts = ["Ana called Acme. Then ana slept.", "Acme thanked Ana Ruiz."];
    let hits = redaction.hits(&texts);
    let told: Vec<_> = hits.iter().map(|hit| (hit.what.as_str(), hit.places.len())).collect();
    assert_eq!(told, [("Ana", 2), ("Ana Ruiz", 1), ("Acme", 2)]);
    let place = &hits[2].places[0];
    let around = (place.text, place.before.as_str(), place.after.as_str());
    assert_eq!(around, (0, "Ana called", ". Then ana slept."));

    let choice = |what: &str, instead: Option<&str>| Choice {
        what: what.to_owned(),
        instead: instead.map(str::to_owned),
    };
    let say = |choices: &[Choice]| redaction.apply(texts[0], choices);
    assert_eq!(say(&[]), format!("{US} called a customer. Then {US} slept."));
    let kept = [choice("Acme", None), choice("ANA", Some(" the manager "))];
    assert_eq!(say(&kept), "the manager called Acme. Then the manager slept.");
    let twice = [choice("Acme", None), choice("acme", Some("they"))];
    assert!(say(&twice).contains("called they"), "the last word counts");
}

#[test]
fn of_what_was_replaced_nothing_is_found_again() {
    let redaction = Redaction::by(&book());
    let text = "Ana Ruiz of Acme: https://a.example/ana?x=Acme, ops@acme.example, Checkout and ledger-api";
    let once = redaction.apply(text, &[]);
    assert!(redaction.hits(&[once.as_str()]).is_empty(), "{once}");
}

#[test]
fn the_names_of_servers_to_which_the_record_leads_are_found_however_they_are_said() {
    let links = [
        "https://Grafana.example:3000/d/1",
        "http://wiki.example",
        "https://status.example.org/x",
        "no link",
        "https://intern",
    ];
    let redaction = Redaction::by(&book()).and_links(links, Some("https://status.example.org"));
    for (text, left) in [
        ("grafana.example was slow", "(a link of our own) was slow"),
        ("(see GRAFANA.example:3000).", "(see (a link of our own))."),
        ("db.wiki.example, too", "(a link of our own), too"),
        ("look at wiki.**example**", "look at (a link of our own)"),
        ("status.example.org was up", "(a link of our own) was up"),
        ("mywiki.example and the intern", "mywiki.example and the intern"),
    ] {
        let left = if text.starts_with("status") { text } else { left };
        assert_eq!(redaction.apply(text, &[]), left, "{text}");
    }
}

#[test]
fn of_any_text_the_rest_stays_as_it_was_written() {
    let parts = [
        "Ana",
        "*",
        "**",
        "_",
        "`",
        "[",
        "](https://x.example)",
        "&amp;",
        "\\",
        "\n",
        "> ",
        "- ",
        " Ruiz",
        " and Acme",
        " [An*a* and Acme](https://x.example) ",
        " [Acme and An](https://x.example)a ",
        "z",
        "<b>",
        "🙂",
    ];
    let all = Redaction::by(&book());
    // Each of many texts of these parts, the same ones every time.
    let mut state = 7_u64;
    for _ in 0..2_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(parts[(state >> 33) as usize % parts.len()]);
        }
        let named = all.hits(&[&text]);
        let kept: Vec<_> = named.into_iter().map(|hit| Choice { what: hit.what, instead: None }).collect();
        assert_eq!(all.apply(&text, &kept), text);
        let gone = all.apply(&text, &[]);
        let left = all.hits(&[&gone]);
        assert!(left.is_empty(), "{text:?} leaves {left:?} in {gone:?}");
    }
}
