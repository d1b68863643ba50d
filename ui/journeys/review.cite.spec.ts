import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { accessible, expect, test } from './desk';

test.describe.configure({ timeout: 120_000 });

const text = (page: Page, title: string) => page.getByRole('textbox', { name: `Text of ${title}`, exact: true });

test('an entry is cited by keys from within the text, and Tab leads out of it', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The disk is full' });
  const wrote = (line: string) =>
    desk.call('execute', { incident, command: { type: 'write', mode: 'decision', line } });
  await wrote('delete old logs');
  await wrote('order a larger disk');
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  const well = text(page, 'What went well');
  await well.click();
  await page.keyboard.type('We decided: [[');
  const picker = page.getByRole('dialog', { name: 'Cite from the record' });
  await expect(picker).toBeVisible();
  await page.keyboard.type('old logs');
  await expect(picker.getByRole('option')).toHaveCount(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.keyboard.press('Enter');
  await expect(picker).toHaveCount(0);
  await expect(well).toContainText('delete old logs');
  await expect(well).not.toContainText('[[');
  // The caret is behind it.
  await page.keyboard.type(' at once.');
  await expect(well).toHaveText(/delete old logs at once\.$/);
  expect((await desk.call('review', { incident })).cited.length).toBeGreaterThan(0);

  // Escape leaves what was typed, and the caret where it was.
  const lucky = text(page, 'Where we were lucky');
  await lucky.click();
  await page.keyboard.type('[[');
  await expect(picker).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
  await page.keyboard.type('x');
  await expect(lucky).toHaveText('[[x');

  // Each text has a name and is left by Tab in either direction.
  await expect(lucky).toHaveAttribute('aria-multiline', 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.type('y');
  await expect(text(page, 'Why it surprised us')).toHaveText('y');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.type('z');
  await expect(lucky).toContainText('z');
});

test('of the record only the alerts are shown where somebody asks for them', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The disk is full' });
  const did = (command: Command) => desk.call('execute', { incident, command });
  await did({ type: 'write', mode: 'note', line: 'Writes were refused' });
  await did({ type: 'record_point', point: 'alert_fired', at: Date.now() - 600_000 });
  await did({ type: 'record_point', point: 'acknowledged', at: Date.now() - 300_000 });
  const target = 'https://alerts.example/disk';
  await did({ type: 'link', link: 'alert', label: 'Disk of the log', target });
  await did({ type: 'link', link: 'dashboard', label: 'All disks', target: 'https://charts.example/disks' });
  await desk.call('begin_review', { incident, template: 'short' });
  await desk.open(page, `#/incident/${incident}/review`);
  const beside = page.getByRole('complementary', { name: 'Beside the text' });
  const lines = beside.getByRole('list', { name: 'Evidence' }).getByRole('listitem');
  await expect(lines.filter({ hasText: 'Writes were refused' })).toHaveCount(1);
  await expect(lines.filter({ hasText: 'All disks' })).toHaveCount(1);

  await beside.getByLabel('Evidence: Record').press('Enter');
  await page.getByRole('option', { name: 'Alerts' }).click();
  await expect(lines).toHaveText([/Alert fired/, /Disk of the log/]);
  // A word narrows what is left of it.
  await beside.getByLabel('Find in the record').fill('log');
  await expect(lines).toHaveText([/Disk of the log/]);
  await text(page, 'Summary').click();
  await lines.getByRole('button', { name: /^Cite / }).press('Enter');
  await expect(lines).toContainText('cited');
  await accessible(page);
});
