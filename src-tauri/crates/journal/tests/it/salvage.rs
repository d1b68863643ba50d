//! What a damaged file still gives, beside and beyond its entries.

use incident::event::Event;
use journal::{Deed, Finding, Journal, Offered, Receipted, Repaired};

use crate::aside::{HUB, copied, cut};
use crate::place::{NOW, Place, append, author, declared, incident, note, seen, spoil};

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

/// Writes one entry that the disk then gets wrong, and has the file repaired.
fn damaged_and_repaired(place: &Place, journal: Journal) -> (Journal, Repaired) {
    append(&journal, incident(99), vec![note("canary in the mine")]);
    drop(journal);
    spoil(&place.file(), "canary in the mine");
    assert!(place.open().journal.record(incident(99)).is_err());
    let opened = place.open();
    (opened.journal, opened.repaired.expect("this was damaged"))
}

#[test]
fn a_text_that_is_gone_is_kept_however_far_away_the_word_is_that_hid_it() {
    for who in [1, 2] {
        let place = Place::new();
        let journal = place.found();
        let secret = append(&journal, incident(1), vec![declared(), note("a secret")]).0[1];
        append(&journal, incident(1), vec![note("it goes on")]);
        // More than is handed over at once.
        append(&journal, incident(2), (0..5_001).map(|n| note(&format!("note {n}"))).collect());
        append(&journal, incident(1), vec![note("and on")]);
        let hidden = Event::Redacted { entry: secret, replaces: vec![] };
        journal.append(&author(who, 1), NOW, incident(1), false, vec![hidden.into()]).unwrap();
        let (_, before) = append(&journal, incident(1), vec![note("and on still")]);
        assert!(before.fact(secret).unwrap().event.is_none());
        let (journal, repaired) = damaged_and_repaired(&place, journal);
        let [gap] = repaired.missing[..] else { panic!("{:?}", repaired.missing) };
        assert_eq!((gap.series.stream, gap.count, repaired.complete), (incident(99), 1, true));
        assert_eq!(repaired.salvaged, 5_007);
        assert_eq!(seen(&journal.record(incident(1)).unwrap()), seen(&before));
        assert!(journal.verify().unwrap().is_good());
    }
}

/// When a backup was made.
#[derive(Clone, Copy, Debug, PartialEq)]
enum BackedUp {
    Never,
    BeforeTheCut,
    BeforeItWasWrittenAgain,
}

#[test]
fn a_repair_forgets_neither_what_was_written_again_nor_the_evidence_against_a_hub() {
    for backed_up in [BackedUp::Never, BackedUp::BeforeTheCut, BackedUp::BeforeItWasWrittenAgain] {
        let ((place, journal), ..) = copied();
        let back_up = |at: BackedUp| {
            if at == backed_up {
                journal.backup_if_due(&place.backups(), NOW, HOUR, 48).unwrap().unwrap();
            }
        };
        let series = journal.entries(incident(1)).unwrap()[0].head.series();
        append(&journal, incident(2), vec![declared()]);
        let found =
            |deed, entries, seen| Finding { deed, stream: Some(incident(1)), entries, since: NOW, seen };
        journal.note_findings(HUB, &[found(Deed::Dropped, 1, false)]).unwrap();
        back_up(BackedUp::BeforeTheCut);
        journal.absorb_from(HUB, cut(&journal, &series, 2, None), None).unwrap();
        back_up(BackedUp::BeforeItWasWrittenAgain);
        let aside = journal.set_aside(series.replica).unwrap();
        journal.write_anew(&author(1, 1), NOW, &aside[0], Some(note("deploy"))).unwrap().unwrap();
        journal.write_anew(&author(1, 1), NOW, &aside[1], None).unwrap();
        let end = journal.end(&series).unwrap().unwrap();
        let receipt =
            Receipted { hub: HUB, series, seq: end.seq, hash: end.hash, at: NOW, signature: [3; 64] };
        journal.offered(HUB, Offered { receipts: vec![receipt], ..Offered::default() }).unwrap();
        journal.note_findings(HUB, &[found(Deed::Dropped, 2, false)]).unwrap();
        journal.findings_are_seen(HUB).unwrap();
        journal.note_findings(HUB, &[found(Deed::Altered, 1, false)]).unwrap();
        let known = |journal: &Journal| {
            let aside = journal.set_aside(series.replica).unwrap().into_iter();
            let looked_at: Vec<_> = aside.map(|one| (one.entry, one.looked_at)).collect();
            (looked_at, journal.receipts(incident(1)).unwrap(), journal.findings(HUB).unwrap())
        };
        let before = known(&journal);
        assert!(before.0.iter().all(|(_, looked_at)| looked_at.is_some()) && before.0.len() == 2);
        assert_eq!((before.1.len(), before.2.len()), (1, 2));
        let (journal, repaired) = damaged_and_repaired(&place, journal);
        assert_eq!(repaired.backup.is_some(), backed_up != BackedUp::Never);
        assert_eq!(known(&journal), before, "{backed_up:?}");
        assert!(journal.verify().unwrap().is_good());
    }
}
