//! What holds for every hub, with a database.

pub(crate) type House = crate::house::HouseOn<crate::cluster::InDatabase>;

#[path = "bounces.rs"]
mod bounces;
#[path = "cuts.rs"]
mod cuts;
#[path = "documents.rs"]
mod documents;
#[path = "inviting.rs"]
mod inviting;
#[path = "joining.rs"]
mod joining;
#[path = "listening.rs"]
mod listening;
#[path = "matrix.rs"]
mod matrix;
#[path = "numbering.rs"]
mod numbering;
#[path = "presence.rs"]
mod presence;
#[path = "private.rs"]
mod private;
#[path = "pushing.rs"]
mod pushing;
#[path = "reviews.rs"]
mod reviews;
#[path = "sending.rs"]
mod sending;
#[path = "store.rs"]
mod store;
#[path = "subscribers.rs"]
mod subscribers;
#[path = "waiting.rs"]
mod waiting;

mod formats;
mod outage;
mod replicas;
mod row_security;
mod two_senders;
