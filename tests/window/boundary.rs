//! What the page in the window may do, and what it may not: the limits are those of the real web view.

use serde_json::{Value, json};

use crate::desktop::Desktop;

#[tokio::test]
async fn the_page_reaches_our_commands_and_nothing_else() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;

    let start = invoke(&desktop, "start", json!({})).await;
    assert_eq!(start["ok"]["first_run"], true, "{start}");

    // Plugins serve Rust only; the page must be refused, whatever it asks them.
    for command in ["plugin:dialog|open", "plugin:window-state|restore_state", "plugin:deep-link|register"] {
        let answer = invoke(&desktop, command, json!({})).await;
        let refusal = answer["error"].as_str().unwrap_or_default();
        assert!(refusal.contains("not allowed"), "{command}: {answer}");
    }
    desktop.close().await;
}

#[tokio::test]
async fn the_page_runs_no_text_as_code_and_speaks_to_nobody() {
    let home = tempfile::tempdir().expect("a folder");
    let desktop = Desktop::open(home.path()).await;

    let eval = "try { return String((0, eval)('1 + 1')) } catch (error) { return error.name }";
    assert_eq!(run(&desktop, eval).await, "EvalError");

    let inline = "const script = document.createElement('script'); script.textContent = 'window.ran = true'; \
        document.head.append(script); return String(window.ran)";
    assert_eq!(run(&desktop, inline).await, "undefined");

    // The refusal of the script above may be told only now.
    let fetch = "const done = arguments[arguments.length - 1]; \
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective: rule }) => { \
            if (rule === 'connect-src') done(rule); \
        }); \
        fetch('http://127.0.0.1:9/').catch(() => {})";
    let refused = desktop.page.execute_async(fetch, vec![]).await.expect("the script runs");
    assert_eq!(refused, "connect-src");
    desktop.close().await;
}

async fn run(desktop: &Desktop, script: &str) -> Value {
    desktop.page.execute(script, vec![]).await.expect("the script runs")
}

/// Calls a command as the page would, and says what came back: `{ok}` or `{error}`.
pub(crate) async fn invoke(desktop: &Desktop, command: &str, arguments: Value) -> Value {
    let script = "const done = arguments[arguments.length - 1]; \
        window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]) \
            .then((ok) => done({ ok }), (error) => done({ error: String(error?.message ?? error) }))";
    desktop.page.execute_async(script, vec![json!(command), arguments]).await.expect("the script runs")
}
