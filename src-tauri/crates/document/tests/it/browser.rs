//! Three who write in one text at times apart: one in a real Yjs, as it runs in a browser, and two in yrs.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use document::{read, write};
use serde_json::{Value, json};

use crate::laptop::{Laptop, NAME, Page};

/// The folder whose packages the page is made of.
const UI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui");
const EDITOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yjs/editor.cjs");

fn rounds() -> u64 {
    if std::env::var_os("ALLCLEAR_SOAK").is_some() { 1_000 } else { 50 }
}

/// A real Yjs.
struct Browser {
    process: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    text: String,
    pending: bool,
}

impl Browser {
    fn start() -> Self {
        let mut process = Command::new("node")
            .args([EDITOR, UI])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node, which the web part is built with");
        let (commands, answers) = (process.stdin.take(), process.stdout.take());
        let (commands, answers) = (commands.expect("its input"), answers.expect("its output"));
        let (text, pending) = (String::new(), false);
        Self { process, commands, answers: BufReader::new(answers), text, pending }
    }

    /// Does something, and gives what it wrote by that.
    fn does(&mut self, command: &Value) -> Vec<Vec<u8>> {
        writeln!(self.commands, "{command}").expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        let answer: Value = serde_json::from_str(&line).expect("an answer; is Yjs in ui/node_modules?");
        answer["text"].as_str().expect("a text").clone_into(&mut self.text);
        self.pending = answer["pending"] == true;
        let updates = answer["updates"].as_array().expect("updates");
        updates.iter().map(|update| read(update.as_str().expect("base64")).expect("an update")).collect()
    }

    fn opens(&mut self, laptop: &Laptop, client: u64) {
        self.does(&json!({ "does": "open", "client": client }));
        self.hears(laptop);
    }

    fn hears(&mut self, laptop: &Laptop) {
        self.does(&json!({ "does": "apply", "update": write(&laptop.document().state()) }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends with its input; nobody waits for one that does not.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A number that follows from the one before, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Somewhere in a text, so that no letter is torn: where, and how many units go.
fn somewhere(text: &str, dice: &mut Dice) -> (usize, usize) {
    let mut places: Vec<usize> =
        text.char_indices().map(|(at, _)| text[..at].encode_utf16().count()).collect();
    places.push(text.encode_utf16().count());
    let from = dice.below(places.len());
    let to = (from + dice.below(6)).min(places.len() - 1);
    let goes = dice.below(3) == 0;
    (places[from], if goes { places[to] - places[from] } else { 0 })
}

#[test]
fn three_editors_one_of_them_a_real_yjs_have_one_text_once_they_have_met() {
    let mut browser = Browser::start();
    for round in 1..=rounds() {
        let mut dice = Dice(round);
        let mut laptops = [1, 2, 3].map(Laptop::named);
        browser.opens(&laptops[0], round * 100 + 1);
        let mut pages = [2, 3].map(|n| Page::of(&laptops[n as usize - 1], round * 100 + n));
        for step in 0..40 {
            let who = dice.below(3);
            match dice.below(5) {
                0 => {
                    let other = laptops[dice.below(3)].clone();
                    laptops[who].hears(&other);
                    match who {
                        0 => browser.hears(&laptops[0]),
                        who => pages[who - 1].hears(&laptops[who]),
                    }
                }
                1 if dice.below(4) == 0 => {
                    // Opened anew, a page draws another name.
                    let client = round * 100 + 10 + step;
                    match who {
                        0 => browser.opens(&laptops[0], client),
                        who => pages[who - 1] = Page::of(&laptops[who], client),
                    }
                }
                _ => {
                    let words = if dice.below(5) == 0 { String::new() } else { format!("<{step}é🙂>") };
                    if who == 0 {
                        let (at, gone) = somewhere(&browser.text, &mut dice);
                        let wrote =
                            browser.does(&json!({ "does": "write", "at": at, "gone": gone, "words": words }));
                        wrote.iter().for_each(|update| laptops[0].edited(update));
                    } else {
                        let update = pages[who - 1].changes(|text| {
                            let (at, gone) = somewhere(text, &mut dice);
                            (at, gone, words)
                        });
                        laptops[who].edited(&update);
                    }
                }
            }
        }
        let all = laptops.clone();
        for laptop in &mut laptops {
            all.iter().for_each(|other| laptop.hears(other));
        }
        browser.hears(&laptops[0]);
        pages.iter_mut().zip(&laptops[1..]).for_each(|(page, laptop)| page.hears(laptop));
        let text = laptops[0].document().text(NAME);
        for laptop in &laptops {
            let document = laptop.document();
            assert_eq!(document.text(NAME), text, "round {round}");
            assert!(!document.waits() && document.refused().is_empty(), "round {round}");
            assert_eq!(document.aside(), [], "round {round}");
        }
        assert_eq!((browser.text.as_str(), browser.pending), (text.as_str(), false), "round {round}");
        for page in &mut pages {
            assert_eq!(page.text(), text, "round {round}");
        }
        assert!(text.contains('é'), "round {round}: something was written");
    }
}
