//! The text of a review in the real web view: what is typed there outlives the app, and a screen reader can read it.

use std::str::FromStr;

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use tauri::Url;
use tauri::http::Method;

use crate::boundary::invoke;
use crate::desktop::Desktop;
use crate::person::Person;

/// The editor of a section: it stands in a shadow of its own, where a page's selectors do not reach.
const EDITOR: &str = "
    const editor = [...document.querySelectorAll('.host')]
        .map(({ shadowRoot }) => shadowRoot?.querySelector('[aria-label=\"Text of What went well\"]'))
        .find((found) => found) ?? null;
";

#[tokio::test]
async fn what_is_typed_into_a_review_outlives_a_killed_app_and_can_be_read_aloud() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;
    let ana = Person(&desktop.page);
    ana.writes(None, "Your name", "Ana Lima").await;
    ana.writes(None, "Workspace", "Lighthouse").await;
    ana.presses("Enter").await;
    ana.reads("No active incidents").await;
    let command = json!({
        "type": "declare", "title": "Checkout fails", "kind": "external", "severity": null, "services": [],
        "impact_started": null, "detection": null, "drill": false, "private": false, "manager": null
    });
    let done = invoke(&desktop, "declare", json!({ "command": command })).await;
    let incident = done["ok"]["incident"].as_str().expect("an incident").to_owned();
    invoke(&desktop, "begin_review", json!({ "incident": incident, "template": "full" })).await;
    let review = format!("#/incident/{incident}/review");
    let editor = opens(&desktop, &review).await;

    // What a screen reader is told of it.
    let told = |what: &'static str| Told { element: editor.element_id().to_string(), what };
    assert_eq!(says(&desktop.page, told("computedrole")).await, "textbox");
    assert_eq!(says(&desktop.page, told("computedlabel")).await, "Text of What went well");
    assert_eq!(editor.attr("aria-multiline").await.expect("an attribute").as_deref(), Some("true"));

    // What the page says is kept, whenever it says so, with the text that stands there at that moment.
    editor.click().await.expect("a place to write");
    let watch = format!(
        "{EDITOR} window.kept = '';
        const look = () => {{
            const said = [...document.querySelectorAll('[role=status]')].some(({{ innerText }}) =>
                innerText.startsWith('Kept on this laptop at'));
            if (said) window.kept = editor.innerText;
        }};
        new MutationObserver(look).observe(document.body, {{ subtree: true, childList: true, characterData: true }});"
    );
    desktop.page.execute(&watch, vec![]).await.expect("the script runs");
    Desktop::front();
    // Typed on and on, until the page has said three times of more that it is kept, or a hundred words; then the app is gone in mid-sentence.
    let mut kept: Vec<String> = Vec::new();
    let sentence = "We saw at once that the pool was full, and told everybody who had to know. ";
    for word in sentence.split_inclusive(' ').cycle().take(100) {
        Desktop::xdotool(&["type", "--delay", "20", word]);
        let now = desktop.page.execute("return window.kept", vec![]).await.expect("the script runs");
        let now = now.as_str().expect("a text").to_owned();
        if now.trim().len() > kept.last().map_or(0, |before| before.trim().len()) {
            kept.push(now);
        }
        if kept.len() == 3 {
            break;
        }
    }
    // While more is typed than was sent, the page says nothing: on busy cores it comes to it seldom.
    assert!(!kept.is_empty(), "what is typed without a pause is never kept");
    Desktop::xdotool(&["type", "--delay", "20", "and then"]);
    desktop.kill(home.path());

    let desktop = Desktop::open(home.path()).await;
    opens(&desktop, &review).await;
    let found = desktop.page.execute(&format!("{EDITOR} return editor.innerText"), vec![]).await;
    let found = found.expect("the script runs");
    let kept = kept.last().expect("something was kept");
    assert!(found.as_str().expect("a text").starts_with(kept.trim_end()), "{found} lacks some of {kept:?}");
    desktop.quit(home.path()).await;
}

/// Goes to the review and waits for the editor.
async fn opens(desktop: &Desktop, review: &str) -> Element {
    desktop.page.execute("location.hash = arguments[0]", vec![json!(review)]).await.expect("the review");
    let script = format!("{EDITOR} return editor");
    let found = Person(&desktop.page).until(&script, vec![], "for the editor").await;
    let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
    Element::from_element_id(desktop.page.clone(), id.expect("an element").to_owned().into())
}

async fn says(page: &Client, told: Told) -> String {
    page.issue_cmd(told).await.expect("an answer").as_str().expect("a word").to_owned()
}

/// What the web view's accessibility tree says of an element.
#[derive(Debug)]
struct Told {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Told {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as FromStr>::Err> {
        base.join(&format!("session/{}/element/{}/{}", session.unwrap_or_default(), self.element, self.what))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}
