//! What is said to people, as the desk hands it out: a draft in every form, and the brief on paper.

use std::process::Command as Program;

use allclear::desk::Desk;
use allclear::views::{AccountView, Draft, ExportFormat, Form, FormView, PartView, SaidView, Unsent};
use incident::id::{IncidentId, Millis};
use incident::value::{Audience, Occasion};
use serde_json::{Value, json};
use wording::quality::{Kind, Verdict};

use crate::place::{
    MINUTE, MORNING, clock, command, declaration, declare, declare_as, execute, folder, open, open_at,
    settled,
};

fn unsent(text: &str, next_due: Option<Millis>) -> Unsent {
    Unsent {
        audience: Audience::Public,
        occasion: Occasion::Investigating,
        text: text.to_owned(),
        next_due,
        components: Vec::new(),
    }
}

/// A draft in every form.
struct Forms {
    page: String,
    subject: String,
    plain: Vec<PartView>,
    short: Vec<PartView>,
    left_out: u32,
}

fn forms(desk: &Desk, incident: IncidentId, text: &str, next_due: Option<Millis>) -> Forms {
    let look = |form| desk.preview(incident, unsent(text, next_due), form, None).expect("a preview").form;
    let (FormView::Page { page }, FormView::Email { subject, page: in_mail, plain }) =
        (look(Form::Page), look(Form::Email))
    else {
        panic!("other forms were asked for")
    };
    let (FormView::Chat { subject: above, plain: in_chat }, FormView::Short { short, left_out }) =
        (look(Form::Chat), look(Form::Short))
    else {
        panic!("other forms were asked for")
    };
    assert_eq!((&page, &plain), (&in_mail, &in_chat), "one text, wherever it is read");
    assert_eq!(above, subject, "and one line above it");
    Forms { page, subject, plain, short, left_out }
}

fn words(parts: &[PartView]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

#[test]
fn a_draft_is_seen_in_every_form_in_which_it_leaves() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Payments <fail>");
    let text =
        "We are **looking** into it, see [the docs](https://example.org).\n\nNext update in 20 minutes.";
    let view = forms(&desk, incident, text, None);
    assert_eq!(view.subject, "[Investigating] Payments <fail>");
    assert_eq!(
        words(&view.plain),
        "We are looking into it, see the docs (https://example.org).\n\nNext update in 20 minutes."
    );
    assert_eq!((&view.short, view.left_out), (&view.plain, 0));
    let gaps = forms(&desk, incident, "Since {since}: **{users}**, [[start of impact].", None);
    for form in [&gaps.plain, &gaps.short] {
        let gaps: Vec<&str> = form.iter().filter(|part| part.gap).map(|part| part.text.as_str()).collect();
        assert_eq!(gaps, ["start of impact", "users affected"]);
    }
    assert!(
        gaps.page.contains("<strong><mark>users affected</mark></strong>, [start of impact]."),
        "{}",
        gaps.page
    );
    let page = &view.page;
    for part in ["<h1 dir=\"auto\">Payments &lt;fail&gt;</h1>", "<strong>looking</strong>"] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    // A time that the text does not name stands below it, and one that it names is not said twice.
    for text in ["We are on it.", "We are on it. Next update in 20 minutes.", "", "By {next_update}."] {
        let view = forms(&desk, incident, text, Some(Millis(MORNING)));
        let times = usize::from(text.contains("on it"));
        let (plain, short) = (words(&view.plain), words(&view.short));
        for form in [&view.page, &plain, &short] {
            assert_eq!(form.matches("Next update").count(), times, "{text}: {form}");
        }
    }
    let long = forms(&desk, incident, &"We are looking into it. ".repeat(20), None);
    assert_eq!(words(&long.short).chars().count(), 263);
    assert_eq!(long.left_out, 20 * 24 - 1 - 263);
}

#[test]
fn a_finding_marks_the_draft_as_an_editor_counts() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Payments fail");
    desk.execute(
        incident,
        command(json!({ "type": "state_impact", "aspect": "description", "value": "db-prod-17 is down",
            "number": null, "source": "Ana", "as_of": null })),
    )
    .expect("it is recorded");
    let marked = |text: &str, kind: Kind| -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let view = desk.proofread(incident, unsent(text, None), None).expect("a proof");
        let wrong =
            view.findings.iter().filter(|found| found.kind == kind && found.verdict != Verdict::Passed);
        let spans = wrong.filter_map(|found| found.range);
        spans.map(|at| String::from_utf16_lossy(&units[at.from as usize..at.to as usize])).collect()
    };
    // A fire engine is two units and four bytes; what stands in a value marks its variable.
    assert_eq!(marked("🚒 Straße: see db-prod-17 {{x}", Kind::Jargon), ["db-prod-17"]);
    assert_eq!(marked("🚒 {impact}. Then db-prod-18.", Kind::Jargon), ["{impact}", "db-prod-18"]);
}

#[test]
fn the_brief_is_a_page_of_paper() {
    let folder = folder();
    let desk = open(folder.path());
    let mut wish = declaration("Überweisungen nach Ελλάδα und Україна");
    wish["severity"] = json!("major");
    let incident = declare_as(&desk, wish);
    let run = |wish| desk.execute(incident, command(wish)).expect("it is recorded");
    run(json!({ "type": "state_impact", "aspect": "regions", "value": "Ελλάδα, Україна",
        "number": null, "source": "Ana", "as_of": null }));
    run(
        json!({ "type": "ask_executives", "question": "Refund all duplicates today?", "needed_by": null, "customer": null }),
    );
    let file = desk.export(incident, ExportFormat::Brief).expect("a file");
    assert_eq!(file.mime, "application/pdf");
    assert!(file.name.ends_with("-brief.pdf"), "{}", file.name);
    let path = folder.path().join("brief.pdf");
    std::fs::write(&path, &file.bytes).expect("a file");
    let read = |program: &str, args: &[&str]| {
        let done = Program::new(program).args(args).output().expect(program);
        assert!(done.status.success() && done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    };
    let path = path.to_str().expect("a path");
    let info = read("pdfinfo", &[path]);
    assert!(info.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{info}");
    let text = read("pdftotext", &["-layout", "-enc", "UTF-8", path, "-"]);
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let view = desk.brief(incident).expect("a brief");
    let label = view.brief.label.to_uppercase();
    for part in [
        label.as_str(),
        "Überweisungen nach Ελλάδα und Україна",
        "Major · ",
        "Regions Ελλάδα, Україна",
        "Unknown",
        "• Refund all duplicates today?",
        "Ελλάδα, Україна (Ana)",
        "No measure is recorded yet.",
        "Next update by ",
    ] {
        assert!(squeezed.contains(part), "{part} is not in {text}");
    }
    // Every fact of the brief has its row.
    for line in &view.brief.lines {
        assert!(squeezed.contains(&line.label), "{} is not in {text}", line.label);
    }
}

#[test]
fn words_in_which_a_variable_stands_reach_nobody_whoever_asks() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Payments fail");
    let refused = |wish: Value| desk.execute(incident, command(wish)).expect_err("a refusal").message;
    let sentence = "A value is missing: start of impact. Enter it or leave its sentence out.";
    let text = "It began {since}.";
    let propose = |text: &str| {
        json!({ "type": "propose_update", "audience": "public", "occasion": "investigating", "text": text,
            "next_due": null, "replaces": null })
    };
    assert_eq!(refused(propose(text)), sentence);
    let post = json!({ "type": "post_update", "audience": "public", "text": text, "next_due": null });
    assert_eq!(refused(post), sentence);
    // Braces that are no variable are words.
    execute(&desk, incident, propose("We look at {shard} and [all] {{}}."));
    assert_eq!(desk.comms(incident).expect("the screen").updates.len(), 1);
}

#[test]
fn a_title_with_braces_is_told_and_what_the_template_lacks_beside_it_is_not() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Mails say {services}");
    let audience = Audience::Employees;
    let draft = |text: &str| {
        let text = text.to_owned();
        Draft { occasion: Occasion::Investigating, text, next_in: None }
    };
    let left = settled(&desk, incident, audience, draft("We look into it: {title}."));
    assert!(left.ready);
    let propose = json!({ "type": "propose_update", "audience": "employees", "occasion": "investigating",
        "text": left.text, "next_due": null, "replaces": null });
    execute(&desk, incident, propose);
    let updates = desk.comms(incident).expect("the screen").updates;
    assert_eq!(updates[0].text, "We look into it: Mails say {services}.");
    let unready = draft("{title}: {services} fail.");
    desk.write_draft(incident, audience, unready.clone()).expect("it is written");
    let name = desk.draft(incident, audience, None).expect("the draft").name;
    let refused = desk.settle_draft(incident, audience, name, unready, None).expect_err("a hole").message;
    assert_eq!(refused, "A value is missing: affected services. Enter it or leave its sentence out.");
}

#[test]
fn a_brief_is_handed_out_for_what_is_so_now() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Payments fail");
    let post = |text: &str| json!({ "type": "post_update", "audience": "executives", "text": text, "next_due": null });
    let occasion = || desk.brief(incident).expect("a brief").occasion;
    assert_eq!(occasion(), Occasion::Investigating);
    execute(&desk, incident, post("Known."));
    let resolved = json!({ "type": "record_point", "point": "resolved", "at": MORNING });
    execute(&desk, incident, resolved);
    assert_eq!(occasion(), Occasion::Resolved);
}

#[test]
fn the_last_brief_is_made_once_and_anew_when_what_it_said_was_hidden() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Payments fail");
    let regions = |value: &str| {
        let wish = json!({ "type": "state_impact", "aspect": "regions", "value": value, "number": null,
            "source": "dashboard", "as_of": null });
        execute(&desk, incident, wish)
    };
    let moved = || {
        let difference = desk.brief(incident).expect("a brief").brief.difference;
        let moved = difference.into_iter().flat_map(|difference| difference.moved);
        moved.filter(|moved| moved.label == "Regions").map(|moved| (moved.before, moved.after)).next()
    };
    let europe = regions("Europe");
    assert_eq!(moved(), None, "the executives have not heard yet");
    let post = json!({ "type": "post_update", "audience": "executives", "text": "Known.", "next_due": null });
    execute(&desk, incident, post.clone());
    let words = |text: &str| Some(text.to_owned());
    for value in ["Asia", "Africa"] {
        regions(value);
        assert_eq!(moved(), Some((words("Europe"), words(value))));
    }
    execute(&desk, incident, json!({ "type": "redact", "entry": europe }));
    assert_eq!(moved(), Some((None, words("Africa"))));
    execute(&desk, incident, post);
    assert_eq!(moved(), None);
}

#[test]
fn a_cause_is_a_guess_until_the_record_or_the_occasion_knows_one() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Payments fail");
    let blames = |occasion| {
        let unsent = Unsent { occasion, ..unsent("Payments fail because of a full disk.", None) };
        let proof = desk.proofread(incident, unsent, None).expect("a proof");
        proof.findings.iter().any(|found| found.kind == Kind::Cause && found.verdict != Verdict::Passed)
    };
    use Occasion::{Identified, Investigating, Monitoring, NoChange, PostMortemPublished, Resolved};
    assert_eq!([Investigating, NoChange, Monitoring].map(blames), [true; 3]);
    assert_eq!([Identified, Resolved, PostMortemPublished].map(blames), [false; 3]);
    HAND.store(MORNING + MINUTE, std::sync::atomic::Ordering::SeqCst);
    execute(
        &desk,
        incident,
        json!({ "type": "record_point", "point": "cause_identified", "at": MORNING + MINUTE }),
    );
    assert_eq!([Investigating, NoChange, Monitoring].map(blames), [false; 3]);
}

#[test]
fn what_is_missing_is_marked_in_the_draft_as_an_editor_counts() {
    let folder = folder();
    let desk = open(folder.path());
    let incident = declare(&desk, "Payments fail");
    let text = "🚒 Straße: {services} fail since {since}[, in {regions}]. {{not one}";
    let proof = desk.proofread(incident, unsent(text, None), None).expect("a proof");
    let units: Vec<u16> = text.encode_utf16().collect();
    let cut = |at: &allclear::views::Span| String::from_utf16_lossy(&units[at.from as usize..at.to as usize]);
    assert_eq!(proof.holes.iter().map(cut).collect::<Vec<_>>(), ["{services}", "{since}"]);
    assert_eq!(proof.missing, 2);
}

#[test]
fn what_all_customers_were_told_stands_at_each_in_plain_words_and_what_was_asked_for_them_too() {
    clock!(now, HAND);
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let incident = declare(&desk, "Payments fail");
    let customer = |name: &str, tier: Option<&str>, within: Option<u32>| {
        let wish = json!({ "type": "define_customer", "customer": null, "name": name, "tier": tier,
            "respond_within": within, "contact": {}, "owner": null });
        desk.edit(serde_json::from_value(wish).expect("an edit")).expect("it is written");
        let id = desk.find_customers(name.to_owned(), None).expect("customers").remove(0).id;
        let wish = json!({ "type": "affect_customer", "customer": id, "impact": "down" });
        execute(&desk, incident, wish);
        id
    };
    customer("Acme", None, None);
    let bolt = customer("Bolt", Some("Standard"), Some(240));
    customer("Crane", Some("Enterprise"), Some(30));
    let update = json!({ "type": "post_update", "audience": "customers", "text": "We **look** into it.",
        "next_due": null });
    execute(&desk, incident, update);
    let ask = json!({ "type": "ask_executives", "question": "Refund Bolt today?", "needed_by": null, "customer": bolt });
    let asked = execute(&desk, incident, ask);
    let answer = json!({ "type": "answer_ask", "ask": asked, "answer": "Yes", "by": null });
    execute(&desk, incident, answer);
    let view = desk.customers(incident).expect("customers");
    let names: Vec<&str> = view.accounts.iter().map(|account| account.name.as_str()).collect();
    assert_eq!(names, ["Crane", "Bolt", "Acme"], "by tier: whoever is answered sooner first");
    // Told to all, it is carried once.
    let [line] = &view.updates[..] else { panic!("one update: {:?}", view.updates) };
    let named = |account: &AccountView| account.history == [SaidView::Update(0)];
    assert!(view.accounts.iter().all(named), "{:?}", view.accounts);
    assert_eq!(
        (line.update, line.text.as_str(), line.exact.as_str()),
        (Some(1), "We look into it.", "We look into it.")
    );
    assert!(view.accounts.iter().all(|account| account.last_told.is_some()));
    let [one] = &view.accounts[1].asks[..] else { panic!("one was asked for Bolt") };
    assert_eq!((one.question.as_str(), one.answer.as_deref()), ("Refund Bolt today?", Some("Yes")));
    assert!(view.accounts[0].asks.is_empty());
    let told = desk.comms(incident).expect("comms").audiences;
    let told = told.iter().flat_map(|audience| &audience.told).next().expect("told");
    assert_eq!((told.plain.as_str(), told.exact.as_str()), ("We look into it.", "We **look** into it."));
    // Whoever was kept waiting too long goes before every tier.
    let promise = json!({ "type": "promise_customer", "customer": "acme",
        "promise": { "what": "Call back", "due": MORNING + 5 * MINUTE } });
    execute(&desk, incident, promise);
    let first = || desk.customers(incident).expect("customers").accounts.remove(0).name;
    assert_eq!(first(), "Crane");
    HAND.store(MORNING + 6 * MINUTE, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(first(), "Acme");
}

#[test]
fn what_is_raised_to_a_major_has_its_first_notice_written_once_more() {
    let folder = folder();
    let desk = open(folder.path());
    let mut wish = declaration("Payments fail");
    (wish["severity"], wish["manager"]) = (json!("minor"), json!(crate::place::start(&desk).me));
    let incident = declare_as(&desk, wish);
    let propose = json!({ "type": "propose_update", "audience": "public", "occasion": "investigating",
        "text": "A few payments fail.", "next_due": null, "replaces": null });
    let update = execute(&desk, incident, propose);
    execute(&desk, incident, json!({ "type": "approve_update", "update": update }));
    execute(&desk, incident, json!({ "type": "mark_posted", "update": update, "channel": "status_page" }));
    let next = || {
        let audiences = desk.comms(incident).expect("comms").audiences;
        let public = audiences.iter().find(|one| one.audience == Audience::Public).expect("the public");
        let draft = desk.draft(incident, Audience::Public, None).expect("a draft").draft;
        (public.prepared, draft.occasion)
    };
    assert_eq!(next(), (false, Occasion::NoChange));
    let worse = json!({ "type": "classify", "severity": "major", "answers": [], "reason": "all cards fail" });
    execute(&desk, incident, worse);
    assert_eq!(next(), (true, Occasion::Investigating));
}
