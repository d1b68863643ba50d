//! Changes: judged and made while this hub alone holds the workspace's row, so that positions follow the order of
//! commits, whichever hub commits.

mod holds;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use deadpool_postgres::Transaction;
use futures_util::future::try_join;
use incident::entry::{BodyBytes, Entry, EntryHash, Series};
use incident::id::{IncidentId, Millis, PersonId, ReplicaKey, Run};
use incident::record::Record;
use incident::stream::Stream;
use journal::{Absorbed, Fit, Origin, SeriesEnd, given, hides, sift};
use sync::Cursor;
use tokio_postgres::{Row, types::ToSql};

use super::Postgres;
use super::rows::{self, DEVICES, INVITATIONS, MEMBERS, bytes, get, number};
use crate::invitation::{Earlier, Invitation, LetIn, OpenInvitation, Turn};
use crate::member::{Device, Member};
use crate::secret::Hashed;
use crate::store::group::Ran;
use crate::store::{Change, Job, StoreError};
use crate::waiting::{Ruling, Waiting, Why};

impl Postgres {
    /// Does jobs in one transaction.
    pub(super) fn run(&self, jobs: Vec<Job>) -> Ran {
        let mut each = Vec::with_capacity(jobs.len());
        let all = self.run_each(jobs, &mut each);
        Ran { each, all }
    }

    fn run_each(&self, jobs: Vec<Job>, each: &mut Vec<Result<(), StoreError>>) -> Result<(), StoreError> {
        let mut client = self.link.client()?;
        let tx = self.link.wait(async { Ok(client.transaction().await?) })?;
        let mut change = PgChange::begin(self, &tx)?;
        let begun = change.so_far.counted;
        let several = jobs.len() > 1;
        for job in jobs {
            if several {
                change.wait(async { Ok(tx.batch_execute("SAVEPOINT part").await?) })?;
            }
            let before = several.then(|| change.so_far.clone());
            match job(&mut change) {
                // With the connection, all of it is lost.
                Err(error) if error.is_outage() => return Err(error),
                Err(error) => {
                    each.push(Err(error));
                    // Alone, it takes the whole transaction with it.
                    let Some(before) = before else { return Ok(()) };
                    change.wait(async { Ok(tx.batch_execute("ROLLBACK TO part; RELEASE part").await?) })?;
                    change.so_far = before;
                }
                Ok(()) => {
                    each.push(Ok(()));
                    if several {
                        change.wait(async { Ok(tx.batch_execute("RELEASE part").await?) })?;
                    }
                }
            }
        }
        let SoFar { counted, records, .. } = change.so_far;
        self.link.wait(async {
            if counted != begun {
                let statement = tx
                    .prepare_cached(
                        "UPDATE workspaces SET position = $2, mark = $3, next_number = $4 WHERE workspace = $1",
                    )
                    .await?;
                let Counted { end, next_number } = counted;
                let position = end.position.cast_signed();
                tx.execute(
                    &statement,
                    &[&self.key(), &position, &end.mark.0, &next_number.cast_signed()],
                )
                .await?;
            }
            Ok(tx.commit().await?)
        })?;
        self.records.changed(begun.end, counted.end, records.into_values());
        if counted.end != begun.end {
            self.tell.notify_one();
        }
        Ok(())
    }
}

/// What the workspace's row says.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counted {
    end: Cursor,
    next_number: u64,
}

/// How far a series is held, and the number that stands for it.
#[derive(Clone, Copy)]
struct Held {
    id: i64,
    seq: u64,
    hash: EntryHash,
}

pub(super) struct PgChange<'a> {
    pub(super) store: &'a Postgres,
    tx: &'a Transaction<'a>,
    so_far: SoFar,
}

/// What a transaction knows, with what it has changed itself.
#[derive(Clone)]
struct SoFar {
    counted: Counted,
    /// Of the streams that were asked for, as they are by now.
    held: HashMap<Stream, BTreeMap<Series, Held>>,
    records: HashMap<Stream, Arc<Record>>,
}

impl<'a> PgChange<'a> {
    /// Waits for our turn, and looks at where the log ends.
    fn begin(store: &'a Postgres, tx: &'a Transaction<'a>) -> Result<Self, StoreError> {
        let counted = store.link.wait(async {
            let sql = "SELECT position, mark, next_number FROM workspaces WHERE workspace = $1 FOR UPDATE";
            let row = store.scope.first(tx, sql, &[&store.key()]).await?;
            let end = rows::cursor(&row)?;
            store.records.catch_up(tx, store.workspace, end).await?;
            Ok(Counted { end, next_number: number(&row, 2)? })
        })?;
        let so_far = SoFar { counted, held: HashMap::new(), records: HashMap::new() };
        Ok(Self { store, tx, so_far })
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.store.link.wait(work)
    }

    pub(super) fn query(&self, sql: &str, words: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.wait(async { Ok(self.tx.query(&self.tx.prepare_cached(sql).await?, words).await?) })
    }

    pub(super) fn execute(&self, sql: &str, words: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        self.wait(async {
            self.tx.execute(&self.tx.prepare_cached(sql).await?, words).await?;
            Ok(())
        })
    }

    /// How far the series of a stream are held.
    fn held(&mut self, stream: Stream) -> Result<&mut BTreeMap<Series, Held>, StoreError> {
        if !self.so_far.held.contains_key(&stream) {
            let sql =
                "SELECT stream, replica, run, seq, hash, id FROM series WHERE workspace = $1 AND stream = $2";
            let mut held = BTreeMap::new();
            for row in self.query(sql, &[&self.store.key(), &stream.to_bytes()])? {
                let SeriesEnd { series, seq, hash } = rows::end(&row)?;
                held.insert(series, Held { id: get(&row, 5)?, seq, hash });
            }
            self.so_far.held.insert(stream, held);
        }
        Ok(self.so_far.held.entry(stream).or_default())
    }

    /// Keeps new entries, at the end of the log.
    fn insert(&mut self, fits: &[Fit]) -> Result<(), StoreError> {
        let (mut log, mut names) = (Columns::default(), Names::default());
        for Fit { entries, record } in fits {
            for (series, entries) in entries {
                let first = self.so_far.counted.end.position + 1;
                let known = self.held(series.stream)?.get(series).map(|held| held.id);
                let id = known.unwrap_or(first.cast_signed());
                for (entry, hash) in entries {
                    let Cursor { position, mark } = self.so_far.counted.end;
                    self.so_far.counted.end = Cursor { position: position + 1, mark: mark.next(hash) };
                    let hidden = record.fact(hash.reference()).is_some_and(|fact| fact.redacted_by.is_some());
                    log.push(self.so_far.counted.end, id, entry, hash, hidden);
                }
                if let Some((last, hash)) = entries.last() {
                    let held = Held { id, seq: last.head.seq, hash: *hash };
                    names.push(series, &held);
                    self.held(series.stream)?.insert(*series, held);
                }
            }
        }
        self.wait(async {
            try_join(log.insert(self.tx, &self.store.key()), names.insert(self.tx, &self.store.key()))
                .await?;
            Ok(())
        })
    }

    /// Keeps which numbers an incident was given.
    fn keep_numbers(&self, record: &Record, numbers: impl Iterator<Item = u64>) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO numbers (workspace, number, stream) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        for number in numbers.filter_map(|number| i64::try_from(number).ok()) {
            self.execute(sql, &[&self.store.key(), &number, &record.stream().to_bytes()])?;
        }
        Ok(())
    }

    /// Drops the texts that a record's redactions hide.
    fn drop_hidden(&mut self, record: &Record) -> Result<(), StoreError> {
        let (mut ids, mut seqs) = (Vec::new(), Vec::new());
        let held = self.held(record.stream())?;
        for fact in record.facts().iter().filter(|fact| fact.redacted_by.is_some()) {
            let series = Series { stream: record.stream(), replica: fact.replica, run: fact.run };
            if let Some(held) = held.get(&series) {
                ids.push(held.id);
                seqs.push(fact.seq.cast_signed());
            }
        }
        self.execute(
            "UPDATE entries e SET body = NULL FROM unnest($2::bigint[], $3::bigint[]) AS hidden (series, seq)
             WHERE e.workspace = $1 AND e.series = hidden.series AND e.seq = hidden.seq AND e.body IS NOT NULL",
            &[&self.store.key(), &ids, &seqs],
        )
    }
}

impl Change for PgChange<'_> {
    fn record(&mut self, stream: Stream) -> Result<Arc<Record>, StoreError> {
        if let Some(record) = self.so_far.records.get(&stream) {
            return Ok(Arc::clone(record));
        }
        let record = if self.held(stream)?.is_empty() {
            Arc::new(Record::fold(stream, []))
        } else {
            self.wait(self.store.records.get(self.tx, self.store.workspace, stream))?
        };
        self.so_far.records.insert(stream, Arc::clone(&record));
        Ok(record)
    }

    fn end(&mut self, series: &Series) -> Result<Option<SeriesEnd>, StoreError> {
        let held = self.held(series.stream)?.get(series);
        Ok(held.map(|held| SeriesEnd { series: *series, seq: held.seq, hash: held.hash }))
    }

    fn absorb_of(&mut self, origin: Origin, entries: Vec<Entry>) -> Result<Absorbed, StoreError> {
        let (absorbed, fits) = sift(self.store.workspace, entries, origin, self)?;
        if fits.is_empty() {
            return Ok(absorbed);
        }
        self.insert(&fits)?;
        for Fit { entries, record } in fits {
            let hiding = entries.values().flatten().any(|(_, hash)| {
                let fact = record.fact(hash.reference());
                fact.is_some_and(|fact| fact.event.as_ref().is_some_and(hides))
            });
            if hiding {
                self.drop_hidden(&record)?;
            }
            if record.incident_id().is_some() {
                self.keep_numbers(&record, given(&record, entries.values().flatten()))?;
            }
            self.so_far.records.insert(record.stream(), Arc::new(record));
        }
        Ok(absorbed)
    }

    fn cursor(&mut self) -> Result<Cursor, StoreError> {
        Ok(self.so_far.counted.end)
    }

    fn numbered(&mut self, number: u64) -> Result<Vec<Stream>, StoreError> {
        // One that is too large for the table is in no row of it.
        let number = i64::try_from(number).unwrap_or(-1);
        let sql = "SELECT stream FROM numbers WHERE workspace = $1 AND number = $2 ORDER BY stream";
        let rows = self.query(sql, &[&self.store.key(), &number])?;
        rows.iter().map(|row| Ok(Stream::from_bytes(bytes(row, 0)?))).collect()
    }

    fn next_number(&mut self) -> Result<u64, StoreError> {
        Ok(self.so_far.counted.next_number)
    }

    fn set_next_number(&mut self, next: u64) -> Result<(), StoreError> {
        self.so_far.counted.next_number = next;
        Ok(())
    }

    fn earlier_hubs(&mut self) -> Result<Vec<ReplicaKey>, StoreError> {
        let sql =
            "SELECT hub FROM earlier_hubs e WHERE workspace = $1 AND NOT EXISTS (SELECT FROM withdrawn_hubs w
                   WHERE w.workspace = $1 AND w.hub = e.hub) ORDER BY hub";
        self.query(sql, &[&self.store.key()])?.iter().map(|row| Ok(ReplicaKey(bytes(row, 0)?))).collect()
    }

    fn remember_hubs(&mut self, hubs: &[ReplicaKey]) -> Result<(), StoreError> {
        let sql = "INSERT INTO earlier_hubs (workspace, hub) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        for hub in hubs {
            self.query(sql, &[&self.store.key(), &hub.0])?;
        }
        Ok(())
    }

    fn waiting(&mut self, series: &Series) -> Result<Option<(Waiting, Option<Ruling>)>, StoreError> {
        self.waiting_of(series)
    }

    fn let_wait(
        &mut self,
        series: &Series,
        numbers: (u64, u64),
        why: Why,
        now: Millis,
    ) -> Result<(), StoreError> {
        self.note_waiting(series, numbers, why, now)
    }

    fn note_unsent(&mut self, incident: IncidentId, unsent: bool) -> Result<(), StoreError> {
        self.keep_unsent(incident, unsent)
    }

    fn has_turn(&mut self, run: Run) -> Result<bool, StoreError> {
        self.turn_is_of(run)
    }

    fn device_of(&mut self, replica: ReplicaKey) -> Result<Option<Device>, StoreError> {
        let sql = format!("{DEVICES} AND d.replica = $2");
        self.query(&sql, &[&self.store.key(), &replica.0])?.first().map(rows::device).transpose()
    }

    fn invitation(&mut self, code: &Hashed) -> Result<Option<(Invitation, Turn)>, StoreError> {
        let sql = format!("{INVITATIONS} AND code = $2");
        let Some(row) = self.query(&sql, &[&self.store.key(), &code.0])?.pop() else { return Ok(None) };
        let OpenInvitation { turn, invitation } = rows::open_invitation(&row)?;
        Ok(Hashed(bytes(&row, 8)?).is(code).then_some((invitation, turn)))
    }

    fn earlier(&mut self, replica: ReplicaKey) -> Result<Option<Earlier>, StoreError> {
        let sql = "SELECT d.person, d.invitation, greatest(d.revoked_turn, m.revoked_turn)
                   FROM devices d JOIN members m ON (m.workspace, m.person) = (d.workspace, d.person)
                   WHERE d.workspace = $1 AND d.replica = $2";
        let Some(row) = self.query(sql, &[&self.store.key(), &replica.0])?.pop() else { return Ok(None) };
        Ok(Some(Earlier {
            person: PersonId(bytes(&row, 0)?),
            invitation: Hashed(bytes(&row, 1)?),
            revoked: get::<Option<i64>>(&row, 2)?.map(Turn),
        }))
    }

    fn member(&mut self, person: PersonId) -> Result<Option<Member>, StoreError> {
        let sql = format!("{MEMBERS} AND person = $2");
        self.query(&sql, &[&self.store.key(), &person.0])?.first().map(rows::member).transpose()
    }

    fn let_in(&mut self, who: &LetIn) -> Result<(), StoreError> {
        let LetIn { person, name, role, replica, device, token, code, uses, now } = who;
        let key = self.store.key();
        self.execute(
            "INSERT INTO members (workspace, person, name, role, joined_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (workspace, person) DO UPDATE
             SET role = excluded.role, revoked_at = NULL, revoked_turn = NULL",
            &[&key, &person.0, name, &role.to_string(), &now.0],
        )?;
        // Whoever is here has the workspace's row, so nobody else counts at the same time.
        self.execute(
            "INSERT INTO devices (workspace, id, person, replica, name, token, invitation, joined_at)
             SELECT $1, coalesce(max(id), 0) + 1, $2, $3, $4, $5, $6, $7 FROM devices WHERE workspace = $1
             ON CONFLICT (workspace, replica) DO UPDATE
             SET name = excluded.name, token = excluded.token, invitation = excluded.invitation, revoked_at = NULL,
                 revoked_turn = NULL",
            &[&key, &person.0, &replica.0, device, &token.0, &code.0, &now.0],
        )?;
        self.execute(
            "UPDATE invitations SET uses = uses - $3 WHERE workspace = $1 AND code = $2",
            &[&key, &code.0, &i64::from(*uses)],
        )?;
        self.execute("DELETE FROM waiting WHERE workspace = $1 AND replica = $2", &[&key, &replica.0])
    }
}

/// Rows for `entries`, column by column, so that one statement inserts them all.
#[derive(Default)]
struct Columns<'a> {
    position: Vec<i64>,
    series: Vec<i64>,
    seq: Vec<i64>,
    stamp: Vec<i64>,
    v: Vec<i32>,
    flags: Vec<i32>,
    recorded_at: Vec<i64>,
    body_sha256: Vec<[u8; 32]>,
    hash: Vec<[u8; 32]>,
    mark: Vec<[u8; 8]>,
    signature: Vec<Option<[u8; 64]>>,
    body: Vec<Option<&'a [u8]>>,
}

impl<'a> Columns<'a> {
    fn push(&mut self, at: Cursor, series: i64, entry: &'a Entry, hash: &EntryHash, hidden: bool) {
        let head = &entry.head;
        self.position.push(at.position.cast_signed());
        self.series.push(series);
        self.seq.push(head.seq.cast_signed());
        self.stamp.push(head.stamp.cast_signed());
        self.v.push(head.v.into());
        self.flags.push(head.flags.into());
        self.recorded_at.push(head.recorded_at.0);
        self.body_sha256.push(entry.body.digest());
        self.hash.push(hash.0);
        self.mark.push(at.mark.0);
        self.signature.push(entry.signature);
        self.body.push(match &entry.body {
            BodyBytes::Whole(bytes) if !hidden => Some(bytes),
            _ => None,
        });
    }

    async fn insert(&self, tx: &Transaction<'_>, key: &[u8; 32]) -> Result<(), StoreError> {
        let sql = "INSERT INTO entries (workspace, position, series, seq, stamp, v, flags, recorded_at, body_sha256,
                       hash, mark, signature, body)
                   SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::integer[],
                       $7::integer[], $8::bigint[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[], $13::bytea[])";
        let words: [&(dyn ToSql + Sync); 13] = [
            key,
            &self.position,
            &self.series,
            &self.seq,
            &self.stamp,
            &self.v,
            &self.flags,
            &self.recorded_at,
            &self.body_sha256,
            &self.hash,
            &self.mark,
            &self.signature,
            &self.body,
        ];
        tx.execute(&tx.prepare_cached(sql).await?, &words).await?;
        Ok(())
    }
}

/// Rows for `series`.
#[derive(Default)]
struct Names {
    id: Vec<i64>,
    stream: Vec<[u8; Stream::WIDTH]>,
    replica: Vec<[u8; 32]>,
    run: Vec<[u8; 8]>,
    seq: Vec<i64>,
    hash: Vec<[u8; 32]>,
}

impl Names {
    fn push(&mut self, series: &Series, held: &Held) {
        self.id.push(held.id);
        self.stream.push(series.stream.to_bytes());
        self.replica.push(series.replica.0);
        self.run.push(series.run.0);
        self.seq.push(held.seq.cast_signed());
        self.hash.push(held.hash.0);
    }

    async fn insert(&self, tx: &Transaction<'_>, key: &[u8; 32]) -> Result<(), StoreError> {
        let sql = "INSERT INTO series (workspace, id, stream, replica, run, seq, hash)
                   SELECT $1, * FROM unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bigint[], $7::bytea[])
                   ON CONFLICT (workspace, stream, replica, run) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";
        let words: [&(dyn ToSql + Sync); 7] =
            [key, &self.id, &self.stream, &self.replica, &self.run, &self.seq, &self.hash];
        tx.execute(&tx.prepare_cached(sql).await?, &words).await?;
        Ok(())
    }
}
