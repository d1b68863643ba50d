//! Mattermost, by an incoming webhook. Source: <https://developers.mattermost.com/integrate/webhooks/incoming/>.

use serde_json::{Value, json};

use crate::cut::cut_to_fit;
use crate::http::Web;
use crate::{Message, Receipt, Secret, Undelivered};

pub(crate) const ADDRESS: &str = "the address of the incoming webhook";
/// A post has at most 16,383 characters.
const POST: usize = 16_383;

pub(crate) async fn deliver(web: &Web, secret: &Secret, message: &Message) -> Result<Receipt, Undelivered> {
    let url = secret.address(ADDRESS)?;
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

/// Words that are nothing but words: no markup, no picture, and nobody is called by `@all`. Addresses lead to where they
/// led.
fn plain(words: &str) -> String {
    let mut plain = String::with_capacity(words.len() + 32);
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        if let Some(address) = address(rest) {
            plain.push_str(&format!("<{}>", address.replace('@', "%40")));
            rest = &rest[address.len()..];
            continue;
        }
        if "\\`*_~[]#|<>!".contains(c) {
            plain.push('\\');
        }
        plain.push(c);
        if c == '@' {
            plain.push('\u{200b}');
        }
        rest = &rest[c.len_utf8()..];
    }
    plain
}

/// The address of the web with which a text begins, without the sentence around it.
fn address(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text.find(|c: char| c.is_whitespace() || "\\`\"[]|<>".contains(c)).unwrap_or(text.len());
    let mut address = &text[..end];
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back() {
        match last {
            ')' if unopened > 0 => unopened -= 1,
            _ if ".,;:!?'*_~".contains(last) => {}
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    (address.len() > scheme.len() && address[scheme.len()..].starts_with(char::is_alphanumeric))
        .then_some(address)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_stay_words() {
        for (words, said) in [
            ("![a](b) *c* @all", "\\!\\[a\\](b) \\*c\\* @\u{200b}all"),
            // An address leads to where it led, and calls nobody either.
            ("See https://example.org/a_b~c#now.", "See <https://example.org/a_b~c#now>."),
            ("(https://example.org/a_(b)) x_y", "(<https://example.org/a_(b)>) x\\_y"),
            ("http://example.org/@all?a=*b*, *c*", "<http://example.org/%40all?a=*b>\\*, \\*c\\*"),
            ("https://*a*", "https://\\*a\\*"),
            ("<https://a|b>", "\\<<https://a>\\|b\\>"),
        ] {
            assert_eq!(plain(words), said);
        }
    }
}
