//! Mails that come back: a mail server took a mail for somebody who asked to hear, and could not deliver it after all. It writes
//! so to an address that names that subscriber and that nobody but this hub can make; whoever runs the hub has those mails
//! delivered into a folder (a Maildir), where they wait while no hub is there to read them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use outreach::{MailAddress, Returned};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::hub::Hub;
use crate::store::{StoreError, SubscriberName};
use crate::subscribing::named;

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// So many mails are read before it is noted what they say.
const TOGETHER: usize = 1_000;
/// So many bytes of a mail are read: the report stands before the mail that came back.
const READ: u64 = 1 << 18;
/// The most letters of the name of a mailbox (RFC 5321, 4.5.3.1.1).
const LONGEST: usize = 64;
/// As many digits as a mark has.
const A_MARK: &str = "000000000000000000000000000000000000000000000000";

/// Where mails come back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounces {
    /// To which address.
    pub address: ReturnAddress,
    /// Into which folder what is sent there is delivered.
    pub maildir: PathBuf,
}

/// The address to which a mail comes back, with a star where the mark of its subscriber stands: `bounces+*@example.org`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ReturnAddress {
    before: String,
    after: String,
}

/// A text that is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address for mails that come back has one * in front of the @, as in bounces+*@example.org, and at most 16 letters beside it there"
)]
pub struct NotAReturnAddress;

impl ReturnAddress {
    /// The one with this mark in it.
    pub(crate) fn with(&self, mark: &str) -> Option<MailAddress> {
        format!("{}{mark}{}", self.before, self.after).parse().ok()
    }

    /// The mark in an address, if it is one of these.
    fn mark(&self, address: &str) -> Option<String> {
        let address = address.to_ascii_lowercase();
        let rest = address.strip_prefix(&self.before.to_ascii_lowercase())?;
        rest.strip_suffix(&self.after.to_ascii_lowercase()).map(str::to_owned)
    }
}

impl FromStr for ReturnAddress {
    type Err = NotAReturnAddress;

    fn from_str(text: &str) -> Result<Self, NotAReturnAddress> {
        let (before, after) = text.trim().split_once('*').ok_or(NotAReturnAddress)?;
        let this = Self { before: before.to_owned(), after: after.to_owned() };
        let name = after.split_once('@').map(|(name, _)| before.len() + A_MARK.len() + name.len());
        let fits = name.is_some_and(|length| length <= LONGEST)
            && this.with(A_MARK).is_some()
            && !after.contains('*');
        if fits { Ok(this) } else { Err(NotAReturnAddress) }
    }
}

impl TryFrom<String> for ReturnAddress {
    type Error = NotAReturnAddress;

    fn try_from(text: String) -> Result<Self, NotAReturnAddress> {
        text.parse()
    }
}

/// What keeps mails from being read.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(
        "mails that come back cannot be read in {}: {source}. Let the hub's account read and delete what is in it",
        folder.display()
    )]
    Folder { folder: PathBuf, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a mail in the folder is.
enum Mail {
    /// Nobody is there any more.
    Gone(SubscriberName),
    /// It was not delivered, and may be the next time.
    Later,
    /// Whom it was for is not here any more.
    Forgotten,
    /// Nothing of this hub's.
    Other,
}

/// Reads what comes back for as long as the hub serves.
pub(crate) async fn follow(hub: Arc<Hub>, maildir: PathBuf, mut stopped: watch::Receiver<bool>) {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut complained, mut left) = (false, BTreeSet::new());
    loop {
        tokio::select! {
            _ = look.tick() => {}
            _ = stopped.changed() => return,
        }
        let (hub, maildir, mut noted) = (Arc::clone(&hub), maildir.clone(), std::mem::take(&mut left));
        let read =
            tokio::task::spawn_blocking(move || (hub.read_returned(&maildir, &mut noted), noted)).await;
        let read = read.map(|(read, noted)| {
            left = noted;
            read
        });
        match read {
            Ok(Ok(())) => complained = false,
            Ok(Err(error)) => {
                if !complained {
                    tracing::error!(%error, "what came back is read as soon as that is over");
                }
                complained = true;
            }
            Err(error) => tracing::error!(%error, "reading mails that came back broke off"),
        }
    }
}

impl Hub {
    /// Reads what lies in the folder. What is understood is deleted, after it was noted; anything else is laid aside for
    /// whoever looks after the mailbox. What was noted and cannot be deleted is kept in mind, so that it is not noted again
    /// and again.
    fn read_returned(&self, maildir: &Path, noted: &mut BTreeSet<PathBuf>) -> Result<(), Trouble> {
        let (new, seen) = (maildir.join("new"), maildir.join("cur"));
        let trouble = |source| Trouble::Folder { folder: new.clone(), source };
        let files = match fs::read_dir(&new) {
            Ok(files) => files,
            // A mail server makes the folder with the first mail.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(trouble(error)),
        };
        let (mut gone, mut done, mut other) = (Vec::new(), Vec::new(), Vec::new());
        let mut hindered = delete(noted).err().map(trouble);
        let files = files.filter(|file| file.as_ref().map_or(true, |file| !noted.contains(&file.path())));
        for file in files.take(TOGETHER) {
            let file = file.map_err(trouble)?.path();
            match self.mail(&file)? {
                Ok(Mail::Gone(name)) => {
                    gone.push(name);
                    done.push(file);
                }
                Ok(Mail::Later | Mail::Forgotten) => done.push(file),
                Ok(Mail::Other) => other.push(file),
                // Another hub has read it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // One that cannot be read keeps no other from being read.
                Err(error) => hindered = Some(trouble(error)),
            }
        }
        if !gone.is_empty() {
            self.store.subscribers().bounced(&gone, self.clock.now())?;
            // Nobody's address goes into the operator's log.
            tracing::info!(subscribers = gone.len(), "mails came back, since nobody is there any more");
        }
        noted.extend(done);
        hindered = hindered.or(delete(noted).err().map(trouble));
        if !other.is_empty() {
            fs::create_dir_all(&seen).map_err(trouble)?;
        }
        for file in other {
            let mut name = file.file_name().unwrap_or_default().to_owned();
            name.push(":2,");
            if let Err(error) = fs::rename(file, seen.join(name)).or_else(if_there) {
                hindered = Some(trouble(error));
            }
        }
        hindered.map_or(Ok(()), Err)
    }

    fn mail(&self, file: &Path) -> Result<io::Result<Mail>, StoreError> {
        let returned = match returned(file) {
            Ok(Some(returned)) => returned,
            Ok(None) => return Ok(Ok(Mail::Other)),
            Err(error) => return Ok(Err(error)),
        };
        let (links, subscribers) = (self.links(), self.store.subscribers());
        let asked_at = |name| Ok::<_, StoreError>(subscribers.subscriber(name)?.map(|one| one.asked_at));
        for mark in returned.to.iter().filter_map(|address| self.returns.as_ref()?.mark(address)) {
            if let Some(name) = links.marked(&mark, asked_at)? {
                return Ok(Ok(if returned.nobody { Mail::Gone(name) } else { Mail::Later }));
            }
            // Whoever left meanwhile is known by nothing else, and nothing is to be kept of them.
            let name = mark.get(..32).filter(|_| mark.len() == A_MARK.len()).and_then(named);
            if let Some(name) = name
                && subscribers.subscriber(name)?.is_none()
            {
                return Ok(Ok(Mail::Forgotten));
            }
        }
        Ok(Ok(Mail::Other))
    }
}

/// The report in a file; none if it holds none.
fn returned(file: &Path) -> io::Result<Option<Returned>> {
    // Only what a mail server has put there: nothing that leads elsewhere.
    if !fs::symlink_metadata(file)?.is_file() {
        return Ok(None);
    }
    let mut mail = Vec::new();
    File::open(file)?.take(READ).read_to_end(&mut mail)?;
    // A mail that its reader stumbles over must not keep those behind it from being read.
    Ok(catch_unwind(AssertUnwindSafe(|| Returned::read(&mail))).ok().flatten())
}

/// Deletes these, and leaves those that could not be deleted, with the reason of one of them.
fn delete(files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    let mut hindered = Ok(());
    files.retain(|file| {
        let deleted = fs::remove_file(file).or_else(if_there);
        let stays = deleted.is_err();
        hindered = std::mem::replace(&mut hindered, Ok(())).and(deleted);
        stays
    });
    hindered
}

fn if_there(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_deleted_stays_in_mind_until_it_can_and_keeps_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let [mail, gone, stuck] = ["mail", "gone", "stuck"].map(|name| folder.path().join(name));
        fs::write(&mail, "").unwrap();
        // Nobody can delete a folder as if it were a file, whoever they are.
        fs::create_dir(&stuck).unwrap();
        let mut noted = BTreeSet::from([mail.clone(), gone, stuck.clone()]);
        assert!(delete(&mut noted).is_err() && !mail.exists());
        assert_eq!(noted, BTreeSet::from([stuck.clone()]));
        fs::remove_dir(&stuck).unwrap();
        assert!(delete(&mut noted).is_ok() && noted.is_empty());
    }

    #[test]
    fn an_address_for_what_comes_back_has_room_for_a_mark() {
        for (text, with) in [
            ("bounces+*@example.org", "bounces+1f@example.org"),
            ("*@bounces.example.org", "1f@bounces.example.org"),
            ("a-*-b@example.org", "a-1f-b@example.org"),
        ] {
            let address: ReturnAddress = text.parse().unwrap();
            assert_eq!(address.with("1f").unwrap().to_string(), with);
            assert_eq!(address.mark(&with.to_uppercase()).as_deref(), Some("1f"));
            assert_eq!(address.mark("status@example.org"), None);
        }
        for text in [
            "",
            "bounces@example.org",
            "bounces@*.example.org",
            "bounces+**@example.org",
            "bounces+*@",
            "seventeen-letters+*@example.org",
            "bounces+*@example.org\r\nRCPT TO:<x@example.org>",
        ] {
            assert_eq!(text.parse::<ReturnAddress>(), Err(NotAReturnAddress), "{text:?}");
        }
    }
}
