import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { accessible, expect, test, type Desk } from './desk';

test.describe.configure({ timeout: 120_000 });

const did = (desk: Desk, incident: string, command: Command) => desk.call('execute', { incident, command });
const dialog = (page: Page) => page.getByRole('dialog');
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });
const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const items = (page: Page) => panel(page).getByRole('region', { name: 'Action items', exact: true });
const text = (page: Page, section: string) => page.getByRole('textbox', { name: `Text of ${section}`, exact: true });
const findings = (page: Page) =>
  page.getByRole('complementary', { name: 'Outline' }).getByRole('list', { name: 'Findings' });

test('a line and a task become action items by one key each, and are taken back by another', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await did(desk, incident, { type: 'write', mode: 'fix_later', line: 'Nothing warned us' });
  await did(desk, incident, { type: 'write', mode: 'task', line: 'freeze deploys' });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('feed')).toContainText('freeze deploys');
  await page.keyboard.press('Alt+3');
  await expect(items(page)).toContainText('None yet.');

  // The newest line is the task, the next is what was noted.
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+T');
  await expect(toast(page)).toContainText('Action added from this');
  await expect(dialog(page)).toHaveCount(0);
  await expect(items(page)).toContainText('Nothing warned us');
  await page.keyboard.press('Shift+T');
  await expect(toast(page)).toContainText('That is an action item already.');
  await page.keyboard.press('Control+z');
  await expect(items(page)).toContainText('None yet.');

  await panel(page)
    .getByRole('button', { name: /^Open: freeze deploys/ })
    .focus();
  await page.keyboard.press('Shift+T');
  await expect(items(page)).toContainText('freeze deploys');
  const { room } = await desk.call('room', { incident });
  expect(room.actions.map(({ text, from }) => [text, from])).toEqual([['freeze deploys', room.tasks[0]?.id]]);
});

test('an action item is raised while writing and cited there, and in a meeting', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  const well = text(page, 'What went badly');
  await well.click();
  await page.keyboard.type('We now want an alert before it is full');
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await page.keyboard.press('Control+Alt+a');
  await expect(dialog(page).getByLabel('What has to be done')).toHaveValue('full');
  await page.keyboard.type('Alert before the pool is full');
  await page.keyboard.press('Control+Enter');
  await expect(toast(page)).toContainText('Action added');
  await expect(well.locator('.cited')).toContainText('Alert before the pool is full (nobody yet, Medium)');
  await expect(well).toContainText('We now want an alert before it is');

  await page.getByRole('button', { name: 'Add action' }).press('Enter');
  await expect(dialog(page).getByLabel('What has to be done')).toBeFocused();
  await page.keyboard.press('Escape');
  await did(desk, incident, { type: 'enter_stage', stage: 'review', reason: null, anyway: 'it is over' });
  await did(desk, incident, { type: 'begin_meeting', minutes: 45 });
  await desk.open(page, `#/incident/${incident}/meeting`);
  await expect(page.getByRole('button', { name: /Add an action item/ })).toBeVisible();
  await page.keyboard.press('t');
  await expect(dialog(page).getByLabel('What has to be done')).toBeFocused();
});

test('what is found in the record leads to where it is mended, by keys', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  const raise = { type: 'raise_action', text: 'Limit it', kind: 'prevent', priority: 'high', due: null } as const;
  await did(desk, incident, { ...raise, owner: null, from: null });
  await did(desk, incident, { type: 'record_point', point: 'impact_started', at: Date.now() - 3 * 3_600_000 });
  await did(desk, incident, { type: 'record_point', point: 'resolved', at: Date.now() - 60_000 });
  await desk.call('begin_review', { incident, template: 'short' });
  await desk.open(page, `#/incident/${incident}/review`);
  const mends = async (name: RegExp | string, hasText: string) => {
    const found = findings(page).getByRole('button', { name }).filter({ hasText });
    await expect(found).toHaveCount(1);
    // F8 comes to each in its turn, also to what is in no text.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let steps = 0; steps < 20; steps += 1) {
      await page.keyboard.press('F8');
      if (await found.evaluate((button) => button === document.activeElement)) break;
    }
    await expect(found).toBeFocused();
    await page.keyboard.press('Enter');
  };
  await mends(/Missing point/, 'Mitigated');
  await expect(dialog(page)).toContainText('Mitigated');
  await accessible(page, '[role="dialog"]');
  await page.keyboard.press('Escape');
  await mends(/Loose action/, 'Limit it');
  await expect(dialog(page).getByLabel('What has to be done')).toHaveValue('Limit it');
  await page.keyboard.press('Escape');
  await mends(/Nothing to detect it/, 'No action item detects');
  await expect(dialog(page).getByText('Detect', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await mends(/Gap in the timeline/, 'minutes without an entry');
  await expect(page).toHaveURL(/incident\/[0-9a-f]+\?entry=[0-9a-f]{32}/);
  await expect(page.locator('article.marked')).toBeVisible();
});
