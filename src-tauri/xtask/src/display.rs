//! A display and a session bus of their own for tests, so that they meet nobody's desktop, keychain or notifications.

use std::process::Command;

use crate::{repository::command, system};

/// The same command under `xvfb-run` and `dbus-run-session` where these exist; elsewhere the command as it is.
pub(crate) fn own(inner: Command) -> Command {
    if system::find("xvfb-run").is_none() || system::find("dbus-run-session").is_none() {
        return inner;
    }
    let mut outer = command("xvfb-run");
    // Else it begins anew whenever its last window closes, and whoever asks for it meanwhile finds no display.
    outer.args(["-a", "-s", "-screen 0 1440x900x24 -noreset", "dbus-run-session", "--"]);
    outer.arg(inner.get_program()).args(inner.get_args());
    // A Wayland session would otherwise win over the display made here.
    outer.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer.current_dir(inner.get_current_dir().unwrap_or(&crate::repository::root()));
    outer
}
