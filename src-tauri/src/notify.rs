//! Desktop notifications. Each is also in the inbox, so that a system without them loses nothing.

use std::sync::Arc;
use std::sync::OnceLock;

use incident::id::IncidentId;
use journal::Notice;

use crate::desk::Desk;

/// Shows a notice; its button brings the incident to the front. Never waits, never fails.
pub(crate) fn show(desk: &Arc<Desk>, incident: IncidentId, notice: &Notice) {
    let mut notification = notify_rust::Notification::new();
    notification
        .appname("Allclear")
        .summary(&notice.title)
        .body(&without_markup(&notice.text))
        .icon("allclear")
        .action("default", "Open")
        .action("open", "Open incident");
    #[cfg(all(unix, not(target_os = "macos")))]
    notification
        .urgency(notify_rust::Urgency::Critical)
        .hint(notify_rust::Hint::Category("im.received".to_owned()))
        .hint(notify_rust::Hint::DesktopEntry("allclear".to_owned()));
    let desk = Arc::downgrade(desk);
    // Waiting for the click takes as long as the person takes.
    let waiting =
        std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
            match notification.show() {
                #[cfg(all(unix, not(target_os = "macos")))]
                Ok(shown) => shown.wait_for_action(|action| {
                    if matches!(action, "default" | "open")
                        && let Some(desk) = desk.upgrade()
                    {
                        desk.bring_to_front(incident);
                    }
                }),
                #[cfg(not(all(unix, not(target_os = "macos"))))]
                Ok(_) => drop((desk, incident)),
                Err(error) => tracing::info!(%error, "the system shows no notifications; the inbox has it"),
            }
        });
    if let Err(error) = waiting {
        tracing::warn!(%error, "no thread for a notification; the inbox has it");
    }
}

/// Servers that understand markup would take a title's `<b>` for bold; the others show text as it is.
fn without_markup(text: &str) -> String {
    static MARKUP: OnceLock<bool> = OnceLock::new();
    if *MARKUP.get_or_init(understands_markup) {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        text.to_owned()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn understands_markup() -> bool {
    notify_rust::get_capabilities().is_ok_and(|all| all.iter().any(|one| one == "body-markup"))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn understands_markup() -> bool {
    false
}
