//! The tests of this crate, one binary.

mod apart;
mod beginning;
mod garbage;
mod laptop;
mod suggested;
