//! What reminds a person, and when it may.

use serde_json::json;

use super::Door;

pub(super) fn inbox(door: &Door<'_>) {
    let inbox = door.ask("inbox", json!({}));
    assert!(inbox["unread"].is_u64() && inbox["notices"].is_array(), "{inbox}");
}

pub(super) fn read_notice(door: &Door<'_>) {
    let all = door.ask("read_notice", json!({ "id": null }));
    assert_eq!(all["unread"], 0);
    let one = door.ask("read_notice", json!({ "id": 1 }));
    assert_eq!(one["unread"], 0);
}

pub(super) fn quiet(door: &Door<'_>) {
    let all = door.ask("quiet", json!({}));
    assert_eq!(all, json!({ "only_mine": false, "drills": false, "hours": null }), "everything rings");
}

pub(super) fn set_quiet(door: &Door<'_>) {
    let night = json!({ "only_mine": true, "drills": true, "hours": { "from": 1320, "until": 420 } });
    assert_eq!(door.ask("set_quiet", json!({ "quiet": night })), night);
    assert_eq!(door.ask("quiet", json!({})), night);
    let wrong = json!({ "quiet": { "hours": { "from": 60, "until": 1440 } } });
    assert_eq!(door.refusal("set_quiet", wrong)["code"], "refused");
    door.ask("set_quiet", json!({ "quiet": {} }));
    quiet(door);
}

/// Whether this desktop shows any is the desktop's business; that a person is told is ours.
pub(super) fn test_notification(door: &Door<'_>) {
    if let Err(failure) = (door.call)("test_notification", json!({})) {
        assert_eq!(failure["code"], "no_notifications");
    }
}
