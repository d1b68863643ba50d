//! Why a message was not delivered, and whether it is worth another attempt.

use std::error::Error;
use std::time::Duration;
use std::{io, iter};

use crate::Recipient;

/// A message that has no receipt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// It did not arrive and may later. `after` is how long the other side wants to be left alone.
    #[error("{why}")]
    Later {
        /// Not before.
        after: Option<Duration>,
        /// Why not now.
        why: Why,
    },
    /// It did not arrive and never will, until somebody does what the sentence says.
    #[error("{why}")]
    Never {
        /// Why, and what to do.
        why: Why,
    },
    /// It was sent and no answer came. It may have arrived: sending it again is harmless only where
    /// [`Channel::is_idempotent`](crate::Channel::is_idempotent).
    #[error("{why}")]
    Unknown {
        /// What happened instead of an answer.
        why: Why,
    },
}

impl Undelivered {
    pub(crate) fn later(why: Why) -> Self {
        Self::Later { after: None, why }
    }

    pub(crate) fn never(why: Why) -> Self {
        Self::Never { why }
    }

    pub(crate) fn unknown(why: Why) -> Self {
        Self::Unknown { why }
    }

    /// The same where what was asked changes nothing, so that asking again is harmless.
    pub(crate) fn of_a_question(self) -> Self {
        match self {
            Self::Unknown { why: Why::Silent { host } } => Self::later(Why::Unreachable { host }),
            Self::Unknown { why: Why::Broke { host, said } } => Self::later(Why::Trouble { host, said }),
            Self::Unknown { why: Why::Unreadable { host } } => {
                Self::later(Why::Trouble { host, said: "an answer that is not understood".to_owned() })
            }
            other => other,
        }
    }

    /// Whether it is no word about one mail or one address, so that the next would hear the same.
    #[must_use]
    pub fn is_of_the_server(&self) -> bool {
        !matches!(self.why(), Why::Refused { .. } | Why::Trouble { .. } | Why::NoRecipient(_))
    }

    /// Why.
    #[must_use]
    pub fn why(&self) -> &Why {
        match self {
            Self::Later { why, .. } | Self::Never { why } | Self::Unknown { why } => why,
        }
    }
}

/// The reason, as a sentence that says what to do next. No secret is in it, and of what another server said only what
/// its protocol defines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It leads into a network that nobody allowed.
    #[error(
        "{host} is not an address of the public internet. If it is meant, add it to the own network in the settings."
    )]
    Blocked {
        /// As it was entered.
        host: String,
    },
    /// Others on the way could read along.
    #[error(
        "{host} would be spoken to in plain text, which is done in the own network only. Use https or TLS."
    )]
    Insecure {
        /// As it was entered.
        host: String,
    },
    /// It is encrypted or not sent.
    #[error("{host} offers no encryption. Choose TLS instead of STARTTLS, or ask whoever runs that server.")]
    NotEncrypted {
        /// As it was entered.
        host: String,
    },
    /// There is no secret, or one that cannot be one.
    #[error("The channel cannot be opened: {what} is missing or not whole. Enter it again in the settings.")]
    NoSecret {
        /// What it should be.
        what: &'static str,
    },
    /// Something of the channel itself is wrong.
    #[error("{0}")]
    Channel(&'static str),
    /// No connection.
    #[error("{host} cannot be reached. It is tried again; if it stays so, check its address.")]
    Unreachable {
        /// As it was entered.
        host: String,
    },
    /// Its certificate is not believed.
    #[error("The certificate of {host} is not accepted: {rest}")]
    Untrusted {
        /// As it was entered.
        host: String,
        /// What is wrong with it, and what to do.
        rest: &'static str,
    },
    /// All was sent, and nothing came back.
    #[error(
        "{host} took the message and then did not answer. Look there whether it arrived before it is sent again."
    )]
    Silent {
        /// As it was entered.
        host: String,
    },
    /// It was answered, in a way that is not understood.
    #[error("{host} answered something that is not understood. Look there whether the message arrived.")]
    Unreadable {
        /// As it was entered.
        host: String,
    },
    /// Too many messages.
    #[error("{host} wants to be spoken to more slowly. The message waits and is sent by itself.")]
    Busy {
        /// As it was entered.
        host: String,
    },
    /// The other side has trouble of its own.
    #[error("{host} has trouble of its own ({said}). It is tried again.")]
    Trouble {
        /// As it was entered.
        host: String,
        /// Its code.
        said: String,
    },
    /// Something broke there while the message was dealt with.
    #[error(
        "{host} broke down over the message ({said}). Look there whether it arrived before it is sent again."
    )]
    Broke {
        /// As it was entered.
        host: String,
        /// Its code.
        said: String,
    },
    /// The secret is not, or no longer, accepted.
    #[error(
        "{host} does not accept the channel's secret ({said}); it may have expired. Enter a new one in the settings."
    )]
    Unauthorised {
        /// As it was entered.
        host: String,
        /// Its code.
        said: String,
    },
    /// The secret is known and not allowed to do this.
    #[error("{host} does not allow it ({said}). Ask whoever runs it to let this channel write there.")]
    Forbidden {
        /// As it was entered.
        host: String,
        /// Its code.
        said: String,
    },
    /// There is nothing at the address.
    #[error(
        "{host} does not know this address ({said}). Check it in the settings; it may have been removed there."
    )]
    Gone {
        /// As it was entered.
        host: String,
        /// Its code.
        said: String,
    },
    /// It leads elsewhere, and nobody follows.
    #[error("{host} leads elsewhere, which is never followed. Enter the address that it leads to.")]
    Redirected {
        /// As it was entered.
        host: String,
    },
    /// It says no to this message.
    #[error("{host} refuses the message ({said}). Change the message or the channel, then send it again.")]
    Refused {
        /// As it was entered.
        host: String,
        /// Its code, and the sentence that its protocol gives it.
        said: String,
    },
    /// A drill goes to where drills go.
    #[error("A drill is not shown to the public. Choose a channel for drills.")]
    Drill,
    /// No address of an e-mail was accepted.
    #[error("No address was accepted; the first: {}", first(.0))]
    NoRecipient(Vec<Recipient>),
}

impl Why {
    /// The same for a record that everybody reads for ever: it holds the address of nobody, and of what a mail server
    /// says only the codes, since it may have put an address into its words.
    #[must_use]
    pub fn on_record(&self) -> String {
        match self {
            Self::NoRecipient(recipients) => {
                format!(
                    "None of {} addresses was accepted. Look at the channel in Settings.",
                    recipients.len()
                )
            }
            Self::Refused { host, said } => {
                Self::Refused { host: host.clone(), said: codes(said).to_owned() }.to_string()
            }
            Self::Trouble { host, said } => {
                Self::Trouble { host: host.clone(), said: codes(said).to_owned() }.to_string()
            }
            other => other.to_string(),
        }
    }
}

/// The codes of `554 5.7.1 words`. What other protocols say is one word, and a code.
fn codes(said: &str) -> &str {
    let is_code = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b' ');
    let end = said.bytes().position(|byte| !is_code(byte)).unwrap_or(said.len());
    // Where words begin with a digit, that is no code.
    let end = if end < said.len() { said[..end].rfind(' ').unwrap_or(0) } else { end };
    if end < 3 { said } else { &said[..end] }
}

fn first(recipients: &[Recipient]) -> String {
    let refused = |it: &Recipient| Some(format!("{}: {}", it.address, it.result.as_ref().err()?));
    recipients
        .iter()
        .find_map(refused)
        .unwrap_or_else(|| "there is none. Enter one in the settings.".to_owned())
}

/// An error and everything that caused it.
pub(crate) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| {
        // An error of the system carries another inside, and calls that one's source its own.
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source())
    })
}
