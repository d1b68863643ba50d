//! Programs from PyPI that the tests meet, each set in a folder of the build.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    node::{is_stamped, write_stamp},
    repository::{command, finish, target},
    trouble::Trouble,
};

/// Packages that are installed together. All of them are pinned: a newer one does something else.
pub(crate) struct Set {
    /// What its folder and its step are called.
    pub(crate) name: &'static str,
    packages: &'static [&'static str],
}

/// The generator of requests that reads the hub's own document. Each version looks for more.
pub(crate) const SCHEMATHESIS: Set = Set { name: "schemathesis", packages: &["schemathesis==4.32.5"] };

/// Those to whom messages leave: a mail server, a homeserver of Matrix, the reference library of signed webhooks.
pub(crate) const PEERS: Set = Set {
    name: "peers",
    packages: &["aiosmtpd==1.4.6", "matrix-synapse==1.163.2", "standardwebhooks==1.1.0"],
};

impl Set {
    /// Its folder, with everything installed in it.
    pub(crate) fn ensure(&self) -> Result<PathBuf, Trouble> {
        let folder = target().join(self.name);
        let stamp = folder.join("allclear-version");
        let wanted = self.packages.join(" ");
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
        write_stamp(&stamp, &wanted)?;
        Ok(folder)
    }
}

/// Where in a folder its programs are.
pub(crate) fn programs(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) { "Scripts" } else { "bin" })
}
