//! The hub over real HTTP, with real files; some of it as the real program.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod golden;
mod house;
mod joining;
mod kill;
mod laptop;
mod listening;
mod matrix;
mod numbering;
mod openapi;
mod operator;
mod private;
mod program;
mod pushing;
mod refusals;
mod restored;
mod tls;
