//! Makes a data folder of the app with 100,000 incidents, for measuring its start and its memory.
//!
//! The last line names the folder. It is made anew when the content of the large journal changes.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "the folder's name is what this is for")]

#[expect(dead_code, reason = "made for the journal's own benches, next to this one")]
#[path = "journal/fixture.rs"]
mod fixture;

use std::fs;

fn main() {
    let large = fixture::file(100_000);
    let desk = large.with_extension("desk");
    // Written last, so that it is there only when all the rest is.
    let current = desk.join("current-workspace");
    if !current.exists() {
        let keys = desk.join("keys");
        fs::create_dir_all(&keys).unwrap();
        let workspace = fixture::open(&large).workspace().to_string();
        let short = &workspace[..16];
        let file = desk.join(format!("workspace-{short}.sqlite"));
        fs::copy(&large, &file).unwrap();
        // Somebody has introduced themselves, and their key lies in a file: no page and no question comes first.
        fixture::open(&file).set_setting("introduced", "yes").unwrap();
        fs::write(keys.join(format!("{short}.key")), [9; 32]).unwrap();
        fs::write(&current, format!("{workspace}\n")).unwrap();
    }
    println!("{}", desk.display());
}
