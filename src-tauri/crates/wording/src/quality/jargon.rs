//! Names of machines, addresses and tickets, which say nothing to people outside.

use std::ops::Range;

use super::text::Text;

/// Where they stand.
pub(super) fn jargon(text: &Text<'_>) -> Vec<Range<usize>> {
    words(text.raw)
        .filter(|range| is_jargon(&text.raw[range.clone()]))
        .filter(|range| !text.is_service(range))
        .collect()
}

/// Runs of what is not a space, without the signs around them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().filter_map(move |word| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let inner = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = start + word.len() - inner.len();
        let inner = inner.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!inner.is_empty()).then_some(start..start + inner.len())
    })
}

fn is_jargon(word: &str) -> bool {
    is_address(word) || is_ticket(word) || is_host(word) || is_uuid(word)
}

/// Four numbers of a byte each. A version has fewer, or larger ones, or a `v` before it.
fn is_address(word: &str) -> bool {
    let word = word.split([':', '/']).next().unwrap_or(word);
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}

/// `OPS-1234`.
fn is_ticket(word: &str) -> bool {
    const NO_PROJECTS: &[&str] =
        &["UTF", "COVID", "HTTP", "ISO", "UTC", "GMT", "RFC", "TLS", "SHA", "AES", "RSA", "MP", "PCI", "SOC"];
    word.split_once('-').is_some_and(|(project, number)| {
        project.len() >= 2
            && project.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=6).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
            && !NO_PROJECTS.contains(&project)
    })
}

/// `db-01`, `web-1.prod`, `cache.eu.internal`.
fn is_host(word: &str) -> bool {
    const INSIDE: &[&str] = &["internal", "local", "lan", "corp", "svc", "intranet", "localdomain"];
    const NO_MACHINES: &[&str] = &[
        "covid", "top", "step", "tier", "level", "phase", "day", "mid", "pre", "post", "wave", "part", "utc",
        "gmt", "round", "non", "sub", "since", "option", "chapter", "zone", "sev", "priority", "utf", "iso",
        "early", "late", "at", "by",
    ];
    if word.contains("://") || word.contains('@') {
        return false;
    }
    let (first, rest) = word.split_once('.').unwrap_or((word, ""));
    if rest.rsplit('.').next().is_some_and(|last| INSIDE.contains(&last.to_ascii_lowercase().as_str())) {
        return true;
    }
    first.rsplit_once('-').is_some_and(|(name, number)| {
        (1..=4).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
            && name.len() >= 2
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && !NO_MACHINES.contains(&name)
    })
}

fn is_uuid(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()))
}
