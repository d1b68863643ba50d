//! SIGHUP, by which an operator says: read your files again.

use std::io;

/// The signals that come from now on. Where there are none, none comes.
pub(crate) struct HangUps(#[cfg(unix)] tokio::signal::unix::Signal);

impl HangUps {
    /// Listens to them, so that they no longer end the process.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).map(Self)
    }

    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self())
    }

    /// Done when one comes.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        if self.0.recv().await.is_some() {
            return;
        }
        std::future::pending().await
    }
}
