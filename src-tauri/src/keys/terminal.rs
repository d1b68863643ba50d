//! Asking for the passphrase where there is no window.

use std::io::{IsTerminal, stdin};

use zeroize::Zeroizing;

use super::Keys;
use crate::failure::Failure;

/// The word of the environment that gives the passphrase.
pub(crate) const PASSPHRASE: &str = "ALLCLEAR_PASSPHRASE";

/// How often whoever types it may try before the program ends.
const ATTEMPTS: u32 = 3;

impl Keys {
    /// Takes the passphrase from the environment, from whoever sits at the terminal, or from the first line that comes in.
    ///
    /// # Errors
    /// Those of [`Keys::unlock`], and where nobody gives one.
    pub fn unlock_in_terminal(&self) -> Result<(), Failure> {
        if let Ok(given) = std::env::var(PASSPHRASE) {
            return self.unlock(&Zeroizing::new(given));
        }
        if !stdin().is_terminal() {
            let mut line = Zeroizing::new(String::new());
            stdin().read_line(&mut line).map_err(|_| nobody())?;
            let given = line.trim_end_matches(['\r', '\n']);
            return if given.is_empty() { Err(nobody()) } else { self.unlock(given) };
        }
        let mut refused = nobody();
        for _ in 0..ATTEMPTS {
            let given =
                rpassword::prompt_password("Passphrase: ").map(Zeroizing::new).map_err(|_| nobody())?;
            match self.unlock(&given) {
                Err(failure) if failure.code == "passphrase" => {
                    eprintln!("{failure}");
                    refused = failure;
                }
                done => return done,
            }
        }
        Err(refused)
    }
}

fn nobody() -> Failure {
    Failure::new(
        "locked",
        format!(
            "A passphrase opens the key of this laptop. Start Allclear in a terminal, or with {PASSPHRASE} set."
        ),
    )
}
