//! Prepares what Tauri reads while it compiles the window.

fn main() {
    tauri_build::build();
}
