//! What an operator may set: one file, and the environment over it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use outreach::{Own, WebAddress};
use serde::Deserialize;

use crate::{Bounces, Database, Limits, StartError, TlsFiles};

const CERTIFICATE: &str = "ALLCLEAR_HUB_TLS_CERTIFICATE";
const PROXIES: &str = "ALLCLEAR_HUB_PROXIES";
const OWN: &str = "ALLCLEAR_HUB_OWN";
const SLACK: &str = "ALLCLEAR_HUB_SLACK";
const KEY: &str = "ALLCLEAR_HUB_TLS_KEY";
const BOUNCES_TO: &str = "ALLCLEAR_HUB_BOUNCES_ADDRESS";
const BOUNCES_IN: &str = "ALLCLEAR_HUB_BOUNCES_MAILDIR";
const TLS: &str = "TLS needs a certificate and its key";
const BOUNCES: &str = "Mails that come back need an address and the folder into which they are delivered";

/// The settings. A word in the file that is none of these is an error, since it would be a setting without effect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Under which address laptops reach the hub, where that is not where it listens: `https://hub.example.org`.
    pub url: Option<String>,
    /// Certificate and key, for serving over TLS. Without them a proxy before the hub has to do that.
    pub tls: Option<TlsFiles>,
    /// The database, where the hub does not keep everything in its own folder.
    pub database: Option<Database>,
    /// Whose `X-Forwarded-For` is believed: the addresses of the proxies that stand before the hub.
    pub proxies: Vec<IpAddr>,
    /// Networks and servers that are the house's own: messages may go there although they are not public.
    pub own: Vec<Own>,
    /// Where Slack answers apps, where that is not slack.com: `https://slack-gov.com/api/` for governments.
    pub slack: Option<WebAddress>,
    /// How much anybody may ask.
    pub limits: Limits,
    /// Whether the public status page is served under `/status/`, to anybody.
    pub status_page: bool,
    /// Where mails to subscribers come back that cannot be delivered after all.
    pub bounces: Option<Bounces>,
    /// Which lines of the log are written, as `RUST_LOG` says it.
    pub log: String,
    /// As what they are written.
    pub log_format: LogFormat,
    /// Hours between automatic backups; 0 for none.
    pub backup_hours: u64,
    /// How many of these are kept.
    pub backups_kept: usize,
}

/// What a line of the log looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object in each line, for programs that collect logs.
    Json,
}

impl FromStr for LogFormat {
    type Err = NotAFormat;

    fn from_str(word: &str) -> Result<Self, NotAFormat> {
        match word {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(NotAFormat),
        }
    }
}

/// A word that names no format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log is written as text or json")]
pub struct NotAFormat;

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4170)),
            url: None,
            tls: None,
            database: None,
            proxies: Vec::new(),
            own: Vec::new(),
            slack: None,
            limits: Limits::default(),
            status_page: false,
            bounces: None,
            log: "info".to_owned(),
            log_format: LogFormat::default(),
            backup_hours: 6,
            backups_kept: 28,
        }
    }
}

impl Config {
    /// Reads the file, if one is named, and then what the environment says instead.
    ///
    /// # Errors
    /// A file that cannot be read, and a word that is not understood, by name.
    pub fn read(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, StartError> {
        let mut config = match file {
            None => Self::default(),
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(StartError::file(file))?;
                toml::from_str(&text).map_err(|error| misread(file, &text, &error))?
            }
        };
        if let Some(value) = environment("ALLCLEAR_HUB_LISTEN") {
            config.listen = parsed("ALLCLEAR_HUB_LISTEN", &value)?;
        }
        if let Some(value) = environment("ALLCLEAR_HUB_URL") {
            config.url = Some(value);
        }
        let named = |name, file: Option<PathBuf>| environment(name).map(PathBuf::from).or(file);
        let (certificate, key) = config.tls.take().map(|tls| (tls.certificate, tls.key)).unzip();
        let tls = both(CERTIFICATE, named(CERTIFICATE, certificate), KEY, named(KEY, key), TLS)?;
        config.tls = tls.map(|(certificate, key)| TlsFiles { certificate, key });
        let (address, maildir) = config.bounces.take().map(|it| (it.address, it.maildir)).unzip();
        let said = environment(BOUNCES_TO).map(|value| parsed(BOUNCES_TO, &value)).transpose()?;
        let bounces = both(BOUNCES_TO, said.or(address), BOUNCES_IN, named(BOUNCES_IN, maildir), BOUNCES)?;
        config.bounces = bounces.map(|(address, maildir)| Bounces { address, maildir });
        if let Some(value) = environment("ALLCLEAR_HUB_DATABASE") {
            config.database = Some(Database::new(value));
        }
        if let Some(value) = environment(PROXIES) {
            let proxies = value.split(',').map(|one| parsed(PROXIES, one.trim()));
            config.proxies = proxies.collect::<Result<_, _>>()?;
        }
        if let Some(value) = environment(OWN) {
            let own = value.split(',').map(|one| parsed(OWN, one.trim()));
            config.own = own.collect::<Result<_, _>>()?;
        }
        if let Some(value) = environment(SLACK) {
            config.slack = Some(parsed(SLACK, &value)?);
        }
        for (name, limit) in config.limits.named() {
            if let Some(value) = environment(name) {
                *limit = parsed(name, &value)?;
            }
        }
        if let Some(value) = environment("ALLCLEAR_HUB_STATUS_PAGE") {
            config.status_page = parsed("ALLCLEAR_HUB_STATUS_PAGE", &value)?;
        }
        if let Some(value) = environment("ALLCLEAR_HUB_LOG") {
            config.log = value;
        }
        if let Some(value) = environment("ALLCLEAR_HUB_LOG_FORMAT") {
            config.log_format = parsed("ALLCLEAR_HUB_LOG_FORMAT", &value)?;
        }
        if let Some(value) = environment("ALLCLEAR_HUB_BACKUP_HOURS") {
            config.backup_hours = parsed("ALLCLEAR_HUB_BACKUP_HOURS", &value)?;
        }
        if let Some(value) = environment("ALLCLEAR_HUB_BACKUPS_KEPT") {
            config.backups_kept = parsed("ALLCLEAR_HUB_BACKUPS_KEPT", &value)?;
        }
        Ok(config)
    }

    /// The address as a URL has it.
    #[must_use]
    pub fn origin(&self, address: SocketAddr) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{address}")
    }
}

/// Two settings that are one: both, or neither.
fn both<A, B>(
    one: &'static str,
    a: Option<A>,
    other: &'static str,
    b: Option<B>,
    why: &'static str,
) -> Result<Option<(A, B)>, StartError> {
    match (a, b) {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(StartError::Half { name: one, why }),
        (Some(_), None) => Err(StartError::Half { name: other, why }),
    }
}

fn parsed<T: FromStr>(name: &'static str, value: &str) -> Result<T, StartError> {
    value.parse().map_err(|_| StartError::Environment { name, value: value.to_owned() })
}

/// Why settings are not understood. The parser's own sentence shows the whole line, and a password may stand in it.
fn misread(file: &Path, text: &str, error: &toml::de::Error) -> StartError {
    let before = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = 1 + text.as_bytes()[..before].iter().filter(|byte| **byte == b'\n').count();
    let what = error.message().split(['"', '\n']).next().unwrap_or_default().trim_end().to_owned();
    StartError::Settings { file: file.to_owned(), what, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_over_the_file_and_unknown_words_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hub.toml");
        let read = |text: &str, environment: &[(&str, &str)]| {
            std::fs::write(&file, text).unwrap();
            let said =
                |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
            Config::read(Some(&file), said)
        };
        assert_eq!(read("", &[]).unwrap(), Config::default());
        let config =
            read("listen = \"0.0.0.0:1\"\nurl = \"https://a\"", &[("ALLCLEAR_HUB_URL", "https://b")])
                .unwrap();
        assert_eq!((config.listen.port(), config.url.as_deref()), (1, Some("https://b")));
        assert!(read("lissen = 1", &[]).unwrap_err().to_string().contains("hub.toml"));
        let tls = "tls = { certificate = \"a\", key = \"b\" }";
        let files = |certificate: &str, key: &str| {
            Some(TlsFiles { certificate: certificate.into(), key: key.into() })
        };
        assert_eq!(read(tls, &[]).unwrap().tls, files("a", "b"));
        assert_eq!(read(tls, &[(KEY, "c")]).unwrap().tls, files("a", "c"));
        assert_eq!(read("", &[(CERTIFICATE, "a"), (KEY, "b")]).unwrap().tls, files("a", "b"));
        let limited =
            read("[limits]\nstreams = 2", &[("ALLCLEAR_HUB_CONNECTIONS", "3"), (PROXIES, "::1, 10.0.0.1")]);
        let limited = limited.unwrap();
        assert_eq!((limited.limits.streams, limited.limits.connections), (2, 3));
        assert_eq!(limited.limits.requests_per_second, Limits::default().requests_per_second);
        assert_eq!(limited.proxies, ["::1", "10.0.0.1"].map(|one| one.parse::<IpAddr>().unwrap()));
        assert!(read("", &[(PROXIES, "proxy.example.org")]).is_err());
        assert!(read("[limits]\nstream = 2", &[]).is_err());
        let gov = "https://slack-gov.com/api/";
        for said in [read(&format!("slack = \"{gov}\""), &[]), read("", &[(SLACK, gov)])] {
            assert_eq!(said.unwrap().slack.unwrap().to_string(), gov);
        }
        assert!(read("", &[(SLACK, "file:///etc/passwd")]).is_err());
        for (slip, why) in [
            ("databse = \"postgres://u:PASSWORD@db/x\"", "`databse`"),
            ("database = postgres://u:PASSWORD@db/x", ""),
            ("backup_hours = \"PASSWORD\"", "invalid type: string"),
            ("listen = \"PASSWORD\"", ""),
        ] {
            let error = read(&format!("log = \"info\"\n{slip}"), &[]).unwrap_err();
            let said = format!("{error} {error:?}");
            assert!(said.contains("in line 2") && said.contains(why), "{said}");
            assert!(!said.contains("PASSWORD"), "{said}");
        }
        let format =
            |text: &str, said: &[(&str, &str)]| read(text, said).ok().map(|config| config.log_format);
        assert_eq!(format("log_format = \"json\"", &[]), Some(LogFormat::Json));
        let environment = |word| [("ALLCLEAR_HUB_LOG_FORMAT", word)];
        assert_eq!(format("log_format = \"json\"", &environment("text")), Some(LogFormat::Text));
        assert_eq!((format("log_format = \"xml\"", &[]), format("", &environment("JSON"))), (None, None));
        let returning = "bounces = { address = \"bounces+*@example.org\", maildir = \"/var/mail/bounces\" }";
        let said = read(returning, &[(BOUNCES_IN, "/var/mail/bounces")]).unwrap().bounces.unwrap();
        assert_eq!(said.maildir, PathBuf::from("/var/mail/bounces"));
        assert_eq!(
            said,
            read("", &[(BOUNCES_TO, "bounces+*@example.org"), (BOUNCES_IN, "/var/mail/bounces")])
                .unwrap()
                .bounces
                .unwrap()
        );
        assert!(read("", &[(BOUNCES_TO, "bounces@example.org"), (BOUNCES_IN, "/var/mail/bounces")]).is_err());
        let half = read("", &[(BOUNCES_IN, "/var/mail/bounces")]).unwrap_err().to_string();
        assert!(half.starts_with("ALLCLEAR_HUB_BOUNCES_ADDRESS is not set"), "{half}");
        let half = read("", &[(CERTIFICATE, "a")]).unwrap_err().to_string();
        assert!(half.starts_with("ALLCLEAR_HUB_TLS_KEY is not set"), "{half}");
        let wrong = read("", &[("ALLCLEAR_HUB_LISTEN", "everywhere")]).unwrap_err().to_string();
        assert!(wrong.contains("ALLCLEAR_HUB_LISTEN") && wrong.contains("everywhere"), "{wrong}");
    }
}
