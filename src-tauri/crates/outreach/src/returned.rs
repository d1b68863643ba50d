//! What comes back: a mail server took a mail, could not deliver it after all, and writes so to whoever sent it (RFC 3464).

use mail_parser::{Message, MessageParser, MimeHeaders};

/// Where servers note to whom the report itself went.
const TO: [&str; 5] = ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"];
/// Mailboxes that are not there: no such one, none such there, no such name, moved away, one that takes no mail at all
/// (RFC 7505), and one that was closed. Codes of a sender who is not liked (5.1.7, 5.1.8) say nothing of whom it is for.
const NOBODY: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// A report that a mail was not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The addresses to which the report was sent, in every spelling that is noted in it.
    pub to: Vec<String>,
    /// Whether there is nobody at the address that was written to, for good.
    pub nobody: bool,
}

impl Returned {
    /// Reads a mail; none if it is no such report.
    #[must_use]
    pub fn read(mail: &[u8]) -> Option<Self> {
        let mail = MessageParser::default().parse(mail)?;
        let report = part(&mail, "message", "delivery-status")?;
        let report = String::from_utf8_lossy(report).replace("\r\n", "\n");
        let words = part(&mail, "text", "plain").map(String::from_utf8_lossy).unwrap_or_default();
        let nobody = report.split("\n\n").any(|group| is_for_nobody(group, &words));
        let to = mail.headers_raw().filter(|(name, _)| TO.iter().any(|to| to.eq_ignore_ascii_case(name)));
        let to = to.flat_map(|(_, line)| line.split(|c: char| c.is_whitespace() || "<>,;\"".contains(c)));
        Some(Self { to: to.filter(|word| word.contains('@')).map(str::to_owned).collect(), nobody })
    }
}

/// Whether a server that says this has nobody at the address, by the first code of RFC 3463 in it, which tells that from a
/// mail that is not liked.
#[must_use]
pub fn is_nobody(said: &str) -> bool {
    let mut words = said.split(|c: char| c.is_whitespace() || "-;,()".contains(c));
    words.find(|word| is_code(word)).is_some_and(|code| NOBODY.contains(&code))
}

fn part<'a>(mail: &'a Message<'_>, kind: &str, below: &str) -> Option<&'a [u8]> {
    let is = |name: &str, wanted: &str| name.eq_ignore_ascii_case(wanted);
    let mut parts = mail.parts.iter();
    let found = parts.find(|part| {
        part.content_type()
            .is_some_and(|it| is(it.ctype(), kind) && it.subtype().is_some_and(|subtype| is(subtype, below)))
    });
    found.map(|part| part.contents())
}

/// Whether the report says so of the address of this group.
fn is_for_nobody(group: &str, words: &str) -> bool {
    let group = format!("{}\n\n", group.trim());
    let Some(fields) = MessageParser::default().parse_headers(group.as_bytes()) else { return false };
    let field = |name: &'static str| fields.header_raw(name).map(str::trim).unwrap_or_default();
    // One that is only late is tried again.
    if !field("Action").to_ascii_lowercase().starts_with("failed") {
        return false;
    }
    let (status, said) = (field("Status"), field("Diagnostic-Code"));
    if !status.starts_with("5.0.0") {
        return is_nobody(status);
    }
    // Some servers say no more there than that it failed (Exim), and some not even below it (OpenSMTPD): what they were told
    // stands in the words for people, after the address and the first digit of a refusal.
    let mut told = words.lines().filter_map(|line| Some(line.split_once(": 5")?.1));
    if said.is_empty() { told.any(is_nobody) } else { is_nobody(said) }
}

/// Three numbers that begin with how it went.
fn is_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts[..], ["2" | "4" | "5", _, _])
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
