//! What a person does at the window: reads, presses keys, clicks on what has a name.

use std::time::Duration;

use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::{Instant, interval};

use crate::desktop::PATIENCE;

/// Finds what can be seen and used, by its role and the beginning of the name that a screen reader would say,
/// within a part of the page that is found likewise.
const FIND: &str = "
    const [part, role, name] = arguments;
    const roles = {
        button: 'button, [role=button]', textbox: 'input, textarea', checkbox: '[role=checkbox], input[type=checkbox]',
        dialog: '[role=dialog]', region: 'section, [role=region]', complementary: 'aside, [role=complementary]',
        list: 'ul, ol, [role=list]', heading: 'h1, h2, h3', navigation: 'nav, [role=navigation]'
    };
    const text = (element) => (element?.innerText ?? '').replace(/\\s+/g, ' ').trim();
    const called = (element) => {
        const by = element.getAttribute('aria-labelledby');
        if (by) return by.split(' ').map((id) => text(document.getElementById(id))).join(' ').trim();
        return element.getAttribute('aria-label') ?? (element.labels?.length ? text(element.labels[0]) : text(element));
    };
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
    const within = (root, role, name) =>
        [...root.querySelectorAll(roles[role])].find((element) => seen(element) && called(element).startsWith(name));
    const root = part ? within(document, part[0], part[1]) : document;
    return root ? (within(root, role, name) ?? null) : null;
";

/// The hand and the eye.
pub(crate) struct Person<'a>(pub(crate) &'a Client);

/// A part of the page: its role and name.
pub(crate) type Part<'a> = Option<(&'a str, &'a str)>;

impl Person<'_> {
    /// Waits until something can be read anywhere on the page.
    pub(crate) async fn reads(&self, words: &str) {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0]) || null";
        self.until(script, vec![json!(words)], &format!("to read {words:?}")).await;
    }

    /// Waits until a word follows these on the page, and reads it.
    pub(crate) async fn reads_after(&self, words: &str) -> String {
        let script = "return document.body.innerText.split(arguments[0])[1]?.match(/^\\S+/)?.[0] ?? null";
        let word = self.until(script, vec![json!(words)], &format!("to read what follows {words:?}")).await;
        word.as_str().expect("a word").to_owned()
    }

    /// Waits until something is no longer there.
    pub(crate) async fn misses(&self, part: Part<'_>, role: &str, name: &str) {
        let script = format!("return (function () {{ {FIND} }})(...arguments) ? null : true");
        self.until(
            &script,
            vec![json!(part), json!(role), json!(name)],
            &format!("for {role} {name:?} to go"),
        )
        .await;
    }

    /// Clicks with the pointer, once it is there.
    pub(crate) async fn clicks(&self, part: Part<'_>, role: &str, name: &str) {
        let begun = Instant::now();
        // What moves away under the pointer is tried again.
        while let Err(error) = self.finds(part, role, name).await.click().await {
            assert!(begun.elapsed() < PATIENCE, "{role} {name:?} cannot be clicked: {error}");
        }
    }

    /// Writes into a field that has this label.
    pub(crate) async fn writes(&self, part: Part<'_>, label: &str, text: &str) {
        let field = self.finds(part, "textbox", label).await;
        field.clear().await.expect("an empty field");
        field.send_keys(text).await.expect("a field to write into");
    }

    pub(crate) async fn finds(&self, part: Part<'_>, role: &str, name: &str) -> Element {
        let what = format!("to find {role} {name:?} in {part:?}");
        let found = self.until(FIND, vec![json!(part), json!(role), json!(name)], &what).await;
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        Element::from_element_id(self.0.clone(), ElementRef::from(id.expect("an element").to_owned()))
    }

    /// Waits until a part asks for something: its first field is there and empty.
    pub(crate) async fn is_asked(&self, part: Part<'_>) {
        let script = format!("return (function () {{ {FIND} }})(...arguments)?.value === '' || null");
        self.until(&script, vec![json!(part), json!("textbox"), json!("")], "to be asked").await;
    }

    /// Tabs on until the field of this label has the focus.
    pub(crate) async fn tabs_to(&self, label: &str) {
        let script = "const [label] = arguments; const now = document.activeElement;
            return [now.getAttribute('aria-label'), now.labels?.[0]?.innerText, now.innerText]
                .some((name) => name?.trim().startsWith(label))";
        for _ in 0..40 {
            if self.0.execute(script, vec![json!(label)]).await.expect("the script runs") == json!(true) {
                return;
            }
            self.presses("Tab").await;
        }
        panic!("tabbing never comes to {label:?}");
    }

    /// Presses keys together, written `Control+Enter`.
    pub(crate) async fn presses(&self, keys: &str) {
        let keys: Vec<char> = keys.split('+').map(key).collect();
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        self.acts(down.chain(up).collect()).await;
    }

    /// Types a text, key after key.
    pub(crate) async fn types(&self, text: &str) {
        let keys =
            text.chars().flat_map(|key| [KeyAction::Down { value: key }, KeyAction::Up { value: key }]);
        self.acts(keys.collect()).await;
    }

    async fn acts(&self, actions: Vec<KeyAction>) {
        let keys = actions.into_iter().fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.0.perform_actions(keys).await.expect("the keys are pressed");
    }

    /// Asks the page until it gives something.
    pub(crate) async fn until(&self, script: &str, arguments: Vec<Value>, what: &str) -> Value {
        let begun = Instant::now();
        let mut pace = interval(Duration::from_millis(50));
        loop {
            pace.tick().await;
            // While a page is being replaced there is nothing to ask.
            let answer = self.0.execute(script, arguments.clone()).await.unwrap_or(Value::Null);
            if !answer.is_null() {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain {what}");
        }
    }
}

fn key(name: &str) -> char {
    match name {
        "Control" => Key::Control.into(),
        "Alt" => Key::Alt.into(),
        "Shift" => Key::Shift.into(),
        "Enter" => Key::Enter.into(),
        "Escape" => Key::Escape.into(),
        "Tab" => Key::Tab.into(),
        other => other.chars().next().expect("a key"),
    }
}
