//! Handing over, and what its outcome means for the record. A mail has an outcome for each address: what one of them took
//! it is not given again.

use std::sync::Arc;

use incident::id::{EntryRef, Millis};
use incident::text::one_line;
use incident::value;
use outreach::{Channel, Email, MailAddress, Message, MessageId, Receipt, Undelivered, Why};

use crate::mailing::tell_each;
use crate::publish::publish;
use crate::run::{Ready, after, aside};
use crate::waiting::pause;
use crate::{House, Job, Reached, Saying, Way, Went};

/// After so many attempts a person looks, where no promised time says when it is too late.
const MOST_ATTEMPTS: u32 = 30;
/// So many addresses of a mail are handed over before it is noted for which it was taken.
const TOGETHER: usize = 100;

/// What became of an attempt.
pub(crate) enum Outcome {
    /// It is there, as far as it ever will be.
    Arrived {
        receipt: value::Receipt,
        detail: String,
        /// A mail of which nothing is left to do.
        mail: Option<MessageId>,
    },
    /// It is not.
    Failed {
        why: Undelivered,
        /// How many addresses have it, and of how many where that is known.
        part: Option<(usize, Option<usize>)>,
        idempotent: bool,
    },
}

/// Hands it over, once.
pub(crate) async fn hand_over<H: House>(house: &Arc<H>, job: &Job, ready: &Ready) -> Outcome {
    let Ready { way, message, .. } = ready;
    let delivered = match &way.channel {
        Channel::Email(_) if ready.to.is_hubs_alone() => {
            return tell_each(house, job, ready).await;
        }
        Channel::Email(email) => return mail(house, way, email, message).await,
        // What was approved is on the page.
        Channel::Bucket(_) => publish(house, &job.destination, way).await,
        _ => way.outreach.deliver(&way.channel, &way.secret, message).await,
    };
    match delivered {
        Ok(receipt) => {
            let name = name(&receipt);
            let kept = value::Receipt { name, reached: None, of: None };
            Outcome::Arrived { receipt: kept, detail: receipt.detail, mail: None }
        }
        Err(why) => Outcome::Failed { why, part: None, idempotent: way.channel.is_idempotent() },
    }
}

/// A mail, to those of its addresses that are not settled.
async fn mail<H: House>(house: &Arc<H>, way: &Way, email: &Email, message: &Message) -> Outcome {
    let id = message.id.clone();
    let failed = |why, part| Outcome::Failed { why, part, idempotent: false };
    let known = aside(house, move |house| house.reached(&id)).await;
    let of = email.to.len();
    let Some(Ok(mut reached)) = known else {
        // Whoever got it already would get it again.
        return failed(Undelivered::Later { after: None, why: Why::Channel(NO_TABLE) }, None);
    };
    if email.to.iter().all(|to| reached.is_settled(to)) && taken(&reached, email) == 0 {
        // All were refused, and somebody asks again: what they were refused for may be mended.
        reached.refused.clear();
    }
    let left: Vec<MailAddress> = email.to.iter().filter(|to| !reached.is_settled(to)).cloned().collect();
    let (mut first, mut worst, mut refused) = (None, None::<Undelivered>, Vec::new());
    for together in left.chunks(TOGETHER) {
        let part = Channel::Email(Email { to: together.to_vec(), ..email.clone() });
        let recipients = match way.outreach.deliver(&part, &way.secret, message).await {
            Ok(receipt) => {
                first = first.or_else(|| name(&receipt));
                receipt.recipients
            }
            // It was a word about each address, and none about the mail.
            Err(
                Undelivered::Never { why: Why::NoRecipient(all) }
                | Undelivered::Later { why: Why::NoRecipient(all), .. },
            ) => all,
            Err(why) => {
                // The others would hear the same, and a server locks out who comes with a wrong password again and again.
                let stops = why.is_of_the_server() && !matches!(why, Undelivered::Unknown { .. });
                worst = Some(worse(worst, why));
                if stops {
                    break;
                }
                Vec::new()
            }
        };
        for one in recipients {
            match &one.result {
                Ok(()) => drop(reached.taken.insert(one.address.to_string())),
                Err(Undelivered::Never { .. }) => {
                    reached.refused.insert(one.address.to_string());
                    refused.push(one);
                }
                Err(why) => worst = Some(worse(worst, why.clone())),
            }
        }
        let (id, so_far) = (message.id.clone(), reached.clone());
        if let Some(Err(trouble)) = aside(house, move |house| house.note_reached(&id, &so_far)).await {
            tracing::error!(%trouble, "for whom a mail was taken cannot be noted");
            let why = Undelivered::Unknown { why: Why::Channel(NO_TABLE) };
            return failed(why, Some((reached.taken.len(), Some(of))));
        }
    }
    match worst {
        Some(why) => failed(why, Some((reached.taken.len(), Some(of))).filter(|(taken, _)| *taken > 0)),
        None if taken(&reached, email) == 0 => {
            failed(Undelivered::Never { why: Why::NoRecipient(refused) }, None)
        }
        None => {
            let taken = taken(&reached, email);
            let detail =
                format!("{} took it for {taken} of {of} addresses.{}", email.server, refused_by(&reached));
            let count = |n: usize| u32::try_from(n).ok();
            let receipt = value::Receipt { name: first, reached: count(taken), of: count(of) };
            Outcome::Arrived { receipt, detail, mail: Some(message.id.clone()) }
        }
    }
}

/// How many of the addresses have it.
fn taken(reached: &Reached, email: &Email) -> usize {
    email.to.iter().filter(|to| reached.taken.contains(&to.to_string())).count()
}

/// Who did not get it, for whoever looks after the channel. It is said where it was sent from, and is in no log.
fn refused_by(reached: &Reached) -> String {
    let refused = &reached.refused;
    if refused.is_empty() {
        return String::new();
    }
    let named: Vec<&str> = refused.iter().take(NAMED).map(String::as_str).collect();
    let more = refused.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(" Refused for good: {}{more}.", named.join(", "))
}

/// So many of those who did not get a mail are named.
const NAMED: usize = 10;
const NO_TABLE: &str =
    "For whom a mail was taken cannot be read or kept. Look at the disk, then send it again.";

/// Of two that of which less is known, and then that which another attempt may mend.
pub(crate) fn worse(one: Option<Undelivered>, other: Undelivered) -> Undelivered {
    let rank = |it: &Undelivered| match it {
        Undelivered::Never { .. } => 0,
        Undelivered::Later { .. } => 1,
        Undelivered::Unknown { .. } => 2,
    };
    match one {
        Some(one) if rank(&one) >= rank(&other) => one,
        _ => other,
    }
}

/// What the other end called it, as a line that a person reads.
fn name(receipt: &Receipt) -> Option<String> {
    receipt.id.as_deref().map(|id| one_line(id).chars().take(200).collect())
}

impl Outcome {
    /// How the destination is doing.
    pub(crate) fn went(&self) -> Went {
        match self {
            Self::Arrived { detail, .. } => Went { well: true, words: detail.clone() },
            Self::Failed { why, part, .. } => Went { well: false, words: in_words(why, *part) },
        }
    }

    /// The mail of which nothing is left to do.
    pub(crate) fn mail(&self) -> Option<MessageId> {
        match self {
            Self::Arrived { mail, .. } => mail.clone(),
            Self::Failed { .. } => None,
        }
    }

    /// What the record is told.
    pub(crate) fn saying<H: House>(
        self,
        house: &H,
        job: &Job,
        attempt: EntryRef,
    ) -> Result<Saying, H::Trouble> {
        let (update, destination) = (job.update, job.destination.clone());
        Ok(match self {
            Self::Arrived { receipt, .. } => Saying::Arrived { update, destination, receipt },
            Self::Failed { why, part, idempotent } => {
                let unknown = matches!(why, Undelivered::Unknown { .. });
                // Where nobody may try again by itself, no time for it is written down.
                let again = !unknown || idempotent;
                let retry_at = if again { retry_at(house, job, &why)? } else { None };
                Saying::Failed { attempt, why: in_words(&why, part), retry_at, unknown }
            }
        })
    }
}

/// Why it did not arrive, without the address of anybody: the log is for ever.
fn in_words(why: &Undelivered, part: Option<(usize, Option<usize>)>) -> String {
    let words = why.why().on_record();
    match part {
        Some((taken, Some(of))) => {
            format!("Taken for {taken} of {of} addresses; those do not get it again. {words}")
        }
        Some((taken, None)) => format!("Taken for {taken}; those do not get it again. {words}"),
        None => words,
    }
}

fn retry_at<H: House>(house: &H, job: &Job, why: &Undelivered) -> Result<Option<Millis>, H::Trouble> {
    let record = house.record(job.incident)?;
    let incident = incident::incident::Incident::of(&record);
    let Some(one) = incident.outgoing(job.update, &job.destination) else { return Ok(None) };
    let attempts = u32::try_from(one.attempts.len()).unwrap_or(u32::MAX);
    let asked_for = match why {
        Undelivered::Never { .. } => return Ok(None),
        Undelivered::Unknown { .. } => None,
        Undelivered::Later { after, .. } => *after,
    };
    if one.update.next_due.is_none() && attempts >= MOST_ATTEMPTS {
        return Ok(None);
    }
    Ok(Some(after(house.now(), pause(attempts, asked_for))))
}
