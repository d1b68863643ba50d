//! The desk in a folder of its own: the life of an incident, restarts, everything that can be wrong with the
//! folder, and what two laptops wrote apart.

mod actions;
mod awaited;
mod charts;
mod clock;
mod customer_list;
mod drafts;
mod erased;
mod folder;
mod found;
mod four_hours;
mod imports;
mod life;
mod long_text;
mod names;
mod passphrase;
mod related;
mod release;
mod remarks;
mod repaired;
mod review;
mod said;
mod search;
mod status_page;
mod templates;
mod text;
mod two_laptops;
mod written_apart;
