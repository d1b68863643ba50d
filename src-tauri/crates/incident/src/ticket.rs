//! Tickets: where work is followed in somebody else's tracker.

use serde::Serialize;
use ts_rs::TS;

use crate::text::is_web_address;

/// A ticket. Entries come from elsewhere too, so what an entry holds is none before it was read as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Ticket {
    /// Where it is, an address of the web.
    pub address: String,
    /// What people call it, as far as its address says so.
    pub name: String,
}

impl Ticket {
    /// The ticket at this address; none where it leads to no page of the web.
    #[must_use]
    pub fn at(address: &str) -> Option<Self> {
        let rest = address.split_once("://").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        // Before an @ may stand whatever looks like another host.
        let is_one =
            is_web_address(address) && host.starts_with(char::is_alphanumeric) && !host.contains('@');
        is_one.then(|| Self { address: address.to_owned(), name: name(address).to_owned() })
    }
}

/// Trackers end the address with what they call the ticket. A bare number says too little without what stands before it.
fn name(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let page = rest.split_once('#').map_or(rest, |(page, _)| page).trim_end_matches('/');
    let Some((before, last)) = page.rsplit_once('/') else { return page };
    if !last.bytes().all(|byte| byte.is_ascii_digit()) {
        return last;
    }
    let from = before.rfind('/').map_or(0, |slash| slash + 1);
    page.get(from..).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_called_as_its_tracker_calls_it() {
        for (address, name) in [
            ("https://tickets.example/browse/OPS-12", "OPS-12"),
            ("HTTPS://tickets.example/browse/OPS-12/#comment-3", "OPS-12"),
            ("https://code.example/pay/api/issues/34", "issues/34"),
            ("https://bugs.example/show_bug.cgi?id=56", "show_bug.cgi?id=56"),
            ("https://tickets.example/78", "tickets.example/78"),
            ("http://tickets.example/", "tickets.example"),
        ] {
            let ticket = Ticket::at(address).expect(address);
            assert_eq!((ticket.address.as_str(), ticket.name.as_str()), (address, name));
        }
    }

    #[test]
    fn only_a_page_of_the_web_is_a_ticket() {
        for address in [
            "",
            "OPS-12",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "tel:+49301234",
            "https://",
            "https:///OPS-12",
            "https://tickets.example@elsewhere.example/OPS-12",
            "https://tickets.example/a b",
            "https://tickets.example/\u{202e}gpj",
        ] {
            assert_eq!(Ticket::at(address), None, "{address}");
        }
    }
}
