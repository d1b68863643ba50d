//! One update for everybody who asked to hear, each by a mail of their own.

use std::future::ready;
use std::sync::{Mutex, OnceLock, PoisonError};

use futures_util::{StreamExt, stream};

use super::compose::compose;
use super::line::Way;
use super::{Envelope, Post, RESTING};
use crate::outreach::Turns;
use crate::{Email, Message, Secret, Subscriber, Undelivered, Why};

/// So many mails refused one after the other, whomever they are for, are no word about whoever they were for: the relay blocks
/// the sender, or takes the text for spam. A few of them may be, since some relays look at an address only with the text.
const ROW: usize = 20;
/// Of fewer than these nothing follows for the others.
const FEW: usize = 3;

impl Post {
    /// Hands a mail over for each, by as many connections as rest for a server, and tells what became of it at once.
    /// When the server itself fails, nothing more is begun, and what is under way is awaited.
    pub(crate) async fn deliver_each(
        &self,
        email: &Email,
        secret: &Secret,
        message: &Message,
        subscribers: &[Subscriber],
        turns: Turns<'_>,
        told: impl Fn(&Subscriber, Result<(), Undelivered>),
    ) -> Result<(), Undelivered> {
        let (way, failed) = (&Way::new(email, secret), OnceLock::new());
        let (stop, told) = (&failed, &told);
        let row = if subscribers.len() < FEW { usize::MAX } else { subscribers.len().min(ROW) };
        // What was refused since the last that was taken: it is told of once it is known not to be the server's word for all.
        let refused = &Mutex::new(Vec::new());
        let all_refused = || std::mem::take(&mut *refused.lock().unwrap_or_else(PoisonError::into_inner));
        stream::iter(subscribers)
            .take_while(|_| ready(stop.get().is_none()))
            .for_each_concurrent(RESTING, |one| async move {
                turns.next().await;
                // While it waited another may have found that the server fails.
                if stop.get().is_some() {
                    return;
                }
                let went = self.deliver_to(way, email, secret, message, one).await;
                match went {
                    // Nothing was said about this one, and the next would hear the same.
                    Err(undelivered) if undelivered.is_of_the_server() => {
                        if matches!(undelivered, Undelivered::Unknown { .. }) {
                            told(one, Err(undelivered.clone()));
                        }
                        let _only_the_first = stop.set(undelivered);
                    }
                    Err(undelivered) if !matches!(undelivered, Undelivered::Never { .. }) => {
                        told(one, Err(undelivered));
                    }
                    Err(undelivered) if is_nobody(&undelivered) => told(one, Err(undelivered)),
                    // Nobody was asked for in particular when it was said.
                    Err(undelivered) => {
                        let mut refused = refused.lock().unwrap_or_else(PoisonError::into_inner);
                        refused.push((one, undelivered.clone()));
                        if refused.len() >= row {
                            let _only_the_first = stop.set(undelivered);
                        }
                    }
                    Ok(went) => {
                        if went.is_ok() {
                            all_refused().into_iter().for_each(|(one, why)| told(one, Err(why)));
                        }
                        told(one, went);
                    }
                }
            })
            .await;
        if failed.get().is_none() {
            all_refused().into_iter().for_each(|(one, why)| told(one, Err(why)));
        }
        failed.into_inner().map_or(Ok(()), Err)
    }

    /// What was said of the one address; an error is a word about the mail as a whole.
    async fn deliver_to(
        &self,
        way: &Way,
        email: &Email,
        secret: &Secret,
        message: &Message,
        one: &Subscriber,
    ) -> Result<Result<(), Undelivered>, Undelivered> {
        let mail = compose(email, message, Some(one))?;
        let to = std::slice::from_ref(&one.address);
        let returns = one.returns.as_ref().unwrap_or(&email.from);
        let (_, recipients) =
            self.hand_over(way, email, secret, Envelope { returns, to }, &mail.bytes).await?;
        Ok(recipients.into_iter().try_for_each(|it| it.result))
    }
}

fn is_nobody(undelivered: &Undelivered) -> bool {
    matches!(undelivered.why(), Why::Refused { said, .. } if crate::is_nobody(said))
}
