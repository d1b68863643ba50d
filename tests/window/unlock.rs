//! A passphrase, set in the window and asked for at the next start.

use serde_json::{Value, json};

use crate::boundary::invoke;
use crate::desktop::Desktop;
use crate::links::declare;
use crate::person::Person;

/// What axe finds wrong with what is on screen in a theme.
async fn faults(desktop: &Desktop, theme: &str) -> Value {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("axe, which the tests of the page use");
    let look = "const [theme, done] = arguments; \
        document.documentElement.dataset.theme = theme; \
        const still = () => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)); \
        still().then(() => axe.run()).then( \
            ({ violations }) => done(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])), \
            (error) => done(String(error)))";
    desktop.page.execute_async(&format!("{axe};{look}"), vec![json!(theme)]).await.expect("axe looks")
}

#[tokio::test]
async fn a_passphrase_that_was_set_is_asked_for_before_the_desk_opens() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.writes(None, "Your name", "Ana Lima").await;
    ana.presses("Enter").await;
    ana.reads("No active incidents").await;

    desktop.page.execute("location.hash = '#/settings/data'", vec![]).await.expect("the address");
    ana.reads("lies in a file that only you can read").await;
    ana.clicks(None, "button", "Set a passphrase").await;
    ana.writes(None, "New passphrase", "four words and more").await;
    ana.writes(None, "The same once more", "four words and mor").await;
    ana.reads("The two are not the same.").await;
    ana.writes(None, "The same once more", "four words and more").await;
    ana.clicks(None, "button", "Lock the key").await;
    ana.reads("lies in a file that your passphrase opens").await;
    let (_, link) = declare(&desktop, "Checkout is down").await;
    desktop.quit(home.path()).await;

    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.reads("Allclear is locked").await;
    ana.types("some other words").await;
    ana.presses("Enter").await;
    ana.reads("This is not the passphrase.").await;
    for theme in ["light", "dark"] {
        assert_eq!(faults(&desktop, theme).await, json!([]), "{theme}");
    }
    let refused = invoke(&desktop, "unlock", json!({ "passphrase": "and some others" })).await;
    assert!(
        refused["error"].as_str().is_some_and(|said| said.starts_with("This is not the passphrase.")),
        "{refused}"
    );
    // Whoever follows a link meanwhile is led there once the desk is open.
    assert!(desktop.start_again(home.path(), &[&link]).await.success());
    ana.writes(None, "Passphrase", "four words and more").await;
    ana.presses("Enter").await;
    ana.finds(None, "heading", "Checkout is down").await;
    ana.misses(None, "heading", "Allclear is locked").await;
    desktop.close().await;
}
