//! What is taken for an invitation, and what is refused with which sentence.

use allclear::replicate::{HubAddress, Invitation, NoLink};

#[test]
fn an_invitation_names_a_hub_that_can_be_trusted_with_a_token() {
    let read = |link: &str| link.parse::<Invitation>();
    for (link, hub) in [
        ("allclear://join?hub=https%3A%2F%2Fhub.example.org&code=Ab-_9", "https://hub.example.org"),
        (
            "  allclear://join?code=Ab-_9&hub=https://hub.example.org:8443/allclear/\n",
            "https://hub.example.org:8443/allclear",
        ),
        ("allclear://join/?hub=http%3A%2F%2F127.0.0.1%3A4170&code=Ab-_9", "http://127.0.0.1:4170"),
        ("allclear://join?hub=http%3A%2F%2F%5B%3A%3A1%5D%3A4170&code=Ab-_9&later=x", "http://[::1]:4170"),
        ("allclear://join?hub=http%3A%2F%2Flocalhost%3A4170&code=Ab-_9", "http://localhost:4170"),
    ] {
        let invitation = read(link).unwrap_or_else(|no_link| panic!("{link}: {no_link}"));
        assert_eq!((invitation.hub.to_string().as_str(), invitation.code.as_str()), (hub, "Ab-_9"), "{link}");
    }
    for (link, why) in [
        ("", NoLink::Other),
        ("hub.example.org", NoLink::Other),
        ("https://join?hub=https://a&code=b", NoLink::Other),
        ("allclear://incident/INC-1234", NoLink::Other),
        ("allclear://join", NoLink::Torn),
        ("allclear://join?hub=https://hub.example.org", NoLink::Torn),
        ("allclear://join?code=Ab-_9", NoLink::Torn),
        ("allclear://join?hub=https://hub.example.org&code=", NoLink::Torn),
        ("allclear://join?hub=https://hub.example.org&code=a%20b", NoLink::Torn),
        ("allclear://join?hub=hub.example.org&code=Ab-_9", NoLink::Address),
        ("allclear://join?hub=ftp://hub.example.org&code=Ab-_9", NoLink::Address),
        ("allclear://join?hub=file:///etc/passwd&code=Ab-_9", NoLink::Address),
        ("allclear://join?hub=https://me:secret@hub.example.org&code=Ab-_9", NoLink::Address),
        ("allclear://join?hub=https%3A%2F%2Fhub.example.org%2F%3Fa%3Db&code=Ab-_9", NoLink::Address),
        ("allclear://join?hub=http://hub.example.org&code=Ab-_9", NoLink::Insecure),
        ("allclear://join?hub=http://10.0.0.1&code=Ab-_9", NoLink::Insecure),
        ("allclear://join?hub=http://127.0.0.1.example.org&code=Ab-_9", NoLink::Insecure),
        ("allclear://join?hub=http://localhost.example.org&code=Ab-_9", NoLink::Insecure),
    ] {
        assert_eq!(read(link), Err(why), "{link}");
    }
    let long = format!("allclear://join?hub=https://hub.example.org&code={}", "a".repeat(201));
    assert_eq!(read(&long), Err(NoLink::Torn));
}

#[test]
fn an_address_is_asked_beneath_its_own_path() {
    for (address, at, spoken) in [
        ("https://hub.example.org", "https://hub.example.org/v1/hub", "hub.example.org"),
        ("https://example.org/allclear/", "https://example.org/allclear/v1/hub", "example.org/allclear"),
        ("http://127.0.0.1:4170/", "http://127.0.0.1:4170/v1/hub", "http://127.0.0.1:4170"),
    ] {
        let address: HubAddress = address.parse().expect("an address");
        assert_eq!((address.at("/v1/hub").as_str(), address.spoken().as_str()), (at, spoken));
    }
}
