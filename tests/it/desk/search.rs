//! Search over what is at the desk.

use crate::place::{declare, folder, note, open};

#[test]
fn search_finds_what_was_written_once_it_is_indexed() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Queues grow in Lisbon");
    note(&desk, incident, "the broker lost its quorum");
    let search = |words: &str| desk.search(words.to_owned()).expect("a search");
    while desk.index().expect("an index") > 0 {}
    for (words, what) in [("lisbon", "Title"), ("quor", "Note"), ("broker lost", "Note")] {
        let hits = search(words);
        assert_eq!(
            hits.iter().map(|hit| (hit.incident, hit.what.as_str())).collect::<Vec<_>>(),
            [(incident, what)],
            "{words}"
        );
    }
    assert!(search("madrid").is_empty());
    drop(desk);
    let desk = open(folder.path());
    assert_eq!(desk.search("quorum".into()).expect("a search").len(), 1, "also after a restart");
}

#[test]
fn a_log_is_whole_however_much_its_index_grew_since_it_was_looked_at_last() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Looked at again and again");
    for n in 0..100 {
        // So many words of their own that the index is merged between two looks.
        let words: String = (0..200).map(|word| format!("w{n}x{word} ")).collect();
        note(&desk, incident, &words);
        while desk.index().expect("an index") > 0 {}
        let log = desk.check_log().expect("the log");
        assert!(log.whole, "after {n} notes: {}", log.verdict);
    }
}
