//! What was found out of a hub goes along where an incident leaves as a file.

use std::process::Command;

use allclear::views::ExportFormat;
use incident::export::verify;
use incident::id::{IncidentId, Millis, ReplicaKey};
use incident::stream::Stream;
use journal::{Deed, Finding, Journal};

use crate::place::{MORNING, declare, folder, journal, open};
use crate::until::until;

#[test]
fn an_export_says_what_the_hub_was_found_to_have_done_with_that_incident_and_no_other() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Checkout is slow");
    let none = desk.export(incident, ExportFormat::Json).expect("a file").bytes;
    let none = String::from_utf8(none).expect("UTF-8");
    assert!(!none.contains("findings"), "{none}");
    drop(desk);

    let file = journal(folder.path());
    let opened = until("the file is let go", || Journal::open(&file, &folder.path().join("backups")).ok());
    let found = |deed, stream| Finding { deed, stream, entries: 2, since: Millis(MORNING), seen: true };
    let other = Stream::Incident(IncidentId([9; 16]));
    let findings = [
        found(Deed::Dropped, Some(Stream::Incident(incident))),
        found(Deed::Altered, Some(other)),
        found(Deed::Restored, None),
    ];
    opened.journal.note_findings(ReplicaKey([7; 32]), &findings).expect("noted");
    drop(opened);

    let desk = open(folder.path());
    let text = desk.export(incident, ExportFormat::Json).expect("a file").bytes;
    let text = String::from_utf8(text).expect("UTF-8");
    let verified = verify(text.as_bytes()).expect("it verifies");
    let mut deeds: Vec<&str> = verified.found.iter().map(|one| one.deed.as_str()).collect();
    deeds.sort_unstable();
    assert_eq!(deeds, ["dropped", "restored"]);
    let said = "no longer held 2 entries that it had confirmed";
    assert!(verified.found.iter().any(|one| one.text.contains(said)), "{verified:?}");
    let page = desk.export(incident, ExportFormat::Markdown).expect("a page").bytes;
    let page = String::from_utf8(page).expect("UTF-8");
    assert!(page.contains("## Found out of the hub") && page.contains(said), "{page}");

    let saved = folder.path().join("export.json");
    std::fs::write(&saved, &text).expect("written");
    let told =
        Command::new(env!("CARGO_BIN_EXE_allclear")).arg("verify").arg(&saved).output().expect("it runs");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("as their 1 authors signed them"), "{told}");
    assert!(told.contains("which nothing here shows") && told.contains(said), "{told}");
}
