//! What a bucket holds of a page: kept beside it, so that the next push writes only what has changed.

use std::collections::BTreeMap;

use page::bundle::Frontier;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::is_step;
use crate::{File, Undelivered, Why};

/// Where it stands, below the folder of the page.
pub(super) const PATH: &str = "allclear-manifest.json";

/// The SHA-256 of each file; nothing where it is not known.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    files: BTreeMap<String, String>,
    /// How far the record goes that the page was written from.
    #[serde(default, skip_serializing_if = "Frontier::is_empty")]
    frontier: Frontier,
}

impl Manifest {
    /// Of a page as it is to be.
    pub(super) fn of(files: &[File], frontier: Frontier) -> Result<Self, Undelivered> {
        let named = |file: &File| {
            let hash = hex(&Sha256::digest(&file.bytes));
            is_path(&file.path).then_some((file.path.clone(), hash))
        };
        let files = files.iter().map(named).collect::<Option<_>>();
        let bad = Why::Channel("A file of the page has a name that storage does not take.");
        files.map(|files| Self { files, frontier }).ok_or(Undelivered::never(bad))
    }

    /// As it stood there. One that is not whole knows of nothing, and what cannot be one of our files is passed over:
    /// nothing that somebody else wrote into the bucket is ever removed because of it.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut read: Self = serde_json::from_slice(bytes).unwrap_or_default();
        read.files.retain(|path, _| is_path(path));
        read
    }

    pub(super) fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether it holds something else at a path than is wanted, or nobody knows what.
    pub(super) fn lacks(&self, wanted: &Self, path: &str) -> bool {
        self.files.get(path) != wanted.files.get(path)
    }

    /// The same while some files are written or removed: they may be there or not, and nobody knows what they hold.
    pub(super) fn while_touching<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Self {
        let mut files = self.files.clone();
        files.extend(paths.map(|path| (path.to_owned(), String::new())));
        Self { files, frontier: self.frontier.clone() }
    }

    /// The same of a page that is written over it: part of that may be there already.
    pub(super) fn towards(self, wanted: &Self) -> Self {
        Self { frontier: wanted.frontier.clone(), ..self }
    }

    /// A name for all of it.
    pub(super) fn name(&self) -> String {
        hex(&Sha256::digest(self.write())[..16])
    }
}

/// Whether a text is the path of a file of a page.
fn is_path(path: &str) -> bool {
    path != PATH && path.len() <= 500 && path.split('/').all(is_step)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    incident::id::hex(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_wrote_into_it_names_nothing_outside() {
        for (text, paths) in [
            (r#"{"files":{"index.html":"00","api/v2/summary.json":"01"},"newer":1}"#, 2),
            (r#"{"files":{"../index.html":"00","/etc/passwd":"01","a//b":"02","a b":"03","":"04"}}"#, 0),
            (r#"{"files":{"allclear-manifest.json":"00"}}"#, 0),
            (r#"{"files":{"index.html":"00"},"frontier":[{"incident/../..":7}]}"#, 1),
            ("{", 0),
        ] {
            assert_eq!(Manifest::read(text.as_bytes()).paths().count(), paths, "{text}");
        }
        let bad = File { path: "../x".to_owned(), media_type: String::new(), bytes: Vec::new() };
        assert!(Manifest::of(&[bad], Frontier::default()).is_err());
    }
}
