//! A hub that speaks TLS, and what a laptop believes of its certificate.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use hub::{Config, Invited, Place, Role, Serving, TlsFiles, found};
use incident::id::Millis;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use serde_json::{Value, json};

use crate::client::Client;
use crate::headless::Headless;
use crate::place::folder;

/// Serves a hub with such a certificate until the test ends. Gives links to it and the file of who vouches for it.
async fn hub(folder: &Path, shape: impl FnOnce(&mut CertificateParams)) -> (impl Fn() -> String, OsString) {
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key")).expect("it");
    let trusted = folder.join("authority.crt");
    fs::write(&trusted, authority.pem()).expect("a file");

    let mut certificate = CertificateParams::new(["127.0.0.1".to_owned()]).expect("parameters");
    shape(&mut certificate);
    let files = TlsFiles { certificate: folder.join("hub.crt"), key: folder.join("hub.pem") };
    let key = KeyPair::generate().expect("a key");
    fs::write(&files.key, key.serialize_pem()).expect("a file");
    let certificate = certificate.signed_by(&key, &authority).expect("a certificate");
    fs::write(&files.certificate, certificate.pem()).expect("a file");

    let place = Place::new(folder.join("hub"));
    found(&place, Some("Ops"), Millis(1)).expect("a hub");
    let config =
        Config { listen: ([127, 0, 0, 1], 0).into(), tls: Some(files), backup_hours: 0, ..Config::default() };
    let serving = Serving::open(&place, &config).await.expect("the hub opens");
    let url = serving.origin().to_owned();
    tokio::spawn(serving.run(std::future::pending()));
    let link = move || {
        let members = hub::members(&place).expect("the members");
        Invited::new(&*members, Role::Responder, 1, 1000, None, Millis(i64::MAX / 2)).expect("one").link(&url)
    };
    (link, trusted.into_os_string())
}

async fn join(app: &Headless, link: &str) -> Result<Value, Value> {
    let client = Client::open(&app.url).await;
    client.call("join", json!({ "link": link, "name": "Jonas Weber" })).await.expect("the app answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_joins_a_hub_that_is_vouched_for_by_whom_its_computer_trusts() {
    let (folder, trusting) = (folder(), folder());
    let (link, authority) = hub(folder.path(), |_| {}).await;
    let app = Headless::start_with(trusting.path(), &[("SSL_CERT_FILE", authority)]);
    let joined = join(&app, &link()).await.expect("it joins");
    assert_eq!((&joined["workspace"], &joined["restart"]), (&json!("Ops"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_believed_is_named_with_what_to_do_and_the_invitation_is_unused() {
    let stranger = folder();
    let (_, strangers_authority) = hub(stranger.path(), |_| {}).await;
    for (shape, trusts, says) in [
        ((|_| {}) as fn(&mut CertificateParams), false, "does not know who vouches for the hub"),
        (|it| it.not_after = date_time_ymd(2001, 1, 1), true, "has expired"),
        (|it| it.not_before = date_time_ymd(2999, 1, 1), true, "not valid yet"),
        (|it| it.subject_alt_names.clear(), true, "belongs to another address"),
    ] {
        let (folder, laptop) = (folder(), folder());
        let (link, authority) = hub(folder.path(), shape).await;
        let trusted = if trusts { authority } else { strangers_authority.clone() };
        let app = Headless::start_with(laptop.path(), &[("SSL_CERT_FILE", trusted)]);
        let refused = join(&app, &link()).await.expect_err(says);
        let sentence = refused["message"].as_str().expect("a sentence");
        assert!(sentence.contains(says) && sentence.ends_with('.'), "{refused}");
    }
}
