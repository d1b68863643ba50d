//! What opens a channel, entered by somebody who saw where it leads.

use allclear::desk::Desk;
use allclear::failure::Failure;

/// Enters what opens a destination on this laptop, or has it forgotten.
pub(crate) fn keep_secret(desk: &Desk, destination: &str, secret: Option<&str>) -> Result<(), Failure> {
    let id = destination.parse().expect("an id");
    desk.set_channel_secret(id, secret.map(str::to_owned), shown_to(desk, destination)).map(drop)
}

/// Entrusts the hub with what opens a destination.
pub(crate) fn entrust(desk: &Desk, destination: &str, secret: &str) -> Result<(), Failure> {
    let id = destination.parse().expect("an id");
    desk.entrust_channel(id, Some(secret.to_owned()), shown_to(desk, destination)).map(drop)
}

/// To whom its secret is shown, as it is on screen.
pub(crate) fn shown_to(desk: &Desk, destination: &str) -> String {
    let all = desk.channels().expect("the channels").destinations;
    let found = all.into_iter().find(|one| one.destination.id.as_str() == destination);
    found.expect("the channel").shown_to
}
