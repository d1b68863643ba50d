//! What other programs say of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use incident::value::{ComponentState, Occasion};

use page::bundle::Site;

use super::made::{Folder, NOW, folder, incident, key, page, put, site};

fn some_site() -> Site {
    let told = [(Occasion::Investigating, "Some.", &[("cards", ComponentState::PartialOutage)][..])];
    site(page(), [incident(1, 30, &told), incident(2, 60 * 24 * 60, &told)])
}

fn some() -> Folder {
    folder(some_site().whole(NOW, &key()))
}

/// What `CHECK.txt` tells people to do, done.
fn checked(at: &Path) -> bool {
    let how = fs::read_to_string(at.join("CHECK.txt")).unwrap();
    let lines: Vec<&str> = how.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    let (commands, key) = lines.split_at(3);
    assert_eq!((commands.len(), key.len()), (3, 1), "{how}");
    commands.iter().all(|line| {
        let ran = Command::new("sh").args(["-c", line]).current_dir(at).output().unwrap();
        ran.status.success()
    })
}

#[test]
fn openssl_and_sha256sum_see_that_it_is_whole_and_whose_it_is() {
    let folder = some();
    let at = tempfile::tempdir().unwrap();
    put(&folder, at.path());
    assert!(checked(at.path()));
    for path in folder.keys().filter(|path| !matches!(path.as_str(), "CHECK.txt" | "SHA256SUMS.pem")) {
        let whole = &folder[path];
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(at.path().join(path), changed).unwrap();
        assert!(!checked(at.path()), "{path} was changed and nobody saw it");
        fs::write(at.path().join(path), whole).unwrap();
    }
    assert!(checked(at.path()));
}

#[test]
fn python_finds_the_zip_whole_and_in_it_what_the_folder_holds() {
    let folder = some();
    let zip = some_site().whole(NOW, &key()).zip("status-page");
    let at = tempfile::tempdir().unwrap();
    fs::write(at.path().join("page.zip"), &zip).unwrap();
    let script =
        "import zipfile; z = zipfile.ZipFile('page.zip'); assert z.testzip() is None; z.extractall('out')";
    let ran = Command::new("python3").args(["-c", script]).current_dir(at.path()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    for (path, bytes) in &folder {
        assert_eq!(fs::read(at.path().join("out/status-page").join(path)).unwrap(), *bytes, "{path}");
    }
    assert!(checked(&at.path().join("out/status-page")));
}
