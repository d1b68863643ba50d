//! Who hears of the public status page. Only the hub knows, and it tells admins: nothing of it is kept at a laptop.

use incident::id::IncidentId;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::replicate::{Subscriber, ask};
use crate::views::{AddedView, HearsBy, SubscriberState, SubscriberView, SubscribersView};

/// So many the hub takes at once.
const TOGETHER: usize = 1_000;

impl Desk {
    /// Some of those who hear, after this address.
    pub fn subscribers(&self, after: String) -> Result<SubscribersView, Failure> {
        let told = ask(self.remote()?.subscribers(&after))??;
        Ok(SubscribersView {
            email: told.counts.email,
            webhook: told.counts.webhook,
            waiting: told.counts.waiting,
            bounced: told.counts.bounced,
            subscribers: told.subscribers.into_iter().map(shown).collect(),
            more: told.more,
        })
    }

    /// Adds some, one address a line. A line of a list with several columns counts by the one that is an address.
    pub fn add_subscribers(&self, lines: String) -> Result<AddedView, Failure> {
        let all: Vec<String> = lines.lines().filter_map(address).collect();
        if all.is_empty() {
            return Err(Failure::new("refused", "There is no address in it. Enter one a line."));
        }
        let remote = self.remote()?;
        let mut added = AddedView { added: 0, refused: Vec::new() };
        for some in all.chunks(TOGETHER) {
            let brought = ask(remote.bring_subscribers(some))??;
            added.added += brought.added;
            added.refused.extend(brought.refused);
        }
        self.stale(&["subscribers"], None);
        Ok(added)
    }

    /// Forgets one.
    pub fn remove_subscriber(&self, name: String) -> Result<(), Failure> {
        // It becomes part of an address: the same digits as an incident's id, and nothing else.
        let name: IncidentId =
            name.parse().map_err(|_| Failure::new("refused", "There is no such subscriber any more."))?;
        ask(self.remote()?.remove_subscriber(&name.to_string()))??;
        self.stale(&["subscribers"], None);
        Ok(())
    }
}

/// The address in a line; none in one that has no words, is the head of a list, or says that nobody hears there: whoever was
/// asked and never answered did not agree, and where a mail came back nobody is.
fn address(line: &str) -> Option<String> {
    let cells = cells(line);
    let mut cells = cells.iter().map(String::as_str);
    let found = cells.clone().find(|cell| cell.contains('@') || cell.contains("://"));
    match found {
        Some(_) if cells.any(|cell| ["waiting", "bounced"].contains(&cell)) => None,
        Some(found) => Some(found.to_owned()),
        // What is no address is told by its line, but for the names of columns.
        None => {
            let first = cells.next().filter(|cell| !cell.is_empty())?;
            let head = ["way", "email", "e-mail", "address", "mail", "webhook", "url"];
            (!head.contains(&first.to_lowercase().as_str())).then(|| first.to_owned())
        }
    }
}

/// The cells of a line of a list. What is in quotes is one cell whatever is in it, and a quote in it is there twice.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn shown(one: Subscriber) -> SubscriberView {
    let (state, since) = match (one.bounced_at, one.confirmed_at) {
        (Some(at), _) => (SubscriberState::Bounced, at),
        (None, Some(at)) => (SubscriberState::Hears, at),
        (None, None) => (SubscriberState::Waiting, one.asked_at),
    };
    let way = if one.way == "webhook" { HearsBy::Webhook } else { HearsBy::Email };
    SubscriberView { name: one.name, way, address: incident::text::one_line(&one.address), state, since }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_from_elsewhere_is_read_by_its_addresses() {
        for (line, expect) in [
            ("ann@example.net", Some("ann@example.net")),
            ("email,ann@example.net,2026-11-01", Some("ann@example.net")),
            ("\"ann@example.net\"; Ann", Some("ann@example.net")),
            ("webhook\thttps://example.net/in", Some("https://example.net/in")),
            ("webhook,\"https://example.net/in?a=1,2;3\",hears", Some("https://example.net/in?a=1,2;3")),
            ("email,ann@example.net,hears,2026-11-01", Some("ann@example.net")),
            ("email,ann@example.net,waiting,2026-11-01", None),
            ("email,ann@example.net,bounced,2026-11-01", None),
            ("way,address,since", None),
            ("  ", None),
            ("nobody", Some("nobody")),
        ] {
            assert_eq!(address(line).as_deref(), expect, "{line}");
        }
    }
}
