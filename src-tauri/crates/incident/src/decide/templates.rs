//! What reviews can begin with.

use super::{Asker, NAME, optional, text};
use crate::event::Event;
use crate::id::ReviewTemplateId;
use crate::refusal::Refusal;
use crate::value::{ReviewTemplate, TemplateSection};

/// So many templates can be read in a list.
const TEMPLATES: usize = 30;
/// A review of more sections is read by nobody.
const SECTIONS: usize = 30;
/// What a document keeps beside its texts goes by this name, so that no text may.
const KEPT: &str = "values";

/// What somebody wants reviews to begin with.
pub(super) struct Wish<'a> {
    pub(super) name: &'a str,
    pub(super) what: &'a str,
    pub(super) sections: &'a [TemplateSection],
}

pub(super) fn define(
    id: Option<&ReviewTemplateId>,
    wish: &Wish<'_>,
    asker: &Asker<'_>,
) -> Result<Event, Refusal> {
    let name = text("The template's name", wish.name, 60)?;
    let what = optional("What it is for", Some(wish.what), NAME)?.unwrap_or_default();
    let known = asker.book.review_templates();
    let id = match id {
        Some(id) => match known.iter().find(|entry| entry.template.id == *id) {
            Some(entry) if entry.shipped => return Err(Refusal::ComesWithUs(entry.template.name.clone())),
            Some(_) => id.clone(),
            None => return Err(Refusal::Unknown { what: "template", name: id.as_str().to_owned() }),
        },
        // Of its own kind, so that none takes the place of one that comes with a later version, nor of one that was called so
        // before.
        None => {
            let own = |nth: usize| match nth {
                1 => ReviewTemplateId::from_name(&format!("own {name}")),
                _ => ReviewTemplateId::from_name(&format!("own {name} {nth}")),
            };
            let free = |id: &ReviewTemplateId| known.iter().all(|entry| entry.template.id != *id);
            (1..=known.len() + 1).map(own).find(free).unwrap_or_else(|| own(known.len() + 2))
        }
    };
    let twin = |template: &ReviewTemplate| template.id != id && template.name.eq_ignore_ascii_case(&name);
    let is_new = known.iter().all(|entry| entry.template.id != id);
    if known.iter().any(|entry| !entry.retired && twin(&entry.template)) {
        return Err(Refusal::Already(format!("A template called {name} is in the book")));
    }
    if is_new && known.len() >= TEMPLATES {
        return Err(Refusal::TooMany { what: "The list of templates", limit: TEMPLATES });
    }
    if wish.sections.is_empty() {
        return Err(Refusal::Empty("The list of sections"));
    }
    if wish.sections.len() > SECTIONS {
        return Err(Refusal::TooMany { what: "A template", limit: SECTIONS });
    }
    let mut sections: Vec<TemplateSection> = Vec::with_capacity(wish.sections.len());
    for section in wish.sections {
        let title = text("A section's title", &section.title, 100)?;
        let hint = optional("What belongs in a section", Some(&section.hint), 400)?.unwrap_or_default();
        if section.id.as_str() == KEPT {
            return Err(Refusal::NotAWord(KEPT.to_owned()));
        }
        let same = |other: &TemplateSection| other.id == section.id || other.title == title;
        if sections.iter().any(same) {
            return Err(Refusal::Already(format!("A section called {title} is in the template")));
        }
        sections.push(TemplateSection { id: section.id.clone(), title, hint, fill: section.fill });
    }
    Ok(Event::ReviewTemplateDefined { template: ReviewTemplate { id, name, what, sections }, base: vec![] })
}

pub(super) fn retire(id: &ReviewTemplateId, retired: bool, asker: &Asker<'_>) -> Result<Event, Refusal> {
    let known = asker.book.review_templates();
    let unknown = || Refusal::Unknown { what: "template", name: id.as_str().to_owned() };
    let named = known.iter().find(|entry| entry.template.id == *id).ok_or_else(unknown)?;
    if retired && !named.retired && known.iter().filter(|entry| !entry.retired).count() == 1 {
        return Err(Refusal::LastTemplate);
    }
    Ok(Event::ReviewTemplateRetired { template: id.clone(), retired, base: vec![] })
}

pub(super) fn order(ids: &[ReviewTemplateId], asker: &Asker<'_>) -> Result<Event, Refusal> {
    if ids.len() > TEMPLATES {
        return Err(Refusal::TooMany { what: "The list of templates", limit: TEMPLATES });
    }
    for (nth, id) in ids.iter().enumerate() {
        if asker.book.review_template(id).is_none() || ids[..nth].contains(id) {
            return Err(Refusal::Unknown { what: "template", name: id.as_str().to_owned() });
        }
    }
    Ok(Event::ReviewTemplatesOrdered { templates: ids.to_vec(), base: vec![] })
}
