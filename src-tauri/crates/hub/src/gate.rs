//! How much anybody may ask, so that nobody slows the others down: by laptop once its token has proved good, by address
//! before that.
//!
//! What is counted here decides only who waits; who may do what is [`crate::authorize`]'s alone.

mod asking;
mod bucket;
mod crowd;
mod limits;

use std::future::ready;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use futures_util::future::poll_immediate;
use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::routes::LARGEST;
use crate::secret::Hashed;
use crate::store::SubscriberName;
use asking::Asking;
use bucket::Bucket;
use crowd::Crowd;

pub use limits::Limits;

/// From where a connection comes, as the socket says it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// How long a request waits for room in memory before it is sent away.
const ROOM: Duration = Duration::from_secs(5);
/// What is said where nothing can be foreseen.
const SOON: Duration = Duration::from_secs(1);
/// While one push of a laptop is taken, the next is read.
const READING: usize = 2;
/// In which pieces memory is counted.
const PIECE: usize = 1 << 10;

/// Why somebody has to come again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Too many requests.
    Requests,
    /// Too many entries.
    Entries,
    /// Too many requests at the same time.
    AtOnce,
    /// Too many open streams.
    Streams,
    /// All of the memory for bodies is taken.
    Memory,
    /// Too many connections.
    Connections,
    /// Too many wishes to hear of the public page.
    Subscriptions,
}

/// Every reason with its word in the metrics.
pub(crate) const REASONS: [(Why, &str); 7] = [
    (Why::Requests, "requests"),
    (Why::Entries, "entries"),
    (Why::AtOnce, "at_once"),
    (Why::Streams, "streams"),
    (Why::Memory, "memory"),
    (Why::Connections, "connections"),
    (Why::Subscriptions, "subscriptions"),
];

/// Come again after this long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Later {
    pub why: Why,
    pub after: Duration,
}

/// The counts of everybody.
pub(crate) struct Gate {
    limits: Limits,
    proxies: Vec<IpAddr>,
    /// By token, from the moment at which it proved good.
    laptops: Crowd<[u8; 32], Arc<Allowance>>,
    strangers: Crowd<IpAddr, Arc<Bucket>>,
    doors: Crowd<IpAddr, Arc<Door>>,
    asking: Asking,
    memory: Arc<Semaphore>,
    open: Arc<AtomicUsize>,
    sent_away: [AtomicU64; REASONS.len()],
}

/// What one laptop may still ask.
pub(crate) struct Allowance {
    requests: Bucket,
    entries: Bucket,
    at_once: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// How many of its pushes are read at the same time.
    reading: Semaphore,
    /// Held while it pushes: of everybody who waits for the log, each laptop is there once.
    pushing: Mutex<()>,
}

/// How often an address knocks, and how many of its connections are open.
struct Door {
    knocks: Bucket,
    open: Arc<AtomicUsize>,
}

/// A connection that counts for as long as it is held.
pub(crate) struct Inside(Vec<Arc<AtomicUsize>>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.iter().for_each(|count| {
            count.fetch_sub(1, Relaxed);
        });
    }
}

impl Gate {
    /// The gate of a hub behind these proxies.
    pub(crate) fn new(limits: Limits, proxies: Vec<IpAddr>) -> Self {
        // Less than the largest body would keep it out for ever.
        let memory = ((limits.body_memory_mib as usize) << 20).max(LARGEST) / PIECE;
        Self {
            limits,
            proxies,
            laptops: Crowd::default(),
            strangers: Crowd::default(),
            doors: Crowd::default(),
            asking: Asking::default(),
            memory: Arc::new(Semaphore::new(memory)),
            open: Arc::default(),
            sent_away: Default::default(),
        }
    }

    /// Lets a connection in. Those by way of a trusted proxy are bounded by their number alone.
    pub(crate) fn knock(&self, from: IpAddr, now: Instant) -> Result<Inside, Later> {
        let from = from.to_canonical();
        let mut held = Inside(Vec::new());
        let mut count = |open: &Arc<AtomicUsize>, most: u32| {
            open.fetch_add(1, Relaxed);
            held.0.push(Arc::clone(open));
            open.load(Relaxed) <= most as usize
        };
        let mut fits = count(&self.open, self.limits.connections);
        if !self.proxies.contains(&from) {
            let door = self.doors.one(network(from), now, || {
                Arc::new(Door {
                    knocks: Bucket::of(self.limits.connections_per_second),
                    open: Arc::default(),
                })
            });
            fits &= count(&door.open, self.limits.connections_per_address);
            fits &= door.knocks.take(1, now).is_ok();
        }
        if fits { Ok(held) } else { Err(self.later(Why::Connections, SOON)) }
    }

    /// One more request with a token that nothing is known of, or without one.
    pub(crate) fn stranger(&self, from: IpAddr, now: Instant) -> Result<(), Later> {
        let rate = self.limits.strangers_per_second;
        let bucket = self.strangers.one(network(from), now, || Arc::new(Bucket::of(rate)));
        bucket.take(1, now).map_err(|after| self.later(Why::Requests, after))
    }

    /// What the laptop with this token may still ask, if the token proved good before.
    pub(crate) fn known(&self, token: &Hashed) -> Option<Arc<Allowance>> {
        self.laptops.find(&token.0)
    }

    /// The same for a token that proved good just now.
    pub(crate) fn welcome(&self, token: &Hashed, now: Instant) -> Arc<Allowance> {
        self.laptops.one(token.0, now, || {
            Arc::new(Allowance {
                requests: Bucket::of(self.limits.requests_per_second),
                entries: Bucket::of(self.limits.entries_per_second),
                at_once: Arc::new(Semaphore::new(self.limits.requests_at_once as usize)),
                streams: Arc::new(Semaphore::new(self.limits.streams as usize)),
                reading: Semaphore::new(READING),
                pushing: Mutex::default(),
            })
        })
    }

    /// One more request of a laptop. It counts as one at the same time for as long as the answer is held.
    pub(crate) fn request(&self, of: &Allowance, now: Instant) -> Result<OwnedSemaphorePermit, Later> {
        let at_once = Arc::clone(&of.at_once).try_acquire_owned();
        let at_once = at_once.map_err(|_| self.later(Why::AtOnce, SOON))?;
        of.requests.take(1, now).map_err(|after| self.later(Why::Requests, after))?;
        Ok(at_once)
    }

    /// One more open stream of a laptop, for as long as the answer is held.
    pub(crate) fn stream(&self, of: &Allowance) -> Result<OwnedSemaphorePermit, Later> {
        Arc::clone(&of.streams).try_acquire_owned().map_err(|_| self.later(Why::Streams, SOON))
    }

    /// Waits until one more push of this laptop may be read, unless it has pushed too much.
    pub(crate) async fn push<'a>(&self, of: &'a Allowance) -> Result<Pushing<'a>, Later> {
        // Never closed, so there is always one to wait for.
        let reading = of.reading.acquire().await.map_err(|_| self.later(Why::AtOnce, SOON))?;
        // Asked before the body is read, which costs more than what is decided here.
        of.entries.take(0, Instant::now()).map_err(|after| self.later(Why::Entries, after))?;
        let mut turn: Turn<'a> = Box::pin(of.pushing.lock());
        // It has its place among the pushes of this laptop from now on, however long it takes to be read.
        if let Some(alone) = poll_immediate(turn.as_mut()).await {
            turn = Box::pin(ready(alone));
        }
        Ok(Pushing { of, turn, reading })
    }

    /// One more wish to hear of the public page: so many a minute from one address, and so many that nobody has confirmed.
    pub(crate) fn wish(&self, from: IpAddr, now: Instant) -> Result<(), Later> {
        let asked = self.asking.may(network(from), now, &self.limits);
        asked.map_err(|after| self.later(Why::Subscriptions, after))
    }

    /// Whoever wished it from there is asked under this name whether it was theirs.
    pub(crate) fn asked(&self, from: IpAddr, name: SubscriberName, now: Instant) {
        self.asking.asked(network(from), name, now);
    }

    /// That question is answered.
    pub(crate) fn answered(&self, name: SubscriberName) {
        self.asking.answered(name);
    }

    /// Room for a body of so many bytes, for as long as the answer is held.
    pub(crate) async fn room(&self, bytes: usize) -> Result<Room, Later> {
        let pieces = u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(u32::MAX);
        let room = tokio::time::timeout(ROOM, Arc::clone(&self.memory).acquire_many_owned(pieces)).await;
        room.ok().and_then(Result::ok).map(Room).ok_or_else(|| self.later(Why::Memory, SOON))
    }

    /// From which address a request comes: the last one that no trusted proxy has, read from the end, since everything
    /// before it is whatever somebody likes to say.
    pub(crate) fn origin<'a>(
        &self,
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> IpAddr {
        let mut from = peer.to_canonical();
        for word in forwarded.flat_map(|line| line.split(',')).collect::<Vec<_>>().into_iter().rev() {
            let trusted = self.proxies.contains(&from);
            let Some(before) = word.trim().parse::<IpAddr>().ok().filter(|_| trusted) else { break };
            from = before.to_canonical();
        }
        from
    }

    /// How often somebody was sent away for this reason.
    pub(crate) fn sent_away(&self, why: Why) -> u64 {
        self.sent_away[why as usize].load(Relaxed)
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Relaxed)
    }

    fn later(&self, why: Why, after: Duration) -> Later {
        self.sent_away[why as usize].fetch_add(1, Relaxed);
        Later { why, after }
    }
}

/// Room in memory, for as long as it is held.
pub(crate) struct Room(OwnedSemaphorePermit);

impl Room {
    /// Gives back what so many bytes do not take.
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        let spare = self.0.num_permits().saturating_sub(bytes.div_ceil(PIECE));
        drop(self.0.split(spare));
    }
}

/// A laptop's turn at the log.
pub(crate) struct Pushing<'a> {
    of: &'a Allowance,
    turn: Turn<'a>,
    reading: SemaphorePermit<'a>,
}

/// Comes when nothing else of a laptop is taken.
type Turn<'a> = Pin<Box<dyn Future<Output = MutexGuard<'a, ()>> + Send + 'a>>;

/// A laptop that is alone at the log, among its own pushes.
pub(crate) struct Alone<'a> {
    _turn: MutexGuard<'a, ()>,
    _reading: SemaphorePermit<'a>,
}

impl<'a> Pushing<'a> {
    /// So many entries came. They are taken now, and the next ones may have to wait for it.
    pub(crate) fn count(&self, entries: usize, now: Instant) {
        self.of.entries.owe(u32::try_from(entries).unwrap_or(u32::MAX), now);
    }

    /// Waits until nothing else of this laptop is taken, for as long as the answer is held.
    pub(crate) async fn alone(self) -> Alone<'a> {
        Alone { _turn: self.turn.await, _reading: self.reading }
    }
}

impl crowd::Idle for Arc<Allowance> {
    fn is_idle(&self, now: Instant) -> bool {
        Self::strong_count(self) == 1 && self.requests.is_full(now) && self.entries.is_full(now)
    }
}

impl crowd::Idle for Arc<Bucket> {
    fn is_idle(&self, now: Instant) -> bool {
        self.is_full(now)
    }
}

impl crowd::Idle for Arc<Door> {
    fn is_idle(&self, now: Instant) -> bool {
        self.open.load(Relaxed) == 0 && self.knocks.is_full(now)
    }
}

/// Whom an address belongs to: of the sixth version, everybody has a whole network of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        v4 => v4,
    }
}
