//! The reference library of Standard Webhooks believes our signature, and no other.

use outreach::{Channel, Secret, Undelivered, Webhook, Why};

use super::Peer;
use crate::message::message;
use crate::web::outreach;
use crate::webhook::KEY;

const OTHER: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

#[tokio::test]
#[ignore = "needs peers, which the test command installs"]
async fn the_reference_library_believes_our_signature_and_no_other() {
    let peer = Peer::start("hook.py", &[KEY]);
    let url = format!("http://127.0.0.1:{}/", peer.port()).parse().unwrap();
    let (channel, outreach) = (Channel::Webhook(Webhook { url }), outreach());
    for (nth, (secret, believed)) in
        [(KEY.to_owned(), true), (format!("{OTHER} {KEY}"), true), (OTHER.to_owned(), false)]
            .into_iter()
            .enumerate()
    {
        let id = format!("m{nth}");
        let result = outreach.deliver(&channel, &Secret::new(&secret), &message(&id)).await;
        let told = peer.next();
        assert_eq!((&told["verified"], &told["id"]), (&believed.into(), &id.as_str().into()));
        match result {
            Ok(receipt) => assert!(believed && receipt.id.as_deref() == Some(&id)),
            Err(Undelivered::Never { why: Why::Unauthorised { .. } }) => assert!(!believed),
            Err(other) => panic!("{other:?}"),
        }
    }
}
