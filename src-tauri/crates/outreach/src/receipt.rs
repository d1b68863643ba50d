//! What came back for a message that was taken.

use crate::{MailAddress, Undelivered};

/// The other side has taken it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// What the other side calls it: the number in a mail server's queue, a Matrix event, a Slack time stamp, an
    /// incident of Statuspage. None where it says nothing.
    pub id: Option<String>,
    /// What the next message about the same is hung below: put into its [`Message::thread`](crate::Message::thread),
    /// by the same channel only.
    pub thread: Option<String>,
    /// One sentence for a person.
    pub detail: String,
    /// Each address of an e-mail; empty for every other channel. One of them at least was taken.
    pub recipients: Vec<Recipient>,
}

/// What became of an e-mail for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Whose.
    pub address: MailAddress,
    /// Taken by the mail server, which is not yet read by anybody; or not.
    pub result: Result<(), Undelivered>,
}
