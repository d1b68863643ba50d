//! The server where laptops meet. It stores what they wrote and hands it on; it decides only who may.
//!
//! The log is a [`journal::Journal`] like a laptop's. Beside it lie the members and the hub's key, in one folder. The
//! protocol is the crate `sync`; [`ROUTES`] is the table of contents.

mod audience;
mod authorize;
mod code;
mod config;
mod failure;
mod feed;
mod found;
mod hub;
mod invite;
mod member;
mod metrics;
mod numbers;
mod openapi;
mod place;
mod router;
mod routes;
mod secret;
mod serve;
mod start;
mod store;
mod take;

pub use authorize::{Action, Actor, Audience, Denied, Resource, authorize};
pub use config::Config;
pub use found::{adopt, adoption_code, found};
pub use hub::Hub;
pub use invite::{DAYS, Invited};
pub use member::{Device, Member, NotARole, Role};
pub use place::Place;
pub use router::ROUTES;
pub use routes::about::About;
pub use routes::join::{Join, Welcome};
pub use secret::in_words;
pub use serve::Serving;
pub use start::StartError;
pub use store::{Named, Store, StoreError, back_up, verify};
