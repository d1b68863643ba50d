//! What is said when the program is started.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use hub::Role;
use incident::id::ReplicaKey;

/// The server where laptops with Allclear meet.
#[derive(Debug, Parser)]
#[command(name = "allclear-hub", version)]
pub(crate) struct Options {
    /// The hub's folder.
    #[arg(long, global = true, env = "ALLCLEAR_HUB_DATA", default_value = "allclear-hub")]
    pub data: PathBuf,
    /// A file with settings; the environment's `ALLCLEAR_HUB_…` win over it.
    #[arg(long, global = true, env = "ALLCLEAR_HUB_CONFIG")]
    pub config: Option<PathBuf>,
    /// A PostgreSQL database that holds everything but the key, as postgres://user:password@host/name. Others on this
    /// computer can see what is said here; `ALLCLEAR_HUB_DATABASE` is not seen.
    #[arg(long, global = true)]
    pub database: Option<String>,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Founds a workspace and prints the first invitation, or takes over that of a laptop.
    Init {
        /// What the workspace is called.
        #[arg(long, conflicts_with = "adopt")]
        name: Option<String>,
        /// The code that the founder's laptop shows.
        #[arg(long, allow_hyphen_values = true)]
        adopt: Option<String>,
    },
    /// Serves until it is told to stop.
    Serve {
        /// Where to listen; port 0 takes a free one and prints it.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Prints an invitation, or shows and withdraws those by which somebody may still join. The hub may be serving.
    #[command(args_conflicts_with_subcommands = true)]
    Invite {
        #[command(subcommand)]
        verb: Option<InviteVerb>,
        /// What those who join by it may do: admin, responder or observer.
        #[arg(long)]
        role: Option<Role>,
        /// How many laptops may join by it.
        #[arg(long, default_value_t = 1)]
        uses: u32,
        /// For how many hours it is good.
        #[arg(long, default_value_t = hub::DAYS * 24)]
        hours: i64,
        /// For one more device of this member, or for somebody of the book who has not joined yet, by name or id.
        #[arg(long = "for")]
        person: Option<String>,
    },
    /// Shows who belongs here, or takes access back. The hub may be serving.
    Member {
        #[command(subcommand)]
        verb: MemberVerb,
    },
    /// Shows what waits for an admin, or says whether it counts. The hub may be serving.
    Waiting {
        #[command(subcommand)]
        verb: WaitingVerb,
    },
    /// Takes back that a hub which the workspace had before is believed: its receipts count no more.
    Withdraw {
        /// The key of that hub.
        hub: ReplicaKey,
    },
    /// Copies the log and the members while the hub serves.
    Backup {
        /// The new file.
        file: PathBuf,
    },
    /// Checks every entry's hash and signature: of the log, on a copy, or of an incident that Allclear has exported as
    /// JSON, with nothing but that file.
    Verify {
        /// The exported file.
        file: Option<PathBuf>,
    },
}

/// What to do with invitations that were made.
#[derive(Debug, Subcommand)]
pub(crate) enum InviteVerb {
    /// Those by which somebody may still join, with their numbers.
    List,
    /// Ends one at once.
    Withdraw {
        /// Its number.
        number: i64,
    },
}

/// What to do with members.
#[derive(Debug, Subcommand)]
pub(crate) enum MemberVerb {
    /// Everybody with their devices.
    List,
    /// Changes what a member may do, from their next request on.
    Role {
        /// A name or an id.
        who: String,
        /// admin, responder or observer.
        role: Role,
    },
    /// Takes a person's access back; open streams end within seconds, and so do invitations that they made or came by.
    Revoke {
        /// A name or an id.
        who: String,
    },
}

/// What to do with what waits.
#[derive(Debug, Subcommand)]
pub(crate) enum WaitingVerb {
    /// Everything that waits, with its number here.
    List,
    /// Lets it in, as far as it was offered by now: whoever holds it brings it the next time.
    Admit {
        /// Its number.
        id: i64,
    },
    /// Says that it does not count, and neither does what follows it.
    Refuse {
        /// Its number.
        id: i64,
    },
}
