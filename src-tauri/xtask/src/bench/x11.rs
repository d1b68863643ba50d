//! The windows of an X display without a window manager: who is called what, and closing one.

use x11rb::{
    connection::Connection,
    protocol::xproto::{Atom, AtomEnum, ClientMessageEvent, ConnectionExt, EventMask},
    rust_connection::RustConnection,
};

use crate::trouble::Trouble;

/// A window's number on the display.
pub(super) type Window = u32;

/// The display.
pub(super) struct Screen {
    connection: RustConnection,
    root: Window,
    name: Atom,
    protocols: Atom,
    delete: Atom,
}

impl Screen {
    /// The display that the environment names.
    pub(super) fn connect() -> Result<Self, Trouble> {
        let (connection, number) = x11rb::connect(None).map_err(broke)?;
        let root = connection.setup().roots.get(number).map_or(0, |screen| screen.root);
        let atom = |name: &str| -> Result<Atom, Trouble> {
            let asked = connection.intern_atom(false, name.as_bytes()).map_err(broke)?;
            Ok(asked.reply().map_err(broke)?.atom)
        };
        let [name, protocols, delete] =
            [atom("_NET_WM_NAME")?, atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?];
        Ok(Self { connection, root, name, protocols, delete })
    }

    /// The first window with such a title. A window that ends meanwhile has none.
    pub(super) fn titled(&self, is_meant: fn(&str) -> bool) -> Result<Option<Window>, Trouble> {
        let all = self.connection.query_tree(self.root).map_err(broke)?.reply().map_err(broke)?;
        for window in all.children {
            let asked = self.connection.get_property(false, window, self.name, AtomEnum::ANY, 0, 256);
            let Ok(title) = asked.map_err(broke)?.reply() else { continue };
            if is_meant(&String::from_utf8_lossy(&title.value)) {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// Asks a window to close, as the button in its frame does.
    pub(super) fn close(&self, window: Window) -> Result<(), Trouble> {
        let message = ClientMessageEvent::new(32, window, self.protocols, [self.delete, 0, 0, 0, 0]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message).map_err(broke)?;
        self.connection.flush().map_err(broke)
    }
}

fn broke(error: impl std::fmt::Display) -> Trouble {
    Trouble::Install(format!("The display does not answer: {error}."))
}
