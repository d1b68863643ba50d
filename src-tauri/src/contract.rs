//! The TypeScript half of the contract, made from the Rust half. A test compares it with what is committed.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use incident::command::{Command, Edit};
use incident::customer_list::Column;
use incident::entry::Series;
use incident::id::{DestinationId, EntryRef, IncidentId, Millis, PersonId, SeverityId, WorkspaceId};
use incident::nag::quiet::Quiet;
use incident::past::{Mapping, Report};
use incident::value::{Answer, Audience, Occasion, Passage};
use ts_rs::{Config, TS, TypeVisitor};

use crate::desk::Signal;
use crate::failure::Failure;
use crate::views::{
    ActionHistory, ActionsView, AddedView, BoardLine, BoardRequest, BoardView, BookView, BriefView, Caret,
    ChannelsView, CommsView, CustomerListDraft, CustomerListReport, CustomerView, CustomersView, DevicesView,
    Done, Draft, DraftView, ExportFormat, Form, HitView, ImportDraft, InboxView, InvitationView, Joined,
    KeyView, LogView, MeetingView, MemberRole, OutboxView, PageDriftView, PageForm, PresenceView,
    PresentationView, PreviewView, ProcessView, ProofView, RailView, RelatedView, ReleaseView, ReleaseWish,
    RemarkView, ReviewView, RoomView, Ruling, SectionChange, SettledView, Start, StatusPageView,
    SubscribersView, SyncView, TemplatesView, TextView, TwiceView, Unsent, WorkspaceView,
};

/// Declarations by name, so that the file does not depend on the order of discovery.
#[derive(Default)]
struct Declarations {
    seen: HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Types without a file of their own are TypeScript's: string, number, Array.
        if T::output_path().is_some() {
            let config = config();
            let docs = T::docs().unwrap_or_default();
            self.by_name.insert(T::ident(&config), format!("{docs}export {}", T::decl(&config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// JSON's numbers are TypeScript's: nothing here needs more than 2^53.
fn config() -> Config {
    Config::default().with_large_int("number")
}

/// The whole of `ui/src/backend/bindings.ts`.
#[must_use]
pub fn bindings() -> String {
    let config = config();
    let mut all = Declarations::default();
    let mut commands = String::new();
    macro_rules! declare {
        ($($name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
            $(
                $(all.visit::<$type>();)*
                all.visit::<$answer>();
                let args: Vec<String> =
                    vec![$(format!("{}: {}", stringify!($arg), <$type as TS>::name(&config))),*];
                let args = if args.is_empty() { "Record<string, never>".to_owned() } else { format!("{{ {} }}", args.join(", ")) };
                let answer = <$answer as TS>::name(&config);
                commands.push_str(&format!("  {}: {{ args: {args}; result: {answer} }};\n", stringify!($name)));
            )*
        };
    }
    with_commands!(declare);
    all.visit::<Failure>();
    all.visit::<Signal>();
    all.visit::<ExportFormat>();
    all.visit::<PageForm>();
    let declarations: Vec<String> = all.by_name.into_values().collect();
    format!(
        "// Made from the Rust types by `cargo xtask bindings`. Do not edit.\n\n\
         /** Every command the UI may call, with what goes in and what comes out. */\n\
         export interface Commands {{\n{commands}}}\n\n{}\n",
        declarations.join("\n\n")
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_bindings_are_those_of_this_code() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/backend/bindings.ts");
        let made = super::bindings();
        if std::env::var_os("ALLCLEAR_WRITE_BINDINGS").is_some() {
            std::fs::write(file, &made).unwrap();
        }
        let committed = std::fs::read_to_string(file).unwrap_or_default();
        assert!(committed == made, "the bindings have drifted; run cargo xtask bindings");
    }
}
