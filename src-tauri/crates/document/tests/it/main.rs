//! The tests of this crate, one binary.

mod apart;
mod beginning;
mod behind;
mod browser;
mod checkpoint;
mod copied;
mod garbage;
mod laptop;
mod suggested;
