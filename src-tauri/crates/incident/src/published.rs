//! What of an incident the public status page shows: the updates for the public that were approved by whom they have to
//! be, in the words and with the component states that were approved. Nothing else of it is public, and of a drill, a
//! private or an internal incident nothing at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::Book;
use crate::event::Event;
use crate::id::{ComponentId, EntryRef, IncidentId, Millis};
use crate::incident::Incident;
use crate::record::Fact;
use crate::update::{Update, UpdateState};
use crate::value::{Audience, Chapter, ComponentSaid, ComponentState, Occasion};

/// All that the page needs of one incident, however long its record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which one.
    pub incident: IncidentId,
    /// What it is called there.
    pub title: String,
    /// What was said, oldest first; never empty.
    pub said: Vec<Said>,
    /// The review, where what the public is to read of it was approved.
    pub review: Option<PublicReview>,
}

/// A review as the public reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicReview {
    /// The entry that holds it.
    pub id: EntryRef,
    /// What it is called.
    pub title: String,
    /// Its sections, in order.
    pub passages: Vec<Chapter>,
    /// When it was approved.
    pub at: Millis,
}

/// One update of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The entry that proposed it.
    pub id: EntryRef,
    /// What it is for.
    pub occasion: Occasion,
    /// How the incident stood by it: what has no news keeps what was said before.
    pub status: Occasion,
    /// What it says.
    pub text: String,
    /// When it was approved, which is when it stands there.
    pub at: Millis,
    /// The components of which it says something.
    pub components: Vec<ComponentSaid>,
}

/// A stretch of time in which a component did not do well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Which component.
    pub component: ComponentId,
    /// How it did.
    pub state: ComponentState,
    /// Since when.
    pub from: Millis,
    /// Until when; none while it lasts.
    pub until: Option<Millis>,
}

impl Incident<'_> {
    /// What the public status page shows of it; none where that is nothing.
    #[must_use]
    pub fn published(self, book: &Book) -> Option<Published> {
        if !self.exists() || self.is_drill() || self.is_called_off() || !self.has_audience(Audience::Public) {
            return None;
        }
        let stands = |update: &Update<'_>| {
            update.audience == Audience::Public
                && matches!(update.state, UpdateState::Approved | UpdateState::Posted)
        };
        let updates = self.updates();
        let by = |update| Some((self.approval_of(update, book)?, update));
        let mut approved: Vec<(&Fact, &Update<'_>)> =
            updates.iter().filter(|update| stands(update)).filter_map(by).collect();
        approved.sort_by_key(|(approval, _)| (self.when(approval), approval.place()));
        let title = approved.last().map(|(approval, update)| self.title_with(update, approval))?;
        // What is hidden or taken back is not shown, and neither is what came before it.
        let told = approved.iter().rev().find_map(|(fact, update)| Some((fact, update.shown?.review?)));
        let review = told.and_then(|(fact, id)| {
            let release = self.release_in(id)?;
            let (title, passages) = (release.title.to_owned(), release.passages.into_owned());
            Some(PublicReview { id, title, passages, at: self.when(fact) })
        });
        let mut status = Occasion::Investigating;
        let said = approved.into_iter().map(|(approval, update)| {
            if update.occasion != Occasion::NoChange {
                status = update.occasion;
            }
            Said {
                id: update.fact.id,
                occasion: update.occasion,
                status,
                text: update.text.to_owned(),
                at: self.when(approval),
                components: update.shown.map(|shown| shown.components.clone()).unwrap_or_default(),
            }
        });
        let said = said.collect();
        Some(Published { incident: self.record().incident_id()?, title, said, review })
    }

    /// The facts by which the page shows of it what it shows: the approvals of what was said, and whatever may take something
    /// back or hide it. Whoever lacks one of them would write an older page. None where the public was never told anything.
    #[must_use]
    pub fn told_by(self) -> BTreeSet<EntryRef> {
        if self.is_drill() {
            return BTreeSet::new();
        }
        let record = self.record();
        let is_public = |update: &EntryRef| {
            let proposal = record.fact(*update).map(|fact| &fact.event);
            match proposal {
                Some(Some(Event::UpdateProposed { audience, .. })) => *audience == Audience::Public,
                // Of a hidden one nobody knows any more for whom it was, but by where it was posted.
                Some(None) => record.facts().iter().any(|fact| {
                    matches!(&fact.event, Some(Event::UpdatePosted { audience: Audience::Public, update: Some(id), .. }) if id == update)
                }),
                _ => false,
            }
        };
        // That people go on with what is private is nobody else's business, and neither is anything of it.
        let hides = self.is_private();
        let may_be_named =
            |fact: &&Fact| !hides || !fact.private || matches!(fact.event, Some(Event::PrivacySet { .. }));
        let is_approval = |fact: &&Fact| matches!(&fact.event, Some(Event::UpdateApproved { update, .. }) if is_public(update));
        let takes_back = |fact: &&Fact| {
            matches!(
                fact.event,
                Some(
                    Event::Retracted { .. }
                        | Event::Reinstated { .. }
                        | Event::Redacted { .. }
                        | Event::StreamErased { .. }
                        | Event::PrivacySet { .. }
                        | Event::KindSet { .. }
                        | Event::UpdateSentBack { .. }
                        | Event::RoleAssigned { .. }
                        | Event::RoleReleased { .. }
                )
            )
        };
        let mut facts: BTreeSet<EntryRef> =
            record.facts().iter().filter(is_approval).filter(may_be_named).map(|fact| fact.id).collect();
        if !facts.is_empty() {
            let others = record.facts().iter().filter(takes_back).filter(may_be_named);
            facts.extend(others.map(|fact| fact.id));
        }
        facts
    }
}

impl Published {
    /// When it was first said.
    #[must_use]
    pub fn began(&self) -> Millis {
        self.said.first().map(|said| said.at).unwrap_or_default()
    }

    /// When something was said last.
    #[must_use]
    pub fn updated(&self) -> Millis {
        self.said.last().map(|said| said.at).unwrap_or_default()
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Occasion {
        self.said.last().map_or(Occasion::Investigating, |said| said.status)
    }

    /// When it was said to be over; none while it is not.
    #[must_use]
    pub fn resolved(&self) -> Option<Millis> {
        let open = self.said.iter().rposition(|said| !said.status.is_over());
        self.said.get(open.map_or(0, |at| at + 1)).map(|said| said.at)
    }

    /// When it first stood like this.
    #[must_use]
    pub fn reached(&self, status: Occasion) -> Option<Millis> {
        self.said.iter().find(|said| said.status == status).map(|said| said.at)
    }

    /// How the components that it hurts do, once it is over none.
    #[must_use]
    pub fn states(&self) -> BTreeMap<&ComponentId, &ComponentSaid> {
        self.said.iter().fold(BTreeMap::new(), |states, said| after(states, said))
    }

    /// When which component did not do well.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        let (mut troubles, mut states): (Vec<Trouble>, _) = (Vec::new(), BTreeMap::new());
        for said in &self.said {
            states = after(states, said);
            for open in troubles.iter_mut().filter(|trouble| trouble.until.is_none()) {
                if states.get(&open.component).is_none_or(|now| now.state != open.state) {
                    open.until = Some(said.at);
                }
            }
            for (id, now) in &states {
                let known = |trouble: &Trouble| trouble.until.is_none() && trouble.component == **id;
                if now.state > ComponentState::Operational && !troubles.iter().any(known) {
                    let (component, state) = ((*id).clone(), now.state);
                    troubles.push(Trouble { component, state, from: said.at, until: None });
                }
            }
        }
        troubles
    }

    /// The worst that was said of any component.
    #[must_use]
    pub fn worst(&self) -> ComponentState {
        let said = self.said.iter().flat_map(|said| &said.components).map(|said| said.state);
        said.max().unwrap_or(ComponentState::Operational)
    }
}

/// How components do after an update: what is over hurts none.
fn after<'a>(
    mut states: BTreeMap<&'a ComponentId, &'a ComponentSaid>,
    said: &'a Said,
) -> BTreeMap<&'a ComponentId, &'a ComponentSaid> {
    if said.status.is_over() {
        return BTreeMap::new();
    }
    states.extend(said.components.iter().map(|said| (&said.component, said)));
    states
}

impl Occasion {
    /// Whether it says that it is over.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::PostMortemPublished)
    }
}
