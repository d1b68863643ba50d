//! The window: brought to the front, and the dialogs that only Rust opens.

#[cfg(target_os = "linux")]
use std::cell::Cell;
use std::sync::Arc;

use incident::entry::Series;
use incident::id::{EntryRef, IncidentId};
use tauri::{AppHandle, Manager, Runtime, State, WebviewWindowBuilder};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tokio::sync::broadcast::error::RecvError;

use crate::desk::{Signal, Workplace};
use crate::failure::Failure;
use crate::first;
use crate::opening::Opening;
use crate::tray;
use crate::views::{ExportFormat, ImportDraft, PageForm};

/// Makes the window that the configuration describes. It takes its title from the page, which so needs no permission
/// to rename windows. What the page asks first comes with it, as soon as the desk is open.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, opening: Arc<Opening>) -> tauri::Result<()> {
    let Some(main) = app.config().app.windows.first() else { return Ok(()) };
    let window = WebviewWindowBuilder::from_config(app, main)?
        .on_web_resource_request(move |request, response| {
            // Answered on a thread that may wait; without a desk the page comes as it is, beside the dialog that says why.
            if first::is_page(request.uri().path())
                && let Some(answers) = opening.answers()
            {
                first::put(&answers, response.body_mut());
            }
        })
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::debug!(%error, "the window keeps its old title");
            }
        })
        .build()?;
    #[cfg(target_os = "linux")]
    window.with_webview(|view| draw_once_loaded(&view.inner()))?;
    #[cfg(not(target_os = "linux"))]
    drop(window);
    Ok(())
}

/// Keeps the web view from drawing before its page is there. Asked to draw without one, WebKit waits for it up to half
/// a second on the very thread that has to hand the page over.
#[cfg(target_os = "linux")]
fn draw_once_loaded(view: &webkit2gtk::WebView) {
    use gtk::glib::{ObjectExt, Propagation};
    use gtk::prelude::WidgetExt;
    use webkit2gtk::{LoadEvent, WebViewExt};

    let held = Cell::new(Some(view.connect_draw(|_, _| Propagation::Stop)));
    view.connect_load_changed(move |view, event| {
        if event == LoadEvent::Finished
            && let Some(held) = held.take()
        {
            view.disconnect(held);
            view.queue_draw();
        }
    });
}

/// Shows the window above the others.
pub(crate) fn to_front<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Follows a link of ours, if it is one; while the desk is locked, once it is open.
pub(crate) fn follow<R: Runtime>(app: &AppHandle<R>, link: &str) {
    to_front(app);
    match app.try_state::<Arc<Workplace>>() {
        Some(at) => at.desk().follow(link),
        None => {
            if let Some(opening) = app.try_state::<Arc<Opening>>() {
                opening.keep(link);
            }
        }
    }
}

/// Does what a signal asks of the window and the icon until the app ends; the page asks for its signals itself.
pub(crate) async fn attend<R: Runtime>(
    app: AppHandle<R>,
    mut signals: tokio::sync::broadcast::Receiver<Signal>,
) {
    loop {
        match signals.recv().await {
            Ok(Signal::Stale(stale)) if !stale.views.contains(&"rail") => {}
            Ok(Signal::Stale(_) | Signal::Switched) | Err(RecvError::Lagged(_)) => tray::refresh(&app),
            Ok(Signal::Open(_)) => to_front(&app),
            Ok(Signal::Progress(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Tries a passphrase, before there is a desk. The page loads itself anew once it is open.
#[tauri::command]
pub(crate) async fn unlock<R: Runtime>(
    app: AppHandle<R>,
    opening: State<'_, Arc<Opening>>,
    passphrase: String,
) -> Result<(), Failure> {
    let opening = Arc::clone(&opening);
    blocking(move || {
        let passphrase = zeroize::Zeroizing::new(passphrase);
        if let Some(workplace) = opening.unlock(&passphrase)? {
            crate::start(&app, &workplace);
        }
        Ok(())
    })
    .await
}

/// Asks for a file of past incidents. None when the person thinks better of it.
#[tauri::command]
pub(crate) async fn choose_import<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
) -> Result<Option<ImportDraft>, Failure> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog()
        .file()
        .add_filter("JSON Lines, JSON, CSV", &["jsonl", "ndjson", "json", "csv", "tsv", "txt"])
        .pick_file(move |file| drop(answer.send(file)));
    let Some(path) = chosen.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    let desk = at.desk();
    blocking(move || desk.read_import(&path)).await.map(Some)
}

/// Saves an incident where the person says. Gives the file's name, or none when they think better of it.
#[tauri::command]
pub(crate) async fn save_export<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
    incident: IncidentId,
    format: ExportFormat,
) -> Result<Option<String>, Failure> {
    let desk = at.desk();
    let file = blocking(move || desk.export(incident, format)).await?;
    save(&app, file.name, file.bytes).await
}

/// Saves the report of an import where the person says.
#[tauri::command]
pub(crate) async fn save_report<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
    token: String,
) -> Result<Option<String>, Failure> {
    let file = at.desk().import_report(&token)?;
    save(&app, file.name, file.bytes).await
}

/// Saves what the hub did not take where the person says.
#[tauri::command]
pub(crate) async fn save_kept_back<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
    series: Series,
) -> Result<Option<String>, Failure> {
    let desk = at.desk();
    let file = blocking(move || desk.kept_back_file(series)).await?;
    save(&app, file.name, file.bytes).await
}

/// Saves the status page where the person says, as a folder or as one file. Gives its name, or none when they think better
/// of it.
#[tauri::command]
pub(crate) async fn save_status_page<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
    form: PageForm,
) -> Result<Option<String>, Failure> {
    let desk = at.desk();
    if form == PageForm::Zip {
        let file = blocking(move || desk.status_page_zip()).await?;
        return save(&app, file.name, file.bytes).await;
    }
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().pick_folder(move |folder| drop(answer.send(folder)));
    let Some(within) = chosen.await.ok().flatten().and_then(|folder| folder.into_path().ok()) else {
        return Ok(None);
    };
    let written = blocking(move || desk.write_status_page(&within)).await?;
    Ok(Some(written.display().to_string()))
}

/// Opens a link of an incident in the program that the system has for it. The page names the entry, never an address.
#[tauri::command]
pub(crate) async fn open_link<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
    incident: IncidentId,
    entry: EntryRef,
) -> Result<(), Failure> {
    opened(&app, at.desk().link_target(incident, entry)?)
}

/// Opens the page on which the hub shows the review of an incident.
#[tauri::command]
pub(crate) async fn open_review_page<R: Runtime>(
    app: AppHandle<R>,
    at: State<'_, Arc<Workplace>>,
    incident: IncidentId,
) -> Result<(), Failure> {
    let desk = at.desk();
    opened(&app, blocking(move || desk.review_page(incident)).await?)
}

fn opened<R: Runtime>(app: &AppHandle<R>, target: String) -> Result<(), Failure> {
    app.opener().open_url(target, None::<&str>).map_err(|error| {
        tracing::warn!(%error, "a link could not be opened");
        Failure::new("opener", "This computer has no program that opens this link. Copy it instead.")
    })
}

async fn save<R: Runtime>(
    app: &AppHandle<R>,
    name: String,
    bytes: Vec<u8>,
) -> Result<Option<String>, Failure> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |file| drop(answer.send(file)));
    let Some(path) = chosen.await.ok().flatten().and_then(|file| file.into_path().ok()) else {
        return Ok(None);
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    blocking(move || {
        std::fs::write(&path, bytes).map_err(|error| {
            tracing::warn!(%error, "an export could not be written");
            Failure::new(
                "folder",
                "The file could not be written there. Choose another folder, or free some space.",
            )
        })
    })
    .await?;
    Ok(name)
}

/// Does something that may wait, on a thread that may.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let broke = |_| {
        Failure::new(
            "panic",
            "Something in Allclear broke while doing this. What was confirmed before is saved.",
        )
    };
    tauri::async_runtime::spawn_blocking(work).await.map_err(broke)?
}
