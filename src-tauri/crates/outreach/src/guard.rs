//! Where a connection may lead. Every one that this crate opens goes through here at the moment in which it is opened,
//! so that a name cannot mean one thing while it is checked and another while it is reached.

mod own;
mod public;

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::Why;

pub use own::{NotOwn, Own};
pub use public::is_public;

/// Who knows the addresses behind a name.
pub trait Names: Send + Sync {
    /// All of them, in the order in which they are tried.
    ///
    /// # Errors
    /// When the name has none, or nobody can be asked.
    fn addresses<'a>(&'a self, host: &'a str) -> Answered<'a>;
}

type Answered<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// The names of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses<'a>(&'a self, host: &'a str) -> Answered<'a> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why nobody goes to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Barred {
    #[error("it leads into a network that was not allowed")]
    Inside,
    #[error("others on the way could read along")]
    Plain,
}

impl Barred {
    pub(crate) fn why(self, host: String) -> Why {
        match self {
            Self::Inside => Why::Blocked { host },
            Self::Plain => Why::Insecure { host },
        }
    }
}

/// What may be reached.
#[derive(Clone)]
pub(crate) struct Guard {
    own: Arc<[Own]>,
    names: Arc<dyn Names>,
    /// Nothing but the own network, for what is said in plain text.
    inside: bool,
}

impl Guard {
    pub(crate) fn new(own: Vec<Own>, names: Arc<dyn Names>) -> Self {
        Self { own: own.into(), names, inside: false }
    }

    /// The same for what others on the way could read.
    pub(crate) fn inside(&self) -> Self {
        Self { inside: true, ..self.clone() }
    }

    /// The addresses of a host to which a connection may be opened now.
    pub(crate) async fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        // A number in any of its forms is a number. What is left goes to the names as it is.
        let read = host.parse().map(Host::Ipv6).or_else(|_| Host::parse(host));
        let (host, found) = match read {
            Ok(Host::Ipv4(ip)) => (host.to_owned(), vec![IpAddr::V4(ip)]),
            Ok(Host::Ipv6(ip)) => (host.to_owned(), vec![IpAddr::V6(ip)]),
            Ok(Host::Domain(name)) => {
                let found = self.names.addresses(&name).await?;
                (name, found)
            }
            Err(_) => return Err(io::Error::from(io::ErrorKind::InvalidInput)),
        };
        let (mut may, mut barred) = (Vec::new(), Barred::Inside);
        for ip in found {
            match self.judge(&host, ip) {
                Ok(()) => may.push(SocketAddr::new(ip, port)),
                Err(Barred::Plain) => barred = Barred::Plain,
                Err(Barred::Inside) => {}
            }
        }
        if may.is_empty() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, barred));
        }
        Ok(may)
    }

    /// Whether a host that is a number may be reached: no resolver is ever asked about those.
    pub(crate) fn judge_number(&self, host: &Host<&str>) -> Result<(), Barred> {
        match host {
            Host::Domain(_) => Ok(()),
            Host::Ipv4(ip) => self.judge(&ip.to_string(), IpAddr::V4(*ip)),
            Host::Ipv6(ip) => self.judge(&ip.to_string(), IpAddr::V6(*ip)),
        }
    }

    fn judge(&self, host: &str, ip: IpAddr) -> Result<(), Barred> {
        if self.own.iter().any(|own| own.covers(host, ip)) {
            return Ok(());
        }
        match (is_public(ip), self.inside) {
            (false, _) => Err(Barred::Inside),
            (true, true) => Err(Barred::Plain),
            (true, false) => Ok(()),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let may = guard.addresses(name.as_str(), 0).await?;
            Ok(Box::new(may.into_iter()) as Addrs)
        })
    }
}
