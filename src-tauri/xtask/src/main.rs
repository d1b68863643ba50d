//! The one command line of this repository: it installs what is missing, then does what was asked.

#![expect(clippy::print_stdout, reason = "a command line tells its person what it does")]

mod bench;
mod bindings;
mod count;
mod display;
mod node;
mod packages;
mod python;
mod repository;
mod run;
mod soak;
mod step;
mod system;
mod test;
mod trouble;
mod ui;

use std::{env, process::ExitCode};

use trouble::Trouble;

const USAGE: &str = "\
cargo xtask run [--release] [ARGS]   builds the app and opens it; without a display it serves a browser
cargo xtask test [SLICE]             runs everything that must pass, or one slice: rust, ui, browser, window
cargo xtask bench [SLICE]            measures beside the raw limit of the same run, or one slice: journal, sync, wording, text, public, start, memory, size
cargo xtask soak                     the long tests with full counts
cargo xtask ui                       builds the web part only
cargo xtask bindings                 writes the TypeScript half of the contract";

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let verb = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let outcome = match verb.as_str() {
        "run" => run::run(&rest),
        "test" => test::test(&rest),
        "bench" => bench::bench(&rest),
        "soak" => soak::soak(),
        "ui" => ui::build(),
        "bindings" => bindings::write(),
        _ => Err(Trouble::Usage(USAGE)),
    };
    match outcome {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}
