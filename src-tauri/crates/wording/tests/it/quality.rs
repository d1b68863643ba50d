//! What the quality check finds in texts, and what it leaves alone: for each kind a table of texts.

mod bounds;
mod owed;
mod unwelcome;
mod whole;

use chrono_tz::Tz;
use incident::id::Millis;
use incident::value::Audience;
use wording::promise;
use wording::quality::{Channel, Draft, Finding, Kind, Notice, Verdict, check};

/// 2026-11-26, ten past two in the afternoon, UTC.
const NOW: Millis = Millis(1_795_702_200_000);

/// The first public notice on the status page, with a book of people whose names are words.
fn draft(text: &str) -> Draft<'_> {
    Draft {
        text,
        audience: Audience::Public,
        channel: Channel::StatusPage,
        notice: Notice::First,
        identified: false,
        people: &["Ana Maria Costa", "May Chen", "Will Young", "Grace Hopper", "Bo Li", "Jürgen Groß"],
        services: &["Card payments", "Checkout", "Hope", "Grace Orders", "S3-1 Storage"],
        promises: promise::read(text, NOW, Tz::UTC),
    }
}

/// `!` before what must not leave, `?` before what could be better, then the words that it is about.
fn shown(text: &str, finding: &Finding) -> String {
    let mark = match finding.verdict {
        Verdict::Passed => return String::new(),
        Verdict::Advice => '?',
        Verdict::Failed => '!',
    };
    assert!(finding.text.ends_with('.'), "{finding:?} does not say what to do");
    format!("{mark}{}", finding.range.clone().map_or("", |range| &text[range]))
}

/// What is found of one kind, joined by semicolons, in texts that are else treated alike.
#[track_caller]
fn finds(kind: Kind, of: impl Fn(&str) -> Draft<'_>, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expect)| {
            let quality = check(&of(text));
            let findings: Vec<&Finding> =
                quality.findings.iter().filter(|finding| finding.kind == kind).collect();
            assert!(!findings.is_empty(), "{kind:?} was not looked at");
            let is: Vec<String> = findings.iter().map(|finding| shown(text, finding)).collect();
            let is = is.join("; ");
            (is != *expect).then(|| format!("{text:?}\n    is       {is}\n    expected {expect}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{kind:?}, {} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
