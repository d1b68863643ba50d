//! What people and systems get wrong: a sentence each, and the rest goes on.

use super::*;

fn refused(bytes: impl AsRef<[u8]>) -> Unreadable {
    Table::open(bytes.as_ref().to_vec()).unwrap_err()
}

#[test]
fn what_is_no_list_is_refused_as_what_it_is() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert_eq!(refused(png), Unreadable::NotText);
    assert_eq!(refused(b"PK\x03\x04rest"), Unreadable::Packed);
    assert_eq!(refused(b""), Unreadable::Empty);
    assert_eq!(refused(b"\xef\xbb\xbf \r\n "), Unreadable::Empty);
    assert_eq!(refused(b"\xff\xfet\0i\0"), Unreadable::Utf16);
    assert_eq!(refused(b"t\0i\0t\0l\0e\0"), Unreadable::NotText);
    assert_eq!(refused(b"title,body\nStra\xdfe,x\n"), Unreadable::NotUtf8 { line: 2 });
    assert_eq!(refused(b"<!doctype html><title>Sign in</title>"), Unreadable::Markup);
    assert_eq!(refused(b"{\n \"incidents\": [\n {\"title\": \"x\"}\n ]\n}"), Unreadable::OneObject);
    assert_eq!(refused(vec![b'a'; MAX_FILE + 1]), Unreadable::TooLarge { bytes: MAX_FILE + 1 });
    assert_eq!(refused(",".repeat(5_000)), Unreadable::TooWide);
    for sentence in [refused(png), refused(b""), refused(b"a\n\xdf")].map(|refusal| refusal.to_string()) {
        assert!(sentence.ends_with('.') && sentence.contains("hoose"), "{sentence}");
    }
}

#[test]
fn a_malformed_line_costs_itself() {
    let lines = "{\"title\":\"one\",\"id\":1}\n{\"title\":\"tw\n[1,2]\n7\n{\"title\":\"two\",\"id\":2},\n{\"title\":nul}\n\n{\"title\":\"three\",\"id\":3}";
    let table = open(lines);
    let (taken, report) = import(&table, &guessed(&table));
    assert_eq!(taken.iter().map(|past| past.title.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
    assert_eq!(report.refused.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4, 6]);
}

#[test]
fn a_malformed_element_costs_itself() {
    let array = "[{\"title\":\"one\",\"id\":1},\n{\"title\":\"tw},\n{\"title\":\"a, ] } \\\" b\",\"id\":2},{\"list\":[1,2},{\"title\":\"three\",\"id\":3}]";
    let table = open(array);
    let (taken, report) = import(&table, &guessed(&table));
    let titles: Vec<&str> = taken.iter().map(|past| past.title.as_str()).collect();
    assert!(titles == ["one", "a, ] } \" b", "three"], "{titles:?}");
    assert_eq!(report.refused.len(), 2);
    let cut = open("[{\"title\":\"one\",\"id\":1},");
    assert_eq!(cut.rows().last().unwrap().unwrap_err().why, RowFault::CutOff);
    let cut = open("[{\"title\":\"one\",\"id\":1}");
    assert_eq!(cut.rows().map(|row| row.is_ok()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(open("[]").rows().count(), 0);
}

#[test]
fn a_ten_megabyte_title_is_refused_and_the_next_row_is_taken() {
    let title = "x".repeat(10 << 20);
    for text in [
        format!("{{\"id\":1,\"title\":\"{title}\"}}\n{{\"id\":2,\"title\":\"next\"}}"),
        format!("[{{\"id\":1,\"title\":\"{title}\"}},{{\"id\":2,\"title\":\"next\"}}]"),
        format!("id,title\n1,\"{title}\"\n2,next\n"),
    ] {
        let table = open(text);
        let mapping =
            Mapping { title: Some("title".into()), external_id: Some("id".into()), ..Mapping::default() };
        let (taken, report) = import(&table, &mapping);
        assert_eq!(taken.iter().map(|past| past.title.as_str()).collect::<Vec<_>>(), ["next"]);
        assert_eq!(report.refused.len(), 1);
        assert!(report.refused[0].why.starts_with("This row has 10241 KiB; at most 1024 KiB fit."));
    }
    let long = format!(r#"{{"id":1,"title":"{}"}}"#, "ä".repeat(201));
    assert_eq!(said(&long), ["The title has 201 characters; at most 200 fit. Shorten it in the file."]);
}

#[test]
fn deep_json_is_refused_and_does_not_crash() {
    for depth in [40, 200, 100_000] {
        let deep =
            format!("{{\"title\":{}1{}}}\n{{\"title\":\"next\"}}", "[".repeat(depth), "]".repeat(depth));
        let rows: Vec<bool> = open(&deep).rows().map(|row| row.is_ok()).collect();
        assert_eq!(rows, [false, true]);
    }
    let open_ended = format!("[{}", "{\"a\":[".repeat(300_000));
    assert!(open(open_ended).rows().all(|row| row.is_err()));
}

#[test]
fn an_open_quotation_mark_costs_its_row() {
    let table = open("id,title\n1,one\n2,\"two\n3,three\n4,four\n");
    let rows: Vec<Result<u64, (u64, RowFault)>> =
        table.rows().map(|row| row.map(|row| row.row).map_err(|error| (error.row, error.why))).collect();
    assert_eq!(rows, [Ok(2), Err((3, RowFault::OpenQuote)), Ok(4), Ok(5)]);
    // Each line opens one more; reading stops instead of passing over the file once for each.
    let many = format!("a,b,c\n{}", "\"b,x\",\"\n".repeat(20_000));
    assert_eq!(open(many).rows().last().unwrap().unwrap_err().why, RowFault::GaveUp);
    assert_eq!(
        open("id,title\n1,5\" disk").rows().flatten().count(),
        1,
        "a quotation mark inside a cell is one"
    );
}

#[test]
fn nul_bytes_are_no_text() {
    let table = open(format!("id,title\n{}1,a\0b\n2,next\n", "0,filler\n".repeat(20)));
    let faults: Vec<RowFault> = table.rows().filter_map(|row| row.err().map(|error| error.why)).collect();
    assert_eq!(faults, [RowFault::Nul]);
    let line = open(format!("{}\n{{\"title\":\"a\0b\"}}", "{\"title\":\"a\"}\n".repeat(20)));
    assert_eq!(line.rows().filter(Result::is_err).count(), 1);
}

#[test]
fn hostile_text_is_kept_as_written_and_shown_harmless() {
    let title = "<img src=x onerror=alert(1)> \u{202e}exe\u{7} =1+1";
    let row = serde_json::json!({"id": "=cmd", "title": title, "body": "<script>"}).to_string();
    let table = open(row);
    let (taken, _) = import(&table, &guessed(&table));
    assert_eq!(taken[0].title, title, "the log keeps what was written");
    let shown = &preview(&table, &guessed(&table), &Book::default(), NOW).rows[0];
    assert_eq!(shown.title, "<img src=x onerror=alert(1)> ⟨U+202E⟩exe␇ =1+1");
}

#[test]
fn the_second_of_equal_ids_is_named_with_the_first() {
    let table = open("id,title\n1,one\n2,two\n1,three\n");
    let (taken, report) = import(&table, &guessed(&table));
    assert_eq!(taken.len(), 2);
    assert_eq!(report.refused[0].row, 4);
    assert!(report.refused[0].why.starts_with("It has the same id as row 2, which was taken."));
}

#[test]
fn every_refusal_says_what_to_do() {
    for (row, sentence) in [
        (r#"{"id":1}"#, "There is no title. Write in the file what was wrong, in one line."),
        (r#"{"id":1,"title":"  "}"#, "There is no title. Write in the file what was wrong, in one line."),
        (
            r#"{"id":1,"title":"x","started":"2024-01-02T00:00:00Z","ended":"2024-01-01T00:00:00Z"}"#,
            "The end (2024-01-01 00:00 UTC) lies before the start (2024-01-02 00:00 UTC). Correct one of the two in the file.",
        ),
        (
            r#"{"id":1,"title":"x","started":"last Tuesday"}"#,
            "\"last Tuesday\" in the column started is not a date that can be read. Write it like 2026-11-19T14:12:00Z.",
        ),
        (
            r#"{"id":1,"title":"x","started":"2024-01-02 10:00 PST"}"#,
            "There is no time zone called \"PST\". Write one like Europe/Berlin or UTC.",
        ),
        (
            r#"{"id":1,"title":"x","started":"2026-12-01T00:00:00Z"}"#,
            "The start (2026-12-01 00:00 UTC) lies in the future, so this is no past incident. Correct it in the file, or import it later.",
        ),
    ] {
        assert_eq!(said(row), [sentence], "{row}");
    }
    let zone = "There is no time zone called \"Mars/Olympus\". Write one like Europe/Berlin or UTC.";
    assert_eq!(said_in(r#"{"id":1,"title":"x","started":"2024-01-02"}"#, "Mars/Olympus"), [zone]);
    let many: Vec<String> = (0..100_000).map(|n| n.to_string()).collect();
    let row = serde_json::json!({"id": 1, "title": "x", "affected": many.join(";")}).to_string();
    assert_eq!(
        said(&row),
        ["It names 100000 services; at most 200 fit. Remove some in the file, or choose another column."]
    );
}

#[test]
fn what_was_assumed_is_said() {
    for (row, remarks) in [
        (
            r#"{"id":1,"title":"x","started":"2024-01-02 10:00","ended":1704200000}"#,
            vec!["started has no time zone; read as UTC."],
        ),
        (
            r#"{"id":1,"title":"x","started":"2024-01-02T10:00:00+01:00","ended":"2024-01-02T10:05:00"}"#,
            vec!["ended has no time zone; read in that of the other date in the row."],
        ),
        (
            r#"{"id":1,"title":"x","started":1704200000,"resolved":"yes"}"#,
            vec!["It is over, but nothing says when, so it counts in no duration."],
        ),
        (
            r#"{"id":1,"title":"x","started":1704200000,"ended":1704200000,"severity":"purple","kind":"lunar"}"#,
            vec![
                "\"purple\" means no severity of ours, so it has none. Choose one for this word and import again, or classify it later.",
                "\"lunar\" is neither internal nor external; taken as external.",
            ],
        ),
    ] {
        assert_eq!(said(row), remarks, "{row}");
    }
}
