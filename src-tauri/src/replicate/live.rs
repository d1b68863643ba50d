//! What a hub tells while one listens: server-sent events, each a page or a sign of life.

use reqwest::Response;
use sync::{Cursor, Page, Sum, Unanswered};

use super::Present;
use super::http::{LARGEST, broken};

/// Something that was heard.
#[derive(Debug)]
pub(super) enum Told {
    /// Entries that follow those heard before.
    Page(Page),
    /// How far the hub's log goes for this listener.
    Head(Cursor),
    /// The checksum of what the hub shows this listener.
    Sum(Sum),
    /// Who is in a war room now.
    Present(Present),
}

/// An open ear.
pub(super) struct Live {
    response: Response,
    events: Events,
}

impl Live {
    pub(super) fn of(response: Response) -> Self {
        Self { response, events: Events::default() }
    }

    /// What is told next; it may be asked again after it was not waited for to the end.
    ///
    /// # Errors
    /// [`Unanswered::Unreachable`] when the hub has ended it, or nothing was heard for too long.
    pub(super) async fn next(&mut self) -> Result<Told, Unanswered> {
        loop {
            if let Some(told) = self.events.next()? {
                return Ok(told);
            }
            match self.response.chunk().await {
                Ok(Some(piece)) => self.events.hear(&piece)?,
                Ok(None) => return Err(Unanswered::Unreachable("it ended the connection".to_owned())),
                Err(error) => return Err(broken(&error)),
            }
        }
    }
}

/// The text of the stream, cut into events.
#[derive(Default)]
struct Events {
    heard: Vec<u8>,
    /// No event ends before this.
    looked: usize,
}

impl Events {
    fn hear(&mut self, piece: &[u8]) -> Result<(), Unanswered> {
        if self.heard.len() + piece.len() > LARGEST {
            return Err(Unanswered::Unreadable("an event without an end".to_owned()));
        }
        self.heard.extend_from_slice(piece);
        Ok(())
    }

    /// Where the first event ends. What was looked through is not looked through again with every piece that comes.
    fn end(&mut self) -> Option<usize> {
        let found = self.heard[self.looked..].windows(2).position(|two| two == b"\n\n");
        let end = found.map(|at| self.looked + at + 2);
        self.looked = if end.is_some() { 0 } else { self.heard.len().saturating_sub(1) };
        end
    }

    /// The next whole event of a name that is known here; others are passed over, since a newer hub may tell more.
    fn next(&mut self) -> Result<Option<Told>, Unanswered> {
        while let Some(end) = self.end() {
            let event: Vec<u8> = self.heard.drain(..end).collect();
            let unreadable = |error: &dyn std::fmt::Display| Unanswered::Unreadable(error.to_string());
            let text = std::str::from_utf8(&event).map_err(|error| unreadable(&error))?;
            let (mut name, mut data) = ("", String::new());
            for line in text.lines() {
                let (field, value) = line.split_once(':').unwrap_or((line, ""));
                let value = value.strip_prefix(' ').unwrap_or(value);
                match field {
                    "event" => name = value,
                    "data" => data.push_str(value),
                    _ => {}
                }
            }
            match name {
                "page" => {
                    let page = serde_json::from_str(&data).map_err(|error| unreadable(&error))?;
                    return Ok(Some(Told::Page(page)));
                }
                "presence" => {
                    let present = serde_json::from_str(&data).map_err(|error| unreadable(&error))?;
                    return Ok(Some(Told::Present(present)));
                }
                "head" => {
                    let cursor = serde_json::from_str(&data).map_err(|error| unreadable(&error))?;
                    return Ok(Some(Told::Head(cursor)));
                }
                "checksum" => {
                    let sum = serde_json::from_str(&data).map_err(|error| unreadable(&error))?;
                    return Ok(Some(Told::Sum(sum)));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use incident::checksum::Checksum;

    use super::*;

    #[test]
    fn events_are_read_however_they_are_cut() {
        let cursor = Cursor::default();
        let page = Page { entries: vec![], cursor, more: false, checksum: None };
        let page = serde_json::to_string(&page).unwrap();
        let sum = serde_json::to_string(&Sum { cursor, checksum: Checksum(7) }).unwrap();
        let text = format!(
            ": hello\n\nevent: later\ndata: ?\n\nevent: page\nid: {cursor}\ndata: {page}\n\nevent: head\ndata: \"{cursor}\"\n\nevent: checksum\ndata: {sum}\n\n"
        );
        for size in [1, 7, text.len()] {
            let mut events = Events::default();
            let mut told = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                events.hear(piece).unwrap();
                while let Some(one) = events.next().unwrap() {
                    told.push(one);
                }
            }
            assert!(
                matches!(&told[..], [Told::Page(_), Told::Head(head), Told::Sum(Sum { checksum: Checksum(7), .. })] if *head == cursor),
                "{size}: {told:?}"
            );
        }
    }

    #[test]
    fn a_large_event_in_small_pieces_is_looked_through_once() {
        let mut events = Events::default();
        let piece = [b'x'; 64];
        let pieces = (8 << 20) / piece.len();
        for _ in 0..pieces {
            events.hear(&piece).unwrap();
            assert!(events.next().unwrap().is_none());
        }
        events.hear(b"\n").unwrap();
        assert!(events.next().unwrap().is_none());
        events.hear(b"\nevent: head\ndata: \"0.0000000000000000\"\n\n").unwrap();
        assert!(matches!(events.next().unwrap(), Some(Told::Head(_))));
    }

    #[test]
    fn what_is_no_event_ends_the_listening() {
        let mut events = Events::default();
        events.hear(b"event: page\ndata: {\n\n").unwrap();
        assert!(matches!(events.next(), Err(Unanswered::Unreadable(_))));
        assert!(matches!(Events::default().hear(&vec![b'x'; LARGEST + 1]), Err(Unanswered::Unreadable(_))));
    }
}
