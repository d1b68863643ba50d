//! Whoever asked to hear of updates.

use crate::{MailAddress, MessageId, WebAddress};

/// One who asked for it by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// A name that says nothing about them, the same for ever: it tells their mails apart from those of others.
    pub name: MessageId,
    /// Where they hear.
    pub address: MailAddress,
    /// Where they can say, with one click, that they want no more.
    pub unsubscribe: WebAddress,
    /// To whom a server writes that took a mail for them and cannot deliver it; to the sender, if nothing is said.
    pub returns: Option<MailAddress>,
}
