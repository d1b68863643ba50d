//! The generator of requests that reads the hub's own document, from PyPI into a folder of the build.

use std::{env, path::PathBuf};

use crate::{
    node::{is_stamped, write_stamp},
    repository::{command, finish, target},
    trouble::Trouble,
};

/// Pinned, since each version looks for more.
const VERSION: &str = "4.32.5";

/// Its program, installed if it is not there.
pub(crate) fn ensure() -> Result<PathBuf, Trouble> {
    let folder = target().join("schemathesis");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = programs.join(format!("schemathesis{}", env::consts::EXE_SUFFIX));
    let stamp = folder.join("allclear-version");
    if is_stamped(&stamp, VERSION) {
        return Ok(program);
    }
    println!("Installing schemathesis {VERSION}");
    let python = if cfg!(windows) { "python" } else { "python3" };
    finish(command(python).args(["-m", "venv"]).arg(&folder))?;
    let pip = programs.join(format!("python{}", env::consts::EXE_SUFFIX));
    let wanted = format!("schemathesis=={VERSION}");
    finish(command(&pip.to_string_lossy()).args(["-m", "pip", "install", "--quiet", &wanted]))?;
    write_stamp(&stamp, VERSION)?;
    Ok(program)
}
