//! Templates: what an audience is told on an occasion, with gaps that the record fills.
//!
//! `{services}` is filled with what the incident knows. `[ in {regions}]` is left out as long as something in it is
//! unknown; what is unknown elsewhere stands as a gap, and a text with a gap cannot be sent. A value is put in once
//! and never read again, so that nothing in it can be a variable. `{{` and `[[` stand for the sign itself; brackets without
//! a variable, `[1]`, are brackets, and a link, `[words](address)`, is one.

mod filled;
mod shipped;
mod values;

use std::collections::BTreeMap;

use incident::book::Book;
use incident::value::{Audience, Occasion};
use incident::variable::Variable;
use serde::Serialize;
use ts_rs::TS;

pub use filled::Filled;
pub(crate) use values::clock_in;
pub use values::{Moment, span_of, values};

/// What the record knows of each variable; one that is not in it is unknown.
pub type Values = BTreeMap<&'static str, String>;

/// A piece of a filled template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Piece {
    /// Words of the template.
    Words {
        /// Them.
        text: String,
    },
    /// What the record knows.
    Value {
        /// The word of the variable.
        variable: String,
        /// Its value.
        text: String,
    },
    /// What it does not.
    Gap {
        /// The word between the braces, also one that nobody knows.
        variable: String,
        /// What a person calls it.
        label: String,
    },
}

/// What an audience is told on an occasion: the book's words, else ours.
#[must_use]
pub fn template(book: &Book, audience: Audience, occasion: Occasion) -> &str {
    book.template(audience, occasion).unwrap_or_else(|| shipped::template(audience, occasion))
}

/// Our words, for whoever wants to go back to them.
#[must_use]
pub fn shipped(audience: Audience, occasion: Occasion) -> &'static str {
    shipped::template(audience, occasion)
}

/// Fills a template. Linear in its length and that of the values; anything is a template.
#[must_use]
pub fn fill(template: &str, values: &Values) -> Filled {
    let mut filled = Filled::default();
    fill_from(&mut filled, template, 0, values);
    filled
}

/// Fills a part of a template that begins at so many bytes of the whole.
fn fill_from(filled: &mut Filled, template: &str, begins: usize, values: &Values) {
    let mut rest = template;
    while let Some(found) = rest.find(['{', '[']) {
        let at = begins + template.len() - rest.len();
        filled.copy(&rest[..found], at);
        let at = at + found;
        let (sign, after) = rest[found..].split_at(1);
        if let Some(after) = after.strip_prefix(sign) {
            filled.put_words(sign, at..at + 2);
            rest = after;
        } else if sign == "{" {
            rest = variable(filled, after, at, values);
        } else if let Some(end) = end_of_optional(after) {
            let mut inner = Filled::default();
            fill_from(&mut inner, &after[..end], at + 1, values);
            if !inner.has_variables() {
                filled.copy(sign, at);
                rest = after;
                continue;
            }
            if !inner.has_gaps() {
                filled.append(inner);
            }
            rest = &after[end + 1..];
        } else {
            filled.copy(sign, at);
            rest = after;
        }
    }
    filled.copy(rest, begins + template.len() - rest.len());
}

/// The same template without brackets: what may be left out stands or falls by what is known now, and its variables
/// stay variables. For a person who goes on writing in it.
#[must_use]
pub fn settle(template: &str, values: &Values) -> String {
    let mut settled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('[') {
        settled.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        rest = match end_of_optional(after) {
            _ if after.starts_with('[') => {
                settled.push_str("[[");
                &after[1..]
            }
            Some(end) => {
                let inner = &after[..end];
                let filled = fill(inner, values);
                if !filled.has_variables() {
                    settled.extend(["[", inner, "]"]);
                } else if !filled.has_gaps() {
                    settled.push_str(inner);
                }
                &after[end + 1..]
            }
            None => {
                settled.push('[');
                after
            }
        };
    }
    settled.push_str(rest);
    settled
}

/// The end of what may be left out: a bracket that closes before another opens, so that nothing nests. With an address
/// behind it, it is a link of Markdown, which stays whole.
fn end_of_optional(after: &str) -> Option<usize> {
    let end = after.find([']', '['])?;
    let whole = after[end..].starts_with(']') && !after[end + 1..].starts_with('(');
    whole.then_some(end)
}

/// Takes `name}` off the text; what is no name stays as it is. The brace before it stands at `at`.
fn variable<'a>(filled: &mut Filled, after: &'a str, at: usize, values: &Values) -> &'a str {
    let end = after.find('}').filter(|end| {
        let name = &after[..*end];
        !name.is_empty() && name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    });
    let Some(end) = end else {
        filled.copy("{", at);
        return after;
    };
    let name = &after[..end];
    let known = Variable::ALL.iter().find(|(_, word, _)| *word == name);
    let piece = match (values.get(name), known) {
        (Some(value), _) => Piece::Value { variable: name.to_owned(), text: value.clone() },
        (None, Some((_, _, label))) => Piece::Gap { variable: name.to_owned(), label: (*label).to_owned() },
        (None, None) => Piece::Gap { variable: name.to_owned(), label: name.replace('_', " ") },
    };
    filled.put(piece, at..at + end + 2);
    &after[end + 1..]
}
