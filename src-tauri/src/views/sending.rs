//! What leaves the house: channels in Settings, and the outbox.

use incident::id::{DestinationId, EntryRef, IncidentId, Millis, ReplicaKey};
use incident::value::{Audience, Channel, Destination, Occasion};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where updates can be sent, as Settings shows it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ChannelsView {
    /// Every destination of the book, by name.
    pub destinations: Vec<DestinationView>,
    /// Networks and servers that are the house's own: what leaves may go there although they are not public.
    pub own: Vec<String>,
    /// Whether there is a hub, which may send too.
    pub hub: bool,
    /// How owners are reminded by mail; none where they are not.
    pub reminders: Option<RemindersView>,
}

/// How owners of action items and reviews are reminded by mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RemindersView {
    /// By which channel.
    pub destination: DestinationId,
    /// Who sends, in words.
    pub by: String,
}

/// One destination.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DestinationView {
    /// What the book says.
    pub destination: Destination,
    /// Whether nothing is sent there any more.
    pub retired: bool,
    /// What kind of place it is, for a person.
    pub kind: &'static str,
    /// What its secret is called; none where it needs none.
    pub secret: Option<&'static str>,
    /// To whom that is shown. Whoever enters it says that they saw this.
    pub shown_to: String,
    /// Whether this laptop has that.
    pub kept: bool,
    /// Why this laptop cannot send there, with the way out; none where it can.
    pub missing: Option<String>,
    /// How the last attempt from this laptop went.
    pub last: Option<LastTry>,
    /// The same of the hub; none where there is no hub.
    pub hub: Option<AtHubView>,
    /// Who sends what is approved now; none where it is posted by hand.
    pub by: Option<By>,
}

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The hub.
    Hub,
    /// This laptop.
    Laptop,
}

/// What the hub said of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AtHubView {
    /// The hub's key, which names it as a sender.
    #[serde(skip)]
    #[ts(skip)]
    pub key: ReplicaKey,
    /// Whether it was given a secret.
    pub kept: bool,
    /// Why it cannot send there, with the way out; none where it can.
    pub missing: Option<String>,
    /// How its last attempt went.
    pub last: Option<LastTry>,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastTry {
    /// When.
    pub at: Millis,
    /// Whether it arrived.
    pub arrived: bool,
    /// What the other end said, or why it did not.
    pub words: String,
    /// When one last arrived.
    #[serde(default)]
    pub success: Option<Millis>,
}

/// What is on its way, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OutboxView {
    /// Every update for every destination.
    pub outgoing: Vec<OutgoingView>,
    /// Every room that was asked for.
    pub rooms: Vec<ChatRoomView>,
    /// The incidents of which nobody knows what is on its way.
    pub unread: Vec<UnreadView>,
}

/// An incident that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UnreadView {
    /// Which one.
    pub incident: IncidentId,
    /// Its number, where the board shows it.
    pub label: Option<String>,
    /// Its title, where the board shows it.
    pub title: Option<String>,
    /// Why it cannot be read, with the way out.
    pub words: String,
}

/// A room that is made for an incident, where its people meet.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ChatRoomView {
    /// Of which incident.
    pub incident: IncidentId,
    /// Its number.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Where it is made.
    pub destination: DestinationId,
    /// What that is called.
    pub name: String,
    /// What the room is called.
    pub room: String,
    /// When it was asked for.
    pub at: Millis,
    /// What opens it, once it stands.
    pub link: Option<String>,
    /// How far it is.
    pub state: ChatRoomState,
    /// Why it is not there.
    pub words: Option<String>,
    /// When it is tried again by itself.
    pub retry_at: Option<Millis>,
    /// Who could make it now; none where nobody can, or it stands.
    pub sender: Option<ReplicaKey>,
}

/// How far a room is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatRoomState {
    /// It is being made, or its topic changed.
    Making,
    /// That did not work, and is tried again by itself.
    Retrying,
    /// That did not work, and a person has to look.
    NotMade,
    /// It stands, and its topic leads to where the bridge is.
    Stands,
}

/// One update on its way to one destination.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OutgoingView {
    /// Of which incident.
    pub incident: IncidentId,
    /// Its number.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The update.
    pub update: EntryRef,
    /// For whom.
    pub audience: Audience,
    /// What for.
    pub occasion: Occasion,
    /// How it begins.
    pub text: String,
    /// Where to.
    pub destination: DestinationId,
    /// What that is called.
    pub name: String,
    /// By what it goes; none where the book does not know the destination.
    pub channel: Option<Channel>,
    /// Who sends it, for a person.
    pub by: String,
    /// Whether this laptop does.
    pub mine: bool,
    /// Who could send it now; nobody once it is there.
    pub senders: Vec<SenderView>,
    /// When it was asked for.
    pub at: Millis,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub tried: Option<Millis>,
    /// How far it is.
    pub state: OnItsWay,
    /// Why it is not there, or what the other end said.
    pub words: Option<String>,
    /// When it is tried again by itself.
    pub retry_at: Option<Millis>,
    /// Whether something that was written later has arrived there by now.
    pub overtaken: bool,
}

/// One that could send something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SenderView {
    /// Its key.
    pub sender: ReplicaKey,
    /// Which of the two it is.
    pub by: By,
    /// Whether it is the one that was named.
    pub again: bool,
}

/// How far an update is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnItsWay {
    /// It is about to be tried.
    Queued,
    /// It is being tried.
    Sending,
    /// It did not arrive, and is tried again by itself.
    Retrying,
    /// It has not been sent, and a person has to say what becomes of it.
    NotSent,
    /// It may have arrived: a person has to look there.
    Unknown,
    /// It arrived.
    Sent,
    /// It was sent back before it left.
    CalledBack,
}

/// Who would send what is approved now, for one audience.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WayOutView {
    /// Whose it is.
    pub audience: Audience,
    /// Each sender with what it sends.
    pub ways: Vec<SendsView>,
    /// Destinations for which something is missing here: what goes there is posted by hand.
    pub by_hand: Vec<ByHand>,
}

/// One sender with the destinations to which it would send.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SendsView {
    /// Its key.
    pub sender: ReplicaKey,
    /// Which of the two it is.
    pub by: By,
    /// Where to.
    pub to: Vec<WayOutTo>,
    /// What to know before it is approved, where the hub is away.
    pub warning: Option<String>,
}

/// A destination that nothing goes to by itself from here.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ByHand {
    /// What it is called.
    pub name: String,
    /// Why not, with the way out.
    pub why: String,
}

/// A destination that an approved update goes to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WayOutTo {
    /// Its id.
    pub id: DestinationId,
    /// What it is called.
    pub name: String,
}
