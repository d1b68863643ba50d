import { accessible, expect, test } from './desk';

const TARGET_MS = 10_000;

test('an incident is declared by keyboard alone, in under ten seconds', async ({ page, desk }) => {
  await desk.open(page);
  await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
  const began = Date.now();
  await page.keyboard.press('c');
  await expect(page.getByLabel('What is wrong?')).toBeFocused();
  await page.keyboard.type('Customers charged twice', { delay: 40 });
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('radio', { name: /Major/ })).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/#\/incident\//);
  expect(Date.now() - began).toBeLessThan(TARGET_MS);
  await expect(page.getByText(/INC-~\w{4} declared\. You are Incident Manager\./)).toBeVisible();

  const { active } = await desk.call('board', {
    query: { filter: null, severity: null, kind: null, mine: true, reviews: false, sort: 'urgency' }
  });
  expect(active.map(({ title, severity, manager_name }) => [title, severity?.name, manager_name])).toEqual([
    ['Customers charged twice', 'Major', 'Ana Sá']
  ]);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/INC-~\w{4} is called off\./)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
});

test('whoever declares and writes on at once loses no letter', async ({ page, desk }) => {
  await desk.open(page);
  await page.keyboard.press('c');
  await expect(page.getByLabel('What is wrong?')).toBeFocused();
  await page.keyboard.type('Search returns nothing');
  // Nobody waits for the war room: N writes a note there, and this is its text.
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('nIndex was rebuilt at noon', { delay: 8 });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article').filter({ hasText: 'Index was rebuilt at noon' })).toBeVisible();
});

test('everything that is known goes in, services by name on the spot', async ({ page, desk }) => {
  await desk.call('new_person', { name: 'Kofi Mensah' });
  await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'checkout-api' } });
  await desk.open(page);
  await page.keyboard.press('c');
  await expect(page.getByLabel('What is wrong?')).toBeFocused();
  await page.keyboard.type('Logins fail for partners');
  const services = page.getByRole('combobox', { name: 'Services' });
  await services.fill('check');
  await expect(page.getByRole('option', { name: 'checkout-api' })).toBeVisible();
  await services.press('Enter');
  await services.fill('partner-login');
  await services.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove partner-login' })).toBeVisible();
  await page.getByRole('button', { name: 'Internal', exact: true }).last().click();
  await page.getByRole('button', { name: /^Incident Manager/ }).click();
  await page.keyboard.type('kofi');
  await page.keyboard.press('Enter');
  await page.getByLabel('Impact began').fill('2026-01-05 09:30');
  await page.getByLabel('Impact began').press('Tab');
  await expect(page.getByText('Read as 08:30 UTC · 09:30 in Berlin')).toBeVisible();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('combobox', { name: /^Detected by/ }).click();
  await page.getByRole('option', { name: 'A customer' }).click();
  await page.getByLabel(/^Private/).check();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/#\/incident\//);

  const id = page.url().split('/').at(-1) ?? '';
  const { room } = await desk.call('room', { incident: id });
  expect(room).toMatchObject({ kind: 'internal', private: true, severity: null, detection: 'customer' });
  expect(room.services.map(({ name }) => name)).toEqual(['checkout-api', 'partner-login']);
  expect(room.impact_started).toBe(Date.UTC(2026, 0, 5, 8, 30));
  expect(room.roles.flatMap(({ holders }) => holders.map(({ name }) => name))).toContain('Kofi Mensah');
});

test('what fails is said beside it, and nothing typed is lost', async ({ page, desk }) => {
  await desk.open(page);
  await page.keyboard.press('c');
  await expect(page.getByLabel('What is wrong?')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog').getByRole('alert').filter({ hasText: /title/i })).toBeVisible();

  await page.getByLabel('What is wrong?').fill('Search is slow');
  await page.getByLabel('Impact began').fill('a while ago');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/"a while ago" is not a time/)).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('c');
  await expect(page.getByLabel('What is wrong?')).toHaveValue('Search is slow');
  await expect(page.getByLabel('Impact began')).toHaveValue('a while ago');
  await page.getByRole('button', { name: 'Start afresh' }).click();
  await expect(page.getByLabel('What is wrong?')).toHaveValue('');
});

test('what is open already is offered instead', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'Search index stale in us-east' });
  await desk.open(page);
  await page.keyboard.press('c');
  await expect(page.getByLabel('What is wrong?')).toBeFocused();
  await page.keyboard.type('Stale search index');
  await expect(page.getByText(/^Looks like INC-~/)).toBeVisible();
  await page.getByRole('button', { name: 'Open it instead' }).click();
  await expect(page).toHaveURL(new RegExp(incident));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a drill says so, and the dialog can be used by everybody (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    await desk.open(page);
    await page.getByRole('button', { name: 'Run a drill' }).click();
    await expect(page.getByRole('dialog', { name: 'Declare a drill' })).toBeVisible();
    await page.keyboard.type('Region lost');
    await page.getByRole('combobox', { name: 'Services' }).fill('net');
    await accessible(page);
    await page.getByRole('combobox', { name: 'Services' }).press('Escape');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.getByRole('combobox', { name: 'Services' }).fill('');
    await page.getByLabel('Impact began').fill('soon');
    await page.getByRole('button', { name: 'More' }).click();
    for (const [key, name] of [
      ['1', 'Major'],
      ['2', 'Medium'],
      ['3', 'Minor'],
      ['0', 'Not known yet']
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('radio', { name: new RegExp(name) })).toBeChecked();
      await accessible(page, 'fieldset:has([name$="-severity"])');
    }
  });
}
