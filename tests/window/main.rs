//! The app in its real window, driven by WebDriver: needs a display, a session bus and WebKitWebDriver.
//! `cargo xtask test window` provides them.

mod boundary;
mod desktop;
mod hostile;
mod hub;
mod imports;
mod journey;
mod links;
mod meeting;
mod notices;
mod person;
mod refused;
#[path = "../it/remarked.rs"]
mod remarked;
mod tray;
mod unlock;
mod writing;
