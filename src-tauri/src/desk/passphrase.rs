//! The passphrase that opens this laptop's key.

use super::Desk;
use crate::failure::Failure;
use crate::keys::KeyPlace;
use crate::views::KeyView;

impl Desk {
    /// Where the key lies, and whether a passphrase can open it.
    pub fn key(&self) -> Result<KeyView, Failure> {
        let place = self.place.keys.place(self.journal.workspace());
        Ok(KeyView {
            words: place.in_words().to_owned(),
            passphrase: place == KeyPlace::Sealed,
            // A keychain has a lock of its own.
            can_have: place != KeyPlace::Keychain,
        })
    }

    /// Sets a passphrase, changes it, or takes it away where there is no new one.
    pub fn change_passphrase(&self, old: String, new: Option<String>) -> Result<KeyView, Failure> {
        let (old, new) = (zeroize::Zeroizing::new(old), new.map(zeroize::Zeroizing::new));
        if !self.key()?.can_have {
            return Err(Failure::new("refused", "This computer's keychain locks the key already."));
        }
        self.place.keys.change_passphrase(&old, new.as_ref().map(|new| new.as_str()))?;
        self.stale(&["start"], None);
        self.key()
    }
}
