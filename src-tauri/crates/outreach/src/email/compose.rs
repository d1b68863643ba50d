//! What a mail consists of.

use std::time::{Duration, UNIX_EPOCH};

use incident::text::one_line;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::cut::cut_bytes;
use crate::{Email, Message, Subscriber, Undelivered, Why};

/// So many bytes of a text are sent. HTML that is longer is left out.
const TEXT: usize = 262_144;

/// A mail that is written.
pub(super) struct Composed {
    pub(super) bytes: Vec<u8>,
    /// What the next one is hung below.
    pub(super) thread: String,
}

/// A mail to all of a channel, or to one who asked for it: that one's mails are a thread of their own.
pub(super) fn compose(
    email: &Email,
    message: &Message,
    one: Option<&Subscriber>,
) -> Result<Composed, Undelivered> {
    let domain = email.from.domain();
    let name = email.from_name.as_deref().map(one_line).filter(|name| !name.is_empty());
    let from = Mailbox::new(name, email.from.get().clone());
    let id = match one {
        Some(one) => format!("<{}.{}@{domain}>", message.id, one.name),
        None => format!("<{}@{domain}>", message.id),
    };
    let to = match one.map_or(&email.to[..], |one| std::slice::from_ref(&one.address)) {
        [one] => Mailbox::new(None, one.get().clone()),
        // Nobody is told who else hears it.
        _ => from.clone(),
    };
    let at = UNIX_EPOCH + Duration::from_millis(message.at.0.try_into().unwrap_or_default());
    let mut mail = lettre::Message::builder()
        .from(from)
        .to(to)
        .subject(message.subject())
        .date(at)
        .message_id(Some(id.clone()))
        // No answering machine answers it.
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    if let Some(reply_to) = &email.reply_to {
        mail = mail.reply_to(Mailbox::new(None, reply_to.get().clone()));
    }
    let above = message.thread.as_deref().filter(|thread| is_id(thread));
    let above = match (above, one) {
        (Some(above), Some(one)) => Some(of_one(above, one)),
        (above, _) => above.map(str::to_owned),
    };
    let above = above.filter(|above| *above != id);
    if let Some(above) = &above {
        mail = mail.in_reply_to(above.clone()).references(above.clone());
    }
    let unsubscribe = one.map(|one| &one.unsubscribe).or(message.unsubscribe.as_ref());
    if let Some(unsubscribe) = unsubscribe {
        mail = mail
            .raw_header(raw("List-Unsubscribe", &format!("<{unsubscribe}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let mut plain = cut_bytes(&message.plain(), TEXT, message.link());
    if let Some(link) = message.link() {
        plain.push_str(&format!("\n\n{link}"));
    }
    if let Some(unsubscribe) = unsubscribe {
        plain.push_str(&format!("\n\n-- \nTo hear no more: {unsubscribe}"));
    }
    let plain = SinglePart::plain(plain);
    let mail = if message.words.page.is_empty() || message.words.page.len() > TEXT {
        mail.singlepart(plain)
    } else {
        let page = SinglePart::html(message.words.page.clone());
        mail.multipart(MultiPart::alternative().singlepart(plain).singlepart(page))
    };
    let mail =
        mail.map_err(|_| Undelivered::never(Why::Channel("The mail cannot be written: no address.")))?;
    Ok(Composed { bytes: mail.formatted(), thread: above.unwrap_or(id) })
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// What the first mail of a thread was called for one who asked for it.
fn of_one(above: &str, one: &Subscriber) -> String {
    above.replacen('@', &format!(".{}@", one.name), 1)
}

/// Whether it is the name of a mail, and nothing after it.
fn is_id(text: &str) -> bool {
    let inside = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    inside.is_some_and(|inside| {
        inside.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte)) && inside.contains('@')
    })
}
