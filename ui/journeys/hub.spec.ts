import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Desk } from './desk';
import { accessible, expect, type Hub, test } from './hub';

/** A hub that was killed is asked again after a second, then two, then four. */
const BACK_MS = 30_000;

const chip = (page: Page, text: string | RegExp) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: text });
const panel = (page: Page) => page.getByRole('dialog', { name: 'Sync' });

async function inBothThemes(page: Page, look: () => Promise<void>) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await look();
  }
  await page.emulateMedia({ colorScheme: null });
}

test('a laptop that joins by a link is in step, tells when the hub is gone, and catches up', async ({
  desk,
  hub,
  page: second,
  context
}) => {
  // The hub alone may take as long to be found again as a journey has otherwise.
  test.slow();
  // Closed before the app ends: an open page would complain, rightly.
  const page = await context.newPage();
  const link = await hub.found('Lighthouse');
  await desk.open(page, '#/settings/workspace');
  await chip(page, 'On this laptop').click();
  await expect(panel(page).getByText('Only on this laptop')).toBeVisible();
  await inBothThemes(page, () => accessible(page));
  await panel(page).getByRole('button', { name: 'Join a hub…' }).click();

  const field = page.getByLabel('Hub', { exact: true });
  await field.fill('allclear://join?hub=http://hub.example.org&code=abc');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not reached over https');
  await field.fill(link);
  await page.keyboard.press('Enter');
  // The workspace that was joined is open at once.
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Lighthouse');
  await expect(chip(page, 'Synced')).toBeVisible();
  await page.close();
  await catchesUp(desk, hub, second);
});

async function catchesUp(desk: Desk, hub: Hub, page: Page) {
  await desk.open(page);
  await expect(chip(page, 'Synced')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Lighthouse');
  const { incident } = await desk.declare({ title: 'Checkout fails', severity: 'major' });
  await chip(page, 'Synced').click();
  await expect(panel(page).getByText('Nothing waits.')).toBeVisible();
  await page.keyboard.press('Escape');

  await hub.kill();
  await expect(chip(page, /Unreachable since \d\d:\d\d/)).toBeVisible({ timeout: BACK_MS });
  await page.goto(`${new URL(page.url()).origin}/#/incident/${incident}`);
  await desk.call('execute', {
    incident,
    command: { type: 'add_note', note: 'note', text: 'Seen in Madrid', occurred_at: null }
  });
  await expect(chip(page, /Offline, 1 queued/)).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: 'Seen in Madrid' }).getByText('queued')).toBeVisible();
  await chip(page, /Offline, 1 queued/).click();
  const waits = panel(page).getByRole('listitem').filter({ hasText: 'Checkout fails' });
  await expect(waits).toContainText('1 entry');
  await expect(waits.getByRole('time')).toBeVisible();
  await inBothThemes(page, () => accessible(page));
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await waits.getByRole('button', { name: /^Copy: / }).press('Enter');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/Checkout fails: 1 entry \(.+\)/);
  const download = page.waitForEvent('download');
  await waits.getByRole('button', { name: /^Export: / }).press('Enter');
  expect(await readFile(await (await download).path(), 'utf8')).toContain('Seen in Madrid');

  await hub.start();
  await waits.getByRole('button', { name: /^Try now: / }).press('Enter');
  await expect(panel(page).getByText('Nothing waits.')).toBeVisible({ timeout: BACK_MS });
  await page.keyboard.press('Escape');
  await expect(chip(page, 'Synced')).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: 'Seen in Madrid' }).getByText('queued')).toBeHidden();
}

test('an incident that was declared without the hub gets its number once the hub is there', async ({
  desk,
  hub,
  page
}) => {
  test.slow();
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  await desk.open(page);
  await expect(chip(page, 'Synced')).toBeVisible();
  await hub.kill();
  const { incident, label } = await desk.declare({ title: 'Trains do not start' });
  expect(label).toMatch(/^INC-~[0-9a-f]{4,}$/);
  await page.goto(`${new URL(page.url()).origin}/#/incident/${incident}`);
  await expect(page.getByText(label ?? '', { exact: true }).first()).toBeVisible({ timeout: BACK_MS });
  await expect(chip(page, /queued/)).toBeVisible({ timeout: BACK_MS });

  // Nobody reloads anything: the number comes to the page that is open.
  await hub.start();
  await expect(page.getByText(/^INC-\d+$/).first()).toBeVisible({ timeout: BACK_MS });
  await expect(page.getByText(label ?? '', { exact: true })).toHaveCount(0);
  expect((await desk.call('room', { incident: incident ?? '' })).room.label).toMatch(/^INC-\d+$/);
});

test('a founder hands the workspace to a hub, joins it, and leaves it by keyboard', async ({ desk, hub, page }) => {
  test.slow();
  await desk.declare({ title: 'Written before there was a hub' });
  await desk.open(page, '#/settings/workspace');
  await page.getByRole('button', { name: 'Show code' }).click();
  const command = await page.getByText(/^allclear-hub init --adopt/).textContent();
  await inBothThemes(page, () => accessible(page));
  await hub.adopt(command?.split('=').at(-1) ?? '');

  await page.getByLabel('Hub', { exact: true }).fill(hub.address);
  await page.keyboard.press('Enter');
  await expect(chip(page, 'Synced')).toBeVisible();
  await expect(page.getByText('In step.')).toBeVisible();
  await inBothThemes(page, () => accessible(page));

  await page.keyboard.press('Control+k');
  await page.keyboard.type('waits for the hub');
  await expect(page.locator('[aria-selected="true"]')).toContainText('Show what waits for the hub');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByText('Nothing waits.')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Leave…' }).press('Enter');
  await page.getByRole('button', { name: 'Leave hub' }).press('Enter');
  await expect(chip(page, 'On this laptop')).toBeVisible();
  expect((await desk.call('sync', {})).state).toBe('alone');
});
