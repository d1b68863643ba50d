//! What must not leave the house, and what only looks like it.

use incident::value::Audience;
use wording::quality::{Channel, Draft, Kind};

use super::{draft, finds};

/// Once the cause is known.
fn known(text: &str) -> Draft<'_> {
    Draft { identified: true, ..draft(text) }
}

/// Among ourselves.
fn inside(text: &str) -> Draft<'_> {
    Draft { audience: Audience::Employees, channel: Channel::Chat, ..draft(text) }
}

#[test]
fn nobody_is_blamed() {
    finds(
        Kind::Blame,
        draft,
        &[
            ("We blame the network team.", "!blame"),
            ("Our provider is to blame.", "!blame"),
            ("This was human error.", "!human error"),
            ("An engineer forgot to renew the certificate.", "!engineer forgot"),
            ("The database team failed to test the change.", "!team failed"),
            ("Our vendor broke the interface.", "!vendor broke"),
            ("It was caused by an engineer.", "!caused by an engineer"),
            ("Payments fail because of our vendor.", "!because of our vendor"),
            ("It was their fault.", "!their fault"),
            ("A colleague has misconfigured the router.", "!colleague has misconfigured"),
            ("This happened due to a mistake.", "!due to a mistake"),
            ("The change was careless.", "!careless"),
            ("We blame-lessly review every incident.", ""),
            ("A blameless review follows.", ""),
            ("Nobody is to blame.", ""),
            ("Some payments failed to complete.", ""),
            ("Our provider has an outage and is working on it.", ""),
            ("Our engineers are investigating.", ""),
            ("The team failed over to the other site.", ""),
            ("We are adding fault-tolerant storage.", ""),
            ("You see the default page.", ""),
            ("It is caused by a full disk.", ""),
        ],
    );
}

#[test]
fn nothing_is_said_of_what_should_have_been() {
    finds(
        Kind::Counterfactual,
        draft,
        &[
            ("The alert should have fired earlier.", "!should have fired"),
            ("We should not have deployed on a Friday.", "!should not have deployed"),
            ("We should've caught this.", "!should've caught"),
            ("This could have been prevented.", "!could have been prevented"),
            ("We would have noticed it sooner.", "!would have noticed"),
            ("If only we had known.", "!If only"),
            ("Had we tested it, payments would work.", "!Had we"),
            ("Customers should have been told.", "!should have been"),
            ("Some orders could have been charged twice.", ""),
            ("You should have access again.", ""),
            ("You should have received an e-mail.", ""),
            ("We should have an update by 15:00 UTC.", ""),
            ("You could have seen errors.", ""),
        ],
    );
}

#[test]
fn no_time_of_repair_is_promised() {
    finds(
        Kind::Repair,
        draft,
        &[
            ("It will be fixed by 15:00.", "!15:00"),
            ("We expect to have restored service by 15:00 UTC.", "!15:00 UTC"),
            ("By 15:00 UTC everything will be back to normal.", "!15:00 UTC"),
            ("ETA 15:00 UTC.", "!15:00 UTC"),
            ("The fix will be deployed in 20 minutes.", "!in 20 minutes"),
            ("We should be back online within the hour.", "!within the hour"),
            ("It will be fixed shortly.", "!will be fixed shortly"),
            ("Payments will be available again tomorrow.", "!tomorrow"),
            ("It will be fixed by 15:00 and the next update comes by 14:30.", "!15:00"),
            ("We will update you on the fix by 15:00.", ""),
            ("Next update by 15:00 UTC; a fix is being tested.", ""),
            ("Service was restored at 14:05 UTC.", ""),
            ("We deployed a fix at 14:05 and will update you by 14:30.", ""),
            ("We have a fix in test.", ""),
            ("We fixed it within 20 minutes.", ""),
            ("There is no ETA yet.", ""),
            ("The problem began at 13:00.", ""),
        ],
    );
}

#[test]
fn no_cause_is_named_before_it_is_known() {
    let table = [
        ("The root cause is a full disk.", "!cause is"),
        ("It was caused by a deployment.", "!caused by"),
        ("Payments fail due to a certificate that expired.", "!due to"),
        ("This is the result of a cable cut.", "!result of"),
        ("Because of a storm we lost power.", "!Because of"),
        ("We have traced it: it was traced to a router.", "!traced to"),
        ("We are investigating the cause.", ""),
        ("The cause is not yet known.", ""),
        ("We do not know whether it is caused by the network.", ""),
        ("Due to the outage checkout is slow.", ""),
        ("The next update is due to be posted at 15:00.", ""),
        ("We will publish the cause in the review.", ""),
    ];
    finds(Kind::Cause, draft, &table);
    finds(Kind::Cause, known, &table.map(|(text, _)| (text, "")));
}

#[test]
fn nobody_is_named() {
    finds(
        Kind::Names,
        draft,
        &[
            ("Ana is working on it.", "!Ana"),
            ("ana maria costa is working on it.", "!ana maria costa"),
            ("Ask Mrs Costa, or Jürgen.", "!Costa; !Jürgen"),
            ("Thanks to May for her work.", "!May"),
            ("The fix came from Will Young.", "!Will Young"),
            ("In May 2026 we had the same.", ""),
            ("Since 3 May it has been slow.", ""),
            ("May we suggest another browser?", ""),
            ("You may see errors, and it will pass.", ""),
            ("Will this happen again? We think not.", ""),
            ("Hope is slow for everybody.", ""),
            ("Grace Orders does not load.", ""),
            ("We hope for a young, costa-free world.", ""),
            ("Banana exports and Anaheim are fine.", ""),
            ("The bottle is labelled Li.", ""),
        ],
    );
    finds(Kind::Names, inside, &[("Incident Manager: Ana.", "?Ana")]);
}

#[test]
fn outsiders_are_spared_names_of_machines() {
    let table = [
        ("Errors on db-01 and web-3.prod.", "?db-01; ?web-3.prod"),
        ("The host cache.eu.internal is down.", "?cache.eu.internal"),
        ("Traffic to 10.1.2.3 is lost.", "?10.1.2.3"),
        ("Traffic to 10.1.2.3:443 is lost.", "?10.1.2.3:443"),
        ("See OPS-1234.", "?OPS-1234"),
        ("Request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 failed.", "?3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("Version 3.2.1 and 2026.11.26.1 are affected.", ""),
        ("Texts in UTF-8 are fine since COVID-19.", ""),
        ("The top-10 lists are at step-2.", ""),
        ("S3-1 Storage is slow.", ""),
        ("See https://status.example.com/incidents/42-1 for more.", ""),
        ("Between 14:00 and 15:00 UTC-5.", ""),
    ];
    finds(Kind::Jargon, draft, &table);
    finds(Kind::Jargon, inside, &table.map(|(text, _)| (text, "")));
}

#[test]
fn no_secret_leaves() {
    finds(
        Kind::Secret,
        draft,
        &[
            ("Write to ana.costa@example.com.", "!ana.costa@example.com"),
            ("Use ghp_16C7e42F292c6912E7710c838347Ae178B4a.", "!ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
            ("The key AKIAIOSFODNN7EXAMPLE leaked.", "!AKIAIOSFODNN7EXAMPLE"),
            ("Password: hunter2", "!Password: hunter2"),
            ("The password is hunter2.", "!password is hunter2"),
            ("token=abc123def", "!token=abc123def"),
            ("See https://ana:s3cret@example.com/x", "!https://ana:s3cret@example.com/x"),
            ("d41d8cd98f00b204e9800998ecf8427e", "!d41d8cd98f00b204e9800998ecf8427e"),
            ("Write to support@example.com.", ""),
            ("Your password is wrong.", ""),
            ("Resetting a password is slow: try again.", ""),
            ("Password reset is slow since 14:05.", ""),
            ("We meet @ noon.", ""),
            ("See https://status.example.com/incidents/abcdefgh12345678", ""),
            ("Donaudampfschifffahrtsgesellschaftskapitän", ""),
        ],
    );
}
