//! TLS by the hub itself.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hub::{Config, Place, Role, StartError, TlsFiles, found};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::Client;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::ear::Ear;
use crate::house::{Ground, House, NOW, PATIENCE, config, until};
use crate::laptop::{START, incident};
use crate::program::{Served, fail, program};

/// Somebody who signs certificates, and whom laptops trust.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A new certificate for this computer, in two files.
    fn certify(&self, folder: &Path) -> TlsFiles {
        let files = TlsFiles { certificate: folder.join("hub.crt"), key: folder.join("hub.pem") };
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        fs::write(&files.key, key.serialize_pem()).unwrap();
        fs::write(&files.certificate, certificate.pem()).unwrap();
        files
    }

    fn client(&self) -> Client {
        let trusted = reqwest::Certificate::from_der(self.0.der()).unwrap();
        Client::builder().tls_certs_only([trusted]).build().unwrap()
    }

    /// A connection that speaks only this version and protocol.
    async fn connect(
        &self,
        url: &str,
        version: &'static SupportedProtocolVersion,
        protocol: &str,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let stream = TcpStream::connect(url.strip_prefix("https://").unwrap()).await?;
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("127.0.0.1").unwrap(), stream).await
    }

    /// The certificate that a new connection is shown.
    async fn shown(&self, url: &str) -> CertificateDer<'static> {
        let stream = self.connect(url, &TLS13, "http/1.1").await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].clone()
    }

    /// Waits until new connections are shown another certificate than this.
    async fn shows_another_than(&self, url: &str, old: &CertificateDer<'static>) {
        until("another certificate", async || (self.shown(url).await != *old).then_some(())).await;
    }
}

fn by_tls(tls: TlsFiles) -> Config {
    Config { tls: Some(tls), ..config() }
}

async fn house(authority: &Authority) -> (House, TempDir) {
    let (ground, certificates) = (House::ground(), tempfile::tempdir().unwrap());
    found(&ground.place(), Some("Ops"), NOW).unwrap();
    let config = by_tls(authority.certify(certificates.path()));
    (House::serve_as(ground, &config, authority.client()).await, certificates)
}

#[tokio::test]
async fn laptops_meet_over_tls_1_2_and_1_3_and_speak_http_1_1_within() {
    let authority = Authority::new();
    let (house, _certificates) = house(&authority).await;
    assert!(house.url.starts_with("https://127.0.0.1:"), "{}", house.url);
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let mut ear = Ear::of(&ben, START).await;
    ear.page().await;
    let entries = ana.note(incident(1), "one");
    ana.push(entries.clone()).await;
    assert_eq!(ear.page().await.entries, entries);

    for (version, spoken) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let stream = authority.connect(&house.url, version, "http/1.1").await.unwrap();
        let (_, session) = stream.get_ref();
        assert_eq!(session.protocol_version(), Some(spoken));
        assert_eq!(session.alpn_protocol(), Some(&b"http/1.1"[..]));
    }
    assert!(authority.connect(&house.url, &TLS13, "h2").await.is_err());
    // Whoever trusts somebody else does not come in, and neither do those who speak plainly.
    assert!(Authority::new().client().get(format!("{}/v1/hub", house.url)).send().await.is_err());
    let plain = house.url.replace("https", "http");
    assert!(house.http.get(format!("{plain}/v1/hub")).send().await.is_err());
    assert_eq!(house.http.get(format!("{}/v1/hub", house.url)).send().await.unwrap().status(), 200);

    // In good order, with a stream open.
    house.stop().await;
    while ear.next().await.is_some() {}
}

#[tokio::test]
async fn a_new_certificate_is_shown_to_new_connections_and_open_ones_go_on() {
    let authority = Authority::new();
    let (house, certificates) = house(&authority).await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let mut ear = Ear::of(&ben, START).await;
    ear.page().await;
    let old = authority.shown(&house.url).await;
    authority.certify(certificates.path());
    authority.shows_another_than(&house.url, &old).await;

    // What cannot be used changes nothing, however long it is looked at.
    let new = authority.shown(&house.url).await;
    fs::write(certificates.path().join("hub.pem"), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let begun = Instant::now();
    until("another look at the files", async || {
        assert_eq!(authority.shown(&house.url).await, new);
        (begun.elapsed() > Duration::from_secs(6)).then_some(())
    })
    .await;
    let entries = ana.note(incident(1), "one");
    ana.push(entries.clone()).await;
    assert_eq!(ear.page().await.entries, entries, "the stream from before is open");
}

#[tokio::test]
async fn who_does_not_shake_hands_is_let_go_and_holds_nobody_up() {
    let authority = Authority::new();
    let (house, _certificates) = house(&authority).await;
    let address = house.url.strip_prefix("https://").unwrap().to_owned();
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(&address).await.unwrap());
    }
    let mut nonsense = TcpStream::connect(&address).await.unwrap();
    nonsense.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let begun = Instant::now();
    assert_eq!(house.http.get(format!("{}/healthz", house.url)).send().await.unwrap().status(), 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    for mut stream in silent {
        let ended = tokio::time::timeout(PATIENCE, stream.read(&mut [0; 8])).await.expect("it is closed");
        assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "it took {:?}", begun.elapsed());
}

#[tokio::test]
async fn files_that_are_no_certificate_are_named_and_why() {
    let authority = Authority::new();
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    found(&Place::new(folder.path()), Some("Ops"), NOW).unwrap();
    let (good, another) = (authority.certify(folder.path()), authority.certify(other.path()));
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "").unwrap();
    for (certificate, key, named) in [
        (&folder.path().join("missing.crt"), &good.key, "missing.crt"),
        (&empty, &good.key, "empty.pem"),
        (&good.certificate, &empty, "empty.pem"),
        (&good.certificate, &good.certificate, "hub.crt"),
        (&good.certificate, &another.key, "hub.pem"),
    ] {
        let files = TlsFiles { certificate: certificate.clone(), key: key.clone() };
        let refused = hub::Serving::open(&Place::new(folder.path()), &by_tls(files)).await.err().unwrap();
        assert!(matches!(refused, StartError::Certificate { .. }), "{refused}");
        let sentence = refused.to_string();
        assert!(sentence.contains(named) && sentence.ends_with("both as PEM."), "{sentence}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn an_operator_names_the_files_in_the_environment_and_says_by_sighup_that_they_are_new() {
    let authority = Authority::new();
    let (folder, certificates) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    found(&Place::new(folder.path()), Some("Ops"), NOW).unwrap();
    let files = authority.certify(certificates.path());
    let mut command = program(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    command.env("ALLCLEAR_HUB_TLS_CERTIFICATE", &files.certificate).env("ALLCLEAR_HUB_TLS_KEY", &files.key);
    let served = Served::by(command);
    let old = authority.shown(&served.url).await;
    authority.certify(certificates.path());
    served.signal("HUP");
    authority.shows_another_than(&served.url, &old).await;
    assert_eq!(authority.client().get(format!("{}/healthz", served.url)).send().await.unwrap().status(), 200);
    served.stop();

    // Where there is no certificate the signal ends nothing either.
    let served = Served::start(folder.path());
    served.signal("HUP");
    let health = reqwest::get(format!("{}/healthz", served.url)).await.unwrap();
    assert_eq!(health.status(), 200);
    served.stop();

    let mut half = program(folder.path(), &["serve"]);
    half.env("ALLCLEAR_HUB_TLS_KEY", &files.key);
    let complaint = String::from_utf8(half.output().unwrap().stderr).unwrap();
    assert!(complaint.contains("ALLCLEAR_HUB_TLS_CERTIFICATE is not set"), "{complaint}");
    assert!(fail(folder.path(), &["serve", "--listen", "nowhere"]).contains("nowhere"));
}

#[cfg(unix)]
#[test]
fn plain_http_on_a_network_is_warned_of_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    found(&Place::new(folder.path()), Some("Ops"), NOW).unwrap();
    let certificates = tempfile::tempdir().unwrap();
    let files = Authority::new().certify(certificates.path());
    for (listen, tls, warned) in
        [("0.0.0.0:0", false, true), ("0.0.0.0:0", true, false), ("127.0.0.1:0", false, false)]
    {
        let mut command = program(folder.path(), &["serve", "--listen", listen]);
        if tls {
            command.env("ALLCLEAR_HUB_TLS_CERTIFICATE", &files.certificate);
            command.env("ALLCLEAR_HUB_TLS_KEY", &files.key);
        }
        let log = folder.path().join("log");
        command.stderr(fs::File::create(&log).unwrap());
        Served::by(command).stop();
        let log = fs::read_to_string(&log).unwrap();
        assert_eq!(log.contains("PLAIN HTTP ON A NETWORK"), warned, "{listen}: {log}");
        assert!(log.contains("stopped"), "{log}");
    }
}
