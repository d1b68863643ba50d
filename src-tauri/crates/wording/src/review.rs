//! The review: which sections it has, and what the record already says in each of them.

mod prefill;

use incident::book::Book;
use incident::id::Millis;
use incident::incident::Incident;

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $hint:literal;)+) => {
        /// A section of a review.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Section { $($(#[$doc])* $name),+ }

        impl Section {
            /// All of them, in the order in which they are read.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// How its text is called in the document, for ever.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// Its heading.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// What belongs there.
            #[must_use]
            pub fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint),+ }
            }
        }
    };
}

sections!(
    /// What happened, for somebody who was not there.
    Summary = "summary", "Summary", "What happened, to whom, for how long, and what ended it: for somebody who was not there.";
    /// Whom it hurt, and how much.
    Impact = "impact", "Impact", "Whom it hurt and how much. Each number with where it comes from.";
    /// What happened when.
    Timeline = "timeline", "Timeline", "What happened when. Cite the record; say what is missing there.";
    /// How it was noticed.
    Detection = "detection", "Detection", "How it was noticed, how long that took, and what could notice it sooner.";
    /// How it came about.
    Causes = "causes", "Causes and contributing factors", "How it came about: what had to come together, and what made each of it reasonable at the time.";
    /// What helped.
    Well = "well", "What went well", "What helped, so that it is kept.";
    /// What did not help.
    Badly = "badly", "What went badly", "What cost time or made it worse. What, not who.";
    /// What could have been worse.
    Lucky = "lucky", "Where we were lucky", "What kept it from being worse and cannot be relied on.";
    /// What was believed before.
    Surprise = "surprise", "Why it surprised us", "What we believed about the system that was not so.";
    /// What others were told.
    Communication = "communication", "Communication", "Who was told what, and when.";
    /// How well promises were kept.
    Promises = "promises", "Promises kept", "What we promised, and how it was kept.";
    /// What was noted for now.
    Notes = "notes", "Noted on the way", "What was written down during the incident to be looked at now.";
    /// What is to be done.
    Actions = "actions", "Action items", "What is to be done, by whom and by when. Raise them in the incident and cite them here.";
);

impl Section {
    /// The section of this name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.id() == id)
    }

    /// What the record says for it, as Markdown with references; empty where people have to think first.
    #[must_use]
    pub fn prefill(self, incident: Incident<'_>, book: &Book, now: Millis) -> String {
        prefill::prefill(self, incident, book, now)
    }
}

/// A kind of review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// How it is called in the contract with the page.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// For what it is.
    pub what: &'static str,
    /// Its sections, in order.
    pub sections: &'static [Section],
}

/// The templates that come with Allclear.
pub const TEMPLATES: &[Template] = &[
    Template {
        id: "full",
        name: "Full review",
        what: "Everything worth learning from: for what hurt many people.",
        sections: Section::ALL,
    },
    Template {
        id: "short",
        name: "Short review",
        what: "Five sections, an hour of work: for what was soon over.",
        sections: &[Section::Summary, Section::Impact, Section::Timeline, Section::Causes, Section::Actions],
    },
    Template {
        id: "customers",
        name: "Around the customers",
        what: "What customers felt, heard and were promised: for what hurt trust more than machines.",
        sections: &[
            Section::Summary,
            Section::Impact,
            Section::Communication,
            Section::Promises,
            Section::Causes,
            Section::Well,
            Section::Badly,
            Section::Actions,
        ],
    },
    Template {
        id: "drill",
        name: "After a drill",
        what: "What the exercise showed about how we work together.",
        sections: &[
            Section::Summary,
            Section::Timeline,
            Section::Well,
            Section::Badly,
            Section::Surprise,
            Section::Notes,
            Section::Actions,
        ],
    },
];
