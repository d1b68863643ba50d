//! The way to the database: its connections, and how our work waits for them.

use std::time::Duration;

use deadpool_postgres::{Client, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_executor::block_on;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;

/// How many connections a hub opens at most, the one that listens aside.
const CONNECTIONS: usize = 16;

/// How long a connection may take to be there.
const ARRIVAL: Duration = Duration::from_secs(5);

/// How long the database may take to answer before it counts as away. A bit longer than its own limits, so that it
/// mostly is the one that gives up.
const PATIENCE: Duration = Duration::from_secs(40);

/// What is acknowledged is on the disk, whatever the server's own setting. A hub that stops in the middle of a change
/// does not hold up the others.
const SETTINGS: &str = "
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');
    SET lock_timeout = '10s';
    SET statement_timeout = '30s';
    SET idle_in_transaction_session_timeout = '10s'";

/// Connections to one database, with threads of their own that look after them.
pub(super) struct Link {
    /// There until this is dropped.
    runtime: Option<Runtime>,
    pool: Pool,
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Link {
    /// Prepares to connect. The database need not be there yet.
    pub(super) fn new(config: &Config) -> Result<Self, StoreError> {
        let mut config = config.clone();
        config.application_name("allclear-hub");
        config.connect_timeout(ARRIVAL).tcp_user_timeout(2 * ARRIVAL).keepalives_idle(2 * ARRIVAL);
        let tls = tls(&config)?;
        let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), tls.clone(), fast);
        let settings = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(2 * ARRIVAL))
            .recycle_timeout(Some(ARRIVAL))
            .post_create(settings)
            .build()
            .map_err(|_| StoreError::Crashed)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(StoreError::Threads)?;
        Ok(Self { runtime: Some(runtime), pool, config, tls })
    }

    /// A connection of the pool.
    pub(super) fn client(&self) -> Result<Client, StoreError> {
        self.wait(async { Ok(self.pool.get().await?) })
    }

    /// Waits for work on the database on this thread, which may be any.
    pub(super) fn wait<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let _inside = self.runtime.as_ref().map(Runtime::enter);
        // The sockets are looked after by the runtime's own threads, so any executor may wait for them.
        block_on(async { tokio::time::timeout(PATIENCE, work).await.map_err(|_| StoreError::Silent)? })
    }

    /// Does work beside everything else for as long as the link is there.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(work);
        }
    }
}

/// TLS as the system's certificates have it. The address says with `sslmode` whether it is used.
fn tls(config: &Config) -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = RootCertStore::empty();
    if config.get_ssl_mode() != SslMode::Disable {
        // Where none can be read, the server's certificate will not be trusted, and that is said then.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    let client = ClientConfig::builder_with_provider(default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(client))
}

impl Drop for Link {
    fn drop(&mut self) {
        // Without waiting: whoever drops it may not be allowed to block.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
