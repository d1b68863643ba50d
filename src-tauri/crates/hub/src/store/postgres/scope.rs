//! Every transaction says for which workspace it is, and the database shows and takes rows of that one alone
//! (`schema/0010_row_security.sql`). It is said anew in each, so that a connection that comes back from a pool, or from a
//! pooler in between, carries nobody's word.

use deadpool_postgres::{Client, Transaction};
use futures_util::future::{join3, try_join};
use incident::id::{ReplicaKey, WorkspaceId, hex};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::store::StoreError;

/// Words of a statement.
type Words<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Whose rows a transaction is about.
pub(super) struct Scope {
    set: String,
    begin: String,
}

impl Scope {
    /// Those of a workspace.
    pub(super) fn of(workspace: WorkspaceId) -> Self {
        Self::setting("allclear.workspace", &workspace.0)
    }

    /// The row of the workspace whose home hub has this key, which says which workspace that is.
    pub(super) fn of_hub(hub: ReplicaKey) -> Self {
        Self::setting("allclear.hub", &hub.0)
    }

    fn setting(name: &str, bytes: &[u8]) -> Self {
        let set = format!("SET LOCAL {name} = '{}'", hex(bytes));
        Self { begin: format!("BEGIN; {set}"), set }
    }

    /// One statement in a transaction of its own.
    pub(super) async fn query(
        &self,
        client: &Client,
        sql: &str,
        words: Words<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        let statement = client.prepare_cached(sql).await?;
        // Sent one after the other without waiting for answers, so that it takes no longer than the statement alone. All of
        // it is sent, or nothing; after a failure the end is a rollback.
        let (begun, rows, ended) = join3(
            client.batch_execute(&self.begin),
            client.query(&statement, words),
            client.batch_execute("COMMIT"),
        )
        .await;
        begun?;
        let rows = rows?;
        ended?;
        Ok(rows)
    }

    /// A transaction of several statements.
    pub(super) async fn begin<'a>(&self, client: &'a mut Client) -> Result<Transaction<'a>, StoreError> {
        let tx = client.transaction().await?;
        tx.batch_execute(&self.set).await?;
        Ok(tx)
    }

    /// The first statement of a transaction that has begun, and gives one row.
    pub(super) async fn first(
        &self,
        tx: &Transaction<'_>,
        sql: &str,
        words: Words<'_>,
    ) -> Result<Row, StoreError> {
        let statement = tx.prepare_cached(sql).await?;
        let ((), row) = try_join(tx.batch_execute(&self.set), tx.query_one(&statement, words)).await?;
        Ok(row)
    }
}
