//! The public status page as files.

mod hostile;
mod made;
mod peers;
mod readers;
mod rebuilt;
mod shown;
