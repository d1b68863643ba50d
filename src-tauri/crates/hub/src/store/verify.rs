//! Walking over a log that may be in use: every chain, every signature, every mark.

use std::collections::HashMap;

use incident::entry::{BodyBytes, Series};
use journal::{Flaw, Placed, Reached, Verdict, Wrong, explains};
use sync::Cursor;

use super::{Store, StoreError};

/// How many entries are read at a time.
const STEP: usize = 1_000;

/// Compares everything that a store holds with what was written. It takes a while.
///
/// # Errors
/// Those of the store. What is wrong with entries is no error but part of the answer.
pub fn walk(store: &dyn Store) -> Result<Verdict, StoreError> {
    let mut walk = Walk { store, verdict: Verdict::default(), reached: HashMap::new(), bare: Vec::new() };
    let mut cursor = Cursor::default();
    loop {
        let page = store.page(cursor.position, STEP)?;
        let Some(last) = page.last() else { break };
        let end = last.position;
        for one in page {
            cursor = Cursor { position: cursor.position + 1, mark: cursor.mark.next(&one.hash) };
            if one.position != cursor.position {
                walk.find(format!("the entry at position {} is missing", cursor.position));
                cursor.position = one.position;
            }
            walk.take(&one);
        }
        if store.cursor_at(end)? != Some(cursor) {
            walk.find(format!("the mark at position {end} is not that of the entries up to there"));
            cursor = store.cursor_at(end)?.unwrap_or(cursor);
        }
    }
    walk.finish()
}

struct Walk<'a> {
    store: &'a dyn Store,
    verdict: Verdict,
    reached: HashMap<Series, Reached>,
    bare: Vec<(Series, u64)>,
}

impl Walk<'_> {
    fn take(&mut self, Placed { entry, hash, .. }: &Placed) {
        let series = entry.head.series();
        let first = || Reached::nothing(self.store.workspace(), series);
        let reached = self.reached.entry(series).or_insert_with(first);
        self.verdict.entries += 1;
        self.verdict.wrong.extend(reached.take(entry, *hash, true));
        if matches!(entry.body, BodyBytes::Dropped(_)) {
            self.bare.push((series, entry.head.seq));
        }
    }

    /// Notes what is wrong besides single entries; the first such thing counts.
    fn find(&mut self, what: String) {
        self.verdict.structure.get_or_insert(what);
    }

    fn finish(mut self) -> Result<Verdict, StoreError> {
        let mut after = None;
        loop {
            let ends = self.store.ends(after, STEP)?;
            let Some(last) = ends.last() else { break };
            after = Some(last.series.stream);
            for end in ends {
                self.verdict.series += 1;
                let wrong = match self.reached.get(&end.series) {
                    // What came while this was walking is as far as it goes another day's business.
                    Some(reached) if reached.seq > end.seq => Some((end.seq, Flaw::Missing)),
                    Some(reached) if reached.seq == end.seq && reached.hash != end.hash => {
                        Some((end.seq, Flaw::Changed))
                    }
                    Some(reached) if !reached.signed => Some((reached.seq, Flaw::Unsigned)),
                    _ => None,
                };
                self.verdict.wrong.extend(wrong.map(|(seq, what)| Wrong { series: end.series, seq, what }));
            }
        }
        for (series, seq) in &self.bare {
            // A stream that cannot be folded was named above.
            let Ok(record) = self.store.record(series.stream) else { continue };
            if !explains(&record, series, *seq) {
                self.verdict.wrong.push(Wrong { series: *series, seq: *seq, what: Flaw::Bodiless });
            }
        }
        Ok(self.verdict)
    }
}
