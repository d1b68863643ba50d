//! Laptops and their hub: a real one, over real HTTP.

mod afternoon;
mod busy;
mod cable;
mod drafts;
mod held;
mod hostile;
mod hour_away;
mod house;
mod kept_back;
mod links;
mod meeting;
mod members;
mod peers;
mod presence;
mod program;
mod remarks;
mod reviewed;
mod rooms;
mod sends;
mod set_aside;
mod states;
mod successor;
mod tls;
mod token;
mod unproven;
mod workspaces;
