//! Our own words for every audience on every occasion. What is unknown early is in brackets, so that the first notice
//! is never held up by a figure.

use incident::value::{Audience, Occasion};

pub(super) fn template(audience: Audience, occasion: Occasion) -> &'static str {
    match audience {
        Audience::Public => public(occasion),
        Audience::Customers => customers(occasion),
        Audience::Employees => employees(occasion),
        Audience::Executives => executives(occasion),
        Audience::Social => social(occasion),
    }
}

fn public(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Investigating => {
            "We are seeing problems with {services}[ in {regions}][ since {since}].[ {impact}]\n\n\
             We are looking into the cause with everybody we need.[ In the meantime: {workaround}]\n\n\
             Next update by {next_update}."
        }
        Occasion::Identified => {
            "We have found what causes the problems with {services}[ in {regions}].[ {impact}]\n\n\
             We are working on a remedy.[ In the meantime: {workaround}]\n\n\
             Next update by {next_update}."
        }
        Occasion::Monitoring => {
            "A remedy for the problems with {services}[ in {regions}] is in place[ since {until}].\n\n\
             We are watching closely whether everything works again.\n\n\
             Next update by {next_update}."
        }
        Occasion::Resolved => {
            "The problems with {services}[ in {regions}] are over.[ They lasted {duration}, until {until}.]\n\n\
             We are sorry for the disruption. We will look into how it came about and what we can do better.\n\n\
             There will be no further updates on this."
        }
        Occasion::NoChange => {
            "The problems with {services}[ in {regions}] go on, and we are still working on them. Nothing has \
             changed since our last update.\n\n\
             Next update by {next_update}."
        }
        Occasion::PostMortemPublished => {
            "We have published what we learnt from the problems with {services}[ in {regions}]: how they came \
             about, and what we are doing so that they do not return. You find it on this page.\n\n\
             There will be no further updates on this."
        }
    }
}

fn customers(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Investigating => {
            "Hello,\n\n\
             you may be seeing problems with {services}[ in {regions}][ since {since}].[ {impact}]\n\n\
             We are looking into the cause with everybody we need.[ Until it is over, this helps: {workaround}]\n\n\
             Next update by {next_update}."
        }
        Occasion::Identified => {
            "Hello,\n\n\
             we have found what causes the problems with {services}[ in {regions}].[ {impact}] We are working on a \
             remedy.[ Until it is over, this helps: {workaround}]\n\n\
             Next update by {next_update}."
        }
        Occasion::Monitoring => {
            "Hello,\n\n\
             a remedy for the problems with {services}[ in {regions}] is in place, and we are watching whether \
             everything works again. If you still see them, please tell us.\n\n\
             Next update by {next_update}."
        }
        Occasion::Resolved => {
            "Hello,\n\n\
             the problems with {services}[ in {regions}] are over.[ They lasted {duration}, until {until}.] We are \
             sorry for the disruption. We will look into how it came about, and your contact will tell you what we \
             learnt.\n\n\
             There will be no further updates on this."
        }
        Occasion::NoChange => {
            "Hello,\n\n\
             the problems with {services}[ in {regions}] go on, and we are still working on them. Nothing has changed \
             since our last message.[ Until it is over, this helps: {workaround}]\n\n\
             Next update by {next_update}."
        }
        Occasion::PostMortemPublished => {
            "Hello,\n\n\
             we have published what we learnt from the problems with {services}[ in {regions}]: how they came about, \
             and what we are doing so that they do not return. You find it on our status page.\n\n\
             There will be no further updates on this."
        }
    }
}

fn employees(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Investigating => {
            "[{severity}: ]{title} ({number}).\n\n\
             Affected: {services}[, {regions}][, since {since}].[ {impact}][ {users}.]\n\n\
             We are looking into the cause.[ {manager} is in charge.][ To help, join {channel}.] Please send what \
             you hear from outside there, and answer nobody outside on your own.\n\n\
             Next update by {next_update}."
        }
        Occasion::Identified => {
            "{title} ({number}): the cause is known[: {cause}].\n\n\
             Affected: {services}[, {regions}].[ {users}.] We are working on a remedy.\n\n\
             Next update by {next_update}."
        }
        Occasion::Monitoring => {
            "{title} ({number}): a remedy is in place[: {doing}].\n\n\
             We are watching {services}[ in {regions}]. If you still see problems, please say so[ in {channel}].\n\n\
             Next update by {next_update}."
        }
        Occasion::Resolved => {
            "{title} ({number}): it is over.[ The impact on {services} lasted {duration}, until {until}.]\n\n\
             Thank you to everybody who helped. A review will follow; anything that you noticed is welcome.\n\n\
             There will be no further updates on this."
        }
        Occasion::NoChange => {
            "{title} ({number}): nothing new. {services}[ in {regions}] is still affected, and we are still working \
             on it.\n\n\
             Next update by {next_update}."
        }
        Occasion::PostMortemPublished => {
            "The review of {title} ({number}) is published, with its action items. It affected {services}. We are \
             following the actions up until they are done.\n\n\
             There will be no further updates on this."
        }
    }
}

fn executives(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Investigating => {
            "[{severity}: ]{title} ({number}).\n\n\
             Affected: {services}[, {regions}][, since {since}].[ Users: {users}.][ Customers: {customers}.][ Data \
             loss: {data_loss}.]\n\n\
             We are looking into the cause; it is not known yet.[ {manager} is in charge.]\n\n\
             Next update by {next_update}."
        }
        Occasion::Identified => {
            "{title} ({number}): the cause is known[: {cause}].\n\n\
             Affected: {services}[, {regions}].[ Users: {users}.][ Customers: {customers}.][ Data loss: \
             {data_loss}.]\n\n\
             We are working on a remedy.[ So far: {doing}.]\n\n\
             Next update by {next_update}."
        }
        Occasion::Monitoring => {
            "{title} ({number}): a remedy is in place[: {doing}].\n\n\
             Affected: {services}[, {regions}].[ Customers: {customers}.] We are watching whether it holds.\n\n\
             Next update by {next_update}."
        }
        Occasion::Resolved => {
            "{title} ({number}): it is over.[ The impact on {services} lasted {duration}, until {until}.][ \
             Customers: {customers}.]\n\n\
             We are preparing the review and will present its essential actions.\n\n\
             There will be no further updates on this."
        }
        Occasion::NoChange => {
            "{title} ({number}): nothing new. {services}[ in {regions}] is still affected, and we are still working \
             on it.[ Customers: {customers}.]\n\n\
             Next update by {next_update}."
        }
        Occasion::PostMortemPublished => {
            "The review of {title} ({number}) is published. It affected {services}.[ The impact lasted {duration}.] \
             We are following the actions up until they are done.\n\n\
             There will be no further updates on this."
        }
    }
}

fn social(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Investigating => {
            "We are seeing problems with {services}[ in {regions}] and are looking into the cause. Next update by \
             {next_update}."
        }
        Occasion::Identified => {
            "We know what causes the problems with {services}[ in {regions}] and are working on a remedy. Next \
             update by {next_update}."
        }
        Occasion::Monitoring => {
            "A remedy for the problems with {services}[ in {regions}] is in place, and we are watching it. Next \
             update by {next_update}."
        }
        Occasion::Resolved => {
            "The problems with {services}[ in {regions}] are over. We are sorry for the disruption. There will be \
             no further updates on this."
        }
        Occasion::NoChange => {
            "The problems with {services}[ in {regions}] go on, and we are still working on them. Next update by \
             {next_update}."
        }
        Occasion::PostMortemPublished => {
            "What we learnt from the problems with {services} is published on our status page. There will be no \
             further updates on this."
        }
    }
}
