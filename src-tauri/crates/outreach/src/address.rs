//! Addresses, once they were read: of the web and of a mailbox.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Why a text is no address. The sentences are for whoever entered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Neither http nor https, or no host, or not to be read at all.
    #[error("This is no address of the web. It begins with https:// and names a host.")]
    Web,
    /// A name and a password in it.
    #[error("A name and a password do not belong into an address. Enter them as the secret.")]
    Password,
    /// No mailbox.
    #[error("This is no e-mail address. It has one @ and no spaces, as in status@example.org.")]
    Mail,
    /// No name or number of a computer.
    #[error("This is no name of a server. Enter it as in mail.example.org.")]
    Host,
}

/// The name or number of a server, without a port, as it was entered.
///
/// # Errors
/// [`NotAnAddress::Host`] if it is none.
pub fn host(text: &str) -> Result<String, NotAnAddress> {
    let text = text.trim();
    // A number of IPv6 may stand without its brackets.
    match text.parse().map(Host::Ipv6).or_else(|_| Host::parse(text)) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(NotAnAddress::Host),
    }
}

/// Where something answers by HTTP. Decimal, octal and hexadecimal forms of a number have become one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(Url);

impl WebAddress {
    /// Whom it is of.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The address of something below it; each step is one name, whatever it holds.
    pub(crate) fn below(&self, steps: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(steps);
        }
        url
    }
}

impl FromStr for WebAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let url = Url::parse(text.trim()).map_err(|_| NotAnAddress::Web)?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(NotAnAddress::Web);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotAnAddress::Password);
        }
        Ok(Self(url))
    }
}

/// A mailbox: one that can stand in a header and in a command of SMTP, and nothing after it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(lettre::Address);

impl MailAddress {
    pub(crate) fn get(&self) -> &lettre::Address {
        &self.0
    }

    /// Its domain as the name system writes it.
    pub(crate) fn domain(&self) -> String {
        let domain = self.0.domain();
        Host::parse(domain).map_or_else(|_| "localhost".to_owned(), |host| host.to_string())
    }
}

impl FromStr for MailAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        // Quoted local parts may hold nearly anything; nobody has one.
        let plain =
            !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>()[],;:\\".contains(c));
        if !plain || incident::text::visible(text) != text {
            return Err(NotAnAddress::Mail);
        }
        text.parse().map(Self).map_err(|_| NotAnAddress::Mail)
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnAddress;

            fn try_from(text: String) -> Result<Self, NotAnAddress> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(address: $name) -> Self {
                address.0.to_string()
            }
        }
    )*};
}

as_text!(WebAddress, MailAddress);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_holds_nothing_that_ends_a_line_or_begins_another() {
        for good in ["status@example.org", "on-call+db@mail.example.org", "störung@example.org"] {
            assert_eq!(good.parse::<MailAddress>().map(|it| it.to_string()).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "status",
            "a@b@c",
            "status@example.org\r\nBcc: all@example.org",
            "status@example.org\nRCPT TO:<x@example.org>",
            "a b@example.org",
            "<a@example.org>",
            "a@example.org,b@example.org",
            "\"a\r\n\"@example.org",
            "a\u{202e}b@example.org",
            "a\0@example.org",
        ] {
            assert_eq!(bad.parse::<MailAddress>(), Err(NotAnAddress::Mail), "{bad:?}");
        }
    }

    #[test]
    fn a_server_is_a_name_or_a_number_and_nothing_else() {
        for good in ["mail.example.org", "10.1.2.3", "::1", "[::1]", "störung.example"] {
            assert_eq!(host(good).as_deref(), Ok(good));
        }
        for bad in ["", "mail.example.org:25", "[::1", "a b", "https://mail.example.org", "mail/x"] {
            assert_eq!(host(bad), Err(NotAnAddress::Host), "{bad:?}");
        }
    }

    #[test]
    fn an_address_of_the_web_is_read_once_and_for_all() {
        for (text, read) in [
            ("https://example.org/hook?a=b", "https://example.org/hook?a=b"),
            ("http://0x7f.1/", "http://127.0.0.1/"),
            ("http://2130706433", "http://127.0.0.1/"),
            ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
        ] {
            assert_eq!(text.parse::<WebAddress>().map(|it| it.to_string()).as_deref(), Ok(read));
        }
        for (text, why) in [
            ("ftp://example.org", NotAnAddress::Web),
            ("file:///etc/passwd", NotAnAddress::Web),
            ("example.org/hook", NotAnAddress::Web),
            ("https://", NotAnAddress::Web),
            ("https://me:secret@example.org", NotAnAddress::Password),
        ] {
            assert_eq!(text.parse::<WebAddress>(), Err(why), "{text}");
        }
        let api: WebAddress = "https://example.org/v1".parse().unwrap();
        assert_eq!(api.below(&["a/../b", "c?"]).as_str(), "https://example.org/v1/a%2F..%2Fb/c%3F");
    }
}
