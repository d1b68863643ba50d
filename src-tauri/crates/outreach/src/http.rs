//! One request of HTTP, and what its outcome means for the message in it.

use std::error::Error;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::certificate::untrusted;
use crate::guard::{Barred, Guard};
use crate::undelivered::causes;
use crate::{NotReady, Settings, Undelivered, Why};

/// No answer that we understand is longer, unless somebody knows of one.
const LARGEST: usize = 8 << 20;
/// Whoever wants to be left alone for longer is asked again all the same.
const LEFT_ALONE: Duration = Duration::from_secs(3_600);

/// Asks by HTTP what the guard allows.
pub(crate) struct Web {
    guard: Guard,
    outside: Client,
    /// For what is said in plain text.
    inside: Client,
}

/// The answer that came.
pub(crate) struct Answer {
    pub(crate) host: String,
    pub(crate) status: StatusCode,
    /// How long it wants to be left alone.
    pub(crate) after: Option<Duration>,
    /// None if it broke off.
    body: Option<Vec<u8>>,
}

impl Web {
    pub(crate) fn new(settings: &Settings, guard: &Guard) -> Result<Self, NotReady> {
        let client = |guard: Guard| {
            Client::builder()
                .dns_resolver(guard)
                // A proxy of the environment would reach for us what we do not.
                .no_proxy()
                .redirect(redirect::Policy::none())
                // What was sent may have arrived: whether it is sent again is not the library's to decide.
                .retry(reqwest::retry::never())
                // A connection that rests may be dead when a message needs it.
                .pool_max_idle_per_host(0)
                .connect_timeout(settings.connect)
                .timeout(settings.connect + settings.answer)
                .tls_certs_merge(settings.authorities()?)
                .user_agent(concat!("allclear/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|error| NotReady::Client(Box::new(error)))
        };
        Ok(Self { guard: guard.clone(), outside: client(guard.clone())?, inside: client(guard.inside())? })
    }

    /// Sends a request that `with` completes. An answer of any kind is an [`Answer`].
    pub(crate) async fn ask(
        &self,
        method: reqwest::Method,
        url: Url,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, Undelivered> {
        self.ask_for(LARGEST, method, url, with).await
    }

    /// The same for an answer of at most so many bytes.
    pub(crate) async fn ask_for(
        &self,
        most: usize,
        method: reqwest::Method,
        url: Url,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, Undelivered> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let (client, guard) = match url.scheme() {
            "https" => (&self.outside, &self.guard),
            _ => (&self.inside, &self.guard.inside()),
        };
        if let Err(barred) = url.host().ok_or(Barred::Inside).and_then(|host| guard.judge_number(&host)) {
            return Err(Undelivered::never(barred.why(host)));
        }
        match with(client.request(method, url)).send().await {
            Ok(response) => Ok(Answer::read(host, response, most).await),
            Err(error) => Err(failed(error.without_url(), host)),
        }
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, url: Url, body: &impl Serialize) -> Result<Answer, Undelivered> {
        self.ask(reqwest::Method::POST, url, |request| request.json(body)).await
    }
}

/// The library's own sentences are for programmers; they go to the log, without the address, which may be the secret.
fn failed(error: reqwest::Error, host: String) -> Undelivered {
    tracing::debug!(error = &error as &dyn Error, host, "there is no answer");
    if let Some(barred) = causes(&error).find_map(|cause| cause.downcast_ref::<Barred>()) {
        return Undelivered::never(barred.why(host));
    }
    if let Some(rest) = untrusted(&error) {
        return Undelivered::never(Why::Untrusted { host, rest });
    }
    if error.is_builder() {
        return Undelivered::never(Why::Channel(
            "The address or the secret holds characters that it cannot.",
        ));
    }
    if error.is_connect() {
        return Undelivered::later(Why::Unreachable { host });
    }
    Undelivered::unknown(Why::Silent { host })
}

impl Answer {
    async fn read(host: String, mut response: Response, most: usize) -> Self {
        let (status, after) = (response.status(), retry_after(response.headers()));
        let mut body = Some(Vec::new());
        while let Some(read) = &mut body {
            match response.chunk().await {
                Ok(Some(piece)) if read.len() + piece.len() <= most => read.extend_from_slice(&piece),
                Ok(None) => break,
                Ok(Some(_)) | Err(_) => body = None,
            }
        }
        Self { host, status, after, body }
    }

    /// The answer, if its status says that it was done.
    pub(crate) fn done(self) -> Result<Self, Undelivered> {
        if self.status.is_success() {
            return Ok(self);
        }
        let said = self.status.as_u16().to_string();
        Err(self.refusal(said))
    }

    /// For those who say in the body how long they want to be left alone.
    pub(crate) fn leave_alone(&mut self, asked: Duration) {
        self.after.get_or_insert(asked.min(LEFT_ALONE));
    }

    /// What it means that it was not done; `said` is the other side's own code for it.
    pub(crate) fn refusal(self, said: String) -> Undelivered {
        let Self { host, after, .. } = self;
        match self.status.as_u16() {
            300..=399 => Undelivered::never(Why::Redirected { host }),
            401 => Undelivered::never(Why::Unauthorised { host, said }),
            403 => Undelivered::never(Why::Forbidden { host, said }),
            404 | 410 => Undelivered::never(Why::Gone { host, said }),
            // 420 is what some say for 429.
            420 | 429 => Undelivered::Later { after, why: Why::Busy { host } },
            408 | 425 => Undelivered::Later { after, why: Why::Trouble { host, said } },
            // Only these say that nothing was done.
            501 | 503 | 505 | 507 | 511 => Undelivered::Later { after, why: Why::Trouble { host, said } },
            // It may have been done before something broke, there or at whoever stands before it.
            500..=599 => Undelivered::unknown(Why::Broke { host, said }),
            _ => Undelivered::never(Why::Refused { host, said }),
        }
    }

    /// A word from a closed list of the other side's protocol, such as `channel_not_found`; nothing else that it says is
    /// shown to anybody.
    pub(crate) fn code(&self, word: Option<&str>) -> String {
        let plain = |word: &&str| {
            let fits = (1..=60).contains(&word.len());
            fits && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
        };
        word.filter(plain).map_or_else(|| self.status.as_u16().to_string(), str::to_owned)
    }

    /// The body as it came; nothing if it broke off.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// What the body says; nothing if it broke off or is something else.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(self.body.as_ref()?).ok()
    }

    /// For an answer without the one word for which it was asked.
    pub(crate) fn unreadable(&self) -> Undelivered {
        Undelivered::unknown(Why::Unreadable { host: self.host.clone() })
    }
}

/// In seconds or as a date. Nobody is left alone for longer than an hour.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let after = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).unwrap_or_default(),
    };
    Some(after.min(LEFT_ALONE))
}
