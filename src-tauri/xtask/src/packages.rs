//! System packages: which are missing, and how to get them.

mod elsewhere;

use std::{fs, path::PathBuf, process::Command};

use crate::{
    repository::{command, finish, target},
    system,
    trouble::Trouble,
};

/// What compiling the window needs.
pub(crate) const BUILD: &[&str] = &[
    "build-essential",
    "file",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "patchelf",
    "pkg-config",
];

/// What the tests need besides: a display, a session bus, a browser, a notification daemon, a clock that can be moved,
/// a keychain, a database, Python.
pub(crate) const TEST: &[&str] = &[
    "chromium",
    "dbus",
    "dbus-x11",
    "desktop-file-utils",
    "dunst",
    "faketime",
    "gnome-keyring",
    "imagemagick",
    "libnotify-bin",
    "openbox",
    "poppler-utils",
    "postgresql",
    "python3-venv",
    "webkit2gtk-driver",
    "x11-utils",
    "xauth",
    "xdotool",
    "xvfb",
];

/// Installs what is missing of the given packages; on a system whose packages we do not know it says what to install.
pub(crate) fn ensure(packages: &[&'static str]) -> Result<(), Trouble> {
    if !system::is_debian() {
        return elsewhere::ensure(packages == TEST);
    }
    let missing = missing(packages, &installed(packages)?);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {}", missing.join(" "));
    // A fresh image has no package lists; otherwise they are only refreshed when they turn out too old.
    if !has_lists() {
        finish(apt().arg("update"))?;
    }
    let install = || finish(apt().args(["install", "-y", "--no-install-recommends"]).args(&missing));
    install().or_else(|_| finish(apt().arg("update")).and_then(|()| install()))
}

/// A program of a package that is measured beside, not used: its files are unpacked in the build's folder, so that no server
/// begins to serve on this machine. None where there is no such package; then it has to be installed already.
pub(crate) fn beside(package: &str, program: &str) -> Result<Option<PathBuf>, Trouble> {
    if !system::is_debian() {
        return Ok(None);
    }
    let folder = target().join(package);
    let program = folder.join(program);
    if program.is_file() {
        return Ok(Some(program));
    }
    println!("Unpacking {package}");
    if !has_lists() {
        finish(apt().arg("update"))?;
    }
    fs::create_dir_all(&folder).map_err(|source| Trouble::File { path: folder.clone(), source })?;
    let download = || finish(command("apt-get").args(["--quiet", "download", package]).current_dir(&folder));
    download().or_else(|_| finish(apt().arg("update")).and_then(|()| download()))?;
    let files = fs::read_dir(&folder).map_err(|source| Trouble::File { path: folder.clone(), source })?;
    let archives = files.flatten().map(|file| file.path());
    for archive in archives.filter(|path| path.extension().is_some_and(|kind| kind == "deb")) {
        finish(command("dpkg-deb").arg("--extract").arg(archive).arg(&folder))?;
    }
    Ok(Some(program))
}

/// `apt-get` as root, patient with another apt that is at work, and asking nothing.
fn apt() -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| owner(&own) == 0);
    let mut apt = command(if is_root { "env" } else { "sudo" });
    apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]);
    apt
}

#[cfg(unix)]
fn owner(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(metadata)
}

#[cfg(not(unix))]
fn owner(_metadata: &fs::Metadata) -> u32 {
    0
}

/// What dpkg says about the packages, one `name status` a line. It ends with an error when one is unknown to it,
/// which is no error here.
fn installed(packages: &[&str]) -> Result<String, Trouble> {
    let output = command("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
        .args(packages)
        .output()
        .map_err(|source| Trouble::Start { program: "dpkg-query".into(), source })?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing(packages: &[&'static str], installed: &str) -> Vec<&'static str> {
    let is_installed = |package: &str| installed.lines().any(|line| line == format!("{package} installed"));
    // Ubuntu's Chromium is a snap under another name, so any browser of the family will do.
    let has_browser = || system::chromium().is_some();
    packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .filter(|package| *package != "chromium" || !has_browser())
        .collect()
}

fn has_lists() -> bool {
    fs::read_dir("/var/lib/apt/lists").is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().contains("_Packages"))
    })
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn a_removed_package_whose_settings_remain_is_missing() {
        let said = "dunst installed\nxvfb config-files\n";
        assert_eq!(missing(&["dunst", "xvfb", "dbus"], said), ["xvfb", "dbus"]);
    }
}
