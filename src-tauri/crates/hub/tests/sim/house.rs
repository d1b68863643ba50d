//! The hub of a simulated world: the real router over real files, asked without a socket.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http;
use ed25519_dalek::SigningKey;
use futures_util::StreamExt;
use hub::{Clock, Device, Hub, Invited, Place, Role, adopt, adoption_code, back_up, members, router};
use incident::id::{PersonId, ReplicaKey, Run};
use sync::Page;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::clock::Watch;
use crate::dice::Dice;
use crate::disk::Disk;
use crate::network::{Answer, Request};
use crate::power::{self, Flushed};

/// The secret with which the founder joins.
pub(crate) const SECRET: [u8; 16] = [5; 16];

pub(crate) struct House {
    pub place: Place,
    pub watch: Watch,
    key: SigningKey,
    /// One thread does what waits for the disk, so that things happen in one order.
    runtime: Runtime,
    app: Option<Router>,
    _stop: Option<watch::Sender<bool>>,
}

impl House {
    /// A hub that has taken a founder's workspace over.
    pub(crate) fn new(
        disk: &mut Disk,
        watch: Watch,
        founder: &SigningKey,
        key: SigningKey,
        run: Run,
    ) -> Self {
        let runtime = Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
        let place = Place::new(disk.folder());
        let mut house = Self { place, watch, key, runtime, app: None, _stop: None };
        house.found(disk.folder(), founder);
        house.start(run);
        house
    }

    /// Begins anew in an empty folder, under the same key: an operator keeps a copy of it.
    pub(crate) fn found(&mut self, folder: PathBuf, founder: &SigningKey) {
        self.place = Place::new(folder);
        adopt(&self.place, &adoption_code(founder, &SECRET), self.watch.now()).unwrap();
        std::fs::write(self.place.key(), self.key.to_bytes()).unwrap();
    }

    pub(crate) fn key(&self) -> ReplicaKey {
        ReplicaKey(self.key.verifying_key().to_bytes())
    }

    pub(crate) fn is_up(&self) -> bool {
        self.app.is_some()
    }

    pub(crate) fn start(&mut self, run: Run) {
        let clock = self.watch.clone();
        let hub = Hub::open(&self.place).unwrap().with(Clock::new(move || clock.now()), run);
        let (stop, stopped) = watch::channel(false);
        self.app = Some(router(Arc::new(hub), stopped));
        self._stop = Some(stop);
    }

    /// Ends in good order. Whoever listens has been cut off before.
    pub(crate) fn stop(&mut self) {
        (self.app, self._stop) = (None, None);
    }

    /// Ends without a word: what is in the files is all there is.
    pub(crate) fn crash(&mut self, disk: &mut Disk) {
        let left = disk.copy(self.place.folder());
        self.stop();
        self.place = Place::new(left);
    }

    /// What of its files is on the disk whatever happens. The log is written first, and then the members.
    pub(crate) fn flushed(&self) -> [Flushed; 2] {
        [self.place.journal(), self.place.members()].map(Flushed::of)
    }

    /// Loses its power while it writes: of what was written since, only a part has reached the disk.
    pub(crate) fn lose_power(&mut self, disk: &mut Disk, flushed: &[Flushed; 2], dice: &mut Dice) {
        let ends = power::stop(flushed, dice);
        self.crash(disk);
        power::take_away(self.place.folder(), flushed, &ends);
    }

    /// Answers one request to its end; none where nobody is there.
    pub(crate) fn answer(&self, request: &Request) -> Option<Answer> {
        let asked = self.request(request);
        let app = self.app.clone()?;
        Some(self.runtime.block_on(async {
            let response = app.oneshot(asked).await.unwrap();
            let status = response.status().as_u16();
            (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
        }))
    }

    /// Opens an ear at the hub; the status where it is refused.
    pub(crate) fn listen(&self, request: &Request) -> Option<Result<Ear, u16>> {
        let asked = self.request(request);
        let app = self.app.clone()?;
        let response = self.runtime.block_on(async { app.oneshot(asked).await.unwrap() });
        let status = response.status().as_u16();
        let ear = || Ear { told: response.into_body().into_data_stream(), heard: Vec::new() };
        Some(if status == 200 { Ok(ear()) } else { Err(status) })
    }

    fn request(&self, request: &Request) -> http::Request<Body> {
        let Request { method, path, token, body, .. } = request;
        let asked = http::Request::builder().method(*method).uri(path);
        asked.header("authorization", format!("Bearer {token}")).body(Body::from(body.clone())).unwrap()
    }

    /// Every page that the hub has for an ear by now. A stream that has ended is none.
    pub(crate) fn pump(&self, ear: &mut Ear) -> Option<Vec<Page>> {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        self.runtime.block_on(async {
            loop {
                match ear.told.poll_next_unpin(&mut Context::from_waker(&waker)) {
                    Poll::Ready(Some(piece)) => ear.heard.extend_from_slice(&piece.ok()?),
                    Poll::Ready(None) => return None,
                    Poll::Pending => {
                        // Behind whatever the hub still does on its one thread.
                        tokio::task::spawn_blocking(|| ()).await.unwrap();
                        if !woken.0.swap(false, Ordering::SeqCst) {
                            return Some(ear.pages());
                        }
                    }
                }
            }
        })
    }

    /// An invitation, as an operator makes it while the hub serves or not.
    pub(crate) fn invite(&self, role: Role, person: Option<PersonId>) -> String {
        let members = members(&self.place).unwrap();
        Invited::new(&*members, role, 1, 1, person, self.watch.now()).unwrap().code
    }

    /// Whether the hub takes what this laptop writes.
    pub(crate) fn welcomes(&self, replica: ReplicaKey) -> bool {
        self.device(replica).is_some_and(|device| device.revoked_at.is_none())
    }

    pub(crate) fn device(&self, replica: ReplicaKey) -> Option<Device> {
        let devices = members(&self.place).unwrap().devices().unwrap();
        devices.into_iter().find(|device| device.replica == replica)
    }

    pub(crate) fn back_up(&self, to: &Path) {
        back_up(&self.place, to).unwrap();
    }

    /// A hub of these files, which an operator has put back.
    pub(crate) fn put_back(&mut self, disk: &mut Disk, backup: &Path) {
        self.stop();
        let place = Place::new(disk.folder());
        std::fs::copy(backup, place.journal()).unwrap();
        std::fs::copy(backup.with_extension("sqlite.members"), place.members()).unwrap();
        std::fs::write(place.key(), self.key.to_bytes()).unwrap();
        self.place = place;
    }
}

/// An open stream of what the hub tells.
pub(crate) struct Ear {
    told: BodyDataStream,
    heard: Vec<u8>,
}

impl Ear {
    fn pages(&mut self) -> Vec<Page> {
        let mut pages = Vec::new();
        while let Some(end) = self.heard.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = self.heard.drain(..end + 2).collect();
            let text = String::from_utf8(event).unwrap();
            if text.contains("event: page") {
                let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
                pages.push(serde_json::from_str(data).unwrap());
            }
        }
        pages
    }
}

/// Remembers that somebody was woken.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}
