//! A list of customers from another system, with everything that can be wrong with one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use allclear::desk::{Desk, Signal};
use allclear::views::CustomerListReport;
use incident::command::Edit;
use incident::customer_list::{Column, Meaning};

use crate::place::{folder, open};

fn run(desk: &Desk, file: &[u8]) -> CustomerListReport {
    let draft = desk.take_import("customers.csv".to_owned(), file.to_vec()).expect("a file");
    desk.import_customers(draft.token, None).expect("a report")
}

#[track_caller]
fn refused(desk: &Desk, file: &[u8], expect: &[(u64, &str)]) {
    let report = run(desk, file);
    let why: Vec<(u64, &str)> = report.refused.iter().map(|row| (row.row, row.why.as_str())).collect();
    assert_eq!(why, expect);
}

#[test]
fn a_list_is_read_whoever_wrote_it() {
    let folder = folder();
    let desk = open(folder.path());
    for (file, name) in [
        (&b"\xef\xbb\xbfName,Tier\r\n\"Kestrel, Foods\",Enterprise\r\n"[..], "Kestrel, Foods"),
        ("Account Name;E-Mail\nBäcker Müller;a@example.org\n".as_bytes(), "Bäcker Müller"),
        (b"company\tphone\nThe \"Old\" Mill\t+39 055 1\n", "The \"Old\" Mill"),
        (b"Name,Note\n\"Two\nlines\",\"a \"\"b\"\"\"\n", "Two lines"),
    ] {
        let report = run(&desk, file);
        assert_eq!((report.added, report.not_taken), (1, 0), "{name}: {report:?}");
        let found =
            desk.find_customers(name.split(' ').next().expect("a word").to_owned(), None).expect("customers");
        assert!(found.iter().any(|one| one.name == name), "{name}: {found:?}");
    }
    let latin = desk.take_import("a.csv".to_owned(), b"Name\nB\xe4cker\n".to_vec()).expect_err("old bytes");
    assert!(latin.message.contains("Line 2 is not UTF-8"), "{}", latin.message);
    let draft = desk.take_import("a.csv".to_owned(), b"Town,Street\nRome,Via\n".to_vec()).expect("a file");
    assert!(!desk.preview_customers(draft.token.clone(), None).expect("a draft").ready);
    let nameless = desk.import_customers(draft.token, None).expect_err("no names");
    assert!(nameless.message.contains("holds the customers' names"), "{}", nameless.message);
}

#[test]
fn a_person_says_which_column_is_what_and_sees_what_becomes_of_it() {
    let folder = folder();
    let desk = open(folder.path());
    let file = b"Who,Rank,Reach,Code\nKestrel,Gold,a@example.org,1\nLumen,,nobody,2\n,Gold,,3\n";
    let draft = desk.take_import("a.csv".to_owned(), file.to_vec()).expect("a file");
    let first = desk.preview_customers(draft.token.clone(), None).expect("a draft");
    assert!(!first.ready && first.columns.iter().all(|column| column.meaning.is_none()), "{first:?}");
    let of = |heading: &str, meaning| Column { heading: heading.to_owned(), meaning: Some(meaning) };
    let choice = vec![
        of("Who", Meaning::Name),
        of("Rank", Meaning::Tier),
        of("Reach", Meaning::Email),
        // Neither a second name nor a column that is not there changes anything.
        of("Code", Meaning::Name),
        of("Phone", Meaning::Phone),
    ];
    let chosen = desk.preview_customers(draft.token.clone(), Some(choice.clone())).expect("a draft");
    assert!(chosen.ready, "{chosen:?}");
    let meanings: Vec<Option<Meaning>> = chosen.columns.iter().map(|column| column.meaning).collect();
    assert_eq!(meanings, [Some(Meaning::Name), Some(Meaning::Tier), Some(Meaning::Email), None]);
    let rows: Vec<_> = chosen.rows.iter().map(|row| (row.row, row.problem.is_some())).collect();
    assert_eq!(rows, [(2, false), (3, true), (4, true)]);
    let cell = |n: usize| chosen.rows[0].cells[n].as_deref();
    assert_eq!(
        (cell(0), cell(1), cell(6), cell(5)),
        (Some("Kestrel"), Some("Gold"), Some("a@example.org"), None)
    );
    assert_eq!(
        desk.find_customers(String::new(), None).expect("customers").len(),
        0,
        "nothing is written yet"
    );

    let report = desk.import_customers(draft.token, Some(choice)).expect("a report");
    assert_eq!((report.added, report.not_taken), (1, 2), "{report:?}");
    let kestrel = desk.find_customers(String::new(), None).expect("customers").remove(0);
    assert_eq!(
        (kestrel.tier.as_deref(), kestrel.contact.email.as_deref()),
        (Some("Gold"), Some("a@example.org"))
    );
}

#[test]
fn every_bad_row_says_where_it_is_and_what_to_do() {
    let folder = folder();
    let desk = open(folder.path());
    let huge = "x".repeat(2 << 20);
    let file = format!(
        "name,tier,sla,email,owner\nGood,,,,Ana\n,,,,\n,Gold,,,\nGood,,,,\nLate,,tomorrow,,\nNever,,8 days,,\n\
         Mail,,,nobody at home,\nOwned,,,,Zoe\nShort,Gold\nHuge,{huge},,,\nLong,{},,,\nLast,Gold,45 min,a@b.example,\n",
        "y".repeat(400)
    );
    refused(
        &desk,
        file.as_bytes(),
        &[
            (4, "There is no name in this row. Write one, or delete the row."),
            (5, "This customer stands on line 2 already. Keep one of the two."),
            (6, "“tomorrow” is no time to answer within. Write minutes, as 30, or 4 h; at most 7 days."),
            (7, "“8 days” is no time to answer within. Write minutes, as 30, or 4 h; at most 7 days."),
            (8, "“nobody at home” is no e-mail address. Correct it, or leave the cell empty."),
            (9, "Zoe is not in the book. Add them under People, or leave the cell empty."),
            (
                10,
                "This row has 2 cells where the header has 5. Put quotation marks around cells that contain the separator.",
            ),
            (11, "This row has 2049 KiB; at most 1024 KiB fit. Shorten it in the file."),
            (12, "The tier has 400 characters; at most 200 fit. Shorten it and try again."),
        ],
    );
    assert_eq!(desk.find_customers(String::new(), None).expect("customers").len(), 2);
}

#[test]
fn importing_again_changes_what_the_file_says_and_keeps_what_it_leaves_out() {
    let folder = folder();
    let desk = open(folder.path());
    run(&desk, b"Name,Tier,ARR band,SLA,Contact\nKestrel,Gold,over 1 M,30,Ines\nHalden,Gold,,,\n");
    let report = run(&desk, b"Name,Tier,Phone\nKestrel,Platinum,\nHalden,,\n");
    assert_eq!((report.added, report.changed, report.unchanged), (0, 1, 1));
    let found = desk.find_customers("kestrel".to_owned(), None).expect("customers").remove(0);
    assert_eq!((found.tier.as_deref(), found.respond_within), (Some("Platinum"), Some(30)));
    assert_eq!((found.arr.as_deref(), found.contact.name.as_deref()), (Some("over 1 M"), Some("Ines")));
    let report = run(&desk, b"Name,ARR\nKestrel,100-500 k\nHalden,\n");
    assert_eq!((report.changed, report.unchanged), (1, 1));
    let found = desk.find_customers("kestrel".to_owned(), None).expect("customers").remove(0);
    assert_eq!((found.arr.as_deref(), found.tier.as_deref()), (Some("100-500 k"), Some("Platinum")));
    // Whoever left is not brought back by a list that nobody has tidied.
    desk.edit(Edit::RetireCustomer { customer: found.id, retired: true }).expect("they leave");
    let left = "Kestrel is in the book as one that left. Bring them back there, then import the list again.";
    refused(&desk, b"Name\nKestrel\nHalden\n", &[(2, left)]);
}

#[test]
fn fifty_thousand_rows_are_taken_in_parts_and_stay_easy_to_search() {
    let folder = folder();
    let desk = Arc::new(open(folder.path()));
    let mut file = "Name,Tier,SLA\n".to_owned();
    for number in 1..=50_000 {
        let sla = if number % 1_000 == 0 { "soon" } else { "30" };
        file.push_str(&format!("Customer {number:05},Gold,{sla}\n"));
    }
    let token = desk.take_import("customers.csv".to_owned(), file.into_bytes()).expect("a file").token;
    let mut signals = desk.signals();

    // Somebody stops it at the first sign that it is under way; what was taken by then stays.
    let running = std::thread::spawn({
        let (desk, token) = (Arc::clone(&desk), token.clone());
        move || desk.import_customers(token, None).expect("a report")
    });
    let progress = loop {
        if let Signal::Progress(progress) = signals.blocking_recv().expect("a signal") {
            break progress;
        }
    };
    assert!(progress.done > 0 && progress.done < progress.of, "{progress:?}");
    desk.cancel_import(token.clone()).expect("it is held");
    let first = running.join().expect("it ends");
    assert!(first.stopped && first.added > 0 && first.added < 49_950, "{first:?}");

    let rest = desk.import_customers(token.clone(), None).expect("a report");
    assert_eq!((rest.added + first.added, rest.unchanged, rest.not_taken), (49_950, first.added, 50));
    assert_eq!((rest.refused[0].row, rest.stopped), (1_001, false));
    let table = String::from_utf8(desk.import_report(&token).expect("a table").bytes).expect("UTF-8");
    assert_eq!(table.lines().count(), 51);

    let began = Instant::now();
    let found = desk.find_customers("49999".to_owned(), None).expect("customers");
    assert_eq!(found.len(), 1);
    assert_eq!(desk.find_customers(String::new(), None).expect("customers").len(), 50);
    // Ten times what it takes without optimising; what sorts and copies the whole book takes longer by far.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
