import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import type { FieldType } from '../src/backend/bindings';
import { accessible, binary, expect, test, type Desk } from './desk';

const run = promisify(execFile);
const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const part = (page: Page, name: string) => panel(page).getByRole('region', { name, exact: true });
/** Those who may see it: each can be taken off the list. */
const named = (access: Locator) =>
  access.getByRole('listitem').filter({ has: access.page().getByRole('button', { name: /may no longer see it$/ }) });
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });
const newest = (page: Page) => page.getByRole('feed', { name: 'Timeline, newest first' }).getByRole('article').first();

async function openFacts(page: Page, desk: Desk, hidden = false): Promise<string> {
  const { incident } = await desk.declare({ title: 'Invoices carry the wrong total', private: hidden });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Invoices');
  await page.keyboard.press('Alt+4');
  return incident;
}

test('an incident is saved as JSON that proves itself and as Markdown that is read', async ({ page, desk }, info) => {
  await openFacts(page, desk);
  await page.keyboard.press('n');
  await page.keyboard.type('The rounding changed on Monday');
  await page.keyboard.press('Enter');
  await expect(newest(page)).toContainText('rounding');
  await page.keyboard.press('Escape');
  const save = async (format: string) => {
    const download = page.waitForEvent('download');
    await part(page, 'Export').getByRole('button', { name: format }).click();
    const arrived = await download;
    await expect(toast(page)).toContainText(`Saved as ${arrived.suggestedFilename()}.`);
    return arrived;
  };

  const json = await save('JSON');
  expect(json.suggestedFilename()).toMatch(/^inc-.*\.json$/i);
  const file = info.outputPath('incident.json');
  await copyFile(await json.path(), file);
  const { stdout } = await run(binary, ['verify', file]);
  expect(stdout).toMatch(/entries/);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('The rounding changed on Monday', 'The rounding changed on Sunday'));
  await expect(run(binary, ['verify', file]), 'a changed word is found').rejects.toThrow();

  const markdown = await save('Markdown');
  expect(markdown.suggestedFilename()).toMatch(/\.md$/);
  const read = await readFile(await markdown.path(), 'utf8');
  expect(read).toMatch(/^# Invoices carry the wrong total\n/);
  expect(read).toContain('The rounding changed on Monday');
});

test('the fields that the organisation asks for are filled, emptied and refused', async ({ page, desk }) => {
  const fields: [string, FieldType][] = [
    ['Vendor', { type: 'text' }],
    ['Invoices', { type: 'number' }],
    ['Data loss', { type: 'flag' }],
    ['Region', { type: 'choice', options: ['EU', 'US'] }],
    ['Reported', { type: 'time' }]
  ];
  for (const [name, takes] of fields)
    await desk.call('edit', { edit: { type: 'define_field', field: null, name, takes, on: true } });
  const incident = await openFacts(page, desk);
  const own = part(page, 'Fields');
  const fill = async (name: string, text: string) => {
    await own.getByLabel(name).fill(text);
    await own.getByLabel(name).press('Tab');
  };

  await fill('Vendor', 'Northbank');
  await expect(newest(page)).toContainText('Vendor: Northbank');
  await fill('Invoices', '231');
  await expect(newest(page)).toContainText('Invoices: 231');
  await own.getByLabel('Data loss').click();
  await expect(newest(page)).toContainText('Data loss: yes');
  await own.getByLabel('Region').click();
  await page.getByRole('option', { name: 'EU' }).click();
  await expect(newest(page)).toContainText('Region: EU');
  await fill('Reported', '2026-01-05 09:30');
  await expect(own.getByLabel('Reported')).toHaveValue('2026-01-05 08:30 UTC');
  const values = async () =>
    Object.fromEntries(
      (await desk.call('room', { incident })).room.fields.map(({ name, value }) => [name, value?.value ?? null])
    );
  expect(await values()).toEqual({
    Vendor: 'Northbank',
    Invoices: 231,
    'Data loss': true,
    Region: 'EU',
    Reported: Date.UTC(2026, 0, 5, 8, 30)
  });

  // What does not fit is said, and what was true is shown again.
  await fill('Reported', 'the other day');
  await expect(toast(page)).toContainText('is not a time that can be read');
  await expect(own.getByLabel('Reported')).toHaveValue('2026-01-05 08:30 UTC');
  await fill('Invoices', 'many');
  await expect(toast(page)).toContainText('Invoices takes a number');
  await expect(own.getByLabel('Invoices')).toHaveValue('231');

  await fill('Vendor', '');
  await expect(newest(page)).toContainText('Vendor: empty');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(own.getByLabel('Vendor')).toHaveValue('Northbank');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`who may see a private incident is named, and no longer (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    await desk.call('new_person', { name: 'Jonas Weber' });
    const incident = await openFacts(page, desk, true);
    const access = part(page, 'Kind and access');
    await access.getByRole('button', { name: 'Name somebody' }).click();
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type('jonas');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(named(access)).toHaveText(['Ana Sá', 'Jonas Weber']);
    await expect(newest(page)).toContainText('Jonas Weber may see it');
    await accessible(page);

    await access.getByRole('button', { name: 'Jonas Weber may no longer see it' }).click();
    await expect(named(access)).toHaveText(['Ana Sá']);
    await expect(newest(page)).toContainText('Jonas Weber may no longer see it');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await expect(named(access)).toHaveText(['Ana Sá', 'Jonas Weber']);

    await access.getByRole('button', { name: 'Ana Sá may no longer see it' }).click();
    await expect(named(access)).toHaveText(['Jonas Weber']);
    await access.getByRole('button', { name: 'Jonas Weber may no longer see it' }).click();
    await expect(toast(page)).toContainText('Nobody could see it any more.');
    const { room } = await desk.call('room', { incident });
    expect(room.granted).toHaveLength(1);
  });
}
