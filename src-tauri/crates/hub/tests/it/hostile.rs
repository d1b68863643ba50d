//! What comes from a device that is broken or means no good: refused or absorbed with a clear reason, and nothing that was
//! acknowledged is touched. A hub that was put back is in `restored`; members who were revoked are in `pushing`.

use std::time::{Duration, Instant};

use hub::Role;
use incident::entry::{BodyBytes, Entry, Series, first_hash, sign};
use incident::event::Event;
use incident::id::{Millis, ReplicaKey, Run, WorkspaceId};
use incident::stream::Stream;
use journal::Author;
use sync::{Pushed, Verdict};

use crate::house::{House, NOW, code};
use crate::laptop::{Laptop, incident, note, proof};

/// What is to become of the last entry that was offered.
enum Told {
    Taken,
    Known,
    /// It waits for what these words name.
    Waits(&'static str),
    /// It is never taken, for the reason that these words name.
    Refused(&'static str),
    /// The request as a whole is not answered.
    Not(u16, &'static str),
}
use Told::{Known, Not, Refused, Taken, Waits};

/// What happens, what is offered, and what is said of that.
type Case = (&'static str, fn(&Scene) -> Offer, Told);

/// What the hub holds already, and what is offered then.
type Offer = (Vec<Entry>, Vec<Entry>);

const TEN_YEARS: i64 = 10 * 365 * 24 * 3_600_000;

const CASES: &[Case] = &[
    ("a gap", |of| (vec![], of.written(3)[1..].to_vec()), Waits("from number 1 on have to come first")),
    ("an end without its signature", |of| (vec![], of.written(3)[..2].to_vec()), Waits("signed entry")),
    ("an entry twice in one request", |of| of.twice(), Taken),
    ("a request once more", |of| of.again(), Known),
    ("a number again with other bytes", |of| of.forked(), Refused("forked")),
    (
        "in the name of somebody else",
        |of| of.with(|e| e.head.replica = of.other.replica()),
        Refused("signed"),
    ),
    ("bytes changed on the way", |of| of.changed(), Refused("changed on the way")),
    (
        "an author whom nobody knows",
        |of| (vec![], of.stranger.note(of.stream, "hello")),
        Waits("join by an invitation"),
    ),
    ("an author who may only read", |of| (vec![], of.reader.note(of.stream, "hello")), Refused("observer")),
    ("a series of another workspace", |of| of.of_another_workspace(), Refused("signed")),
    ("a stamp that jumps", |of| of.with(|e| e.head.stamp = 1 << 21), Waits("far beyond everything")),
    ("a stamp beyond all numbers", |of| of.with(|e| e.head.stamp = 1 << 53), Not(400, "out of range")),
    ("a number beyond all numbers", |of| of.with(|e| e.head.seq = u64::MAX), Not(400, "out of range")),
    ("number nought", |of| of.with(|e| e.head.seq = 0), Not(400, "out of range")),
    ("a clock ten years behind", |of| of.with(|e| e.head.recorded_at.0 -= TEN_YEARS), Taken),
    ("a clock ten years ahead", |of| of.with(|e| e.head.recorded_at.0 += TEN_YEARS), Taken),
    ("a clock before all time", |of| of.with(|e| e.head.recorded_at = Millis(i64::MIN)), Taken),
    ("a clock after all time", |of| of.with(|e| e.head.recorded_at = Millis(i64::MAX)), Taken),
    ("a text of 65 KiB", |of| of.saying("x".repeat(65 << 10)), Not(400, "at most 64 KiB")),
    ("a text of 10 MB", |of| of.saying("x".repeat(10 << 20)), Not(413, "")),
    ("a text of JSON without a bottom", |of| of.saying("[".repeat(60_000)), Taken),
    ("a text that is no JSON", |of| of.saying("\u{0}\u{202e}<script>".to_owned()), Taken),
    ("a format that nobody knows", |of| of.with(|e| (e.head.v, e.head.flags) = (99, 0x7ffe)), Taken),
    ("a cloned disk that goes on", |of| of.cloned(Run([8; 8])), Taken),
    ("everything erased by a responder", |of| of.erased(), Refused("Only an admin erases")),
    ("a machine put back that goes on as before", |of| of.cloned(Run([7; 8])), Refused("forked")),
];

/// Where a case plays: a stream of its own.
struct Scene<'a> {
    house: &'a House,
    laptop: &'a Laptop,
    other: &'a Laptop,
    reader: &'a Laptop,
    stranger: &'a Laptop,
    stream: Stream,
}

impl Scene<'_> {
    /// One transaction of so many notes.
    fn written(&self, count: usize) -> Vec<Entry> {
        self.laptop.write(self.stream, false, (0..count).map(|n| note(&n.to_string())).collect())
    }

    /// A first entry that is signed by the laptop, whatever it says.
    fn with(&self, bend: impl Fn(&mut Entry)) -> Offer {
        let mut entry = self.written(1).remove(0);
        bend(&mut entry);
        let hash = entry.hash(&first_hash(self.house.workspace, &entry.head.series()));
        entry.signature = Some(sign(&self.laptop.author.key, &hash));
        (vec![], vec![entry])
    }

    fn saying(&self, text: String) -> Offer {
        self.with(|entry| entry.body = BodyBytes::Whole(text.clone().into_bytes()))
    }

    fn twice(&self) -> Offer {
        let written = self.written(1);
        (vec![], [written.clone(), written].concat())
    }

    fn again(&self) -> Offer {
        let written = self.written(2);
        (written.clone(), written)
    }

    fn erased(&self) -> Offer {
        (self.written(2), self.laptop.write(self.stream, false, vec![Event::StreamErased { why: None }]))
    }

    fn forked(&self) -> Offer {
        let held = self.written(1);
        let (_, mut other) = self.saying("{}".to_owned());
        other[0].head = held[0].head;
        let hash = other[0].hash(&first_hash(self.house.workspace, &held[0].head.series()));
        other[0].signature = Some(sign(&self.laptop.author.key, &hash));
        (held, other)
    }

    fn changed(&self) -> Offer {
        let mut entries = self.written(1);
        entries[0].head.stamp += 1;
        (vec![], entries)
    }

    fn of_another_workspace(&self) -> Offer {
        let mut entries = self.written(1);
        let hash = entries[0].hash(&first_hash(WorkspaceId([1; 32]), &entries[0].head.series()));
        entries[0].signature = Some(sign(&self.laptop.author.key, &hash));
        (vec![], entries)
    }

    /// What was written after a copy was made, and what the copy writes in this run.
    fn cloned(&self, run: Run) -> Offer {
        let held = self.written(1);
        let (_, mut other) = self.saying("{}".to_owned());
        let series = Series { run, ..held[0].head.series() };
        (other[0].head.run, other[0].head.seq) = (run, 1);
        let hash = other[0].hash(&first_hash(self.house.workspace, &series));
        other[0].signature = Some(sign(&self.laptop.author.key, &hash));
        (held, other)
    }
}

#[tokio::test]
async fn what_a_hostile_device_offers_is_refused_or_absorbed_with_a_clear_reason() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Responder).await);
    let (obi, una) = (house.member("Obi", Role::Observer).await, Laptop::new(&house, "Una"));
    let mut wrong = Vec::new();
    for (n, (what, offer, told)) in (1..).zip(CASES) {
        let stream = incident(n);
        let scene = Scene { house: &house, laptop: &ana, other: &ben, reader: &obi, stranger: &una, stream };
        let (before, offered) = offer(&scene);
        if !before.is_empty() {
            let pushed = ana.push(before).await;
            assert!(pushed.verdicts.iter().all(|verdict| *verdict == Verdict::Taken), "{what}: {pushed:?}");
        }
        let held = ana.pull_all().await;
        let answer = ana.offer(offered).await;
        // Whoever is told no while still sending may not hear the reason to its end.
        let (status, said) = (answer.status().as_u16(), answer.text().await.unwrap_or_default());
        let last =
            serde_json::from_str::<Pushed>(&said).ok().and_then(|pushed| pushed.verdicts.last().cloned());
        let fits = match (told, &last) {
            (Taken, Some(Verdict::Taken)) | (Known, Some(Verdict::Known)) => true,
            (Waits(words), Some(Verdict::Waits { why }))
            | (Refused(words), Some(Verdict::Refused { why })) => why.contains(words),
            (Not(code, words), None) => status == *code && said.contains(words),
            _ => false,
        };
        if !fits {
            wrong.push(format!("{what}: {status} {last:?} {}", if last.is_none() { &said } else { "" }));
        }
        assert_eq!(ana.pull_all().await[..held.len()], held, "{what}: what was taken stands");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Through all of this, everybody else goes on.
    assert_eq!(ana.push(ana.note(incident(200), "to work")).await.verdicts, [Verdict::Taken]);
}

#[tokio::test]
async fn a_request_to_join_that_somebody_overheard_is_good_for_nothing() {
    let house = House::found().await;
    let ana = Laptop::new(&house, "Ana");
    let asked = ana.asks(&house.invite(Role::Responder).code);
    assert_eq!(house.join(&asked).await.status(), 200);
    // Word for word: it takes nothing from her, and tells nobody a token.
    let welcome: hub::Welcome = house.join(&asked).await.json().await.unwrap();
    let mut ana = ana;
    ana.is_in(&welcome);
    assert_eq!(ana.get("/v1/me").send().await.unwrap().status(), 200);
    // Not at another hub either, nor as an older laptop would have asked.
    let passed_on = hub::Join {
        proof: proof(&ana.author.key, house.workspace, ReplicaKey([9; 32]), &asked),
        ..asked.clone()
    };
    assert_eq!(code(house.join(&passed_on).await).await, (403, "proof".to_owned()));
    let older = hub::Join {
        token: None,
        proof: hub::Join::proof(&sign(&ana.author.key, &hub::Join::digest(house.workspace, &asked.code))),
        ..asked.clone()
    };
    assert_eq!(code(house.join(&older).await).await, (403, "proof".to_owned()));
    assert_eq!(ana.get("/v1/me").send().await.unwrap().status(), 200);
    let overheard = Laptop::new(&house, "Eve");
    let other_key = hub::Join { replica: overheard.replica(), ..asked };
    assert_eq!(code(house.join(&other_key).await).await.0, 403, "the proof is of another key");
    let own = overheard.asks(&other_key.code);
    assert_eq!(code(house.join(&own).await).await.0, 403, "the invitation is used up");
}

#[tokio::test]
async fn no_clock_takes_part_in_the_order() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    for jump in [0_i64, 10, -10, 1_000, -1_000] {
        let mut author = ana.author.clone();
        author.run = Run([jump.to_le_bytes()[0]; 8]);
        let at = Millis(NOW.0 + jump * TEN_YEARS);
        let drafts = vec![note(&jump.to_string()).into()];
        ana.journal.append(&author, at, incident(1), false, drafts).unwrap();
    }
    let entries = ana.journal.entries(incident(1)).unwrap();
    let pushed = ana.push(entries).await;
    assert!(pushed.verdicts.iter().all(|verdict| *verdict == Verdict::Taken), "{pushed:?}");
    let mut heard: Vec<Entry> = ana.pull_all().await;
    heard.retain(|entry| entry.head.stream == incident(1));
    heard.sort_by_key(|entry| entry.head.place());
    let said = |entry: &Entry| match &entry.body {
        BodyBytes::Whole(body) => String::from_utf8(body.clone()).unwrap(),
        BodyBytes::Dropped(_) => String::new(),
    };
    for (entry, jump) in heard.iter().zip([0, 10, -10, 1_000, -1_000]) {
        assert!(said(entry).contains(&format!("\"text\":\"{jump}\"")), "{}", said(entry));
    }
    assert_eq!(heard.len(), 5);
}

/// So many laptops' runs that each one's text is gone, and hidden by a word of the next; nothing hides the last.
fn chained(laptop: &Laptop, stream: Stream, runs: u8) -> Vec<Entry> {
    let mut before = None;
    for run in 0..runs {
        let author = Author { key: laptop.author.key.clone(), run: Run([run; 8]) };
        let hides = before.map(|entry| Event::Redacted { entry, replaces: vec![] });
        let drafts = [note("gone")].into_iter().chain(hides).map(Into::into).collect();
        laptop.journal.append(&author, NOW, stream, false, drafts).unwrap();
        let record = laptop.journal.record(stream).unwrap();
        before =
            record.facts().iter().rfind(|fact| fact.run == author.run && fact.seq == 1).map(|fact| fact.id);
    }
    let mut entries = laptop.journal.entries(stream).unwrap();
    for entry in &mut entries {
        if entry.head.seq == 1 {
            entry.body = BodyBytes::Dropped(entry.body.digest());
        }
    }
    entries
}

#[tokio::test]
async fn a_long_chain_of_hidden_texts_holds_nobody_up() {
    let house = House::found().await;
    let (rex, ana) = (house.member("Rex", Role::Responder).await, house.member("Ana", Role::Responder).await);
    let entries = chained(&rex, incident(1), 240);
    let begun = Instant::now();
    let answer = rex.push(entries).await;
    assert!(answer.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Waits { .. })), "{answer:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    assert_eq!(ana.push(ana.note(incident(2), "meanwhile")).await.verdicts, [Verdict::Taken]);
}
