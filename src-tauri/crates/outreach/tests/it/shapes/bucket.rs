//! A storage whose keys may do some things and not others.

use outreach::{Bucket, Channel, File, Receipt, Secret, Undelivered, Why};
use page::bundle::Frontier;
use sha2::{Digest, Sha256};

use crate::web::{Reply, Web, outreach, reply};

fn denied() -> Reply {
    reply(403, "<Error><Code>AccessDenied</Code></Error>")
}

/// Pushes a page of one file, and gives what was asked for.
async fn push(replies: Vec<Reply>) -> (Result<Receipt, Undelivered>, Vec<String>) {
    let web = Web::answering(replies).await;
    let (region, bucket, key) = ("auto".to_owned(), "status".to_owned(), "key".to_owned());
    let bucket = Bucket { endpoint: web.url("/").parse().unwrap(), region, bucket, folder: None, key };
    let path = "index.html".to_owned();
    let page = [File { path, media_type: "text/html".to_owned(), bytes: b"All is well.".to_vec() }];
    let (channel, secret) = (Channel::Bucket(bucket), Secret::new("secret"));
    let went = outreach().publish(&channel, &secret, &page, &Frontier::default()).await;
    let asked = web.asked().into_iter().map(|asked| format!("{} {}", asked.method, asked.path));
    (went, asked.collect())
}

#[tokio::test]
async fn a_key_that_may_not_read_what_it_wrote_is_not_used_for_a_page() {
    let (went, asked) = push(vec![denied(), reply(200, ""), denied(), reply(204, "")]).await;
    assert!(matches!(&went, Err(Undelivered::Never { why: Why::Channel(_) })), "{went:?}");
    assert!(went.unwrap_err().to_string().contains("read what it wrote"));
    assert_eq!(asked.len(), 4, "nothing of the page was written: {asked:?}");
}

#[tokio::test]
async fn where_a_key_may_not_list_a_page_that_is_not_there_yet_is_written() {
    let (went, asked) = push(vec![denied(), reply(200, "")]).await;
    assert!(went.is_ok(), "{went:?}");
    let front = asked.iter().filter(|asked| *asked == "PUT /status/index.html").count();
    assert_eq!(front, 1, "{asked:?}");
}

#[tokio::test]
async fn what_is_kept_beside_a_long_history_is_read_however_long_it_is() {
    let known = incident::id::hex(&Sha256::digest("All is well."));
    // As many lines as it takes; each of them would have to be taken away if it were a file.
    let long = format!(
        "{{\"files\":{{\"index.html\":\"{known}\"}},\"of a newer version\":\"{}\"}}",
        "x".repeat(9 << 20)
    );
    let (went, asked) = push(vec![reply(200, &long)]).await;
    assert_eq!(went.unwrap().detail, "status has it already.");
    assert_eq!(asked, ["GET /status/allclear-manifest.json"]);
}
