//! The passphrase that opens a laptop's key.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use allclear::desk::{Desk, Place};
use incident::id::WorkspaceId;
use serde_json::json;

use crate::client::Client;
use crate::headless::{Headless, command};
use crate::place::{declare, folder, note, open, place, start, timeline, try_open};

const FIRST: &str = "four words and more";
const SECOND: &str = "other words this time";

/// What lies in the folder of the keys, by the ends of the names.
fn lying(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join("keys")).expect("the keys");
    let mut names: Vec<String> = files
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .map(|name| name.split_once('.').map_or(name.clone(), |(_, end)| end.to_owned()))
        .collect();
    names.sort();
    names
}

fn unlocked(folder: &Path, passphrase: &str) -> Desk {
    let place: Place = place(folder);
    place.keys.unlock(passphrase).expect("it opens");
    Desk::open(place, false).expect("the desk opens")
}

#[test]
fn a_key_that_no_keychain_took_is_told_and_how_to_lock_it() {
    let folder = folder();
    drop(open(folder.path()));
    // Opened as an ordinary start does it: the file that is there says that the keychain failed once.
    let place = Place::new(folder.path().to_owned());
    let desk = Desk::open(place, false).expect("the desk opens");
    let [told] = &start(&desk).warnings[..] else { panic!("one warning: {:?}", start(&desk).warnings) };
    assert!(told.contains("no keychain") && told.contains("A passphrase can lock it"), "{told}");

    desk.change_passphrase(String::new(), Some(FIRST.into())).expect("it is set");
    assert!(start(&desk).warnings.is_empty(), "{:?}", start(&desk).warnings);
}

#[test]
fn what_is_forgotten_is_gone_whether_or_not_a_keychain_can_be_asked() {
    let folder = folder();
    let keys = Place::new(folder.path().to_owned()).keys;
    let (workspace, hub) = (WorkspaceId([7; 32]), "https://hub.example.org");
    keys.keep_token(workspace, "a-token", hub).expect("it is kept");
    assert_eq!(keys.token(workspace, hub).expect("it is there").as_deref(), Some("a-token"));
    keys.forget_token(workspace).expect("it is forgotten");
    assert_eq!(keys.token(workspace, hub).expect("nobody has to be asked"), None);
}

#[test]
fn a_passphrase_is_set_asked_for_changed_and_taken_away_and_the_same_key_signs_all_along() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Signed by one key");
    let me = start(&desk).me;
    let key = desk.key().expect("the key");
    assert_eq!((key.passphrase, key.can_have), (false, true));
    assert_eq!(lying(folder.path()), ["key"]);

    let short = desk.change_passphrase(String::new(), Some("too short".into())).expect_err("nine characters");
    assert_eq!(short.code, "passphrase");
    let key = desk.change_passphrase(String::new(), Some(FIRST.into())).expect("it is set");
    assert!(key.passphrase && key.words.contains("your passphrase opens"), "{key:?}");
    assert_eq!(lying(folder.path()), ["key.sealed", "vault"]);
    assert!(start(&desk).warnings.is_empty(), "{:?}", start(&desk).warnings);
    // Whoever is in goes on.
    note(&desk, incident, "while it is locked for others");
    drop(desk);

    assert_eq!(try_open(folder.path()).err().map(|failure| failure.code), Some("locked"));
    let wrong = place(folder.path()).keys.unlock(SECOND).expect_err("another passphrase");
    assert_eq!(wrong.code, "passphrase");
    assert!(wrong.message.starts_with("This is not the passphrase."), "{wrong}");
    let desk = unlocked(folder.path(), FIRST);
    assert_eq!(start(&desk).me, me);
    assert!(start(&desk).warnings.is_empty(), "{:?}", start(&desk).warnings);

    let refused = desk.change_passphrase(SECOND.into(), Some(SECOND.into())).expect_err("not the old one");
    assert_eq!(refused.code, "passphrase");
    desk.change_passphrase(FIRST.into(), Some(SECOND.into())).expect("it is changed");
    drop(desk);
    assert!(place(folder.path()).keys.unlock(FIRST).is_err(), "the old one opens nothing any more");
    let desk = unlocked(folder.path(), SECOND);
    note(&desk, incident, "by another passphrase");

    assert!(desk.change_passphrase(FIRST.into(), None).is_err());
    assert!(!desk.change_passphrase(SECOND.into(), None).expect("it is taken away").passphrase);
    assert_eq!(lying(folder.path()), ["key"]);
    drop(desk);
    let desk = open(folder.path());
    assert_eq!(start(&desk).me, me);
    assert_eq!(timeline(&desk, incident).len(), 3);
}

#[test]
fn an_interrupted_change_leaves_the_secrets_as_they_were_or_as_they_were_to_be() {
    let folder = folder();
    let keys = folder.path().join("keys");
    let me = start(&open(folder.path())).me;
    let plain = fs::read_dir(&keys).expect("the keys").next().expect("one").expect("a key").path();
    let secret = fs::read(&plain).expect("the key");
    let sealed = plain.with_extension("key.sealed");

    // Setting, before it counts: what was sealed is no more than a leftover.
    fs::write(&sealed, "half").expect("a leftover");
    assert_eq!(start(&open(folder.path())).me, me);
    // Setting, after it counts: what lies open is sealed at the next start.
    place(folder.path()).keys.change_passphrase("", Some(FIRST)).expect("it is set");
    assert!(!plain.exists());
    fs::write(&plain, &secret).expect("a leftover");
    assert_eq!(start(&unlocked(folder.path(), FIRST)).me, me);
    assert!(!plain.exists());
    // Taking away, before it counts: the same.
    fs::write(&plain, &secret).expect("a leftover");
    assert!(place(folder.path()).keys.is_locked());
    assert_eq!(start(&unlocked(folder.path(), FIRST)).me, me);
    // Taking away, after it counts.
    fs::write(&plain, &secret).expect("the key");
    fs::remove_file(keys.join("vault")).expect("the vault");
    assert_eq!(start(&open(folder.path())).me, me);

    // What is damaged is named, and left.
    place(folder.path()).keys.change_passphrase("", Some(FIRST)).expect("it is set");
    fs::write(&sealed, "no key at all, and far too short for one").expect("damage");
    let broken = place(folder.path());
    broken.keys.unlock(FIRST).expect("the passphrase is right");
    let failure = Desk::open(broken, false).err().expect("the key is damaged");
    assert!(failure.message.contains(&*sealed.to_string_lossy()), "{failure}");
    fs::write(keys.join("vault"), "no vault").expect("damage");
    let failure = place(folder.path()).keys.unlock(FIRST).expect_err("the vault is damaged");
    assert!(failure.message.contains("is damaged"), "{failure}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_window_the_environment_gives_the_passphrase_or_the_first_line_that_comes_in() {
    let folder = folder();
    let app = Headless::start(folder.path());
    let client = Client::open(&app.url).await;
    let view = client.ask("change_passphrase", json!({ "old": "", "new": FIRST })).await;
    assert_eq!(view["passphrase"], true);
    let me = client.ask("start", json!({})).await["me"].clone();
    app.stop();

    let ended = command(folder.path()).output().expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && said.contains("ALLCLEAR_PASSPHRASE"), "{said}");
    let mut wrong = command(folder.path());
    let ended = wrong.env("ALLCLEAR_PASSPHRASE", SECOND).output().expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && said.contains("This is not the passphrase."), "{said}");

    let given = [("ALLCLEAR_PASSPHRASE", OsString::from(FIRST))];
    let app = Headless::start_with(folder.path(), &given);
    assert_eq!(Client::open(&app.url).await.ask("start", json!({})).await["me"], me);
    app.stop();
    let mut typed = command(folder.path());
    let mut line = tempfile::tempfile().expect("a file");
    writeln!(line, "{FIRST}").expect("a line");
    std::io::Seek::rewind(&mut line).expect("from the beginning");
    typed.stdin(Stdio::from(line));
    let app = Headless::start_as(typed);
    assert_eq!(Client::open(&app.url).await.ask("start", json!({})).await["me"], me);
}
