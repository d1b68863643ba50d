//! The desk that is open now, and the way to another one: of the workspaces on a laptop one is open at a time.

use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::park_timeout;
use std::time::{Duration, Instant};

use incident::id::WorkspaceId;

use super::{Desk, Signal};
use crate::failure::Failure;
use crate::views::Joined;

/// How long a workspace that was left a moment ago may take to close its file.
const CLOSING: Duration = Duration::from_secs(5);
const PACE: Duration = Duration::from_millis(20);

/// What runs beside a desk for as long as it is there.
type Attend = fn(&Arc<Desk>);

/// Where one sits down: at the desk that is open at the moment.
pub struct Workplace {
    desk: RwLock<Arc<Desk>>,
    attend: OnceLock<Attend>,
    /// One change at a time.
    changing: Mutex<()>,
}

/// A desk for as long as one thing is done at it, which may lead to another desk.
pub struct Seat {
    workplace: Arc<Workplace>,
    desk: Arc<Desk>,
}

impl Workplace {
    /// With this desk to begin with.
    #[must_use]
    pub fn of(desk: Arc<Desk>) -> Arc<Self> {
        Arc::new(Self { desk: RwLock::new(desk), attend: OnceLock::new(), changing: Mutex::default() })
    }

    /// The desk that is open now. Whoever keeps it keeps its file open.
    #[must_use]
    pub fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sits down at it.
    #[must_use]
    pub fn seat(self: &Arc<Self>) -> Seat {
        Seat { workplace: Arc::clone(self), desk: self.desk() }
    }

    /// Lets something run beside the desk of now and every later one. It holds none of them: a desk that was left must
    /// be able to go.
    pub fn attend(&self, attend: Attend) {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.attend.set(attend).is_ok() {
            attend(&self.desk());
        }
    }

    /// Leaves the desk for that of another workspace. Whoever listens to the one hears the other from now on; what was
    /// begun at the one is finished there, and then its file is closed.
    fn change(&self, workspace: WorkspaceId) -> Result<(), Failure> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.desk();
        if left.workspace() == workspace {
            return Ok(());
        }
        let begun = Instant::now();
        let next = loop {
            match left.beside(workspace) {
                Err(failure) if failure.code == "busy" && begun.elapsed() < CLOSING => park_timeout(PACE),
                opened => break Arc::new(opened?),
            }
        };
        left.stop_sending();
        left.rest();
        *self.desk.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        drop(left);
        if let Some(attend) = self.attend.get() {
            attend(&next);
        }
        next.tell(Signal::Switched);
        Ok(())
    }
}

impl Seat {
    /// Opens another workspace of this laptop in the place of this one.
    pub fn open_workspace(&self, workspace: WorkspaceId) -> Result<(), Failure> {
        self.desk.has_workspace(workspace)?;
        self.workplace.change(workspace)
    }

    /// Joins the hub of an invitation, and opens its workspace where it is another one.
    pub fn join(&self, link: String, name: Option<String>) -> Result<Joined, Failure> {
        self.go_on_at(self.desk.join(link, name)?)
    }

    /// Joins it also where nothing shows that it is this workspace's hub.
    pub fn take_over(&self, link: String, name: Option<String>) -> Result<Joined, Failure> {
        self.go_on_at(self.desk.take_over(link, name)?)
    }

    fn go_on_at(&self, joined: Joined) -> Result<Joined, Failure> {
        let Some(elsewhere) = joined.elsewhere else { return Ok(joined) };
        match self.workplace.change(elsewhere) {
            Ok(()) => Ok(Joined { restart: false, ..joined }),
            // It was joined, and the next start opens it.
            Err(failure) => {
                tracing::error!(%failure, "a workspace that was joined cannot be opened yet");
                Ok(joined)
            }
        }
    }
}

impl Deref for Seat {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}
