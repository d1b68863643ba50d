//! What a hub does not take is brought to it once more where its receipts show that it had it, and stays in sight.

use incident::entry::Entry;
use incident::stream::Stream;
use journal::{KeptBack, Unfit};
use sync::{Cursor, Heads, Page, Push, Pushed, Remote, Unanswered, Verdict, Wanted};

use crate::laws::{meet, run};
use crate::meeting::Hub;
use crate::place::{Place, incident};

const HUB: u8 = 9;

/// A hub that takes nothing of an author who may not write any more, except what its receipts cover.
struct Strict {
    hub: Hub,
    /// The connection breaks where receipts are to be shown.
    cut_off: bool,
}

impl Strict {
    fn new(hub: Hub) -> Self {
        Self { hub, cut_off: false }
    }
}

impl Remote for Strict {
    async fn push(&self, push: Push) -> Result<Pushed, Unanswered> {
        if self.cut_off && !push.receipts.is_empty() {
            return Err(Unanswered::Unreachable("the connection broke".to_owned()));
        }
        let covered = push.receipts.iter().map(|receipt| receipt.seq).max().unwrap_or(0);
        let seqs: Vec<u64> = push.entries.iter().map(|entry| entry.head.seq).collect();
        let entries = push.entries.into_iter().filter(|entry| entry.head.seq <= covered).collect();
        let mut pushed = self.hub.push(Push { entries, ..push }).await?;
        let refused = || Verdict::Refused { why: "its author only reads".to_owned() };
        let verdict = |seq: &u64| if *seq <= covered { pushed.verdicts[0].clone() } else { refused() };
        pushed.verdicts = seqs.iter().map(verdict).collect();
        Ok(pushed)
    }

    async fn pull(&self, after: Cursor, seen: Cursor) -> Result<Page, Unanswered> {
        self.hub.pull(after, seen).await
    }

    async fn heads(&self, after: Option<Stream>, limit: Option<usize>) -> Result<Heads, Unanswered> {
        self.hub.heads(after, limit).await
    }

    async fn fetch(&self, wanted: Vec<Wanted>) -> Result<Vec<Entry>, Unanswered> {
        self.hub.fetch(wanted).await
    }
}

fn kept(laptop: &Place) -> Vec<KeptBack> {
    laptop.journal.kept_back(Place::new(HUB).replica()).unwrap()
}

#[test]
fn what_a_lost_hub_had_taken_is_taken_again_though_its_author_may_only_read_by_now() {
    let (ana, ben) = (Place::new(1), Place::new(2));
    let hub = Hub::new(Place::new(HUB));
    ana.write(incident(1), 3);
    for laptop in [&ana, &ben] {
        run(meet(laptop, &hub)).unwrap();
    }
    ana.write(incident(1), 0);
    run(meet(&ana, &hub)).unwrap();
    ana.write(incident(1), 1);

    let lost = Strict::new(Hub::new(Place::new(HUB)));
    run(sync::exchange(&ben.journal, lost.hub.key(), &lost, || crate::place::NOW, |_| {})).unwrap();
    assert_eq!(kept(&ben)[0].seq, 1, "Ben has no receipt");
    run(sync::exchange(&ana.journal, lost.hub.key(), &lost, || crate::place::NOW, |_| {})).unwrap();
    let held = lost.hub.place.journal.entries(incident(1)).unwrap();
    assert_eq!(held.len(), 5, "as far as the receipt goes");
    // What comes after it is not forgotten over that.
    let [KeptBack { seq: 6, waits: false, .. }] = kept(&ana)[..] else { panic!("{:?}", kept(&ana)) };
}

#[test]
fn what_a_lost_hub_declined_is_shown_with_its_receipts_also_after_an_exchange_that_was_cut_off() {
    let ana = Place::new(1);
    ana.write(incident(1), 3);
    run(meet(&ana, &Hub::new(Place::new(HUB)))).unwrap();
    let mut lost = Strict { cut_off: true, ..Strict::new(Hub::new(Place::new(HUB))) };
    let meets =
        |lost: &Strict| run(sync::exchange(&ana.journal, lost.hub.key(), lost, || crate::place::NOW, |_| {}));
    meets(&lost).unwrap_err();
    assert_eq!(kept(&ana)[0].seq, 1, "it has been told no");
    lost.cut_off = false;
    meets(&lost).unwrap();
    assert_eq!((lost.hub.place.journal.entries(incident(1)).unwrap().len(), kept(&ana)), (4, vec![]));
}

#[test]
fn of_a_series_that_comes_back_in_part_the_rest_stays_in_sight_wherever_it_is_held() {
    let (ana, ben) = (Place::new(1), Place::new(2));
    let hub = Hub::new(Place::new(HUB));
    ana.write(incident(1), 3);
    run(meet(&ana, &hub)).unwrap();
    let receipted = ana.cloned(1);
    ana.write(incident(1), 0);
    for laptop in [&ana, &ben] {
        run(meet(laptop, &hub)).unwrap();
    }

    let lost = Strict::new(Hub::new(Place::new(HUB)));
    for laptop in [&ben, &receipted, &ben] {
        run(sync::exchange(&laptop.journal, lost.hub.key(), &lost, || crate::place::NOW, |_| {})).unwrap();
    }
    assert_eq!(lost.hub.place.journal.entries(incident(1)).unwrap().len(), 4);
    let [KeptBack { seq: 5, waits: false, .. }] = kept(&ben)[..] else { panic!("{:?}", kept(&ben)) };
}

#[test]
fn a_hub_that_has_taken_another_branch_since_it_was_lost_is_shown_the_one_that_it_had() {
    let (ana, twin) = (Place::new(1), Place::new(1));
    ana.write(incident(1), 0);
    run(meet(&ana, &Hub::new(Place::new(HUB)))).unwrap();
    let hub = Hub::new(Place::new(HUB));
    twin.write(incident(1), 0);
    twin.write(incident(1), 0);
    run(meet(&twin, &hub)).unwrap();
    for _ in 0..2 {
        run(meet(&ana, &hub)).unwrap();
    }
    let [kept] = &kept(&ana)[..] else { panic!("{:?}", kept(&ana)) };
    assert_eq!((kept.seq, kept.why.as_str()), (1, Unfit::Fork.to_string().as_str()));
}
