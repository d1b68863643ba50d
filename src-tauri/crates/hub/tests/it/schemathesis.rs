//! The real program under a generator of requests that reads the hub's own document: whatever anybody sends, no answer is
//! a fault of the hub, and each is one that the document describes.
//!
//! `cargo xtask test` installs the generator and runs this with its path; by hand:
//! `ALLCLEAR_SCHEMATHESIS=… cargo nextest run --workspace --run-ignored only schemathesis`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::house::real_now;
use crate::laptop::Laptop;
use crate::program::{Served, code_of, program, run};
use crate::public::{define, subscribers};

/// What is held against every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,ignored_auth,unsupported_method";

/// Takes a laptop's access back, perhaps that of the one who asks: it is asked last.
const REVOKE: &str = "/v1/devices/{id}/revoke";
/// Where no mail server is.
const NOBODYS: u16 = 9;
/// It never ends, which the generator does not expect; `listening` asks it oddly.
const LIVE: &str = "/v1/live";

/// One test for each role, so that they run beside each other and a failure names who asked.
macro_rules! roles {
    ($($name:ident: $role:literal,)+) => {$(
        #[tokio::test]
        #[ignore = "needs the program schemathesis, which the test command installs"]
        async fn $name() {
            hold_as($role).await;
        }
    )+};
}

roles! {
    an_admin_is_answered_as_the_document_says: "admin",
    a_responder_is_answered_as_the_document_says: "responder",
    an_observer_is_answered_as_the_document_says: "observer",
    somebody_revoked_is_answered_as_the_document_says: "revoked",
    nobody_is_answered_as_the_document_says: "nobody",
}

#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "needs the program schemathesis, which the test command installs"]
async fn an_admin_is_answered_so_by_a_hub_with_a_database_too() {
    let cluster = crate::cluster::Cluster::new();
    hold("admin", &["--database", &cluster.address()]).await;
}

async fn hold_as(role: &str) {
    hold(role, &[]).await;
}

/// The same by a hub that is started with further words.
async fn hold(role: &str, words: &[&str]) {
    let generator = std::env::var("ALLCLEAR_SCHEMATHESIS").expect("the path of schemathesis");
    let examples = if std::env::var_os("ALLCLEAR_SOAK").is_some() { "1000" } else { "20" };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &[words, &["init"]].concat());
    // With everything that a hub can show.
    let mut serving = program(data, &[&["serve", "--listen", "127.0.0.1:0"], words].concat());
    serving.env("ALLCLEAR_HUB_STATUS_PAGE", "true").stderr(Stdio::null());
    let served = Served::by(serving);
    let ada = joined("Ada", "admin", data, words, &served.url).await;
    define(&ada, subscribers(NOBODYS)).await;
    let token = token_of(role, data, words, &served.url).await;
    let seed = real_now().0.to_string();
    for which in [["--exclude-path", REVOKE], ["--include-path", REVOKE]] {
        let mut command = Command::new(&generator);
        command.arg("run").arg(format!("{}/v1/openapi.json", served.url)).current_dir(data);
        command.args(["--checks", CHECKS, "--max-examples", examples, "--seed", &seed]);
        command.args(["--exclude-path", LIVE]).args(which);
        if let Some(token) = &token {
            command.args(["--header", &format!("Authorization: Bearer {token}")]);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "seed {seed}:\n{said}");
    }
}

/// What somebody of this role shows.
async fn token_of(role: &str, data: &Path, words: &[&str], url: &str) -> Option<String> {
    if role == "nobody" {
        return None;
    }
    let invited = if role == "revoked" { "responder" } else { role };
    let laptop = joined("Somebody", invited, data, words, url).await;
    if role == "revoked" {
        run(data, &[words, &["member", "revoke", "Somebody"]].concat());
    }
    laptop.token
}

async fn joined(name: &str, role: &str, data: &Path, words: &[&str], url: &str) -> Laptop {
    let about: hub::About = reqwest::get(format!("{url}/v1/hub")).await.unwrap().json().await.unwrap();
    let mut laptop = Laptop::at(&about, url, name);
    let code = code_of(&run(data, &[words, &["invite", "--role", role]].concat()));
    let answer = laptop.post("/v1/join").json(&laptop.asks(&code)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    laptop.is_in(&answer.json().await.unwrap());
    laptop
}
