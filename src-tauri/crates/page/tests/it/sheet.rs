//! The sheet, read back by a program that is not ours.

use std::process::Command;

use incident::id::Millis;
use page::{List, Row, Sheet};
use proptest::prelude::*;

fn row(label: &str, value: &str, note: &str) -> Row {
    let unknown = value == "Unknown";
    Row {
        label: label.to_owned(),
        value: value.to_owned(),
        unknown,
        note: note.to_owned(),
        stale: !note.is_empty(),
    }
}

fn list(head: &str, items: &[&str]) -> List {
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    List { head: head.to_owned(), items, none: "Nothing at the moment.".to_owned() }
}

fn sheet() -> Sheet {
    Sheet {
        kind: "Executive brief 3 · Ardent, confidential · INC-5200".to_owned(),
        title: "Duplicate charges at checkout".to_owned(),
        badge: "Major".to_owned(),
        when: "Thu 26 Nov 2026, 14:10 UTC".to_owned(),
        at: Millis(1_795_702_200_000),
        lead: "Shoppers in Europe were charged twice. We stopped most of it at 14:28 and are making sure."
            .to_owned(),
        lead_note: "25 min old".to_owned(),
        rows: vec![
            row("Since", "13:38 UTC, 54 min", ""),
            row("Customers", "214, of them 6 enterprise", "two values differ"),
            row("Regions", "Köln, Ἀθῆναι, Москва, Łódź", "24 min old"),
            row("Charges", "€ 412,600 − 3 %", ""),
            row("Data loss", "Unknown", ""),
        ],
        lists: [
            list(
                "We are doing",
                &["Payment retry is off in Europe since 14:28.", "A corrected build is in test."],
            ),
            list("Needed from you", &[]),
        ],
        foot: [
            "Next update by 15:02 UTC".to_owned(),
            "Amara Okafor, Incident Manager · #inc-5200".to_owned(),
        ],
    }
}

/// What `pdfinfo` says of it, and what `pdftotext` reads on it.
fn read_back(sheet: &Sheet) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("brief.pdf");
    std::fs::write(&file, sheet.pdf().expect("a sheet")).expect("a file");
    let run = |program: &str, args: &[&str]| {
        let done = Command::new(program).args(args).arg(&file).arg("-").output().expect(program);
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(done.stderr.is_empty(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    };
    let info = Command::new("pdfinfo").arg(&file).output().expect("pdfinfo");
    (String::from_utf8_lossy(&info.stdout).into_owned(), run("pdftotext", &["-layout", "-enc", "UTF-8"]))
}

#[test]
fn a_sheet_is_one_page_of_a4_and_says_what_it_was_given() {
    let sheet = sheet();
    let (info, text) = read_back(&sheet);
    let says = |what: &str, value: &str| {
        assert!(
            info.lines().any(|line| line.starts_with(what) && line.contains(value)),
            "{what} {value}: {info}"
        );
    };
    says("Pages:", "1");
    says("Page size:", "(A4)");
    says("Title:", "Duplicate charges at checkout");
    says("Encrypted:", "no");
    says("JavaScript:", "no");
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "EXECUTIVE BRIEF 3 · ARDENT, CONFIDENTIAL · INC-5200",
        "Duplicate charges at checkout",
        "Major · Thu 26 Nov 2026, 14:10 UTC",
        "Shoppers in Europe were charged twice.",
        "and are making sure. 25 min old",
        "Since 13:38 UTC, 54 min",
        "Customers 214, of them 6 enterprise two values differ",
        "Regions Köln, Ἀθῆναι, Москва, Łódź 24 min old",
        "Charges € 412,600 − 3 %",
        "Data loss Unknown",
        "We are doing",
        "• Payment retry is off in Europe since 14:28.",
        "Nothing at the moment.",
        "Next update by 15:02 UTC",
        "Amara Okafor, Incident Manager · #inc-5200",
    ] {
        assert!(squeezed.contains(part), "{part} is not in {text}");
    }
    assert!(!squeezed.contains("To fit one page") && !squeezed.contains('…'), "{text}");
}

#[test]
fn the_same_sheet_is_the_same_file() {
    assert_eq!(sheet().pdf().expect("a sheet"), sheet().pdf().expect("a sheet"));
    let later = Sheet { at: Millis(0), ..sheet() };
    assert_ne!(sheet().pdf().expect("a sheet"), later.pdf().expect("a sheet"));
}

#[test]
fn what_does_not_fit_is_said_to_be_missing() {
    let long = "Every payment that failed is tried again by hand until the ledger agrees. ";
    let mut full = sheet();
    full.title = "A very long title ".repeat(11);
    full.lead = long.repeat(12);
    full.rows.iter_mut().for_each(|row| row.value = long.repeat(20));
    full.lists[0].items = (1..=60).map(|number| format!("Measure {number}. {long}")).collect();
    full.lists[1].items = (1..=9).map(|number| format!("Question {number}. {long}")).collect();
    let (info, text) = read_back(&full);
    assert!(info.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{info}");
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "Measure 1. Every",
        "Question 1. Every",
        "To fit one page,",
        "texts are shortened",
        "lines are left out",
    ] {
        assert!(squeezed.contains(part), "{part} is not in {text}");
    }
    // How many are not there is said where they would stand.
    let shown = (1..=60).filter(|number| squeezed.contains(&format!("Measure {number}."))).count();
    assert!(shown > 0 && squeezed.contains(&format!("and {} more", 60 - shown)), "{shown} of {text}");
    assert!(squeezed.ends_with("Amara Okafor, Incident Manager · #inc-5200"), "{text}");

    let word = Sheet { title: "x".repeat(200), lead: "y".repeat(900), ..sheet() };
    let (_, text) = read_back(&word);
    let letters = |c| text.matches(c).count();
    assert!(letters('y') == 900 || text.contains("To fit one page"), "{text}");
    assert!(letters('x') >= 200, "{text}");
}

#[test]
fn letters_that_the_font_does_not_have_are_owned_up_to() {
    let foreign = Sheet { title: "支払い 🚒 مرحبا".to_owned(), ..sheet() };
    let (_, text) = read_back(&foreign);
    assert!(text.contains("Letters that stand as boxes are whole in the text form."), "{text}");
    let (_, text) = read_back(&sheet());
    assert!(!text.contains("boxes"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn anything_becomes_a_sheet(words in prop::collection::vec("\\PC{0,120}", 12), many in 0usize..40) {
        let mut any = sheet();
        any.title = words[0].clone();
        any.lead = words[1].repeat(9);
        any.kind = words[2].clone();
        any.rows = words.iter().map(|word| row(&words[3], &word.repeat(3), &words[4])).collect();
        any.lists[0].items = words.iter().cycle().take(many).cloned().collect();
        any.lists[1].items = words.iter().take(many / 4).cloned().collect();
        any.foot = [words[5].clone(), words[6].clone()];
        let bytes = any.pdf().expect("a sheet");
        prop_assert!(bytes.starts_with(b"%PDF-"));
    }
}
