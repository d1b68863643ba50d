//! Folding cannot fail, whatever wrote the entries.

use incident::board::Row;
use incident::body::Body;
use incident::event::Event;
use incident::id::{EntryRef, Millis, Salt};
use incident::incident::Incident;
use incident::nag::calls;
use incident::record::Record;
use incident::room::Room;
use incident::value::NoteKind;
use proptest::prelude::*;
use serde_json::Value;

use crate::office::Office;
use crate::pen::{INCIDENT, Laptop, NOW, Pen, Sealed, fold, person};
use crate::samples::samples;

/// A body that is none, or a real one with its values turned into the worst of their kind.
#[derive(Clone, Debug)]
enum Rubbish {
    Bytes(Vec<u8>),
    Twisted { sample: usize, seed: u64 },
}

fn rubbish() -> impl Strategy<Value = Rubbish> {
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..80).prop_map(Rubbish::Bytes),
        12 => (any::<usize>(), any::<u64>()).prop_map(|(sample, seed)| Rubbish::Twisted { sample, seed }),
    ]
}

fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

const NUMBERS: [i64; 8] = [i64::MIN, i64::MAX, 0, -1, 1, 1 << 53, 8_210_266_876_799_999, NOW.0];
const TEXTS: [&str; 6] = ["", " ", "\u{202e}\u{0}\n", "支払い", "<img src=x onerror=alert(1)>", "%s{number}"];

/// References become those of entries that exist; now and then a number or a text becomes one nobody expects.
fn twist(value: &mut Value, known: &[EntryRef], seed: &mut u64) {
    let pick = next(seed) as usize;
    match value {
        Value::Number(_) if pick.is_multiple_of(3) => *value = NUMBERS[pick / 3 % NUMBERS.len()].into(),
        Value::String(text) if text.parse::<EntryRef>().is_ok() && !known.is_empty() => {
            *text = known[pick % known.len()].to_string();
        }
        Value::String(text) if pick.is_multiple_of(11) => *text = TEXTS[pick / 11 % TEXTS.len()].to_owned(),
        Value::Array(values) => values.iter_mut().for_each(|value| twist(value, known, seed)),
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if name != "type" || pick.is_multiple_of(40) {
                    twist(value, known, seed);
                }
            }
        }
        _ => {}
    }
}

fn bytes(rubbish: &Rubbish, samples: &[(String, Event)], written: &[Sealed]) -> Vec<u8> {
    let (sample, mut seed) = match rubbish {
        Rubbish::Bytes(bytes) => return bytes.clone(),
        Rubbish::Twisted { sample, seed } => (sample % samples.len(), *seed),
    };
    let known: Vec<EntryRef> = written.iter().map(Sealed::id).collect();
    let body = Body {
        salt: Salt([0; 8]),
        occurred_at: next(&mut seed).is_multiple_of(3).then_some(NOW),
        undoes: next(&mut seed).is_multiple_of(4).then_some(EntryRef([0; 16])),
        event: samples[sample].1.clone(),
    };
    let mut json = serde_json::to_value(&body).unwrap();
    twist(&mut json, &known, &mut seed);
    json["salt"] = "00000000000000aa".into();
    serde_json::to_vec(&json).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_anybody_wrote_makes_the_fold_or_a_screen_fail(
        bodies in prop::collection::vec((rubbish(), 0..3_usize, 0..NUMBERS.len()), 0..120),
        now in 0..NUMBERS.len(),
    ) {
        let mut pen = Pen::without_signatures();
        let office = Office::open(&mut pen);
        let samples = samples();
        let declared = Event::Declared { drill: false };
        let ana = Laptop::of("ana");
        let mut record = Record::fold(INCIDENT, []);
        let mut written = vec![pen.write_event(&ana, &record, NOW, declared)];
        for (body, laptop, clock) in &bodies {
            record = record.with(written.last().map(Sealed::fact).into_iter().collect());
            let author = Laptop::of(["ana", "bo", "stranger"][*laptop]);
            let bytes = bytes(body, &samples, &written);
            written.extend(pen.write_bytes(&author, &record, Millis(NUMBERS[*clock]), vec![bytes]));
        }
        let one_by_one = record.with(written.last().map(Sealed::fact).into_iter().collect());
        let record = Record::fold(INCIDENT, written.iter().map(Sealed::fact));
        prop_assert_eq!(serde_json::to_string(&record).unwrap(), serde_json::to_string(&one_by_one).unwrap());
        let incident = Incident::of(&record);
        let room = Room::of(incident, &office.book);
        prop_assert_eq!(room.is_some(), incident.exists());
        let _ = Row::of(&record);
        let _ = calls(incident, &office.book, Millis(NUMBERS[now]));
    }
}

#[test]
fn a_redaction_that_names_facts_of_access_opens_nothing() {
    let (ana, eve, mut pen) = (Laptop::of("ana"), Laptop::of("eve"), Pen::default());
    let mut sealed = Vec::new();
    let mut write = |laptop: &Laptop, event: Event| {
        let on = fold(INCIDENT, &sealed);
        sealed.push(pen.write_event(laptop, &on, NOW, event));
        (fold(INCIDENT, &sealed), sealed.last().unwrap().id())
    };
    write(&ana, Event::Declared { drill: false });
    let (_, private) = write(&ana, Event::PrivacySet { private: true, base: vec![] });
    let (_, granted) = write(&ana, Event::AccessGranted { person: person("eve") });
    let (_, taken) = write(&ana, Event::Retracted { entry: granted, base: vec![] });
    let (_, note) = write(&eve, Event::Noted { note: NoteKind::Note, text: "x".into() });
    let (record, _) = write(&eve, Event::Redacted { entry: note, replaces: vec![private, granted, taken] });
    assert!(record.fact(note).unwrap().redacted_by.is_some());
    assert!(Incident::of(&record).is_private());
    assert_eq!(Incident::of(&record).granted(), []);
}
