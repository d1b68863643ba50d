import { named, panelOf, seed } from './customers';
import { accessible, expect, test } from './desk';

test('what a customer pays in a year and their tickets stand in the list, and the band can be changed', async ({
  page,
  desk
}) => {
  const { incident } = await seed(desk);
  const { id, execute } = await named(desk, incident, 'Acme', 'down', { tier: 'Gold', arr: 'over 1 M' });
  for (const ticket of ['88213', '88220', '88213'])
    await execute({ type: 'log_report', customer: id, text: 'Nothing works', ticket });
  await desk.open(page, `#/incident/${incident}/customers`);
  const row = page.getByRole('row', { name: /Acme/ });
  await expect(row.getByRole('gridcell')).toContainText(['Acme', 'Gold', 'over 1 M', 'Down', '88213 +1']);
  await panelOf(page, 'Acme').getByRole('button', { name: /^Edit/ }).click();
  const band = page.getByLabel('ARR band');
  await expect(band).toHaveValue('over 1 M');
  await band.fill('100–500 k');
  await accessible(page);
  await band.press('Control+Enter');
  await expect(row).toContainText('100–500 k');
  const [known] = await desk.call('find_customers', { words: 'acme', most: null });
  expect([known?.arr, known?.tier]).toEqual(['100–500 k', 'Gold']);
});

test('a list of customers is imported, what is wrong is said, and it can be imported again', async ({ page, desk }) => {
  await desk.open(page, '#/settings/customers');
  const rows = Array.from({ length: 2_000 }, (_, n) => `Account ${String(n).padStart(4, '0')};Gold;30;`);
  const list = ['Name;Plan;SLA;Colour', 'Halden & Brook;Enterprise;4 h;blue', 'Lumen Travel;;soon;red', ...rows].join(
    '\r\n'
  );
  const file = { name: 'crm.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${list}`) };
  const hand = async (button: string) => {
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: button }).click();
    await (await asked).setFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
  };
  await hand('Import a list');
  const said = page.getByRole('status').filter({ hasText: 'added' });
  await expect(said).toContainText('2,001 customers added.');
  await expect(said).toContainText('Line 3 Lumen Travel “soon” is no time to answer within.');
  await accessible(page);

  await page.getByRole('textbox', { name: 'Find a customer' }).fill('brook');
  const customers = page.getByRole('list', { name: 'Customers' });
  await expect(customers.getByRole('listitem')).toHaveCount(1);
  await expect(customers).toContainText('answer within 4 h');

  await hand('Import a list');
  await expect(said).toContainText('2,001 customers already here just so.');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a table' }).click();
  expect((await saving).suggestedFilename()).toBe('import-report.csv');
});

test('a person says which column is what before anything is written', async ({ page, desk }) => {
  await desk.open(page, '#/settings/customers');
  const list = 'Who,Rank,Reach\nKestrel Foods,Gold,a@example.org\nLumen Travel,,nobody\n';
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a list' }).press('Enter');
  await (await asked).setFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await expect(page.getByRole('alert')).toHaveText('Choose the column that holds the names of the customers.');
  const start = page.getByRole('button', { name: 'Import', exact: true });
  await expect(start).toBeDisabled();
  await accessible(page);
  for (const [meaning, column] of [
    ['Name', 'Who'],
    ['Tier', 'Rank'],
    ['E-mail', 'Reach']
  ] as const) {
    await page.getByRole('button', { name: `${meaning}: Not in this file`, exact: true }).press('Enter');
    await expect(page.getByRole('option', { name: column })).toBeVisible();
    await page.keyboard.type(column);
    await page.keyboard.press('Enter');
  }
  const rows = page.getByRole('group', { name: 'First rows' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('Kestrel Foods');
  await expect(rows.nth(1)).toContainText('Gold');
  await expect(rows.nth(2)).toContainText('“nobody” is no e-mail address.');
  await expect(page.getByText('1 of the first 2 would be taken.')).toBeVisible();
  expect(await desk.call('find_customers', { words: '', most: null })).toEqual([]);
  await accessible(page);
  await start.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'added' })).toContainText('1 customer added.');
  const [kestrel] = await desk.call('find_customers', { words: '', most: null });
  expect([kestrel?.name, kestrel?.tier, kestrel?.contact.email]).toEqual(['Kestrel Foods', 'Gold', 'a@example.org']);
});

test('a long import shows how far it is, is stopped, and goes on the next time; the list is long', async ({
  page,
  desk
}) => {
  await desk.open(page, '#/settings/customers');
  const rows = Array.from({ length: 30_000 }, (_, n) => `Account ${String(n).padStart(5, '0')};Gold`);
  const file = { name: 'crm.csv', mimeType: 'text/csv', buffer: Buffer.from(['Name;Plan', ...rows].join('\n')) };
  const hand = async () => {
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import a list' }).click();
    await (await asked).setFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).press('Enter');
  };
  await hand();
  const progress = page.getByRole('progressbar', { name: 'Importing customers' });
  await expect(progress).toHaveAttribute('aria-valuenow', /^[1-9]/);
  // It goes on while somebody looks elsewhere, and is found as far as it is.
  await page.goto(page.url().replace('customers', 'people'));
  await expect(page.getByRole('heading', { name: 'People', level: 2 })).toBeVisible();
  await page.goto(page.url().replace('people', 'customers'));
  await page.getByRole('button', { name: 'Stop', exact: true }).press('Enter');
  const said = page.getByRole('status').filter({ hasText: 'added' });
  await expect(said).toContainText('The import was stopped before the end of the file.');
  const written = (await desk.call('find_customers', { words: '', most: 10_000 })).length;
  expect(written).toBeGreaterThan(0);
  await accessible(page);

  // Only the rows in sight are in the document, and the last one is reached by a key.
  const customers = page.getByRole('list', { name: 'Customers' });
  await expect(customers.getByRole('listitem').first()).toContainText('Account 00000');
  expect(await customers.getByRole('listitem').count()).toBeLessThan(60);
  await customers.focus();
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(customers.getByRole('listitem').last()).toContainText(
      `Account ${String(Math.min(written, 10_000) - 1).padStart(5, '0')}`,
      { timeout: 500 }
    );
  }).toPass();
  await accessible(page);
});
