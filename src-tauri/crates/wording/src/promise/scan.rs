//! Which sentences of a text are about the next update. The rest, in a long paste nearly all of it, is passed over.

use std::ops::Range;

/// How many bytes before and after a word that speaks of updates are read as its sentence.
pub(super) const REACH: usize = 600;

/// Beginnings of words one of which stands in every promise, and what else must stand shortly before or after it.
/// Common words would otherwise have nearly every sentence read.
const CUES: &[(&str, Beside)] = &[
    ("updat", Beside::Anything),
    ("hear", Beside::After(&[" us", " me", " again"])),
    ("back", Beside::Before(&["get ", "report ", "come ", "circle ", "reach ", "write ", "check ", "be "])),
    ("touch", Beside::Before(&["in "])),
    ("know", Beside::Before(&["let "])),
    ("posted", Beside::Before(&["keep "])),
    ("inform", AHEAD),
    ("notif", AHEAD),
    ("notice", AHEAD),
    ("communicat", AHEAD),
    ("comms", AHEAD),
    ("brief", AHEAD),
    ("bulletin", AHEAD),
    ("post", AHEAD),
    ("follow", AHEAD),
    ("news", AHEAD),
    ("details", AHEAD),
    ("info", AHEAD),
    ("check", AHEAD),
    ("report", AHEAD),
    ("write", AHEAD),
    ("speak", AHEAD),
    ("share", AHEAD),
    ("message", AHEAD),
    ("statement", AHEAD),
    ("advise", AHEAD),
    ("mail", AHEAD),
    ("email", AHEAD),
];

const AHEAD: Beside =
    Beside::Before(&["will ", "'ll ", "’ll ", "next ", "further ", "another ", "more ", "expect "]);

/// What stands beside a cue.
enum Beside {
    Anything,
    /// One of these, at most [`NEAR`] bytes before it.
    Before(&'static [&'static str]),
    /// One of these, at most [`NEAR`] bytes after it.
    After(&'static [&'static str]),
}

const NEAR: usize = 48;

/// Whether a word in lower case begins like a cue.
pub(super) fn is_cue(word: &str) -> bool {
    let first = word.as_bytes().first();
    CUES.iter().any(|(cue, _)| cue.as_bytes().first() == first && word.starts_with(cue))
}

/// Sentences that may promise something, each once, in order.
pub(super) struct Sentences<'t> {
    text: &'t str,
    /// Everything before this was read.
    done: usize,
    /// Where the line begins that was looked at last.
    line: usize,
    /// Whether that line answers a mail or stands in a table.
    answers: bool,
    /// Up to where quotes and fences were counted.
    counted: usize,
    quote: Option<char>,
    fenced: bool,
}

impl<'t> Sentences<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, done: 0, line: 0, answers: answers(text), counted: 0, quote: None, fenced: false }
    }

    /// Moves the count of lines, fences and quotation marks on to this place.
    fn count(&mut self, to: usize) {
        let part = &self.text[self.counted.min(to)..to];
        self.fenced ^= part.contains('`') && part.matches("```").count() % 2 == 1;
        let from = match part.rfind('\n') {
            Some(newline) => {
                self.line = self.counted + newline + 1;
                self.answers = answers(&self.text[self.line..]);
                self.quote = None;
                newline + 1
            }
            None => 0,
        };
        // All of it is looked at, since that is faster than to stop at the first.
        if part[from..].bytes().fold(false, |any, b| any | (b == b'"') | (b >= 0xc2)) {
            for c in part[from..].chars() {
                self.quote = match (self.quote, c) {
                    (None, '"' | '“' | '„' | '«' | '»') => Some(c),
                    (Some('"'), '"') | (Some('“'), '”') | (Some('„'), '“' | '”') | (Some('«'), '»') => {
                        None
                    }
                    (Some('»'), '«') => None,
                    (quote, _) => quote,
                };
            }
        }
        self.counted = to;
    }

    /// Whether somebody else's words stand at `at`: a quotation, a line of a mail that is answered, a log, code.
    fn is_foreign(&self, at: usize, end: usize) -> bool {
        let line = &self.text[self.line..];
        let closes = |open: char| {
            let rest = &self.text[at..floor(self.text, (end + REACH).min(self.text.len()))];
            let rest = rest.split('\n').next().unwrap_or(rest);
            rest.contains(match open {
                '"' => &['"'][..],
                '“' => &['”'],
                '„' => &['“', '”'],
                '«' => &['»'],
                _ => &['«'],
            })
        };
        self.fenced || self.answers || is_log(line) || self.quote.is_some_and(closes)
    }
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        loop {
            let cue = cue(bytes, self.done)?;
            let least = floor(self.text, cue.saturating_sub(REACH)).max(self.done);
            let most = floor(self.text, (cue + REACH).min(self.text.len()));
            let ends = |at: &usize| ends(self.text, *at);
            let start =
                (least..cue).rev().filter(|at| may_end(bytes[*at])).find(ends).map_or(least, |at| at + 1);
            let end = (cue..most).filter(|at| may_end(bytes[*at])).find(ends).unwrap_or(most);
            self.done = end.max(cue + 1);
            self.count(cue);
            if !self.is_foreign(cue, end) {
                return Some(start..end);
            }
        }
    }
}

/// Whether the line that begins here answers a mail or stands in a table. Asked once for each line: blanks may go on
/// for long.
fn answers(text: &str) -> bool {
    text.trim_start_matches([' ', '\t']).starts_with(['>', '|'])
}

/// The next word from here on that begins like one of the cues. Every other byte is enough to see it: three letters are
/// looked at, with which a cue begins or which are its second to fourth.
fn cue(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += 2 * text.get(at + 1..)?.windows(3).step_by(2).position(may_stand)?;
        let begins = |at: &usize| !(*at > 0 && text[*at - 1].is_ascii_alphanumeric()) && speaks(text, *at);
        if let found @ Some(_) = (at..at + 2).find(begins) {
            return found;
        }
        at += 2;
    }
}

/// Whether a cue begins here, with what belongs to it.
fn speaks(text: &[u8], at: usize) -> bool {
    let rest = &text[at..];
    let begins = |text: &[u8], word: &str| {
        // Most differ in the first letter, and comparing the rest is a call.
        text.first().is_some_and(|first| first.eq_ignore_ascii_case(&word.as_bytes()[0]))
            && text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    let has = |part: &[u8], words: &[&str]| {
        (0..part.len()).any(|at| words.iter().any(|word| begins(&part[at..], word)))
    };
    CUES.iter().any(|(cue, beside)| {
        begins(rest, cue)
            && match beside {
                Beside::Anything => true,
                Beside::Before(words) => has(&text[at.saturating_sub(NEAR)..at], words),
                Beside::After(words) => has(&rest[..rest.len().min(NEAR)], words),
            }
    })
}

/// For each two letters, in either case, the letters that follow them near the beginning of a cue. Nearly all of a text is
/// passed over by these, without a branch that could be guessed wrong. No cue has fewer than four letters.
static THIRDS: [u32; 1 << 10] = {
    let mut thirds = [0; 1 << 10];
    let mut at = 0;
    while at < CUES.len() {
        let cue = CUES[at].0.as_bytes();
        thirds[two(cue[0], cue[1])] |= letter(cue[2]);
        thirds[two(cue[1], cue[2])] |= letter(cue[3]);
        at += 1;
    }
    thirds
};

/// Whether these three bytes may stand near the beginning of a cue.
fn may_stand(three: &[u8]) -> bool {
    matches!(three, [a, b, c] if THIRDS[two(*a, *b)] & letter(*c) != 0)
}

const fn two(a: u8, b: u8) -> usize {
    (a as usize & 31) << 5 | b as usize & 31
}

/// A bit for a letter in either case. Signs share those of letters, and are told apart where somebody looks closer.
const fn letter(byte: u8) -> u32 {
    1 << (byte & 31)
}

/// Whether a sentence may end with this byte; few do.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'!' | b'?' | b'.' | b'\n')
}

/// Whether a sentence ends with the byte at `at`.
fn ends(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'!' | b'?' => bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric()),
        b'.' => full_stop(bytes, at),
        b'\n' => line_break(bytes, at),
        _ => false,
    }
}

/// A full stop ends a sentence where a capital letter or nothing follows, unless it belongs to an abbreviation.
fn full_stop(bytes: &[u8], at: usize) -> bool {
    let mut after = bytes[at + 1..].iter().take(8).skip_while(|b| matches!(b, b'"' | b')' | b'*' | b'_'));
    let Some(next) = after.next() else { return true };
    if !next.is_ascii_whitespace() {
        return false;
    }
    // The date "27.11."
    if let [.., b'0'..=b'9', b'.', b'0'..=b'9'] | [.., b'0'..=b'9', b'.', b'0'..=b'9', b'0'..=b'9'] =
        bytes[..at]
        && next_is_digit(bytes, at)
    {
        return false;
    }
    let word = bytes[..at].iter().rev().take_while(|b| b.is_ascii_alphabetic() || **b == b'.').take(8);
    let first = at - word.count();
    let short = ["a.m", "p.m", "approx", "est", "ca", "no", "e.g", "i.e"]
        .iter()
        .any(|short| bytes[first..at].eq_ignore_ascii_case(short.as_bytes()));
    let goes_on = after.find(|b| !b.is_ascii_whitespace()).is_some_and(u8::is_ascii_lowercase);
    !short && !goes_on
}

fn next_is_digit(bytes: &[u8], at: usize) -> bool {
    bytes[at + 1..].iter().take(8).find(|b| **b != b' ').is_some_and(u8::is_ascii_digit)
}

/// A line ends a sentence unless the next goes on with it: with a small letter, or with the time for which this one
/// prepared.
fn line_break(bytes: &[u8], at: usize) -> bool {
    let next =
        bytes[at + 1..].iter().take(REACH).position(|b| !b.is_ascii_whitespace() && !b"*_#".contains(b));
    let Some(next) = next.map(|next| at + 1 + next) else { return true };
    let blank = bytes[at + 1..next].contains(&b'\n');
    if bytes[next].is_ascii_lowercase() && !blank {
        return false;
    }
    let line: Vec<u8> = bytes[..at]
        .iter()
        .rev()
        .take(REACH)
        .skip_while(|b| b.is_ascii_whitespace() || b"*_#".contains(b))
        .take(16)
        .take_while(|b| **b != b'\n')
        .map(u8::to_ascii_lowercase)
        .collect();
    let word = line.split(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    // Read backwards: by, at, in, is, update, updates, until, within, before, around, be, for, on, and what a colon
    // prepares for.
    let dangles = line.first() == Some(&b':')
        || [
            &b"yb"[..],
            b"ta",
            b"ni",
            b"si",
            b"etadpu",
            b"setadpu",
            b"litnu",
            b"nihtiw",
            b"erofeb",
            b"dnuora",
            b"eb",
            b"no",
        ]
        .contains(&word);
    !dangles
}

/// `2026-11-26 14:05:33 …`, `Nov 26 14:05:33 host …`, `[14:05:33.120] …`: a time with seconds at the beginning of a
/// line is a machine's. People say minutes.
fn is_log(line: &str) -> bool {
    let head = &line.as_bytes()[..line.len().min(32)];
    let head = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let shape = |at: usize, shape: &[u8]| {
        head.get(at..at + shape.len()).is_some_and(|part| {
            part.iter().zip(shape).all(|(b, s)| if *s == b'0' { b.is_ascii_digit() } else { b == s })
        })
    };
    let seconds = (0..head.len().min(16)).find(|at| shape(*at, b"00:00:00"));
    seconds.is_some_and(|at| head[..at].iter().filter(|b| b.is_ascii_alphabetic()).count() <= 3)
}

/// The last place not after `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
