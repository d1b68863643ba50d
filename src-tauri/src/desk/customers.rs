//! The customers of an incident and of the book, and the templates that Settings shows.

use incident::customer::{Account, Said};
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::text::{one_line, visible};
use incident::value::{Audience, Occasion};
use incident::variable::Variable;
use wording::template::template;

use super::Desk;
use super::comms::{author, told_view};
use crate::failure::Failure;
use crate::views::{
    AccountView, CustomerView, CustomersView, ExchangeView, PromiseView, TemplatesView, VariableView, Way,
    WordsView,
};

/// What one looks through to choose one of them.
const FEW: usize = 50;
/// What one looks through at most; whoever has more types a part of a name.
const MANY: usize = 10_000;

impl Desk {
    /// Every customer that this incident names.
    pub fn customers(&self, incident: IncidentId) -> Result<CustomersView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record).at(self.now());
        let mut accounts: Vec<AccountView> =
            reading.accounts().iter().map(|account| account_view(account, &book)).collect();
        accounts.sort_by_cached_key(|account| {
            let due = account.due.into_iter().chain(account.answer_due).min();
            (due.unwrap_or(Millis(i64::MAX)), account.impact, account.name.to_lowercase())
        });
        // Only what was approved may be said, and the latest of it.
        let say = reading.last_approved(&[Audience::Customers, Audience::Public]);
        Ok(CustomersView {
            accounts,
            say: say.as_ref().map(told_view),
            in_book: u32::try_from(book.customer_count()).unwrap_or(u32::MAX),
        })
    }

    /// Customers of the book whose name contains these words: the first by name, fifty unless more are wanted.
    pub fn find_customers(&self, words: String, most: Option<u32>) -> Result<Vec<CustomerView>, Failure> {
        let most = most.map_or(FEW, |most| (most as usize).min(MANY));
        let found = self.the_book().find_customers(&words, most);
        Ok(found
            .into_iter()
            .map(|entry| CustomerView {
                id: entry.customer.id,
                name: one_line(&entry.customer.name),
                tier: entry.customer.tier.as_deref().map(one_line),
                respond_within: entry.customer.respond_within,
                contact: entry.contact,
                owner: entry.owner,
                retired: entry.retired,
            })
            .collect())
    }

    /// What is said to whom on which occasion, for Settings.
    pub fn templates(&self) -> Result<TemplatesView, Failure> {
        let book = self.the_book();
        let words = |audience: &Audience, occasion: &Occasion| WordsView {
            audience: *audience,
            occasion: *occasion,
            text: template(&book, *audience, *occasion).to_owned(),
            ours: book.template(*audience, *occasion).is_none(),
        };
        Ok(TemplatesView {
            words: Audience::ALL
                .iter()
                .flat_map(|audience| Occasion::ALL.iter().map(move |occasion| (audience, occasion)))
                .map(|(audience, occasion)| words(audience, occasion))
                .collect(),
            variables: Variable::ALL
                .iter()
                .map(|(_, word, label)| VariableView { word: (*word).to_owned(), label: (*label).to_owned() })
                .collect(),
        })
    }
}

fn account_view(account: &Account<'_>, book: &incident::book::Book) -> AccountView {
    let known = book.customer(account.id);
    let owner = account.owner.or(known.as_ref().and_then(|known| known.owner));
    let named = account.customer.map(|customer| (customer.name.clone(), customer.tier.clone()));
    let named = named.or(known.as_ref().map(|k| (k.customer.name.clone(), k.customer.tier.clone())));
    let (name, tier) = named.unwrap_or_else(|| (account.id.to_string(), None));
    let mut history: Vec<ExchangeView> = account
        .exchanges
        .iter()
        .map(|exchange| {
            let (way, channel, ticket) = match exchange.what {
                Said::Reported(ticket) => (Way::Reported, None, ticket.map(one_line)),
                Said::Told(channel) => (Way::Told, Some(channel), None),
                Said::Offered => (Way::Offered, None, None),
            };
            ExchangeView {
                entry: exchange.fact.id,
                at: exchange.at,
                way,
                channel,
                ticket,
                text: visible(exchange.text).into_owned(),
                by: author(exchange.fact, book),
            }
        })
        .collect();
    history.extend(account.promises.iter().map(|promise| ExchangeView {
        entry: promise.fact.id,
        at: promise.fact.happened(),
        way: Way::Promised,
        channel: None,
        ticket: None,
        text: visible(promise.what).into_owned(),
        by: author(promise.fact, book),
    }));
    history.sort_by_key(|exchange| std::cmp::Reverse(exchange.at));
    AccountView {
        id: account.id.clone(),
        name: one_line(&name),
        tier: tier.as_deref().map(one_line),
        impact: account.impact,
        owner,
        owner_name: owner.and_then(|person| book.person_name(person)).map(one_line),
        contact: known.map(|known| known.contact).unwrap_or_default(),
        due: account.next_promise().map(|promise| promise.due),
        answer_due: account.answer_due().map(|(at, _)| at),
        last_told: account.last_told().map(|(at, _)| at),
        last_channel: account.last_told().map(|(_, channel)| channel),
        offered: account
            .exchanges
            .iter()
            .filter(|exchange| exchange.what == Said::Offered)
            .map(|exchange| one_line(exchange.text))
            .collect(),
        promises: account
            .promises
            .iter()
            .map(|promise| PromiseView {
                promise: promise.fact.id,
                what: visible(promise.what).into_owned(),
                due: promise.due,
                kept: promise.kept,
            })
            .collect(),
        history,
    }
}
