//! How many bytes an entry takes between a laptop and the hub, either way.

use sync::{Page, Push};

use super::fixture;
use super::laptop::Laptop;
use super::measure::Table;
use super::scratch;
use super::served::{Served, found_with};

/// What nobody can make shorter.
const SIGNATURE: usize = 64;
/// How many pages are read.
const PAGES: usize = 40;

/// Reads pages as they travel: the bodies of answers that nobody unpacks.
pub(crate) async fn measure(table: &mut Table) {
    let folder = scratch();
    let data = folder.path().join("hub");
    found_with(&data, &fixture::file(10_000));
    let served = Served::hub(&data);
    let laptop = Laptop::join(&served, folder.path(), 1).await;
    let plain = reqwest::Client::builder().no_zstd().build().unwrap();
    let (mut bytes, mut pushed, mut entries, mut signed) = (0, 0, 0, 0);
    let mut page: Page = laptop.pull(sync::Cursor::default()).await;
    for _ in 0..PAGES {
        let request = plain.get(format!("{}/v1/entries", served.url)).bearer_auth(&laptop.line.token);
        let request = request.header("accept-encoding", "zstd").query(&[("after", page.cursor.to_string())]);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], "zstd");
        bytes += answer.bytes().await.unwrap().len();
        page = laptop.pull(page.cursor).await;
        entries += page.entries.len();
        let push = Push::of(laptop.journal.workspace(), page.entries.clone());
        pushed += zstd::encode_all(&serde_json::to_vec(&push).unwrap()[..], 3).unwrap().len();
        signed += page.entries.iter().filter(|entry| entry.signature.is_some()).count();
    }
    for (bytes, how) in [(bytes, "a page"), (pushed, "a push")] {
        let each = (bytes - SIGNATURE * signed) as f64 / entries as f64;
        let what = format!("an entry in {how} of 500, besides its signature (zstd 3)");
        table.row(&what, format!("{each:.1} bytes"), "≤ 64 bytes".to_owned(), each <= 64.0);
    }
}
