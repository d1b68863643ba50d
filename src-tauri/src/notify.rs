//! Desktop notifications. Each is also in the inbox, so that a system without them loses nothing.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use incident::id::IncidentId;
use incident::nag::Call;
use journal::Notice;
use notify_rust::Notification;

use crate::desk::Desk;

/// For how long the button of a notification silences what it tells of.
const SNOOZE: u32 = 5;

/// So many notifications wait for a click, each on a thread of its own: what presses does not go by itself, and a long
/// incident has hundreds. One more is shown without buttons; the inbox has all of them.
const WAITING: usize = 24;

/// More than this at once, as after a night with the lid closed, is told as one.
const EACH: usize = 3;

/// Shows what rings. Never waits, never fails.
pub(crate) fn show(desk: &Arc<Desk>, ringing: &[(IncidentId, Notice, Call)]) {
    if ringing.len() <= EACH {
        ringing.iter().for_each(|(incident, notice, call)| show_one(desk, *incident, notice, call));
    } else if let Some((worst, ..)) = ringing.first() {
        let mut lines: Vec<String> = ringing
            .iter()
            .take(EACH)
            .map(|(_, notice, _)| format!("{}: {}", notice.title, notice.text))
            .collect();
        lines.push(format!("{} more in the inbox.", ringing.len() - EACH));
        let title = format!("{} reminders", ringing.len());
        let mut joint = notification(&title);
        // Of several incidents each has somebody else who would have to know of the silence.
        let calls: Vec<Call> = match ringing.iter().all(|(incident, ..)| incident == worst) {
            true => ringing.iter().map(|(.., call)| call.clone()).collect(),
            false => Vec::new(),
        };
        if !calls.is_empty() {
            joint.action("snooze", "Snooze all 5 min");
        }
        raise(desk, *worst, joint, lines.join("\n"), calls);
    }
}

/// One notice; its buttons bring the incident to the front and keep it quiet for a while.
fn show_one(desk: &Arc<Desk>, incident: IncidentId, notice: &Notice, call: &Call) {
    let mut one = notification(&notice.title);
    one.action("snooze", "Snooze 5 min");
    raise(desk, incident, one, notice.text.clone(), vec![call.clone()]);
}

/// Shows that notifications are shown.
///
/// # Errors
/// What the system says where it shows none.
pub(crate) fn test() -> Result<(), String> {
    let mut test = base("Allclear may interrupt you");
    test.body("This is what a reminder looks like.");
    test.show().map(drop).map_err(|error| error.to_string())
}

fn base(title: &str) -> Notification {
    let mut notification = Notification::new();
    notification.appname("Allclear").summary(title).icon("allclear");
    #[cfg(all(unix, not(target_os = "macos")))]
    notification
        .urgency(notify_rust::Urgency::Critical)
        .hint(notify_rust::Hint::Category("im.received".to_owned()))
        .hint(notify_rust::Hint::DesktopEntry("allclear".to_owned()));
    notification
}

fn notification(title: &str) -> Notification {
    let mut notification = base(title);
    notification.action("default", "Open").action("open", "Open incident");
    notification
}

/// Hands it to the system, and follows its buttons.
fn raise(
    desk: &Arc<Desk>,
    incident: IncidentId,
    mut notification: Notification,
    text: String,
    calls: Vec<Call>,
) {
    static WAIT: AtomicUsize = AtomicUsize::new(0);
    let desk = Arc::downgrade(desk);
    // Asking the system and waiting for the click take as long as they take.
    let waiting = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
        notification.body(&without_markup(&text));
        let waits = WAIT.fetch_add(1, Ordering::Relaxed) < WAITING;
        if !waits {
            notification.actions.clear();
        }
        match notification.show() {
            #[cfg(all(unix, not(target_os = "macos")))]
            Ok(shown) if waits => shown.wait_for_action(|action| match (desk.upgrade(), action) {
                (Some(desk), "default" | "open") => desk.bring_to_front(incident),
                (Some(desk), "snooze") => {
                    for call in &calls {
                        if let Err(failure) = desk.snooze(incident, call, SNOOZE) {
                            tracing::warn!(%failure, "a nag could not be silenced; it stays in the inbox");
                        }
                    }
                }
                (None, "default" | "open" | "snooze") => moved_on(),
                _ => {}
            }),
            #[cfg(all(unix, not(target_os = "macos")))]
            Ok(_) => {}
            #[cfg(not(all(unix, not(target_os = "macos"))))]
            Ok(_) => drop((desk, incident, calls)),
            Err(error) => tracing::info!(%error, "the system shows no notifications; the inbox has it"),
        }
        WAIT.fetch_sub(1, Ordering::Relaxed);
    });
    if let Err(error) = waiting {
        tracing::warn!(%error, "no thread for a notification; the inbox has it");
    }
}

/// Whoever clicks a reminder of a workspace that was left hears why nothing happens.
#[cfg(all(unix, not(target_os = "macos")))]
fn moved_on() {
    let mut gone = base("That reminder is of another workspace");
    gone.body("Nothing was opened or silenced. Open that workspace first.");
    if let Err(error) = gone.show() {
        tracing::info!(%error, "a click on a reminder of another workspace led nowhere");
    }
}

/// Shows a notice that is about no incident and presses nobody. Never waits, never fails.
pub(crate) fn tell(notice: &Notice) {
    let (mut notification, text) = (base(&notice.title), notice.text.clone());
    #[cfg(all(unix, not(target_os = "macos")))]
    notification.urgency(notify_rust::Urgency::Normal);
    let telling = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
        notification.body(&without_markup(&text));
        if let Err(error) = notification.show() {
            tracing::info!(%error, "the system shows no notifications; the inbox has it");
        }
    });
    if let Err(error) = telling {
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
