//! Who said what under which clock. Yjs takes the first that comes under a client's clock and nothing else. A laptop that was
//! copied while a page was open on it writes two things under one: the second is noticed here, and set aside with its words.

use std::collections::HashMap;

use incident::id::EntryRef;

use crate::form::{Form, What};

/// Beyond all letters: one value, by its bytes.
const VALUE: u32 = 1 << 16;

/// Words that were written under a name under which others had been written already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The entry that holds them, or the first of them.
    pub entry: EntryRef,
    /// The words.
    pub words: String,
}

/// What each client said.
#[derive(Default)]
pub(crate) struct Sayings(HashMap<u64, Said>);

/// What one client said, in runs by clock, without a gap from the first on. However long a run of letters is that are gone, it
/// takes the same room.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Said(Vec<Run>);

/// What was said in a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The clock after its last.
    pub end: u64,
    /// The letters and values; none where it is no longer known which they were.
    pub units: Option<Vec<u32>>,
}

impl Run {
    fn begins(&self, before: Option<&Self>) -> u64 {
        match &self.units {
            Some(units) => self.end - units.len() as u64,
            None => before.map_or(0, |before| before.end),
        }
    }
}

impl Sayings {
    /// Whether an update says otherwise what was said before.
    pub(crate) fn contradict(&self, form: &Form<'_>) -> bool {
        form.pieces.iter().any(|piece| {
            let said = self.0.get(&piece.client);
            said.is_some_and(|said| said.contradicts(piece.clock, &piece.what))
        })
    }

    /// Notes what an update says that is new.
    pub(crate) fn note(&mut self, form: &Form<'_>) {
        for piece in &form.pieces {
            self.0.entry(piece.client).or_default().note(piece.clock, &piece.what);
        }
    }

    pub(crate) fn by_client(&self) -> impl Iterator<Item = (u64, &[Run])> {
        self.0.iter().map(|(client, said)| (*client, said.0.as_slice()))
    }

    /// Runs that were kept, in their order; none where they do not follow one another.
    pub(crate) fn put(&mut self, client: u64, runs: Vec<Run>) -> Option<()> {
        let mut end = 0;
        for run in &runs {
            let fits = run.units.as_ref().is_none_or(|units| units.len() as u64 == run.end.wrapping_sub(end));
            if run.end <= end || !fits {
                return None;
            }
            end = run.end;
        }
        self.0.insert(client, Said(runs));
        Some(())
    }
}

impl Said {
    fn end(&self) -> u64 {
        self.0.last().map_or(0, |run| run.end)
    }

    fn contradicts(&self, clock: u64, what: &What<'_>) -> bool {
        let Some(units) = units(what).filter(|_| clock < self.end()) else { return false };
        let first = self.0.partition_point(|run| run.end <= clock);
        (first..self.0.len())
            .map(|at| (self.0[at].begins(at.checked_sub(1).map(|before| &self.0[before])), &self.0[at]))
            .take_while(|(begins, _)| *begins < clock + units.len() as u64)
            .filter_map(|(begins, run)| Some((begins, run.units.as_ref()?)))
            .any(|(begins, known)| {
                let from = begins.max(clock);
                let (known, new) = (&known[(from - begins) as usize..], &units[(from - clock) as usize..]);
                known.iter().zip(new).any(|(a, b)| a != b)
            })
    }

    fn note(&mut self, clock: u64, what: &What<'_>) {
        // Where something is not known it was said before this was kept.
        self.reach(clock);
        let known = self.end() - clock;
        match (what, units(what)) {
            (What::Gone(length), _) => self.reach(clock + length),
            (_, Some(units)) if (units.len() as u64) > known => {
                let new = &units[known as usize..];
                match self.0.last_mut() {
                    Some(Run { end, units: Some(units) }) => {
                        units.extend(new);
                        *end += new.len() as u64;
                    }
                    _ => self.0.push(Run { end: self.end() + new.len() as u64, units: Some(new.to_vec()) }),
                }
            }
            _ => {}
        }
    }

    /// Up to this clock something was said of which no more is known.
    fn reach(&mut self, clock: u64) {
        if clock <= self.end() {
            return;
        }
        match self.0.last_mut() {
            Some(Run { end, units: None }) => *end = clock,
            _ => self.0.push(Run { end: clock, units: None }),
        }
    }
}

/// What a piece says at each of its clocks; none where that is gone.
fn units(what: &What<'_>) -> Option<Vec<u32>> {
    match what {
        What::Words(words) => Some(words.encode_utf16().map(u32::from).collect()),
        What::Gone(_) => None,
        What::Values(values) => {
            let value = |bytes: &&[u8]| {
                let sum =
                    bytes.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
                VALUE | (sum & (VALUE - 1)) | (sum >> 16 & 0x7fff) << 17
            };
            Some(values.iter().map(value).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_takes_one_run_and_what_is_known_is_compared_in_its_place() {
        let mut said = Said::default();
        said.note(0, &What::Words("ab🙂"));
        said.note(4, &What::Gone(1 << 40));
        said.note((1 << 40) + 4, &What::Words("cd"));
        said.note((1 << 40) + 5, &What::Words("def"));
        assert_eq!(said.0.len(), 3, "{said:?}");
        assert_eq!(said.end(), (1 << 40) + 8);
        for (clock, what, contradicts) in [
            (0, What::Words("ab🙂 and more"), false),
            (1, What::Words("b"), false),
            (1, What::Words("x"), true),
            (0, What::Gone(1 << 40), false),
            (90, What::Words("anything"), false),
            ((1 << 40) + 2, What::Words("xxcdef, and on"), false),
            ((1 << 40) + 2, What::Words("xxcdeX"), true),
            ((1 << 40) + 7, What::Values(vec![b"}\x01"]), true),
            ((1 << 40) + 8, What::Words("new"), false),
        ] {
            assert_eq!(said.contradicts(clock, &what), contradicts, "{clock} {what:?}");
        }
    }
}
