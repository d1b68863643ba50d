//! Microsoft Teams, by a workflow that posts an Adaptive Card.
//! Source: <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using>.

mod app;

use serde_json::{Value, json};

use crate::cut::cut_to_fit;
use crate::http::Web;
use crate::{Message, Receipt, Secret, Undelivered};

pub(crate) use app::{Api, SECRET};

pub(crate) const ADDRESS: &str = "the address of the workflow";
/// A message of Teams has at most 28 KB.
const MESSAGE: usize = 27_000;

pub(crate) async fn deliver(web: &Web, secret: &Secret, message: &Message) -> Result<Receipt, Undelivered> {
    let url = secret.address(ADDRESS)?;
    let plain = message.plain();
    let fits = |text: &str| card(message, text).to_string().len() <= MESSAGE;
    let text = cut_to_fit(&plain, MESSAGE, message.link(), fits);
    let answer = web.post(url.url().clone(), &card(message, &text)).await?.done()?;
    let detail = format!("The workflow at {} took it. Only Teams shows whether it was posted.", answer.host);
    Ok(Receipt { detail, ..Receipt::default() })
}

/// Words are runs of text, in which Teams looks for no markup.
fn card(message: &Message, text: &str) -> Value {
    let line = |words: &str, weight: &str| {
        json!({
            "type": "RichTextBlock",
            "inlines": [{ "type": "TextRun", "text": words, "weight": weight }],
        })
    };
    let mut body = vec![line(&message.subject(), "bolder")];
    body.extend(text.lines().filter(|words| !words.trim().is_empty()).map(|words| line(words, "default")));
    let mut content = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "msteams": { "width": "Full" },
    });
    if let Some(link) = message.link() {
        content["actions"] = json!([{ "type": "Action.OpenUrl", "title": "Read more", "url": link }]);
    }
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": content,
        }],
    })
}
