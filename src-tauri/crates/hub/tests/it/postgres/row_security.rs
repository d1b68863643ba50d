//! The database's own row security: what keeps workspaces apart where a statement does not.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use hub::{Database, Place, found, open};
use incident::id::hex;
use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;

use super::formats::{earlier, steps};
use crate::cluster::{Cluster, InDatabase};
use crate::house::{Ground, NOW};
use crate::program::program;

/// Something in every table of a workspace.
fn rows(workspace: &str) -> String {
    let (w, id, key, run) = (
        format!("'\\x{workspace}'"),
        format!("'\\x{}'", "1a".repeat(16)),
        format!("'\\x{}'", "2b".repeat(32)),
        format!("'\\x{}'", "3c".repeat(8)),
    );
    let stream = format!("'\\x01{}'", "1a".repeat(16));
    format!(
        "INSERT INTO series VALUES ({w}, 1, {stream}, {key}, {run}, 1, {key});
         INSERT INTO entries VALUES ({w}, 1, 1, 1, 1, 1, 0, 0, {key}, {key}, {run}, NULL, 'a word');
         INSERT INTO members VALUES ({w}, {id}, 'Ana', 'admin', 0);
         INSERT INTO devices VALUES ({w}, 1, {id}, {key}, 'a laptop', {key}, {key}, 0);
         INSERT INTO invitations (workspace, code, role, uses, made_at, expires_at)
             VALUES ({w}, {key}, 'admin', 1, 0, 0);
         INSERT INTO earlier_hubs VALUES ({w}, {key});
         INSERT INTO numbers VALUES ({w}, 1, {stream});
         INSERT INTO waiting VALUES ({w}, 1, {stream}, {key}, {run}, 1, 1, 'leap', 0);
         INSERT INTO withdrawn_hubs VALUES ({w}, {key});
         INSERT INTO unsent VALUES ({w}, {id});
         INSERT INTO senders VALUES ({w}, {run}, now());
         INSERT INTO secrets VALUES ({w}, 'a', 'b', 'c');
         INSERT INTO reached VALUES ({w}, 'a', 'b');
         INSERT INTO pages VALUES ({w}, 'a', 'b');
         INSERT INTO subscribers VALUES ({w}, {id}, 'email', 'ana@example.org', false, 0);
         INSERT INTO told VALUES ({w}, 'a', {id}, true, 0);
         INSERT INTO tries VALUES ({w}, 'a', 'b');"
    )
}

/// Every table whose rows are of workspaces.
const TABLES: &str = "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND a.attname = 'workspace' ORDER BY c.relname";

/// Those of them that are not guarded from everybody, their owner included.
const OPEN: &str = "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND a.attname = 'workspace' AND NOT (c.relrowsecurity AND c.relforcerowsecurity
        AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'allclear_workspace'))";

fn place(cluster: &Cluster, folder: &std::path::Path, role: &str) -> Place {
    Place::new(folder).with(Some(Database::new(cluster.address_of(role))))
}

#[tokio::test]
async fn nobody_sees_or_writes_rows_of_another_workspace_whatever_the_statement_says() {
    let cluster = Cluster::new();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let workspaces: Vec<String> = [&one, &two]
        .map(|folder| {
            let place = place(&cluster, folder.path(), "allclear");
            found(&place, None, NOW).unwrap();
            hex(&open(&place).unwrap().workspace().0)
        })
        .into();
    cluster.says("DELETE FROM invitations").await;
    for workspace in &workspaces {
        cluster.says(&rows(workspace)).await;
    }
    let (his, hers) = (&workspaces[0], &workspaces[1]);
    let tables = cluster.says_as("postgres", TABLES).await.unwrap();
    assert_eq!(tables.len(), 18, "{tables:?}");
    assert_eq!(cluster.says_as("postgres", OPEN).await.unwrap(), [""; 0]);
    for table in &tables {
        // What is stolen lies in a table of the thief's own, and is to be brought in under another name.
        cluster.says(&format!("CREATE TABLE stolen AS SELECT * FROM {table} WHERE workspace = '\\x{his}'; GRANT ALL ON stolen TO allclear")).await;
        let says = async |words: &str| cluster.says_as("allclear", words).await;
        let as_her = async |words: &str| {
            says(&format!("BEGIN; SET LOCAL allclear.workspace = '{hers}'; {words}; COMMIT")).await
        };
        let count = format!("SELECT count(*) FROM {table}");
        assert_eq!(cluster.says_as("postgres", &count).await.unwrap(), ["2"], "{table}");
        let unsaid = says(&count).await.unwrap_err();
        assert_eq!(unsaid.code(), Some(&SqlState::CANNOT_CONNECT_NOW), "{table}: {unsaid}");
        let emptied = says(&format!("SET allclear.workspace = ''; {count}")).await.unwrap_err();
        assert_eq!(emptied.code(), Some(&SqlState::CANNOT_CONNECT_NOW), "{table}: {emptied}");
        assert_eq!(as_her(&count).await.unwrap(), ["1"], "{table}");
        let named = format!("{count} WHERE workspace = '\\x{his}'");
        assert_eq!(as_her(&named).await.unwrap(), ["0"], "{table}");
        for change in [format!("UPDATE {table} SET workspace = workspace"), format!("DELETE FROM {table}")] {
            let tried = format!("{change} WHERE workspace = '\\x{his}' RETURNING 'done'");
            assert_eq!(as_her(&tried).await.unwrap(), [""; 0], "{tried}");
        }
        for brought in [
            format!("INSERT INTO {table} SELECT * FROM stolen"),
            format!("INSERT INTO {table} SELECT * FROM stolen ON CONFLICT DO NOTHING"),
        ] {
            let refused = as_her(&brought).await.unwrap_err();
            assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{brought}: {refused}");
        }
        cluster.says("DROP TABLE stolen").await;
    }
    // Nor can a row of hers be made his.
    let given =
        format!("BEGIN; SET LOCAL allclear.workspace = '{hers}'; UPDATE tries SET workspace = '\\x{his}'");
    let refused = cluster.says_as("allclear", &given).await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{refused}");
    // By the key of her hub she finds her own row, and no other.
    let by_key = format!("BEGIN; SET LOCAL allclear.hub = '{hers}'; SELECT workspace FROM workspaces");
    assert_eq!(cluster.says_as("allclear", &by_key).await.unwrap(), [format!("\\x{hers}")]);
}

#[test]
fn a_hub_whose_role_passes_by_it_says_so_when_it_starts() {
    let ground = InDatabase::new();
    let (cluster, folder) = (&ground.cluster, ground.folder.path());
    found(&ground.place(), None, NOW).unwrap();
    let run = Runtime::new().unwrap();
    run.block_on(cluster.says(
        "CREATE ROLE passes LOGIN BYPASSRLS; GRANT ALL ON ALL TABLES IN SCHEMA public TO passes;
         CREATE ROLE serves LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO serves",
    ));
    for (role, passes) in [("allclear", false), ("serves", false), ("passes", true), ("postgres", true)] {
        let advice = open(&place(cluster, folder, role)).unwrap().advice().unwrap();
        assert_eq!(advice.is_some(), passes, "{role}: {advice:?}");
    }
    let address = cluster.address_of("postgres");
    let mut serving = program(folder, &["serve", "--listen", "127.0.0.1:0", "--database", &address])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(serving.stderr.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().contains("row security does not hold")), "it says nothing of it");
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn a_database_of_any_earlier_format_is_guarded_once_a_hub_has_started_and_holds_what_it_held() {
    let (ground, run) = (InDatabase::new(), Runtime::new().unwrap());
    // One that has a key.
    found(&ground.place(), None, NOW).unwrap();
    let workspace = open(&ground.place()).unwrap().workspace();
    for format in 1..steps().len() {
        run.block_on(ground.cluster.says(&earlier(workspace, format)));
        let store = open(&ground.place()).unwrap();
        assert_eq!(store.position().unwrap(), 7, "format {format}");
        assert_eq!(store.members().members().unwrap().len(), 1, "format {format}");
        let says = |sql| run.block_on(ground.cluster.says_as("postgres", sql)).unwrap();
        assert_eq!(says(OPEN), [""; 0], "format {format}");
        assert_eq!(says("SELECT count(*) FROM members"), ["2"], "format {format}");
    }
}
