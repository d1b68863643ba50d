//! How a page of the hub is opened in a browser, which has no token. A laptop asks for a pass; it is good for a minute and for one
//! opening, which gives the browser a cookie for that page alone. Neither is kept: each says whose laptop it is of and until
//! when, with a MAC under the hub's key, and whether that laptop may still look is asked anew with every request.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use incident::id::{IncidentId, Millis};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::authorize::Actor;
use crate::failure::Failure;
use crate::hub::Hub;
use crate::secret::{from_words, in_words, random};
use crate::store::StoreError;

/// For how long a pass opens.
const MINUTE: i64 = 60_000;
/// For how long a page that was opened stays open.
const OPEN: i64 = 8 * 60 * MINUTE;

/// What a word is for.
#[derive(Clone, Copy)]
enum For {
    Opening,
    Reading,
}

impl For {
    fn word(self) -> &'static [u8] {
        match self {
            Self::Opening => b"allclear/page/open/1",
            Self::Reading => b"allclear/page/read/1",
        }
    }
}

/// Passes that were used and have not ended by themselves. Hubs on one database have one each: at another of them a pass
/// may open once more, within its minute.
#[derive(Default)]
pub(crate) struct Passes(Mutex<BTreeSet<(Millis, [u8; 8])>>);

/// What a word says.
struct Pass {
    device: i64,
    until: Millis,
    nonce: [u8; 8],
}

impl Passes {
    /// Whether it is used for the first time.
    fn is_first(&self, pass: &Pass, now: Millis) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = used.split_off(&(now, [0; 8]));
        *used = ended;
        used.insert((pass.until, pass.nonce))
    }
}

impl Hub {
    /// A pass for this page, and until when it opens.
    pub(crate) fn pass(&self, device: i64, page: IncidentId) -> Result<(String, Millis), Failure> {
        let until = Millis(self.clock.now().0 + MINUTE);
        Ok((self.word(For::Opening, page, &Pass { device, until, nonce: nonce()? }), until))
    }

    /// Uses a pass up. Gives who opens the page, what opens it from now on, and for how many seconds.
    pub(crate) fn opened(&self, page: IncidentId, word: &str) -> Result<(Actor, String, i64), Failure> {
        let now = self.clock.now();
        let pass = self.read(For::Opening, page, word).ok_or(Failure::Pass)?;
        if !self.passes.is_first(&pass, now) {
            return Err(Failure::Pass);
        }
        let until = Millis(now.0 + OPEN);
        let cookie = self.word(For::Reading, page, &Pass { until, nonce: nonce()?, ..pass });
        Ok((self.owner(pass.device)?, cookie, OPEN / 1_000))
    }

    /// Who reads a page that was opened before.
    pub(crate) fn reader(&self, page: IncidentId, cookie: &str) -> Result<Actor, Failure> {
        let pass = self.read(For::Reading, page, cookie).ok_or(Failure::Pass)?;
        self.owner(pass.device)
    }

    fn owner(&self, device: i64) -> Result<Actor, Failure> {
        let devices = self.store.members().devices()?;
        Ok(devices.into_iter().find(|known| known.id == device).map_or(Actor::Stranger, Actor::Device))
    }

    fn word(&self, what: For, page: IncidentId, pass: &Pass) -> String {
        let said = said(pass);
        in_words(&[&said[..], &self.mac(what, page, &said)].concat())
    }

    /// What a word says that was made here, for this page, and has not ended.
    fn read(&self, what: For, page: IncidentId, word: &str) -> Option<Pass> {
        let bytes: [u8; 40] = from_words(word)?;
        let (said, shown) = bytes.split_first_chunk::<24>()?;
        let genuine = bool::from(self.mac(what, page, said).ct_eq(shown));
        let number = |at: usize| said[at..at + 8].try_into().ok().map(i64::from_be_bytes);
        let pass = Pass { device: number(0)?, until: Millis(number(8)?), nonce: said[16..].try_into().ok()? };
        (genuine && self.clock.now() < pass.until).then_some(pass)
    }

    fn mac(&self, what: For, page: IncidentId, said: &[u8]) -> [u8; 16] {
        let mut all = [0; 16];
        // An HMAC takes a key of any length.
        if let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(self.voice.author.key.as_bytes()) {
            mac.update(what.word());
            mac.update(&self.workspace().0);
            mac.update(&page.0);
            mac.update(said);
            all.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        all
    }
}

fn said(pass: &Pass) -> [u8; 24] {
    let mut said = [0; 24];
    said[..8].copy_from_slice(&pass.device.to_be_bytes());
    said[8..16].copy_from_slice(&pass.until.0.to_be_bytes());
    said[16..].copy_from_slice(&pass.nonce);
    said
}

fn nonce() -> Result<[u8; 8], StoreError> {
    Ok(random()?)
}
