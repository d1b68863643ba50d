//! Whoever may not see or say something has neither seen nor said it.

use hub::Role;
use incident::event::Event;
use incident::id::PersonId;

use super::{Sight, journal_of, text};
use crate::acts::{Saved, access, spoken};

impl Sight<'_> {
    /// Nobody was shown an entry whose author saw its stream as private and them not among those named, unless somebody let
    /// them in, or opened it, whom the author had not heard of.
    pub(super) fn nobody_was_shown_what_is_not_theirs(&self) -> Result<(), String> {
        for (id, saved) in &self.world.ledger {
            let Some(only) = &saved.only else { continue };
            let Some(hubs) = self.streams.get(&saved.stream) else { continue };
            let subject = &self.streams[&saved.subject];
            if !saved.access.iter().all(|fact| subject.fact(*fact).is_some()) {
                // The hub was not told what its author knew.
                continue;
            }
            for (at, laptop) in self.world.laptops.iter().enumerate() {
                if only.contains(&laptop.person) || laptop.replica() == saved.series.replica {
                    continue;
                }
                let record = journal_of(laptop).record(saved.stream).map_err(text)?;
                // A number of a series that was written twice does not tell which of the two was shown.
                let shown = hubs.cut(&saved.series).is_none()
                    && self.world.shown.contains(&(at, saved.series, saved.seq));
                if (shown || record.fact(*id).is_some()) && !self.let_in(laptop.person, saved) {
                    let (whose, what) = (self.name(saved.laptop), spoken(&saved.event));
                    return Err(format!("{} was shown what is not theirs: {what} of {whose}", self.name(at)));
                }
            }
        }
        Ok(())
    }

    fn let_in(&self, person: PersonId, saved: &Saved) -> bool {
        let subject = &self.streams[&saved.subject];
        let elsewhere = access(subject).into_iter().filter(|id| !saved.access.contains(id));
        elsewhere.filter_map(|id| subject.fact(id)?.event.as_ref()).any(|event| match event {
            Event::AccessGranted { person: named } => *named == person,
            Event::PrivacySet { private, .. } => !private,
            _ => false,
        })
    }

    /// What somebody wrote after their access was taken back has not come to anybody else, and nothing has come to them.
    pub(super) fn nothing_comes_from_the_revoked(&self) -> Result<(), String> {
        for (replica, word) in self.world.revoked.iter().filter(|(key, _)| !self.world.house.welcomes(**key))
        {
            let later = self.world.ledger.iter().filter(|(_, saved)| saved.word > *word);
            for (id, saved) in later {
                let own = saved.series.replica == *replica;
                let there = self.streams.get(&saved.stream).is_some_and(|record| record.fact(*id).is_some());
                if own && there {
                    return Err(format!("the hub took {} of a revoked laptop", spoken(&saved.event)));
                }
                for laptop in self.world.laptops.iter().filter(|laptop| !own && laptop.replica() == *replica)
                {
                    if journal_of(laptop).record(saved.stream).map_err(text)?.fact(*id).is_some() {
                        return Err(format!(
                            "{} was told {} after its access ended",
                            laptop.name,
                            spoken(&saved.event)
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whoever may only read says nothing that anybody else hears.
    pub(super) fn nothing_comes_from_those_who_read(&self) -> Result<(), String> {
        for (replica, word) in &self.world.observers {
            let device = self.world.house.device(*replica);
            if device.is_none_or(|device| device.role != Role::Observer) {
                continue;
            }
            let later = |saved: &Saved| saved.series.replica == *replica && saved.word > *word;
            for (id, saved) in self.world.ledger.iter().filter(|(_, saved)| later(saved)) {
                if self.streams.get(&saved.stream).is_some_and(|record| record.fact(*id).is_some()) {
                    return Err(format!("the hub took {} of an observer", spoken(&saved.event)));
                }
            }
        }
        Ok(())
    }
}
