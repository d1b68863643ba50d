//! The least that a hub and a laptop could be and still keep what they acknowledge: rows of bytes in SQLite with
//! `synchronous=FULL`, a server that commits a posted text and tells it to everybody, a client that commits it too.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::response::Sse;
use axum::response::sse::Event;
use axum::routing::{get, post};
use futures_util::Stream;
use futures_util::stream::unfold;
use incident::entry::Entry;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::sync::broadcast;

/// Rows of bytes.
pub(crate) struct Rows(Connection);

impl Rows {
    pub(crate) fn open(file: &Path) -> Self {
        let conn = Connection::open(file).unwrap();
        conn.pragma_update(None, "journal_mode", "WAL").unwrap();
        conn.pragma_update(None, "synchronous", "FULL").unwrap();
        conn.execute_batch(
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
             CREATE TABLE entries (id INTEGER PRIMARY KEY, series BLOB NOT NULL, seq INTEGER NOT NULL,
                 entry TEXT NOT NULL, UNIQUE (series, seq));",
        )
        .unwrap();
        Self(conn)
    }

    /// One commit.
    pub(crate) fn keep(&self, text: &str) {
        self.0.prepare_cached("INSERT INTO texts (text) VALUES (?1)").unwrap().execute([text]).unwrap();
    }

    /// Keeps what is not there yet, in one commit.
    pub(crate) fn keep_new(&mut self, entries: &[Box<RawValue>]) {
        let tx = self.0.transaction().unwrap();
        {
            let sql = "INSERT OR IGNORE INTO entries (series, seq, entry) VALUES (?1, ?2, ?3)";
            let mut insert = tx.prepare_cached(sql).unwrap();
            for raw in entries {
                let Entry { head, .. } = serde_json::from_str(raw.get()).unwrap();
                let series = [&head.stream.to_bytes()[..], &head.replica.0, &head.run.0].concat();
                insert.execute((series, head.seq.cast_signed(), raw.get())).unwrap();
            }
        }
        tx.commit().unwrap();
    }

    /// The next rows as they were kept.
    pub(crate) fn after(&self, id: i64, limit: usize) -> Batch {
        let sql = "SELECT id, entry FROM entries WHERE id > ?1 ORDER BY id LIMIT ?2";
        let mut statement = self.0.prepare_cached(sql).unwrap();
        let rows = statement.query_map((id, limit as i64), |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
        let mut last = id;
        let mut entries = Vec::new();
        for row in rows.unwrap() {
            let (id, entry) = row.unwrap();
            last = id;
            entries.push(RawValue::from_string(entry).unwrap());
        }
        Batch { entries, last }
    }

    pub(crate) fn count(&self) -> i64 {
        self.0.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap()
    }
}

/// Entries, and the row of the last.
#[derive(Serialize, Deserialize)]
pub(crate) struct Batch {
    pub entries: Vec<Box<RawValue>>,
    pub last: i64,
}

#[derive(Clone)]
struct Floor {
    rows: Arc<Mutex<Rows>>,
    told: broadcast::Sender<Arc<str>>,
}

#[derive(Deserialize)]
struct After {
    after: i64,
    limit: Option<usize>,
}

/// Serves until it is killed.
pub(crate) async fn serve(folder: &Path) {
    let rows = Arc::new(Mutex::new(Rows::open(&folder.join("floor.sqlite"))));
    let floor = Floor { rows, told: broadcast::channel(128).0 };
    let router = axum::Router::new()
        .route("/text", post(text))
        .route("/live", get(live))
        .route("/entries", post(push).get(pull))
        .layer(DefaultBodyLimit::disable())
        .with_state(floor);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}

async fn text(State(floor): State<Floor>, text: String) {
    let rows = Arc::clone(&floor.rows);
    let text: Arc<str> = text.into();
    let kept = Arc::clone(&text);
    tokio::task::spawn_blocking(move || rows.lock().unwrap().keep(&kept)).await.unwrap();
    let _ = floor.told.send(text);
}

async fn live(
    State(floor): State<Floor>,
) -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>>> {
    Sse::new(unfold(floor.told.subscribe(), |mut told| async move {
        let text = told.recv().await.ok()?;
        Some((Ok(Event::default().event("page").data(&*text)), told))
    }))
}

async fn push(State(floor): State<Floor>, Json(batch): Json<Batch>) {
    let work = move || floor.rows.lock().unwrap().keep_new(&batch.entries);
    tokio::task::spawn_blocking(work).await.unwrap();
}

async fn pull(State(floor): State<Floor>, Query(asked): Query<After>) -> Json<Batch> {
    let limit = asked.limit.unwrap_or(sync::FETCH_LIMIT);
    let work = move || floor.rows.lock().unwrap().after(asked.after, limit);
    Json(tokio::task::spawn_blocking(work).await.unwrap())
}
