//! How fast promises are read, beside one pass of a bare regular expression over the same text in the same run.
//!
//! The expression finds words that speak of updates and times of the commonest forms. Which of them belong together,
//! which are about something else and what moment they mean is what reading adds.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use criterion::{Criterion, Throughput};
use incident::id::Millis;
use incident::value::Audience;
use regex::bytes::Regex;
use wording::promise;
use wording::quality::{self, Channel, Draft, Notice};

const BARE: &str = concat!(
    r"(?i-u)\b(?:updates?|hear from us|back to you|let you know)\b",
    r"|\b(?:in|within|every) (?:about )?(?:an?|half an|\d+) ?(?:min|minutes?|hours?)\b",
    r"|\b\d{1,2}[:.]\d{2} ?(?:am|pm)?(?: ?(?:utc|gmt|[a-z]{1,3}t))?",
    r"|\b(?:today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    r"|\bno (?:further|more) updates\b",
);

/// 2026-11-26, ten past two in the afternoon, UTC.
const NOW: Millis = Millis(1_795_702_200_000);

const UPDATE: &str = "Card payments have been failing for about one in five customers in Europe since 13:38 UTC. \
     Payments by invoice and all other regions are not affected. Our engineers have found the part that fails and are \
     testing a fix; until it is in place, paying a second time often helps. Nobody is charged twice. We are sorry for \
     the trouble this causes. Our next update comes by 14:30 UTC (15:30 CET).\n";

/// What a war room says to itself: little of it promises anything.
const TALK: &[&str] = &[
    "[14:02] Ana: error rate on checkout is at 21 %, p99 went from 380 ms to 6.2 s\n",
    "[14:03] Bo: rolled back build 2026.11.26-3 on half of the fleet, watching the graphs now\n",
    "2026-11-26 14:03:11.482 WARN pool exhausted after 30000 ms, 64 of 64 connections in use\n",
    "[14:04] Cy: the vendor says they see the same since 13:38 UTC and that it is on their side\n",
    "[14:05] Dee: who is talking to the three customers that called in? I have their numbers here\n",
    "2026-11-26 14:05:40.007 ERROR payment 8812 failed after 3 attempts: connection reset by peer\n",
    "[14:06] Ana: I take the customers, Bo keeps the rollback, Cy stays on the call with the vendor\n",
    "[14:08] Eve: support has 41 tickets, most of them from Germany, some from France and Italy\n",
];

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let paste: String = (0..).flat_map(|_| TALK.iter().chain([&UPDATE])).take(18_000).copied().collect();
    let promises = "We will post our next update by 14:30 UTC. ".repeat((2 << 20) / 43);
    let bare = Regex::new(BARE).unwrap();
    let mut table = vec!["| What | Measured | Aim | |\n|---|---|---|---|".to_owned()];
    for (name, text, times) in [
        ("an update", UPDATE, 20_000),
        ("a paste of 2 MB", &paste, 60),
        ("nothing but promises, 2 MB", &promises, 20),
    ] {
        let mut ours = || black_box(promise::read(black_box(text), NOW, Tz::Europe__Berlin)).len();
        let mut raw = || black_box(bare.find_iter(black_box(text.as_bytes()))).count();
        assert!(ours() > 0 && raw() > 0, "{name}");
        let mut group = criterion.benchmark_group("promise");
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
        group.bench_function(name, |bencher| bencher.iter(&mut ours));
        group.bench_function(format!("{name}, bare"), |bencher| bencher.iter(&mut raw));
        group.finish();

        let [ours, raw] = alternate(times, [&mut || _ = ours(), &mut || _ = raw()]);
        let speed = |took: Duration| text.len() as f64 / took.as_secs_f64() / 1e6;
        let ratio = speed(ours) / speed(raw);
        // A text of nothing but promises has more to be read in it than a pass can see: it has no aim.
        let [aim, kept] = match name {
            "nothing but promises, 2 MB" => ["", ""],
            _ => ["≥ 0.5 ×", if ratio >= 0.5 { "kept" } else { "MISSED" }],
        };
        table.push(format!(
            "| promises in {name}: p50 | {:.0} MB/s = {ratio:.2} × a bare regex pass ({:.0} MB/s) | {aim} | {kept} |",
            speed(ours),
            speed(raw),
        ));
    }
    table.push(draft());
    criterion.final_summary();
    println!("{}", table.join("\n"));
}

/// The quality check of a draft of 10,000 characters, with a book of a thousand people. It runs at each keystroke.
fn draft() -> String {
    let text: String = UPDATE.chars().cycle().take(10_000).collect();
    let names: Vec<String> = (0..1_000).map(|number| format!("Ana{number} Maria Costa{number}")).collect();
    let people: Vec<&str> = names.iter().map(String::as_str).collect();
    let services: Vec<&str> = people.iter().take(200).copied().collect();
    let draft = || Draft {
        text: &text,
        audience: Audience::Public,
        channel: Channel::StatusPage,
        notice: Notice::First,
        identified: false,
        people: &people,
        services: &services,
        promises: promise::read(&text, NOW, Tz::UTC),
    };
    let [check, _] = alternate(200, [&mut || drop(black_box(quality::check(&draft()))), &mut || ()]);
    format!("| quality of a draft of 10,000 characters: p50 | {:.3} ms |  |  |", check.as_secs_f64() * 1e3)
}

/// The medians of two things that are measured in turn, so that a busy moment of the machine meets both.
fn alternate(pairs: usize, mut acts: [&mut dyn FnMut(); 2]) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..pairs {
        for (act, times) in acts.iter_mut().zip(&mut times) {
            let begin = Instant::now();
            act();
            times.push(begin.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}
