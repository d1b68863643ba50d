//! The public status page as the hub serves it, beside nginx with the very same files, in turn in the same run.
//!
//! `cargo xtask bench public` gets nginx and says by `ALLCLEAR_NGINX` where it is; else it is looked for like any program.
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on fails")]

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use hub::{Config, Place, Serving, found};
use incident::event::Event;
use incident::id::{EntryRef, IncidentId, Millis, PersonId, RoleId, Run};
use incident::stream::{Section, Stream};
use incident::value::{Audience, Component, ComponentSaid, ComponentState, Occasion, Shown, StatusPage};
use journal::{Author, Journal};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 32;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const NOW: Millis = Millis(1_795_096_800_000);

/// A log with so many incidents of which the public was told.
fn write(place: &Place, incidents: u8) {
    let journal = Journal::open(&place.journal(), place.journal().parent().unwrap()).unwrap().journal;
    let author = Author { key: SigningKey::from_bytes(&[9; 32]), run: Run([7; 8]) };
    let person = PersonId([5; 16]);
    let append = |stream, events: Vec<Event>| -> EntryRef {
        let drafts = events.into_iter().map(Into::into).collect();
        *journal.append(&author, NOW, stream, false, drafts).unwrap().refs.last().unwrap()
    };
    let named = Event::PersonNamed { person, name: "Ana".to_owned(), base: vec![] };
    let enrolled = Event::ReplicaEnrolled { replica: author.replica(), person };
    append(Stream::Book(Section::People), vec![named, enrolled]);
    let page = StatusPage {
        name: "Example".to_owned(),
        address: Some("https://status.example.org".to_owned()),
        authority: None,
    };
    let component = |n: usize| Component {
        id: format!("part-{n}").parse().unwrap(),
        name: format!("Part {n}"),
        description: None,
        group: None,
        position: u32::try_from(n).unwrap(),
        shown: true,
        services: vec![],
    };
    let mut book = vec![Event::StatusPageDefined { page, base: vec![] }];
    book.extend((0..20).map(|n| Event::ComponentDefined { component: component(n), base: vec![] }));
    append(Stream::Book(Section::StatusPage), book);
    for n in 1..=incidents {
        let stream = Stream::Incident(IncidentId([n; 16]));
        let role = RoleId::incident_manager();
        append(
            stream,
            vec![
                Event::Declared { drill: false },
                Event::Titled { title: format!("Cards are declined, {n}"), base: vec![] },
                Event::RoleAssigned { role, service: None, person, base: vec![] },
            ],
        );
        for occasion in [Occasion::Investigating, Occasion::Identified, Occasion::Resolved] {
            let part = component(usize::from(n % 20));
            let said =
                ComponentSaid { component: part.id, name: part.name, state: ComponentState::PartialOutage };
            let update = append(
                stream,
                vec![Event::UpdateProposed {
                    audience: Audience::Public,
                    occasion,
                    text: "Some card payments are **declined**. We are taking a change back.".to_owned(),
                    next_due: None,
                    replaces: None,
                    shown: Some(Shown {
                        title: "Cards are declined".to_owned(),
                        components: vec![said],
                        review: None,
                    }),
                }],
            );
            append(stream, vec![Event::UpdateApproved { update, dispatch: None, base: vec![] }]);
        }
    }
}

/// Asks for a page again and again over one connection; gives how often it was answered, and with how many bytes.
async fn ask(port: u16, path: &'static str, until: Instant) -> (usize, usize) {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    let wish = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let (mut answers, mut length, mut line) = (0, 0, String::new());
    let mut body = Vec::new();
    while Instant::now() < until {
        stream.get_mut().write_all(wish.as_bytes()).await.unwrap();
        let mut first = true;
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            assert!(!first || line.starts_with("HTTP/1.1 200"), "{line}");
            first = false;
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
        }
        body.resize(length, 0);
        stream.read_exact(&mut body).await.unwrap();
        answers += 1;
    }
    (answers, length)
}

async fn rate(port: u16, path: &'static str) -> (f64, usize) {
    let begun = Instant::now();
    let asking: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(ask(port, path, begun + ROUND))).collect();
    let (mut answers, mut length) = (0, 0);
    for one in asking {
        let (more, bytes) = one.await.unwrap();
        (answers, length) = (answers + more, bytes);
    }
    (answers as f64 / begun.elapsed().as_secs_f64(), length)
}

/// Everything that the hub serves, as files.
async fn fetch(port: u16, to: &Path) {
    let http = reqwest::Client::builder().no_zstd().build().unwrap();
    let mut lists = vec!["SHA256SUMS".to_owned()];
    let get = async |path: &str| {
        let answer = http.get(format!("http://127.0.0.1:{port}/status/{path}")).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        let bytes = answer.bytes().await.unwrap();
        let file = to.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    while let Some(list) = lists.pop() {
        let text = get(&list).await;
        for path in text.lines().filter_map(|line| line.split("  ").nth(1)) {
            if path.ends_with(".sums") {
                lists.push(path.to_owned());
            } else {
                get(path).await;
            }
        }
    }
}

struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let _it_may_have_ended = self.0.kill();
        let _status = self.0.wait();
    }
}

fn nginx(folder: &Path, port: u16) -> Nginx {
    let settings = format!(
        "daemon off; master_process off; worker_processes 1; pid {0}/pid; error_log {0}/log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; default_type text/html;\n\
         client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;\n\
         open_file_cache max=1000;\n\
         server {{ listen 127.0.0.1:{port}; root {0}/files; }} }}\n",
        folder.display()
    );
    fs::write(folder.join("nginx.conf"), settings).unwrap();
    let mut program = Command::new(std::env::var_os("ALLCLEAR_NGINX").unwrap_or_else(|| "nginx".into()));
    program.args(["-e", "stderr", "-c"]).arg(folder.join("nginx.conf"));
    Nginx(program.spawn().expect("nginx is not installed here: install it, or name it by ALLCLEAR_NGINX"))
}

/// Asks until somebody answers there.
async fn reach(port: u16, path: &str) {
    let mut pace = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..400 {
        pace.tick().await;
        let asked = reqwest::get(format!("http://127.0.0.1:{port}{path}")).await;
        if asked.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
    }
    panic!("nobody answers on port {port}");
}

#[tokio::main]
async fn main() {
    let home = tempfile::tempdir().unwrap();
    let place = Place::new(home.path());
    found(&place, Some("Ops"), NOW).unwrap();
    write(&place, 60);
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        backup_hours: 0,
        status_page: true,
        ..Config::default()
    };
    let serving = Serving::open(&place, &config).await.unwrap();
    let ours = serving.address().port();
    tokio::spawn(serving.run(std::future::pending()));
    reach(ours, "/status/").await;
    let beside = tempfile::tempdir().unwrap();
    fetch(ours, &beside.path().join("files")).await;
    let theirs = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let _nginx = nginx(beside.path(), theirs);
    reach(theirs, "/index.html").await;
    let (mut hub, mut files) = (Vec::new(), Vec::new());
    let mut length = 0;
    for _ in 0..ROUNDS {
        let (rate_there, _) = rate(theirs, "/index.html").await;
        let (rate_here, bytes) = rate(ours, "/status/index.html").await;
        files.push(rate_there);
        hub.push(rate_here);
        length = bytes;
    }
    hub.sort_by(f64::total_cmp);
    files.sort_by(f64::total_cmp);
    let (hub, files) = (hub[ROUNDS / 2], files[ROUNDS / 2]);
    println!("{CONNECTIONS} connections, {length} bytes a page, {ROUNDS} rounds in turn");
    let (ratio, aim) = (hub / files, 0.5);
    let kept = if ratio >= aim { "kept" } else { "MISSED" };
    println!(
        "| status page by the hub, beside nginx | {hub:.0}/s, {files:.0}/s = {ratio:.2} × | ≥ {aim} × | {kept} |"
    );
}
