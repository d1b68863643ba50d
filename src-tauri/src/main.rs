//! Starts the desktop app.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    allclear::environment::settle();
    match allclear::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Allclear could not start: {error}");
            ExitCode::FAILURE
        }
    }
}
