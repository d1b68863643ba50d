import { accessible, expect, test, type Desk } from './desk';

const seed = (desk: Desk) => desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });

/** A customer of the book. */
async function known(desk: Desk, name: string, tier: string | null) {
  const nothing = { customer: null, respond_within: null, contact: {}, owner: null };
  await desk.call('edit', { edit: { type: 'define_customer', name, tier, ...nothing } });
}

test('what is promised in words to one customer is promised, and where the field says otherwise it is told', async ({
  page,
  desk,
  context
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { incident } = await seed(desk);
  await known(desk, 'Acme', null);
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges');
  // From any screen of the incident a call is logged.
  await page.keyboard.press('Shift+l');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Which customer?');
  await page.keyboard.type('Acme');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Log a call');
  const told = page.getByLabel('What they were told');
  await told.fill('It is the fault of Jonas. Next update in 40 minutes.');
  await expect(page.getByLabel('What they were promised')).toHaveValue('The next update');
  const due = page.getByLabel('By when');
  await expect(due).toHaveValue(/UTC$/);
  await expect(dialog.getByRole('list', { name: 'Quality check' })).toContainText('No blame');
  await accessible(page);
  await page.keyboard.press('Alt+y');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await told.inputValue());
  await due.fill('in 3 h');
  await expect(dialog).toContainText(/The words say .* UTC, and the promise says/);
  await due.fill('in 40 min');
  await expect(dialog).not.toContainText('The words say');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const account = async () => (await desk.call('customers', { incident })).accounts[0];
  expect((await account())?.promises.map(({ what }) => what)).toEqual(['The next update']);

  // Whoever is quicker than the reader promises it all the same.
  await page.keyboard.press('Shift+l');
  await told.fill('We know more soon. Next update in 2 hours.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  expect((await account())?.promises).toHaveLength(2);
  await page.keyboard.press('Shift+y');
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe('We know more soon. Next update in 2 hours.');
});

test('what was promised in a call that is logged later counts from the call', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await known(desk, 'Acme', null);
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges');
  await page.keyboard.press('Shift+l');
  await expect(page.getByRole('dialog')).toContainText('Which customer?');
  await page.keyboard.type('Acme');
  await page.keyboard.press('Enter');
  await page.getByLabel('What they were told').fill('We are on it. Next update in 20 minutes.');
  const due = page.getByLabel('By when');
  await expect(due).toHaveValue(/UTC$/);
  const fromNow = await due.inputValue();
  await page.getByLabel('When', { exact: true }).fill('30 min ago');
  await expect(due).not.toHaveValue(fromNow);
  await accessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const [account] = (await desk.call('customers', { incident })).accounts;
  expect(account?.promises.map(({ what }) => what)).toEqual(['The next update']);
  expect(Math.abs((account?.promises[0]?.due ?? 0) - Date.now() + 10 * 60_000)).toBeLessThan(150_000);
});

test('many are marked at once and one undo takes that back; where there is no list, it is imported from here', async ({
  page,
  desk
}) => {
  const { incident } = await seed(desk);
  for (const [name, tier] of [
    ['Acme', 'Gold'],
    ['Bolt', 'Gold'],
    ['Crane', 'Silver']
  ] as const)
    await known(desk, name, tier);
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(page.getByRole('button', { name: 'Import a list of customers' })).toBeVisible();
  await page.keyboard.press('Shift+a');
  await page.keyboard.type('gold');
  await expect(page.getByRole('dialog')).toContainText('Acme, Bolt');
  await accessible(page);
  await page.getByRole('button', { name: 'Mark all 2 that match' }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  await expect(page.getByRole('row', { name: /Bolt/ })).toContainText('Down');
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('No customers yet')).toBeVisible();
  await page.getByRole('button', { name: 'Import a list of customers' }).click();
  await expect(page).toHaveURL(/#\/settings\/customers/);
});
