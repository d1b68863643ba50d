import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

test.describe.configure({ timeout: 90_000 });

const run = promisify(execFile);
const stage = (page: Page) => page.getByRole('dialog', { name: 'Presentation' });
const position = (page: Page) => stage(page).getByRole('status');

/** What each sheet says when the window is printed. */
async function printed(page: Page): Promise<string[]> {
  const file = test.info().outputPath('printed.pdf');
  await page.pdf({ path: file, format: 'A4' });
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  return stdout.split('\f').slice(0, -1);
}

async function learned(desk: Desk): Promise<string> {
  const { incident } = await desk.declare({ title: 'The pool was full', severity: 'major' });
  const { me } = await desk.call('start', {});
  const did = (command: Parameters<typeof desk.call<'execute'>>[1]['command']) =>
    desk.call('execute', { incident, command });
  const now = Date.now();
  await did({ type: 'record_point', point: 'impact_started', at: now - 90 * 60_000 });
  await did({ type: 'record_point', point: 'mitigated', at: now - 30 * 60_000 });
  await did({ type: 'enter_stage', stage: 'review', reason: null, anyway: null });
  const action = { type: 'raise_action', kind: 'detect', due: null, from: null } as const;
  await did({ ...action, text: 'Alert before the pool is full', priority: 'high', owner: me });
  await did({ ...action, text: 'Write down who may roll back', priority: 'low', owner: null });
  await desk.call('begin_review', { incident, template: 'short' });
  return incident;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a review is presented a page at a time by arrow keys (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    const incident = await learned(desk);
    await desk.open(page, `#/incident/${incident}/review`);
    await expect(page.getByRole('textbox', { name: 'Text of Summary', exact: true })).toBeVisible();
    await page.keyboard.press('p');
    await expect(stage(page).getByRole('heading', { level: 2, name: 'Overview' })).toBeVisible();
    // What is known, and what nobody knows.
    const row = (name: string) =>
      stage(page)
        .locator('dl > div')
        .filter({ has: page.getByText(name, { exact: true }) });
    await expect(row('Time to mitigate')).toContainText('1 h 00 min');
    await expect(row('Time to detect')).toContainText('Unknown');
    await expect(row('Time to detect')).toContainText('Nobody has recorded: detected');
    const actions = stage(page).getByRole('table');
    await expect(actions).toContainText('Alert before the pool is full');
    await expect(actions).toContainText('Ana Sá');
    await expect(actions).toContainText('No date');
    await accessible(page);

    await page.keyboard.press('ArrowRight');
    await expect(stage(page).getByRole('heading', { level: 2, name: 'Summary' })).toBeVisible();
    await expect(position(page)).toHaveText(/^2 of \d$/);
    await accessible(page);
    await page.keyboard.press('End');
    await expect(stage(page).getByRole('heading', { level: 2, name: 'Action items' })).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(stage(page).getByRole('heading', { level: 2, name: 'Action items' })).toBeVisible();
    await page.keyboard.press('Home');
    await expect(position(page)).toHaveText(/^1 of/);
    // A link shows the same page.
    await page.keyboard.press('PageDown');
    await page.reload();
    await expect(stage(page).getByRole('heading', { level: 2, name: 'Summary' })).toBeVisible();

    // On paper all of them stand, each on a sheet of its own, black on white and without the window around them.
    const titles = await stage(page).locator('h2').allTextContents();
    const sheets = await printed(page);
    expect(sheets).toHaveLength(titles.length);
    titles.forEach((title, nth) => expect(sheets[nth]).toContain(title));
    expect(sheets[0]).toContain('Alert before the pool is full');
    expect(sheets[0]).toContain('The pool was full');
    expect(sheets.join()).not.toContain('Ardent');
    await page.emulateMedia({ media: 'print', colorScheme });
    await expect(stage(page)).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await expect(stage(page)).toHaveCSS('color', 'rgb(23, 25, 30)');
    await page.emulateMedia({ media: 'screen', colorScheme });

    await page.setViewportSize({ width: 480, height: 800 });
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(480);
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(new RegExp(`#/incident/${incident}/review$`));
    await expect(stage(page)).toHaveCount(0);
  });
}
