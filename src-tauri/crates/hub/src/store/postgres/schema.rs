//! The tables: numbered steps, each never edited once released.

use tokio_postgres::error::SqlState;

use super::link::Link;
use super::rows::get;
use crate::store::StoreError;

/// A new one is added at the end.
const MIGRATIONS: [&str; 10] = [
    include_str!("schema/0001_hub.sql"),
    include_str!("schema/0002_earlier_hubs.sql"),
    include_str!("schema/0003_numbers.sql"),
    include_str!("schema/0004_turns.sql"),
    include_str!("schema/0005_waiting.sql"),
    include_str!("schema/0006_makers.sql"),
    include_str!("schema/0007_sending.sql"),
    include_str!("schema/0008_public.sql"),
    include_str!("schema/0009_tries.sql"),
    include_str!("schema/0010_row_security.sql"),
];

/// Held while the tables are looked at and changed, so that hubs that start at once do not do it twice: `ALLC`, `HUB1`.
const TURN: i64 = i64::from_be_bytes(*b"ALLCHUB1");

/// How often it is tried again where hubs that serve meanwhile hold tables in another order.
const AGAIN: usize = 5;

/// A step is made for all workspaces, so the owner is held to none while it is made; nobody else sees the tables then. Another
/// schema of the same database may be another owner's.
const TO_ALL: &str = "DO $$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT polrelid FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
        WHERE polname = 'allclear_workspace' AND relnamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', guarded);
    END LOOP; END $$";

/// And afterwards to one again.
const TO_ONE: &str = "DO $$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT polrelid FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
        WHERE polname = 'allclear_workspace' AND relnamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    END LOOP; END $$";

/// Brings the tables up to this version's format.
///
/// # Errors
/// [`StoreError::NewerDatabase`]; a database that refuses.
pub(super) fn migrate(link: &Link) -> Result<(), StoreError> {
    let mut tries = 0;
    loop {
        match migrate_once(link) {
            Err(StoreError::Postgres(error))
                if error.code() == Some(&SqlState::T_R_DEADLOCK_DETECTED) && tries < AGAIN =>
            {
                tries += 1;
            }
            done => return done,
        }
    }
}

fn migrate_once(link: &Link) -> Result<(), StoreError> {
    let known = MIGRATIONS.len();
    let mut client = link.client()?;
    link.wait(async {
        // Without a lock first: mostly there is nothing to do, and a hub whose role may not change tables can serve.
        match client.query_one("SELECT max(number) FROM formats", &[]).await {
            Ok(row) if get::<i32>(&row, 0)?.cast_unsigned() as usize == known => return Ok(()),
            Err(error) if error.code() != Some(&SqlState::UNDEFINED_TABLE) => return Err(error.into()),
            _ => {}
        }
        let tx = client.transaction().await?;
        tx.batch_execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0").await?;
        tx.execute("SELECT pg_advisory_xact_lock($1)", &[&TURN]).await?;
        tx.batch_execute("CREATE TABLE IF NOT EXISTS formats (number INTEGER PRIMARY KEY)").await?;
        let row = tx.query_one("SELECT coalesce(max(number), 0) FROM formats", &[]).await?;
        let found = get::<i32>(&row, 0)?.cast_unsigned() as usize;
        if found > known {
            return Err(StoreError::NewerDatabase { found, known });
        }
        if found == known {
            // Another hub has done it while this one waited.
            return Ok(());
        }
        tx.batch_execute(TO_ALL).await?;
        for (number, sql) in (1_i32..).zip(MIGRATIONS).skip(found) {
            tx.batch_execute(sql).await?;
            tx.execute("INSERT INTO formats (number) VALUES ($1)", &[&number]).await?;
        }
        tx.batch_execute(TO_ONE).await?;
        Ok(tx.commit().await?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables that the steps make.
    fn tables() -> Vec<&'static str> {
        let made = MIGRATIONS.into_iter().flat_map(|step| step.split("CREATE TABLE ").skip(1));
        made.filter_map(|rest| rest.split_whitespace().next()).collect()
    }

    #[test]
    fn the_page_for_operators_names_every_table_that_is_to_be_distributed() {
        let page = include_str!("../../../README.md");
        let (_, listed) = page.split_once("still keep each in one place: distribute").unwrap();
        let (listed, _) = listed.split_once("by `workspace`").unwrap();
        let listed: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
        assert_eq!(listed, tables());
    }

    #[test]
    fn every_key_begins_with_the_workspace() {
        for key in MIGRATIONS.concat().split("PRIMARY KEY (").skip(1) {
            assert!(key.starts_with("workspace"), "{key:.40}");
        }
    }
}
