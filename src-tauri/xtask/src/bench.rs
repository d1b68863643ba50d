//! Measures what the project promises to be fast at, as ratios against the raw limit in the same run.

use std::process::ExitCode;

use crate::{
    packages,
    repository::{cargo, finish},
    trouble::Trouble,
};

pub(crate) fn bench() -> Result<ExitCode, Trouble> {
    packages::ensure(packages::BUILD)?;
    finish(&mut cargo(["bench", "--package", "journal"]))?;
    Ok(ExitCode::SUCCESS)
}
