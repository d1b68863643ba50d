//! The desktop app: the only code that knows Tauri. Plugins, state and the handler list meet here.

#[macro_use]
mod handlers;
pub mod bridge;
mod commands;
pub mod contract;
pub mod desk;
pub mod environment;
pub mod failure;
pub mod first;
mod hearing;
mod keys;
mod notify;
mod opening;
pub mod options;
pub mod replicate;
pub mod sending;
mod tray;
pub mod views;
pub mod watch;
mod window;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use desk::{Desk, Workplace};
use failure::Failure;
use opening::Opening;
use options::Options;
use tauri::{AppHandle, Builder, Manager, RunEvent, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Runs the app as the options say, and returns when it is closed.
pub fn run(options: Options) -> ExitCode {
    if options.headless { headless(options) } else { in_window(options) }
}

/// Checks an exported incident with nothing but the file, and says what it found.
pub fn verify(file: &Path) -> ExitCode {
    let found = match std::fs::read(file) {
        Ok(bytes) => incident::export::verify(&bytes).map_err(|error| error.to_string()),
        Err(error) => Err(format!("{} cannot be read: {error}.", file.display())),
    };
    match found {
        Ok(verified) => {
            verified.lines().iter().for_each(|line| tell(line));
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// No window: prints an address for a browser on this computer, and answers it until told to stop.
fn headless(options: Options) -> ExitCode {
    let serve = || -> Result<(), Failure> {
        let place = opening::place(&options)?;
        if place.keys.is_locked() {
            place.keys.unlock_in_terminal()?;
        }
        let workplace = Workplace::of(Arc::new(Desk::open(place, true)?));
        let broke = |error: std::io::Error| {
            tracing::error!(%error, "the bridge broke");
            Failure::new("bridge", "Allclear cannot talk to a browser on this computer.")
        };
        workplace.attend(attend);
        let runtime = tokio::runtime::Runtime::new().map_err(broke)?;
        let served = runtime.block_on(async {
            let bridge = bridge::Bridge::open(Arc::clone(&workplace), options.ui.clone()).await?;
            tell(&format!(
                "Open this address in a browser on this computer; it works once:\n{}",
                bridge.url()
            ));
            // Open tabs hold connections for ever: stopping does not wait for them.
            tokio::select! {
                ended = bridge.serve(std::future::pending()) => ended.map_err(broke),
                () = told_to_stop() => Ok(()),
            }
        });
        // What still runs, such as an import, is given a moment and then left: every batch of it is whole.
        runtime.shutdown_timeout(Duration::from_secs(3));
        workplace.desk().rest();
        served
    };
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => could_not_start(&failure),
    }
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[expect(clippy::print_stdout, reason = "whoever starts it without a window has only the terminal")]
fn tell(words: &str) {
    println!("{words}");
}

fn could_not_start(failure: &Failure) -> ExitCode {
    eprintln!("Allclear could not start. {failure}");
    ExitCode::FAILURE
}

/// By then the first screen stands, on a machine that is not slow.
const AFTER_FIRST_SCREEN: Duration = Duration::from_millis(500);

fn in_window(options: Options) -> ExitCode {
    let opening = Arc::new(Opening::new(options));
    let for_page = Arc::clone(&opening);
    // Single instance comes first: it must answer before any other plugin opens a file or a socket.
    let plugins = Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, words, _cwd| {
            match words.iter().find(|word| word.starts_with("allclear:")) {
                Some(link) => window::follow(app, link),
                None => window::to_front(app),
            }
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_dialog::init())
        .setup(move |app| Ok(window::open(app.handle(), for_page)?));
    let app = match build(plugins).build(context()) {
        Ok(app) => app,
        Err(error) => {
            eprintln!("Allclear could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    // A second instance has ended by now. The desk is opened while the web view comes up, which takes longer.
    let opener = Arc::clone(&opening);
    std::thread::spawn(move || opener.begin());
    app.manage(Arc::clone(&opening));
    app.run(move |app, event| match event {
        // The page asks only after this: it has not been read yet.
        RunEvent::Ready => match opening.workplace() {
            Ok(Some(workplace)) => start(app, &workplace),
            // The page asks for the passphrase.
            Ok(None) => {}
            Err(failure) => refuse(app, failure),
        },
        // The process ends without dropping anything.
        RunEvent::Exit => {
            if let Some(workplace) = app.try_state::<Arc<Workplace>>() {
                workplace.desk().rest();
            }
        }
        _ => {}
    });
    ExitCode::SUCCESS
}

/// Puts the desk behind the window and lets everything around it begin.
fn start<R: Runtime>(app: &AppHandle<R>, workplace: &Arc<Workplace>) {
    app.manage(Arc::clone(workplace));
    tauri::async_runtime::spawn(tray_later(app.clone()));
    tauri::async_runtime::spawn(window::attend(app.clone(), workplace.desk().signals()));
    workplace.attend(attend);
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        event.urls().iter().for_each(|url| window::follow(&handle, url.as_str()));
    });
}

/// What goes on beside an open desk.
fn attend(desk: &Arc<Desk>) {
    if let Err(error) = watch::start(desk) {
        tracing::error!(%error, "nobody watches the clock");
    }
    if let Err(error) = replicate::start(desk) {
        tracing::error!(%error, "nobody talks to the hub");
    }
    if let Err(error) = sending::start(desk) {
        tracing::error!(%error, "nothing leaves by itself");
    }
}

/// The icon beside the clock can wait: made at once, it would have the thread that hands the page its files.
async fn tray_later<R: Runtime>(app: AppHandle<R>) {
    tokio::time::sleep(AFTER_FIRST_SCREEN).await;
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || tray::start(&handle)) {
        tracing::warn!(%error, "there is no icon beside the clock");
    }
}

/// Says why there is no desk, and ends.
fn refuse<R: Runtime>(app: &AppHandle<R>, failure: &Failure) {
    could_not_start(failure);
    let app = app.clone();
    app.dialog()
        .message(failure.message.clone())
        .title("Allclear could not start")
        .kind(MessageDialogKind::Error)
        .show(move |_| app.exit(1));
}

/// Adds what does not depend on a real window, so that tests drive it on Tauri's mock runtime.
pub fn build<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    macro_rules! handler {
        ($($name:ident($($contract:tt)*) -> $answer:ty;)*) => {
            tauri::generate_handler![
                $(commands::$name,)*
                window::choose_import, window::save_export, window::save_report, window::save_kept_back,
                window::save_status_page, window::open_link, window::open_review_page,
                window::unlock, hearing::hear
            ]
        };
    }
    builder.manage(hearing::Hearing::default()).invoke_handler(with_commands!(handler))
}

/// The configuration and the UI, compiled into the binary.
fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

#[cfg(test)]
mod tests {
    use tauri::{test::MockRuntime, utils::assets::AssetKey};

    #[test]
    fn the_ui_in_the_binary_is_the_built_one() {
        let context = super::context::<MockRuntime>();
        let page = context.assets().get(&AssetKey::from("index.html")).expect("the binary has a page");
        let page = String::from_utf8_lossy(&page);
        assert!(page.contains("<script type=\"module\""), "the UI is not built, run cargo xtask ui:\n{page}");
    }
}
