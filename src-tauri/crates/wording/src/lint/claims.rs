//! Numbers that say something about the world, in a paragraph or a line of a list that cites nothing.

use std::ops::Range;

use incident::timeline::references;

use crate::quality::text::{Text, follows};
use crate::sentence::{Kind, Sentence};
use crate::words::Words;

/// What a number counts, where it is a claim about the world.
static COUNTED: Words = Words::of(&[
    "account",
    "accounts",
    "alert",
    "alerts",
    "booking",
    "bookings",
    "call",
    "calls",
    "card",
    "cards",
    "cart",
    "carts",
    "cent",
    "cents",
    "chargeback",
    "chargebacks",
    "charges",
    "checkouts",
    "client",
    "clients",
    "complaint",
    "complaints",
    "countries",
    "customer",
    "customers",
    "day",
    "days",
    "deliveries",
    "devices",
    "dollar",
    "dollars",
    "emails",
    "error",
    "errors",
    "euro",
    "euros",
    "events",
    "failure",
    "failures",
    "gb",
    "gigabytes",
    "hour",
    "hours",
    "hundred",
    "incidents",
    "invoice",
    "invoices",
    "jobs",
    "kb",
    "logins",
    "mails",
    "mb",
    "megabytes",
    "members",
    "merchant",
    "merchants",
    "message",
    "messages",
    "milliseconds",
    "million",
    "millions",
    "min",
    "mins",
    "minute",
    "minutes",
    "month",
    "months",
    "ms",
    "order",
    "orders",
    "outages",
    "passengers",
    "patients",
    "payment",
    "payments",
    "per",
    "percent",
    "points",
    "pounds",
    "purchases",
    "queries",
    "records",
    "refund",
    "refunds",
    "report",
    "reports",
    "request",
    "requests",
    "responses",
    "retries",
    "rows",
    "sec",
    "second",
    "seconds",
    "secs",
    "sessions",
    "shop",
    "shoppers",
    "shops",
    "stores",
    "subscribers",
    "tb",
    "tenants",
    "terabytes",
    "thousand",
    "ticket",
    "tickets",
    "times",
    "timeouts",
    "transaction",
    "transactions",
    "user",
    "users",
    "visitors",
    "week",
    "weeks",
    "workspaces",
    "year",
    "years",
]);

/// Numbers that are written as words. "One" begins too many sentences that count nothing.
static SPELT: Words = Words::of(&[
    "dozen", "eight", "eighty", "eleven", "fifteen", "fifty", "five", "forty", "four", "fourteen", "hundred",
    "nine", "ninety", "seven", "seventy", "six", "sixty", "ten", "thirty", "thousand", "three", "twelve",
    "twenty", "two",
]);

/// What has a number for its name.
const NAMED: &[&str] = &[
    "http", "status", "code", "error", "port", "version", "step", "node", "ticket", "build", "release",
    "line", "chapter", "figure", "rfc", "section", "table", "shard", "phase",
];

/// Settings are no claims: whoever reads them looks them up.
const SETTINGS: &[&str] =
    &["timeout", "limit", "interval", "ttl", "window", "budget", "retention", "quota", "threshold", "delay"];

const MONEY: &[&str] = &["$", "€", "£", "¥"];

/// Where something is claimed.
pub(super) fn claims(raw: &str, text: &Text<'_>) -> Vec<Range<usize>> {
    let cited = references(raw);
    let lines = raw.split_inclusive('\n').scan(0, |at, line| {
        let from = *at;
        *at += line.len();
        Some(from..*at)
    });
    let bare: Vec<Range<usize>> =
        lines.filter(|line| !cited.iter().any(|(cited, _)| line.contains(&cited.start))).collect();
    let found = text.each(|s, at| money(s, at).or_else(|| share(s, at)).or_else(|| count(s, at)));
    found.into_iter().filter(|range| bare.iter().any(|line| line.contains(&range.start))).collect()
}

/// The token after the whole of "3,412" or "3.2", of which the first part stands here; none in the midst of one.
fn number(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let number = s.get(at).filter(|token| token.kind == Kind::Number)?;
    // Half of "3.2" or "14:05": the other half was looked at. A sign of money, or of less than nothing, stands before a whole.
    let inside = s.get(at.wrapping_sub(1)).is_some_and(|before| {
        let sign = MONEY.contains(&before.low) || matches!(before.low, "(" | "~" | "≈" | "+" | "<" | ">");
        before.kind != Kind::Word && !sign && !number.gap && !before.gap
    });
    if inside {
        return None;
    }
    let mut end = at + 1;
    while s.is(end, &[",", "."]) && s.get(end + 1).is_some_and(|next| next.kind == Kind::Number && !next.gap)
    {
        end += 2;
    }
    Some(end)
}

/// "$40,000", "€ 3.5 million".
fn money(s: &Sentence<'_>, at: usize) -> Option<usize> {
    if !s.is(at, MONEY) {
        return None;
    }
    let end = number(s, at + 1)?;
    Some(end + usize::from(s.is(end, &["k", "m", "bn", "thousand", "million", "billion"])))
}

/// "Half of all payments", "one in ten users", "hundreds of orders", "twice as many".
fn share(s: &Sentence<'_>, at: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["half|third|thirds|quarter|quarters|majority|fifth|tenth", "of", "all|the|our|these|those"],
        &["half|quarter", "an|the", "hour|day"],
        &["dozens|hundreds|thousands|millions", "of"],
        &["twice|double|triple", "as", "many|much|long|often"],
        &["every", "second|third|fourth|fifth|tenth", "user|customer|order|payment|request|call|login"],
    ];
    if let Some(words) = PHRASES.iter().find(|words| follows(s, at, words)) {
        return Some(at + words.len());
    }
    let in_so_many = follows(s, at, &["one|two|three", "in"])
        && (SPELT.has(s.low(at + 2)) || number(s, at + 2).is_some_and(|end| !s.is(end, &["the"])));
    // "Three in 2026" counts no share.
    let year = s.number(at + 2, 4..5).is_some();
    (in_so_many && !year).then_some(at + 3)
}

/// A number with what it counts.
fn count(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let spelt = SPELT.has(s.low(at));
    let end = if spelt { at + 1 } else { number(s, at)? };
    if s.is(at.wrapping_sub(1), NAMED) || setting(s, at) {
        return None;
    }
    // "40k", "12M".
    if s.is(end, &["k", "m", "bn"]) && s.touches(end) {
        return Some(end + 1);
    }
    // "A 30-second pause".
    let noun = end + usize::from(s.is(end, &["-"]) && s.touches(end));
    if s.is(noun + 1, SETTINGS) {
        return None;
    }
    let counted = s.is(noun, MONEY)
        || s.is(noun, &["%"])
        || COUNTED.has(s.low(noun))
        || (!spelt && large(s, at, end) && plural(s, noun));
    counted.then_some(noun + 1)
}

/// "A timeout of 30 seconds", "the limit is 500 requests", "every 5 minutes".
fn setting(s: &Sentence<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    s.is(before, &["every", "each"])
        || (s.is(before, &["of", "is", "was", "to"]) && s.is(at.wrapping_sub(2), SETTINGS))
}

/// A number that nobody counts on their fingers. A year is none.
fn large(s: &Sentence<'_>, at: usize, end: usize) -> bool {
    let grouped = s.is(at + 1, &[","]) && end > at + 1;
    let whole = s.number(at, 1..10).unwrap_or(u32::MAX);
    grouped || (whole >= 100 && !(1990..2100).contains(&whole))
}

fn plural(s: &Sentence<'_>, at: usize) -> bool {
    const NO_NOUN: &[&str] =
        &["was", "is", "has", "as", "its", "this", "does", "us", "his", "hers", "always", "across"];
    let word = s.low(at);
    let noun = s.get(at).is_some_and(|token| token.kind == Kind::Word) && word.len() > 3;
    word == "people" || (noun && word.ends_with('s') && !word.ends_with("ss") && !NO_NOUN.contains(&word))
}
