//! A PostgreSQL server of the test's own: real, empty, reached by a socket in a folder, and gone with the test.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hub::{Database, Place};
use tempfile::TempDir;
use tokio_postgres::SimpleQueryMessage;

use crate::house::Ground;

/// Who may not be root, by PostgreSQL's own rule.
const OWNER: &str = "postgres";

/// What PostgreSQL's own superuser makes of an empty cluster: hubs are no superusers, and own the database.
const ROLES: &str = "CREATE ROLE allclear LOGIN;\nALTER DATABASE postgres OWNER TO allclear;\n";

/// The key of a hub in its folder, the rest in a database.
pub(crate) struct InDatabase {
    pub folder: TempDir,
    pub cluster: Cluster,
}

impl Ground for InDatabase {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), cluster: Cluster::new() }
    }

    fn place(&self) -> Place {
        self.neighbour(self.folder.path())
    }

    fn neighbour(&self, folder: &Path) -> Place {
        Place::new(folder).with(Some(Database::new(self.cluster.address())))
    }
}

pub(crate) struct Cluster {
    folder: TempDir,
    server: Child,
    fsync: &'static str,
}

impl Cluster {
    /// One that flushes nothing: the machine does not lose power while the test runs.
    pub(crate) fn new() -> Self {
        Self::with("fsync=off")
    }

    /// One as an operator runs it.
    pub(crate) fn that_flushes() -> Self {
        Self::with("fsync=on")
    }

    fn with(fsync: &'static str) -> Self {
        let folder = folder();
        copy(&template(), &folder.path().join("data"));
        Self { server: start(folder.path(), fsync), folder, fsync }
    }

    /// Where it is, for a hub.
    pub(crate) fn address(&self) -> String {
        self.address_of("allclear")
    }

    /// The same for somebody else; `postgres` is who may do anything.
    pub(crate) fn address_of(&self, role: &str) -> String {
        format!("postgres://{role}@{}/postgres", self.folder.path().to_str().unwrap().replace('/', "%2F"))
    }

    /// Ends at once, as by a loss of power: what was not committed is gone.
    pub(crate) fn crash(&mut self) {
        let told = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.server.wait().unwrap();
    }

    /// Loses all its processes by a signal that none of them hears of.
    pub(crate) fn kill(&mut self) {
        let first = self.server.id().to_string();
        let signal = |name: &str, pid: &str| Command::new("kill").args(["-s", name, pid]).status().unwrap();
        // Stopped, it starts nothing anew while the others die.
        assert!(signal("STOP", &first).success());
        let others = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap();
        for pid in others.split_whitespace() {
            // It may have ended by itself.
            signal("KILL", pid);
        }
        assert!(signal("KILL", &first).success());
        self.server.wait().unwrap();
        // Memory that one of them still shares keeps the server from coming back.
        while others.split_whitespace().any(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok()) {
            std::thread::yield_now();
        }
    }

    /// Comes back after a crash.
    pub(crate) fn come_back(&mut self) {
        loop {
            match begin(self.folder.path(), self.fsync) {
                Ok(server) => return self.server = server,
                // A process that was being made when the first stopped has not ended yet.
                Err(said) if said.iter().any(|line| line.contains("is still in use")) => {}
                Err(said) => panic!("it does not start: {said:#?}"),
            }
        }
    }

    /// Says something to the server, beside the hub and as who may do anything.
    pub(crate) async fn says(&self, sql: &str) {
        self.says_as("postgres", sql).await.unwrap();
    }

    /// Says something to the server as this role, and gives what it answers in the first column.
    pub(crate) async fn says_as(&self, role: &str, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
        let (client, connection) =
            tokio_postgres::connect(&self.address_of(role), tokio_postgres::NoTls).await?;
        let served = tokio::spawn(connection);
        let said = client.simple_query(sql).await;
        drop(client);
        served.await.unwrap()?;
        let rows = said?.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        Ok(rows.collect())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.crash();
        }
    }
}

/// The newest PostgreSQL of this machine. A test that finds none fails: what it would show is not shown.
fn programs() -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|version| Some((version.file_name().to_str()?.parse::<u32>().ok()?, version.path())))
        .max();
    let bin = newest.map(|(_, path)| path.join("bin")).filter(|bin| bin.join("initdb").exists());
    bin.expect("PostgreSQL is not installed: apt-get install postgresql")
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// One of its programs, run as somebody who is not root, and ended when the test ends.
fn program(name: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=QUIT");
    if is_root() {
        command.args([&format!("--reuid={OWNER}"), &format!("--regid={OWNER}"), "--init-groups"]);
    }
    command.arg(programs().join(name)).current_dir("/");
    command
}

/// A folder that is theirs.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    if is_root() {
        assert!(Command::new("chown").arg(OWNER).arg(folder.path()).status().unwrap().success());
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// An empty cluster to copy from, made by the first test that needs one and kept with what was built.
fn template() -> PathBuf {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let version = programs().parent().unwrap().file_name().unwrap().to_owned();
    let made = built.join("postgresql-with-roles").join(version);
    fs::create_dir_all(made.parent().unwrap()).unwrap();
    let lock = File::create(built.join("postgresql.lock")).unwrap();
    lock.lock().unwrap();
    if !made.exists() {
        let folder = folder();
        let data = folder.path().join("data");
        let made_by = program("initdb")
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"])
            .args(["--wal-segsize=1", "--no-sync", "--no-instructions", "--pgdata"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made_by.status.success(), "{}", String::from_utf8_lossy(&made_by.stderr));
        let mut alone = program("postgres")
            .args(["--single", "-D"])
            .arg(&data)
            .arg("postgres")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        alone.stdin.take().unwrap().write_all(ROLES.as_bytes()).unwrap();
        assert!(alone.wait().unwrap().success());
        let partial = made.with_extension("partial");
        let _ = fs::remove_dir_all(&partial);
        copy(&data, &partial);
        fs::rename(&partial, &made).unwrap();
    }
    made
}

/// Starts the server and waits until it serves.
fn start(folder: &Path, fsync: &str) -> Child {
    begin(folder, fsync).unwrap_or_else(|said| panic!("it does not start: {said:#?}"))
}

/// The same, or what it said before it ended.
fn begin(folder: &Path, fsync: &str) -> Result<Child, Vec<String>> {
    let mut server = program("postgres")
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-c", "listen_addresses=", "-c", fsync, "-c", "shared_buffers=16MB"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    while !said.last().is_some_and(|line: &String| line.contains("ready to accept connections")) {
        let Some(line) = lines.next() else {
            server.wait().unwrap();
            return Err(said);
        };
        said.push(line.unwrap());
    }
    // Or it would stop once nobody reads what it says.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(server)
}
