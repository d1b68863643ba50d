//! The commands the window may call, one expression each.

/// What this build calls itself, for the settings screen and for reports of trouble.
#[tauri::command]
pub(crate) fn about() -> About {
    About { name: "Allclear", version: env!("CARGO_PKG_VERSION") }
}

/// Name and version as a person says them.
#[derive(serde::Serialize)]
pub(crate) struct About {
    name: &'static str,
    version: &'static str,
}
