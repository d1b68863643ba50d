//! Whoever sends, with a journal on a disk that may be full, and a clock that a test puts forward.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use courier::{
    Courier, Heard, Hears, House, Listener, NoWay, Reached, Saying, Way, Went, channel_of, has_work,
};
use ed25519_dalek::SigningKey;
use incident::book::Book;
use incident::draft::Draft;
use incident::event::Event;
use incident::id::{
    ComponentId, DestinationId, EntryRef, IncidentId, Millis, PersonId, ReplicaKey, RoleId, Run, WorkspaceId,
};
use incident::incident::Incident;
use incident::outbox::Outgoing;
use incident::record::Record;
use incident::refusal::Refusal;
use incident::stream::{Section, Stream};
use incident::value::{Audience, ComponentState, Destination, Dispatch, MailSecurity, Occasion, Transport};
use journal::{Author, Journal};
use outreach::{Channel, MessageId, Outreach, Secret, Settings};
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout};

use crate::post::Post;

pub(crate) struct Sender {
    pub(crate) courier: Courier,
    journal: Journal,
    author: Author,
    book: Arc<Book>,
    unsent: Mutex<BTreeSet<IncidentId>>,
    outreach: Arc<Outreach>,
    ahead: AtomicI64,
    /// Nothing more can be said of what arrived.
    pub(crate) full: AtomicBool,
    /// How often that was tried.
    pub(crate) lost: AtomicUsize,
    /// Where asking for the way breaks off, and how often it did.
    pub(crate) breaks: Mutex<Option<DestinationId>>,
    pub(crate) broke: AtomicUsize,
    pub(crate) unreadable: Mutex<Option<IncidentId>>,
    /// Who asked to hear, by name, what became of which message for whom, how often it was looked up of whom that is not
    /// known, and what was said last of a destination.
    pub(crate) listeners: Mutex<BTreeMap<String, Listener>>,
    /// Since when, by the clock of whoever sends; those who are not in here since ever.
    pub(crate) joined: Mutex<BTreeMap<String, Millis>>,
    /// By how many minutes the clock of whoever writes is ahead of that.
    pub(crate) goes_wrong: AtomicI64,
    pub(crate) heard: Mutex<BTreeMap<(String, String), Heard>>,
    pub(crate) looked: AtomicUsize,
    pub(crate) said: Mutex<Vec<String>>,
    /// The hosted pages that are to be set right.
    pub(crate) behind: Mutex<Vec<Destination>>,
    /// What is spoken to in place of what only its makers run, and with what.
    pub(crate) instead: Mutex<Option<(Channel, String)>>,
}

/// Who sits at it.
pub(crate) const PERSON: PersonId = PersonId([7; 16]);

#[derive(Debug)]
pub(crate) struct Trouble(String);

impl std::error::Error for Trouble {}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.to_string())
    }
}

impl From<journal::JournalError> for Trouble {
    fn from(error: journal::JournalError) -> Self {
        Self(error.to_string())
    }
}

pub(crate) fn id(word: &str) -> DestinationId {
    word.parse().unwrap()
}

pub(crate) fn incident(n: u8) -> IncidentId {
    IncidentId([n; 16])
}

/// A destination with these addresses at this server.
pub(crate) fn mail(name: &str, post: &Post, to: &[&str]) -> Destination {
    let transport = Transport::Email {
        server: "127.0.0.1".to_owned(),
        port: post.port,
        security: MailSecurity::Plain,
        user: None,
        from: "status@example.org".to_owned(),
        to: to.iter().map(|one| (*one).to_owned()).collect(),
        per_second: None,
    };
    let (id, name) = (id(name), name.to_owned());
    Destination {
        id,
        name,
        transport,
        audiences: vec![Audience::Employees],
        drill: false,
        laptops: true,
        rooms: None,
    }
}

impl Sender {
    /// Starts in this folder, in this run, with these destinations.
    pub(crate) fn start(folder: &Path, run: u8, destinations: Vec<Destination>) -> Arc<Self> {
        Self::start_with(folder, run, destinations, |_| Vec::new(), Vec::new())
    }

    /// The same with more in the book: of its communication, given the key of whoever sends, and of its people.
    pub(crate) fn start_with(
        folder: &Path,
        run: u8,
        destinations: Vec<Destination>,
        more: impl FnOnce(ReplicaKey) -> Vec<Event>,
        people: Vec<Event>,
    ) -> Arc<Self> {
        let file = folder.join("journal.sqlite");
        let journal = if file.exists() {
            Journal::open(&file, &folder.join("backups")).unwrap().journal
        } else {
            Journal::found(&file, WorkspaceId([9; 32])).unwrap()
        };
        let author = Author { key: SigningKey::from_bytes(&[1; 32]), run: Run([run; 8]) };
        let stream = Stream::Book(Section::Communication);
        let defined = |destination| Event::DestinationDefined { destination, base: vec![] }.into();
        let more = more(author.replica()).into_iter().map(Draft::from);
        let drafts = destinations.into_iter().map(defined).chain(more).collect();
        let record = journal.append(&author, clock(), stream, false, drafts).unwrap().record;
        let book = Book::default().with(Section::Communication, record);
        // Whose word it is where somebody has to be in command.
        let enrolled = Event::ReplicaEnrolled { replica: author.replica(), person: PERSON }.into();
        let stream = Stream::Book(Section::People);
        let people = std::iter::once(enrolled).chain(people.into_iter().map(Draft::from)).collect();
        let people = journal.append(&author, clock(), stream, false, people).unwrap().record;
        let book = Arc::new(book.with(Section::People, people));
        let settings = Settings { own: vec!["127.0.0.0/8".parse().unwrap()], ..Settings::default() };
        Arc::new(Self {
            courier: Courier::new(author.replica(), author.run, clock(), []),
            journal,
            author,
            book,
            unsent: Mutex::default(),
            outreach: Arc::new(Outreach::new(&settings).unwrap()),
            ahead: AtomicI64::new(0),
            full: AtomicBool::new(false),
            lost: AtomicUsize::new(0),
            breaks: Mutex::default(),
            broke: AtomicUsize::new(0),
            unreadable: Mutex::default(),
            listeners: Mutex::default(),
            heard: Mutex::default(),
            joined: Mutex::default(),
            goes_wrong: AtomicI64::default(),
            looked: AtomicUsize::new(0),
            said: Mutex::default(),
            behind: Mutex::default(),
            instead: Mutex::default(),
        })
    }

    /// The same after it was stopped, in another run: what it kept is there, and what it only knew is not.
    pub(crate) fn again(self, run: u8, destinations: Vec<Destination>) -> Arc<Self> {
        let Self { journal, author, outreach, ahead, unsent, listeners, heard, joined, .. } = self;
        let author = Author { run: Run([run; 8]), ..author };
        let (incidents, at) = (unsent.lock().unwrap().clone(), Millis(clock().0 + ahead.load(SeqCst)));
        let records: Vec<_> =
            incidents.iter().map(|id| journal.record(Stream::Incident(*id)).unwrap()).collect();
        let defined = |destination| Event::DestinationDefined { destination, base: vec![] }.into();
        let (stream, drafts) =
            (Stream::Book(Section::Communication), destinations.into_iter().map(defined).collect());
        let record = journal.append(&author, at, stream, false, drafts).unwrap().record;
        let book = Arc::new((*self.book).clone().with(Section::Communication, record));
        Arc::new(Self {
            courier: Courier::new(author.replica(), author.run, at, records.iter().map(AsRef::as_ref)),
            journal,
            author,
            book,
            unsent,
            outreach,
            ahead,
            full: AtomicBool::new(false),
            lost: AtomicUsize::new(0),
            breaks: Mutex::default(),
            broke: AtomicUsize::new(0),
            unreadable: Mutex::default(),
            listeners,
            heard,
            joined,
            goes_wrong: AtomicI64::default(),
            looked: AtomicUsize::new(0),
            said: Mutex::default(),
            behind: Mutex::default(),
            instead: Mutex::default(),
        })
    }

    pub(crate) fn run(self: &Arc<Self>) -> JoinHandle<()> {
        tokio::spawn(courier::run(Arc::downgrade(self)))
    }

    pub(crate) fn write(&self, n: u8, events: Vec<Event>) -> Vec<EntryRef> {
        let drafts: Vec<Draft> = events.into_iter().map(Draft::from).collect();
        let stream = Stream::Incident(incident(n));
        let at = Millis(self.now().0 + self.goes_wrong.load(SeqCst) * 60_000);
        self.journal.append(&self.author, at, stream, false, drafts).unwrap().refs
    }

    /// An incident with an update that is to be sent there.
    pub(crate) fn approved(&self, n: u8, to: &str) -> EntryRef {
        let titled = Event::Titled { title: "Checkout is down".to_owned(), base: vec![] };
        self.write(n, vec![Event::Declared { drill: false }, titled]);
        self.also_approved(n, to, "We look into it.")
    }

    /// Another update of it.
    pub(crate) fn also_approved(&self, n: u8, to: &str, text: &str) -> EntryRef {
        let proposed = Event::UpdateProposed {
            audience: Audience::Employees,
            occasion: Occasion::Investigating,
            text: text.to_owned(),
            next_due: None,
            replaces: None,
            shown: None,
        };
        let update = self.write(n, vec![proposed])[0];
        let dispatch = Some(Dispatch { sender: self.author.replica(), to: vec![id(to)] });
        self.write(n, vec![Event::UpdateApproved { update, dispatch, base: vec![] }]);
        self.asks(n);
        update
    }

    /// Somebody says that it is sent.
    pub(crate) fn send(&self, n: u8, update: EntryRef, to: &str) {
        let sender = self.author.replica();
        self.write(n, vec![Event::SenderNamed { update, destination: id(to), sender, base: vec![] }]);
        self.asks(n);
    }

    pub(crate) fn asks(&self, n: u8) {
        self.unsent.lock().unwrap().insert(incident(n));
        self.courier.ring();
    }

    /// Puts another note of who got a mail in the place of the one that is there, and gives that.
    pub(crate) fn note(&self, message: &MessageId, text: &str) -> String {
        let before = self.journal.setting(message.as_str()).unwrap().unwrap_or_default();
        self.journal.set_setting(message.as_str(), text).unwrap();
        before
    }

    /// Whether nothing is left to be sent.
    pub(crate) fn is_idle(&self) -> bool {
        self.unsent.lock().unwrap().is_empty()
    }

    /// A day later.
    pub(crate) fn a_day_passes(&self) {
        self.minutes_pass(24 * 60);
    }

    pub(crate) fn minutes_pass(&self, minutes: i64) {
        self.ahead.fetch_add(minutes * 60_000, SeqCst);
        self.courier.ring();
    }

    /// Declares an incident, in command of which is whoever sends.
    pub(crate) fn declare(&self, n: u8) {
        let titled = Event::Titled { title: "Payments fail".to_owned(), base: vec![] };
        let role = RoleId::incident_manager();
        let assigned = Event::RoleAssigned { role, service: None, person: PERSON, base: vec![] };
        self.write(n, vec![Event::Declared { drill: false }, titled, assigned]);
    }

    pub(crate) fn courier_key(&self) -> ReplicaKey {
        self.author.replica()
    }

    pub(crate) fn record<T>(&self, n: u8, look: impl FnOnce(Incident<'_>) -> T) -> T {
        let record = self.journal.record(Stream::Incident(incident(n))).unwrap();
        look(Incident::of(&record))
    }

    /// What becomes of all that an incident has to send.
    pub(crate) fn all<T>(&self, n: u8, look: impl FnOnce(&[Outgoing<'_>]) -> T) -> T {
        self.record(n, |incident| look(&incident.outbox()))
    }

    /// What becomes of the only thing that an incident has to send.
    pub(crate) fn outgoing<T>(&self, n: u8, look: impl FnOnce(&Outgoing<'_>) -> T) -> T {
        self.all(n, |all| look(&all[0]))
    }
}

impl House for Sender {
    type Trouble = Trouble;

    fn courier(&self) -> &Courier {
        &self.courier
    }

    fn now(&self) -> Millis {
        Millis(clock().0 + self.ahead.load(SeqCst))
    }

    fn book(&self) -> Result<Arc<Book>, Trouble> {
        Ok(Arc::clone(&self.book))
    }

    fn record(&self, incident: IncidentId) -> Result<Arc<Record>, Trouble> {
        if *self.unreadable.lock().unwrap() == Some(incident) {
            return Err(Trouble("It cannot be read.".to_owned()));
        }
        Ok(self.journal.record(Stream::Incident(incident))?)
    }

    fn has_turn(&self) -> Result<bool, Trouble> {
        Ok(true)
    }

    fn unsent(&self) -> Result<BTreeSet<IncidentId>, Trouble> {
        Ok(self.unsent.lock().unwrap().clone())
    }

    fn all_sent(&self, incident: IncidentId) -> Result<(), Trouble> {
        if !has_work(&*House::record(self, incident)?, self.author.replica(), self.now()) {
            self.unsent.lock().unwrap().remove(&incident);
        }
        Ok(())
    }

    fn way(&self, to: &Destination) -> Result<Way, NoWay<Trouble>> {
        if self.breaks.lock().unwrap().as_ref() == Some(&to.id) {
            self.broke.fetch_add(1, SeqCst);
            std::panic::resume_unwind(Box::new("it breaks off"));
        }
        let instead = self.instead.lock().unwrap().clone();
        let outreach = Arc::clone(&self.outreach);
        Ok(match instead {
            Some((channel, secret)) => Way { channel, secret: Secret::new(&secret), outreach },
            None => Way { channel: channel_of(&to.transport)?, secret: Secret::default(), outreach },
        })
    }

    fn say(&self, incident: IncidentId, saying: Saying) -> Result<Vec<EntryRef>, Trouble> {
        if matches!(saying, Saying::Arrived { .. } | Saying::Reminded { .. }) && self.full.load(SeqCst) {
            self.lost.fetch_add(1, SeqCst);
            return Err(Trouble("The disk is full.".to_owned()));
        }
        let stream = Stream::Incident(incident);
        let record = self.journal.record(stream)?;
        let drafts = saying.decide(Incident::of(&record), self.now(), &self.book)?;
        Ok(self.journal.append(&self.author, self.now(), stream, false, drafts)?.refs)
    }

    fn reached(&self, message: &MessageId) -> Result<Reached, Trouble> {
        let kept = self.journal.setting(message.as_str())?;
        Reached::read(kept.as_deref()).map_err(|no_note| Trouble(no_note.to_string()))
    }

    fn note_reached(&self, message: &MessageId, reached: &Reached) -> Result<(), Trouble> {
        Ok(self.journal.set_setting(message.as_str(), &reached.note().unwrap_or_default())?)
    }

    fn listeners(
        &self,
        by_way: Hears,
        message: &MessageId,
        by: Millis,
        after: Option<&MessageId>,
        most: usize,
    ) -> Result<Vec<Listener>, Trouble> {
        self.looked.fetch_add(1, SeqCst);
        let (all, heard) = (self.listeners.lock().unwrap(), self.heard.lock().unwrap());
        let joined = self.joined.lock().unwrap();
        let left = all.iter().filter(|(name, one)| {
            way_of(one) == by_way
                && joined.get(*name).is_none_or(|joined| *joined <= by)
                && after.is_none_or(|after| name.as_str() > after.as_str())
                && !heard.contains_key(&(message.to_string(), (*name).clone()))
        });
        Ok(left.take(most).map(|(_, one)| one.clone()).collect())
    }

    fn note_heard(&self, message: &MessageId, heard: &[(MessageId, Heard)]) -> Result<(), Trouble> {
        let noted = heard.iter().map(|(name, heard)| ((message.to_string(), name.to_string()), *heard));
        self.heard.lock().unwrap().extend(noted);
        Ok(())
    }

    fn forget_refused(&self, message: &MessageId) -> Result<(), Trouble> {
        let refused = |of: &str, heard: &Heard| of == message.as_str() && *heard != Heard::Taken;
        self.heard.lock().unwrap().retain(|(of, _), heard| !refused(of, heard));
        Ok(())
    }

    fn heard(&self, by_way: Hears, message: &MessageId) -> Result<(u64, u64), Trouble> {
        let (all, heard) = (self.listeners.lock().unwrap(), self.heard.lock().unwrap());
        let hears = |name: &String| all.get(name).is_some_and(|one| way_of(one) == by_way);
        let of = heard.iter().filter(|((of, name), _)| of == message.as_str() && hears(name));
        let (taken, not): (Vec<_>, Vec<_>) = of.partition(|(_, heard)| **heard == Heard::Taken);
        Ok((taken.len() as u64, (taken.len() + not.len()) as u64))
    }

    fn note_last(&self, _: &DestinationId, went: &Went) {
        self.said.lock().unwrap().push(went.words.clone());
    }

    fn learning(&self) -> Result<Vec<IncidentId>, Trouble> {
        let over = |stream: &Stream| -> Result<Option<IncidentId>, Trouble> {
            let Some(id) = stream.incident() else { return Ok(None) };
            Ok((!Incident::of(&*self.journal.record(*stream)?).is_active()).then_some(id))
        };
        self.journal.streams_since(0)?.iter().filter_map(|stream| over(stream).transpose()).collect()
    }

    fn page(&self) -> Result<page::bundle::Bundle, Trouble> {
        Ok(page::bundle::Bundle::default())
    }

    fn doing(&self, component: &ComponentId) -> Result<ComponentState, Trouble> {
        let mut worst = ComponentState::Operational;
        for stream in self.journal.streams_since(0)? {
            let record = self.journal.record(stream)?;
            let published = stream.incident().and_then(|_| Incident::of(&record).published(&self.book));
            let said = published.as_ref().and_then(|it| it.states().get(component).map(|said| said.state));
            worst = worst.max(said.unwrap_or(worst));
        }
        Ok(worst)
    }

    fn told_lately(&self) -> Result<Vec<IncidentId>, Trouble> {
        Ok(self.journal.streams_since(0)?.into_iter().filter_map(Stream::incident).collect())
    }

    fn behind(&self) -> Result<Vec<Destination>, Trouble> {
        Ok(self.behind.lock().unwrap().clone())
    }

    fn note_page(&self, place: &DestinationId, _name: &str) -> Result<(), Trouble> {
        self.behind.lock().unwrap().retain(|one| one.id != *place);
        Ok(())
    }
}

fn way_of(one: &Listener) -> Hears {
    if matches!(one, Listener::Mail(_)) { Hears::Mail } else { Hears::Hook }
}

fn clock() -> Millis {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Millis(i64::try_from(now.as_millis()).unwrap())
}

/// Waits for what is to become true.
pub(crate) async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let mut again = interval(Duration::from_millis(20));
    let found = timeout(Duration::from_secs(60), async {
        loop {
            again.tick().await;
            if let Some(found) = look() {
                return found;
            }
        }
    });
    found.await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
