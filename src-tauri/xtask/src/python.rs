//! Programs from PyPI that the tests meet, each set in a folder of the build.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    node::{is_stamped, write_stamp},
    repository::{command, finish, npm, target},
    trouble::Trouble,
};

/// Packages that are installed together. All of them are pinned: a newer one does something else.
pub(crate) struct Set {
    /// What its folder and its step are called.
    pub(crate) name: &'static str,
    packages: &'static [&'static str],
    /// Packages of npm beside them.
    node: &'static [&'static str],
}

/// The generator of requests that reads the hub's own document. Each version looks for more.
pub(crate) const SCHEMATHESIS: Set =
    Set { name: "schemathesis", packages: &["schemathesis==4.32.5"], node: &[] };

/// Those who read the public status page: a reader of feeds, and a poller and a client of Statuspage's interface.
pub(crate) const READERS: Set = Set {
    name: "readers",
    packages: &["feedparser==6.0.14", "statuspage-prometheus-exporter==2.6.0"],
    node: &["statuspage.io@3.3.8"],
};

/// Those to whom messages leave: mail servers, a homeserver of Matrix, storage of S3, the reference library of signed
/// webhooks, and a server of HTTP with every fault.
pub(crate) const PEERS: Set = Set {
    name: "peers",
    packages: &[
        "aiosmtpd==1.4.6",
        "matrix-synapse==1.163.2",
        "moto[s3,iam,server]==5.2.5",
        "standardwebhooks==1.1.0",
    ],
    node: &["haraka@3.3.4", "mountebank@2.9.1"],
};

impl Set {
    /// Its folder, with everything installed in it.
    pub(crate) fn ensure(&self) -> Result<PathBuf, Trouble> {
        let folder = target().join(self.name);
        let stamp = folder.join("allclear-version");
        let wanted = [self.packages, self.node].concat().join(" ");
        if is_stamped(&stamp, &wanted) {
            return Ok(folder);
        }
        println!("Installing {wanted}");
        let python = if cfg!(windows) { "python" } else { "python3" };
        finish(command(python).args(["-m", "venv"]).arg(&folder))?;
        let pip = programs(&folder).join(format!("python{}", env::consts::EXE_SUFFIX));
        finish(
            command(&pip.to_string_lossy()).args(["-m", "pip", "install", "--quiet"]).args(self.packages),
        )?;
        if !self.node.is_empty() {
            let mut install = npm(["install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]);
            finish(install.arg("--prefix").arg(&folder).args(self.node))?;
        }
        write_stamp(&stamp, &wanted)?;
        Ok(folder)
    }
}

/// Where in a folder its programs are.
pub(crate) fn programs(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) { "Scripts" } else { "bin" })
}
