//! Every code of a refusal, which a program may branch on, with the status that it comes with.

use axum::http::StatusCode;

/// A kind of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// The answer's status.
    pub status: StatusCode,
    /// The word in the answer's body, for ever.
    pub word: &'static str,
    /// When it is given, for who writes a program.
    pub when: &'static str,
}

const fn code(status: StatusCode, word: &'static str, when: &'static str) -> Code {
    Code { status, word, when }
}

pub(crate) const NO_TOKEN: Code = code(StatusCode::UNAUTHORIZED, "no_token", "No token was shown.");
pub(crate) const UNKNOWN_TOKEN: Code =
    code(StatusCode::UNAUTHORIZED, "unknown_token", "The token is not one of this hub's.");
pub(crate) const REVOKED: Code = code(StatusCode::FORBIDDEN, "revoked", "Access was taken back.");
pub(crate) const ROLE: Code = code(StatusCode::FORBIDDEN, "role", "The asker's role does not allow it.");
pub(crate) const INVITATION: Code =
    code(StatusCode::FORBIDDEN, "invitation", "The invitation is wrong, used up or expired.");
pub(crate) const PROOF: Code =
    code(StatusCode::FORBIDDEN, "proof", "The proof is not the key's signature of what it has to sign.");
pub(crate) const PASS: Code =
    code(StatusCode::FORBIDDEN, "pass", "The pass of a page was used, is too old, or is of another page.");
pub(crate) const PERSON_TAKEN: Code =
    code(StatusCode::CONFLICT, "person_taken", "Another member has the person's id.");
pub(crate) const NAME: Code =
    code(StatusCode::UNPROCESSABLE_ENTITY, "name", "A name is empty, too long or has a control character.");
pub(crate) const LIMIT: Code =
    code(StatusCode::UNPROCESSABLE_ENTITY, "limit", "A number is outside of what is allowed.");
pub(crate) const SECRET: Code = code(
    StatusCode::UNPROCESSABLE_ENTITY,
    "secret",
    "A secret is empty, too long, or cannot be one of its channel.",
);
pub(crate) const OTHER_CHANNEL: Code = code(
    StatusCode::CONFLICT,
    "other_channel",
    "The channel leads somewhere else than whoever entered its secret saw, or needs none.",
);
pub(crate) const OTHER_WORKSPACE: Code =
    code(StatusCode::CONFLICT, "other_workspace", "The hub serves another workspace.");
pub(crate) const TOO_MANY: Code =
    code(StatusCode::PAYLOAD_TOO_LARGE, "too_many", "More things than one request carries.");
pub(crate) const TOO_LARGE: Code =
    code(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "More bytes than one request carries.");
pub(crate) const UNREADABLE: Code = code(
    StatusCode::BAD_REQUEST,
    "unreadable",
    "The body is not what it should be, or did not arrive whole.",
);
pub(crate) const ADDRESS: Code =
    code(StatusCode::BAD_REQUEST, "address", "A word of the address is not what it should be.");
pub(crate) const METHOD: Code = code(
    StatusCode::METHOD_NOT_ALLOWED,
    "method",
    "The address does not answer this method. The header `Allow` says which.",
);
pub(crate) const ENCODING: Code = code(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "encoding",
    "The body is encoded in a way that the hub does not undo. The header `Accept-Encoding` says which it does.",
);
pub(crate) const SLOW: Code = code(StatusCode::REQUEST_TIMEOUT, "slow", "The body took too long to arrive.");
pub(crate) const BUSY: Code = code(
    StatusCode::TOO_MANY_REQUESTS,
    "busy",
    "The asker asks too much. The header `Retry-After` says after how many seconds to come again.",
);
pub(crate) const FULL: Code = code(
    StatusCode::SERVICE_UNAVAILABLE,
    "full",
    "The hub has no room for the body at the moment. The header `Retry-After` says when to come again.",
);
pub(crate) const GONE: Code = code(
    StatusCode::GONE,
    "gone",
    "The cursor is one of another log: the hub was restored or replaced. Compare heads, then read from their cursor.",
);
pub(crate) const MISSING: Code =
    code(StatusCode::NOT_FOUND, "missing", "There is nothing of this name that the asker may see.");
pub(crate) const DISK_FULL: Code =
    code(StatusCode::INSUFFICIENT_STORAGE, "disk_full", "The hub's disk is full; nothing was saved.");
pub(crate) const AWAY: Code = code(
    StatusCode::SERVICE_UNAVAILABLE,
    "away",
    "The hub cannot use its database at the moment. Try again in a while; what was sent may have been saved.",
);
pub(crate) const HUB: Code = code(
    StatusCode::INTERNAL_SERVER_ERROR,
    "hub",
    "The hub could not do its work, by no fault of the asker's.",
);
