//! Past incidents that are like one: why they are told, and what helped then.

use serde_json::json;

use crate::place::{clock, declaration, declare, declare_as, execute, folder, open_at, service};

clock!(now, HAND);

#[test]
fn what_helped_then_is_told_beside_why_it_is_told() {
    let folder = folder();
    let desk = open_at(folder.path(), now);
    let checkout = service(&desk, "Checkout");
    let with_service = |title: &str| {
        let mut wish = declaration(title);
        wish["services"] = json!([checkout]);
        declare_as(&desk, wish)
    };
    let past = with_service("Cards are refused");
    let other = declare(&desk, "Mail is late");
    let mitigated = json!({
        "type": "mitigate", "what": "pool doubled", "temporary": false, "service": null, "remove_when": null
    });
    execute(&desk, past, mitigated);
    execute(&desk, past, json!({ "type": "set_root_cause_type", "root_cause": "Change" }));
    for incident in [past, other] {
        let over =
            json!({ "type": "enter_stage", "stage": "review", "reason": null, "anyway": "looked at it" });
        execute(&desk, incident, over);
    }
    let now_burning = with_service("Payments time out");
    let told = desk.related(now_burning).expect("related");
    let told: Vec<_> = told.iter().map(|one| (one.incident, one.why.as_str(), &one.helped[..])).collect();
    assert_eq!(told, [(past, "Same service: Checkout", &["pool doubled".to_owned()][..])]);

    execute(&desk, now_burning, json!({ "type": "set_root_cause_type", "root_cause": "change" }));
    assert_eq!(
        desk.related(now_burning).expect("related")[0].why,
        "Same service: Checkout; same cause: Change"
    );
    assert!(desk.related(past).expect("related").is_empty(), "what burns is no past incident");
}
