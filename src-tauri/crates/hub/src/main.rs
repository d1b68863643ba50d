//! `allclear-hub`: what an operator says, and what is done.

mod options;

use std::io::{self, Write};

use anyhow::{Context, Result, bail};
use clap::Parser;
use hub::{
    Clock, Config, DAYS, Database, Invitation, Invited, LogFormat, Members, Named, OpenInvitation, Place,
    Role, Ruling, Serving, Turn, Waiting, Why, adopt, back_up, book, found, members, verify,
};
use incident::book::Person;
use incident::id::{Millis, PersonId};
use incident::zone::utc_text;

use options::{InviteVerb, MemberVerb, Options, Verb, WaitingVerb};

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
        Verb::Invite { verb: Some(InviteVerb::List), .. } => invitations(&place, clock.now()),
        Verb::Invite { verb: Some(InviteVerb::Withdraw { number }), .. } => {
            if !members(&place)?.withdraw_invitation(Turn(number))? {
                bail!(
                    "Nobody can join by an invitation of number {number}. `invite list` shows by which they can."
                )
            }
            say("Nobody can join by it any more.")
        }
        Verb::Invite { verb: None, role, uses, hours, person } => {
            let members = members(&place)?;
            let person = person.map(|word| guest(&place, &*members, &word)).transpose()?;
            // One more device of somebody has that person's role, whatever the link says.
            let Some(role) = person.and_then(|(_, role)| role).or(role) else {
                bail!("Say with --role whether they are to be admin, responder or observer.")
            };
            let person = person.map(|(person, _)| person);
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
            say(
                "Invitations that they made or came by are withdrawn. `invite list` shows which others are open.",
            )
        }
        Verb::Member { verb: MemberVerb::Role { who, role } } => {
            let members = members(&place)?;
            let person = one(&*members, &who)?;
            members.set_role(person, role)?;
            say(&format!("{who} ({person}) is {role} now. What was refused is offered again by Retry."))
        }
        Verb::Waiting { verb } => waiting(&*members(&place)?, &verb),
        Verb::Withdraw { hub } => {
            members(&place)?.withdraw_hub(hub)?;
            say(&format!("What hub {hub} has signed shows nothing any more. What was taken by it stays."))
        }
        Verb::Backup { file } => {
            let members = back_up(&place, &file)?;
            say(&format!("Copied the log to {} and the members to {}.", file.display(), members.display()))?;
            say(&format!("Keep {} safe too: it is in neither.", place.key().display()))
        }
        Verb::Verify { file: Some(file) } => {
            let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            incident::export::verify(&bytes)?.lines().iter().try_for_each(|line| say(line))
        }
        Verb::Verify { file: None } => {
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
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
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

/// The open invitations, as an operator reads them.
fn invitations(place: &Place, now: Millis) -> Result<()> {
    let (members, people) = (members(place)?, book(place)?);
    let (devices, known) = (members.devices()?, members.members()?);
    let name = |person: PersonId| {
        let member = known.iter().find(|member| member.person == person);
        let name = member.map(|member| member.name.clone());
        name.or(people.person_name(person).map(str::to_owned)).unwrap_or_else(|| person.to_string())
    };
    for OpenInvitation { turn: Turn(number), invitation } in members.invitations(now)? {
        let Invitation { role, uses, made_at, expires_at, person, maker, .. } = invitation;
        let device = devices.iter().find(|device| Some(device.replica) == maker);
        let by = device.map_or("an operator".to_owned(), |device| name(device.person));
        let whom = person.map_or(String::new(), |person| format!("  for {}", name(person)));
        let (since, until) = (utc_text(made_at), utc_text(expires_at));
        say(&format!("{number}  {role}  {uses} left{whom}  made by {by} {since}, good until {until}"))?;
    }
    Ok(())
}

fn waiting(members: &dyn Members, verb: &WaitingVerb) -> Result<()> {
    let (id, ruling) = match verb {
        WaitingVerb::List => {
            let devices = members.devices()?;
            for Waiting { id, series, from, to, why, since } in members.waiting()? {
                let device = devices.iter().find(|device| device.replica == series.replica);
                let author = device.map_or("somebody unknown", |device| device.person_name.as_str());
                let why = match why {
                    Why::Revoked => "written by somebody whose access was taken back",
                    Why::Leap => "its place in the order is far beyond everything known",
                };
                let since = utc_text(since);
                say(&format!("{id}  {author}  {}  {from} to {to}  since {since}: {why}", series.stream))?;
            }
            return Ok(());
        }
        WaitingVerb::Admit { id } => (*id, Ruling::Admitted),
        WaitingVerb::Refuse { id } => (*id, Ruling::Refused),
    };
    if !members.rule(id, ruling)? {
        bail!("Nothing waits under number {id}. `waiting list` shows what does.")
    }
    say(match ruling {
        Ruling::Admitted => "It counts. Whoever holds it brings it the next time they meet the hub.",
        Ruling::Refused => "It does not count, and neither does what follows it in its series.",
    })
}

fn one(members: &dyn Members, word: &str) -> Result<PersonId> {
    match members.named(word)? {
        Named::One(person) => Ok(person),
        Named::Nobody => bail!("Nobody here is called {word:?}. `member list` shows names and ids."),
        Named::Several(people) => several(word, &people),
    }
}

fn several(word: &str, people: &[PersonId]) -> Result<PersonId> {
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    bail!("Several are called {word:?}. Say which by id: {}", ids.join(", "))
}

/// Whom an invitation is for: a member, with their role while they have access, or somebody who stands in the book.
fn guest(place: &Place, members: &dyn Members, word: &str) -> Result<(PersonId, Option<Role>)> {
    if members.named(word)? != Named::Nobody {
        let person = one(members, word)?;
        let member = members.members()?.into_iter().find(|member| member.person == person);
        let member = member.filter(|member| member.revoked_at.is_none());
        return Ok((person, member.map(|member| member.role)));
    }
    let is_meant = |person: &Person| person.id.to_string() == word || person.name == word;
    let people: Vec<PersonId> =
        book(place)?.people().into_iter().filter(is_meant).map(|person| person.id).collect();
    match people[..] {
        [] => bail!(
            "Nobody here is called {word:?}, and nobody in the book. `member list` shows names and ids; whom nobody has written down yet is invited without --for."
        ),
        [person] => Ok((person, None)),
        _ => Ok((several(word, &people)?, None)),
    }
}

fn say(line: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("nobody reads what is printed")
}
