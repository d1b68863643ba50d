//! An organisation of four people with a laptop each, and three services.

use std::sync::Arc;

use incident::book::Book;
use incident::command::Edit;
use incident::decide::{Asker, edit};
use incident::event::Event;
use incident::id::Millis;
use incident::record::Record;
use incident::refusal::Refusal;
use incident::stream::{Section, Stream};

use crate::pen::{Laptop, NOW, Pen, Sealed, fold, person};

pub(crate) const PEOPLE: [(&str, &str); 4] =
    [("ana", "Ana Ruiz"), ("bo", "Bo Lindqvist"), ("chi", "Chi Okafor"), ("dee", "Dee Marsh")];

/// The book with its entries, so that more can be written into it.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) book: Book,
    entries: Vec<Sealed>,
}

impl Office {
    pub(crate) fn open(pen: &mut Pen) -> Self {
        let mut office = Self { book: Book::default(), entries: Vec::new() };
        let ana = Laptop::of("ana");
        for (short, name) in PEOPLE {
            let person = person(short);
            let add = Edit::NamePerson { person, name: name.to_owned() };
            office.edit(pen, &ana, NOW, &add).unwrap();
            let replica = Laptop::of(short).replica();
            office.write(pen, &ana, Section::People, Event::ReplicaEnrolled { replica, person });
        }
        for name in ["Checkout", "Search", "Login"] {
            let add = Edit::NameService { service: None, name: name.to_owned() };
            office.edit(pen, &ana, NOW, &add).unwrap();
        }
        office
    }

    pub(crate) fn edit(
        &mut self,
        pen: &mut Pen,
        laptop: &Laptop,
        now: Millis,
        wish: &Edit,
    ) -> Result<Vec<Sealed>, Refusal> {
        let asker = Asker { now, person: laptop.person, zone: chrono_tz::Tz::UTC, book: &self.book };
        let (section, drafts) = edit(wish, &asker)?;
        let sealed = pen.write(laptop, self.book.section(section), now, drafts);
        self.absorb(section, sealed.clone());
        Ok(sealed)
    }

    fn write(&mut self, pen: &mut Pen, laptop: &Laptop, section: Section, event: Event) {
        let sealed = pen.write_event(laptop, self.book.section(section), NOW, event);
        self.absorb(section, vec![sealed]);
    }

    fn absorb(&mut self, section: Section, sealed: Vec<Sealed>) {
        let folded =
            Record::clone(self.book.section(section)).with(sealed.iter().map(Sealed::fact).collect());
        self.entries.extend(sealed);
        let stream = Stream::Book(section);
        let whole = fold(stream, self.entries.iter().filter(|s| s.entry.head.stream == stream));
        assert_eq!(serde_json::to_string(&folded).unwrap(), serde_json::to_string(&whole).unwrap());
        self.book = self.book.clone().with(section, Arc::new(whole));
    }
}
