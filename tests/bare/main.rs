//! A Tauri window with one static page: no plugin, no command, no data. The least that a desktop app of this kind
//! takes, so what the app takes beside it is the app's own.

use std::process::ExitCode;

use tauri::{Builder, Manager, WebviewWindowBuilder, Wry};

fn main() -> ExitCode {
    let window = |app: &mut tauri::App| {
        for main in &app.config().app.windows {
            // As in the app, the page names the window; the benchmark sees by the name that the page is painted.
            WebviewWindowBuilder::from_config(app.app_handle(), main)?
                .on_document_title_changed(|window, title| drop(window.set_title(&title)))
                .build()?;
        }
        Ok(())
    };
    match Builder::<Wry>::new().setup(window).run(tauri::generate_context!()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The bare window could not open: {error}");
            ExitCode::FAILURE
        }
    }
}
