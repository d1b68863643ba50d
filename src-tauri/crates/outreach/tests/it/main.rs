//! Messages on their way to others: real ones where they can be had, and badly behaved ones.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod certificates;
mod channels;
mod drift;
mod faults;
mod inward;
mod message;
mod peers;
mod returned;
mod shapes;
mod smtp;
mod statuses;
mod web;
mod webhook;
