//! What a hub keeps for sending, beside the log: no line of it is anybody's to read but the hub's.

use std::collections::{BTreeMap, BTreeSet};

use incident::id::{DestinationId, IncidentId, Run};

use super::StoreError;

/// A secret that only the hub's key opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What it opens.
    pub destination: DestinationId,
    /// To whom it is shown.
    pub shown_to: String,
    /// The secret, sealed.
    pub bytes: Vec<u8>,
}

/// What is kept for sending.
///
/// # Errors
/// All methods: a disk or a database that refuses.
pub trait Drawer {
    /// The incidents that may have something which this hub is asked to send and has not sent.
    fn unsent(&self) -> Result<BTreeSet<IncidentId>, StoreError>;

    /// Every secret that is kept.
    fn sealed(&self) -> Result<Vec<Sealed>, StoreError>;

    /// Keeps a secret in the place of the one before it.
    fn keep_sealed(&self, sealed: &Sealed) -> Result<(), StoreError>;

    /// Forgets a secret.
    fn forget_sealed(&self, destination: &DestinationId) -> Result<(), StoreError>;

    /// What was noted of the addresses of a mail.
    fn reached(&self, message: &str) -> Result<Option<String>, StoreError>;

    /// Notes something of them, or that it is done with.
    fn keep_reached(&self, message: &str, reached: Option<&str>) -> Result<(), StoreError>;

    /// Which page each of its places has.
    fn pages(&self) -> Result<BTreeMap<DestinationId, String>, StoreError>;

    /// Notes that a place has another page.
    fn keep_page(&self, destination: &DestinationId, name: &str) -> Result<(), StoreError>;

    /// How each destination was doing when it was last spoken to.
    fn tries(&self) -> Result<BTreeMap<DestinationId, String>, StoreError>;

    /// Notes how one is doing.
    fn keep_try(&self, destination: &DestinationId, said: &str) -> Result<(), StoreError>;

    /// Takes the turn to send, or goes on having it: of several hubs with one key one sends at a time.
    fn take_turn(&self, _run: Run) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Lets another hub have the turn.
    fn end_turn(&self, _run: Run) -> Result<(), StoreError> {
        Ok(())
    }
}
