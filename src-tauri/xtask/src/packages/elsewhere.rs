//! Systems without `apt-get`: what is missing there, and what it is called.

use std::env;

use crate::{repository::command, system, trouble::Trouble};

/// What the tests start, and a word for a person who looks for it.
const TOOLS: &[(&str, &str)] = &[
    ("Xvfb", "Xvfb"),
    ("xvfb-run", "xvfb-run"),
    ("xauth", "xauth"),
    ("xprop", "xprop"),
    ("dbus-run-session", "D-Bus"),
    ("dunst", "dunst"),
    ("notify-send", "libnotify"),
    ("gnome-keyring-daemon", "GNOME Keyring"),
    ("WebKitWebDriver", "WebKitWebDriver"),
    ("xdotool", "xdotool"),
    ("openbox", "openbox"),
    ("import", "ImageMagick"),
    ("faketime", "libfaketime"),
    ("pdftotext", "poppler"),
    ("desktop-file-validate", "desktop-file-utils"),
    ("postgres", "PostgreSQL"),
    ("python3", "Python 3 with venv"),
];

const TO_BUILD: &str = "Install a C compiler, pkg-config, and the development packages of WebKitGTK 4.1, librsvg 2 and Ayatana \
    AppIndicator 3:\n\
    Fedora    dnf install gcc pkgconf webkit2gtk4.1-devel librsvg2-devel libayatana-appindicator-gtk3-devel\n\
    Arch      pacman -S base-devel webkit2gtk-4.1 librsvg libayatana-appindicator\n\
    openSUSE  zypper install gcc pkgconf webkit2gtk3-devel librsvg-devel libayatana-appindicator3-devel";

const TO_TEST: &str = "Everything that the tests start:\n\
    Fedora    dnf install xorg-x11-server-Xvfb xorg-x11-xauth xprop dbus-daemon dunst libnotify gnome-keyring \
    webkitgtk6.0 xdotool openbox ImageMagick libfaketime poppler-utils desktop-file-utils postgresql-server chromium python3\n\
    Arch      pacman -S xorg-server-xvfb xorg-xauth xorg-xprop dbus dunst libnotify gnome-keyring webkit2gtk-4.1 xdotool \
    openbox imagemagick libfaketime poppler desktop-file-utils postgresql chromium python\n\
    openSUSE  zypper install xorg-x11-server-Xvfb xauth xprop dbus-1-daemon dunst libnotify-tools gnome-keyring \
    webkit2gtk3-minibrowser xdotool openbox ImageMagick libfaketime poppler-tools desktop-file-utils postgresql-server chromium \
    python3";

const ON_MACOS: &str = "Install the Xcode command line tools: xcode-select --install";

const ON_WINDOWS: &str = "Install the WebView2 runtime (https://developer.microsoft.com/microsoft-edge/webview2) and the \
    C++ build tools of Visual Studio (winget install Microsoft.VisualStudio.2022.BuildTools).";

/// Where Windows lists the WebView2 runtime.
const WEBVIEW2: &str =
    "HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\EdgeUpdate\\Clients\\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";

/// Says what to install where something is missing: to build, or to run the tests as well.
pub(super) fn ensure(to_test: bool) -> Result<(), Trouble> {
    let says_yes =
        |program, args: &[&str]| command(program).args(args).output().is_ok_and(|it| it.status.success());
    let sentence = match env::consts::OS {
        "macos" => (!says_yes("xcode-select", &["--print-path"])).then(|| ON_MACOS.to_owned()),
        "windows" => (!says_yes("reg", &["query", WEBVIEW2])).then(|| ON_WINDOWS.to_owned()),
        _ if to_test => lacking(&|program| system::find(program).is_some(), system::chromium().is_some()),
        _ => (!says_yes("pkg-config", &["--exists", "webkit2gtk-4.1"])).then(|| TO_BUILD.to_owned()),
    };
    sentence.map_or(Ok(()), |sentence| Err(Trouble::Install(sentence)))
}

/// What the tests lack, by name, and the lists to choose from.
fn lacking(has: &dyn Fn(&str) -> bool, has_browser: bool) -> Option<String> {
    let tools = TOOLS.iter().filter(|(program, _)| !has(program)).map(|(_, name)| *name);
    let missing: Vec<&str> = tools.chain((!has_browser).then_some("Chromium")).collect();
    (!missing.is_empty()).then(|| format!("The tests lack {}. {TO_TEST}", missing.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{TOOLS, lacking};
    use crate::packages::TEST;

    #[test]
    fn what_the_tests_lack_is_said_by_name() {
        assert_eq!(lacking(&|_| true, true), None);
        let said = lacking(&|program| program != "faketime", false).expect("a sentence");
        assert!(said.starts_with("The tests lack libfaketime, Chromium. "), "{said}");
        assert!(["Fedora", "Arch", "openSUSE"].iter().all(|name| said.contains(name)));
    }

    /// What is installed on Debian for the tests is looked for elsewhere too.
    #[test]
    fn every_package_of_the_tests_has_a_tool_that_is_looked_for() {
        let of = |package: &str| match package {
            "chromium" => None,
            "dbus" | "dbus-x11" => Some("dbus-run-session"),
            "desktop-file-utils" => Some("desktop-file-validate"),
            "gnome-keyring" => Some("gnome-keyring-daemon"),
            "imagemagick" => Some("import"),
            "libnotify-bin" => Some("notify-send"),
            "poppler-utils" => Some("pdftotext"),
            "postgresql" => Some("postgres"),
            "python3-venv" => Some("python3"),
            "webkit2gtk-driver" => Some("WebKitWebDriver"),
            "x11-utils" => Some("xprop"),
            "xvfb" => Some("Xvfb"),
            same => Some(TOOLS.iter().map(|(tool, _)| *tool).find(|tool| *tool == same).unwrap_or("no tool")),
        };
        for package in TEST {
            let tool = of(package);
            assert!(tool.is_none_or(|tool| TOOLS.iter().any(|(known, _)| *known == tool)), "{package}");
        }
    }
}
