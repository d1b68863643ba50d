import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { expect, test, type Desk } from './desk';

/** A Major that this person manages, so that they approve what they write. */
async function seed(desk: Desk) {
  const { people } = await desk.call('book', {});
  const { incident } = await desk.declare({
    title: 'Duplicate charges at checkout',
    severity: 'major',
    manager: people.find((person) => person.me)?.id ?? null
  });
  return { incident, execute: (command: Command) => desk.call('execute', { incident, command }) };
}

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const draft = (page: Page) => field(page, 'Text for Status page');
const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });
const approve = (page: Page) => page.locator('footer').getByRole('button', { name: /^Approve/ });
const comms = (desk: Desk, page: Page, incident: string, to = 'public') =>
  desk.open(page, `#/incident/${incident}/comms?to=${to}`);

test('Escape calls an approval off wherever the focus is, and until then nothing of it changes', async ({
  page,
  desk
}) => {
  const { incident } = await seed(desk);
  await comms(desk, page, incident);
  await draft(page).fill('Checkout fails. We are working on it.');
  await expect(page.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
  const fresh = page.getByRole('button', { name: 'Start from the template' });
  const calledOff = messages(page).getByText('Not approved. The draft is as it was.');
  await expect(approve(page)).toBeEnabled();
  await draft(page).press('Control+Enter');
  await expect(messages(page)).toContainText('in 5 seconds');
  const minutes = page.getByRole('button', { name: '60 min', exact: true });
  for (const other of [fresh, minutes, page.getByLabel(/^Occasion/), field(page, 'When they were told')])
    await expect(other).toBeDisabled();
  await expect(draft(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(calledOff).toHaveCount(1);
  await expect(fresh).toBeEnabled();

  // Also where another audience is written to by now.
  await expect(approve(page)).toBeEnabled();
  await draft(page).press('Control+Enter');
  await expect(messages(page)).toContainText('in 5 seconds');
  await page.keyboard.press('Alt+2');
  await field(page, 'Text for Customers').press('Escape');
  await expect(messages(page)).not.toContainText('in 5 seconds');
  await expect(field(page, 'Text for Customers')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field(page, 'Text for Customers')).not.toBeFocused();
  expect((await desk.call('comms', { incident })).updates).toEqual([]);
});

test('what was typed for one gap, audience or customer is used for no other', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  await comms(desk, page, incident);
  await draft(page).fill('Refunds come by {refund_date}. Your code is {voucher}.');
  await expect(page.getByText('2 values missing')).toBeVisible();
  await draft(page).press('Escape');
  await page.keyboard.press('f');
  await page.keyboard.type('Friday');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enter it' }).last().click();
  const value = page.getByRole('textbox', { name: /^Value: / });
  await expect(value).toHaveValue('');
  // Money is often written so.
  await value.fill('$& and $$5');
  await value.press('Enter');
  await expect(draft(page)).toHaveValue('Refunds come by {refund_date}. Your code is $& and $$5.');
  await page.keyboard.press('f');
  await page.keyboard.type('Friday');
  await page.keyboard.press('Alt+2');
  await field(page, 'Text for Customers').fill('Refunds come by {refund_date}.');
  await expect(page.getByText('1 value missing')).toBeVisible();
  await expect(value).toHaveCount(0);

  await field(page, 'When they were told').fill('5 min ago');
  await page.keyboard.press('Alt+1');
  await expect(draft(page)).toBeVisible();
  await expect(field(page, 'When they were told')).toHaveValue('');

  for (const name of ['Harbour Foods', 'Kestrel Foods']) {
    const tier = { tier: null, respond_within: null, contact: {}, owner: null };
    await desk.call('edit', { edit: { type: 'define_customer', customer: null, name, ...tier } });
    const customer = name.toLowerCase().replace(' ', '-');
    await execute({ type: 'affect_customer', customer, impact: 'down' });
    const promise = { what: `Call ${name}`, due: Date.now() + 600_000 };
    await execute({ type: 'promise_customer', customer, promise });
  }
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(page.getByRole('heading', { name: 'Harbour Foods' })).toBeVisible();
  await field(page, 'When it was kept').fill('5 min ago');
  await page.getByRole('row').or(page.getByRole('option')).filter({ hasText: 'Kestrel Foods' }).first().click();
  await expect(page.getByRole('heading', { name: 'Kestrel Foods' })).toBeVisible();
  await expect(field(page, 'When it was kept')).toHaveValue('');
});
