//! The server where laptops meet. It stores what they wrote and hands it on; it decides only who may.
//!
//! What it keeps is a [`Store`]; the hub's key lies in its folder. The protocol is the crate `sync`; [`ROUTES`] is the table
//! of contents.

mod audience;
mod authorize;
mod bounces;
mod clock;
mod code;
mod config;
mod connections;
mod cuts;
mod database;
mod failure;
mod feed;
mod found;
mod gate;
mod hang_up;
mod hub;
mod invitation;
mod invite;
mod learning;
mod links;
mod member;
mod metrics;
mod numbers;
mod openapi;
mod passes;
mod place;
mod presence;
mod roots;
mod router;
mod routes;
mod says;
mod seal;
mod secret;
mod sending;
mod serve;
mod start;
mod status;
mod store;
mod subscribing;
mod sums;
mod take;
mod tls;
mod verdicts;
mod waiting;

pub use authorize::{Action, Actor, Audience, Denied, Resource, authorize};
pub use bounces::{Bounces, NotAReturnAddress, ReturnAddress};
pub use clock::Clock;
pub use config::{Config, LogFormat, NotAFormat};
pub use database::Database;
pub use found::{adopt, adoption_code, found};
pub use gate::Limits;
pub use hub::Hub;
pub use invitation::{Arrival, Earlier, Invitation, Joined, LetIn, NotJoined, OpenInvitation, Turn, join};
pub use invite::{DAYS, Invited};
pub use member::{Device, Member, NotARole, Role};
pub use place::Place;
pub use router::{PAGES, ROUTES, router};
pub use routes::about::About;
pub use routes::channels::{ChannelState, Entrust, ListedChannel};
pub use routes::devices::ListedDevice;
pub use routes::invitations::{Invite, InviteLink, ListedInvitation};
pub use routes::join::{Join, Welcome};
pub use routes::members::Appoint;
pub use routes::presence::{Caret, Here, Present, Writing};
pub use routes::reviews::Opens;
pub use routes::subscribers::{BringSubscribers, Brought, ListedSubscriber, ListedSubscribers};
pub use secret::{Hashed, in_words};
pub use sending::LastTry;
pub use serve::Serving;
pub use start::StartError;
pub use store::{
    Change, Counts, Drawer, HearsBy, Job, Members, Named, Sealed, Store, StoreError, Subscriber,
    SubscriberName, Subscribers, back_up, book, change, members, open, verify, walk,
};
pub use tls::{NoCertificate, TlsFiles};
pub use waiting::{NotAWord, Ruling, Waiting, Why};
