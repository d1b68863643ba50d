//! Laptops and their hub: a real one, over real HTTP.

mod afternoon;
mod busy;
mod cable;
mod hostile;
mod house;
mod links;
mod meeting;
mod program;
mod states;
mod tls;
