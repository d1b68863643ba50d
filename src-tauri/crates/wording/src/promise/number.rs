//! Numbers in words, as far as people write them out.

use crate::sentence::Sentence;
use crate::words::Words;

const ONES: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// All of them, to see off any other word at once.
static FIRST: Words = Words::of(&[
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "nine",
    "nineteen",
    "ninety",
    "one",
    "seven",
    "seventeen",
    "seventy",
    "six",
    "sixteen",
    "sixty",
    "ten",
    "thirteen",
    "thirty",
    "three",
    "twelve",
    "twenty",
    "two",
]);

/// Whether a number can begin with this.
pub(super) fn begins(word: &str) -> bool {
    FIRST.has(word)
}

/// One to ninety-nine, and the token after it: `twenty-five`, `forty five`.
pub(super) fn number(s: &Sentence<'_>, at: usize) -> Option<(u32, usize)> {
    if !begins(s.low(at)) {
        return None;
    }
    if let Some(number) = of(&ONES, s.low(at)) {
        return Some((number, at + 1));
    }
    let tens = (of(&TENS, s.low(at))? + 1) * 10;
    let next = at + 1 + usize::from(s.is(at + 1, &["-"]));
    match of(&ONES, s.low(next)).filter(|ones| *ones < 10) {
        Some(ones) => Some((tens + ones, next + 1)),
        None => Some((tens, at + 1)),
    }
}

fn of(names: &[&str], word: &str) -> Option<u32> {
    (1..).zip(names).find(|(_, name)| **name == word).map(|(number, _)| number)
}
