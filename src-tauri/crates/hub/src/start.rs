//! What keeps a hub from being founded, opened or looked after, each with the sentence that its operator reads.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use journal::JournalError;

use crate::store::StoreError;
use crate::tls::NoCertificate;

/// Why an operator's wish is not done.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A hub lives in the folder.
    #[error("{} holds a hub already ({} is there). Nothing was changed. Serve that one, or choose another folder.", folder.display(), file.display())]
    Taken {
        /// Which.
        folder: PathBuf,
        /// What was found.
        file: PathBuf,
    },
    /// No hub lives in the folder.
    #[error("There is no hub in {}. Found one with `allclear-hub init`, or name its folder with --data.", folder.display())]
    Nobody {
        /// Which.
        folder: PathBuf,
    },
    /// The code of a workspace to take over is not what its founder signed.
    #[error("This code hands no workspace over. Copy the whole of it from the laptop once more.")]
    Adoption,
    /// The key file does not hold a key.
    #[error("{} is no key of a hub. Put a copy of the right one in its place.", file.display())]
    Key {
        /// Which.
        file: PathBuf,
    },
    /// A file that would be written over.
    #[error("{} exists already and is left as it is. Choose another name.", file.display())]
    Exists {
        /// Which.
        file: PathBuf,
    },
    /// The log is damaged.
    #[error("The log is damaged: {what}")]
    Damaged {
        /// How, in words.
        what: String,
    },
    /// The disk has reported an error while the hub served.
    #[error(
        "The disk reported an error, and nobody knows what of the last change is on it. Look at the disk, then start the hub again: it looks at its log first."
    )]
    Halted,
    /// The configuration file is not understood.
    #[error("{} is not understood: {what}, in line {line}.", file.display())]
    Settings {
        /// Which.
        file: PathBuf,
        /// Why, without a word of what is set: that may be a password.
        what: String,
        /// Where.
        line: usize,
    },
    /// A word of the environment is not understood.
    #[error("{name} is set to {value:?}, which is not understood.")]
    Environment {
        /// Which.
        name: &'static str,
        /// What it says.
        value: String,
    },
    /// One of two settings is named that are one, and the other is not.
    #[error("{name} is not set. {why}: name both, or neither.")]
    Half {
        /// What is missing.
        name: &'static str,
        /// What needs both.
        why: &'static str,
    },
    /// What TLS needs is not in a file.
    #[error("{} cannot be used for TLS: {source}. Name a certificate with its chain, and the key that belongs to it, both as PEM.", file.display())]
    Certificate {
        /// Which.
        file: PathBuf,
        /// Why.
        source: NoCertificate,
    },
    /// The address of the database is not understood. It may hold a password, and is not shown.
    #[error(
        "The address of the database is not understood: {source}. Write it as postgres://user:password@host/name."
    )]
    Database {
        /// Why.
        source: tokio_postgres::Error,
    },
    /// The database does not know the key.
    #[error(
        "The database holds no workspace whose hub has the key in {}. Put the right key there, or found one with `allclear-hub init` in an empty folder.",
        file.display()
    )]
    NotInDatabase {
        /// Where the key lies.
        file: PathBuf,
    },
    /// A database is to be copied.
    #[error(
        "A database is copied by its own tools: `pg_dump --format=custom --file=hub.dump DATABASE`, while the hub serves. Keep {} safe too: it is not in it.",
        key.display()
    )]
    Dump {
        /// Where the key lies.
        key: PathBuf,
    },
    /// The address cannot be listened on.
    #[error(
        "{listen} cannot be listened on: {source}. End what listens there, or choose another address with --listen."
    )]
    Listen {
        /// Which.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The signals of an operator cannot be listened to.
    #[error("The operating system lets nobody listen to its signals: {0}.")]
    Signals(io::Error),
    /// A file of the folder.
    #[error("{} cannot be used: {source}. Check that the folder exists and may be written to.", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The log.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The members.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error("The operating system gives no random numbers.")]
    Random(#[from] getrandom::Error),
}

impl StartError {
    pub(crate) fn file(file: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let file = file.as_ref().to_owned();
        move |source| Self::File { file, source }
    }
}
