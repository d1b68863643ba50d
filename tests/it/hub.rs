//! Laptops and their hub: a real one, over real HTTP.

mod hostile;
mod house;
mod links;
mod meeting;
mod states;
