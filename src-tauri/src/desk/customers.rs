//! The customers of an incident and of the book, and the templates that Settings shows.

use incident::book::Book;
use incident::customer::{Account, Ask, Said};
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::record::Fact;
use incident::text::{one_line, visible};
use incident::update::Told;
use incident::value::{Audience, Channel, Occasion};
use incident::variable::Variable;
use wording::template::template;

use super::Desk;
use super::comms::{author, plain, told_view};
use crate::failure::Failure;
use crate::views::{
    AccountView, CustomerAskView, CustomerView, CustomersView, ExchangeView, PromiseView, SaidView,
    TemplatesView, VariableView, Way, WordsView,
};

/// What one looks through to choose one of them.
const FEW: usize = 50;
/// What one looks through at most; whoever has more types a part of a name.
const MANY: usize = 10_000;
/// Later than anybody waits.
const NEVER: Millis = Millis(i64::MAX);

impl Desk {
    /// Every customer that this incident names.
    pub fn customers(&self, incident: IncidentId) -> Result<CustomersView, Failure> {
        let (record, book) = self.incident_and_book(incident)?;
        let reading = Incident::of(&record).at(self.now());
        let updates = reading.told(Audience::Customers);
        let updates = (1..).zip(&updates).map(|(nth, told)| update_view(nth, told, reading, &book)).collect();
        let asks = reading.asks();
        let (accounts, now) = (reading.accounts(), self.now());
        let mut sorted: Vec<_> =
            accounts.iter().map(|account| (tier_of(account), account_view(account, &asks, &book))).collect();
        sorted.sort_by_cached_key(|(tier, account)| {
            let due = account.due.into_iter().chain(account.answer_due).min();
            let late = due.filter(|due| *due < now);
            let name = account.name.to_lowercase();
            (late.unwrap_or(NEVER), tier.clone(), due.unwrap_or(NEVER), account.impact, name)
        });
        let accounts = sorted.into_iter().map(|(_, account)| account).collect();
        // Only what was approved may be said, and the latest of it.
        let say = reading.last_approved(&[Audience::Customers, Audience::Public]);
        Ok(CustomersView {
            accounts,
            updates,
            say: say.as_ref().map(|told| told_view(reading, &book, told)),
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
                arr: entry.customer.arr.as_deref().map(one_line),
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

/// By what tiers are sorted: they are words of the house, and whoever is answered sooner is in the higher one. Who has none
/// comes last.
fn tier_of(account: &Account<'_>) -> (u32, bool, String) {
    let customer = account.customer;
    let within = customer.and_then(|customer| customer.respond_within).unwrap_or(u32::MAX);
    let tier = customer.and_then(|customer| customer.tier.as_deref()).unwrap_or_default().to_lowercase();
    (within, tier.is_empty(), tier)
}

/// An update that all who were affected heard, as it is handed out.
fn update_view(nth: u32, told: &Told<'_>, incident: Incident<'_>, book: &Book) -> ExchangeView {
    let exact = plain(incident, book, told.text);
    ExchangeView {
        entry: told.fact.id,
        at: told.at,
        way: Way::Told,
        channel: told.channels.first().copied(),
        ticket: None,
        update: Some(nth),
        text: visible(&exact).into_owned(),
        exact,
        by: author(told.fact, book),
    }
}

/// In which a customer told us, each once, newest first.
fn tickets(account: &Account<'_>) -> Vec<String> {
    let mut tickets: Vec<String> = Vec::new();
    for exchange in account.exchanges.iter().rev() {
        if let Said::Reported(Some(ticket)) = exchange.what {
            let ticket = one_line(ticket);
            if !ticket.is_empty() && !tickets.contains(&ticket) {
                tickets.push(ticket);
            }
        }
    }
    tickets
}

fn account_view(account: &Account<'_>, asks: &[Ask<'_>], book: &Book) -> AccountView {
    let known = book.customer(account.id);
    let owner = account.owner.or(known.as_ref().and_then(|known| known.owner));
    let named = account.customer.or(known.as_ref().map(|known| &known.customer));
    let name = named.map_or_else(|| account.id.to_string(), |customer| one_line(&customer.name));
    let tier = named.and_then(|customer| customer.tier.as_deref()).map(one_line);
    let arr = named.and_then(|customer| customer.arr.as_deref()).map(one_line);
    let mut history: Vec<(Millis, SaidView)> = account
        .exchanges
        .iter()
        .map(|exchange| {
            let own = |way, channel, ticket: Option<&str>| {
                let (ticket, text) = (ticket.map(one_line), exchange.text);
                SaidView::Own(own_view(exchange.fact, exchange.at, way, channel, ticket, text, book))
            };
            let said = match exchange.what {
                Said::Reported(ticket) => own(Way::Reported, None, ticket),
                Said::Told(channel) => own(Way::Told, Some(channel), None),
                Said::Updated(nth, _) => SaidView::Update(nth - 1),
                Said::Offered => own(Way::Offered, None, None),
            };
            (exchange.at, said)
        })
        .collect();
    history.extend(account.promises.iter().map(|promise| {
        let at = promise.fact.happened();
        (at, SaidView::Own(own_view(promise.fact, at, Way::Promised, None, None, promise.what, book)))
    }));
    history.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    AccountView {
        id: account.id.clone(),
        name,
        tier,
        arr,
        impact: account.impact,
        owner,
        owner_name: owner.and_then(|person| book.person_name(person)).map(one_line),
        contact: known.map(|known| known.contact).unwrap_or_default(),
        due: account.next_promise().map(|promise| promise.due),
        answer_due: account.answer_due().map(|(at, _)| at),
        last_told: account.last_told().map(|(at, _)| at),
        last_channel: account.last_told().and_then(|(_, channel)| channel),
        offered: account
            .exchanges
            .iter()
            .filter(|exchange| exchange.what == Said::Offered)
            .map(|exchange| one_line(exchange.text))
            .collect(),
        tickets: tickets(account),
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
        asks: asks
            .iter()
            .filter(|ask| ask.customer == Some(account.id))
            .map(|ask| ask_view(ask, book))
            .collect(),
        history: history.into_iter().map(|(_, said)| said).collect(),
    }
}

/// What was said between one customer and us.
fn own_view(
    fact: &Fact,
    at: Millis,
    way: Way,
    channel: Option<Channel>,
    ticket: Option<String>,
    text: &str,
    book: &Book,
) -> ExchangeView {
    ExchangeView {
        entry: fact.id,
        at,
        way,
        channel,
        ticket,
        update: None,
        text: visible(text).into_owned(),
        exact: text.to_owned(),
        by: author(fact, book),
    }
}

fn ask_view(ask: &Ask<'_>, book: &Book) -> CustomerAskView {
    CustomerAskView {
        ask: ask.fact.id,
        question: visible(ask.question).into_owned(),
        at: ask.fact.happened(),
        needed_by: ask.needed_by,
        answer: ask.answer.map(|(_, words, _)| visible(words).into_owned()),
        answered_by: ask.answer.and_then(|(_, _, by)| by).and_then(|by| book.person_name(by)).map(one_line),
    }
}
