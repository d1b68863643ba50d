//! Samples of what leaves the house.

use incident::event::Event;
use incident::id::{EntryRef, ReplicaKey};
use incident::value::{
    Audience, Channel, Delivery, Destination, Dispatch, HostedComponent, MailSecurity, Nag, Occasion,
    Receipt, Reminders, Rooms, Transport,
};

use super::{AN_ENTRY, SOMEBODY, WHEN, id, words};

const SENDER: ReplicaKey = ReplicaKey([9; 32]);

pub(super) fn samples(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let dispatch = Dispatch { sender: SENDER, to: vec![id("all-hands"), id("status-page")] };
    let mut events = vec![
        Event::UpdateApproved { update: AN_ENTRY, dispatch: Some(dispatch), base: base() },
        Event::SenderNamed { update: AN_ENTRY, destination: id("all-hands"), sender: SENDER, base: base() },
        Event::SenderNamed { update: AN_ENTRY, destination: id("all-hands"), sender: SENDER, base: vec![] },
        Event::SendingBegun { update: AN_ENTRY, destination: id("all-hands") },
        Event::SendingHeld { update: AN_ENTRY, destination: id("all-hands"), why: words() },
        failed(base()),
        Event::SendingFailed {
            attempt: AN_ENTRY,
            why: String::new(),
            retry_at: None,
            unknown: false,
            base: vec![],
        },
        Event::DestinationRetired { destination: id("all-hands"), retired: true, base: base() },
        Event::DestinationRetired { destination: id("all-hands"), retired: false, base: vec![] },
    ];
    let reminders = Some(Reminders { destination: id("all-hands"), sender: SENDER });
    events.push(Event::RemindersDefined { reminders, base: base() });
    events.push(Event::RemindersDefined { reminders: None, base: vec![] });
    for (nag, about) in [(Nag::ActionOverdue, Some(AN_ENTRY)), (Nag::ReviewDue, None)] {
        events.push(Event::ReminderBegun { person: SOMEBODY, nag, about, due: WHEN });
    }
    for (why, retry_at) in [(None, None), (Some(words()), Some(WHEN)), (Some(words()), None)] {
        events.push(Event::ReminderEnded { reminder: AN_ENTRY, why, retry_at });
    }
    let whole = Receipt { name: Some(words()), reached: Some(213), of: Some(214) };
    for receipt in [None, Some(Receipt::default()), Some(whole)] {
        events.push(posted(Delivery { destination: id("all-hands"), receipt }, base()));
    }
    for transport in transports() {
        events.push(Event::DestinationDefined { destination: to(transport, Audience::ALL), base: base() });
    }
    let bare = Destination { drill: false, laptops: false, ..to(Transport::Teams {}, &[Audience::Public]) };
    events.push(Event::DestinationDefined { destination: bare, base: vec![] });
    for transport in [
        bucket("status", Some("of/example")),
        bucket("status", None),
        subscribers(Some("status")),
        subscribers(None),
    ] {
        events.push(Event::DestinationDefined { destination: to(transport, Audience::ALL), base: base() });
    }
    events.extend(rooms(base));
    for transport in [
        hosted(),
        teams_app(Some("5b2d5e0c-2f7a-4a0e-9a2d-0c6f1f6f7a11")),
        teams_app(None),
        paced(),
        paced_subscribers(),
    ] {
        events.push(Event::DestinationDefined { destination: to(transport, Audience::ALL), base: base() });
    }
    events
}

fn rooms(base: &impl Fn() -> Vec<EntryRef>) -> Vec<Event> {
    let destination = || id("all-hands");
    let (name, room) = ("inc-payments-fail-9f3a".to_owned(), "!a:example.org".to_owned());
    let link = "https://matrix.to/#/#inc-payments-fail-9f3a:example.org".to_owned();
    let made = |bridge: Option<&str>, base| Event::RoomMade {
        destination: destination(),
        room: room.clone(),
        link: link.clone(),
        bridge: bridge.map(str::to_owned),
        base,
    };
    let rooms = Some(Rooms { invite: vec!["@ana:example.org".to_owned()] });
    let matrix = transports().into_iter().find(Transport::makes_rooms).expect("one that makes rooms");
    let with = |rooms| Destination { rooms, ..to(matrix.clone(), &[Audience::Employees]) };
    vec![
        Event::RoomAsked { destination: destination(), sender: SENDER, name: name.clone(), base: base() },
        Event::RoomAsked { destination: destination(), sender: SENDER, name, base: vec![] },
        made(Some("https://meet.example.org/inc"), base()),
        made(None, vec![]),
        Event::RoomNotMade { destination: destination(), why: words(), retry_at: Some(WHEN), base: base() },
        Event::RoomNotMade { destination: destination(), why: String::new(), retry_at: None, base: vec![] },
        Event::DestinationDefined { destination: with(rooms), base: base() },
        Event::DestinationDefined { destination: with(Some(Rooms::default())), base: vec![] },
    ]
}

fn failed(base: Vec<EntryRef>) -> Event {
    Event::SendingFailed { attempt: AN_ENTRY, why: words(), retry_at: Some(WHEN), unknown: true, base }
}

fn posted(delivery: Delivery, base: Vec<EntryRef>) -> Event {
    Event::UpdatePosted {
        audience: Audience::Employees,
        text: words(),
        next_due: Some(WHEN),
        occasion: Some(Occasion::Monitoring),
        update: Some(AN_ENTRY),
        channel: Some(Channel::Webhook),
        delivery: Some(delivery),
        base,
    }
}

fn to(transport: Transport, audiences: &[Audience]) -> Destination {
    let (id, name) = (id("all-hands"), words());
    Destination {
        id,
        name,
        transport,
        audiences: audiences.to_vec(),
        drill: true,
        laptops: true,
        rooms: None,
    }
}

fn bucket(bucket: &str, folder: Option<&str>) -> Transport {
    Transport::Bucket {
        endpoint: "https://s3.eu-central-1.amazonaws.com".to_owned(),
        region: "eu-central-1".to_owned(),
        bucket: bucket.to_owned(),
        folder: folder.map(str::to_owned),
        key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
    }
}

fn hosted() -> Transport {
    let hosted = |component: &str, hosted: &str| HostedComponent {
        component: id(component),
        hosted: hosted.to_owned(),
    };
    let components = vec![hosted("cards", "8kbf7d35c070"), hosted("search", "vtnh60py4yd7")];
    Transport::Statuspage { page: "kctbh9vrtdwd".to_owned(), components }
}

fn teams_app(organizer: Option<&str>) -> Transport {
    Transport::TeamsApp {
        tenant: "example.org".to_owned(),
        client: "11111111-2222-4333-8444-555555555555".to_owned(),
        team: "57fb72d0-d811-46f4-8947-305e6072eaa5".to_owned(),
        organizer: organizer.map(str::to_owned),
    }
}

fn subscribers(user: Option<&str>) -> Transport {
    Transport::Subscribers {
        server: "mail.example.org".to_owned(),
        port: 587,
        security: MailSecurity::StartTls,
        user: user.map(str::to_owned),
        from: "Status <status@example.org>".to_owned(),
        per_second: None,
    }
}

fn paced() -> Transport {
    Transport::Email {
        server: "mail.example.org".to_owned(),
        port: 587,
        security: MailSecurity::StartTls,
        user: None,
        from: "status@example.org".to_owned(),
        to: vec!["all@example.org".to_owned()],
        per_second: Some(20),
    }
}

fn paced_subscribers() -> Transport {
    Transport::Subscribers {
        server: "mail.example.org".to_owned(),
        port: 587,
        security: MailSecurity::StartTls,
        user: None,
        from: "status@example.org".to_owned(),
        per_second: Some(1),
    }
}

fn transports() -> Vec<Transport> {
    let mail = |security, user: Option<&str>| Transport::Email {
        server: "mail.example.org".to_owned(),
        port: 587,
        security,
        user: user.map(str::to_owned),
        from: "Status <status@example.org>".to_owned(),
        to: vec!["all@example.org".to_owned()],
        per_second: None,
    };
    vec![
        mail(MailSecurity::Tls, Some("status")),
        mail(MailSecurity::StartTls, None),
        mail(MailSecurity::Plain, None),
        Transport::Slack { channel: Some("C012".to_owned()) },
        Transport::Slack { channel: None },
        Transport::Teams {},
        Transport::Mattermost {},
        Transport::Matrix {
            homeserver: "https://matrix.example.org".to_owned(),
            room: "#inc:example.org".to_owned(),
        },
        Transport::Webhook { url: "https://hooks.example.org/in".to_owned() },
        Transport::Statuspage { page: "kctbh9vrtdwd".to_owned(), components: vec![] },
    ]
}
