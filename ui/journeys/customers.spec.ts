import { accessible, expect, test, type Desk } from './desk';

async function seed(desk: Desk) {
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
  return { incident };
}

test('a customer is added, called and promised something, by keys alone', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.getByText('No customers yet')).toBeVisible();
  await accessible(page);
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog')).toContainText('Which customer?');
  await page.keyboard.type('Kestrel Foods');
  await page.keyboard.press('Enter');
  const row = page.getByRole('row', { name: /Kestrel Foods/ });
  await expect(row).toContainText('Not known yet');

  await page.keyboard.press('Shift+l');
  await expect(page.getByRole('dialog')).toContainText('Log a call');
  await page.keyboard.type('We are on it and call back.');
  await page.getByLabel('What they were promised').fill('Call back with the list');
  await page.getByLabel('By when').fill('23:59 UTC');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row).toContainText('Call, ');
  const panel = page.getByRole('complementary', { name: 'Kestrel Foods' });
  await expect(panel).toContainText('Call back with the list');
  await accessible(page);
  await panel.getByRole('button', { name: 'Kept', exact: true }).click();
  await expect(panel.getByRole('heading', { name: 'Promises' })).toHaveCount(0);

  // What their agreement says is written into the book, and counts here at once.
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Tier').fill('Enterprise');
  await page.getByLabel('Answer within, in minutes').fill('30');
  await page.getByLabel('Phone').fill('+39 055 000 0142');
  await accessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(panel.getByRole('link', { name: '+39 055 000 0142' })).toBeVisible();
  await expect(row).toContainText('Enterprise');

  const { accounts } = await desk.call('customers', { incident });
  expect(accounts.map((account) => [account.name, account.promises.length])).toEqual([['Kestrel Foods', 1]]);
});

test('only what was posted may be said to a customer', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.call('edit', {
    edit: {
      type: 'define_customer',
      customer: null,
      name: 'Lumen Travel',
      tier: null,
      respond_within: null,
      contact: {},
      owner: null
    }
  });
  const execute = (command: Parameters<typeof desk.call<'execute'>>[1]['command']) =>
    desk.call('execute', { incident, command });
  await execute({ type: 'affect_customer', customer: 'lumen-travel', impact: 'degraded' });
  const proposed = await execute({
    type: 'propose_update',
    audience: 'customers',
    occasion: 'investigating',
    text: 'Some payments fail.',
    next_due: null,
    replaces: null
  });
  await desk.open(page, `#/incident/${incident}/customers`);
  const panel = page.getByRole('complementary', { name: 'Lumen Travel' });
  await expect(panel).toContainText('Nothing is approved for customers yet.');
  const { people } = await desk.call('book', {});
  const me = people.find((person) => person.me)?.id ?? '';
  await execute({ type: 'assign', role: 'incident-manager', service: null, person: me });
  const update = proposed.entries[0] ?? '';
  await execute({ type: 'approve_update', update });
  await execute({ type: 'mark_posted', update, channel: 'email' });
  await expect(panel.locator('blockquote')).toHaveText('Some payments fail.');

  // It becomes a message of their own.
  await panel.getByRole('button', { name: 'Log a call' }).click();
  await page.getByRole('button', { name: 'Begin with the approved update' }).click();
  const told = page.getByLabel('What they were told');
  await expect(told).toHaveValue('Some payments fail.');
  await told.press('End');
  await page.keyboard.type(' Yours of this morning went through.');
  await page.keyboard.press('Control+Enter');
  await expect(panel).toContainText('Some payments fail. Yours of this morning went through.');
});
