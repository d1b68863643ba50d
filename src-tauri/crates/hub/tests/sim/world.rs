//! A world: some laptops, a hub, a network between them, and everything that goes wrong; all from one seed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use hub::{Role, Welcome};
use incident::entry::{Entry, Series};
use incident::event::Event;
use incident::id::{PersonId, ReplicaKey, Run, WorkspaceId};
use incident::stream::{Section, Stream};
use sync::{Exchanged, Page, Stopped, Unanswered};

use crate::acts::{Hand, Ledger, Said};
use crate::clock::Watch;
use crate::dice::Dice;
use crate::disk::Disk;
use crate::house::{House, SECRET};
use crate::laptop::Laptop;
use crate::lies::Lie;
use crate::network::{Answer, Post, Reply, Request};
use crate::power::Flushed;

/// What may go wrong in a world. Each world has some of it: where everything does, little gets far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    pub loss: bool,
    pub doubles: bool,
    pub partitions: bool,
    pub crashes: bool,
    pub hub_crashes: bool,
    pub clocks: bool,
    pub restores: bool,
    pub losses: bool,
    pub clones: bool,
    pub rollbacks: bool,
    pub revocations: bool,
    pub forks: bool,
    pub observers: bool,
    pub stops: bool,
}

/// How many things happen before the network heals.
const STEPS: usize = 160;

pub(crate) struct World {
    pub dice: Dice,
    pub weather: Weather,
    /// What is not as it should be beyond the weather, for a test of this test.
    pub lie: Option<Lie>,
    pub disk: Disk,
    pub watch: Watch,
    pub house: House,
    pub laptops: Vec<Laptop>,
    pub people: Vec<PersonId>,
    pub founder: SigningKey,
    pub ledger: Ledger,
    /// What the hub has said it holds, and to whom it was said.
    pub promised: Vec<crate::check::Promise>,
    /// What has come to which laptop, whether it could take it or not.
    pub shown: BTreeSet<(usize, Series, u64)>,
    pub trace: Vec<String>,
    /// Copies of the hub's files and of laptops' folders, made by hand.
    pub backup: Option<PathBuf>,
    pub copies: Vec<(usize, PathBuf)>,
    /// Keys whose access was taken back, and after how many words; not those that have joined again.
    pub revoked: BTreeMap<ReplicaKey, usize>,
    /// Keys whose owners may only read, and after how many words they last began to.
    pub observers: BTreeMap<ReplicaKey, usize>,
    /// Those of whom that was once so and is not any more, and after how many words it last ended.
    pub once_observers: BTreeMap<ReplicaKey, usize>,
    /// The hub's log has once lost something.
    pub went_back: bool,
    pub post: Post,
    pub replies: Vec<Reply>,
    pub words: usize,
}

impl World {
    pub(crate) fn new(seed: u64, lie: Option<Lie>) -> Self {
        let mut dice = Dice::new(seed);
        let mut often = || dice.percent(45);
        let weather = Weather {
            loss: often(),
            doubles: often(),
            partitions: often(),
            crashes: often(),
            hub_crashes: often(),
            clocks: often(),
            restores: often(),
            losses: often() && often(),
            clones: often(),
            rollbacks: often() && often(),
            revocations: often(),
            forks: often(),
            observers: often(),
            stops: often(),
        };
        let mut disk = Disk::new();
        let watch = Watch::new();
        // The same in every world, so that an empty journal is made once.
        let founder = SigningKey::from_bytes(&[1; 32]);
        let workspace = WorkspaceId(founder.verifying_key().to_bytes());
        let key = SigningKey::from_bytes(&dice.bytes());
        let house = House::new(&mut disk, watch.beside(), &founder, key, Run(dice.bytes()));
        let mut world = Self {
            weather,
            lie,
            disk,
            watch,
            house,
            laptops: Vec::new(),
            people: Vec::new(),
            founder,
            ledger: Ledger::new(),
            promised: Vec::new(),
            shown: BTreeSet::new(),
            trace: vec![format!("{weather:?}")],
            backup: None,
            copies: Vec::new(),
            revoked: BTreeMap::new(),
            observers: BTreeMap::new(),
            once_observers: BTreeMap::new(),
            went_back: false,
            post: Post::default(),
            replies: Vec::new(),
            words: 0,
            dice,
        };
        for n in 0..2 + world.dice.below(3) {
            let person = PersonId([u8::try_from(n).unwrap() + 1; 16]);
            world.people.push(person);
            let key =
                if n == 0 { world.founder.clone() } else { SigningKey::from_bytes(&world.dice.bytes()) };
            world.arrive(key, person, workspace);
        }
        world
    }

    /// One more laptop, which joins.
    fn arrive(&mut self, key: SigningKey, person: PersonId, workspace: WorkspaceId) {
        let name = char::from(b'A' + u8::try_from(self.laptops.len()).unwrap());
        let mut laptop = Laptop::new(&mut self.disk, name, key, person, self.watch.beside(), workspace);
        laptop.start(Run(self.dice.bytes()));
        self.laptops.push(laptop);
        let at = self.laptops.len() - 1;
        if at == 0 {
            self.introduce();
        }
        self.join(at);
    }

    /// The founder's own log names its person, before any hub.
    fn introduce(&mut self) {
        let founder = &self.laptops[0];
        let (person, replica) = (founder.person, founder.replica());
        let named = Event::PersonNamed { person, name: "Person A".to_owned(), base: vec![] };
        let drafts = vec![named.into(), Event::ReplicaEnrolled { replica, person }.into()];
        let up = founder.up.as_ref().unwrap();
        let people = Stream::Book(Section::People);
        up.journal.append(&up.author, founder.watch.now(), people, false, drafts).unwrap();
    }

    /// Joins by an invitation, over a network that works for once.
    pub(crate) fn join(&mut self, at: usize) {
        let workspace = WorkspaceId(self.founder.verifying_key().to_bytes());
        let before = self.house.device(self.laptops[at].replica());
        let fresh = before.is_none();
        let code = if at == 0 && fresh {
            hub::in_words(&SECRET)
        } else {
            // An invitation is good for an hour of the hub's clock.
            let reads = self.weather.observers && self.dice.percent(35);
            let role = match at {
                0 => Role::Admin,
                _ if reads => Role::Observer,
                _ => Role::Responder,
            };
            self.house.invite(role, None)
        };
        let token = format!("drawn for {code}");
        let asks = self.laptops[at].asks(&code, workspace, self.house.key(), &token);
        let body = serde_json::to_vec(&asks).unwrap();
        let path = "/v1/join".to_owned();
        let request = Request { from: at, method: "POST", path, token: String::new(), body };
        if self.weather.stops && self.dice.percent(20) {
            // Whoever has heard no answer asks once more.
            self.hub_stops_over(&request);
            self.house.start(Run(self.dice.bytes()));
        }
        let (status, body) = self.house.answer(&request).unwrap();
        assert_eq!(status, 200, "{} joins: {}", self.laptops[at].name, String::from_utf8_lossy(&body));
        let welcome: Welcome = serde_json::from_slice(&body).unwrap();
        assert_eq!(welcome.person, self.laptops[at].person);
        let replica = self.laptops[at].replica();
        self.revoked.remove(&replica);
        let read = before.is_some_and(|before| before.role == Role::Observer && before.revoked_at.is_none());
        match welcome.role {
            Role::Observer if read && self.observers.contains_key(&replica) => {}
            Role::Observer => _ = self.observers.insert(replica, self.words),
            _ if self.observers.remove(&replica).is_some() => {
                _ = self.once_observers.insert(replica, self.words);
            }
            _ => {}
        }
        // A clone shows the token of the laptop that it was.
        for one in self.laptops.iter_mut().filter(|one| one.replica() == replica) {
            one.token.clone_from(&token);
        }
        self.say(format!("{} joins as {}", self.laptops[at].name, welcome.role));
    }

    pub(crate) fn say(&mut self, what: String) {
        self.trace.push(what);
    }

    /// Everything that happens until the network heals.
    pub(crate) fn live(&mut self) {
        for _ in 0..STEPS {
            self.watch.pass(1 + i64::try_from(self.dice.below(5_000)).unwrap());
            match self.dice.below(100) {
                0..22 => self.somebody_acts(),
                22..34 => self.somebody_talks(),
                34..60 => self.deliver(),
                60..76 => self.bring_back(),
                76..93 => self.somebody_hears(),
                _ => self.trouble(),
            }
            self.settle();
        }
    }

    fn somebody_acts(&mut self) {
        let at = self.dice.below(self.laptops.len());
        let mut saved = Ledger::new();
        if let Some(done) = self.acts(at, &mut saved) {
            self.ledger.append(&mut saved);
            // What its person was told is saved outlives whatever comes.
            let up = self.laptops[at].up.as_mut().unwrap();
            up.flushed = Flushed::of(up.file.clone());
            self.say(format!("{} writes, {done}", self.laptops[at].name));
        }
    }

    /// Somebody does something at a laptop; what that is, and what was saved.
    pub(crate) fn acts(&mut self, at: usize, saved: &mut Ledger) -> Option<Said> {
        let laptop = &mut self.laptops[at];
        let up = laptop.up.as_mut()?;
        let mut hand = Hand {
            laptop: at,
            person: laptop.person,
            people: &self.people,
            up,
            now: laptop.watch.now(),
            dice: &mut self.dice,
            count: &mut self.words,
        };
        hand.act(saved)
    }

    pub(crate) fn somebody_talks(&mut self) {
        let at = self.dice.below(self.laptops.len());
        if self.laptops[at].up.as_ref().is_some_and(|up| up.talk.is_none()) {
            self.begin(at);
        }
    }

    pub(crate) fn begin(&mut self, at: usize) {
        self.laptops[at].talk(at, self.house.key(), &self.post);
        self.say(format!("{} begins an exchange", self.laptops[at].name));
    }

    fn somebody_hears(&mut self) {
        let at = self.dice.below(self.laptops.len());
        if let Some((entries, whole)) = self.laptops[at].hear(self.house.key()) {
            self.say(format!("{} hears a page of {entries}", self.laptops[at].name));
            if !whole {
                self.begin(at);
            }
        }
    }

    /// Some request arrives, is lost, or arrives and stays in the network to arrive again.
    fn deliver(&mut self) {
        let waiting = self.post.open().len();
        if waiting == 0 {
            return;
        }
        let letter = self.post.open().swap_remove(self.dice.below(waiting));
        let request = letter.request;
        let name = self.laptops[request.from].name;
        let what = format!("{} {}", request.method, request.path.split('?').next().unwrap());
        if self.laptops[request.from].cut || !self.house.is_up() {
            return self.say(format!("{name}'s {what} reaches nobody"));
        }
        if self.weather.loss && self.dice.percent(15) {
            return self.say(format!("{name}'s {what} is lost"));
        }
        if self.weather.doubles && self.dice.percent(20) {
            self.post.open().push(crate::network::Letter { request: request.clone(), reply: None });
        }
        let lied = self.lie.filter(|_| self.dice.percent(10)).and_then(|lie| lie.acknowledged(&request));
        let Some(answer) = lied.or_else(|| self.house.answer(&request)) else { return };
        self.say(format!("{name}'s {what} arrives: {}", told(&answer)));
        if let Some(reply) = letter.reply {
            self.replies.push(Reply { to: request.from, answer, reply });
        }
    }

    fn bring_back(&mut self) {
        if self.replies.is_empty() {
            return;
        }
        let Reply { to, answer, reply } = self.replies.swap_remove(self.dice.below(self.replies.len()));
        let name = self.laptops[to].name;
        if self.laptops[to].cut || self.weather.loss && self.dice.percent(15) {
            return self.say(format!("an answer to {name} is lost"));
        }
        let answer = match self.lie.filter(|_| self.dice.percent(10)) {
            Some(lie) => lie.skipped(answer),
            None => answer,
        };
        self.comes(to, &answer);
        // Whoever asked may be gone.
        let _ = reply.send(answer);
        self.say(format!("{name} has an answer"));
    }

    /// Remembers what an answer has brought.
    pub(crate) fn comes(&mut self, to: usize, answer: &Answer) {
        crate::check::promises(to, answer, &mut self.promised);
        let page = serde_json::from_slice::<Page>(&answer.1).map(|page| page.entries);
        let entries = page.or_else(|_| serde_json::from_slice::<Vec<Entry>>(&answer.1)).unwrap_or_default();
        self.shown.extend(entries.iter().map(|entry| (to, entry.head.series(), entry.head.seq)));
    }

    /// Lets exchanges go on, and listeners hear what was told.
    pub(crate) fn settle(&mut self) {
        for at in 0..self.laptops.len() {
            if let Some(ended) = self.laptops[at].go_on() {
                self.ended(at, ended);
            }
        }
        for (at, laptop) in self.laptops.iter_mut().enumerate() {
            let Some(up) = &mut laptop.up else { continue };
            let Some(ear) = &mut up.ear else { continue };
            match self.house.pump(ear) {
                Some(pages) => {
                    let entries = pages.iter().flat_map(|page| &page.entries);
                    self.shown.extend(entries.map(|entry| (at, entry.head.series(), entry.head.seq)));
                    up.told.extend(pages);
                }
                None => up.hang_up(),
            }
        }
    }

    fn ended(&mut self, at: usize, ended: Result<Exchanged, Stopped>) {
        let name = self.laptops[at].name;
        match ended {
            Ok(done) => {
                let (pulled, pushed, compared) = (done.pulled, done.pushed, done.compared);
                self.say(format!("{name} is in step: {pulled} came, {pushed} went, compared: {compared}"));
                self.listen(at);
            }
            Err(Stopped::Unanswered(why)) => {
                assert!(!matches!(why, Unanswered::Unreadable(_)), "{name}: {why}");
                // The app listens only after an exchange that went well.
                if let Some(up) = &mut self.laptops[at].up {
                    up.hang_up();
                }
                self.say(format!("{name} stops: {why}"));
            }
            Err(Stopped::Journal(error)) => panic!("{name}'s journal: {error}"),
        }
    }

    fn listen(&mut self, at: usize) {
        let hub = self.house.key();
        let laptop = &mut self.laptops[at];
        let Some(up) = laptop.up.as_mut().filter(|up| up.ear.is_none() && !laptop.cut) else { return };
        let known = up.journal.known_of(hub).unwrap();
        let cursor = |place: journal::HubPlace| sync::Cursor {
            position: place.position,
            mark: sync::Mark(place.mark),
        };
        let path = format!("/v1/live?after={}&seen={}", cursor(known.read), cursor(known.seen));
        let token = laptop.token.clone();
        let request = Request { from: at, method: "GET", path, token, body: Vec::new() };
        up.ear = self.house.listen(&request).and_then(Result::ok);
        let heard = if up.ear.is_some() { "listens" } else { "is not listened to" };
        self.say(format!("{} {heard}", self.laptops[at].name));
    }

    /// Nobody hears the hub any longer, and nothing that is on its way is answered.
    pub(crate) fn cut_off(&mut self) {
        self.replies.clear();
        self.laptops.iter_mut().filter_map(|laptop| laptop.up.as_mut()).for_each(|up| up.hang_up());
    }

    /// Until nobody has anything to say or to hear, over a network that works.
    pub(crate) fn heal(&mut self) -> Result<(), String> {
        self.say("the network heals".to_owned());
        self.post.open().clear();
        self.replies.clear();
        self.house.watch.set_right();
        if !self.house.is_up() {
            let run = Run(self.dice.bytes());
            self.house.start(run);
        }
        for at in 0..self.laptops.len() {
            let run = Run(self.dice.bytes());
            let laptop = &mut self.laptops[at];
            laptop.cut = false;
            laptop.watch.set_right();
            match &mut laptop.up {
                Some(up) => {
                    up.talk = None;
                    up.hang_up();
                }
                None => laptop.start(run),
            }
        }
        for _ in 0..20 {
            let mut quiet = true;
            for at in 0..self.laptops.len() {
                if self.house.welcomes(self.laptops[at].replica()) {
                    quiet &= self.exchange_alone(at)?;
                }
            }
            if quiet {
                return Ok(());
            }
        }
        Err("they never come to rest".to_owned())
    }

    /// One whole exchange while nobody else speaks; true if nothing was said.
    fn exchange_alone(&mut self, at: usize) -> Result<bool, String> {
        self.begin(at);
        loop {
            if let Some(ended) = self.laptops[at].go_on() {
                let done = ended.map_err(|stopped| format!("{} stops: {stopped}", self.laptops[at].name))?;
                let Exchanged { pulled, pushed, compared, .. } = done;
                self.say(format!("{}: {pulled} came, {pushed} went", self.laptops[at].name));
                return Ok(pulled == 0 && pushed == 0 && !compared);
            }
            let letters: Vec<_> = self.post.open().drain(..).collect();
            if letters.is_empty() {
                return Err(format!("{} waits for nothing", self.laptops[at].name));
            }
            for letter in letters {
                let answer = self.house.answer(&letter.request).unwrap();
                self.comes(at, &answer);
                let path = letter.request.path.split('?').next().unwrap();
                let what = format!("{}'s {} {path}", self.laptops[at].name, letter.request.method);
                self.say(format!("{what} arrives: {}", told(&answer)));
                let _ = letter.reply.map(|reply| reply.send(answer));
            }
        }
    }
}

/// An answer in a few words.
fn told((status, body): &Answer) -> String {
    let json: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let length = |key: &str| json[key].as_array().map(Vec::len);
    match (status, length("verdicts"), length("entries"), length("heads")) {
        (200, Some(_), ..) => {
            let verdicts = json["verdicts"].as_array().unwrap().iter();
            let words: Vec<_> = verdicts.filter_map(|one| one["verdict"].as_str()).collect();
            words.join(" ")
        }
        (200, _, Some(entries), _) => format!("{entries} entries"),
        (200, _, _, Some(heads)) => format!("{heads} heads"),
        _ => status.to_string(),
    }
}
