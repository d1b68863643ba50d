//! What an operator does, with the real program.

use std::fs;
use std::path::Path;

use hub::Place;
use serde_json::Value;

use crate::laptop::{Laptop, incident};
use crate::program::{Served, code_of, fail, program, run};

#[tokio::test]
async fn an_operator_founds_invites_revokes_backs_up_and_verifies_while_the_hub_serves() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("hub");
    assert!(fail(data, &["serve"]).contains("no hub in"));
    assert!(fail(data, &["member", "list"]).contains("no hub in"));
    let printed = run(data, &["init", "--name", "Ops"]);
    let first = code_of(&printed);
    assert!(fail(data, &["init"]).contains("holds a hub already"));

    let served = Served::start(data);
    let http = reqwest::Client::new();
    let about: hub::About =
        http.get(format!("{}/v1/hub", served.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!((about.name.as_deref(), about.hub.0), (Some("Ops"), about.workspace.0));
    let join = async |name: &str, code: &str| {
        let mut laptop = Laptop::at(&about, &served.url, name);
        let answer = laptop.post("/v1/join").json(&laptop.asks(code)).send().await.unwrap();
        laptop.is_in(&answer.json().await.unwrap());
        laptop
    };
    let admin = join("Ada", &first).await;
    let link = run(data, &["invite", "--role", "responder"]);
    let escaped = served.url.replace(':', "%3A").replace('/', "%2F");
    assert!(
        link.starts_with(&format!("allclear://join?hub={escaped}&code=")),
        "{link} leads to {}",
        served.url
    );
    let rex = join("Rex", &code_of(&link)).await;
    let second = join("Rex's tablet", &code_of(&run(data, &["invite", "--for", "Rex"]))).await;
    assert_eq!(second.person, rex.person);
    rex.push(rex.note(incident(1), "one")).await;
    let me: Value = second.get("/v1/me").send().await.unwrap().json().await.unwrap();
    assert_eq!(me["role"], "responder");

    let listed = run(data, &["member", "list"]);
    assert!(
        listed.contains("admin") && listed.contains("Ada") && listed.contains(&rex.replica().to_string()),
        "{listed}"
    );
    assert!(fail(data, &["member", "revoke", "Nobody"]).contains("Nobody here is called"));
    let spare = code_of(&run(data, &["invite", "--role", "observer", "--uses", "3"]));
    let open = run(data, &["invite", "list"]);
    assert!(open.contains("observer  3 left") && open.contains("made by an operator"), "{open}");
    let number = open.split_whitespace().next().unwrap();
    assert!(run(data, &["invite", "withdraw", number]).contains("Nobody can join"));
    assert!(fail(data, &["invite", "withdraw", number]).contains("invite list"));
    assert_eq!(run(data, &["invite", "list"]), "");
    let late = Laptop::at(&about, &served.url, "Late");
    assert_eq!(late.post("/v1/join").json(&late.asks(&spare)).send().await.unwrap().status(), 403);
    run(data, &["member", "role", "Rex", "observer"]);
    let me: Value = second.get("/v1/me").send().await.unwrap().json().await.unwrap();
    assert_eq!(me["role"], "observer");
    assert!(fail(data, &["member", "role", "Rex", "root"]).contains("admin, responder or observer"));
    run(data, &["member", "role", "Rex", "responder"]);
    run(data, &["member", "revoke", "Rex"]);
    let late = rex.note(incident(1), "two");
    let first = &admin.push(late.clone()).await.verdicts[0];
    assert!(matches!(first, sync::Verdict::Waits { .. }), "{first:?}");
    let waiting = run(data, &["waiting", "list"]);
    assert!(waiting.contains("Rex") && waiting.contains("access was taken back"), "{waiting}");
    let number = waiting.split_whitespace().next().unwrap();
    assert!(fail(data, &["waiting", "refuse", "999"]).contains("Nothing waits under number 999"));
    assert!(run(data, &["waiting", "admit", number]).contains("It counts"));
    assert_eq!(run(data, &["waiting", "list"]), "");
    assert_eq!(admin.push(late).await.verdicts, [sync::Verdict::Taken]);

    // Who stands in the book is invited by name before they have ever joined.
    let cleo = incident::id::PersonId([77; 16]);
    let named = incident::event::Event::PersonNamed { person: cleo, name: "Cleo".to_owned(), base: vec![] };
    let people = incident::stream::Stream::Book(incident::stream::Section::People);
    admin.push(admin.write(people, false, vec![named])).await;
    assert!(fail(data, &["invite", "--for", "Cleo"]).contains("--role"));
    assert!(fail(data, &["invite", "--for", "Nobody", "--role", "observer"]).contains("nobody in the book"));
    let hers = code_of(&run(data, &["invite", "--for", "Cleo", "--role", "responder"]));
    assert_eq!(join("Cleo", &hers).await.person, cleo);
    assert!(run(data, &["withdraw", &rex.replica().to_string()]).contains("shows nothing any more"));
    assert!(run(data, &["member", "list"]).contains("Rex  revoked"));
    for laptop in [&rex, &second] {
        assert_eq!(laptop.get("/v1/me").send().await.unwrap().status(), 403);
    }

    let copy = folder.path().join("copy.sqlite");
    let copy = copy.to_str().unwrap();
    run(data, &["backup", copy]);
    assert!(fail(data, &["backup", copy]).contains("exists already"));
    assert!(run(data, &["verify"]).contains("as it was written"));
    let held = admin.pull_all().await.len();
    served.stop();

    // A backup is a hub again, with the key beside it.
    let restored = &folder.path().join("restored");
    fs::create_dir(restored).unwrap();
    let (from, to) = (Place::new(data), Place::new(restored));
    fs::copy(from.key(), to.key()).unwrap();
    fs::rename(copy, to.journal()).unwrap();
    fs::rename(format!("{copy}.members"), to.members()).unwrap();
    let served = Served::start(restored);
    let mut admin = admin;
    admin.url.clone_from(&served.url);
    assert_eq!(admin.pull_all().await.len(), held);
}

#[cfg(unix)]
#[test]
fn no_other_account_of_the_server_reads_what_a_hub_keeps() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("hub");
    let place = Place::new(data);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let open_to_others = |folder: &Path| -> Vec<String> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let named = files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
        // A lock says nothing but that it is one.
        let kept = named.filter(|(name, _)| {
            !name.ends_with(".lock") && ["sqlite", "key"].iter().any(|word| name.contains(word))
        });
        kept.filter(|(_, path)| mode(path) != 0o600).map(|(name, _)| name).collect()
    };
    run(data, &["init", "--name", "Ops"]);
    let served = Served::start(data);
    let copies = &folder.path().join("copies");
    fs::create_dir(copies).unwrap();
    run(data, &["backup", copies.join("copy.sqlite").to_str().unwrap()]);
    assert_eq!(mode(data), 0o700);
    assert!(data.join("members.sqlite-wal").exists(), "what SQLite keeps beside a file is looked at too");
    assert_eq!((open_to_others(data), open_to_others(copies)), (vec![], vec![]));
    assert_eq!(fs::read_dir(copies).unwrap().count(), 2);
    served.stop();

    // An earlier version had made the files as the account makes all others.
    for file in [place.journal(), place.members()] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let _served = Served::start(data);
    assert_eq!(open_to_others(data), Vec::<String>::new());
}

#[test]
fn verifying_finds_an_entry_that_was_changed_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["init", "--name", "Operations of the whole company"]);
    let file = Place::new(data).journal();
    let mut bytes = fs::read(&file).unwrap();
    let name = b"Operations of the whole company";
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(name) {
            bytes[at] = b'o';
        }
    }
    fs::write(&file, bytes).unwrap();
    let complaint = fail(data, &["verify"]);
    assert!(complaint.contains("damaged"), "{complaint}");
}

#[test]
fn a_code_that_begins_with_a_hyphen_is_a_code() {
    let folder = tempfile::tempdir().unwrap();
    // 149 letters: what is wrong with it is its signature, not that it looks like an option.
    let code = format!("-{}", "A".repeat(149));
    let said = fail(folder.path(), &["init", "--adopt", &code]);
    assert!(said.contains("code") && !said.contains("--"), "{said}");
}

#[test]
fn an_exported_incident_is_verified_with_nothing_but_the_file_and_this_program() {
    let golden = include_str!("../../../incident/src/export/tests/golden.json");
    let folder = tempfile::tempdir().unwrap();
    let (file, nowhere) = (folder.path().join("export.json"), folder.path().join("no hub is here"));
    let file = file.to_str().unwrap();
    fs::write(file, golden).unwrap();
    let said = run(&nowhere, &["verify", file]);
    assert!(said.contains("all 5 entries are as their 2 authors signed them (0 redacted)"), "{said}");
    assert!(!nowhere.exists());
    fs::write(file, golden.replace("fixed", "fixes")).unwrap();
    assert!(fail(&nowhere, &["verify", file]).contains("was changed"));
    assert!(fail(&nowhere, &["verify", "no such file"]).contains("cannot be read"));
}

/// A machine that has no desktop has no more than these.
#[cfg(target_os = "linux")]
#[test]
fn the_program_needs_no_library_that_a_bare_machine_lacks() {
    let needed = std::process::Command::new("ldd").arg(env!("CARGO_BIN_EXE_allclear-hub")).output().unwrap();
    let needed = String::from_utf8(needed.stdout).unwrap();
    let names: Vec<&str> = needed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let bare = [
        "linux-vdso.so",
        "libgcc_s.so",
        "libm.so",
        "libc.so",
        "libpthread.so",
        "libdl.so",
        "librt.so",
        "/lib",
    ];
    let more: Vec<_> = names.iter().filter(|name| !bare.iter().any(|bare| name.starts_with(bare))).collect();
    assert!(names.len() > 2 && more.is_empty(), "{more:?} of {names:?}");
}

#[test]
fn as_json_every_line_of_the_log_is_one_object_with_what_happened_in_fields_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("hub");
    run(data, &["init", "--name", "Ops"]);
    let log = folder.path().join("log");
    let mut command = program(data, &["serve", "--listen", "127.0.0.1:0"]);
    command.env("ALLCLEAR_HUB_LOG_FORMAT", "json").stderr(fs::File::create(&log).unwrap());
    Served::by(command).stop();
    let text = fs::read_to_string(log).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        for word in ["timestamp", "level", "target", "message"] {
            assert!(line[word].is_string(), "{word} in {line}");
        }
    }
    assert!(lines.iter().any(|line| line["message"] == "stopped"), "{text}");
}
