//! One connection to a mail server.

use std::error::Error as _;
use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::LazyLock;

use incident::text::one_line;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::{Duration, timeout};

use super::lines::Lines;
use crate::certificate::untrusted;
use crate::guard::{Barred, Guard};
use crate::undelivered::causes;
use crate::{Email, Secret, Security, Undelivered, Why};

/// Of what a server says so many characters are shown.
const SAID: usize = 200;

/// What two mails have in common that can go by one connection.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Way {
    server: String,
    port: u16,
    security: Security,
    user: Option<String>,
    hello: String,
    /// A hash, with a key of this process.
    secret: u64,
}

impl Way {
    pub(super) fn new(email: &Email, secret: &Secret) -> Self {
        static BY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        Self {
            server: email.server.clone(),
            port: email.port,
            security: email.security,
            user: email.user.clone(),
            hello: email.from.domain(),
            secret: BY.hash_one(secret.expose()),
        }
    }
}

/// How long to wait for what.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub(super) connect: Duration,
    pub(super) answer: Duration,
    pub(super) mail: Duration,
}

/// A connection over which mail can go.
pub(super) struct Line {
    smtp: AsyncSmtpConnection,
    host: String,
    patience: Patience,
    broken: bool,
}

impl Line {
    /// Connects, secures the connection, logs in.
    pub(super) async fn open(
        email: &Email,
        secret: &Secret,
        guard: &Guard,
        authorities: &[Certificate],
        patience: Patience,
    ) -> Result<Self, Undelivered> {
        let host = email.server.clone();
        let unreachable = || Undelivered::later(Why::Unreachable { host: host.clone() });
        let open = Self::open_now(email, secret, guard, authorities, patience);
        // A server that takes the connection and then says nothing is one that cannot be reached.
        timeout(patience.connect + patience.answer, open).await.map_err(|_| unreachable())?
    }

    async fn open_now(
        email: &Email,
        secret: &Secret,
        guard: &Guard,
        authorities: &[Certificate],
        patience: Patience,
    ) -> Result<Self, Undelivered> {
        let host = email.server.clone();
        let plain = email.security == Security::Plain;
        let looked_up = if plain { guard.inside() } else { guard.clone() };
        let addresses = looked_up.addresses(&host, email.port).await.map_err(|error| {
            if error.kind() == ErrorKind::InvalidInput {
                Undelivered::never(Why::Channel(
                    "The mail server has no name that can be one. Enter it again.",
                ))
            } else if let Some(barred) = causes(&error).find_map(|cause| cause.downcast_ref::<Barred>()) {
                Undelivered::never(barred.why(host.clone()))
            } else {
                Undelivered::later(Why::Unreachable { host: host.clone() })
            }
        })?;
        let tls = || {
            let all = authorities.iter().cloned();
            all.fold(TlsParameters::builder(host.clone()), |tls, one| tls.add_root_certificate(one))
                .build_rustls()
                .map_err(|error| judge(&host, &error, false))
        };
        let hello = ClientId::Domain(email.from.domain());
        let mut smtp = if email.security == Security::Tls {
            let connect = Some(patience.connect);
            AsyncSmtpConnection::connect_tokio1(&addresses[..], connect, &hello, Some(tls()?), None).await
        } else {
            let stream = reach(&addresses, patience.connect).await.ok_or_else(|| unheard(&host, false))?;
            // A mail and its last dot are two packets; neither waits until the other has been confirmed.
            let _slower_without = stream.set_nodelay(true);
            AsyncSmtpConnection::connect_with_transport(Box::new(Lines::of(stream)), &hello).await
        }
        .map_err(|error| judge(&host, &error, false))?;
        if email.security == Security::Starttls {
            if !smtp.can_starttls() {
                return Err(Undelivered::never(Why::NotEncrypted { host }));
            }
            smtp.starttls(tls()?, &hello).await.map_err(|error| judge(&host, &error, false))?;
        }
        if let Some(user) = &email.user {
            let credentials = Credentials::new(user.clone(), secret.password()?.to_owned());
            smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(|error| {
                // What is said about a password may repeat it.
                match error.status() {
                    Some(code) if error.is_permanent() => {
                        Undelivered::never(Why::Unauthorised { host: host.clone(), said: code.to_string() })
                    }
                    _ if error.is_client() => Undelivered::never(Why::Channel(
                        "The mail server offers no way of logging in that is known. Check its port and security.",
                    )),
                    _ => Undelivered::later(Why::Unreachable { host: host.clone() }),
                }
            })?;
        }
        Ok(Self { smtp, host, patience, broken: false })
    }

    pub(super) fn offers(&self, extension: Extension) -> bool {
        self.smtp.server_info().supports_feature(extension)
    }

    /// Whether nothing more can be said over it.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Says one command.
    pub(super) async fn say(&mut self, command: impl Display) -> Result<(), Undelivered> {
        let said = timeout(self.patience.answer, self.smtp.command(command)).await;
        self.heard(said.ok(), false).map(drop)
    }

    /// Hands the mail over, and hears its number in the queue. From the last dot on it may have been taken.
    pub(super) async fn hand(&mut self, mail: &[u8]) -> Result<Option<String>, Undelivered> {
        let said = timeout(self.patience.mail, self.smtp.message(mail)).await;
        let response = self.heard(said.ok(), true)?;
        Ok(response.message().find_map(queue_id))
    }

    fn heard(&mut self, said: Option<Result<Response, Error>>, sent: bool) -> Result<Response, Undelivered> {
        let error = match said {
            Some(Ok(response)) => return Ok(response),
            Some(Err(error)) => error,
            None => {
                self.broken = true;
                return Err(unheard(&self.host, sent));
            }
        };
        // 421 says that the server hangs up.
        self.broken = error.status().is_none_or(|code| u16::from(code) == 421);
        Err(judge(&self.host, &error, sent))
    }
}

/// A connection to the first address that takes one. Each has the same time, so that one that leads nowhere uses up none
/// of the next one's.
async fn reach(addresses: &[SocketAddr], each: Duration) -> Option<TcpStream> {
    for address in addresses {
        if let Ok(Ok(stream)) = timeout(each, TcpStream::connect(address)).await {
            return Some(stream);
        }
    }
    None
}

/// What an error of SMTP means for the mail. `sent` is whether the last dot may have been read.
fn judge(host: &str, error: &Error, sent: bool) -> Undelivered {
    let host = host.to_owned();
    if let Some(rest) = untrusted(error) {
        return Undelivered::never(Why::Untrusted { host, rest });
    }
    let Some(code) = error.status() else { return unheard(&host, sent) };
    let words = error.source().map(|words| one_line(&words.to_string())).unwrap_or_default();
    let said: String = format!("{code} {words}").trim_end().chars().take(SAID).collect();
    match u16::from(code) {
        530 | 534 | 535 | 538 => Undelivered::never(Why::Unauthorised { host, said: code.to_string() }),
        _ if error.is_permanent() => Undelivered::never(Why::Refused { host, said }),
        _ => Undelivered::later(Why::Trouble { host, said }),
    }
}

fn unheard(host: &str, sent: bool) -> Undelivered {
    let host = host.to_owned();
    if sent {
        Undelivered::unknown(Why::Silent { host })
    } else {
        Undelivered::later(Why::Unreachable { host })
    }
}

/// The number in the queue, as the usual servers say it: `2.0.0 Ok: queued as 4F3A`, `OK id=1rX`, `2.0.0 4F3A Message
/// accepted for delivery`.
fn queue_id(line: &str) -> Option<String> {
    let after = ["queued as ", "id="].iter().find_map(|mark| line.split(mark).nth(1));
    let before = || line.split("Message accepted").next().filter(|before| *before != line);
    let id = after
        .map(|rest| rest.split_whitespace().next())
        .or_else(|| before().map(|it| it.split_whitespace().last()));
    let id = one_line(id??.trim_end_matches(['.', ';', ',']));
    (!id.is_empty() && id.len() <= SAID).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::queue_id;

    #[test]
    fn the_number_in_the_queue_is_found_in_what_servers_say() {
        for (line, id) in [
            ("2.0.0 Ok: queued as 4F3A2C1", Some("4F3A2C1")),
            ("OK id=1rX2yZ-0004Yx-2b", Some("1rX2yZ-0004Yx-2b")),
            ("2.0.0 46ABCD12 Message accepted for delivery", Some("46ABCD12")),
            ("2.0.0 Ok: queued as <abc@example.org>.", Some("<abc@example.org>")),
            ("OK", None),
            ("2.6.0 queued as ", None),
        ] {
            assert_eq!(queue_id(line).as_deref(), id, "{line}");
        }
    }
}
