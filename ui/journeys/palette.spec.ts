import { accessible, expect, test } from './desk';

test('the palette runs verbs, goes to places and opens incidents', async ({ page, desk }) => {
  const { incident, label } = await desk.declare({ title: 'Webhooks delayed' });
  await desk.open(page);
  await expect(page.getByRole('grid')).toBeVisible();
  const field = page.getByRole('combobox', { name: 'Search or run a command' });

  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
  await page.keyboard.type('inbox');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/inbox$/);

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('listbox')).toContainText('Recent');
  await expect(page.getByRole('option').first()).toContainText('Go to the inbox');
  await page.keyboard.type('webhooks');
  await expect(page.locator('[aria-selected="true"]')).toContainText('Webhooks delayed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/incident/${incident}$`));

  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(/#\/inbox$/);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type(label ?? '');
  await expect(page.locator('[aria-selected="true"]')).toContainText(label ?? '-');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(incident));

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('declare');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('What is wrong?')).toBeFocused();
});

test('the palette leads to the import of past incidents', async ({ page, desk }) => {
  await desk.open(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('import');
  await expect(page.locator('[aria-selected="true"]')).toContainText('Import past incidents');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/import$/);
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('words from notes and decisions are found, newest first, and opened at their line', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'Checkout is slow' });
  const note = await desk.call('execute', {
    incident,
    command: { type: 'add_note', note: 'note', text: 'The zebra cache is cold.', occurred_at: null }
  });
  await desk.open(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('zebra');
  const hit = page.getByRole('option').filter({ hasText: 'zebra' });
  await expect(hit).toContainText('Note');
  await expect(hit.locator('mark')).toHaveText('zebra');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/incident/${incident}\\?entry=${note.entries[0]}$`));

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('unicorn');
  await expect(page.getByText('Nothing found')).toBeVisible();
});

test('arrows, Ctrl+N and Ctrl+P move, and Escape leads back', async ({ page, desk }) => {
  await desk.open(page);
  await page.keyboard.press('Control+k');
  const chosen = page.locator('[role="option"][aria-selected="true"]');
  const first = await chosen.textContent();
  await page.keyboard.press('ArrowDown');
  await expect(chosen).not.toHaveText(first ?? '');
  await page.keyboard.press('Control+p');
  await expect(chosen).toHaveText(first ?? '');
  await page.keyboard.press('Control+n');
  await expect(chosen).not.toHaveText(first ?? '');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the palette can be used by everybody (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    await desk.declare({ title: 'Checkout is slow', severity: 'major' });
    await desk.open(page);
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    await accessible(page);
    await page.keyboard.type('slow');
    await expect(page.getByRole('option').filter({ hasText: 'Title' })).toBeVisible();
    await accessible(page);
  });
}
