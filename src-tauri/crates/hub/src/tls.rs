//! TLS: a certificate and its key from two PEM files, read anew while the hub serves.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use serde::Deserialize;
use tokio_rustls::TlsAcceptor;

use crate::StartError;

/// Where the certificate and its key lie, both as PEM.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The hub's own certificate first, then those that lead to one that laptops trust.
    pub certificate: PathBuf,
    /// Its private key, in PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
}

/// Why the two files are no certificate.
#[derive(Debug, thiserror::Error)]
pub enum NoCertificate {
    /// The file cannot be read, or is not PEM.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// There is no certificate in it.
    #[error("there is no certificate in it")]
    Empty,
    /// The key is of an unknown kind, or of another certificate.
    #[error(transparent)]
    Key(#[from] rustls::Error),
}

/// What every new connection is answered with. Those that are open keep what they began with.
#[derive(Clone, Debug)]
pub(crate) struct Certificate(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    files: TlsFiles,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads the files.
    pub(crate) fn read(files: &TlsFiles) -> Result<Self, StartError> {
        let current = RwLock::new(Arc::new(read(files)?));
        Ok(Self(Arc::new(Shown { files: files.clone(), current })))
    }

    /// Reads the files again, and says whether they hold another certificate now. If they hold none, the one that is
    /// there stays.
    pub(crate) fn read_again(&self) -> Result<bool, StartError> {
        let new = read(&self.0.files)?;
        let mut current = self.0.current.write().unwrap_or_else(PoisonError::into_inner);
        let changed = current.cert != new.cert;
        *current = Arc::new(new);
        Ok(changed)
    }

    /// What shakes hands: TLS 1.2 and 1.3, and HTTP/1.1 within.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, StartError> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|source| unusable(&self.0.files.certificate)(source.into()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&self.0) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// The one that laptops use too.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn read(files: &TlsFiles) -> Result<CertifiedKey, StartError> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(&files.certificate)(error.into()))?;
    if chain.is_empty() {
        return Err(unusable(&files.certificate)(NoCertificate::Empty));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unusable(&files.key)(error.into()))?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(|error| unusable(&files.key)(error.into()))
}

fn unusable(file: &Path) -> impl FnOnce(NoCertificate) -> StartError {
    let file = file.to_owned();
    move |source| StartError::Certificate { file, source }
}
