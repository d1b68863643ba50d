//! The public status page as files that any host, bucket or stick can carry: pages without scripts, the answers of
//! Statuspage's public interface (version 2), an Atom feed, and sums that are signed.
//!
//! The same input gives the same bytes. A [`Site`] keeps what it needs of each incident, so that one update writes anew only
//! what it changes, however long the history is.

mod api;
mod bars;
mod calendar;
mod feed;
mod file;
mod frame;
mod frontier;
mod history;
mod index;
mod review;
mod shelf;
mod site;
mod story;
mod subscribe;
mod sums;
mod zip;

pub use calendar::day_after;
pub use file::{Bundle, File, FilePath, NotAPath};
pub use frame::{SITE_STYLE, SITE_STYLE_HASH};
pub use frontier::{Frontier, Lack, SECTIONS};
pub use review::review_at;
pub use site::{Built, Page, Signer, Site};
pub use subscribe::Subscribing;
