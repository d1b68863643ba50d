//! The journal on a real disk, through its public face.

mod board;
mod damage;
mod log;
mod place;
mod search;
