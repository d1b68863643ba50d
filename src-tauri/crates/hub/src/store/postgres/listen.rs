//! Hubs on one database tell each other that something was written. The word is only a poke: what was written is read
//! from the log, and whoever misses a poke looks by itself before long.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use incident::id::hex;
use tokio::sync::{Notify, watch};
use tokio_postgres::AsyncMessage;

use super::{Postgres, whispers};

/// Between two pokes of one hub: each takes a lock of the whole database when it commits.
const BREATH: Duration = Duration::from_millis(7);

/// Until a lost connection is tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// Begins to poke other hubs and to be poked by them. The number rises with every poke.
pub(super) fn begin(store: &Postgres) -> watch::Receiver<u64> {
    let (heard, hear) = watch::channel(0);
    let workspace = hex(&store.workspace.0);
    let (mut config, tls) = (store.link.config.clone(), store.link.tls.clone());
    config.application_name("allclear-hub listening");
    let (tell, whispers) = (Arc::clone(&store.tell), Arc::clone(&store.whispers));
    store.link.spawn(async move {
        loop {
            // Whoever connects anew may have missed a poke.
            heard.send_modify(|pokes| *pokes += 1);
            match config.connect(tls.clone()).await {
                Ok((client, mut connection)) => {
                    let listening = async {
                        let mut messages = poll_fn(|cx| connection.poll_message(cx));
                        while let Some(Ok(message)) = messages.next().await {
                            let AsyncMessage::Notification(told) = message else { continue };
                            if told.channel() == whispers::CHANNEL {
                                whispers.hear(told.payload());
                            } else if told.payload() == workspace {
                                heard.send_modify(|pokes| *pokes += 1);
                            }
                        }
                    };
                    let poking = poke(&client, &workspace, &tell);
                    tokio::select! {
                        () = listening => {}
                        Err(error) = poking => {
                            tracing::warn!(%error, "other hubs cannot be poked; they look by themselves");
                        }
                        Err(error) = whispers.tell(&client) => {
                            tracing::warn!(%error, "other hubs are not told who is about for now");
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "other hubs cannot be listened to for now"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    });
    hear
}

/// Pokes whenever something was written, the first time at once.
async fn poke(
    client: &tokio_postgres::Client,
    workspace: &str,
    tell: &Notify,
) -> Result<std::convert::Infallible, tokio_postgres::Error> {
    client.batch_execute(&format!("LISTEN allclear; LISTEN {}", whispers::CHANNEL)).await?;
    loop {
        tell.notified().await;
        client.execute("SELECT pg_notify('allclear', $1)", &[&workspace]).await?;
        tokio::time::sleep(BREATH).await;
    }
}
