//! What kind of machine this is.

use std::{env, fs, path::PathBuf};

/// Debian, Ubuntu or a child of theirs: there we install what is missing ourselves.
pub(crate) fn is_debian() -> bool {
    cfg!(target_os = "linux")
        && find("apt-get").is_some()
        && fs::read_to_string("/etc/os-release").is_ok_and(|text| names_debian(&text))
}

/// True if someone could see a window. macOS and Windows always have a screen.
pub(crate) fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// The full path of a program, looked for where a shell would look.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// A browser of Chromium's family, under whichever name it was installed.
pub(crate) fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)
}

fn names_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches('"').split(' '))
        .any(|id| matches!(id, "debian" | "ubuntu"))
}

#[cfg(test)]
mod tests {
    use super::names_debian;

    #[test]
    fn children_of_debian_are_known_by_their_likeness() {
        assert!(names_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(names_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!names_debian("ID=fedora\nID_LIKE=\"rhel\"\nHOME_URL=\"https://debian.example\"\n"));
    }
}
