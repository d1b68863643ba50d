import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { accessible, expect, test, type Desk } from './desk';

const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const items = (page: Page) => panel(page).getByRole('region', { name: 'Action items', exact: true });
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });
const did = (desk: Desk, incident: string, command: Command) => desk.call('execute', { incident, command });
const dialog = (page: Page) => page.getByRole('dialog');

test('an action is raised by keys, completed before the review ends and done before the incident closes', async ({
  page,
  desk
}) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
  await page.keyboard.press('Alt+3');
  await expect(items(page)).toContainText('None yet.');

  await page.keyboard.press('Shift+T');
  await expect(dialog(page).getByLabel('What has to be done')).toBeFocused();
  await page.keyboard.type('Alert before the pool is full');
  await accessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(toast(page)).toContainText('Action added');
  await expect(items(page)).toContainText('Lacks an owner and a due date');

  await did(desk, incident, { type: 'enter_stage', stage: 'review', reason: null, anyway: null });
  const stages = page.getByRole('list', { name: 'Stages' });
  await stages.getByRole('button', { name: /Follow up/ }).press('Enter');
  await expect(dialog(page)).toContainText('Alert before the pool is full lacks an owner and a due date');
  await accessible(page);
  await dialog(page)
    .getByRole('button', { name: /^Complete Alert/ })
    .press('Enter');
  await dialog(page).getByLabel('Owner').press('Enter');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await dialog(page).getByLabel('Due').fill(`${inAMonth} 17:00`);
  await page.keyboard.press('Control+Enter');
  await expect(items(page)).not.toContainText('Lacks');

  await stages.getByRole('button', { name: /Follow up/ }).press('Enter');
  await expect(toast(page)).toContainText('Follow up');
  await page.getByRole('button', { name: 'Close incident' }).press('Enter');
  await dialog(page)
    .getByRole('button', { name: /^Done: Alert/ })
    .press('Enter');
  await expect(dialog(page)).not.toContainText('is not done');
  await expect(dialog(page).getByRole('button', { name: 'Stay where it is' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Close incident' }).press('Enter');
  await expect(page.getByText('Closed. It can be reopened with a reason.')).toBeVisible();
});

test('a note becomes an action once, and what will not be done says why', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.open(page, `#/incident/${incident}`);
  await did(desk, incident, { type: 'write', mode: 'fix_later', line: 'Nothing warned us' });
  await expect(page.getByRole('feed')).toContainText('Nothing warned us');
  await page.keyboard.press('Alt+3');
  const line = page.getByRole('feed').getByRole('article').filter({ hasText: 'Nothing warned us' }).last();
  await line.hover();
  await line.getByRole('button', { name: /^More/ }).press('Enter');
  await page.getByRole('menuitem', { name: 'Make an action item' }).press('Enter');
  await expect(dialog(page).getByLabel('What has to be done')).toHaveValue('Nothing warned us');
  await page.keyboard.press('Control+Enter');
  // The form gives the focus back when it goes.
  await expect(dialog(page)).toHaveCount(0);
  await expect(items(page)).toContainText('Nothing warned us');
  await line.getByRole('button', { name: /^More/ }).press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Copy', exact: false }).first()).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Make an action item' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await items(page)
    .getByRole('button', { name: /^More about Nothing/ })
    .press('Enter');
  await page.getByRole('menuitem', { name: 'Drop' }).press('Enter');
  await expect(dialog(page).getByLabel('Why it will not be done')).toBeFocused();
  await page.keyboard.type('The pool goes away');
  await page.keyboard.press('Control+Enter');
  await expect(items(page)).toContainText('Dropped: The pool goes away');
});

for (const theme of ['light', 'dark'] as const) {
  test(`action items are usable by everybody in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident } = await desk.declare({ title: 'The pool was full' });
    const raise = (text: string, priority: 'high' | 'low') =>
      did(desk, incident, {
        type: 'raise_action',
        text,
        kind: 'detect',
        priority,
        due: null,
        owner: null,
        from: null
      });
    await raise('Alert before the pool is full', 'high');
    await raise('Write down who may roll back', 'low');
    await desk.open(page, `#/incident/${incident}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
    await page.keyboard.press('Alt+3');
    await expect(items(page)).toContainText('Write down who may roll back');
    await accessible(page);
  });
}

/** Three incidents with four action items; the one of high priority is late from the beginning. */
async function follow(desk: Desk): Promise<{ pool: string; cards: string }> {
  const service = await serviceOf(desk, 'Payments API', 'Payments');
  const pool = (await desk.declare({ title: 'The pool was full', services: [service] })).incident;
  const cards = (await desk.declare({ title: 'Cards were refused' })).incident;
  await desk.declare({ title: 'Nothing came of it' });
  const { me } = await desk.call('start', {});
  const due = Date.now() + 30 * 86_400_000;
  const raise = (incident: string, text: string, more: object) =>
    did(desk, incident, {
      type: 'raise_action',
      text,
      kind: 'detect',
      priority: 'medium',
      due: null,
      owner: null,
      from: null,
      ...more
    });
  await raise(pool, 'Alert before the pool is full', { priority: 'high', owner: me });
  await raise(pool, 'Test the pool under load', { owner: me, due });
  await raise(cards, 'Write down who may roll back', { kind: 'process' });
  await raise(cards, 'A second route for cards', { priority: 'low', kind: 'mitigate', due });
  return { pool, cards };
}

async function serviceOf(desk: Desk, name: string, team: string): Promise<string> {
  await desk.call('edit', { edit: { type: 'name_service', service: null, name } });
  const { services } = await desk.call('book', {});
  const service = services.find((each) => each.name === name)?.id ?? '';
  await desk.call('edit', { edit: { type: 'set_service_owner', service, owner: { team } } });
  return service;
}

const list = (page: Page) => page.getByRole('grid', { name: 'Action items of all incidents' });
const row = (page: Page, text: string) => list(page).getByRole('row').filter({ hasText: text });
const review = (page: Page) => page.getByRole('complementary', { name: 'Management review' });

test('the actions of all incidents are followed by keys until they are done', async ({ page, desk, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { cards } = await follow(desk);
  await desk.open(page);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Action items' })).toBeVisible();
  await expect(list(page).getByRole('row')).toHaveText([
    /Action/,
    /^High 1/,
    /Alert before the pool is full/,
    /^Medium 2/,
    /Test the pool under load/,
    /Write down who may roll back/,
    /^Low 1/,
    /A second route for cards/
  ]);
  await expect(page.getByText('4 open', { exact: true })).toBeVisible();
  await expect(review(page)).toContainText('Alert before the pool is full');
  await expect(review(page)).toContainText('Lacks an owner and a due date.');

  await page.keyboard.press('j');
  await expect(row(page, 'Alert before')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('d');
  await expect(row(page, 'Alert before')).toContainText('Doing');
  await page.keyboard.press('y');
  await expect(toast(page)).toContainText('Copied. Send it to Ana Sá.');
  const mail = await page.evaluate(() => navigator.clipboard.readText());
  expect(mail).toMatch(/^Subject: 1 of 2 action items of yours are late\n\nHello Ana Sá,/);
  expect(mail).toContain('- Test the pool under load (due ');
  await page.keyboard.press('x');
  await expect(list(page)).toContainText('Done or dropped 1 in the last 30 days');
  await expect(page.getByText('3 open', { exact: true })).toBeVisible();
  await toast(page).getByRole('button', { name: 'Undo' }).last().press('Enter');
  await expect(page.getByText('4 open', { exact: true })).toBeVisible();

  const by = page.getByRole('group', { name: 'Group by' });
  await by.getByRole('button', { name: 'Team' }).press('Enter');
  await expect(list(page)).toContainText('No team named 2');
  await expect(list(page)).toContainText('Payments 2');
  await page.getByRole('button', { name: 'Incomplete', exact: true }).press('Enter');
  await expect(row(page, 'Write down')).toHaveCount(1);
  await expect(row(page, 'Alert before')).toHaveCount(0);
  await page.getByRole('button', { name: 'Mine', exact: true }).press('Enter');
  await expect(row(page, 'Write down')).toHaveCount(0);
  await page.keyboard.press('/');
  await page.keyboard.type('route');
  await expect(page.getByText('No action item is like that')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('roll back');
  await expect(list(page).getByRole('row')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await row(page, 'Write down').click();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(cards));
  await expect(items(page)).toContainText('Write down who may roll back');
});

test('several actions are given an owner, a priority and an end by keys, each taken back at once', async ({
  page,
  desk
}) => {
  await follow(desk);
  await desk.open(page, '#/actions');
  await expect(page.getByText('4 open', { exact: true })).toBeVisible();
  const undo = async (said: string) => {
    await expect(toast(page)).toContainText(said);
    await toast(page).getByRole('button', { name: 'Undo' }).last().press('Enter');
  };
  const selected = list(page).locator('[aria-selected="true"]');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('Shift+J');
  await expect(selected).toHaveCount(3);
  await page.keyboard.press('Shift+K');
  await page.keyboard.press('Shift+J');
  await expect(page.getByText('3 selected', { exact: true })).toBeVisible();
  await page.keyboard.press('a');
  await expect(dialog(page)).toContainText('Who does these 3?');
  await accessible(page);
  await page.keyboard.type('Ana');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Write down')).toContainText('Ana Sá');
  await expect(dialog(page)).toHaveCount(0);

  await page.keyboard.press('3');
  await expect(list(page)).toContainText(/Low 4/);
  await undo('3 actions: low priority');
  await expect(list(page)).toContainText(/Medium 2/);
  await expect(list(page)).toContainText(/High 1/);
  await expect(selected).toHaveCount(3);
  await page.keyboard.press('x');
  await expect(page.getByText('1 open', { exact: true })).toBeVisible();
  await undo('3 actions: done');
  await expect(page.getByText('4 open', { exact: true })).toBeVisible();
  // One alone is one again, and what is done makes way for the next.
  await page.keyboard.press('k');
  await expect(selected).toHaveCount(1);
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await expect(page.getByText('3 open', { exact: true })).toBeVisible();
  await page.keyboard.press('j');
  await expect(row(page, 'Test the pool')).toHaveAttribute('aria-selected', 'true');
});

for (const theme of ['light', 'dark'] as const) {
  test(`the actions of all incidents are usable by everybody in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    await desk.open(page, '#/actions');
    await expect(page.getByText('Nothing open', { exact: true })).toBeVisible();
    await accessible(page);
    const { pool } = await follow(desk);
    const { actions } = (await desk.call('room', { incident: pool })).room;
    await did(desk, pool, { type: 'move_action', action: actions[1]?.id ?? '', state: 'done', reason: null });
    await expect(list(page)).toContainText('Done or dropped 1');
    await accessible(page);
    await page.setViewportSize({ width: 700, height: 900 });
    await accessible(page);
  });
}

test('by when actions have to be done and how long they may take is set by keys', async ({ page, desk }) => {
  await follow(desk);
  await desk.open(page, '#/settings/action-items');
  const limit = async (of: string) =>
    (await desk.call('book', {})).action_limits.find(({ priority }) => priority === of);
  expect(await limit('low')).toEqual({ priority: 'low', due: 'required', days: 90 });
  await page.getByLabel('Low priority: due').press('Enter');
  await page.getByRole('option', { name: 'Without a date' }).click();
  await expect.poll(() => limit('low')).toMatchObject({ due: 'open' });
  await page.getByLabel('Medium priority: may take').press('Enter');
  await page.getByRole('option', { name: '14 days', exact: true }).click();
  await expect.poll(() => limit('medium')).toMatchObject({ days: 14 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await desk.open(page, '#/actions');
  await expect(review(page)).toContainText('Medium priority may take 14 d');
  const by = review(page).getByRole('group', { name: 'By' });
  await by.getByRole('button', { name: 'Team' }).press('Enter');
  await expect(review(page).getByRole('list', { name: 'Where it stands' })).toContainText('Payments');
  await accessible(page);
});

test('an action is looked at beside the list by Space, which goes on with j and k', async ({ page, desk }) => {
  const { pool } = await follow(desk);
  const { actions } = (await desk.call('room', { incident: pool })).room;
  const late = actions.find(({ text }) => text.startsWith('Alert before'))?.id ?? '';
  await did(desk, pool, { type: 'move_action', action: late, state: 'doing', reason: null });
  await desk.open(page, '#/actions');
  await expect(row(page, 'Alert before')).toBeVisible();
  const peek = page.getByRole('complementary', { name: /^INC-/ });
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  await expect(peek.getByRole('heading', { level: 3 })).toHaveText('Alert before the pool is full');
  await expect(peek).toContainText('The pool was full');
  await expect(peek).toContainText('High priority');
  await expect(peek).toContainText('Payments API');
  const history = peek.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(history).toHaveText([/^Raised: Detect, high priority, now\..*Ana Sá$/s, /^Doing.*Ana Sá$/s]);
  await expect(review(page)).toHaveCount(0);
  await page.keyboard.press('j');
  await expect(peek.getByRole('heading', { level: 3 })).toHaveText('Test the pool under load');
  await expect(history).toHaveCount(1);
  await page.keyboard.press('k');
  await expect(peek.getByRole('heading', { level: 3 })).toHaveText('Alert before the pool is full');
  await page.keyboard.press('Space');
  await expect(peek).toHaveCount(0);
  await page.keyboard.press('Space');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(history).toHaveCount(2);
    await accessible(page);
  }
  await page.keyboard.press('Escape');
  await expect(peek).toHaveCount(0);
  await expect(review(page)).toBeVisible();
});

test('the look at an action goes on with the next where its line goes away, and ends with the last', async ({
  page,
  desk
}) => {
  const { pool } = await follow(desk);
  const { actions } = (await desk.call('room', { incident: pool })).room;
  await desk.open(page, '#/actions');
  await expect(row(page, 'Alert before')).toBeVisible();
  const peek = page.getByRole('complementary', { name: /^INC-/ });
  const shown = peek.getByRole('heading', { level: 3 });
  const selected = list(page).locator('[aria-selected="true"]');
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  await peek.getByRole('button', { name: /^Open/ }).focus();
  await page.keyboard.press('x');
  await expect(shown).toHaveText('Test the pool under load');
  await expect(selected).toContainText('Test the pool under load');
  await expect(peek.getByRole('button', { name: /^Open/ })).toBeFocused();
  // A colleague drops it.
  await did(desk, pool, {
    type: 'move_action',
    action: actions[1]?.id ?? '',
    state: 'dropped',
    reason: 'It goes away'
  });
  await expect(shown).toHaveText('Write down who may roll back');
  // In another group it is still the same one.
  await page.keyboard.press('3');
  await expect(toast(page)).toContainText('low priority');
  await expect(list(page)).toContainText('Low 2');
  await expect(shown).toHaveText('Write down who may roll back');
  await expect(selected).toContainText('Write down who may roll back');

  // None is left: it ends, and does not begin again by itself.
  await page.keyboard.press('/');
  await page.keyboard.type('nobody wrote this');
  await expect(page.getByText('No action item is like that')).toBeVisible();
  await expect(peek).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await row(page, 'A second route').click();
  await expect(review(page)).toBeVisible();
  await expect(peek).toHaveCount(0);

  // Closed, it gives the focus back to the list; without a list, to the page.
  await page.keyboard.press('Space');
  await peek.getByRole('button', { name: /^Link a ticket/ }).focus();
  await page.keyboard.press('Escape');
  await expect(peek).toHaveCount(0);
  await expect(list(page)).toBeFocused();
  await page.getByRole('button', { name: 'Incomplete', exact: true }).press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('roll back');
  await expect(list(page).getByRole('row')).toHaveCount(3);
  await row(page, 'Write down').click();
  await page.keyboard.press('Space');
  await peek.getByRole('button', { name: /^Open/ }).focus();
  await page.keyboard.press('x');
  await expect(page.getByText('No action item is like that')).toBeVisible();
  await expect(peek).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

test('an action has a ticket in another tracker, which a key says and a key opens', async ({ page, desk, context }) => {
  await context.route('https://tickets.example/**', (route) => route.fulfill({ body: 'the ticket' }));
  const { pool } = await follow(desk);
  await desk.open(page, '#/actions');
  await expect(row(page, 'Alert before')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('t');
  await expect(dialog(page).getByLabel('Ticket')).toBeFocused();
  await page.keyboard.type('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('alert')).toContainText('is not the address of a ticket');
  await accessible(page);
  await dialog(page).getByLabel('Ticket').fill('https://tickets.example/browse/OPS-12');
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toHaveCount(0);
  await expect(toast(page)).toContainText('Ticket linked');
  await expect(row(page, 'Alert before').getByRole('button', { name: 'OPS-12' })).toBeVisible();
  const came = context.waitForEvent('page');
  await page.keyboard.press('o');
  const ticket = await came;
  await ticket.waitForURL('https://tickets.example/browse/OPS-12');
  await ticket.close();
  await page.bringToFront();

  // Taken off, and by one key back.
  await page.keyboard.press('Space');
  const peek = page.getByRole('complementary', { name: /^INC-/ });
  await expect(peek.getByRole('button', { name: /^OPS-12/ })).toBeVisible();
  await peek.getByRole('button', { name: /^Change/ }).press('Enter');
  await dialog(page).getByLabel('Ticket').fill('');
  await page.keyboard.press('Enter');
  await expect(peek.getByRole('button', { name: /^Link a ticket/ })).toBeVisible();
  await toast(page).getByRole('button', { name: 'Undo' }).last().press('Enter');
  await expect(peek.getByRole('button', { name: /^OPS-12/ })).toBeVisible();
  await expect(peek.getByRole('list', { name: 'History' })).toContainText('Ticket OPS-12');

  await desk.open(page, `#/incident/${pool}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
  await page.keyboard.press('Alt+3');
  await expect(items(page).getByRole('button', { name: 'OPS-12', exact: true })).toBeVisible();
  await accessible(page);
});
