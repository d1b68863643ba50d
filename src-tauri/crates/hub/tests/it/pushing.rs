//! What the hub takes, and what it says of what it does not.

use hub::Role;
use incident::entry::{BodyBytes, Entry, first_hash, sign};
use incident::event::Event;
use incident::id::{PersonId, ReplicaKey, WorkspaceId};
use incident::stream::{Section, Stream};
use incident::value::PersonDetail;
use sync::{PUSH_ENTRIES, Push, Pushed, SeriesHead, Verdict, Wanted};

use super::House;
use crate::house::{code, real_now};
use crate::laptop::{Laptop, incident, note};

fn is_waiting(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Waits { why } if !why.is_empty())
}

fn is_refused(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refused { why } if !why.is_empty())
}

#[tokio::test]
async fn what_one_laptop_pushes_another_pulls_and_pushing_it_again_changes_nothing() {
    let house = House::found().await;
    let (ana, ben) = (house.member("Ana", Role::Responder).await, house.member("Ben", Role::Observer).await);
    let entries = ana.write(incident(1), false, vec![note("one"), note("two")]);
    let pushed = ana.push(entries.clone()).await;
    assert_eq!(pushed.verdicts, [Verdict::Taken, Verdict::Taken]);
    let [receipt] = &pushed.receipts[..] else { panic!("{:?}", pushed.receipts) };
    assert!(receipt.is_genuine(house.workspace));
    assert_eq!((receipt.series, receipt.seq), (entries[0].head.series(), 2));

    let pulled: Vec<Entry> = ben.pull_all().await;
    assert_eq!(pulled.iter().filter(|entry| entry.head.stream == incident(1)).count(), 2);
    assert_eq!(&pulled[pulled.len() - 2..], &entries);

    // Anybody may pass on what somebody else wrote.
    let again = ben.push(entries.clone()).await;
    assert_eq!(again.verdicts, [Verdict::Known, Verdict::Known]);
    assert_eq!(again.cursor, pushed.cursor);
    assert_eq!(ben.pull_all().await.len(), pulled.len());

    let heads = ben.heads().await;
    let head = heads.heads.iter().find(|head| head.series.stream == incident(1)).unwrap();
    assert_eq!(*head, SeriesHead { series: receipt.series, seq: 2, hash: receipt.hash });
    assert_eq!((heads.next, heads.cursor), (None, pushed.cursor));
    let wanted = Wanted { series: receipt.series, after: 1 };
    assert_eq!(ben.fetch(&[wanted]).await, entries[1..]);
}

#[tokio::test]
async fn a_gap_and_a_missing_signature_wait_and_other_series_go_on() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let first = ana.note(incident(1), "one");
    let later = ana.write(incident(1), false, vec![note("two"), note("three")]);
    let other = ana.note(incident(2), "elsewhere");
    let pushed = ana.push([later.clone(), other].concat()).await;
    assert!(is_waiting(&pushed.verdicts[0]) && is_waiting(&pushed.verdicts[1]), "{pushed:?}");
    assert_eq!(pushed.verdicts[2], Verdict::Taken);
    assert_eq!(pushed.receipts.len(), 1, "only what is held");
    // The signature is on the third.
    let pushed = ana.push([first, later[..1].to_vec()].concat()).await;
    assert_eq!(pushed.verdicts[0], Verdict::Taken);
    assert!(is_waiting(&pushed.verdicts[1]));
    let pushed = ana.push(later).await;
    assert_eq!(pushed.verdicts, [Verdict::Taken, Verdict::Taken]);
}

#[tokio::test]
async fn a_fork_and_a_forgery_are_refused() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let entries = ana.note(incident(1), "one");
    ana.push(entries.clone()).await;
    let mut fork = entries[0].clone();
    fork.body = BodyBytes::Whole(
        br#"{"salt":"0000000000000001","event":{"type":"noted","note":"note","text":"2"}}"#.to_vec(),
    );
    let hash = fork.hash(&first_hash(house.workspace, &fork.head.series()));
    fork.signature = Some(sign(&ana.author.key, &hash));
    assert!(is_refused(&ana.push(vec![fork.clone()]).await.verdicts[0]));
    let mut forged = ana.note(incident(2), "mine");
    forged[0].signature = fork.signature;
    assert!(is_refused(&ana.push(forged).await.verdicts[0]));
    assert_eq!(ana.push(entries).await.verdicts, [Verdict::Known], "what is held stands");
}

#[tokio::test]
async fn another_workspace_too_many_entries_and_nonsense_are_refused_whole() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let entries = ana.note(incident(1), "one");
    let foreign = Push::of(WorkspaceId([1; 32]), entries.clone());
    let answer = ana.post("/v1/entries").json(&foreign).send().await.unwrap();
    assert_eq!(code(answer).await, (409, "other_workspace".to_owned()));
    let many = vec![entries[0].clone(); PUSH_ENTRIES + 1];
    assert_eq!(code(ana.offer(many).await).await, (413, "too_many".to_owned()));
    for (body, status) in [
        ("{".to_owned(), 400),
        ("{}".to_owned(), 400),
        (format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)), 400),
        ("x".repeat(10 << 20), 413),
    ] {
        let answer = ana.post("/v1/entries").body(body).send().await.unwrap();
        // Whoever is told no while still sending may not hear the reason to its end.
        assert_eq!(answer.status(), status);
    }
    assert_eq!(ana.push(entries).await.verdicts, [Verdict::Taken]);
}

#[tokio::test]
async fn a_push_may_be_compressed_and_what_it_grows_to_is_limited() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    // One frame of a run of 64 MiB: a megabyte of zeros sixty-four times, as zstd's run-length blocks of 128 KiB.
    let mut bomb = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    let blocks: u32 = 512;
    for block in 1..=blocks {
        let header = u32::from(block == blocks) | 1 << 1 | (128 << 10) << 3;
        bomb.extend(&header.to_le_bytes()[..3]);
        bomb.push(b'x');
    }
    let answer = ana.post("/v1/entries").header("content-encoding", "zstd").body(bomb).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    // Only a push is: what anybody may send is not unpacked.
    let join =
        reqwest::Client::new().post(format!("{}/v1/join", house.url)).header("content-encoding", "zstd");
    let answer = join.body(vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x01, 0x00, 0x00]).send().await.unwrap();
    assert_eq!(code(answer).await, (415, "encoding".to_owned()));
    // A client that does not unpack shows how it came.
    let plain = reqwest::Client::builder().no_zstd().build().unwrap();
    let encoding = async || {
        let request = plain.get(format!("{}/v1/entries", house.url)).bearer_auth(ana.token.as_ref().unwrap());
        let page = request.header("accept-encoding", "zstd").send().await.unwrap();
        page.headers().get("content-encoding").map(|encoding| encoding.to_str().unwrap().to_owned())
    };
    assert_eq!(encoding().await, None, "to pack a few bytes takes longer than to send them");
    ana.push(ana.note(incident(1), &"a longer text ".repeat(1_000))).await;
    assert_eq!(encoding().await.as_deref(), Some("zstd"));
}

#[tokio::test]
async fn who_wrote_it_decides_and_not_who_passes_it_on() {
    let house = House::found().await;
    let admin = house.member("Ada", Role::Admin).await;
    let observer = house.member("Obi", Role::Observer).await;
    let revoked = house.member("Rex", Role::Responder).await;
    let unknown = Laptop::new(&house, "Una");
    let held = revoked.note(incident(3), "while he belonged here");
    admin.push(held.clone()).await;
    house.store().revoke_member(revoked.person, real_now()).unwrap();

    assert!(is_refused(&admin.push(observer.note(incident(1), "x")).await.verdicts[0]));
    assert!(is_waiting(&admin.push(unknown.note(incident(2), "x")).await.verdicts[0]));
    let both = [held, revoked.note(incident(3), "afterwards")].concat();
    let pushed: Pushed = admin.push(both).await;
    assert_eq!(pushed.verdicts[0], Verdict::Known);
    assert!(is_waiting(&pushed.verdicts[1]), "{pushed:?}");

    // Once the unknown one has joined, the same entries are welcome.
    let code = house.invite(Role::Responder).code;
    house.join(&unknown.asks(&code)).await;
    let entries = unknown.journal.entries(incident(2)).unwrap();
    assert_eq!(admin.push(entries).await.verdicts, [Verdict::Taken]);
}

#[tokio::test]
async fn a_stamp_far_beyond_what_is_known_waits() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let mut entry = ana.note(incident(1), "from the future").remove(0);
    let stamped = |stamp, entry: &mut Entry| {
        entry.head.stamp = stamp;
        let hash = entry.hash(&first_hash(house.workspace, &entry.head.series()));
        entry.signature = Some(sign(&ana.author.key, &hash));
        entry.clone()
    };
    assert!(is_waiting(&ana.push(vec![stamped((1 << 20) + 1, &mut entry)]).await.verdicts[0]));
    assert_eq!(ana.push(vec![stamped(1 << 20, &mut entry)]).await.verdicts, [Verdict::Taken]);
}

#[tokio::test]
async fn only_an_admin_says_for_whom_a_laptop_writes() {
    let house = House::found().await;
    let (admin, rob) = (house.member("Ada", Role::Admin).await, house.member("Rob", Role::Responder).await);
    let people = Stream::Book(Section::People);
    let enrolled = |replica, person| vec![Event::ReplicaEnrolled { replica, person }];
    let (key, person) = (ReplicaKey([8; 32]), PersonId([8; 16]));
    // What the hub itself has said may be said again.
    let own = rob.write(people, false, enrolled(rob.replica(), rob.person));
    assert_eq!(rob.push(own).await.verdicts, [Verdict::Taken]);
    let taken_over = rob.write(people, false, enrolled(rob.replica(), admin.person));
    assert!(is_refused(&rob.push(taken_over).await.verdicts[0]));
    let entries = admin.write(people, false, enrolled(key, person));
    assert_eq!(rob.push(entries).await.verdicts, [Verdict::Taken], "whoever passes it on");
}

#[tokio::test]
async fn a_redaction_in_the_book_does_not_reach_what_says_for_whom_a_laptop_writes() {
    let house = House::found().await;
    let (admin, rob) = (house.member("Ada", Role::Admin).await, house.member("Rob", Role::Responder).await);
    let people = Stream::Book(Section::People);
    let detail = |value: &str| Event::PersonDetailSet {
        person: PersonId([8; 16]),
        detail: PersonDetail::Phone,
        value: Some(value.to_owned()),
        base: vec![],
    };
    let key = ReplicaKey([8; 32]);
    let enrolled = Event::ReplicaEnrolled { replica: key, person: PersonId([8; 16]) };
    admin.push(admin.write(people, false, vec![enrolled, detail("+1")])).await;
    let facts = admin.journal.record(people).unwrap();
    let (enrolment, phone) = (facts.facts()[0].id, facts.facts()[1].id);
    let redacted = |replaces| vec![Event::Redacted { entry: phone, replaces }];
    let pushed = rob.push(rob.write(people, false, redacted(vec![]))).await;
    assert_eq!(pushed.verdicts, [Verdict::Taken], "anybody redacts a number");
    let pushed = rob.push(rob.write(people, false, redacted(vec![enrolment]))).await;
    assert!(is_refused(&pushed.verdicts[0]), "{pushed:?}");
}

#[tokio::test]
async fn a_page_ends_with_a_signed_entry_however_short_it_is_asked_for() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let before = ana.heads().await.cursor;
    ana.push(ana.write(incident(1), false, (0..200).map(|n| note(&n.to_string())).collect())).await;
    let path = format!("/v1/entries?after={before}&limit=1");
    let page: sync::Page = ana.get(&path).send().await.unwrap().json().await.unwrap();
    assert_eq!(page.entries.len(), 200);
    assert!(page.entries[199].signature.is_some() && !page.more);
}

#[tokio::test]
async fn a_fetch_ends_with_a_signed_entry_and_goes_on_from_there() {
    let house = House::found().await;
    let ana = house.member("Ana", Role::Responder).await;
    let mut written = Vec::new();
    for _ in 0..4 {
        let entries = ana.write(incident(1), false, (0..300).map(|n| note(&n.to_string())).collect());
        ana.push(entries.clone()).await;
        written.extend(entries);
    }
    let series = written[0].head.series();
    let mut fetched = ana.fetch(&[Wanted { series, after: 0 }]).await;
    assert_eq!(fetched.len(), 550, "of so much at once some is signed on the way");
    fetched.extend(ana.fetch(&[Wanted { series, after: 550 }]).await);
    assert_eq!(fetched.len(), 1_150);
    fetched.extend(ana.fetch(&[Wanted { series, after: 1_150 }]).await);
    assert_eq!(fetched, written);
    assert_eq!(ana.fetch(&[Wanted { series, after: 1_200 }]).await, []);
}
