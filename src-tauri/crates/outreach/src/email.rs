//! E-mail by SMTP, with an answer for each address.

mod compose;
mod each;
mod line;
mod lines;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use lettre::transport::smtp::client::Certificate;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailParameter};
use tokio::time::{Duration, Instant};

use crate::guard::Guard;
use crate::{Email, MailAddress, Message, NotReady, Receipt, Recipient, Secret, Settings, Undelivered, Why};
use line::{Line, Patience, Way};

/// So many addresses share one mail at the server; no server may take fewer.
const TOGETHER: usize = 100;
/// A connection that rested for longer is opened anew.
const RESTS: Duration = Duration::from_secs(20);
/// So many connections rest for one server.
const RESTING: usize = 4;

/// What a server is told beside the mail: who hears if it cannot be delivered after all, and who gets it.
#[derive(Clone, Copy)]
struct Envelope<'a> {
    returns: &'a MailAddress,
    to: &'a [MailAddress],
}

/// Sends mail, and keeps a connection for the next one.
pub(crate) struct Post {
    guard: Guard,
    authorities: Vec<Certificate>,
    patience: Patience,
    resting: Mutex<HashMap<Way, Vec<(Line, Instant)>>>,
}

impl Post {
    pub(crate) fn new(settings: &Settings, guard: Guard) -> Result<Self, NotReady> {
        let read = |pem: &String| Certificate::from_pem(pem.as_bytes());
        let authorities = settings.authorities.iter().map(read).collect::<Result<_, _>>();
        Ok(Self {
            guard,
            authorities: authorities.map_err(|_| NotReady::Authority)?,
            patience: Patience { connect: settings.connect, answer: settings.answer, mail: settings.mail },
            resting: Mutex::default(),
        })
    }

    /// Hands over one mail. Each address has a result of its own.
    pub(crate) async fn deliver(
        &self,
        email: &Email,
        secret: &Secret,
        message: &Message,
    ) -> Result<Receipt, Undelivered> {
        let mail = compose::compose(email, message, None)?;
        let way = Way::new(email, secret);
        let mut receipt = Receipt { thread: Some(mail.thread), ..Receipt::default() };
        let mut whole = None;
        let mut left = email.to.as_slice();
        while !left.is_empty() {
            let (together, rest) = left.split_at(left.len().min(TOGETHER));
            left = rest;
            let returns = email.returns.as_ref().unwrap_or(&email.from);
            let envelope = Envelope { returns, to: together };
            match self.hand_over(&way, email, secret, envelope, &mail.bytes).await {
                Ok((id, recipients)) => {
                    receipt.id = receipt.id.or(id);
                    receipt.recipients.extend(recipients);
                }
                Err(undelivered) => {
                    let result = Err(undelivered.clone());
                    // The others would hear the same, and a server locks out who comes with a wrong password again and again.
                    let stops =
                        undelivered.is_of_the_server() && !matches!(undelivered, Undelivered::Unknown { .. });
                    let others = if stops { std::mem::take(&mut left) } else { &[] };
                    let to = together.iter().chain(others).cloned();
                    receipt
                        .recipients
                        .extend(to.map(|address| Recipient { address, result: result.clone() }));
                    whole.get_or_insert(undelivered);
                }
            }
        }
        let taken = receipt.recipients.iter().filter(|it| it.result.is_ok()).count();
        if taken == 0 {
            let alike = |it: &Recipient| it.result.as_ref().err() == whole.as_ref();
            return Err(match whole {
                // It was the mail or the way, and no word about any address.
                Some(ref undelivered) if receipt.recipients.iter().all(alike) => undelivered.clone(),
                _ => none(receipt.recipients),
            });
        }
        receipt.detail = format!("{} took it for {taken} of {} addresses.", email.server, email.to.len());
        Ok(receipt)
    }

    /// Connects, logs in and says who would write, and to nobody: the server forgets it again.
    pub(crate) async fn probe(&self, email: &Email, secret: &Secret) -> Result<Receipt, Undelivered> {
        let line = Line::open(email, secret, &self.guard, &self.authorities, self.patience).await?;
        let returns = email.returns.as_ref().unwrap_or(&email.from);
        let (mut line, _nobody) = self.address_on(line, email, Envelope { returns, to: &[] }).await?;
        line.say(Rset).await?;
        self.rest(&Way::new(email, secret), line);
        let (server, from) = (&email.server, &email.from);
        let detail = format!(
            "{server} can be reached and takes mails from {from}. No mail was sent: only an update goes to those who asked."
        );
        Ok(Receipt { detail, ..Receipt::default() })
    }

    /// One mail to some addresses: what its number in the queue is, and what was said of each address. An error is
    /// one of the mail as a whole.
    async fn hand_over(
        &self,
        way: &Way,
        email: &Email,
        secret: &Secret,
        envelope: Envelope<'_>,
        mail: &[u8],
    ) -> Result<(Option<String>, Vec<Recipient>), Undelivered> {
        let (mut line, recipients) = self.address(way, email, secret, envelope).await?;
        if recipients.iter().all(|it| it.result.is_err()) {
            // The connection is as good as before, if the server forgets the sender.
            if line.say(Rset).await.is_ok() {
                self.rest(way, line);
            }
            return Ok((None, recipients));
        }
        line.say(Data).await?;
        let handed = line.hand(mail).await;
        if !line.is_broken() {
            self.rest(way, line);
        }
        Ok((handed?, recipients))
    }

    /// Names the sender and the addresses. A connection that rested may have ended meanwhile; nothing was sent by
    /// then, so another is opened.
    async fn address(
        &self,
        way: &Way,
        email: &Email,
        secret: &Secret,
        envelope: Envelope<'_>,
    ) -> Result<(Line, Vec<Recipient>), Undelivered> {
        if let Some(line) = self.rested(way)
            && let Ok(addressed) = self.address_on(line, email, envelope).await
        {
            return Ok(addressed);
        }
        let line = Line::open(email, secret, &self.guard, &self.authorities, self.patience).await?;
        self.address_on(line, email, envelope).await
    }

    async fn address_on(
        &self,
        mut line: Line,
        email: &Email,
        Envelope { returns, to }: Envelope<'_>,
    ) -> Result<(Line, Vec<Recipient>), Undelivered> {
        let wide = |address: &MailAddress| !address.get().to_string().is_ascii();
        let may_be_wide = line.offers(Extension::SmtpUtfEight);
        let mut parameters = Vec::new();
        if may_be_wide && (wide(returns) || to.iter().any(wide)) {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        line.say(Mail::new(Some(returns.get().clone()), parameters)).await?;
        let mut recipients = Vec::with_capacity(to.len());
        for address in to {
            let result = if wide(address) && !may_be_wide {
                let said = "it takes no address with such letters".to_owned();
                Err(Undelivered::never(Why::Refused { host: email.server.clone(), said }))
            } else {
                line.say(Rcpt::new(address.get().clone(), Vec::new())).await
            };
            // What is no word about this address is one about the connection.
            if let Err(broken) = &result
                && line.is_broken()
            {
                return Err(broken.clone());
            }
            recipients.push(Recipient { address: address.clone(), result });
        }
        Ok((line, recipients))
    }

    fn rested(&self, way: &Way) -> Option<Line> {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = resting.get_mut(way)?;
        lines.retain(|(_, since)| since.elapsed() < RESTS);
        lines.pop().map(|(line, _)| line)
    }

    fn rest(&self, way: &Way, line: Line) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody else looks after connections to servers that are no longer asked.
        resting.retain(|_, lines| lines.iter().any(|(_, since)| since.elapsed() < RESTS));
        let lines = resting.entry(way.clone()).or_default();
        if lines.len() < RESTING {
            lines.push((line, Instant::now()));
        }
    }
}

/// What no address at all was worth: another attempt, if one of them is.
fn none(recipients: Vec<Recipient>) -> Undelivered {
    let mut after = None;
    let mut again = false;
    for it in &recipients {
        match &it.result {
            Err(Undelivered::Unknown { .. }) => {
                return Undelivered::Unknown { why: Why::NoRecipient(recipients) };
            }
            Err(Undelivered::Later { after: asked, .. }) => {
                again = true;
                after = after.max(*asked);
            }
            _ => {}
        }
    }
    let why = Why::NoRecipient(recipients);
    if again { Undelivered::Later { after, why } } else { Undelivered::Never { why } }
}
