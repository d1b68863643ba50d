//! One update for everybody who asked to hear, each by a mail of their own.

use std::future::ready;
use std::sync::OnceLock;

use futures_util::{StreamExt, stream};

use super::compose::compose;
use super::line::Way;
use super::{Envelope, Post, RESTING};
use crate::outreach::Turns;
use crate::{Email, Message, Secret, Subscriber, Undelivered};

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
                    went => told(one, went),
                }
            })
            .await;
        failed.into_inner().map_or(Ok(()), Err)
    }

    async fn deliver_to(
        &self,
        way: &Way,
        email: &Email,
        secret: &Secret,
        message: &Message,
        one: &Subscriber,
    ) -> Result<(), Undelivered> {
        let mail = compose(email, message, Some(one))?;
        let to = std::slice::from_ref(&one.address);
        let returns = one.returns.as_ref().unwrap_or(&email.from);
        let (_, recipients) =
            self.hand_over(way, email, secret, Envelope { returns, to }, &mail.bytes).await?;
        recipients.into_iter().try_for_each(|it| it.result)
    }
}
