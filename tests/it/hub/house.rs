//! A hub that runs in this process and can be stopped and started, and laptops beside it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use allclear::desk::Desk;
use allclear::views::{SyncState, SyncView};
use hub::{Config, Invited, Limits, Members, Place, Role, Serving};
use incident::entry::Entry;
use incident::id::Millis;
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::place::{folder, open};
use crate::until::{PATIENCE, within};

/// A hub in a folder of its own, at one address for as long as the test lasts.
pub(super) struct House {
    folder: TempDir,
    address: SocketAddr,
    limits: Limits,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl House {
    /// The hub that takes over the workspace of a founder's laptop; it serves at once.
    pub(super) fn adopting(code: &str) -> Self {
        Self::adopting_with(code, Limits::default())
    }

    /// The same with other limits.
    pub(super) fn adopting_with(code: &str, limits: Limits) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut house = Self { folder: folder(), address, limits, running: None };
        hub::adopt(&house.place(), code, now()).expect("the workspace is taken over");
        house.serve();
        house
    }

    fn place(&self) -> Place {
        Place::new(self.folder.path().join("hub"))
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A link for one more laptop.
    pub(super) fn invitation(&self, role: Role) -> String {
        let members = self.members();
        Invited::new(&*members, role, 1, 1, None, now()).expect("an invitation").link(&self.url())
    }

    pub(super) fn members(&self) -> Box<dyn Members> {
        hub::members(&self.place()).expect("the members")
    }

    /// Has it take entries while it does not serve, as another laptop would push them.
    pub(super) fn takes(&self, entries: Vec<Entry>) {
        let store = hub::open(&self.place()).expect("the store opens");
        let absorbed = hub::change(&*store, move |change| change.absorb(entries)).expect("taken");
        assert_eq!(absorbed.refused, []);
    }

    /// Serves at the address that it had before.
    pub(super) fn serve(&mut self) {
        // Where it sends to in a test is on this computer.
        let (limits, own) = (self.limits.clone(), vec!["127.0.0.1".parse().expect("an address")]);
        let (place, config) =
            (self.place(), Config { listen: self.address, limits, own, ..Config::default() });
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let serving = Serving::open(&place, &config).await.expect("the hub opens");
                tell.send(serving.address()).expect("the test waits");
                let stop = async { drop(stopped.await) };
                serving.run(stop).await.expect("the hub ends in order");
            });
        });
        self.address = told.recv().expect("the hub serves");
        self.running = Some((stop, thread));
    }

    /// What one line of its metrics counts.
    pub(super) fn metric(&self, line: &str) -> u64 {
        let asked = async { reqwest::get(format!("{}/metrics", self.url())).await?.text().await };
        let text = tokio::runtime::Runtime::new().expect("a runtime").block_on(asked).expect("the metrics");
        let count = text.lines().find_map(|one| one.strip_prefix(line)).expect("the line");
        count.trim().parse().expect("a number")
    }

    pub(super) fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            thread.join().expect("the hub ended");
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop();
    }
}

pub(super) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Millis(i64::try_from(since.as_millis()).expect("before the end of time"))
}

/// A desk whose loop runs.
pub(super) fn laptop(folder: &Path) -> Arc<Desk> {
    let desk = Arc::new(open(folder));
    allclear::replicate::start(&desk).expect("the loop begins");
    desk
}

/// Waits until the chip says so. What it says instead is told where that is in vain.
pub(super) fn becomes(desk: &Desk, state: SyncState) -> SyncView {
    let mut last = None;
    let became = within(PATIENCE, || {
        let view = desk.sync().expect("the chip");
        let there = view.state == state;
        last = Some(view);
        there.then_some(())
    });
    let last = last.expect("it was asked");
    assert!(became.is_some(), "waited {PATIENCE:?} in vain for the chip to say {state:?}: {last:?}");
    last
}
