//! What opens a door, and where somebody can be reached.

use std::ops::Range;

use super::jargon::words;
use super::text::Text;
use crate::sentence::Kind;

/// Where they stand.
pub(super) fn secrets(text: &Text<'_>) -> Vec<Range<usize>> {
    let raw = text.raw;
    let mut found: Vec<Range<usize>> = words(raw).filter(|range| is_secret(&raw[range.clone()])).collect();
    found.extend(text.each(|s, at| {
        const KEYS: &[&str] =
            &["password", "passwd", "pwd", "passphrase", "secret", "token", "pin", "passcode", "bearer"];
        if !s.is(at, KEYS) {
            return None;
        }
        // "Password: x7" and "password is hunter2" tell one; "the password is wrong" does not.
        let told = s.is(at + 1, &[":", "="]) || s.is(at, &["bearer"]);
        let value = at + 1 + usize::from(s.is(at + 1, &[":", "=", "is"]));
        let end = (value..value + 8)
            .find(|at| s.get(*at).is_none_or(|token| token.gap && *at > value))
            .unwrap_or(value + 8);
        let end = (value..end)
            .rev()
            .find(|at| s.get(*at).is_some_and(|t| t.kind != Kind::Sign))
            .map_or(value, |at| at + 1);
        let digits = (value..end).any(|at| s.number(at, 1..40).is_some());
        (end > value && s.get(value).is_some() && digits && (told || s.is(at + 1, &["is"]))).then_some(end)
    }));
    found.sort_by_key(|range| range.start);
    found.dedup_by(|later, earlier| later.start < earlier.end);
    found
}

fn is_secret(word: &str) -> bool {
    is_address_of_somebody(word) || has_known_start(word) || names_its_user(word) || is_random(word)
}

/// An e-mail address, unless it is one that the public is to write to.
fn is_address_of_somebody(word: &str) -> bool {
    const PUBLIC: &[&str] = &[
        "support",
        "help",
        "status",
        "security",
        "info",
        "contact",
        "press",
        "privacy",
        "hello",
        "service",
        "noreply",
        "no-reply",
        "sales",
        "billing",
        "feedback",
        "customer",
        "customers",
        "helpdesk",
        "care",
    ];
    let Some((name, domain)) = word.split_once('@') else { return false };
    let name = name.rsplit([':', '<', '(']).next().unwrap_or(name);
    let written = !name.is_empty() && domain.contains('.') && !domain.contains(['/', '@']);
    written && !word.contains("://") && !PUBLIC.contains(&name.to_ascii_lowercase().as_str())
}

/// Beginnings by which well-known services mark their keys.
fn has_known_start(word: &str) -> bool {
    const STARTS: &[&str] = &[
        "ghp_",
        "gho_",
        "ghs_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "xoxa-",
        "xapp-",
        "sk_live_",
        "sk_test_",
        "rk_live_",
        "AKIA",
        "ASIA",
        "AIza",
        "ya29.",
        "SG.",
        "npm_",
        "eyJ",
        "hooks.slack.com/services/",
        "BEGIN RSA",
        "dop_v1_",
    ];
    word.len() >= 16 && STARTS.iter().any(|start| word.contains(start))
}

/// `https://ana:secret@example.org`.
fn names_its_user(word: &str) -> bool {
    let Some((_, rest)) = word.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or(rest);
    host.split_once('@').is_some_and(|(user, _)| user.contains(':'))
}

/// A long run of letters of both cases and digits, or of hexadecimal digits, as only machines make them.
fn is_random(word: &str) -> bool {
    word.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '_' | '-')).any(|run| {
        let has = |of: fn(&u8) -> bool| run.bytes().filter(of).count();
        let (digits, upper, lower) =
            (has(u8::is_ascii_digit), has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase));
        let hex =
            run.len() >= 32 && run.bytes().all(|b| b.is_ascii_hexdigit()) && digits > 3 && upper + lower > 3;
        hex || (run.len() >= 24
            && digits >= 3
            && upper >= 3
            && lower >= 3
            && run.bytes().filter(|b| *b == b'-').count() < 2)
    })
}
