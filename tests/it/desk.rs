//! The desk in a folder of its own: the life of an incident, restarts, and everything that can be wrong with the
//! folder.

mod clock;
mod folder;
mod imports;
mod life;
mod search;
mod text;
