//! Serving: the socket, the automatic backups, and an orderly end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, timeout};

use crate::connections::Connections;
use crate::feed::follow;
use crate::gate::Gate;
use crate::hang_up::HangUps;
use crate::hub::{Hub, aside};
use crate::router::guarded;
use crate::routes::presence;
use crate::tls::Certificate;
use crate::{Config, Place, StartError, bounces, status};

/// How often it is asked whether a backup is due.
const BACKUP_CHECK: Duration = Duration::from_secs(300);

/// How often the files of the certificate are looked at.
const CERTIFICATE_CHECK: Duration = Duration::from_secs(5);

/// How often it is looked whether more came than whoever asks for a checksum should wait for.
const SUMS_CHECK: Duration = Duration::from_secs(2);
/// How long what is being sent when the hub stops may take to end.
const LAST_WORDS: Duration = Duration::from_secs(20);
/// How often it is looked whether the hub can still write.
const HALT_CHECK: Duration = Duration::from_secs(1);

/// A hub that listens and does not yet answer.
pub struct Serving {
    hub: Arc<Hub>,
    listener: TcpListener,
    address: SocketAddr,
    origin: String,
    certificate: Option<Certificate>,
    gate: Arc<Gate>,
    hang_ups: HangUps,
    maildir: Option<PathBuf>,
}

impl Serving {
    /// Opens the hub of a folder and listens. The port 0 takes a free one.
    ///
    /// # Errors
    /// Those of [`Hub::open`], a certificate that is none, [`StartError::Listen`], and signals that cannot be listened to.
    pub async fn open(place: &Place, config: &Config) -> Result<Self, StartError> {
        let certificate = config.tls.as_ref().map(Certificate::read).transpose()?;
        let listen = config.listen;
        let refused = |source| StartError::Listen { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let returns = config.bounces.as_ref().map(|bounces| bounces.address.clone());
        let hub = Hub::open(place)?.reaching(config.own.clone()).showing(config.status_page);
        let hub = hub.hearing_of_bounces(returns).asking_slack(config.slack.clone());
        let hub = Arc::new(hub);
        let origin = config.origin(address);
        hub.store.members().serves_at(config.url.as_ref().unwrap_or(&origin))?;
        if certificate.is_none() && !address.ip().is_loopback() {
            tracing::warn!(
                %address,
                "PLAIN HTTP ON A NETWORK: whoever is on it can read the tokens of laptops. Name a certificate \
                 (tls), or let only a TLS proxy reach this address."
            );
        }
        if let Some(advice) = hub.store.advice()? {
            tracing::warn!("{advice}");
        }
        let reader = Arc::clone(&hub);
        tokio::task::spawn_blocking(move || reader.begin_sums());
        if config.backup_hours > 0 {
            tokio::spawn(back_up(Arc::clone(&hub), place.clone(), config.clone()));
        }
        // From the first moment on at which anybody could send one.
        let hang_ups = HangUps::listen().map_err(StartError::Signals)?;
        let gate = Arc::new(Gate::new(config.limits.clone(), config.proxies.clone()));
        let maildir = config.bounces.as_ref().map(|bounces| bounces.maildir.clone());
        Ok(Self { hub, listener, address, origin, certificate, gate, hang_ups, maildir })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL has it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Answers until `stop` is done; open streams end with it.
    ///
    /// # Errors
    /// [`StartError::Halted`] once nothing can be written any more, so that whoever watches over the process starts it anew;
    /// a disk that refuses at the end.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let (stopping, stopped) = watch::channel(false);
        let tls = self.certificate.as_ref().map(Certificate::acceptor).transpose()?;
        let renewing = tokio::spawn(renew(self.certificate, self.hang_ups));
        if let Some(others) = self.hub.store.others() {
            tokio::spawn(follow(Arc::clone(&self.hub), others, stopped.clone()));
        }
        if let Some(others) = self.hub.store.whispers() {
            tokio::spawn(presence::follow(Arc::clone(&self.hub), others, stopped.clone()));
        }
        tokio::spawn(status::follow(Arc::clone(&self.hub), stopped.clone()));
        tokio::spawn(follow_sums(Arc::clone(&self.hub), stopped.clone()));
        if let Some(maildir) = self.maildir {
            tokio::spawn(bounces::follow(Arc::clone(&self.hub), maildir, stopped.clone()));
        }
        let sending = tokio::spawn(courier::run(Arc::downgrade(&self.hub)));
        let app = guarded(Arc::clone(&self.hub), Arc::clone(&self.gate), stopped.clone());
        let connections = Connections { app, gate: self.gate, tls, stop: stopped };
        let hub = Arc::clone(&self.hub);
        let stop = async move {
            tokio::select! {
                () = stop => {}
                () = halted(&hub) => tracing::error!("the disk reported an error; the hub ends"),
            }
            hub.sums.end();
            hub.sending.courier.close();
            stopping.send_replace(true);
        };
        tokio::join!(connections.take(self.listener), stop);
        renewing.abort();
        if timeout(LAST_WORDS, sending).await.is_err() {
            tracing::warn!(
                "something was being sent when the hub stopped; the next start says what becomes of it"
            );
        }
        if let Err(error) = self.hub.store.drawer().end_turn(self.hub.voice.author.run) {
            tracing::warn!(%error, "another hub waits a while before it sends");
        }
        if self.hub.store.is_halted() {
            return Err(StartError::Halted);
        }
        self.hub.rest()
    }
}

/// Done once the hub cannot write any more.
async fn halted(hub: &Hub) {
    let mut look = tokio::time::interval(HALT_CHECK);
    while !hub.store.is_halted() {
        look.tick().await;
    }
}

/// Reads a certificate again whenever the operator asks for it by SIGHUP, and whenever its files changed.
async fn renew(certificate: Option<Certificate>, mut asked: HangUps) {
    let mut look = tokio::time::interval(CERTIFICATE_CHECK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut complained = None;
    loop {
        tokio::select! {
            () = asked.next() => complained = None,
            _ = look.tick() => {}
        }
        let Some(certificate) = &certificate else { continue };
        match certificate.read_again() {
            Ok(true) => tracing::info!("new connections are shown another certificate now"),
            Ok(false) => complained = None,
            Err(error) => {
                // Once for each trouble: while one file is new and the other is old, this is as it should be.
                let error = error.to_string();
                if complained.as_ref() != Some(&error) {
                    tracing::error!(%error, "the certificate that was there is still shown");
                    complained = Some(error);
                }
            }
        }
    }
}

/// Keeps the checksums near the end of the log, also while nobody asks for them.
async fn follow_sums(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    let mut look = tokio::time::interval(SUMS_CHECK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut complained = false;
    loop {
        tokio::select! {
            _ = look.tick() => {}
            _ = stopped.changed() => return,
        }
        match aside(&hub, |hub| Ok(hub.catch_up_sums()?)).await {
            Ok(()) => complained = false,
            Err(error) => {
                if !complained {
                    tracing::error!(%error, "laptops are not told of checksums for now");
                }
                complained = true;
            }
        }
    }
}

async fn back_up(hub: Arc<Hub>, place: Place, config: Config) {
    let mut check = tokio::time::interval(BACKUP_CHECK);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        check.tick().await;
        let (place, config) = (place.clone(), config.clone());
        let made = aside(&hub, move |hub| Ok(hub.store.back_up_if_due(&place, &config)?));
        match made.await {
            Ok(Some(file)) => tracing::info!(file = %file.display(), "the log was backed up"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the log could not be backed up"),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use incident::id::Millis;
    use tower::ServiceExt;

    use super::*;
    use crate::router::router;
    use crate::store::StoreError;

    #[tokio::test]
    async fn a_hub_whose_disk_failed_says_so_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path());
        crate::found(&place, None, Millis(1)).unwrap();
        let config = Config { listen: ([127, 0, 0, 1], 0).into(), backup_hours: 0, ..Config::default() };
        let serving = Serving::open(&place, &config).await.unwrap();
        let (_stop, stopped) = watch::channel(false);
        let app = router(Arc::clone(&serving.hub), stopped);
        let health = async || {
            let asked = Request::get("/healthz").body(Body::empty()).unwrap();
            app.clone().oneshot(asked).await.unwrap().status().as_u16()
        };
        assert_eq!(health().await, 200);
        let failed = serving.hub.store.change(Box::new(|_| Err(StoreError::of_a_broken_disk())));
        assert!(failed.is_err());
        assert_eq!(health().await, 503);
        let run = timeout(Duration::from_secs(60), serving.run(std::future::pending()));
        assert!(matches!(run.await, Ok(Err(StartError::Halted))));
    }
}
