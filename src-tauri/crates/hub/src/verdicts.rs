//! What is said of entries that are not taken.

use journal::Unfit;
use sync::Verdict;

use crate::authorize::Denied;

/// What is said of the entries of somebody who may not write.
pub(crate) fn unwelcome(denied: Denied) -> Verdict {
    match denied {
        Denied::Role | Denied::Private => Verdict::Refused {
            why: "Its author is an observer, who reads and does not write. Ask whoever runs the hub for another role."
                .to_owned(),
        },
        Denied::Revoked | Denied::Unsigned | Denied::Unknown => {
            waits("The hub does not know its author's laptop yet. Let it join by an invitation.")
        }
    }
}

pub(crate) fn waits(why: &str) -> Verdict {
    Verdict::Waits { why: why.to_owned() }
}

/// What is said of an entry that the log does not take.
pub(crate) fn judge(unfit: Unfit) -> Verdict {
    let why = unfit.to_string();
    match unfit {
        Unfit::Gap { .. } | Unfit::Unsigned | Unfit::Bodiless | Unfit::Damaged => Verdict::Waits { why },
        Unfit::Fork | Unfit::Cut | Unfit::Signature | Unfit::TooLarge | Unfit::NotText | Unfit::Range => {
            Verdict::Refused { why }
        }
    }
}
