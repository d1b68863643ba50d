//! What is allowed beside the public internet.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Host;

use super::public::carried;

/// A part of the own network to which messages may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Own {
    /// All addresses of a network: `10.1.0.0/16`, or one of them: `10.1.2.3`.
    Net(IpNet),
    /// Whatever private address a name has. Never a link, a group or a cloud's metadata: whoever rules the name does not
    /// rule those. A public address of it needs no word, and is no part of the own network either.
    Name(String),
}

/// A text that names neither a network nor a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is neither a network, as in 10.1.0.0/16, nor the name of a server, as in chat.example.org.")]
pub struct NotOwn;

impl Own {
    pub(super) fn covers(&self, host: &str, ip: IpAddr) -> bool {
        let ip = match ip {
            IpAddr::V6(six) => carried(six).map_or(ip, IpAddr::V4),
            IpAddr::V4(_) => ip,
        };
        match self {
            Self::Net(net) => net.contains(&ip),
            Self::Name(name) => name == host && is_of_a_house(ip),
        }
    }
}

/// The networks that a house has for itself, and the computer itself.
fn is_of_a_house(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback(),
        // Metadata of a cloud hides among the addresses that are unique to a house.
        IpAddr::V6(ip) => (ip.is_unique_local() && ip.segments()[..2] != [0xfd00, 0xec2]) || ip.is_loopback(),
    }
}

impl fmt::Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Net(net) if net.prefix_len() == net.max_prefix_len() => net.addr().fmt(f),
            Self::Net(net) => net.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl FromStr for Own {
    type Err = NotOwn;

    fn from_str(text: &str) -> Result<Self, NotOwn> {
        let text = text.trim();
        if let Ok(ip) = text.parse::<IpAddr>() {
            return Ok(Self::Net(ip.into()));
        }
        if text.contains('/') {
            return text.parse::<IpNet>().map(|net| Self::Net(net.trunc())).map_err(|_| NotOwn);
        }
        match Host::parse(text) {
            Ok(Host::Domain(name)) => Ok(Self::Name(name)),
            // A number in a form that nobody reads is not what anybody meant to write.
            _ => Err(NotOwn),
        }
    }
}

impl TryFrom<String> for Own {
    type Error = NotOwn;

    fn try_from(text: String) -> Result<Self, NotOwn> {
        text.parse()
    }
}

impl From<Own> for String {
    fn from(own: Own) -> Self {
        own.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_read_and_covers_just_that() {
        for (text, shown, host, ip, covered) in [
            ("10.1.2.3/16", "10.1.0.0/16", "x", "10.1.255.1", true),
            ("10.1.0.0/16", "10.1.0.0/16", "x", "10.2.0.1", false),
            ("10.1.0.0/16", "10.1.0.0/16", "x", "::ffff:10.1.0.1", true),
            ("127.0.0.1", "127.0.0.1", "x", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.1", "x", "127.0.0.2", false),
            ("fd12::/16", "fd12::/16", "x", "fd12::1", true),
            ("Chat.Example.org", "chat.example.org", "chat.example.org", "10.9.9.9", true),
            ("chat.example.org", "chat.example.org", "chat.example.org", "169.254.169.254", false),
            ("chat.example.org", "chat.example.org", "chat.example.org", "100.100.100.200", false),
            ("chat.example.org", "chat.example.org", "chat.example.org", "fd00:ec2::254", false),
            ("chat.example.org", "chat.example.org", "chat.example.org", "0.0.0.0", false),
            ("chat.example.org", "chat.example.org", "chat.example.org", "1.1.1.1", false),
            ("chat.example.org", "chat.example.org", "other.example.org", "10.9.9.9", false),
        ] {
            let own: Own = text.parse().unwrap();
            assert_eq!(own.to_string(), shown);
            assert_eq!(own.covers(host, ip.parse().unwrap()), covered, "{text} {host} {ip}");
        }
        for text in ["", "10.1.0.0/33", "2130706433", "0x7f.1", "a b", "https://example.org"] {
            assert_eq!(text.parse::<Own>(), Err(NotOwn), "{text:?}");
        }
    }
}
