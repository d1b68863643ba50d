//! The store in a PostgreSQL database, which several hubs may share. The hub's secret key is not in it.

mod change;
mod drawer;
mod link;
mod listen;
mod members;
mod records;
mod rows;
mod schema;
mod scope;
mod subscribers;
mod waiting;
mod whispers;

use std::path::PathBuf;
use std::sync::Arc;

use incident::entry::{Entry, Series};
use incident::id::{ReplicaKey, WorkspaceId};
use incident::record::Record;
use incident::stream::Stream;
use journal::{Placed, SeriesEnd};
use sync::{Cursor, Mark};
use tokio::sync::{Notify, broadcast, watch};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Row};

use super::group::Group;
use super::{Drawer, Job, Members, Store, StoreError, Subscribers};
use crate::Place;
use link::Link;
use records::Records;
use rows::{END, ENTRY, bytes, get, number};
use scope::Scope;
use whispers::Whispers;

/// What its operator is told where the role may do what no hub needs.
const UNGUARDED: &str = "The database's row security does not hold for the role that this hub connects with, as it is a \
    superuser or has BYPASSRLS: only the hub's own statements keep workspaces apart. Give it a role of its own without \
    either.";

/// The store of one workspace.
pub(crate) struct Postgres {
    workspace: WorkspaceId,
    scope: Scope,
    link: Link,
    records: Records,
    group: Group,
    /// Says that other hubs are to be told.
    tell: Arc<Notify>,
    /// What hubs say of who is about.
    whispers: Arc<Whispers>,
}

impl Postgres {
    /// The store of the workspace whose home hub has this key; none where the database does not know it.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`]; a database that refuses.
    pub(crate) fn open(database: &Config, hub: ReplicaKey) -> Result<Option<Self>, StoreError> {
        let link = Link::new(database)?;
        schema::migrate(&link)?;
        let client = link.client()?;
        let sql = "SELECT position, mark, workspace FROM workspaces WHERE hub = $1";
        let rows = link.wait(Scope::of_hub(hub).query(&client, sql, &[&hub.0]))?;
        drop(client);
        let Some(row) = rows.first() else { return Ok(None) };
        Self::of(link, WorkspaceId(bytes(row, 2)?), rows::cursor(row)?).map(Some)
    }

    /// Makes room for a workspace.
    ///
    /// # Errors
    /// [`StoreError::Founded`]; as [`Postgres::open`].
    pub(crate) fn found(
        database: &Config,
        workspace: WorkspaceId,
        hub: ReplicaKey,
    ) -> Result<Self, StoreError> {
        let link = Link::new(database)?;
        schema::migrate(&link)?;
        let client = link.client()?;
        let sql =
            "INSERT INTO workspaces (workspace, hub) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING hub";
        let made = link.wait(Scope::of(workspace).query(&client, sql, &[&workspace.0, &hub.0]))?;
        drop(client);
        if made.is_empty() {
            Err(StoreError::Founded { workspace })
        } else {
            Self::of(link, workspace, Cursor::default())
        }
    }

    fn of(link: Link, workspace: WorkspaceId, end: Cursor) -> Result<Self, StoreError> {
        let whispers = Arc::new(Whispers::of(&workspace.0)?);
        let (records, group, tell) = (Records::since(end), Group::default(), Arc::default());
        Ok(Self { workspace, scope: Scope::of(workspace), link, records, group, tell, whispers })
    }

    fn key(&self) -> [u8; 32] {
        self.workspace.0
    }

    fn query(&self, sql: &str, words: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        let client = self.link.client()?;
        self.link.wait(self.scope.query(&client, sql, words))
    }

    /// Writes in a transaction that holds the workspace's row, so that no change that was judged before is made after.
    fn in_turn(&self, statements: &[(&str, &[&(dyn ToSql + Sync)])]) -> Result<(), StoreError> {
        let mut client = self.link.client()?;
        self.link.wait(async {
            let tx = self.scope.begin(&mut client).await?;
            tx.execute("SELECT FROM workspaces WHERE workspace = $1 FOR UPDATE", &[&self.key()]).await?;
            for (sql, words) in statements {
                tx.execute(*sql, words).await?;
            }
            Ok(tx.commit().await?)
        })
    }
}

impl Store for Postgres {
    fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    fn members(&self) -> &dyn Members {
        self
    }

    fn drawer(&self) -> &dyn Drawer {
        self
    }

    fn subscribers(&self) -> &dyn Subscribers {
        self
    }

    fn position(&self) -> Result<u64, StoreError> {
        let rows = self.query("SELECT position FROM workspaces WHERE workspace = $1", &[&self.key()])?;
        rows.first().map_or(Ok(0), |row| number(row, 0))
    }

    fn cursor_at(&self, position: u64) -> Result<Option<Cursor>, StoreError> {
        if position == 0 {
            return Ok(Some(Cursor::default()));
        }
        let sql = "SELECT mark FROM entries WHERE workspace = $1 AND position = $2";
        let rows = self.query(sql, &[&self.key(), &position.cast_signed()])?;
        rows.first().map(|row| Ok(Cursor { position, mark: Mark(bytes(row, 0)?) })).transpose()
    }

    fn end(&self) -> Result<Cursor, StoreError> {
        let sql = "SELECT position, mark FROM workspaces WHERE workspace = $1";
        self.query(sql, &[&self.key()])?.first().map_or(Ok(Cursor::default()), rows::cursor)
    }

    fn page(&self, after: u64, limit: usize) -> Result<Vec<Placed>, StoreError> {
        // Positions have no gaps, so the limit is one of positions too, which the index serves whatever the plan.
        let sql = format!(
            "SELECT {ENTRY} FROM entries e JOIN series s ON (s.workspace, s.id) = (e.workspace, e.series)
             WHERE e.workspace = $1 AND e.position > $2 AND e.position <= $3 ORDER BY e.position"
        );
        let after = after.cast_signed();
        let last = after.saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
        self.query(&sql, &[&self.key(), &after, &last])?.iter().map(rows::placed).collect()
    }

    fn streams_since(&self, position: u64) -> Result<Vec<Stream>, StoreError> {
        let sql = "SELECT DISTINCT s.stream FROM entries e
                   JOIN series s ON (s.workspace, s.id) = (e.workspace, e.series)
                   WHERE e.workspace = $1 AND e.position > $2";
        let rows = self.query(sql, &[&self.key(), &position.cast_signed()])?;
        rows.iter().map(|row| Ok(Stream::from_bytes(bytes(row, 0)?))).collect()
    }

    fn tail(&self, series: &Series, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        // Numbers have no gaps either.
        let sql = format!(
            "SELECT {ENTRY} FROM series s JOIN entries e ON (e.workspace, e.series) = (s.workspace, s.id)
             WHERE s.workspace = $1 AND s.stream = $2 AND s.replica = $3 AND s.run = $4
             AND e.seq > $5 AND e.seq <= $6 ORDER BY e.seq"
        );
        let after = after.cast_signed();
        let last = after.saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
        let Series { stream, replica, run } = series;
        let rows = self.query(&sql, &[&self.key(), &stream.to_bytes(), &replica.0, &run.0, &after, &last])?;
        rows.iter().map(|row| Ok(rows::placed(row)?.entry)).collect()
    }

    fn ends(&self, after: Option<Stream>, limit: usize) -> Result<Vec<SeriesEnd>, StoreError> {
        // All of the last stream come along, however many these are.
        let sql = format!(
            "{END} WHERE s.workspace = $1 AND s.stream > $2
             ORDER BY s.stream, s.replica, s.run FETCH FIRST $3 ROWS ONLY"
        );
        let rest = format!(
            "{END} WHERE s.workspace = $1 AND s.stream = $2 AND (s.replica, s.run) > ($3, $4)
             ORDER BY s.replica, s.run"
        );
        let after = after.map_or_else(Vec::new, |stream| stream.to_bytes().to_vec());
        let limit = i64::try_from(limit.max(1)).unwrap_or(i64::MAX);
        let rows = self.query(&sql, &[&self.key(), &after, &limit])?;
        let mut ends: Vec<SeriesEnd> = rows.iter().map(rows::end).collect::<Result<_, _>>()?;
        if let Some(Series { stream, replica, run }) = ends.last().map(|end| end.series) {
            let rows = self.query(&rest, &[&self.key(), &stream.to_bytes(), &replica.0, &run.0])?;
            for row in &rows {
                ends.push(rows::end(row)?);
            }
        }
        Ok(ends)
    }

    fn incidents_begun(&self, most: usize) -> Result<Vec<Stream>, StoreError> {
        let sql =
            "SELECT stream FROM series WHERE workspace = $1 AND substring(stream FROM 1 FOR 1) = '\\x01'
                   GROUP BY stream ORDER BY max(id) DESC LIMIT $2";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = self.query(sql, &[&self.key(), &most])?;
        rows.iter().map(|row| Ok(Stream::from_bytes(bytes(row, 0)?))).collect()
    }

    fn record(&self, stream: Stream) -> Result<Arc<Record>, StoreError> {
        let end = self.end()?;
        if let Some(record) = self.records.at_hand(stream, end) {
            return Ok(record);
        }
        let mut client = self.link.client()?;
        self.link.wait(async {
            let tx = self.scope.begin(&mut client).await?;
            self.records.catch_up(&tx, self.workspace, end).await?;
            let record = self.records.get(&tx, self.workspace, stream).await?;
            tx.commit().await?;
            Ok(record)
        })
    }

    fn change(&self, job: Job) -> Result<(), StoreError> {
        self.group.join(job, |jobs| self.run(jobs))
    }

    fn others(&self) -> Option<watch::Receiver<u64>> {
        Some(listen::begin(self))
    }

    fn whisper(&self, about: i64, word: String) {
        self.whispers.say(about, word);
    }

    fn whispers(&self) -> Option<broadcast::Receiver<String>> {
        Some(self.whispers.listen())
    }

    fn back_up_if_due(&self, _: &Place, _: &crate::Config) -> Result<Option<PathBuf>, StoreError> {
        // The database's own copies are its operator's business.
        Ok(None)
    }

    fn advice(&self) -> Result<Option<&'static str>, StoreError> {
        let rows = self.query("SELECT row_security_active('workspaces')", &[])?;
        let kept_apart = rows.first().map_or(Ok(false), |row| get(row, 0))?;
        Ok((!kept_apart).then_some(UNGUARDED))
    }

    fn rest(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
