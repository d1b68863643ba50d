//! What keeps a sender from even trying.

use std::error::Error;
use std::sync::Arc;

use incident::refusal::Refusal;

use crate::{House, Lack, NoWay};

/// Why something could not even be tried. It rests, and is tried again.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Hindrance {
    /// The work itself came to an end before it was done.
    #[error("It broke off. It is tried again; see the log of this program.")]
    BrokeOff,
    /// Something that only a person can bring.
    #[error(transparent)]
    Lacks(#[from] Lack),
    /// The record or the book says otherwise by now.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Whoever keeps the log cannot go on.
    #[error(transparent)]
    House(Arc<dyn Error + Send + Sync>),
}

impl Hindrance {
    /// What the house said.
    pub(crate) fn of<H: House>(trouble: H::Trouble) -> Self {
        Self::House(Arc::new(trouble))
    }

    /// Why there is no way.
    pub(crate) fn no_way<H: House>(why: NoWay<H::Trouble>) -> Self {
        match why {
            NoWay::Trouble(trouble) => Self::of::<H>(trouble),
            NoWay::Lacks(lack) => lack.into(),
        }
    }
}
