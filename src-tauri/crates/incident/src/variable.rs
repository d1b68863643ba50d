//! What an update may leave to the record: `{services}` in its text, until it is filled in.

use crate::book::Book;
use crate::event::Event;
use crate::incident::Incident;
use crate::text::one_line;

/// Something that the record may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each has its label, which says what it is")]
pub enum Variable {
    Services,
    Regions,
    Impact,
    Users,
    Customers,
    DataLoss,
    Workaround,
    Since,
    Until,
    Duration,
    NextUpdate,
    Title,
    Number,
    Severity,
    Manager,
    Channel,
    Bridge,
    Doing,
    Cause,
}

impl Variable {
    /// All of them, in the order in which Settings lists them.
    pub const ALL: [(Self, &'static str, &'static str); 19] = [
        (Self::Services, "services", "affected services"),
        (Self::Regions, "regions", "regions"),
        (Self::Impact, "impact", "impact in words"),
        (Self::Users, "users", "users affected"),
        (Self::Customers, "customers", "customers affected"),
        (Self::DataLoss, "data_loss", "data loss"),
        (Self::Workaround, "workaround", "way around"),
        (Self::Since, "since", "start of impact"),
        (Self::Until, "until", "end of impact"),
        (Self::Duration, "duration", "length of impact"),
        (Self::NextUpdate, "next_update", "time of the next update"),
        (Self::Title, "title", "title"),
        (Self::Number, "number", "number"),
        (Self::Severity, "severity", "severity"),
        (Self::Manager, "manager", "Incident Manager"),
        (Self::Channel, "channel", "channel"),
        (Self::Bridge, "bridge", "bridge"),
        (Self::Doing, "doing", "latest mitigation"),
        (Self::Cause, "cause", "cause"),
    ];

    /// The word between the braces.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().1
    }

    /// What a person calls it.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> (Self, &'static str, &'static str) {
        // Every variable has a row; a test holds it.
        Self::ALL.into_iter().find(|(variable, ..)| *variable == self).unwrap_or(Self::ALL[0])
    }
}

/// The first variable that words which are to leave still name: nobody has filled it in. What the record says was put in as
/// it is, so braces within it are words.
#[must_use]
pub fn left_open(words: &str, incident: Incident<'_>, book: &Book) -> Option<Variable> {
    let first = |words: &str| {
        let named = |word: &str| words.contains(&format!("{{{word}}}"));
        Variable::ALL.into_iter().find(|(_, word, _)| named(word)).map(|(variable, ..)| variable)
    };
    first(words)?;
    let mut values = in_braces(incident, book);
    // One may be a part of another.
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    first(&values.into_iter().fold(words.to_owned(), |rest, value| rest.replace(&value, " ")))
}

/// Every value with a brace that a text may have been filled in with, earlier ones too.
fn in_braces(incident: Incident<'_>, book: &Book) -> Vec<String> {
    let of_record = incident.record().made().flat_map(|(_, event)| match event {
        Event::Titled { title, .. } => vec![title],
        Event::SeverityClassified { severity: Some(severity), .. } => vec![&severity.name],
        Event::ImpactStated { value: Some(value), .. } => vec![value],
        Event::ServiceAffected { service } | Event::RootCauseServiceSet { service: Some(service), .. } => {
            vec![&service.name]
        }
        Event::RootCauseTypeSet { root_cause: Some(kind), .. } => vec![kind],
        Event::Linked { label, target, .. } => vec![label, target],
        Event::MitigationApplied { what, .. } => vec![what],
        _ => Vec::new(),
    });
    let people = book.people();
    let values = of_record.chain(people.iter().map(|person| &person.name));
    values.filter(|value| value.contains('{')).map(|value| one_line(value)).collect()
}
