//! The app as a whole, without a window: one binary for all integration tests.

mod bridge;
mod client;
mod commands;
mod contract;
mod desk;
mod disk;
mod entered;
mod first;
mod headless;
mod hook;
mod hosted;
mod hub;
mod keychain;
mod kill;
mod notify;
mod place;
mod places;
mod remarked;
mod rooms;
mod sending;
mod session;
mod small_disk;
mod tidy;
mod until;
