//! Why a wish was refused, in the sentence that a person reads.

use crate::value::Stage;

/// A wish that breaks a rule. `Display` is one sentence that says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A channel that nothing would ever leave by.
    #[error("Write how many mails a second at most, as a whole number from 1, or leave it empty.")]
    NoPace,
    /// A field that must say something is empty.
    #[error("{0} is empty. Write a few words.")]
    Empty(&'static str),
    /// A text is over its limit.
    #[error("{field} has {has} characters; at most {limit} fit. Shorten it and try again.")]
    TooLong {
        /// Which text.
        field: &'static str,
        /// How long it is.
        has: usize,
        /// How long it may be.
        limit: usize,
    },
    /// All texts together are over what one entry holds; a long text in a wide script is more bytes than characters.
    #[error(
        "This takes {has} bytes; at most {limit} fit into one entry. Shorten it, or write it in several."
    )]
    TooBig {
        /// How many bytes it takes.
        has: usize,
        /// How many fit.
        limit: usize,
    },
    /// A channel that is none of e-mail.
    #[error("{0} sends no mails. Choose a channel of the kind E-mail.")]
    NotByMail(&'static str),
    /// A review that is more than is written down and sent at once.
    #[error(
        "The review takes {has} KiB; at most {limit} KiB can be published. Leave sections out or shorten them, then publish it."
    )]
    ReviewTooLong {
        /// How many KiB it takes.
        has: usize,
        /// How many can be published.
        limit: usize,
    },
    /// There is no such incident here.
    #[error("This incident is not on this laptop. Go back to the board and open it from there.")]
    NoIncident,
    /// It has been declared already.
    #[error("This incident is declared already. Open it from the board.")]
    AlreadyDeclared,
    /// The named thing does not exist, or was taken back.
    #[error("This {0} is not there any more. Look at the timeline to see what became of it.")]
    Gone(&'static str),
    /// What was set aside cannot be written again by itself.
    #[error("It is not written again. {0}")]
    NotAgain(&'static str),
    /// The book has no such thing.
    #[error("There is no {what} called {name:?}. Choose one from the list, or add it in Settings.")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// How it was named.
        name: String,
    },
    /// A customer who left.
    #[error("{0} left the book. Bring them back by choosing them from the list, then try again.")]
    LeftTheBook(String),
    /// The new words were in the text once; as they stand there now, they cannot come in again.
    #[error("The old words were put back. Write the new ones in the text, or suggest them again.")]
    WordsPutBack,
    /// Nothing would change.
    #[error("{0} already. Nothing was changed.")]
    Already(String),
    /// Going back needs a reason.
    #[error("Going back to {} needs a reason. Say in a few words why.", .0.name())]
    ReasonToGoBack(Stage),
    /// Resolve cannot end while services lack their all-clear.
    #[error("{} not yet given the all-clear: {}. Ask their on-call, or end Resolve anyway with a reason.", if .0.len() == 1 { "A service has" } else { "Services have" }, .0.join(", "))]
    AllClearMissing(Vec<String>),
    /// Resolve cannot end while a temporary mitigation is left.
    #[error("Still in place: {}. Remove it and mark it removed, or end Resolve anyway with a reason.", .0.join(", "))]
    TemporaryMitigationLeft(Vec<String>),
    /// Nobody could follow these actions.
    #[error("Not complete yet: {}. Give them what they lack, or go on anyway with a reason.", .0.join("; "))]
    ActionsIncomplete(Vec<String>),
    /// Closing while something is still to be done.
    #[error("Not done yet: {}. Finish them, drop them with a reason, or close anyway with a reason.", .0.join("; "))]
    ActionsOpen(Vec<String>),
    /// Closing while somebody waits for what they were promised.
    #[error("Still promised: {}. Keep it and say so, or close anyway with a reason.", .0.join("; "))]
    PromisesOpen(Vec<String>),
    /// A review of what still goes on.
    #[error("It is not over yet. Ask others to look at the review once Resolve has ended.")]
    StillActive,
    /// A word about a review that nobody was asked to look at.
    #[error("The review is a draft. Ask others to look at it first.")]
    NotInReview,
    /// A word in a meeting that has ended.
    #[error("The meeting is over. Begin another one to go on.")]
    MeetingOver,
    /// A change of what is published.
    #[error("The review is published. Reopen it with a reason first.")]
    ReopenFirst,
    /// Somebody who would approve what they answer for.
    #[error("Who answers for a review or asked others to look at it does not approve it. Ask somebody else.")]
    OwnWork,
    /// A review that nobody else has read.
    #[error("Nobody else has approved the review. Ask somebody, or publish it anyway with a reason.")]
    NobodyAgreed,
    /// A review that says something else than what was approved.
    #[error(
        "The review was changed since it was approved. Have it approved again, or publish it anyway with a reason."
    )]
    ChangedSince,
    /// Closing an incident whose review has to be.
    #[error(
        "An incident of this severity closes with a published review. Publish it, or close anyway with a reason."
    )]
    ReviewMissing,
    /// What is not done needs a reason.
    #[error("An action that will not be done needs a reason. Say in a few words why.")]
    ReasonToDrop,
    /// A date so far ahead that nobody means it.
    #[error("The due date lies more than {years} years ahead. Choose an earlier one.")]
    NoSuchDate {
        /// How many years at most.
        years: i64,
    },
    /// Closing before anybody has looked back.
    #[error("An incident closes after its review. Go to Review or Follow up first.")]
    ReviewFirst,
    /// An update for somebody outside, about what is none of theirs.
    #[error(
        "{0} hear nothing of an internal or private incident. Choose another audience, or change that first."
    )]
    StaysInside(&'static str),
    /// Words that are to leave with a gap in them.
    #[error("A value is missing: {0}. Enter it or leave its sentence out.")]
    ValueMissing(String),
    /// An update that nobody has approved.
    #[error("This update is not approved yet. Ask the Incident Manager first, then post it.")]
    NotApproved,
    /// Something that its sender does not try by itself now.
    #[error("It is not to be tried now. Look at the outbox: somebody else sends it, or a person has to say.")]
    NotNow,
    /// A destination that an audience does not hear by.
    #[error(
        "{destination} is not where {audience} hear from us. Choose another, or change it in Settings, Channels."
    )]
    NotTheirs {
        /// What it is called.
        destination: String,
        /// Who was to hear.
        audience: &'static str,
    },
    /// A destination that was put to rest.
    #[error("Nothing is sent to {0} any more. Post it by hand, or use it again in Settings, Channels.")]
    NotInUse(String),
    /// A destination of the public that others, or drills, would hear by.
    #[error(
        "{0}: what was approved for the public goes there, and nothing else. Choose the public alone, and no drills."
    )]
    PublicAlone(&'static str),
    /// A drill that would leave the house.
    #[error(
        "This is a drill: it goes only where drills go. Choose such a destination, or add one in Settings, Channels."
    )]
    DrillStays,
    /// A real incident that would go where only drills are heard.
    #[error("{0} is where drills go; nobody would hear of it. Choose another destination.")]
    OnlyDrills(String),
    /// A moment that cannot be.
    #[error("{later} cannot be before {earlier}. Correct one of the two times.")]
    OutOfOrder {
        /// What should come first.
        earlier: &'static str,
        /// What should come later.
        later: &'static str,
    },
    /// A moment in the future.
    #[error("{0} lies in the future. Enter the time at which it happened.")]
    InTheFuture(&'static str),
    /// A deadline in the past.
    #[error("{0} lies in the past. Choose a later time.")]
    InThePast(&'static str),
    /// A next update so far ahead that nobody waits for it.
    #[error("{0} lies more than 31 days ahead. Choose a time within a month.")]
    TooFar(&'static str),
    /// A plan so far ahead that it must be a slip.
    #[error("{0} lies more than two years ahead. Look at the year.")]
    TooFarAhead(&'static str),
    /// A time that could not be read.
    #[error("{0:?} is not a time that can be read. Write it like 14:12, 2026-11-19 14:12 or 5 min ago.")]
    NotATime(String),
    /// A zone that does not exist.
    #[error("There is no time zone called {0:?}. Write one like Europe/Berlin or UTC.")]
    NoSuchZone(String),
    /// Another reading of the same person is needed.
    #[error("Only {0} can do this. Ask them, or take the role first.")]
    NotYours(String),
    /// The last who may see a private incident would lose it.
    #[error("Nobody could see it any more. Name somebody else first, or open it to everybody.")]
    NobodyLeft,
    /// An undo whose value has moved on.
    #[error(
        "This was changed again since, so taking it back would undo somebody's later work. Set the value you want instead."
    )]
    MovedOn,
    /// A fact that has no inverse.
    #[error("This cannot be undone. {0}")]
    NoInverse(&'static str),
    /// A fact that may not be hidden.
    #[error("It holds no words that could be hidden. Where it is wrong, correct it or take it back.")]
    NotRedactable,
    /// Something whose words cannot be hidden while others rest on it.
    #[error("Its words cannot be hidden yet. {0}")]
    FirstEnd(&'static str),
    /// Somebody typed another incident's number, or a slip.
    #[error("What you typed is not {0}. Look once more which incident this is, and type its number.")]
    AnotherLabel(String),
    /// An incident of which nothing is left.
    #[error("This incident was erased, and whatever is written here would be too. Declare a new one.")]
    Erased,
    /// A clash that is not one.
    #[error("Nobody disagrees about this any more.")]
    NotTorn,
    /// A link that is not one.
    #[error(
        "{0:?} is not an address that can be opened. Write it with https:// in front, or a channel name."
    )]
    NotALink(String),
    /// A ticket that no browser finds.
    #[error("{0:?} is not the address of a ticket. Copy it from your browser; it begins with https://.")]
    NotATicket(String),
    /// What is no address of a mailbox.
    #[error("{0:?} is not an address that mail can be sent to. Write it like ops@example.org.")]
    NotAMailbox(String),
    /// What is no name of a room of Matrix.
    #[error("{0:?} is not a room of Matrix. Write its id or alias, like #incidents:example.org.")]
    NotARoom(String),
    /// A channel that makes no rooms for this incident.
    #[error(
        "{0} makes no room for this incident. Look at it in Settings, Channels, or make the room by hand."
    )]
    NoRoomFor(String),
    /// A room would show others that it exists.
    #[error(
        "Nothing is made elsewhere for an incident that is private. Make a room by hand and add its link."
    )]
    PrivateRoom,
    /// A channel that makes no rooms.
    #[error(
        "{0} makes no rooms for incidents. Choose Matrix, an app of Microsoft Teams, or Slack with a channel id and a bot \
         token."
    )]
    NoRooms(&'static str),
    /// A channel that takes no messages, with somebody who is to hear by it.
    #[error(
        "{0}: it makes rooms and takes no messages. Choose nobody to hear by it; updates go by a workflow."
    )]
    RoomsAlone(&'static str),
    /// Somebody who is to be asked into rooms where everybody is in already.
    #[error(
        "{0}: whoever is in the team is in its channels. Ask nobody in here; add them to the team there."
    )]
    NobodyAskedIn(&'static str),
    /// A word with blanks or characters that do not show.
    #[error("{0} has blanks or characters that do not belong there. Write it again without them.")]
    NotPlain(&'static str),
    /// A word that is not a short lower-case id.
    #[error("{0:?} cannot be used here. Use letters, digits and hyphens.")]
    NotAWord(String),
    /// A value that does not fit a custom field.
    #[error("{field} takes {takes}. Enter that, or leave it empty.")]
    FieldMismatch {
        /// The field's name.
        field: String,
        /// What it takes, in words.
        takes: &'static str,
    },
    /// A template that comes with Allclear.
    #[error("{0} comes with Allclear. Copy it, then change the copy.")]
    ComesWithUs(String),
    /// A review would have nothing to begin with.
    #[error("Reviews have nothing else to begin with. Add another template first.")]
    LastTemplate,
    /// A list that is too long to be read under stress.
    #[error("{what} can have at most {limit}. Remove some first.")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// More customers than one wish takes.
    #[error(
        "{has} customers are too many to be marked at once; at most {limit} can. Look for fewer of them."
    )]
    TooManyCustomers {
        /// How many there are.
        has: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The laptop's clock cannot be right.
    #[error("This laptop's clock says a time that cannot be right. Set the clock, then try again.")]
    ClockWrong,
}
