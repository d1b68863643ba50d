//! The values that facts carry. Closed lists of words are enums; what an organisation may name itself is an id.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{FieldId, ItemId, Millis, PersonId, RoleId, ServiceId, SeverityId};

/// A flat list of words, written in snake case, with the name that a person reads.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What a person reads.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

mod erasure;
mod learning;
mod meeting;
mod release;
mod review;
mod said;
mod sending;
mod shown;
mod template;

pub use erasure::Erasure;
pub use learning::{ActionLimit, ActionState, ActionType, DueRule, Passage, Priority};
pub use meeting::{Minute, Taken, Topic};
pub use release::{Chapter, Part, Readers};
pub use review::{ReviewPlan, ReviewState, ReviewStep};
pub use said::{Audience, Cadence, Channel, Contact, Customer, CustomerImpact, Occasion};
pub use sending::{
    Delivery, Destination, Dispatch, HostedComponent, MailSecurity, Receipt, Reminders, Rooms, Transport,
};
pub use shown::{
    Component, ComponentSaid, ComponentState, Group, MaintenanceState, Shown, StatusPage, Window,
};
pub use template::{ReviewFill, ReviewTemplate, TemplateSection};

words!(
    /// Whom an incident hurts.
    Kind {
        /// Users of the company's products are affected.
        External = "External",
        /// Employees' work is affected.
        Internal = "Internal",
    }
);

words!(
    /// The seven stages, then closed.
    Stage {
        /// Something looks wrong.
        Detect = "Detect",
        /// Declared; people are being engaged.
        Create = "Create",
        /// How bad is it?
        Classify = "Classify",
        /// Find out what is happening.
        Troubleshoot = "Troubleshoot",
        /// Mitigate first, root cause after.
        Resolve = "Resolve",
        /// The blameless post-mortem.
        Review = "Review",
        /// Action items until done.
        FollowUp = "Follow up",
        /// Over.
        Closed = "Closed",
    }
);

words!(
    /// The moments that metrics are made of.
    Point {
        /// Users began to feel it.
        ImpactStarted = "Impact started",
        /// Somebody or something noticed.
        Detected = "Detected",
        /// The alert went off.
        AlertFired = "Alert fired",
        /// The incident was declared.
        Declared = "Declared",
        /// The first on-call engineer took it.
        Acknowledged = "Acknowledged",
        /// It had an Incident Manager.
        ManagerAssigned = "Incident Manager assigned",
        /// It had a severity.
        Classified = "Classified",
        /// Employees first heard of it.
        FirstInternalUpdate = "First internal update",
        /// The public first heard of it.
        FirstPublicUpdate = "First public update",
        /// The cause was known.
        CauseIdentified = "Cause identified",
        /// Users no longer feel it.
        Mitigated = "Mitigated",
        /// Fully healthy, temporary measures removed.
        Resolved = "Resolved",
        /// Follow-up ended.
        Closed = "Closed",
        /// The review took place.
        ReviewHeld = "Review held",
        /// The review was published.
        ReviewPublished = "Review published",
    }
);

impl Point {
    /// The first of two cannot be after the second.
    pub const ORDER: &'static [(Self, Self)] = &[
        (Self::ImpactStarted, Self::Detected),
        (Self::ImpactStarted, Self::Mitigated),
        (Self::ImpactStarted, Self::Resolved),
        (Self::AlertFired, Self::Acknowledged),
        (Self::Mitigated, Self::Resolved),
        (Self::Declared, Self::Closed),
        (Self::Resolved, Self::Closed),
    ];
}

words!(
    /// How it came to our notice.
    DetectionMethod {
        /// Monitoring.
        Alert = "Alert",
        /// Somebody here.
        Employee = "Employee",
        /// Somebody out there, directly.
        Customer = "Customer",
        /// Somebody out there, publicly.
        SocialMedia = "Social media",
    }
);

words!(
    /// What kind of impact is being stated.
    ImpactAspect {
        /// How many or what share of users.
        Users = "Users",
        /// How many customers.
        Customers = "Customers",
        /// Where.
        Regions = "Regions",
        /// Money.
        Revenue = "Revenue",
        /// Lost, exposed or wrong data.
        DataLoss = "Data loss",
        /// Whether there is a way around.
        Workaround = "Workaround",
        /// In words.
        Description = "Description",
    }
);

words!(
    /// What a note is for. The last three reappear in the review.
    NoteKind {
        /// What happened, what was seen.
        Note = "Note",
        /// To fix later.
        FixLater = "To fix later",
        /// Trouble while debugging.
        DebuggingTrouble = "Trouble while debugging",
        /// Process friction.
        ProcessFriction = "Process friction",
    }
);

words!(
    /// How far a task is.
    TaskState {
        /// Nobody has begun.
        Open = "Open",
        /// Somebody is on it.
        Doing = "Doing",
        /// Waiting for something.
        Blocked = "Blocked",
        /// Finished.
        Done = "Done",
    }
);

words!(
    /// Where a link leads.
    LinkKind {
        /// The chat channel.
        Channel = "Channel",
        /// The video bridge.
        Bridge = "Bridge",
        /// A ticket in a tracker.
        Ticket = "Ticket",
        /// A dashboard.
        Dashboard = "Dashboard",
        /// An alert, where it is told.
        Alert = "Alert",
    }
);

words!(
    /// A rule that guards the end of a stage.
    Gate {
        /// Every affected service has its all-clear.
        AllClear = "All-clear",
        /// No temporary mitigation is left.
        TemporaryMitigation = "Temporary mitigation",
        /// Every action item has an owner and a due date.
        ActionsComplete = "Actions complete",
        /// Every action item is done or dropped.
        ActionsDone = "Actions done",
        /// Somebody else has agreed to what is published.
        ReviewApproved = "Review approved",
        /// The review that an incident of this severity has is published.
        ReviewPublished = "Review published",
        /// What was promised in words was kept, or gave way to a later word.
        PromisesKept = "Promises kept",
    }
);

words!(
    /// A reminder that Allclear gives by itself.
    Nag {
        /// No Incident Manager after some minutes.
        NoManager = "No Incident Manager",
        /// No severity after some minutes.
        NoSeverity = "No severity",
        /// The next update is due soon.
        UpdateDue = "Update due",
        /// The next update is late.
        UpdateOverdue = "Update overdue",
        /// Somebody was engaged and has not acknowledged.
        NotAcknowledged = "Engaged, not acknowledged",
        /// A decision's revisit time has come.
        Revisit = "Decision to revisit",
        /// A temporary mitigation has been open long.
        TemporaryMitigation = "Temporary mitigation open",
        /// Time call-out for the deputy.
        TimeCallOut = "Call out the time",
        /// One person leads more than seven.
        SpanOfControl = "Span of control",
        /// An update waits for the Incident Manager.
        ApprovalWaiting = "Update waits for approval",
        /// An update was approved and nobody has posted it.
        NotPosted = "Approved, not posted",
        /// What a customer was promised is due soon.
        PromiseDue = "Promise to a customer due",
        /// What a customer was promised is late.
        PromiseOverdue = "Promise to a customer overdue",
        /// The executives have not answered in time.
        AnswerOverdue = "No answer from executives",
        /// An action item is late.
        ActionOverdue = "Action overdue",
        /// The worst severity announces itself: what is prepared for that has not been told.
        Announcement = "First notice not told",
        /// An update was sent back and nobody has written a better one.
        SentBack = "Update sent back",
        /// The executives answered what this person asked.
        Answered = "Executives answered",
        /// A step of the review is due soon.
        ReviewDue = "Review due",
        /// A step of the review is late.
        ReviewOverdue = "Review overdue",
        /// An action item is due soon.
        ActionDue = "Action due",
    }
);

/// A severity as it was when somebody chose it, copied from the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Severity {
    /// Its id in the book.
    pub id: SeverityId,
    /// Its name then.
    pub name: String,
    /// 1 is the worst.
    pub rank: u8,
}

/// One answered question of the severity guideline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Answer {
    /// The question as it was asked.
    pub question: String,
    /// The answer that was chosen.
    pub answer: String,
}

/// A service as it was called when somebody named it, copied from the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Service {
    /// Its id in the book.
    pub id: ServiceId,
    /// Its name then.
    pub name: String,
}

/// When an item of a checklist applies; empty lists mean always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Condition {
    /// Only for these severities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<SeverityId>>", optional)]
    pub severities: Vec<SeverityId>,
    /// Only for these kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Kind>>", optional)]
    pub kinds: Vec<Kind>,
}

/// One thing to do, of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Item {
    /// Unique in its list; stays when the words change.
    pub id: ItemId,
    /// What to do.
    pub text: String,
    /// When it applies.
    #[serde(default, skip_serializing_if = "Condition::is_always")]
    #[ts(as = "Option<Condition>", optional)]
    pub only: Condition,
}

impl Condition {
    /// Whether it holds for every incident.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.severities.is_empty() && self.kinds.is_empty()
    }
}

/// Where an item stands: role, stage, id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct ItemPlace {
    /// The role whose list it is in.
    pub role: RoleId,
    /// The stage whose list it is in.
    pub stage: Stage,
    /// The item.
    pub item: ItemId,
}

/// Somebody named in a line: a person of the book, or just the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Who {
    /// The person, where the name was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub person: Option<PersonId>,
    /// The name as written.
    pub name: String,
}

/// The value of a custom field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum FieldValue {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A moment.
    Time(Millis),
    /// One of the field's options.
    Choice(String),
    /// Yes or no.
    Flag(bool),
}

/// What a custom field takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A moment.
    Time,
    /// One of these.
    Choice {
        /// What may be chosen.
        options: Vec<String>,
    },
    /// Yes or no.
    Flag,
}

/// A custom field as it was when somebody filled it, copied from the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Field {
    /// Its id in the book.
    pub id: FieldId,
    /// Its name then.
    pub name: String,
}

/// Who answers for a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Owner {
    /// The team.
    pub team: String,
    /// Whom to call first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub person: Option<PersonId>,
}

words!(
    /// What the book knows of a person besides the name.
    PersonDetail {
        /// What follows the @ in a task.
        Handle = "Handle",
        /// The number to call.
        Phone = "Phone",
        /// Where mail arrives.
        Email = "E-mail",
        /// An IANA time zone.
        Zone = "Time zone",
    }
);

/// One question of the severity guideline, with the answers that speak for a severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// The answers to choose from, worst first.
    pub answers: Vec<Suggestion>,
}

/// An answer and the severity it speaks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Suggestion {
    /// The answer.
    pub answer: String,
    /// The severity that it suggests; none when it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub severity: Option<SeverityId>,
}
