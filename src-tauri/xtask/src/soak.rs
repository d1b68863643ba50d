//! The long tests with full counts: tests of `cargo xtask test`, told by a variable to take their time.

use std::process::ExitCode;

use crate::{
    step::Steps,
    test::{Part, verdict},
    trouble::Trouble,
};

pub(crate) fn soak() -> Result<ExitCode, Trouble> {
    let patient = Steps::with(&[("ALLCLEAR_SOAK", "1"), ("NEXTEST_PROFILE", "soak")]);
    Ok(verdict(patient, &[Part::RustTests, Part::RealWindow]))
}
