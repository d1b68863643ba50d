//! The address of a database.

use std::fmt;

use serde::Deserialize;
use tokio_postgres::Config;

use crate::StartError;

/// Where a PostgreSQL database is and how to get in, as `postgres://user:password@host/name`. There may be a password in
/// it, so it is never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Database(String);

impl Database {
    /// This address.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }

    /// What it says.
    pub(crate) fn config(&self) -> Result<Config, StartError> {
        self.0.parse().map_err(|source| StartError::Database { source })
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Database(…)")
    }
}
