//! What every update owes its readers.

use wording::quality::{Draft, Kind, Notice};

use super::{draft, finds};

fn of(notice: Notice) -> impl Fn(&str) -> Draft<'_> {
    move |text| Draft { notice, ..draft(text) }
}

#[test]
fn it_says_what_is_affected() {
    finds(
        Kind::Affected,
        draft,
        &[
            ("Card payments fail for some customers.", ""),
            ("CARD PAYMENTS fail.", ""),
            ("Checkout has a problem.", ""),
            ("Some customers are unable to sign in.", ""),
            ("Signing in is slow in Europe.", ""),
            ("Orders may not arrive.", ""),
            ("The search is not working for everybody.", ""),
            ("The website is down.", ""),
            ("There are difficulties when paying by card.", ""),
            ("We are investigating and will update you in 20 minutes.", "!"),
            ("We hope to know more soon.", "!"),
            ("We cannot say more yet.", "!"),
            ("", "!"),
        ],
    );
    finds(Kind::Affected, of(Notice::NoChange), &[("Nothing has changed.", "?")]);
    finds(Kind::Affected, of(Notice::Resolved), &[("All is well.", "?"), ("Payments work again.", "")]);
}

#[test]
fn it_says_what_we_are_doing() {
    finds(
        Kind::Doing,
        draft,
        &[
            ("We are investigating.", ""),
            ("Our engineers are looking into it.", ""),
            ("We are working on a way around it.", ""),
            ("We have a fix in test.", ""),
            ("We rolled back the last change.", ""),
            ("We're on it.", ""),
            ("We have switched to another provider.", ""),
            ("Traffic is being moved: we are failing over to Frankfurt.", ""),
            ("Payments are not working.", "!"),
            ("There is no fix.", "!"),
            ("Card payments fail. Next update by 14:30 UTC.", "!"),
            ("We apologise for the trouble.", "!"),
        ],
    );
    finds(Kind::Doing, of(Notice::Resolved), &[("Card payments are fine.", "?"), ("It is resolved.", "")]);
}

#[test]
fn it_says_when_the_next_update_comes() {
    finds(
        Kind::NextUpdate,
        draft,
        &[
            ("Next update by 14:30 UTC.", ""),
            ("We will update you in 20 minutes.", ""),
            ("We will update you soon.", "!"),
            ("Next update by 14:00 UTC.", "!14:00 UTC"),
            ("Next update by 14:30 XQT.", "!14:30 XQT"),
            ("Next update by 14:00 UTC. Next update by 14:30 UTC.", "; ?14:00 UTC"),
            ("This is our final update.", "!This is our final update"),
            ("Fixed by 15:00 UTC.", "!"),
        ],
    );
    finds(
        Kind::NextUpdate,
        of(Notice::Resolved),
        &[
            ("This is our final update.", ""),
            ("Next update by 15:00 UTC.", ""),
            ("Payments work again.", "?"),
        ],
    );
}
