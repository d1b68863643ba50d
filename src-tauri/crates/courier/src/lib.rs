//! The sender, which is the same at a laptop and at the hub: it takes what was approved out of the record, hands it over,
//! and writes down what became of it. Each attempt is in the record before it is made, and so is how it ended: whatever
//! stops in between, somebody sees it.
//!
//! It keeps no log itself: whoever has one is a [`House`].

mod courier;
mod hand_over;
mod hindrance;
mod hosted;
mod house;
mod mailing;
mod message;
mod publish;
mod remind;
mod rooms;
mod run;
mod transport;
mod waiting;

pub use courier::{Courier, Job, has_work};
pub use hindrance::Hindrance;
pub use house::{Heard, Hears, House, Lack, Listener, NoNote, NoWay, REMEMBERED, Reached, Saying, Way, Went};
pub use message::test_message;
pub use run::run;
pub use transport::{NotWhole, channel_of, secret_of};
