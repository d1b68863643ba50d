//! The cable between a laptop and the hub, which can be pulled.

use std::io::copy;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes bytes on to an address for as long as it is plugged in. It lives as long as the process.
#[derive(Clone)]
pub(super) struct Cable {
    /// Where the laptop finds the hub.
    pub(super) near: SocketAddr,
    /// Both ends of every connection; none when it is pulled.
    live: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Cable {
    pub(super) fn to(far: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let cable = Self {
            near: listener.local_addr().expect("an address"),
            live: Arc::new(Mutex::new(Some(Vec::new()))),
        };
        let this = cable.clone();
        thread::spawn(move || listener.incoming().flatten().for_each(|near| this.connect(near, far)));
        cable
    }

    pub(super) fn plug(&self) {
        self.live.lock().expect("the ends").get_or_insert_default();
    }

    /// Cuts what is connected in the middle of a word, and whatever connects from now on.
    pub(super) fn pull(&self) {
        for end in self.live.lock().expect("the ends").take().into_iter().flatten() {
            // One that has ended already needs no end.
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    fn connect(&self, near: TcpStream, far: SocketAddr) {
        let mut live = self.live.lock().expect("the ends");
        // What is dropped here is closed.
        let Some(ends) = live.as_mut() else { return };
        let Ok(far) = TcpStream::connect(far) else { return };
        for (from, to) in [(&near, &far), (&far, &near)] {
            let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
            thread::spawn(move || {
                let _ = copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
        }
        ends.extend([near, far]);
    }
}
