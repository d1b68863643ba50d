//! What others wrote apart, where it met what was written here.

use std::collections::HashSet;

use document::Document;
use incident::event::Event;
use incident::id::{EntryRef, IncidentId};
use incident::record::{Fact, Record};
use wording::difference::words;
use wording::twice::twice;

use super::Desk;
use super::review::{NAME, utf16};
use super::templates::sections;
use crate::failure::Failure;
use crate::views::{ReviewSection, TwiceView};

impl Desk {
    /// Sentences of a review that these entries of others changed and that were changed here too, by somebody who had not seen it.
    pub fn edited_twice(
        &self,
        incident: IncidentId,
        entries: Vec<EntryRef>,
    ) -> Result<Vec<TwiceView>, Failure> {
        let (record, merged) = self.document(incident, NAME)?;
        let own = self.author.replica();
        let entries: HashSet<EntryRef> = entries.into_iter().collect();
        let theirs = |fact: &Fact| fact.replica != own && entries.contains(&fact.id);
        // Whoever writes is one stamp further than all that they had seen: what is as far here was written without that.
        let mut firsts: Vec<&Fact> = Vec::new();
        for fact in record.facts().iter().filter(|fact| theirs(fact)) {
            if !firsts.iter().any(|first| (first.replica, first.run) == (fact.replica, fact.run)) {
                firsts.push(fact);
            }
        }
        let since = firsts.into_iter().map(|first| begins(&record, first)).min();
        let Some(since) = since else { return Ok(Vec::new()) };
        let ours = |fact: &Fact| fact.replica == own && fact.stamp >= since;
        let wrote = |fact: &&Fact| ours(fact) && matches!(fact.event, Some(Event::TextEdited { .. }));
        // Each fold reads the whole text, so none is made that is not needed.
        if record.facts().iter().find(wrote).is_none() {
            return Ok(Vec::new());
        }
        let fold = |takes: &dyn Fn(&Fact) -> bool| {
            let facts = record.facts().iter().filter(|fact| takes(fact)).cloned();
            Document::of(&Record::fold(record.stream(), facts))
        };
        let with_ours = fold(&|fact| !theirs(fact));
        // What rests on the other's words was written by somebody who had read them.
        if with_ours.waits() {
            return Ok(Vec::new());
        }
        let with_theirs = fold(&|fact| !ours(fact));
        let differ = |section: &ReviewSection| with_ours.text(&section.id) != with_theirs.text(&section.id);
        let sections: Vec<ReviewSection> = sections(&merged).into_iter().filter(differ).collect();
        if with_theirs.waits() || sections.is_empty() {
            return Ok(Vec::new());
        }
        let before = fold(&|fact| !theirs(fact) && !ours(fact));
        let found = sections.into_iter().flat_map(|section| {
            let text = merged.text(&section.id);
            let [before, ours, theirs] = [&before, &with_ours, &with_theirs].map(|one| one.text(&section.id));
            let found = twice(&before, &ours, &theirs, &text);
            found.into_iter().map(move |one| TwiceView {
                section: section.id.clone(),
                title: section.title.clone(),
                from: utf16(&text, one.at).start,
                ours: words(&one.before, &one.ours),
                theirs: words(&one.before, &one.theirs),
                merged: words(&one.before, &one.merged),
            })
        });
        Ok(found.collect())
    }
}

/// The stamp at which somebody began to write, having seen nothing new: what they said before they changed a word counts too.
fn begins(record: &Record, edit: &Fact) -> u64 {
    let before = record.facts().iter().rev().skip_while(|fact| fact.id != edit.id).skip(1);
    let own = before.filter(|fact| (fact.replica, fact.run) == (edit.replica, edit.run));
    let mut stamp = edit.stamp;
    for fact in own {
        if fact.stamp + 1 != stamp || matches!(fact.event, Some(Event::TextEdited { .. })) {
            break;
        }
        stamp = fact.stamp;
    }
    stamp
}
