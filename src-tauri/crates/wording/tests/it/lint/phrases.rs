//! Phrases: what each rule finds in them, in its words, and sentences that look alike and are sound.

use std::ops::Range;

use incident::book::Book;
use incident::command::Edit;
use incident::id::{IncidentId, PersonId};
use incident::incident::Incident;
use incident::record::Record;
use incident::stream::Stream;
use wording::lint::{Part, Rule, lint};

use crate::record::World;

/// Each rule with texts, and the words that it marks there; none where the text is sound.
const PHRASES: &[(Rule, &[(&str, &str)])] = &[
    (
        Rule::Blame,
        &[
            ("The engineer forgot to renew the certificate.", "engineer forgot"),
            ("Our vendor broke the interface.", "vendor broke"),
            ("This was human error.", "human error"),
            ("It came down to operator error.", "operator error"),
            ("A pilot error, nothing else.", "pilot error"),
            ("The network team is at fault.", "at fault"),
            ("It was their fault.", "their fault"),
            ("That was the vendor's mistake.", "vendor's mistake"),
            ("Somebody made a mistake in the script.", "made a mistake"),
            ("They messed up the migration.", "messed up"),
            ("The review was careless.", "careless"),
            ("Testing was sloppy.", "sloppy"),
            ("We blame the deploy tool's author.", "blame"),
            ("A colleague has misconfigured the router.", "colleague has misconfigured"),
            ("The database team failed to test the change.", "team failed"),
            ("The provider took down the region.", "provider took"),
            ("It was caused by an engineer.", "caused by an engineer"),
            ("It happened due to a typo.", "due to a typo"),
            ("The developers ignored the warning.", "developers ignored"),
            ("The incompetence was plain.", "incompetence"),
            ("The review is blameless.", ""),
            ("Nobody is to blame.", ""),
            ("The failover worked without fault.", ""),
            ("The team failed over to the second site.", ""),
            ("The storage is fault-tolerant.", ""),
            ("The request failed to complete.", ""),
            ("Our engineers investigated the queue.", ""),
            ("It is caused by a full disk.", ""),
            ("The provider has an outage.", ""),
            ("The page broke on narrow screens.", ""),
            ("The operator had forgotten the flag.", "operator had forgotten"),
            ("Thanks to a careless change it fell.", "careless"),
            ("No one is at fault: nobody is at fault.", ""),
            ("The fault was in the power supply.", ""),
            ("It is not the vendor's fault.", ""),
            ("Nobody made a mistake here.", ""),
            ("The group did not test the new version.", "group did"),
            ("The vendor did not answer for an hour.", ""),
            ("It was introduced by a contractor.", "introduced by a contractor"),
            ("It was introduced by a change of the schema.", ""),
            ("A manager overlooked the mail.", "manager overlooked"),
            ("The team found it and fixed it.", ""),
            ("Jonas forgot the limit.", "Jonas forgot"),
            ("Ana broke the deploy.", "Ana broke"),
            ("Ana Ruiz has misconfigured the router.", "Ana Ruiz has misconfigured"),
            ("It fell since Jonas ignored the alarm.", "Jonas ignored"),
            ("Jonas missed the alert.", "Jonas missed"),
            ("Ana failed to test it.", "Ana failed"),
            ("Ana did not check the graph.", "Ana did"),
            ("It was caused by Jonas Weber.", "caused by Jonas Weber"),
            ("The flag was forgotten by Ana.", "forgotten by Ana"),
            ("That was Ana's mistake.", "Ana's mistake"),
            ("It was Jonas’s fault.", "Jonas’s fault"),
            ("All of it was Jonas' fault.", "Jonas' fault"),
            ("Jonas found it.", ""),
            ("Ana broke the problem down.", ""),
            ("Ana broke the news to the shops.", ""),
            ("Jonas took the call.", ""),
            ("Ana took over from Jonas.", ""),
            ("It was found by Jonas.", ""),
            ("Thanks to Ana it was over in an hour.", ""),
            ("Ana's idea helped.", ""),
            ("Jonas failed over to the second site.", ""),
            ("Checkout broke the moment the pool was full.", ""),
        ],
    ),
    (
        Rule::Counterfactual,
        &[
            ("The alert should have fired at once.", "should have fired"),
            ("We should not have deployed on a Friday.", "should not have deployed"),
            ("We should've caught this in review.", "should've caught"),
            ("This could have been prevented.", "could have been prevented"),
            ("We could easily have avoided it.", "could easily have avoided"),
            ("We would have noticed it sooner.", "would have noticed"),
            ("If only the canary had run.", "if only"),
            ("Had we looked at the graph, it was there.", "had we"),
            ("The limit ought to have been raised.", "ought to have been"),
            ("They shouldn't have restarted it.", "shouldn't have restarted"),
            ("It wouldn't have been detected earlier.", "wouldn't have been detected"),
            ("A test might have caught it.", "might have caught"),
            ("Orders could have been charged twice.", ""),
            ("You should have access again.", ""),
            ("Customers should have received a mail.", ""),
            ("The job should run every hour.", ""),
            ("We had a look at the graph.", ""),
            ("If the pool is full, requests wait.", ""),
            ("We could see the queue grow.", ""),
            ("It would not start.", ""),
            ("Somebody could have stopped it.", "could have stopped"),
            ("The job should have been killed.", "should have been"),
            ("Retries could make it worse.", ""),
            ("We had somebody look at it.", ""),
            ("By then they had somebody of the vendor on the call.", ""),
            ("The alarm was late: had somebody looked, it was on the wall.", "had somebody"),
            ("The page would have been found faster.", "would have been found faster"),
            ("You should have been warned.", "should have been"),
            ("Shops could pay if only cash was left.", "if only"),
            ("The queue should be empty by noon.", ""),
            ("Users might have seen an error.", ""),
        ],
    ),
    (
        Rule::Hindsight,
        &[
            ("In hindsight the graph shows it.", "in hindsight"),
            ("In retrospect the limit was low.", "in retrospect"),
            ("With hindsight we see the pattern.", "with hindsight"),
            ("It was obvious that the disk fills.", "it was obvious"),
            ("It was clear from the graph.", "it was clear"),
            ("It is evident from the log.", "it is evident"),
            ("Obviously the cache was cold.", "obviously"),
            ("The cache was clearly cold.", "clearly"),
            ("The pool was bound to fill.", "was bound to"),
            ("This was easily avoidable.", "easily avoidable"),
            ("All signs were there.", "all signs were"),
            ("They just had to look at the log.", "just had to"),
            ("One only had to read the page.", "only had to"),
            ("That is common sense.", "common sense"),
            ("Any engineer knows that.", "any engineer knows"),
            ("The outage was foreseeable.", "foreseeable"),
            ("It needlessly took an hour.", "needlessly"),
            ("Inexplicably the switch was off.", "inexplicably"),
            ("It was not obvious which node led.", ""),
            ("It was clear not a disk fault.", ""),
            ("The switch is clearly marked.", ""),
            ("The state was clearly visible on the wall.", ""),
            ("Nothing was clearly wrong.", ""),
            ("The skies were clear.", ""),
            ("We had to restart it twice.", ""),
            ("The address was bound by another process.", ""),
            ("The retrospective is on Monday.", ""),
            ("The failure was predictable; it was predictable.", "it was predictable"),
            ("The clear text was logged.", ""),
            ("Evidently nobody knew the flag.", "evidently"),
            ("The outage was easily preventable.", "easily preventable"),
            ("They simply had to press the button.", "simply had to"),
            ("The two states are clearly separated.", ""),
            ("It was not predictable.", ""),
            ("We only had two people that night.", ""),
        ],
    ),
    (
        Rule::DeadEnd,
        &[
            ("We will be more careful.", "be more careful"),
            ("Operators have to be more vigilant.", "be more vigilant"),
            ("Being more thorough helps.", "being more thorough"),
            ("More discipline is needed.", "more discipline"),
            ("We need more care.", "more care"),
            ("Pay more attention to the graph.", "pay more attention"),
            ("Paying closer attention is the measure.", "paying closer attention"),
            ("We have to try harder.", "try harder"),
            ("Remind everyone of the checklist.", "remind everyone"),
            ("We reminded the team of the rule.", "reminded the team"),
            ("Engineers should know better.", "should know better"),
            ("It was a lack of attention.", "lack of attention"),
            ("People were not paying attention.", "not paying attention"),
            ("The tool reminds whoever deploys.", ""),
            ("A careful rollout takes a day.", ""),
            ("More tests are needed.", ""),
            ("The alarm got no attention for an hour.", ""),
            ("Customer care answered the calls.", ""),
            ("A second try was harder to see.", ""),
            ("The team reminded us by mail.", ""),
            ("Make sure it does not happen again.", "does not happen again"),
            ("The alert does not fire again.", ""),
            ("Everyone has to double-check everything.", "double-check everything"),
            ("Reminding the operators helps for a week.", "reminding the operators"),
            ("A check reminds the team before each deploy.", ""),
            ("No more vigilance is asked of anybody.", ""),
        ],
    ),
    (
        Rule::Claim,
        &[
            ("At the peak 7.4 % of payments were doubled.", "7.4 %"),
            ("Some 3,412 payments were affected.", "3,412 payments"),
            ("Support had 3 reports before it.", "3 reports"),
            ("It lasted 63 minutes.", "63 minutes"),
            ("About 214 customers were hit.", "214 customers"),
            ("We lost 2 million.", "2 million"),
            ("It took 4 hours to find.", "4 hours"),
            ("Some 12 users wrote to us.", "12 users"),
            ("We saw 900 errors.", "900 errors"),
            ("We got 40 calls.", "40 calls"),
            ("At the peak 7.4 % were doubled, says [[abababababababababababababababab]].", ""),
            ("It ran on version 3.2.", ""),
            ("It happened on 19 November.", ""),
            ("Port 8080 was closed.", ""),
            ("Many customers were affected.", ""),
            ("The change of 2026 was large.", ""),
            ("See step 3 of the runbook.", ""),
            ("Node 12 was down.", ""),
            ("Around 3.5 million requests failed.", "3.5 million"),
            ("It held for days.", ""),
            ("Some 7,400 shops could not sell.", "7,400 shops"),
            ("We refunded $40,000.", "$40,000"),
            ("It cost us €3.5 million.", "€3.5 million"),
            ("We lost 40 € with each.", "40 €"),
            ("Each answer took 500 ms.", "500 ms"),
            ("Pages took 30 seconds.", "30 seconds"),
            ("It went on for 2 weeks.", "2 weeks"),
            ("It went on for two hours.", "two hours"),
            ("A pause of half an hour followed.", "half an hour"),
            ("Half of all payments were refused.", "half of all"),
            ("Two thirds of our shoppers left.", "thirds of our"),
            ("One in ten orders was lost.", "one in ten"),
            ("Hundreds of orders were lost.", "hundreds of"),
            ("It took twice as long as before.", "twice as long"),
            ("Only 1 request came through.", "1 request"),
            ("We saw 1 error.", "1 error"),
            ("About 40k users saw it.", "40k"),
            ("The queue grew to 12,000 parcels.", "12,000 parcels"),
            ("It took a 30-second pause.", "30-second"),
            ("Some 300 people called.", "300 people"),
            ("A dozen calls came.", "dozen calls"),
            ("The timeout is 30 seconds.", ""),
            ("It has a limit of 500 requests.", ""),
            ("A 30-second timeout was set.", ""),
            ("It is asked every 5 minutes.", ""),
            ("It answers with status 503 errors or not at all.", ""),
            ("It happened at 14:05.", ""),
            ("Since 2026 was a leap of faith, we looked.", ""),
            ("It ran on 3 nodes.", ""),
            ("We have two sites.", ""),
            ("Half of it was rolled back.", ""),
            ("One in the morning is late.", ""),
            ("There were two reasons.", ""),
            ("Version 120 is running.", ""),
        ],
    ),
    (Rule::Empty, &[("", "Summary"), (" \n\t", "Summary"), ("Nothing was found.", "")]),
];

#[test]
fn each_rule_finds_what_it_is_for_and_lets_pass_what_only_looks_alike() {
    let record = Record::fold(Stream::Incident(IncidentId([1; 16])), []);
    let mut world = World::new();
    let person = PersonId([8; 16]);
    world.edit(&Edit::NamePerson { person, name: "Jonas Weber".to_owned() });
    let book = &world.book;
    let mut wrong = Vec::new();
    let mut phrases = 0;
    for (rule, texts) in PHRASES {
        for (text, expect) in *texts {
            phrases += 1;
            let parts = [Part { id: "summary", title: "Summary", text, factual: true }];
            let found = lint(&parts, Incident::of(&record), book);
            let found: Vec<String> = found
                .into_iter()
                .filter(|found| found.rule == *rule && found.part.is_some())
                .map(|found| found.what)
                .collect();
            let found = found.join(" | ");
            if !found.eq_ignore_ascii_case(expect) {
                wrong.push(format!("{rule:?}: {text:?} gives {found:?}, not {expect:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(phrases >= 200, "only {phrases} phrases");
}

#[test]
fn a_number_needs_a_source_where_facts_are_told_and_each_line_for_itself() {
    let (record, book) = (Record::fold(Stream::Incident(IncidentId([1; 16])), []), Book::default());
    let claims = |factual: bool, text: &str| {
        let part = Part { id: "impact", title: "A section", text, factual };
        let found = lint(&[part], Incident::of(&record), &book);
        found
            .into_iter()
            .filter(|found| found.rule == Rule::Claim)
            .map(|found| found.range)
            .collect::<Vec<_>>()
    };
    let two = "- 3 reports came [[abababababababababababababababab]]\n- Ä 4 calls came\n";
    assert_eq!(claims(true, two), vec![Range { start: 59, end: 66 }]);
    assert_eq!(&two[59..66], "4 calls");
    assert!(claims(false, two).is_empty());
}

#[test]
fn every_rule_has_its_own_name_and_says_why() {
    let mut ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert!(rule.why().ends_with('.') && rule.why().len() > 30, "{rule:?}");
    }
}
