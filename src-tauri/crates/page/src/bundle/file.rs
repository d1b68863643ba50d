//! A file of the bundle.

use std::fmt;
use std::str::FromStr;

use incident::id::hex;

use super::frontier::Frontier;
use super::sums::sum;

/// Where a file lies in the bundle: letters, digits, hyphens, underscores and full stops between slashes. It never leaves the
/// folder that it is put in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(String);

/// A text that is no path of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the path of a file of a status page")]
pub struct NotAPath;

impl FilePath {
    /// The path, with slashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One that this crate makes itself.
    pub(super) fn made(path: String) -> Self {
        debug_assert!(path.parse::<Self>().is_ok(), "{path}");
        Self(path)
    }
}

impl FromStr for FilePath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let fits = |name: &str| !name.is_empty() && !name.starts_with('.') && name.chars().all(plain);
        let fits = text.len() <= 200 && text.split('/').all(fits);
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAPath) }
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it lies.
    pub path: FilePath,
    /// What it is.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The whole page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Its files, in the order in which they are best written: what others lead to first, the sums last.
    pub files: Vec<File>,
    /// How far the record goes that it was written from.
    pub frontier: Frontier,
}

impl Bundle {
    /// A name for all of it: the hash of its sums. Two that say the same, written by the same hand, have the same one.
    #[must_use]
    pub fn name(&self) -> String {
        let sums = self.files.iter().find(|file| file.path.as_str() == SUMS);
        hex(&sum(sums.map_or(&[][..], |file| &file.bytes))[..16])
    }
}

/// Where the sums of everything lie.
pub(super) const SUMS: &str = "SHA256SUMS";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const ATOM: &str = "application/atom+xml; charset=utf-8";
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";
pub(super) const BYTES: &str = "application/octet-stream";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        for fine in ["index.html", "api/v2/incidents/unresolved.json", "SHA256SUMS.sig"] {
            assert_eq!(fine.parse::<FilePath>().map(|path| path.to_string()), Ok(fine.to_owned()));
        }
        let long = "a/".repeat(101);
        for wrong in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            ".htaccess",
            "a/.b",
            "a\\b",
            "c:x",
            "a b",
            "ä",
            &long,
        ] {
            assert_eq!(wrong.parse::<FilePath>(), Err(NotAPath), "{wrong}");
        }
    }
}
