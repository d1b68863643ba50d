//! The desktop app: the only code that knows Tauri. Plugins, state and the handler list meet here.

#[macro_use]
mod handlers;
mod commands;
pub mod contract;
pub mod desk;
pub mod environment;
pub mod failure;
mod keys;
pub mod views;

use tauri::{Builder, Manager, Runtime};

/// Opens the window and returns when it is closed.
pub fn run() -> tauri::Result<()> {
    // Single instance comes first: it must answer before any other plugin opens a file or a socket.
    let plugins = Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _args, _cwd| {
            if let Some(window) = app.get_webview_window("main") {
                let _ = window.unminimize();
                let _ = window.set_focus();
            }
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init());
    build(plugins).run(context())
}

/// Adds what does not depend on a real window, so that tests drive it on Tauri's mock runtime.
pub fn build<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    macro_rules! handler {
        ($($name:ident($($contract:tt)*) -> $answer:ty;)*) => { tauri::generate_handler![$(commands::$name),*] };
    }
    builder.invoke_handler(with_commands!(handler))
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
