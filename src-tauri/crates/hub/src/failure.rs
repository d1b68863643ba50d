//! Why a request is not answered: a code to branch on, and a sentence that says what to do next.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use outreach::Undelivered;
use serde::Serialize;

use crate::authorize::Denied;
use crate::code::{self, Code};
use crate::gate::{Later, Why};
use crate::store::StoreError;

/// A request that is not answered as it would like to be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Not allowed.
    #[error("{}", sentence(*.0))]
    Denied(Denied),
    /// The code is wrong, used up or expired.
    #[error("This invitation is wrong, used up or expired. Ask an admin for a new one.")]
    Invitation,
    /// Whoever asks has not shown that the key is theirs.
    #[error(
        "This laptop has not shown that it holds its key. Start Allclear again and open the invitation once more."
    )]
    Proof,
    /// A known laptop asks in a way that gives a token to whoever repeats it.
    #[error(
        "This laptop has joined before, and an Allclear this old would tell its new token to whoever repeats the request. Install the hub's version, then open the invitation once more."
    )]
    Repeatable,
    /// Another member has the id that a person brings along.
    #[error(
        "Somebody here has this person's id already. Ask an admin for an invitation that is for one more device of theirs."
    )]
    PersonTaken,
    /// A name that is empty or too long, by the word for it.
    #[error("A {0} has between 1 and 100 characters, none of which is a control character.")]
    Name(&'static str),
    /// A number outside of what is allowed, by the rule.
    #[error("{0}. Choose another number.")]
    Limit(&'static str),
    /// A secret that is none.
    #[error("A secret has between 1 and 8000 bytes. Enter it again.")]
    Secret,
    /// A secret that cannot be one of its channel.
    #[error(transparent)]
    Unfit(#[from] Undelivered),
    /// A secret for a channel that is another one by now.
    #[error(
        "This channel leads somewhere else by now, or needs no secret. Look at its address, then enter it again."
    )]
    OtherChannel,
    /// Entries of another workspace.
    #[error("This hub serves another workspace. Join that workspace's own hub.")]
    OtherWorkspace,
    /// More entries or series than one request carries.
    #[error("One request carries at most {0}. Send the rest in another one.")]
    TooMany(usize),
    /// More bytes than one request carries.
    #[error("This request is too large. Send it in several smaller ones.")]
    TooLarge,
    /// A body that is not the JSON of a request.
    #[error("The request cannot be read: {0}. Install the same version as the hub's, or a newer one.")]
    Unreadable(#[from] serde_json::Error),
    /// A body that did not arrive.
    #[error("The request did not arrive whole. Send it again.")]
    Broken,
    /// A body that is packed in another way than the hub's, or where nothing is unpacked.
    #[error(
        "The request is packed in a way that is not undone here. {}.",
        if *unpacks { "Pack it with zstd, or not at all" } else { "Only entries may be packed: send it as it is" }
    )]
    Encoding {
        /// Whether zstd would be.
        unpacks: bool,
    },
    /// A method that the address does not answer.
    #[error("This address does not answer that method. The header Allow says which it answers.")]
    Method,
    /// A body that took too long.
    #[error("The request took too long to arrive. Send it again, in smaller ones if the network is slow.")]
    Slow,
    /// More was asked than is good for the others.
    #[error("{} Come again in {} s.", too_much(.0.why), seconds(.0.after))]
    Later(Later),
    /// A word of the address that is not what it should be.
    #[error("The address of the request cannot be read: {0}.")]
    Address(&'static str),
    /// A cursor of another log.
    #[error(
        "The hub does not know this cursor: it was restored or replaced. Compare with it, then read from its present cursor."
    )]
    Gone,
    /// What is to open a page was used, or is too old, or of another page.
    #[error("This link was used already, or is too old. Open the page from Allclear once more.")]
    Pass,
    /// Nothing of this name that the asker may see.
    #[error("There is no such thing here. Ask for the list again.")]
    Missing,
    /// The disk has reported an error.
    #[error(
        "The hub's disk reported an error. The hub writes nothing more and starts anew; try again in a while, and tell its operator."
    )]
    Halted,
    /// The store could not be used.
    #[error("{}", trouble(.0))]
    Store(#[from] StoreError),
    /// Work that ended early, by a mistake of ours.
    #[error("The hub made a mistake. Nothing is known to be saved; try again, and tell the hub's operator.")]
    Crashed(#[from] tokio::task::JoinError),
}

fn sentence(denied: Denied) -> &'static str {
    match denied {
        Denied::Unsigned => "This request carries no token. Join by an invitation first.",
        Denied::Unknown => "This hub does not know the token. Join by an invitation of this hub.",
        Denied::Revoked => "This laptop's access was taken back. Ask an admin for a new invitation.",
        Denied::Role => "Your role does not allow this. Ask an admin.",
        Denied::Private => "This is private. Ask somebody who is named in it to add you.",
    }
}

fn trouble(error: &StoreError) -> &'static str {
    if matches!(error, StoreError::Half(_)) {
        "The hub has kept what this wrote into its log, and could not keep its members. Ask again, and tell the hub's operator."
    } else if error.is_outage() {
        "The hub cannot use its database at the moment. Try again in a while; it goes on by itself."
    } else {
        "The hub could not use its log or its members. Nothing of this was saved; try again, and tell the hub's operator."
    }
}

fn too_much(why: Why) -> &'static str {
    match why {
        Why::Requests | Why::Connections => "Too many requests came from here.",
        Why::Entries => "Too many entries came from this laptop.",
        Why::AtOnce => "Too many requests came from this laptop at the same time.",
        Why::Streams => "This laptop listens too many times at once.",
        Why::Subscriptions => "Too many have asked from here to hear of updates, and not confirmed it.",
        Why::Memory => "The hub receives as much as it can hold.",
    }
}

/// Whole seconds, at least one: whoever comes at once comes too early.
fn seconds(after: Duration) -> u64 {
    (after.as_secs() + u64::from(after.subsec_nanos() > 0)).max(1)
}

impl Later {
    /// Says in the answer when to come again.
    pub(crate) fn on(self, response: &mut Response) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds(self.after).into());
    }
}

impl From<Later> for Failure {
    fn from(later: Later) -> Self {
        Self::Later(later)
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        // Whether something private is there is as private as what it says.
        if denied == Denied::Private { Self::Missing } else { Self::Denied(denied) }
    }
}

/// What the body of an answer says.
#[derive(Serialize)]
struct Told {
    code: &'static str,
    message: String,
}

impl Failure {
    fn code(&self) -> Code {
        match self {
            Self::Denied(Denied::Unsigned) => code::NO_TOKEN,
            Self::Denied(Denied::Unknown) => code::UNKNOWN_TOKEN,
            Self::Denied(Denied::Revoked) => code::REVOKED,
            Self::Denied(Denied::Role | Denied::Private) => code::ROLE,
            Self::Invitation => code::INVITATION,
            Self::Proof | Self::Repeatable => code::PROOF,
            Self::PersonTaken => code::PERSON_TAKEN,
            Self::Name(_) => code::NAME,
            Self::Limit(_) => code::LIMIT,
            Self::Secret | Self::Unfit(_) => code::SECRET,
            Self::OtherChannel => code::OTHER_CHANNEL,
            Self::OtherWorkspace => code::OTHER_WORKSPACE,
            Self::TooMany(_) => code::TOO_MANY,
            Self::TooLarge => code::TOO_LARGE,
            Self::Unreadable(_) | Self::Broken => code::UNREADABLE,
            Self::Slow => code::SLOW,
            Self::Later(Later { why: Why::Memory, .. }) => code::FULL,
            Self::Later(_) => code::BUSY,
            Self::Encoding { .. } => code::ENCODING,
            Self::Method => code::METHOD,
            Self::Address(_) => code::ADDRESS,
            Self::Gone => code::GONE,
            Self::Pass => code::PASS,
            Self::Missing => code::MISSING,
            Self::Halted => code::AWAY,
            Self::Store(error) if error.is_full() => code::DISK_FULL,
            Self::Store(error) if error.is_outage() => code::AWAY,
            Self::Store(_) => code::HUB,
            Self::Crashed(_) => code::HUB,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Code { status, word: code, .. } = self.code();
        if status.is_server_error() {
            let cause = std::error::Error::source(&self).map(ToString::to_string).unwrap_or_default();
            tracing::error!(error = %self, %cause, "a request failed");
        }
        let mut response = (status, Json(Told { code, message: self.to_string() })).into_response();
        match self {
            Self::Encoding { unpacks } => {
                let takes = HeaderValue::from_static(if unpacks { "zstd" } else { "identity" });
                response.headers_mut().insert(header::ACCEPT_ENCODING, takes);
            }
            Self::Later(later) => {
                later.on(&mut response);
            }
            _ => {}
        }
        response
    }
}
