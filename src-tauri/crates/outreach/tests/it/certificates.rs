//! Certificates that are believed, and those that are not.

use std::sync::Arc;

use outreach::{Channel, Outreach, Secret, Settings, Undelivered, Webhook, Why};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::message::message;
use crate::web::here;
use crate::webhook::KEY;

/// A server for one name, whose certificate ends with a year: its address, and the certificate.
async fn serve(name: &str, until: i32) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(1999, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let secret = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://127.0.0.1:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _whole_or_not = stream.read(&mut [0; 65_536]).await;
            let _heard_or_not = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            let _heard_or_not = stream.shutdown().await;
        }
    });
    (url, certificate.pem())
}

async fn sent(url: &str, authorities: &[&String]) -> Result<(), Undelivered> {
    let authorities = authorities.iter().copied().cloned().collect();
    let outreach = Outreach::new(&Settings { authorities, ..here() }).unwrap();
    let channel = Channel::Webhook(Webhook { url: url.parse().unwrap() });
    outreach.deliver(&channel, &Secret::new(KEY), &message("m1")).await.map(drop)
}

#[tokio::test]
async fn only_a_certificate_that_is_believed_gets_the_message() {
    let (url, certificate) = serve("127.0.0.1", 2100).await;
    sent(&url, &[&certificate]).await.unwrap();

    let (other, others) = serve("other.example.org", 2100).await;
    let (old, expired) = serve("127.0.0.1", 2001).await;
    for (url, authorities, said) in [
        (&url, vec![], "nobody vouches for it"),
        (&url, vec![&others], "nobody vouches for it"),
        (&other, vec![&others], "it belongs to another name"),
        (&old, vec![&expired], "it has expired"),
    ] {
        let why = sent(url, &authorities).await.unwrap_err();
        assert!(matches!(why, Undelivered::Never { why: Why::Untrusted { .. } }), "{why:?}");
        assert!(why.to_string().contains(said), "{why}");
    }
}

#[test]
fn an_authority_that_is_none_is_said_at_once() {
    let authorities = vec!["-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----".to_owned()];
    assert!(Outreach::new(&Settings { authorities, ..Settings::default() }).is_err());
}
