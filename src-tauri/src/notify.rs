//! Desktop notifications. Each is also in the inbox, so that a system without them loses nothing.

use std::sync::Arc;
use std::sync::OnceLock;

use incident::id::IncidentId;
use incident::nag::Call;
use journal::Notice;

use crate::desk::Desk;

/// For how long the button of a notification silences what it tells of.
const SNOOZE: u32 = 5;

/// Shows a notice; its buttons bring the incident to the front and keep it quiet for a while. Never waits, never fails.
pub(crate) fn show(desk: &Arc<Desk>, incident: IncidentId, notice: &Notice, call: &Call) {
    let mut notification = notify_rust::Notification::new();
    notification
        .appname("Allclear")
        .summary(&notice.title)
        .icon("allclear")
        .action("default", "Open")
        .action("open", "Open incident")
        .action("snooze", "Snooze 5 min");
    #[cfg(all(unix, not(target_os = "macos")))]
    notification
        .urgency(notify_rust::Urgency::Critical)
        .hint(notify_rust::Hint::Category("im.received".to_owned()))
        .hint(notify_rust::Hint::DesktopEntry("allclear".to_owned()));
    let desk = Arc::downgrade(desk);
    let (text, call) = (notice.text.clone(), call.clone());
    // Asking the system and waiting for the click take as long as they take.
    let waiting = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
        notification.body(&without_markup(&text));
        match notification.show() {
            #[cfg(all(unix, not(target_os = "macos")))]
            Ok(shown) => shown.wait_for_action(|action| {
                let Some(desk) = desk.upgrade() else { return };
                match action {
                    "default" | "open" => desk.bring_to_front(incident),
                    "snooze" => {
                        if let Err(failure) = desk.snooze(incident, &call, SNOOZE) {
                            tracing::warn!(%failure, "a nag could not be silenced; it stays in the inbox");
                        }
                    }
                    _ => {}
                }
            }),
            #[cfg(not(all(unix, not(target_os = "macos"))))]
            Ok(_) => drop((desk, incident, call)),
            Err(error) => tracing::info!(%error, "the system shows no notifications; the inbox has it"),
        }
    });
    if let Err(error) = waiting {
        tracing::warn!(%error, "no thread for a notification; the inbox has it");
    }
}

/// Servers that understand markup would take a text's `<b>` for bold; the others show text as it is. One that
/// does not say is taken for the first kind.
fn without_markup(text: &str) -> String {
    static MARKUP: OnceLock<bool> = OnceLock::new();
    let known = MARKUP.get().copied().or_else(|| {
        let markup = understands_markup()?;
        Some(*MARKUP.get_or_init(|| markup))
    });
    if known == Some(false) {
        return text.to_owned();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(all(unix, not(target_os = "macos")))]
fn understands_markup() -> Option<bool> {
    Some(notify_rust::get_capabilities().ok()?.iter().any(|one| one == "body-markup"))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn understands_markup() -> Option<bool> {
    Some(false)
}
