//! What is said when the program is started.

use std::ffi::OsString;
use std::path::PathBuf;

/// The words after the program's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// No window: a browser shows the desk.
    pub headless: bool,
    /// The data folder, in the place of the system's.
    pub data: Option<PathBuf>,
    /// A folder with the pages, in the place of those in the binary; only with `--headless`.
    pub ui: Option<PathBuf>,
    /// The key goes to a file even where there is a keychain.
    pub key_in_file: bool,
    /// An exported incident to check, in the place of opening anything.
    pub verify: Option<PathBuf>,
    /// A link of ours to follow.
    pub link: Option<String>,
}

/// What `--help` prints, and what follows a word that is not understood.
pub const USAGE: &str = "allclear [--headless [--ui FOLDER]] [--data FOLDER] [--key-in-file] [allclear://incident/INC-…]\n\
     allclear verify FILE";

impl Options {
    /// Reads them.
    ///
    /// # Errors
    /// A sentence that names the word that is not understood.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut folder = || {
                let missing =
                    || format!("{} needs a folder or file after it. {USAGE}", word.to_string_lossy());
                words.next().map(PathBuf::from).ok_or_else(missing)
            };
            match word.to_str() {
                Some("--headless") => options.headless = true,
                Some("--data") => options.data = Some(folder()?),
                Some("--ui") => options.ui = Some(folder()?),
                Some("verify") => options.verify = Some(folder()?),
                Some("--key-in-file") => options.key_in_file = true,
                Some(link) if link.starts_with("allclear:") => options.link = Some(link.to_owned()),
                _ => return Err(format!("{:?} is not understood. {USAGE}", word.to_string_lossy())),
            }
        }
        Ok(options)
    }
}

/// The incident that a link names: `allclear://incident/INC-~a3f1`.
pub fn incident_of_link(link: &str) -> Option<&str> {
    let name = link.strip_prefix("allclear://incident/")?.trim_end_matches('/');
    let plain = (1..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'~'));
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_what_is_not_one_is_named() {
        let read = |words: &[&str]| Options::read(words.iter().map(OsString::from));
        assert_eq!(read(&[]), Ok(Options::default()));
        let all =
            read(&["--headless", "--data", "/d", "--ui", "/u", "--key-in-file", "allclear://incident/INC-1"])
                .unwrap();
        assert!(
            all.headless && all.key_in_file && all.data.is_some() && all.ui.is_some() && all.link.is_some()
        );
        assert!(read(&["--data"]).unwrap_err().contains("--data"));
        assert!(read(&["--sudo"]).unwrap_err().contains("--sudo"));
    }

    #[test]
    fn only_a_link_to_an_incident_names_one() {
        for (link, name) in [
            ("allclear://incident/INC-1234", Some("INC-1234")),
            ("allclear://incident/INC-~a3f1/", Some("INC-~a3f1")),
            ("allclear://incident/", None),
            ("allclear://incident/../../etc/passwd", None),
            ("allclear://settings/x", None),
            ("https://incident/INC-1", None),
        ] {
            assert_eq!(incident_of_link(link), name, "{link}");
        }
    }
}
