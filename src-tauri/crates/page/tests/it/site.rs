//! The public status page as files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod hostile;
mod made;
mod peers;
mod readers;
mod rebuilt;
mod shown;
