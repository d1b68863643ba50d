//! The tray icon: how many incidents are active, and how bad the worst is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tauri::image::Image;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Runtime};

use crate::desk::Workplace;
use crate::window;

/// The pictures, compiled in: shape and colour tell the severity.
fn picture(active: u32, worst: Option<u8>) -> tauri::Result<Image<'static>> {
    let bytes: &[u8] = match (active, worst) {
        (0, _) => include_bytes!("../../icons/tray/none.png"),
        (_, Some(1)) => include_bytes!("../../icons/tray/major.png"),
        (_, Some(2)) => include_bytes!("../../icons/tray/medium.png"),
        _ => include_bytes!("../../icons/tray/minor.png"),
    };
    Image::from_bytes(bytes)
}

/// Puts the icon up. A system without a tray shows none, and nothing else changes.
pub(crate) fn start<R: Runtime>(app: &AppHandle<R>) {
    // On Linux the library behind trays is loaded only now, and the crate that loads it panics where it is missing.
    match catch_unwind(AssertUnwindSafe(|| put_up(app))) {
        Ok(Ok(_)) => refresh(app),
        Ok(Err(error)) => tracing::info!(%error, "this system has no tray"),
        Err(_) => tracing::info!("the library behind the tray is not installed"),
    }
}

fn put_up<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<TrayIcon<R>> {
    let open = MenuItem::with_id(app, "open", "Open Allclear", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    TrayIconBuilder::with_id("main")
        .icon(picture(0, None)?)
        .tooltip("Allclear")
        .menu(&menu)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "quit" => app.exit(0),
            _ => window::to_front(app),
        })
        .build(app)
}

/// Shows what the desk says now.
pub(crate) fn refresh<R: Runtime>(app: &AppHandle<R>) {
    let (Some(tray), Some(at)) = (app.tray_by_id("main"), app.try_state::<Arc<Workplace>>()) else { return };
    let Ok((active, worst)) = at.desk().worst() else { return };
    let words = match active {
        0 => "Allclear: no active incidents".to_owned(),
        1 => "Allclear: 1 active incident".to_owned(),
        n => format!("Allclear: {n} active incidents"),
    };
    let shown = picture(active, worst)
        .and_then(|picture| tray.set_icon(Some(picture)))
        .and_then(|()| tray.set_tooltip(Some(words)))
        .and_then(|()| tray.set_title((active > 0).then(|| active.to_string())));
    if let Err(error) = shown {
        tracing::debug!(%error, "the tray shows nothing");
    }
}
