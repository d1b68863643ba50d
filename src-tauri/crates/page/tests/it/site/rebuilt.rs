//! What is written again, and what is not.

use incident::id::{IncidentId, Millis};
use incident::published::Published;
use incident::value::{ComponentState, MaintenanceState, Occasion};
use page::bundle::{Page, Site, day_after};
use proptest::prelude::*;

use super::made::{DAY, Folder, NOW, Told, apply, folder, id, incident, key, page, site, whole, work};

use ComponentState::{MajorOutage, PartialOutage};
use Occasion::{Identified, Investigating, Resolved};

const TOLD: [Told<'static>; 3] = [
    (Investigating, "We look into it.", &[("cards", PartialOutage)]),
    (Identified, "We know it.", &[("cards", MajorOutage)]),
    (Resolved, "It is over.", &[]),
];

fn written(site: &mut Site, now: Millis) -> Vec<String> {
    let built = site.build(now, &key());
    assert_eq!(built.removed, []);
    let mut paths: Vec<String> = built.written.iter().map(|file| file.path.to_string()).collect();
    paths.sort();
    paths
}

#[test]
fn the_same_input_gives_the_same_bytes_in_whatever_order_it_came() {
    let all: Vec<Published> = (1..20).map(|n| incident(n, i64::from(n) * 7 * DAY, &TOLD)).collect();
    let (ahead, back) = (whole(page(), all.clone()), whole(page(), all.into_iter().rev()));
    assert_eq!(ahead, back);
}

#[test]
fn one_update_writes_its_page_its_month_and_what_stands_in_front() {
    let old = (2..40).map(|n| incident(n, i64::from(n) * 9 * DAY, &TOLD));
    let mut site = site(page(), old.chain([incident(1, 30, &TOLD[..1])]));
    site.whole(NOW, &key());
    assert_eq!(written(&mut site, NOW), ["SHA256SUMS", "SHA256SUMS.sig"], "nothing was said");
    let more = incident(1, 30, &TOLD[..2]);
    site.put(more.incident, Some(more));
    let name = format!("incidents/{}.html", IncidentId([1; 16]));
    let mut expected = [
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "api/v2/components.json",
        "api/v2/incidents.json",
        "api/v2/incidents/unresolved.json",
        "api/v2/scheduled-maintenances.json",
        "api/v2/scheduled-maintenances/active.json",
        "api/v2/scheduled-maintenances/upcoming.json",
        "api/v2/status.json",
        "api/v2/summary.json",
        "history.atom",
        "history/2026-11.html",
        "history/2026-11.sums",
        &name,
        "index.html",
    ];
    expected.sort_unstable();
    assert_eq!(written(&mut site, NOW), expected);
    // The next morning the bars have moved on, and nothing else.
    let tomorrow = day_after(NOW);
    assert_eq!(written(&mut site, tomorrow), ["SHA256SUMS", "SHA256SUMS.sig", "index.html"]);
}

#[test]
fn what_became_private_is_gone_from_every_file() {
    let mut site = site(page(), [incident(1, 30, &TOLD), incident(2, 30, &TOLD)]);
    let mut held = folder(site.whole(NOW, &key()));
    site.put(IncidentId([1; 16]), None);
    apply(&mut held, site.build(NOW, &key()));
    assert_eq!(held, whole(page(), [incident(2, 30, &TOLD)]));
    let left =
        |folder: &Folder| folder.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Incident 1"));
    assert!(!left(&held));
    site.put(IncidentId([2; 16]), None);
    apply(&mut held, site.build(NOW, &key()));
    assert_eq!(held, whole(page(), []), "the month is gone too");
}

#[test]
fn work_says_on_what_it_is_by_the_names_of_now() {
    let mut book = page();
    // Of an earlier month, so that nothing else writes it again.
    let mut old = work(1, MaintenanceState::Completed);
    old.window.from = old.window.from.plus_minutes(-60 * DAY);
    old.components = vec![id("cards"), id("site")];
    book.maintenances.push(old);
    let mut site = site(book.clone(), []);
    let mut held = folder(site.whole(NOW, &key()));
    let pages = |held: &Folder| -> Vec<String> {
        let told = held.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        told.filter(|text| text.contains("On: ")).collect()
    };
    assert_eq!(pages(&held).len(), 2, "its own page and that of its month");
    let mut says = |book: &Page, on: &str| {
        site.set_page(book.clone());
        apply(&mut held, site.build(NOW, &key()));
        assert!(pages(&held).iter().all(|text| text.contains(on)), "{on}: {:?}", pages(&held));
    };
    says(&book, "On: CARDS, SITE<");
    "Card payments".clone_into(&mut book.components[0].0.name);
    says(&book, "On: Card payments, SITE<");
    book.components.rotate_right(1);
    says(&book, "On: SITE, Card payments<");
    book.components.remove(0);
    says(&book, "On: Card payments<");
}

/// Something that happens to the page.
#[derive(Clone, Debug)]
enum Change {
    Say(u8, i64, usize),
    Hide(u8),
    Rename(bool),
    /// A component is called so, or shown to nobody.
    Component(usize, Option<bool>),
    Plan(u8, usize),
    NextDay,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (1_u8..6, 0_i64..120, 1_usize..4).prop_map(|(n, days, said)| Change::Say(n, days, said)),
        1 => (1_u8..6).prop_map(Change::Hide),
        1 => any::<bool>().prop_map(Change::Rename),
        1 => (0_usize..3, any::<Option<bool>>()).prop_map(|(nth, to)| Change::Component(nth, to)),
        2 => (1_u8..3, 0_usize..5).prop_map(|(n, state)| Change::Plan(n, state)),
        1 => Just(Change::NextDay),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_bit_by_bit_is_what_is_written_at_once(changes in prop::collection::vec(change(), 1..25)) {
        let (mut site, mut held, mut now) = (Site::new(page()), Folder::new(), NOW);
        let mut shown: std::collections::BTreeMap<IncidentId, Published> = Default::default();
        let mut book: Page = page();
        for change in changes {
            match change {
                Change::Say(n, days, said) => {
                    let one = incident(n, days * DAY, &TOLD[..said]);
                    shown.insert(one.incident, one.clone());
                    site.put(one.incident, Some(one));
                }
                Change::Hide(n) => {
                    shown.remove(&IncidentId([n; 16]));
                    site.put(IncidentId([n; 16]), None);
                }
                Change::Rename(yes) => {
                    book.of.name = if yes { "Another".to_owned() } else { "Example".to_owned() };
                    site.set_page(book.clone());
                }
                Change::Component(nth, to) => {
                    let (mut one, since) = page().components[nth].clone();
                    book.components.retain(|(other, _)| other.id != one.id);
                    if let Some(renamed) = to {
                        one.name.push_str(if renamed { " and more" } else { "" });
                        book.components.push((one, since));
                    }
                    site.set_page(book.clone());
                }
                Change::Plan(n, state) => {
                    book.maintenances.retain(|one| one.id != work(n, MaintenanceState::Scheduled).id);
                    let mut one = work(n, MaintenanceState::ALL[state]);
                    one.window.from = one.window.from.plus_minutes(-40 * DAY * i64::try_from(state).unwrap());
                    book.maintenances.push(one);
                    site.set_page(book.clone());
                }
                Change::NextDay => now = day_after(now),
            }
            apply(&mut held, site.build(now, &key()));
        }
        let at_once = folder(super::made::site(book, shown.into_values()).whole(now, &key()));
        prop_assert_eq!(held, at_once);
    }
}
