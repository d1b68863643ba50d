//! Real servers of others, each a process of its own that ends with its test.
//!
//! `cargo xtask test` installs them and runs these tests with their place; by hand:
//! `ALLCLEAR_PEERS=… cargo nextest run -p outreach --run-ignored only`.

mod bucket;
mod each;
mod faults;
mod hook;
mod mail;
mod matrix;
mod peer;

use peer::Peer;

/// Where the scripts of the peers lie.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers");
