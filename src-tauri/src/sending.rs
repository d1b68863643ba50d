//! What this laptop sends by itself: a loop in the background for as long as the desk is there.

use std::sync::Arc;

use crate::desk::Desk;

/// Sends on a thread of its own until the desk is gone.
pub fn start(desk: &Arc<Desk>) -> std::io::Result<()> {
    let desk = Arc::downgrade(desk);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("sending".to_owned()).spawn(move || {
        if let Some(desk) = desk.upgrade() {
            desk.look_through();
        }
        runtime.block_on(courier::run(desk));
    })?;
    Ok(())
}
