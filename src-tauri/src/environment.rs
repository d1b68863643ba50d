//! The environment GTK and WebKit need, settled before they start.
//!
//! Changing one's own environment is unsafe once threads may run, so the program starts itself anew with it.

#[cfg(unix)]
use std::os::unix::process::CommandExt;
use std::{
    env, fs,
    process::{self, Command},
};

/// Starts this program anew if variables are missing. Returns when none are, or when that is not possible:
/// the window then works too, only slower.
pub fn settle() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let missing = missing(|name| env::var_os(name).is_some_and(|value| !value.is_empty()), has_render_node());
    if missing.is_empty() {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut again = Command::new(program);
    again.args(env::args_os().skip(1)).envs(missing);
    restart(&mut again);
}

/// What to set, given which variables are set and whether the machine can draw on a graphics processor.
fn missing(is_set: impl Fn(&str) -> bool, render_node: bool) -> Vec<(&'static str, &'static str)> {
    let mut missing = Vec::new();
    // Without a graphics processor WebKit's shared buffers are copied by the processor: 3 to 4 times slower.
    if !render_node && !is_set("WEBKIT_DISABLE_DMABUF_RENDERER") {
        missing.push(("WEBKIT_DISABLE_DMABUF_RENDERER", "1"));
    }
    // In the C locale GTK reads file names as ASCII, and a file dialog shows question marks.
    if !["LC_ALL", "LC_CTYPE", "LANG"].into_iter().any(is_set) {
        missing.push(("LANG", "C.UTF-8"));
    }
    missing
}

fn has_render_node() -> bool {
    fs::read_dir("/dev/dri").is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    })
}

#[cfg(unix)]
fn restart(again: &mut Command) {
    let error = again.exec();
    tracing::warn!(%error, pid = process::id(), "could not start anew with the environment WebKit wants");
}

#[cfg(not(unix))]
fn restart(_again: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn a_machine_without_a_graphics_processor_gets_plain_rendering() {
        assert_eq!(missing(|name| name == "LANG", false), [("WEBKIT_DISABLE_DMABUF_RENDERER", "1")]);
        assert_eq!(missing(|name| name == "LANG", true), []);
    }

    #[test]
    fn what_is_set_is_left_alone_so_starting_anew_ends() {
        assert_eq!(missing(|_| true, false), []);
        assert_eq!(missing(|_| false, true), [("LANG", "C.UTF-8")]);
        assert_eq!(missing(|name| name == "LC_ALL", true), []);
    }
}
