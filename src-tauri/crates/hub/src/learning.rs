//! Which incidents are over and not done with, as the hub remembers it of a log of which it keeps no board. It is asked for only
//! while the hub reminds people by mail.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use incident::id::IncidentId;
use incident::incident::Incident;
use incident::value::Stage;
use sync::Cursor;

use crate::store::{Store, StoreError};

/// What is remembered, and up to where the log was read for it.
#[derive(Default)]
pub(crate) struct Learning(Mutex<(Cursor, BTreeSet<IncidentId>)>);

impl Learning {
    /// The incidents, after reading what changed since it was last asked.
    pub(crate) fn catch_up(&self, store: &dyn Store) -> Result<Vec<IncidentId>, StoreError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let end = store.end()?;
        // A log that was put back under this hub is read anew.
        if kept.0 != end && store.cursor_at(kept.0.position)? != Some(kept.0) {
            *kept = Default::default();
        }
        if kept.0 != end {
            for stream in store.streams_since(kept.0.position)? {
                let Some(id) = stream.incident() else { continue };
                // One that cannot be read keeps nobody from being reminded of the others.
                let record = match store.record(stream) {
                    Ok(record) => record,
                    Err(error) if error.is_outage() => return Err(error),
                    Err(error) => {
                        tracing::warn!(%error, incident = %id, "nobody is reminded of it");
                        continue;
                    }
                };
                let incident = Incident::of(&record);
                // Action items are followed to their end, also where the incident was closed before.
                let done = || incident.actions().iter().all(|action| !action.is_open());
                let learns = incident.exists()
                    && !incident.is_active()
                    && (incident.stage() != Stage::Closed || !done());
                if learns {
                    kept.1.insert(id)
                } else {
                    kept.1.remove(&id)
                };
            }
            kept.0 = end;
        }
        Ok(kept.1.iter().copied().collect())
    }
}
