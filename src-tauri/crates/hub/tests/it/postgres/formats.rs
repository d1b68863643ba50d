//! Databases that an earlier version has filled.

use hub::{Hashed, Invitation, Role, Turn, change, found, open};
use incident::event::Event;
use incident::id::{Millis, WorkspaceId, hex};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

use super::House;
use crate::cluster::{Cluster, InDatabase};
use crate::house::{Ground, NOW, until};
use crate::laptop::{Laptop, incident, note};

/// What the formats after the second have added, but for the row security: what a step does to rows it does to all of
/// them, though nobody says whose.
const BACK_TO_THE_SECOND: &str = "DROP TABLE numbers; DROP TABLE waiting; DROP TABLE withdrawn_hubs;
    DROP TABLE unsent; DROP TABLE senders; DROP TABLE secrets; DROP TABLE reached; DROP TABLE told; DROP TABLE subscribers; DROP TABLE pages;
    DROP TABLE tries;
    ALTER TABLE invitations DROP COLUMN maker; ALTER TABLE workspaces DROP COLUMN turn; ALTER TABLE invitations DROP COLUMN turn;
    ALTER TABLE members DROP COLUMN revoked_turn; ALTER TABLE devices DROP COLUMN revoked_turn;
    DELETE FROM formats WHERE number > 2";

#[test]
fn a_database_of_the_second_format_has_its_numbers_and_turns_filled_in() {
    let ground = House::ground();
    found(&ground.place(), None, NOW).unwrap();
    let store = open(&ground.place()).unwrap();
    let ana = Laptop::in_workspace(store.workspace(), "", "Ana");
    let numbered = |number| Event::Numbered { number, base: vec![] };
    let entries = [
        ana.write(incident(2), false, vec![numbered(7), note("\"numbered\" is a word \u{0}")]),
        ana.write(incident(1), false, vec![numbered(7), numbered(8), numbered(u64::MAX)]),
    ];
    change(&*store, move |change| change.absorb(entries.concat())).unwrap();
    let invitation = |made_at| Invitation {
        role: Role::Admin,
        uses: 1,
        made_at: Millis(made_at),
        expires_at: NOW,
        person: None,
        replica: None,
        maker: None,
    };
    let late = NOW.0 + 5;
    store.members().invite("before", &invitation(late)).unwrap();
    drop(store);
    Runtime::new().unwrap().block_on(ground.cluster.says(BACK_TO_THE_SECOND));

    let store = open(&ground.place()).unwrap();
    let of = |number| change(&*store, move |change| change.numbered(number)).unwrap();
    assert_eq!((of(7), of(8)), (vec![incident(1), incident(2)], vec![incident(1)]));
    store.members().invite("after", &invitation(3)).unwrap();
    let turn = |code: &'static str| {
        change(&*store, move |change| change.invitation(&Hashed::of(code))).unwrap().unwrap().1
    };
    assert_eq!((turn("before"), turn("after")), (Turn(late), Turn(late + 1)));
}

/// What each released format is made of.
pub(crate) fn steps() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/postgres/schema");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// What makes the tables anew as that format had them, with this workspace and another, and a member in each.
pub(crate) fn earlier(workspace: WorkspaceId, format: usize) -> String {
    let (steps, key) = (steps()[..format].concat(), hex(&workspace.0));
    format!(
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION allclear; SET ROLE allclear; {steps}
         CREATE TABLE formats (number INTEGER PRIMARY KEY); INSERT INTO formats SELECT generate_series(1, {format});
         INSERT INTO workspaces (workspace, hub, position) VALUES ('\\x{key}', '\\x{key}', 7), (sha256('a'), sha256('b'), 9);
         INSERT INTO members (workspace, person, name, role, joined_at)
             SELECT workspace, substring(workspace FOR 16), 'Ana', 'admin', 0 FROM workspaces"
    )
}

/// Whose next step changes `series`, `entries` and `members` in this order, among other tables.
const BEFORE_ROW_SECURITY: usize = 9;

/// A workspace in a database of that format.
async fn before_row_security() -> (InDatabase, WorkspaceId) {
    let ground = House::ground();
    found(&ground.place(), None, NOW).unwrap();
    let workspace = open(&ground.place()).unwrap().workspace();
    ground.cluster.says(&earlier(workspace, BEFORE_ROW_SECURITY)).await;
    (ground, workspace)
}

/// Somebody who has begun a transaction, and will not be the one that PostgreSQL ends to resolve a deadlock.
async fn holds(cluster: &Cluster, table: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(&cluster.address_of("postgres"), NoTls).await.unwrap();
    tokio::spawn(connection);
    let begins = format!("SET deadlock_timeout = '1h'; BEGIN; {}", locks(table));
    client.batch_execute(&begins).await.unwrap();
    client
}

/// As a hub that serves reads a table.
fn locks(table: &str) -> String {
    format!("LOCK TABLE {table} IN ACCESS SHARE MODE")
}

/// Until so many wait for a lock of this kind.
async fn wait(cluster: &Cluster, many: usize, kind: &str) {
    let sql = format!("SELECT 1 FROM pg_locks WHERE NOT granted AND {kind}");
    until(&format!("{many} wait for a lock: {kind}"), async || {
        let waiting = cluster.says_as("postgres", &sql).await.unwrap();
        (waiting.len() == many).then_some(())
    })
    .await;
}

#[tokio::test]
async fn hubs_of_a_workspace_that_start_at_once_on_an_earlier_format_change_it_once() {
    const HUBS: usize = 6;
    let (ground, workspace) = before_row_security().await;
    // Until all of them have found that there is something to do, nobody can do it.
    let keeps = holds(&ground.cluster, "series").await;
    let hubs: Vec<_> = (0..HUBS)
        .map(|_| {
            let place = ground.place();
            tokio::task::spawn_blocking(move || open(&place).unwrap().workspace())
        })
        .collect();
    wait(&ground.cluster, HUBS, "true").await;
    keeps.batch_execute("COMMIT").await.unwrap();
    for hub in hubs {
        assert_eq!(hub.await.unwrap(), workspace);
    }
    let formats = ground.cluster.says_as("postgres", "SELECT number FROM formats ORDER BY number").await;
    let each: Vec<_> = (1..=steps().len()).map(|number| number.to_string()).collect();
    assert_eq!(formats.unwrap(), each);
}

#[tokio::test]
async fn a_step_that_the_database_ends_to_resolve_a_deadlock_is_tried_again() {
    let (ground, _) = before_row_security().await;
    let cluster = &ground.cluster;
    // Who serves meanwhile has read `members` and reads `series` next; another keeps the step from going on from the one to
    // the other before that.
    let serves = holds(cluster, "members").await;
    let keeps = holds(cluster, "entries").await;
    let place = ground.place();
    let starts = tokio::task::spawn_blocking(move || open(&place).unwrap().position().unwrap());
    wait(cluster, 1, "relation = 'entries'::regclass").await;
    let reads =
        tokio::spawn(async move { serves.batch_execute(&format!("{}; COMMIT", locks("series"))).await });
    wait(cluster, 1, "relation = 'series'::regclass").await;
    keeps.batch_execute("COMMIT").await.unwrap();
    reads.await.unwrap().unwrap();
    assert_eq!(starts.await.unwrap(), 7);
    until("the database counts one deadlock", async || {
        let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        let deadlocks = cluster.says_as("postgres", sql).await.unwrap();
        (deadlocks == ["1"]).then_some(())
    })
    .await;
    let formats = cluster.says_as("postgres", "SELECT max(number) FROM formats").await.unwrap();
    assert_eq!(formats, [steps().len().to_string()]);
}
