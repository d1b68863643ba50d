//! Serving: the socket, the automatic backups, and an orderly end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::hub::{Hub, aside};
use crate::router::router;
use crate::{Config, Place, StartError};

/// How often it is asked whether a backup is due.
const BACKUP_CHECK: Duration = Duration::from_secs(300);

/// A hub that listens and does not yet answer.
pub struct Serving {
    hub: Arc<Hub>,
    listener: TcpListener,
    address: SocketAddr,
}

impl Serving {
    /// Opens the hub of a folder and listens. The port 0 takes a free one.
    ///
    /// # Errors
    /// Those of [`Hub::open`], and [`StartError::Listen`].
    pub async fn open(place: &Place, config: &Config) -> Result<Self, StartError> {
        let listen = config.listen;
        let refused = |source| StartError::Listen { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let hub = Arc::new(Hub::open(place)?);
        let url = config.url.clone().unwrap_or_else(|| format!("http://{address}"));
        hub.store.members().serves_at(&url)?;
        if config.backup_hours > 0 {
            tokio::spawn(back_up(Arc::clone(&hub), place.clone(), config.clone()));
        }
        Ok(Self { hub, listener, address })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is done; open streams end with it.
    ///
    /// # Errors
    /// Those of the socket, and of a disk that refuses at the end.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let (stopping, stopped) = watch::channel(false);
        let listen = self.address;
        let app = router(Arc::clone(&self.hub), stopped);
        let stop = async move {
            stop.await;
            stopping.send_replace(true);
        };
        let served = axum::serve(self.listener, app).with_graceful_shutdown(stop).await;
        self.hub.rest()?;
        served.map_err(|source| StartError::Listen { listen, source })
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
