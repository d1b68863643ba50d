import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { accessible, expect, test, type Desk } from './desk';

/** A second person, two services, and an incident that hits both. */
async function seed(desk: Desk, title = 'Duplicate charges at checkout') {
  await desk.call('new_person', { name: 'Jonas Weber' });
  for (const name of ['payments-ledger', 'merchant-dashboard'])
    await desk.call('edit', { edit: { type: 'name_service', service: null, name } });
  const { people, services } = await desk.call('book', {});
  const me = people.find((person) => person.me)?.id ?? '';
  const { incident } = await desk.declare({ title, services: services.map((service) => service.id) });
  const execute = (command: Command) => desk.call('execute', { incident, command });
  return { incident, me, services, execute };
}

const timeline = (page: Page) => page.getByRole('feed', { name: 'Timeline, newest first' });
const entry = (page: Page, text: string | RegExp) => timeline(page).getByRole('article').filter({ hasText: text });
const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const part = (page: Page, name: string) => panel(page).getByRole('region', { name, exact: true });
const people = (page: Page) => page.getByRole('complementary', { name: 'Roles and checklist' });
const dialog = (page: Page) => page.getByRole('dialog');
const said = (page: Page, text: string) =>
  page.getByRole('region', { name: 'Messages' }).getByText(text, { exact: true });
const composer = (page: Page) => page.getByRole('form', { name: 'Write an entry' });
const stage = (page: Page, name: string) => page.getByRole('list', { name: 'Stages' }).getByRole('button', { name });
const now = (page: Page) => page.getByRole('list', { name: 'Stages' }).locator('[aria-current="step"]');

async function write(page: Page, key: string, line: string) {
  await page.keyboard.press(key);
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await expect(composer(page).getByRole('textbox')).toHaveValue('');
  await page.keyboard.press('Escape');
}

async function send(page: Page) {
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toHaveCount(0);
}

async function choose(page: Page, ...typed: string[]) {
  for (const words of typed) {
    await expect(dialog(page).getByRole('combobox')).toHaveValue('');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  }
  await expect(dialog(page)).toHaveCount(0);
}

test('an incident lives from its declaration to its closing, and once more', async ({ page, desk, context }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges at checkout');

  // Who is here.
  await people(page)
    .getByRole('button', { name: /^Take it\s+Incident Manager$/ })
    .click();
  await expect(people(page)).toContainText('Your checklist');
  await page.keyboard.press('r');
  await choose(page, 'affected', 'ledger', 'jonas');
  await expect(people(page).getByRole('listitem').filter({ hasText: 'Jonas Weber' })).toContainText('payments-ledger');
  await page.keyboard.press('r');
  await choose(page, 'scribe', 'Mei Tanaka');
  await expect(people(page)).toContainText('Mei Tanaka');

  // How bad it is, and since when.
  await page.keyboard.press('2');
  await dialog(page)
    .getByLabel(/share of the users/)
    .click();
  await page.getByRole('option', { name: 'A quarter or more' }).click();
  await expect(dialog(page)).toContainText('The answers suggest Major.');
  await dialog(page).getByLabel('Why it differs from the suggestion').fill('Only in one region');
  await send(page);
  await expect(page.getByRole('button', { name: 'Medium', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await dialog(page).getByRole('button', { name: '15 min ago' }).click();
  await send(page);
  await expect(page.getByRole('timer', { name: /^Impact since/ })).toContainText(/1[45]:\d\d/);

  // Where to join.
  await page.keyboard.press('y');
  await page.keyboard.type('inc-5200');
  await send(page);
  await expect(page.getByRole('button', { name: /Copy channel/ })).toContainText('inc-5200');
  await page.keyboard.press('Shift+Y');
  await page.keyboard.type('https://meet.example/5200');
  await send(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('y');
  await expect.poll(copied).toBe('inc-5200');
  await page.keyboard.press('Shift+Y');
  await expect.poll(copied).toBe('https://meet.example/5200');

  // The list of the role, by key and by click.
  await stage(page, 'Troubleshoot').click();
  await expect(now(page)).toContainText('Troubleshoot');
  const items = people(page).locator('[data-item]');
  await items.first().hover();
  await page.keyboard.press('x');
  await expect(items.first().getByRole('checkbox')).toBeChecked();
  await items.nth(1).hover();
  await items.nth(1).getByRole('button', { name: /^Skip/ }).click();
  await page.keyboard.type('known');
  await page.keyboard.press('Enter');
  await expect(items.nth(1)).toContainText('Skipped: known');

  // What is written down.
  await write(page, 'n', 'Duplicate ratio fell to 0.9 %');
  await write(page, 'n', '@2025-12-24 18:00 checkout-api was deployed');
  await expect(entry(page, 'checkout-api was deployed')).toContainText('Late entry, happened 24 Dec 2025 17:00');
  await write(page, 'd', 'Switch off retries because it takes a minute, revisit in 20 min');
  await expect(entry(page, 'Switch off retries')).toContainText('it takes a minute');
  await write(page, 'd', 'Do we refund tonight?');
  await write(page, 't', '@jonas freeze deploys by in 20 min');
  await page.keyboard.press('Alt+2');
  await expect(part(page, 'To decide')).toContainText('Do we refund tonight?');
  await page.keyboard.press('Alt+3');
  const task = panel(page).getByRole('listitem').filter({ hasText: 'freeze deploys' });
  await expect(task).toContainText('Jonas Weber');
  await task.getByRole('button', { name: 'Open: freeze deploys' }).click();
  await expect(task.getByRole('button', { name: 'Doing: freeze deploys' })).toBeVisible();

  // What cannot be read is said, and what was typed stays.
  await page.keyboard.press('n');
  await page.keyboard.type('@25:99 nobody knows when');
  await page.keyboard.press('Enter');
  await expect(composer(page).getByRole('alert')).toContainText('is not a time that can be read');
  await expect(composer(page).getByRole('textbox')).toHaveValue('@25:99 nobody knows when');
  await composer(page).getByRole('textbox').fill('');
  await page.keyboard.press('Escape');

  // What it does to people, and what was done about it.
  await page.keyboard.press('i');
  await dialog(page).getByLabel('Value').fill('7.4 % of card payments');
  await dialog(page).getByLabel('Source').fill('ledger');
  await send(page);
  await page.keyboard.press('Alt+1');
  await expect(part(page, 'Impact')).toContainText('7.4 % of card payments');
  await part(page, 'Temporary mitigations').getByRole('button', { name: 'Add' }).click();
  await dialog(page).getByLabel('What was done').fill('Retries are off');
  await dialog(page).getByLabel('The impact is over with this').check();
  await send(page);
  await expect(part(page, 'Temporary mitigations')).toContainText('No removal condition yet');
  await expect(page.getByRole('timer', { name: /^Impact to/ })).toBeVisible();

  // The gate at the end of Resolve says what is missing, and lets it be put right on the spot.
  await stage(page, 'Resolve').click();
  await stage(page, 'Review').click();
  await expect(dialog(page)).toContainText('Not ready for Review');
  await expect(dialog(page)).toContainText('merchant-dashboard');
  await dialog(page).getByRole('button', { name: 'Give all-clear for merchant-dashboard' }).click();
  await expect(dialog(page).getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(now(page)).toContainText('Resolve');
  await part(page, 'All-clear').getByRole('button', { name: 'Give all-clear for payments-ledger' }).click();
  await part(page, 'Temporary mitigations')
    .getByRole('button', { name: /^Removed/ })
    .click();
  await expect(part(page, 'Temporary mitigations')).toContainText('Nothing temporary in place.');
  await stage(page, 'Review').click();
  await expect(now(page)).toContainText('Review');
  await stage(page, 'Follow up').click();
  // A Major closes with a published review, or with a reason that everybody can read.
  await page.getByRole('button', { name: 'Close incident' }).click();
  await expect(dialog(page)).toContainText('The review is not published');
  await dialog(page).getByLabel('Go on anyway, because').fill('It is written with the one before');
  await send(page);
  await expect(page.getByText('Closed. It can be reopened with a reason.')).toBeVisible();

  // It comes back.
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(dialog(page).getByRole('button', { name: /Reopen the incident/ })).toBeDisabled();
  await page.keyboard.type('Duplicates again in us-east');
  await send(page);
  await expect(now(page)).toContainText('Troubleshoot');
  await expect(entry(page, 'Reopened: Troubleshoot')).toContainText('Duplicates again in us-east');
  await expect(part(page, 'All-clear')).toContainText('0 of 2');
});

test('what was done is undone by its toast and by Ctrl+Z, but not while writing', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}`);
  await stage(page, 'Classify').click();
  await expect(now(page)).toContainText('Classify');
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: /Undo/ }).click();
  await expect(now(page)).toContainText('Create');
  await expect(said(page, 'Taken back: Stage: Classify')).toBeVisible();

  await write(page, 'n', 'Not ours');
  await page.keyboard.press('n');
  await page.keyboard.type('half a line');
  await page.keyboard.press('Control+z');
  await expect(entry(page, 'Not ours')).not.toContainText('Taken back');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(entry(page, 'Not ours')).toContainText('Taken back');

  // The draft is still there after a visit to the board.
  await page.keyboard.press('n');
  await page.keyboard.type('half a line');
  await page.goto(page.url().replace(/#.*/, '#/board'));
  await page.goBack();
  await expect(composer(page).getByRole('textbox')).toHaveValue('half a line');

  await page.getByRole('button', { name: 'Incident', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Call off' }).click();
  const banner = page.getByText(/^Called off by Ana Sá at \d\d:\d\d UTC\./);
  await expect(banner).toBeVisible();
  await page.getByRole('button', { name: 'Declare again' }).click();
  await expect(banner).toHaveCount(0);
});

test('a line is corrected, dated anew, taken back and hidden, and what it said stays where it may', async ({
  page,
  desk
}) => {
  const { incident, execute } = await seed(desk);
  await execute({ type: 'write', mode: 'note', line: 'Support counts 231 tickts' });
  await execute({ type: 'write', mode: 'note', line: 'Card 4111 1111 1111 1111 in the chat' });
  await desk.open(page, `#/incident/${incident}`);
  const act = async (text: string, ...names: string[]) => {
    await entry(page, text).hover();
    await entry(page, text)
      .getByRole('button', { name: /^More about/ })
      .click();
    for (const name of names) await page.getByRole('menuitem', { name }).click();
  };

  await act('231 tickts', 'Correct the text');
  await dialog(page).getByLabel('Text').fill('Support counts 231 tickets');
  await send(page);
  await entry(page, '231 tickets')
    .getByRole('button', { name: /1 earlier version/ })
    .click();
  await expect(entry(page, '231 tickets')).toContainText('Support counts 231 tickts');

  await act('231 tickets', 'Change when it happened');
  await dialog(page).getByLabel('Happened at').fill('gestern');
  await expect(dialog(page)).toContainText('is not a time that can be read');
  await dialog(page).getByLabel('Happened at').fill('2025-12-24 18:00');
  await send(page);
  await expect(entry(page, '231 tickets')).toContainText('Late entry, happened');

  await entry(page, '231 tickets').hover();
  await page.keyboard.press('p');
  await page.keyboard.press('k');
  await expect(page).toHaveURL(/show=key/);
  await expect(entry(page, '231 tickets')).toBeVisible();
  await expect(entry(page, '4111')).toHaveCount(0);
  await page.keyboard.press('k');

  await act('231 tickets', 'Take back');
  await expect(entry(page, '231 tickets').locator('s')).toBeVisible();

  // Hiding asks once more in the same menu; the way out comes first.
  await act('4111', 'Redact…', 'Keep it');
  await expect(entry(page, '4111')).toBeVisible();
  await act('4111', 'Redact…', 'Hide the text for ever');
  await expect(entry(page, 'Redacted')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('4111');
});

test('what people write is text, whatever it looks like', async ({ page, desk }) => {
  const nasty = '<img src=x onerror="document.title=1"> <b>bold</b> \u202Eevil\u202C {@html 1}';
  const { incident, execute } = await seed(desk, nasty);
  await execute({ type: 'write', mode: 'note', line: nasty });
  await execute({ type: 'write', mode: 'task', line: nasty });
  await execute({ type: 'add_tag', tag: '<i>tag</i>' });
  await execute({ type: 'mitigate', what: nasty, temporary: true, service: null, remove_when: nasty });
  await execute({ type: 'raise_decision', question: nasty, options: [nasty], owner: null, needed_by: null });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<b>bold</b>');
  for (const tab of ['Alt+1', 'Alt+2', 'Alt+3', 'Alt+4']) {
    await page.keyboard.press(tab);
    await expect(panel(page)).toContainText(/<(b|i)>/);
  }
  expect(await page.locator('main :is(img, b, i):has-text("bold")').locator('img').count()).toBe(0);
  expect(await page.locator('main img').count()).toBe(0);
  expect(await page.locator('main').innerText()).not.toContain('\u202E');
});

test('hundreds of entries scroll, a link leads to one, and new ones wait for the reader', async ({ page, desk }) => {
  test.slow();
  const { incident, execute } = await seed(desk);
  let middle = '';
  for (let count = 0; count < 520; count += 1) {
    const { entries } = await execute({
      type: 'write',
      mode: 'note',
      line: `Entry ${count}: ${'and then more. '.repeat(count % 9)}`
    });
    if (count === 200) middle = entries[0] ?? '';
  }
  await desk.open(page, `#/incident/${incident}?entry=${middle}`);
  await expect(entry(page, 'Entry 200:')).toBeInViewport();
  await expect(entry(page, 'Entry 200:')).toHaveClass(/marked/);
  expect(await timeline(page).getByRole('article').count()).toBeLessThan(60);

  await page.keyboard.press('.');
  await expect(entry(page, 'Entry 519:')).toBeInViewport();
  await timeline(page).evaluate((list) => list.scrollTo(0, 4000));
  await expect(entry(page, 'Entry 519:')).toHaveCount(0);
  const before = await timeline(page).evaluate((list) => list.scrollTop);
  await execute({ type: 'write', mode: 'note', line: 'Written by somebody else' });
  await execute({ type: 'write', mode: 'note', line: 'And once more' });
  await expect(page.getByRole('button', { name: /^2 new/ })).toBeVisible();
  expect(await timeline(page).evaluate((list) => list.scrollTop)).toBe(before);
  await page.keyboard.press('.');
  await expect(entry(page, 'And once more')).toBeInViewport();
});

test('an incident that is not here says so; one that cannot be refreshed stays readable', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${'0'.repeat(32)}`);
  await expect(page.getByRole('heading', { name: 'This incident is not on this laptop' })).toBeVisible();
  await accessible(page);

  await page.goto(page.url().replace(/#.*/, `#/incident/${incident}`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges');
  const broken = { code: 'journal', message: 'The journal could not be read.' };
  await page.route('**/call/room', (route) => route.fulfill({ status: 422, json: broken }));
  await write(page, 'n', 'Still here').catch(() => {});
  await expect(page.getByText('The journal could not be read.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges');
  await page.unroute('**/call/room');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('The journal could not be read.')).toHaveCount(0);
});

test('what is over and was promised stays in the rail and in the title, and closing names who waits', async ({
  page,
  desk
}) => {
  const { incident } = await desk.declare({ title: 'Checkout fails', severity: 'minor' });
  const execute = (command: Command) => desk.call('execute', { incident, command });
  const nothing = { customer: null, tier: null, respond_within: null, contact: {}, owner: null };
  await desk.call('edit', { edit: { type: 'define_customer', name: 'Acme', ...nothing } });
  const promise = { what: 'Call back with the list', due: Date.now() + 40 * 60_000 };
  await execute({ type: 'promise_customer', customer: 'acme', promise });
  await execute({
    type: 'post_update',
    audience: 'public',
    text: 'We watch it.',
    next_due: Date.now() + 50 * 60_000
  });
  await execute({ type: 'enter_stage', stage: 'review', reason: null, anyway: 'it is over' });
  await desk.open(page, `#/incident/${incident}`);
  const waits = page.getByRole('list', { name: 'Incidents that are over where somebody still waits' });
  await expect(waits.getByRole('timer').first()).toContainText(/^(39|40):/);
  await expect(page).toHaveTitle(/promise in/);
  await accessible(page);

  await page.getByRole('button', { name: 'Close incident' }).click();
  const open = page.getByRole('dialog').getByRole('list', { name: 'Still open' });
  await expect(open).toContainText('Acme: Call back with the list, promised by');
  await expect(open).toContainText('Status page: the next update, promised by');
  await accessible(page);
  await open.getByRole('button', { name: 'Kept to Acme: Call back with the list' }).click();
  await expect(open).not.toContainText('Acme');
  await page.getByLabel('Go on anyway, because').fill('they were told on the telephone');
  await page.getByRole('button', { name: 'Go on anyway' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(waits).toHaveCount(0);
  await expect(page.getByText('Promises kept gate passed anyway')).toBeVisible();
});
