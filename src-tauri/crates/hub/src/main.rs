//! `allclear-hub`: what an operator says, and what is done.

mod options;

use std::io::{self, Write};

use anyhow::{Context, Result, bail};
use clap::Parser;
use hub::{
    Clock, Config, DAYS, Database, Invited, Members, Named, Place, Role, Serving, adopt, back_up, found,
    members, verify,
};

use options::{MemberVerb, Options, Verb};

fn main() -> Result<()> {
    let Options { data, config, database, verb } = Options::parse();
    let clock = Clock::default();
    let mut config = Config::read(config.as_deref(), |name| std::env::var(name).ok())?;
    let database = database.map(Database::new).or_else(|| config.database.clone());
    let place = Place::new(data).with(database);
    match verb {
        Verb::Init { name, adopt: None } => {
            let invited = found(&place, name.as_deref(), clock.now())?;
            let url = config.url.clone().unwrap_or_else(|| config.origin(config.listen));
            say(&format!("A workspace was founded in {}.", place.folder().display()))?;
            say(&format!("Its first admin joins within {} hours by opening this link:", DAYS * 24))?;
            say(&invited.link(&url))
        }
        Verb::Init { adopt: Some(code), .. } => {
            let workspace = adopt(&place, &code, clock.now())?;
            say(&format!(
                "The hub waits for the laptop that founded workspace {workspace}. Start it with `serve`."
            ))
        }
        Verb::Serve { listen } => {
            config.listen = listen.unwrap_or(config.listen);
            serve(&place, &config)
        }
        Verb::Invite { role, uses, hours, person } => {
            let members = members(&place)?;
            let person = match person {
                None => None,
                Some(word) => Some(one(&*members, &word)?),
            };
            let role = match (role, person) {
                (Some(role), _) => role,
                // One more device of somebody has that person's role, whatever the link says.
                (None, Some(_)) => Role::Observer,
                (None, None) => bail!("Say with --role whether they are to be admin, responder or observer."),
            };
            let invited = Invited::new(&*members, role, uses, hours, person, clock.now())?;
            let url = config.url.clone().or(members.served_at()?);
            let url = url.unwrap_or_else(|| config.origin(config.listen));
            say(&invited.link(&url))
        }
        Verb::Member { verb: MemberVerb::List } => list(&*members(&place)?),
        Verb::Member { verb: MemberVerb::Revoke { who } } => {
            let members = members(&place)?;
            let person = one(&*members, &who)?;
            members.revoke_member(person, clock.now())?;
            say(&format!("{who} ({person}) and all their devices have no access any more."))?;
            say("Invitations that they may know of are still good until they are used or expire.")
        }
        Verb::Backup { file } => {
            let members = back_up(&place, &file)?;
            say(&format!("Copied the log to {} and the members to {}.", file.display(), members.display()))?;
            say(&format!("Keep {} safe too: it is in neither.", place.key().display()))
        }
        Verb::Verify => {
            let verdict = verify(&place)?;
            for wrong in &verdict.wrong {
                say(&format!("{}, number {}: {}", wrong.series.stream, wrong.seq, wrong.what))?;
            }
            if let Some(structure) = &verdict.structure {
                say(structure)?;
            }
            say(&format!("{} entries in {} series", verdict.entries, verdict.series))?;
            if verdict.is_good() {
                say("All of it is as it was written.")
            } else {
                bail!("The log is damaged.")
            }
        }
    }
}

fn serve(place: &Place, config: &Config) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .with_context(|| format!("log = {:?} is not understood", config.log))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false).init();
    let runtime = tokio::runtime::Runtime::new().context("the runtime does not start")?;
    runtime.block_on(async {
        let stop = stopped().context("signals cannot be listened to")?;
        let serving = Serving::open(place, config).await?;
        say(&format!("listening on {}", serving.origin()))?;
        serving.run(stop).await?;
        tracing::info!("stopped");
        Ok(())
    })
}

/// Done when the process is told to stop.
fn stopped() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Without the signal it runs until it is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

fn list(members: &dyn Members) -> Result<()> {
    let devices = members.devices()?;
    for member in members.members()? {
        let revoked = if member.revoked_at.is_some() { "  revoked" } else { "" };
        say(&format!("{}  {:<9}  {}{revoked}", member.person, member.role, member.name))?;
        for device in devices.iter().filter(|device| device.person == member.person) {
            let revoked = if device.revoked_at.is_some() { "  revoked" } else { "" };
            say(&format!("    device {}  {}  key {}{revoked}", device.id, device.name, device.replica))?;
        }
    }
    Ok(())
}

fn one(members: &dyn Members, word: &str) -> Result<incident::id::PersonId> {
    match members.named(word)? {
        Named::One(person) => Ok(person),
        Named::Nobody => bail!(
            "Nobody here is called {word:?}. `member list` shows names and ids. Who stands in the book and has not joined is invited in the app, in Settings under Workspace."
        ),
        Named::Several(people) => {
            let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
            bail!("Several are called {word:?}. Say which by id: {}", ids.join(", "))
        }
    }
}

fn say(line: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("nobody reads what is printed")
}
