//! The domain of incident command, pure: no I/O, no clock, no randomness.
//!
//! What happened is an append-only log of [`entry::Entry`]s. Folding the entries of one stream gives a
//! [`record::Record`]; [`decide`] turns a wish into the facts that make it so, or refuses with a sentence.

pub mod action;
pub mod again;
pub mod board;
pub mod body;
pub mod book;
pub mod chart;
pub mod checksum;
pub mod command;
pub mod customer;
pub mod customer_list;
pub mod cut;
pub mod decide;
pub mod decision;
mod defaults;
pub mod document;
pub mod draft;
pub mod entry;
pub mod event;
pub mod export;
pub mod figure;
pub mod id;
pub mod incident;
pub mod label;
pub mod meeting;
pub mod nag;
pub mod outbox;
pub mod overview;
pub mod past;
pub mod promise;
pub mod published;
pub mod quick;
pub mod record;
pub mod refusal;
pub mod related;
pub mod release;
pub mod remark;
pub mod reminding;
pub mod review;
pub mod role;
pub mod room;
pub mod rooms;
pub mod slot;
pub mod stream;
mod telling;
pub mod text;
pub mod ticket;
pub mod timeline;
pub mod update;
pub mod value;
pub mod variable;
pub mod zone;
