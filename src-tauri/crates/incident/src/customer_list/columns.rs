//! Which column of a list is what, told from its heading.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CustomerColumnMeaning")]
#[expect(missing_docs, reason = "each is a field of a customer")]
pub enum Meaning {
    Name,
    Tier,
    Arr,
    AnswerWithin,
    Contact,
    Phone,
    Email,
    Owner,
}

impl Meaning {
    /// All of them, the name first.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Tier,
        Self::Arr,
        Self::AnswerWithin,
        Self::Contact,
        Self::Phone,
        Self::Email,
        Self::Owner,
    ];
}

/// The headings of each meaning, in small letters without blanks and signs; the first is the one that we name.
const HEADINGS: &[(Meaning, &[&str])] = &[
    (
        Meaning::Name,
        &["name", "customer", "customername", "account", "accountname", "company", "companyname", "client"],
    ),
    (Meaning::Tier, &["tier", "plan", "segment", "level", "class"]),
    (Meaning::Arr, &["arr", "arrband", "annualrecurringrevenue", "annualrevenue", "revenue", "weight"]),
    (
        Meaning::AnswerWithin,
        &[
            "answerwithin",
            "respondwithin",
            "responsetime",
            "sla",
            "slaminutes",
            "slaresponse",
            "firstresponse",
        ],
    ),
    (Meaning::Contact, &["contact", "contactname", "contactperson", "person"]),
    (Meaning::Phone, &["phone", "phonenumber", "telephone", "tel", "mobile", "contactphone"]),
    (Meaning::Email, &["email", "emailaddress", "mail", "contactemail"]),
    (Meaning::Owner, &["owner", "accountowner", "accountmanager", "csm", "responsible"]),
];

/// A column and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "CustomerColumn")]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// What it holds; none where it is passed over.
    pub meaning: Option<Meaning>,
}

/// The columns of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Tells them from their headings. Each meaning is found once, in the first column that has it.
    #[must_use]
    pub fn of(headings: &[String]) -> Self {
        let mut taken = Vec::new();
        let meaning = |heading: &String| {
            let bare: String =
                heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let (meaning, _) = HEADINGS.iter().find(|(_, words)| words.contains(&bare.as_str()))?;
            (!taken.contains(meaning)).then(|| {
                taken.push(*meaning);
                *meaning
            })
        };
        let meanings: Vec<Option<Meaning>> = headings.iter().map(meaning).collect();
        let column = |(heading, meaning): (&String, _)| Column { heading: heading.clone(), meaning };
        Self(headings.iter().zip(meanings).map(column).collect())
    }

    /// Takes them as a person chose. A column that is not chosen is passed over, and each meaning is the first's that has
    /// it.
    #[must_use]
    pub fn chosen(headings: &[String], choice: &[Column]) -> Self {
        let mut taken = Vec::new();
        let column = |heading: &String| {
            let chosen = choice.iter().find(|column| column.heading == *heading);
            let meaning = chosen.and_then(|column| column.meaning).filter(|meaning| !taken.contains(meaning));
            taken.extend(meaning);
            Column { heading: heading.clone(), meaning }
        };
        Self(headings.iter().map(column).collect())
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Column] {
        &self.0
    }

    /// The heading of the column that holds this.
    #[must_use]
    pub fn heading(&self, meaning: Meaning) -> Option<&str> {
        self.0.iter().find(|column| column.meaning == Some(meaning)).map(|column| column.heading.as_str())
    }
}
