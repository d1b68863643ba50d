//! Meeting the hub: a loop in the background that leaves this laptop and the hub with the same log, for as long as the
//! desk is there. It wakes on a change here, on what the hub tells, and on a timer.

mod address;
mod attend;
mod channels;
mod held;
mod http;
mod line;
mod live;
mod membership;
mod pace;
mod pages;
mod subscribers;
mod untrusted;

use std::sync::{Arc, Weak};
use std::time::Duration;

use journal::{HubPlace, Journal};
use sync::{Cursor, Mark, Page, Shows, Stopped, Sum, Unanswered, exchange, hear, offer, shows};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::desk::{Desk, HubAt, wall_clock};
use crate::failure::Failure;

pub use address::{HubAddress, Invitation, NoLink};
pub(crate) use channels::{HubChannel, HubState};
pub(crate) use held::{Held, Why};
pub(crate) use http::{About, HttpRemote, Join, NotDone, Welcome};
use line::Line;
use live::{Live, Told};
pub(crate) use membership::{Appoint, Device, Here, Invite, InviteLink, OpenInvitation, Present, Writing};
use pace::{Pace, Rest};
pub(crate) use subscribers::Subscriber;

/// How often the two are compared where nothing seems to happen.
const REGULARLY: Duration = Duration::from_secs(60);
/// How often a hub is asked again that has said no: only a person can change that.
const AFTER_NO: Duration = Duration::from_secs(60);

/// What the loop is rung for. Counts, so that nothing that rings while it is busy is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bell {
    /// Something was written here.
    pub written: u64,
    /// Somebody asked to try now, or another hub was chosen.
    pub asked: u64,
}

/// Meets the hub on a thread of its own until the desk is gone.
pub fn start(desk: &Arc<Desk>) -> std::io::Result<()> {
    let (bell, attending) = (desk.bell(), desk.attending());
    let desk = Arc::downgrade(desk);
    // The one beside the loop's own thread keeps connections going while that takes a page in.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    std::thread::Builder::new().name("replicate".to_owned()).spawn(move || {
        let mut gone = bell.clone();
        let line = || Line::new(bell.clone());
        let (present, asked, sends) = (line(), line(), line());
        runtime.block_on(async move {
            // An exchange under way is dropped with the desk: whatever it did until then is whole.
            tokio::select! {
                () = meet(&desk, bell) => {}
                () = attend::attend(&desk, present, attending) => {}
                () = held::look(&desk, asked) => {}
                () = channels::look(&desk, sends) => {}
                () = async { while gone.changed().await.is_ok() {} } => {}
            }
        });
    })?;
    Ok(())
}

/// Asks a hub something once, from a thread that may wait.
pub(crate) fn ask<T>(question: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        tracing::error!(%error, "no runtime to ask a hub");
        Failure::new(
            "hub",
            "This computer has no room for a connection. Close other programs, then try again.",
        )
    })?;
    Ok(runtime.block_on(question))
}

async fn meet(desk: &Weak<Desk>, mut bell: watch::Receiver<Bell>) {
    let mut pace = Pace::default();
    // Kept from one attempt to the next: the keychain is asked once, not whenever a hub does not answer.
    let mut meeting: Option<Meeting<'_>> = None;
    let (mut hub, mut begun) = (None, None);
    loop {
        let asked = bell.borrow_and_update().asked;
        let mut ended = None;
        if meeting.is_none() || begun != Some(asked) {
            let Some(desk_now) = desk.upgrade() else { return };
            hub = desk_now.hub_at();
            if let Some(left) = meeting.take().map(|meeting| meeting.hub).filter(|_| hub.is_none()) {
                desk_now.has_left(&left);
            }
            drop(desk_now);
            match hub.clone().map(|hub| Meeting::with(desk, hub)) {
                Some(Ok(new)) => meeting = Some(new),
                Some(Err(unanswered)) => ended = Some(Stopped::Unanswered(unanswered)),
                None => {}
            }
            begun = Some(asked);
        }
        if let Some(meeting) = &meeting {
            ended = Some(meeting.hold(&mut bell, asked, &mut pace).await);
        }
        let until = match &ended {
            None => None,
            Some(Stopped::Unanswered(
                Unanswered::Revoked | Unanswered::Unshown | Unanswered::Unknown | Unanswered::OtherWorkspace,
            )) => Some(AFTER_NO),
            Some(Stopped::Unanswered(Unanswered::Busy(after))) => Some(pace.next().max(*after)),
            Some(_) => Some(pace.next()),
        };
        // Whoever asked anew meanwhile does not want to hear how it was before.
        if bell.borrow().asked == asked
            && let (Some(hub), Some(ended)) = (&hub, ended)
        {
            let Some(desk) = desk.upgrade() else { return };
            desk.not_in_step(hub, &ended);
        }
        let until = until.map(|wait| Instant::now() + wait);
        tokio::select! {
            rung = bell.wait_for(|rung| rung.asked != asked) => match rung {
                Ok(_) => pace = Pace::default(),
                Err(_) => return,
            },
            () = async { match until { Some(until) => sleep_until(until).await, None => std::future::pending().await } } => {}
        }
    }
}

/// One hub, for as long as it answers.
struct Meeting<'a> {
    desk: &'a Weak<Desk>,
    hub: HubAt,
    remote: HttpRemote,
}

impl<'a> Meeting<'a> {
    fn with(desk: &'a Weak<Desk>, hub: HubAt) -> Result<Self, Unanswered> {
        let token = match desk.upgrade().map(|desk| desk.token(&hub)) {
            Some(Ok(Some(token))) => token,
            Some(Ok(None)) | None => return Err(Unanswered::Unshown),
            Some(Err(failure)) => return Err(Unanswered::Keyless(failure.message)),
        };
        let remote = HttpRemote::new(hub.address.clone(), token)?;
        Ok(Self { desk, hub, remote })
    }

    /// Goes on until something breaks, or somebody asks for something else; then too it gives why it ended.
    async fn hold(&self, bell: &mut watch::Receiver<Bell>, asked: u64, pace: &mut Pace) -> Stopped {
        loop {
            if let Err(stopped) = unless_asked(bell, asked, self.exchange()).await {
                return stopped;
            }
            let Err(stopped) = self.listen(bell, asked, pace).await else { continue };
            match Rest::after(&stopped, pace) {
                Some(Rest::UntilRung(wait)) => {
                    let _rung_or_waited = timeout(wait, bell.changed()).await;
                }
                Some(Rest::UntilAsked(wait)) => {
                    let _asked_or_waited = timeout(wait, bell.wait_for(|rung| rung.asked != asked)).await;
                }
                None => return stopped,
            }
        }
    }

    async fn exchange(&self) -> Result<(), Stopped> {
        let Some(journal) = self.journal() else { return Err(silence()) };
        let exchanged = exchange(&journal, self.hub.key, &self.remote, wall_clock, |streams| {
            if let Some(desk) = self.desk.upgrade() {
                desk.arrived(streams);
            }
        })
        .await?;
        if let Some(desk) = self.desk.upgrade() {
            let news = exchanged.pulled > 0 || exchanged.pushed > 0 || exchanged.compared;
            desk.heard_all(&self.hub, news, exchanged.pushed > 0);
            if exchanged.proven {
                desk.proven(&self.hub);
            }
        }
        Ok(())
    }

    /// Offers what was written here. What is new at the hub is told while one listens.
    async fn offer(&self) -> Result<(), Stopped> {
        let Some(journal) = self.journal() else { return Err(silence()) };
        let offered = offer(&journal, self.hub.key, &self.remote, wall_clock).await?;
        if let Some(desk) = self.desk.upgrade() {
            desk.heard_all(&self.hub, offered.pushed > 0, offered.pushed > 0);
        }
        Ok(())
    }

    /// Takes in what the hub tells, and offers what is written here meanwhile. Returns when somebody asks for something
    /// else, or the two should be looked at anew.
    async fn listen(
        &self,
        bell: &mut watch::Receiver<Bell>,
        asked: u64,
        pace: &mut Pace,
    ) -> Result<(), Stopped> {
        let Some(known) = self.journal().map(|journal| journal.known_of(self.hub.key)) else {
            return Ok(());
        };
        let known = known?;
        let listening = async { Ok(self.remote.listen(cursor(known.read), cursor(known.seen)).await?) };
        let mut live = Live::of(unless_asked(bell, asked, listening).await?);
        loop {
            let told = tokio::select! {
                told = timeout(REGULARLY, live.next()) => Some(told),
                rung = bell.changed() => match rung {
                    Ok(()) => None,
                    Err(_) => return Ok(()),
                },
            };
            if matches!(told, Some(Ok(Ok(_)))) {
                *pace = Pace::default();
            }
            let settled = match told {
                None if bell.borrow_and_update().asked != asked => return Ok(()),
                None => {
                    unless_asked(bell, asked, self.offer()).await?;
                    true
                }
                // Nothing was told for long.
                Some(Err(_)) => false,
                Some(Ok(Ok(Told::Page(page)))) => self.take(page)?,
                Some(Ok(Ok(Told::Head(head)))) => self.has_read(head)?,
                Some(Ok(Ok(Told::Sum(sum)))) => self.agrees(&sum)?,
                Some(Ok(Ok(Told::Present(present)))) => {
                    if let Some(desk) = self.desk.upgrade() {
                        desk.heard_present(present.incident, Some(present));
                    }
                    true
                }
                Some(Ok(Err(unanswered))) => return Err(unanswered.into()),
            };
            if !settled {
                unless_asked(bell, asked, self.exchange()).await?;
            }
        }
    }

    /// Takes in what was told; false where only an exchange can.
    fn take(&self, page: Page) -> Result<bool, Stopped> {
        let Some(journal) = self.journal() else { return Ok(true) };
        let news = !page.entries.is_empty();
        let heard = hear(&journal, self.hub.key, page, wall_clock())?;
        if let Some(desk) = self.desk.upgrade() {
            if !heard.streams.is_empty() {
                desk.arrived(&heard.streams);
            }
            if heard.whole {
                desk.heard_all(&self.hub, news, false);
            }
        }
        Ok(heard.whole)
    }

    fn has_read(&self, head: Cursor) -> Result<bool, Stopped> {
        let Some(journal) = self.journal() else { return Ok(true) };
        let all = head.position <= journal.known_of(self.hub.key)?.read.position;
        if all && let Some(desk) = self.desk.upgrade() {
            desk.heard_all(&self.hub, false, false);
        }
        Ok(all)
    }

    /// Hears what the hub's checksum shows; false where the two have to be compared.
    fn agrees(&self, sum: &Sum) -> Result<bool, Stopped> {
        let Some(journal) = self.journal() else { return Ok(true) };
        let shown = shows(&journal, self.hub.key, sum)?;
        if shown == Shows::Equal
            && let Some(desk) = self.desk.upgrade()
        {
            desk.proven(&self.hub);
        }
        Ok(shown != Shows::Difference)
    }

    /// Held only while it is used: a desk that is gone lets go of its file.
    fn journal(&self) -> Option<Arc<Journal>> {
        self.desk.upgrade().map(|desk| desk.journal())
    }
}

fn cursor(place: HubPlace) -> Cursor {
    Cursor { position: place.position, mark: Mark(place.mark) }
}

/// Does this, unless somebody asks for something else: whoever leaves a hub shows it nothing more. Whatever was done until
/// then is whole.
async fn unless_asked<T>(
    bell: &watch::Receiver<Bell>,
    asked: u64,
    doing: impl Future<Output = Result<T, Stopped>>,
) -> Result<T, Stopped> {
    // One of its own, which does not take from the other what rang for something that was written.
    let mut bell = bell.clone();
    tokio::select! {
        biased;
        _asked_or_gone = bell.wait_for(|rung| rung.asked != asked) => Err(silence()),
        done = doing => done,
    }
}

fn silence() -> Stopped {
    Unanswered::Unreachable("it was not asked to the end".to_owned()).into()
}
