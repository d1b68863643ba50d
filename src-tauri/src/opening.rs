//! The desk while the window comes up: opened, locked by a passphrase, or refused.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::desk::{self, Desk, Place, Workplace};
use crate::failure::Failure;
use crate::first;
use crate::keys::PASSPHRASE;
use crate::options::Options;

/// What becomes of the start. Whoever needs to know waits for it.
pub(crate) struct Opening {
    options: Options,
    /// Where the first page is to begin: what the start said, or who asked while the desk was locked.
    link: Mutex<Option<String>>,
    begun: OnceLock<Begun>,
    opened: OnceLock<Opened>,
    /// Held while a passphrase is tried: a second click does not open the desk twice.
    trying: Mutex<()>,
}

/// How it began.
enum Begun {
    Open,
    Locked(Place),
    Refused(Failure),
}

/// A workplace, and what the first page will ask there, answered while the web view is still coming up.
struct Opened {
    workplace: Arc<Workplace>,
    answers: Mutex<Option<String>>,
}

impl Opened {
    fn new(desk: Arc<Desk>) -> Self {
        let answers = Mutex::new(Some(first::answers(&desk)));
        Self { workplace: Workplace::of(desk), answers }
    }

    /// Those that were prepared serve one page; a page that is loaded again gets new ones.
    fn answers(&self) -> String {
        let prepared = self.answers.lock().unwrap_or_else(PoisonError::into_inner).take();
        prepared.unwrap_or_else(|| first::answers(&self.workplace.desk()))
    }
}

impl Opening {
    pub(crate) fn new(options: Options) -> Self {
        let link = Mutex::new(options.link.clone());
        Self { options, link, begun: OnceLock::new(), opened: OnceLock::new(), trying: Mutex::default() }
    }

    /// Opens the desk, unless a passphrase has to be given first.
    pub(crate) fn begin(&self) {
        let begin = || -> Result<Begun, Failure> {
            let place = place(&self.options)?;
            if place.keys.is_locked() {
                match std::env::var(PASSPHRASE) {
                    Ok(passphrase) => place.keys.unlock(&passphrase)?,
                    Err(_) => return Ok(Begun::Locked(place)),
                }
            }
            self.open(place)?;
            Ok(Begun::Open)
        };
        let begun = std::panic::catch_unwind(std::panic::AssertUnwindSafe(begin));
        let broke = |_| Err(Failure::new("panic", "Something in Allclear broke while it opened its data."));
        let begun = begun.unwrap_or_else(broke).unwrap_or_else(Begun::Refused);
        self.begun.get_or_init(|| begun);
    }

    /// The desk once it is known how the start went; none while it is locked.
    pub(crate) fn workplace(&self) -> Result<Option<Arc<Workplace>>, &Failure> {
        match self.begun.wait() {
            Begun::Refused(failure) => Err(failure),
            Begun::Open | Begun::Locked(_) => {
                Ok(self.opened.get().map(|opened| Arc::clone(&opened.workplace)))
            }
        }
    }

    /// What comes with the page; nothing without a desk, beside the dialog that says why.
    pub(crate) fn answers(&self) -> Option<String> {
        match (self.begun.wait(), self.opened.get()) {
            (Begun::Refused(_), _) => None,
            (_, Some(opened)) => Some(opened.answers()),
            (_, None) => Some(first::LOCKED.to_owned()),
        }
    }

    /// Tries a passphrase. None where the desk is open already.
    pub(crate) fn unlock(&self, passphrase: &str) -> Result<Option<Arc<Workplace>>, Failure> {
        let _one_at_a_time = self.trying.lock().unwrap_or_else(PoisonError::into_inner);
        let Begun::Locked(place) = self.begun.wait() else { return Ok(None) };
        if self.opened.get().is_some() {
            return Ok(None);
        }
        place.keys.unlock(passphrase)?;
        Ok(Some(self.open(place.clone())?))
    }

    /// Keeps a link until there is a desk to follow it.
    pub(crate) fn keep(&self, link: &str) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(link.to_owned());
    }

    fn open(&self, place: Place) -> Result<Arc<Workplace>, Failure> {
        let desk = Arc::new(Desk::open(place, false)?);
        // Before the first page is answered for: it then begins where the link leads.
        if let Some(link) = self.link.lock().unwrap_or_else(PoisonError::into_inner).take() {
            desk.follow(&link);
        }
        Ok(Arc::clone(&self.opened.get_or_init(|| Opened::new(desk)).workplace))
    }
}

/// Where the desk lies, as the start says it or the system.
pub(crate) fn place(options: &Options) -> Result<Place, Failure> {
    let no_home = || {
        Failure::new(
            "folder",
            "The system names no folder for data. Start Allclear with --data and a folder.",
        )
    };
    let folder = options.data.clone().or_else(desk::default_folder).ok_or_else(no_home)?;
    let mut place = Place::new(folder);
    if options.key_in_file {
        place.keep_key_in_file();
    }
    Ok(place)
}
