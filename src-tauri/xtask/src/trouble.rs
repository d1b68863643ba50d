//! What can keep a verb from its work, each said with what to do next.

use std::{fmt, io, path::PathBuf, process::ExitStatus};

#[derive(Debug)]
pub(crate) enum Trouble {
    /// The person asked for something that does not exist.
    Usage(&'static str),
    /// A program could not be started at all.
    Start { program: String, source: io::Error },
    /// A program ended badly; it has said why itself.
    Ended { program: String, status: ExitStatus },
    /// A file of the repository could not be read or written.
    File { path: PathBuf, source: io::Error },
    /// Something has to be installed by hand, since this system is not one that we know.
    Install(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(usage) => write!(out, "{usage}"),
            Self::Start { program, source } => {
                write!(out, "Could not start {program}: {source}. Is it installed?")
            }
            Self::Ended { program, status } => write!(out, "{program} failed ({status})."),
            Self::File { path, source } => write!(out, "{}: {source}", path.display()),
            Self::Install(what) => write!(out, "{what}"),
        }
    }
}
