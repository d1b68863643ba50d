//! What the hub has cut of what this laptop wrote: it is shown, and one word has it written again.

use std::collections::HashMap;

use incident::again::{again, in_short};
use incident::entry::Series;
use incident::stream::Stream;
use journal::SetAside;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::views::{LeftView, SetAsideView, SyncView};

/// Of so many entries it is shown what they say; one who needs to know more writes them again.
const SHOWN: usize = 3;

impl Desk {
    /// Writes what was set aside of a series again, as far as it can be; the list says what could not.
    pub fn write_again(&self, series: Series) -> Result<SyncView, Failure> {
        {
            let _alone = self.decide_alone();
            let mut names = HashMap::new();
            for one in self.aside_of(series)? {
                if let Some(Some(written)) = one.looked_at {
                    names.insert(one.hash.reference(), written);
                    continue;
                }
                let record = self.journal.record(series.stream)?;
                let draft = again(&record, &one.fact(), &names).ok();
                let written = self.journal.write_anew(&self.author, self.now(), &one, draft)?;
                names.extend(written.map(|written| (one.hash.reference(), written)));
            }
        }
        self.arrived(&[series.stream]);
        self.written();
        self.sync()
    }

    /// What was set aside, by series.
    pub(super) fn set_aside(&self) -> Result<Vec<SetAsideView>, Failure> {
        let mut views: Vec<SetAsideView> = Vec::new();
        for one in self.journal.set_aside(self.author.replica())? {
            let series = one.entry.head.series();
            let left = match one.looked_at {
                Some(Some(_)) => continue,
                Some(None) => Some(self.left(series.stream, &one)?),
                None => None,
            };
            let at = match views.iter().position(|view| view.series == series) {
                Some(at) => at,
                None => {
                    let (incident, title) = self.called(series.stream)?;
                    let since = one.entry.head.recorded_at;
                    let (says, left) = (Vec::new(), Vec::new());
                    views.push(SetAsideView { series, incident, title, entries: 0, says, left, since });
                    views.len() - 1
                }
            };
            let view = &mut views[at];
            if left.is_none() {
                view.entries += 1;
                view.says.extend((view.says.len() < SHOWN).then(|| said(&one)));
            }
            view.left.extend(left);
        }
        Ok(views)
    }

    fn aside_of(&self, series: Series) -> Result<Vec<SetAside>, Failure> {
        let mut aside = self.journal.set_aside(self.author.replica())?;
        aside.retain(|one| one.entry.head.series() == series);
        Ok(aside)
    }

    fn left(&self, stream: Stream, one: &SetAside) -> Result<LeftView, Failure> {
        let (record, fact) = (self.journal.record(stream)?, one.fact());
        let text = said(one);
        let why = again(&record, &fact, &HashMap::new()).err();
        let why = why.map_or_else(|| "It can be written again now.".to_owned(), |why| why.to_string());
        Ok(LeftView { text, why })
    }
}

fn said(one: &SetAside) -> String {
    one.fact().event.as_ref().map_or_else(|| "A text that is gone".to_owned(), in_short)
}
