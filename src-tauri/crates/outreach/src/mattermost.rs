//! Mattermost, by an incoming webhook. Source: <https://developers.mattermost.com/integrate/webhooks/incoming/>.

use serde_json::{Value, json};

use crate::cut::cut_to_fit;
use crate::http::Web;
use crate::{Message, Receipt, Secret, Undelivered, WebAddress, Why};

/// A post has at most 16,383 characters.
const POST: usize = 16_383;

pub(crate) async fn deliver(web: &Web, secret: &Secret, message: &Message) -> Result<Receipt, Undelivered> {
    let url: WebAddress = secret
        .expose()
        .parse()
        .map_err(|_| Undelivered::never(Why::NoSecret { what: "the address of the incoming webhook" }))?;
    let text = cut_to_fit(&message.plain(), 4 * POST, message.link(), |text| {
        post(message, text)["text"].as_str().is_some_and(|text| text.chars().count() <= POST)
    });
    let answer = web.post(url.url().clone(), &post(message, &text)).await?.done()?;
    Ok(Receipt { detail: format!("{} took it.", answer.host), ..Receipt::default() })
}

fn post(message: &Message, text: &str) -> Value {
    let mut text = format!("**{}**\n\n{}", plain(&message.subject()), plain(text));
    if let Some(link) = message.link() {
        text.push_str(&format!("\n\n<{link}>"));
    }
    json!({ "text": text })
}

/// Words that are nothing but words: no markup, no picture, and nobody is called by `@all`.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len() + 32);
    for c in words.chars() {
        if "\\`*_~[]#|<>!".contains(c) {
            plain.push('\\');
        }
        plain.push(c);
        if c == '@' {
            plain.push('\u{200b}');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_stay_words() {
        assert_eq!(plain("![a](b) *c* @all"), "\\!\\[a\\](b) \\*c\\* @\u{200b}all");
    }
}
