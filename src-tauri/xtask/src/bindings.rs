//! Writes the TypeScript half of the contract. A test compares it with what is committed, and writes it when told to.

use std::process::ExitCode;

use crate::{
    repository::{cargo, finish},
    trouble::Trouble,
};

pub(crate) fn write() -> Result<ExitCode, Trouble> {
    let mut test = cargo(["test", "--workspace", "--lib", "bindings"]);
    finish(test.env("ALLCLEAR_WRITE_BINDINGS", "yes"))?;
    println!("ui/src/backend/bindings.ts is up to date.");
    Ok(ExitCode::SUCCESS)
}
