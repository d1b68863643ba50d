//! First of all: the same entries fold to the same state, whatever order, split or doubling they arrive in.

mod garbage;
mod laws;
mod network;

use incident::board::Row;
use incident::incident::Incident;
use incident::record::Record;
use incident::room::Room;
use proptest::prelude::*;

use crate::office::Office;
use crate::pen::{INCIDENT, Pen, Sealed, fold};
use network::{Network, op};

/// Everything that anybody can see of a record, as bytes.
fn seen(record: &Record, office: &Office) -> [String; 4] {
    let room = Room::of(Incident::of(record), &office.book);
    [
        serde_json::to_string(record).unwrap(),
        serde_json::to_string(&room).unwrap(),
        serde_json::to_string(&Row::of(record)).unwrap(),
        format!("{:?}", Incident::of(record).published(&office.book)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_duplication_and_split_of_the_same_entries_folds_to_byte_equal_state(
        ops in prop::collection::vec(op(), 5..70),
        order in prop::collection::vec(any::<u32>(), 512),
        chunks in prop::collection::vec(1_usize..9, 64),
        dropped in any::<u64>(),
    ) {
        let mut pen = Pen::without_signatures();
        let office = Office::open(&mut pen);
        let entries = Network::run(pen, &office, &ops);
        let whole = fold(INCIDENT, &entries);
        let expected = seen(&whole, &office);

        // A laptop that has carried out a redaction holds only the hash of what was hidden.
        let hidden = |sealed: &Sealed| whole.fact(sealed.id()).is_some_and(|fact| fact.redacted_by.is_some());
        let held: Vec<Sealed> = entries
            .iter()
            .enumerate()
            .map(|(i, sealed)| {
                if hidden(sealed) && dropped >> (i % 64) & 1 == 1 { sealed.dropped() } else { sealed.clone() }
            })
            .collect();
        prop_assert_eq!(&seen(&fold(INCIDENT, &held), &office), &expected);

        // Some arrive twice, once whole and once dropped where that is so.
        let mut arrivals: Vec<(u32, &Sealed)> = order.iter().copied().zip(&held).collect();
        arrivals.extend(order.iter().rev().copied().zip(&entries).filter(|(key, _)| key % 3 == 0));
        arrivals.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<&Sealed> = arrivals.into_iter().map(|(_, sealed)| sealed).collect();
        prop_assert_eq!(&seen(&fold(INCIDENT, shuffled.iter().copied()), &office), &expected);

        for arrived in [shuffled, held.iter().collect()] {
            let mut record = Record::fold(INCIDENT, []);
            let mut rest = &arrived[..];
            for size in chunks.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at((*size).min(rest.len()));
                record = record.with(now.iter().map(|sealed| sealed.fact()).collect());
                rest = later;
            }
            prop_assert_eq!(&seen(&record, &office), &expected);
        }
    }
}
