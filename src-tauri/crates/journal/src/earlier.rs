//! Hubs that this workspace had before another one, by the word of whoever sits at this laptop. It is a local setting: each
//! laptop vouches for what its own person has said.

use incident::id::ReplicaKey;

use crate::{Journal, JournalError, settings};

impl Journal {
    /// Hubs that this workspace had before this one.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn earlier_hubs(&self, hub: ReplicaKey) -> Result<Vec<ReplicaKey>, JournalError> {
        Ok(keys(self.setting(&name(hub))?))
    }

    /// Notes that a hub followed another one, and with that all that came before that one.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn follows(&self, hub: ReplicaKey, before: ReplicaKey) -> Result<(), JournalError> {
        self.write(|tx| {
            let mut all = keys(settings::get(tx, &name(hub))?);
            let further = keys(settings::get(tx, &name(before))?);
            for one in std::iter::once(before).chain(further) {
                if one != hub && !all.contains(&one) {
                    all.push(one);
                }
            }
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            settings::set(tx, &name(hub), &all.join(" "))?;
            Ok(((), Vec::new()))
        })
    }

    /// Whether this laptop has ever talked with a hub, or was told that it follows another one.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn has_met(&self, hub: ReplicaKey) -> Result<bool, JournalError> {
        self.read(|conn| {
            let sql = "SELECT EXISTS (SELECT 1 FROM hubs WHERE hub = ?1)
                       OR EXISTS (SELECT 1 FROM receipts WHERE hub = ?1)
                       OR EXISTS (SELECT 1 FROM settings WHERE key = ?2)";
            Ok(conn.prepare_cached(sql)?.query_row((hub.0, name(hub)), |row| row.get(0))?)
        })
    }
}

fn name(hub: ReplicaKey) -> String {
    format!("hub.before/{hub}")
}

fn keys(kept: Option<String>) -> Vec<ReplicaKey> {
    kept.unwrap_or_default().split_whitespace().filter_map(|key| key.parse().ok()).collect()
}
