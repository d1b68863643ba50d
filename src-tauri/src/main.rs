//! Starts the desktop app.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use allclear::options::Options;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args_os().skip(1)) {
        Ok(options) => options,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(file) = &options.verify {
        return allclear::verify(file);
    }
    if !options.headless {
        allclear::environment::settle();
    }
    let filter = EnvFilter::try_from_env("ALLCLEAR_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    allclear::run(options)
}
