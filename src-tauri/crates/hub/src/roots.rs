//! Those from whom authority comes, and those from whom it came once.

use incident::id::ReplicaKey;

use crate::authorize::Actor;
use crate::hub::Voice;

/// This hub and the founder, and the hubs that this workspace had before.
pub(crate) struct Roots<'a> {
    pub voice: &'a Voice,
    pub earlier: &'a [ReplicaKey],
}

impl Roots<'_> {
    /// Whether the receipts of a hub count.
    pub(crate) fn had(&self, hub: ReplicaKey) -> bool {
        hub == self.voice.author.replica() || self.earlier.contains(&hub)
    }

    /// Whether a key may give incidents their numbers.
    pub(crate) fn gives_numbers(&self, replica: ReplicaKey) -> bool {
        self.voice.is_root(replica) || self.earlier.contains(&replica)
    }

    /// As whom a key writes that is no laptop's here.
    pub(crate) fn actor(&self, replica: ReplicaKey) -> Actor {
        match replica {
            replica if self.voice.is_root(replica) => Actor::Root,
            replica if self.earlier.contains(&replica) => Actor::EarlierHub,
            _ => Actor::Stranger,
        }
    }
}
