//! Where a hub is, as people pass it on. Only what keeps a token secret on its way is an address.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// Where a hub answers: `https://…`, or `http://` on this computer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubAddress(Url);

/// An invitation: `allclear://join?hub=URL&code=CODE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Of which hub.
    pub hub: HubAddress,
    /// Its secret.
    pub code: String,
}

/// Why a text is none of these. The sentences are for whoever pasted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLink {
    /// Something else altogether.
    #[error("This is no invitation. One begins with allclear://join and comes from an admin of the hub.")]
    Other,
    /// No hub, or no code, or something that is no code.
    #[error("This invitation is not whole. Copy all of it once more.")]
    Torn,
    /// An address that is none.
    #[error("The hub's address in it cannot be read. Ask for a new invitation.")]
    Address,
    /// Plain http to another computer.
    #[error(
        "This hub is not reached over https, so others on the way could read along. Ask its operator for an https address."
    )]
    Insecure,
}

impl HubAddress {
    /// The address of something that the hub answers.
    #[must_use]
    pub fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{path}"));
        url
    }

    /// An invitation of this hub as a link.
    #[must_use]
    pub fn invitation(&self, code: &str) -> String {
        let mut link = self.0.clone();
        link.query_pairs_mut().clear().append_pair("hub", &self.to_string()).append_pair("code", code);
        format!("allclear://join?{}", link.query().unwrap_or_default())
    }

    /// Whether it is on this computer itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address as people say it: without a scheme that goes without saying.
    #[must_use]
    pub fn spoken(&self) -> String {
        let whole = self.to_string();
        whole.strip_prefix("https://").unwrap_or(&whole).to_owned()
    }
}

impl fmt::Display for HubAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for HubAddress {
    type Err = NoLink;

    fn from_str(text: &str) -> Result<Self, NoLink> {
        let url = Url::parse(text.trim()).map_err(|_| NoLink::Address)?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.host_str().is_some_and(|host| !host.is_empty());
        match url.scheme() {
            "https" | "http" if !plain => Err(NoLink::Address),
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err(NoLink::Insecure),
            _ => Err(NoLink::Address),
        }
    }
}

impl FromStr for Invitation {
    type Err = NoLink;

    fn from_str(text: &str) -> Result<Self, NoLink> {
        let url = Url::parse(text.trim()).map_err(|_| NoLink::Other)?;
        if url.scheme() != "allclear" || url.host_str() != Some("join") {
            return Err(NoLink::Other);
        }
        let named = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
        let code = named("code").ok_or(NoLink::Torn)?;
        let plain = (1..=200).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !plain {
            return Err(NoLink::Torn);
        }
        let hub = named("hub").ok_or(NoLink::Torn)?.parse()?;
        Ok(Self { hub, code: code.into_owned() })
    }
}

/// By number only: a name is whatever somebody's resolver says, apart from the one that the system itself reserves.
fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
