//! What the hub holds until an admin has looked at it: somebody's work that counts for nobody yet.

use incident::entry::Series;
use incident::stream::{Section, Stream};
use journal::Notice;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::replicate::{Held, NotDone, Why, ask};
use crate::views::{HeldView, Ruling, SyncView};

/// The word by which the inbox knows notices about what is held.
pub(in crate::desk) const HELD: &str = "held";

impl Desk {
    /// Says whether something that the hub holds counts.
    pub fn rule(&self, held: i64, ruling: Ruling) -> Result<SyncView, Failure> {
        let remote = self.remote()?;
        let ruled = ask(async {
            let ruled = remote.rule(held, ruling).await;
            // Whatever came of it: what the hub holds now is what is to be shown.
            (ruled, remote.held().await)
        });
        let (ruled, now) = ruled?;
        if let Ok(now) = now {
            let listed = now.iter().any(|one| one.id == held);
            self.heard_held(now);
            // Others look at the same list.
            if !listed && matches!(ruled, Err(NotDone::Refused(_))) {
                return Err(Failure::new(
                    "gone",
                    "Somebody else has looked at this meanwhile, or it was taken back. The list is as it is now.",
                ));
            }
        }
        ruled?;
        // It is offered again at once, where this laptop is the one that holds it.
        self.written();
        self.sync()
    }

    /// The hub has told what it holds. Gives what may interrupt this person, where that is more than
    /// was known.
    pub(crate) fn heard_held(&self, mut held: Vec<Held>) -> Option<Notice> {
        held.sort_by_key(|one| (one.since, one.id));
        let mut state = self.line.state();
        let changed = state.held != held;
        state.held.clone_from(&held);
        let hub = state.at.as_ref().map(|at| at.key);
        drop(state);
        if changed {
            self.stale(&["sync"], None);
        }
        let (latest, hub) = (held.last()?, hub?);
        let author = self.author_of(&latest.series);
        let notice = Notice {
            // By the hub's clock: the same is told once, also after a restart.
            key: format!("{HELD}/{hub}/{}", latest.since.0),
            stream: Stream::Book(Section::Settings),
            nag: HELD.to_owned(),
            title: "Waiting for you at the hub".to_owned(),
            text: match held.len() {
                1 => format!(
                    "{} by {author} counts once you let it in.",
                    in_words(latest.to.saturating_sub(latest.from).saturating_add(1))
                ),
                many => format!("{many} pieces of work, the latest by {author}, count once you let them in."),
            },
            at: self.now().min(latest.since),
        };
        match self.journal.post(&notice) {
            Ok(true) => {
                self.stale(&["inbox", "rail"], None);
                let quiet = self.quiet().unwrap_or_default();
                Some(notice).filter(|_| quiet.lets_tell(self.now(), self.zone(&self.the_book())))
            }
            Ok(false) => None,
            Err(error) => {
                tracing::warn!(%error, "a notice could not be kept");
                None
            }
        }
    }

    pub(super) fn held(&self) -> Result<Vec<HeldView>, Failure> {
        let held = self.line.state().held.clone();
        held.into_iter().map(|one| self.held_view(&one)).collect()
    }

    fn held_view(&self, held: &Held) -> Result<HeldView, Failure> {
        let Held { id, series, from, to, why, since } = *held;
        let author = self.author_of(&series);
        let known = match series.stream {
            Stream::Incident(incident) => !self.record(incident)?.facts().is_empty(),
            _ => true,
        };
        let (incident, title) = match known {
            true => self.called(series.stream)?,
            false => (None, "An incident that is not on this laptop".to_owned()),
        };
        let why = match why {
            Why::Revoked => format!("{author}'s access was taken back, and no receipt shows that it was written before."),
            Why::Leap => "Its place in the order is far beyond everything else. What others write meanwhile would come to stand before it.".to_owned(),
            Why::Other => "The hub has a reason that this version does not know. Update Allclear to read it.".to_owned(),
        };
        let entries = to.saturating_sub(from).saturating_add(1);
        let run = series.run.to_string().chars().take(8).collect();
        Ok(HeldView { id, incident, title, author, run, entries, since, why })
    }

    /// Who wrote a series, by the book of today.
    fn author_of(&self, series: &Series) -> String {
        let book = self.the_book();
        let name = book.person_of(series.replica).and_then(|person| book.person_name(person));
        let key: String = series.replica.to_string().chars().take(8).collect();
        name.map_or_else(|| format!("Somebody unknown (laptop {key})"), str::to_owned)
    }
}

fn in_words(entries: u64) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
}
