//! The links by which somebody who asked to hear says that the address is theirs, or that they want no more. Nothing of them is
//! kept: a link is a name of 16 bytes and 16 of HMAC-SHA256 of the workspace and that name, under a key that follows from the
//! hub's own and from what the link is for. Whoever has the store alone can make none.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use incident::id::{Millis, WorkspaceId, hex};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::secret::{from_words, in_words};
use crate::store::SubscriberName;
use crate::subscribing::named;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// To say that one asked.
    Confirming,
    /// To want no more.
    Leaving,
}

impl For {
    fn word(self) -> &'static [u8] {
        match self {
            Self::Confirming => b"allclear/subscribers/confirm/1",
            Self::Leaving => b"allclear/subscribers/leave/1",
        }
    }

    /// The step of the address.
    pub(crate) fn step(self) -> &'static str {
        match self {
            Self::Confirming => "confirm",
            Self::Leaving => "leave",
        }
    }
}

const RETURNING: &[u8] = b"allclear/subscribers/return/2";
const SIGNING: &[u8] = b"allclear/subscribers/key/1";

/// Makes and reads links.
pub(crate) struct Links {
    key: Zeroizing<[u8; 32]>,
    workspace: WorkspaceId,
}

impl Links {
    pub(crate) fn of(hub: &SigningKey, workspace: WorkspaceId) -> Self {
        Self { key: Zeroizing::new(hub.to_bytes()), workspace }
    }

    /// The end of a link.
    pub(crate) fn word(&self, what: For, name: SubscriberName) -> String {
        let mac = self.mac(what.word(), name);
        in_words(&[&name.0[..], &mac[..16]].concat())
    }

    /// Whom the end of a link names; none where it was not made here, or for something else.
    pub(crate) fn name(&self, what: For, word: &str) -> Option<SubscriberName> {
        let bytes: [u8; 32] = from_words(word)?;
        let (name, shown) = bytes.split_first_chunk::<16>()?;
        let name = SubscriberName(*name);
        bool::from(self.mac(what.word(), name)[..16].ct_eq(shown)).then_some(name)
    }

    /// What in the address to which a mail for them comes back tells whose it was: digits, since a server on the way may
    /// write capitals as small letters, and few enough for the name of a mailbox. Whoever asks anew has another: a mail from
    /// before says nothing of whether they are reached now.
    pub(crate) fn mark(&self, name: SubscriberName, asked_at: Millis) -> String {
        let mac = self.mac_of(RETURNING, &[&name.0, &asked_at.0.to_be_bytes()]);
        hex(&[&name.0[..], &mac[..8]].concat())
    }

    /// Whom a mark names, if it was made here since they asked, which `asked_at` tells of those who are known.
    ///
    /// # Errors
    /// As that.
    pub(crate) fn marked<E>(
        &self,
        mark: &str,
        asked_at: impl FnOnce(SubscriberName) -> Result<Option<Millis>, E>,
    ) -> Result<Option<SubscriberName>, E> {
        let mark = mark.to_ascii_lowercase();
        let Some(name) = mark.get(..32).and_then(named) else { return Ok(None) };
        let Some(asked_at) = asked_at(name)? else { return Ok(None) };
        let made = self.mark(name, asked_at);
        Ok(bool::from(made.as_bytes().ct_eq(mark.as_bytes())).then_some(name))
    }

    /// The key that signs what goes to a webhook, as Standard Webhooks writes it.
    pub(crate) fn signing_key(&self, name: SubscriberName) -> Zeroizing<String> {
        Zeroizing::new(format!("whsec_{}", STANDARD.encode(*self.mac(SIGNING, name))))
    }

    fn mac(&self, what: &[u8], name: SubscriberName) -> Zeroizing<[u8; 32]> {
        self.mac_of(what, &[&name.0])
    }

    /// The parts have one length each for what they are for.
    fn mac_of(&self, what: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut all = Zeroizing::new([0; 32]);
        // An HMAC takes a key of any length.
        if let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&*self.key) {
            mac.update(what);
            mac.update(&self.workspace.0);
            parts.iter().for_each(|part| mac.update(part));
            *all = mac.finalize().into_bytes().into();
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn a_link_is_good_for_one_thing_one_name_and_one_hub() {
        let (hub, workspace) = (SigningKey::from_bytes(&[7; 32]), WorkspaceId([1; 32]));
        let (links, name) = (Links::of(&hub, workspace), SubscriberName([5; 16]));
        let word = links.word(For::Leaving, name);
        assert_eq!(links.name(For::Leaving, &word), Some(name));
        assert_eq!(links.name(For::Confirming, &word), None, "who may leave has not confirmed");
        for other in
            [Links::of(&SigningKey::from_bytes(&[8; 32]), workspace), Links::of(&hub, WorkspaceId([2; 32]))]
        {
            assert_eq!(other.name(For::Leaving, &word), None);
            assert_ne!(*other.signing_key(name), *links.signing_key(name));
        }
        for at in [0, 20, 31] {
            let mut bytes: [u8; 32] = from_words(&word).unwrap();
            bytes[at] ^= 1;
            assert_eq!(links.name(For::Leaving, &in_words(&bytes)), None, "byte {at}");
        }
        for wrong in ["", "AAAA", "../../x", &word[1..]] {
            assert_eq!(links.name(For::Leaving, wrong), None, "{wrong}");
        }
        assert!(links.signing_key(name).starts_with("whsec_"));
        let asked = Millis(7);
        let mark = links.mark(name, asked);
        let whose = |links: &Links, mark: &str, at: Option<Millis>| {
            links.marked(mark, |_| Ok::<_, Infallible>(at)).unwrap()
        };
        assert_eq!(whose(&links, &mark.to_ascii_uppercase(), Some(asked)), Some(name));
        assert_eq!(whose(&Links::of(&hub, WorkspaceId([2; 32])), &mark, Some(asked)), None);
        for other in [None, Some(Millis(8))] {
            assert_eq!(whose(&links, &mark, other), None, "they asked anew, or are gone");
        }
        for at in 0..mark.len() {
            let other = if &mark[at..=at] == "0" { "1" } else { "0" };
            let forged = format!("{}{other}{}", &mark[..at], &mark[at + 1..]);
            assert_eq!(whose(&links, &forged, Some(asked)), None, "digit {at}");
        }
        for wrong in ["", &mark[..32], &mark[..47], &format!("{mark}0"), &"ä".repeat(24), &word] {
            assert_eq!(whose(&links, wrong, Some(asked)), None, "{wrong}");
        }
    }
}
