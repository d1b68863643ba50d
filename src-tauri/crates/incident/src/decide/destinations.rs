//! Editing where updates can be sent.

use super::{Asker, NAME, TEXT, text};
use crate::event::Event;
use crate::id::DestinationId;
use crate::refusal::Refusal;
use crate::text::visible;
use crate::value::{Audience, Destination, HostedComponent, Reminders, Rooms, Transport};

/// The most addresses that a destination names itself; longer lists belong to the mail server.
const ADDRESSES: usize = 50;
/// And the most components of a hosted page.
const COMPONENTS: usize = 200;

/// A destination as somebody wants to have it in the book.
pub(super) struct Wish<'a> {
    pub(super) name: &'a str,
    pub(super) transport: &'a Transport,
    pub(super) audiences: &'a [Audience],
    pub(super) drill: bool,
    pub(super) laptops: bool,
    pub(super) rooms: Option<&'a Rooms>,
}

pub(super) fn define(
    id: Option<&DestinationId>,
    wish: &Wish<'_>,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The destination's name", wish.name, NAME)?;
    let id = match id {
        Some(id) if asker.book.destination(id).is_some() => id.clone(),
        Some(id) => return Err(unknown(id)),
        None => {
            let id = DestinationId::from_name(&name);
            if asker.book.destination(&id).is_some() {
                return Err(Refusal::Already(format!("{name} is in the book")));
            }
            id
        }
    };
    match (wish.transport.takes_messages(), wish.audiences.is_empty()) {
        (true, true) => return Err(Refusal::Empty("Who hears by it")),
        (false, false) => return Err(Refusal::RoomsAlone(wish.transport.name())),
        _ => {}
    }
    let audiences = Audience::ALL.iter().filter(|one| wish.audiences.contains(one)).copied().collect();
    let transport = checked(wish.transport)?;
    // What lies where everybody reads it, and what goes to whoever asked, is what was approved for all of them.
    let open = wish.transport.takes_pages() || wish.transport.is_hubs_alone();
    if open && (wish.drill || wish.audiences != [Audience::Public]) {
        return Err(Refusal::PublicAlone(wish.transport.name()));
    }
    let all = Rooms::default();
    let rooms = wish.rooms.or((!transport.takes_messages()).then_some(&all));
    let rooms = rooms.map(|rooms| rooms_at(&transport, rooms)).transpose()?;
    let destination =
        Destination { id, name, transport, audiences, drill: wish.drill, laptops: wish.laptops, rooms };
    Ok(Event::DestinationDefined { destination, base: vec![] })
}

/// The same rooms without blanks around names, if they can be made there.
fn rooms_at(transport: &Transport, rooms: &Rooms) -> Result<Rooms, Refusal> {
    if !transport.makes_rooms() {
        return Err(Refusal::NoRooms(transport.name()));
    }
    // Whoever is in the team is in its channels.
    if !transport.takes_messages() && !rooms.invite.is_empty() {
        return Err(Refusal::NobodyAskedIn(transport.name()));
    }
    if rooms.invite.len() > ADDRESSES {
        return Err(Refusal::TooMany { what: "Those who are asked in", limit: ADDRESSES });
    }
    let invite = rooms.invite.iter().map(|one| plain("Who is asked in", one));
    Ok(Rooms { invite: invite.collect::<Result<_, _>>()? })
}

pub(super) fn retire(
    destination: &DestinationId,
    retired: bool,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    asker.book.destination(destination).ok_or_else(|| unknown(destination))?;
    Ok(Event::DestinationRetired { destination: destination.clone(), retired, base: vec![] })
}

pub(super) fn remind(reminders: Option<&Reminders>, asker: &Asker<'_>) -> Result<Event, Refusal> {
    if let Some(Reminders { destination, .. }) = reminders {
        let entry = asker.book.destination(destination).filter(|entry| !entry.retired);
        let entry = entry.ok_or_else(|| unknown(destination))?;
        if !matches!(entry.destination.transport, Transport::Email { .. }) {
            return Err(Refusal::NotByMail(entry.destination.transport.name()));
        }
    }
    Ok(Event::RemindersDefined { reminders: reminders.cloned(), base: vec![] })
}

fn unknown(id: &DestinationId) -> Refusal {
    Refusal::Unknown { what: "destination", name: id.to_string() }
}

/// The same transport without blanks around its words, if each is one that can be used.
fn checked(transport: &Transport) -> Result<Transport, Refusal> {
    Ok(match transport {
        Transport::Email { server, port, security, user, from, to, per_second } => Transport::Email {
            server: host("The mail server", server)?,
            port: if *port == 0 { return Err(Refusal::Empty("The port")) } else { *port },
            security: *security,
            user: super::optional("The user", user.as_deref(), NAME)?,
            from: mailbox(from)?,
            to: addresses(to)?,
            per_second: pace(*per_second)?,
        },
        Transport::Slack { channel } => {
            Transport::Slack { channel: super::optional("The channel", channel.as_deref(), NAME)? }
        }
        Transport::Teams {} | Transport::Mattermost {} => transport.clone(),
        Transport::Matrix { homeserver, room } => {
            let room = plain("The room", room)?;
            if !room.starts_with(['!', '#']) {
                return Err(Refusal::NotARoom(room));
            }
            Transport::Matrix { homeserver: address("The homeserver", homeserver)?, room }
        }
        Transport::Webhook { url } => Transport::Webhook { url: address("The address", url)? },
        Transport::TeamsApp { tenant, client, team, organizer } => Transport::TeamsApp {
            tenant: step("The tenant", tenant)?,
            client: word("The app's id", client)?,
            team: word("The team's id", team)?,
            organizer: organizer.as_deref().map(|one| word("The organizer's id", one)).transpose()?,
        },
        Transport::Statuspage { page, components } => {
            Transport::Statuspage { page: word("The page's id", page)?, components: hosted(components)? }
        }
        Transport::Bucket { endpoint, region, bucket, folder, key } => Transport::Bucket {
            endpoint: address("The storage's address", endpoint)?,
            region: word("The region", region)?,
            bucket: step("The bucket", bucket)?,
            folder: below(folder.as_deref())?,
            key: word("The access key", key)?,
        },
        Transport::Subscribers { server, port, security, user, from, per_second } => Transport::Subscribers {
            server: host("The mail server", server)?,
            port: if *port == 0 { return Err(Refusal::Empty("The port")) } else { *port },
            security: *security,
            user: super::optional("The user", user.as_deref(), NAME)?,
            from: mailbox(from)?,
            per_second: pace(*per_second)?,
        },
    })
}

/// So many mails a second, and not none.
fn pace(per_second: Option<u32>) -> Result<Option<u32>, Refusal> {
    if per_second == Some(0) { Err(Refusal::NoPace) } else { Ok(per_second) }
}

/// Each component of ours once, and each of theirs.
fn hosted(components: &[HostedComponent]) -> Result<Vec<HostedComponent>, Refusal> {
    if components.len() > COMPONENTS {
        return Err(Refusal::TooMany { what: "A page's components", limit: COMPONENTS });
    }
    let mut checked: Vec<HostedComponent> = Vec::new();
    for one in components {
        let (component, hosted) = (one.component.clone(), word("The component's id", &one.hosted)?);
        if checked.iter().any(|known| known.component == component || known.hosted == hosted) {
            return Err(Refusal::Already(format!("{hosted} stands for a component")));
        }
        checked.push(HostedComponent { component, hosted });
    }
    Ok(checked)
}

fn addresses(to: &[String]) -> Result<Vec<String>, Refusal> {
    if to.len() > ADDRESSES {
        return Err(Refusal::TooMany { what: "A destination's addresses", limit: ADDRESSES });
    }
    let to: Vec<String> = to.iter().map(|one| mailbox(one)).collect::<Result<_, _>>()?;
    if to.is_empty() { Err(Refusal::Empty("Where the mail goes")) } else { Ok(to) }
}

/// A text that holds nothing that hides or breaks a line.
fn plain(field: &'static str, words: &str) -> Result<String, Refusal> {
    let words = text(field, words, TEXT)?;
    if words.contains(char::is_whitespace) || visible(&words) != words {
        return Err(Refusal::NotPlain(field));
    }
    Ok(words)
}

fn word(field: &'static str, words: &str) -> Result<String, Refusal> {
    let words = plain(field, words)?;
    let fits = words.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(words) } else { Err(Refusal::NotPlain(field)) }
}

/// One step of a path: nothing that leads back or further down.
fn step(field: &'static str, words: &str) -> Result<String, Refusal> {
    let words = plain(field, words)?;
    let fits = words.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    if fits && words.bytes().any(|b| b != b'.') { Ok(words) } else { Err(Refusal::NotPlain(field)) }
}

/// The steps to a folder, without slashes around them; none where there is none.
fn below(folder: Option<&str>) -> Result<Option<String>, Refusal> {
    let folder = folder.unwrap_or_default().trim().trim_matches('/');
    if folder.is_empty() {
        return Ok(None);
    }
    let steps = folder.split('/').map(|one| step("The folder", one));
    Ok(Some(steps.collect::<Result<Vec<_>, _>>()?.join("/")))
}

/// A host's name or address, without a scheme, port or path.
fn host(field: &'static str, words: &str) -> Result<String, Refusal> {
    let words = plain(field, words)?;
    let fits = words.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
    if fits { Ok(words) } else { Err(Refusal::NotPlain(field)) }
}

/// `name@host`, or a name before that in angle brackets. Whether it exists only its server knows.
fn mailbox(words: &str) -> Result<String, Refusal> {
    let words = text("The mail address", words, NAME)?;
    let wrong = || Refusal::NotAMailbox(words.chars().take(80).collect());
    if visible(&words) != words || words.contains(['\n', '\r']) {
        return Err(wrong());
    }
    let bare = match words.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').ok_or_else(wrong)?,
        None => &words,
    };
    let (name, server) = bare.rsplit_once('@').ok_or_else(wrong)?;
    let fits =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>,;".contains(c));
    if fits(name) && fits(server) { Ok(words) } else { Err(wrong()) }
}

/// An address of the web, without a name or password in it: such belong to the keychain.
pub(super) fn address(field: &'static str, words: &str) -> Result<String, Refusal> {
    let words = plain(field, words)?;
    let wrong = || Refusal::NotALink(words.chars().take(80).collect());
    let rest = words.strip_prefix("https://").or_else(|| words.strip_prefix("http://")).ok_or_else(wrong)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains('@') { Err(wrong()) } else { Ok(words) }
}
