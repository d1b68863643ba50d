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
  await expect(panel(page).getByRole('button', { name: /Checkout fails/ })).toBeVisible();
  await expect(panel(page).getByText('1 entry')).toBeVisible();
  await inBothThemes(page, () => accessible(page));

  await hub.start();
  await panel(page).getByRole('button', { name: 'Try again now' }).click();
  await expect(panel(page).getByText('Nothing waits.')).toBeVisible({ timeout: BACK_MS });
  await page.keyboard.press('Escape');
  await expect(chip(page, 'Synced')).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: 'Seen in Madrid' }).getByText('queued')).toBeHidden();
}

test('a founder hands the workspace to a hub, joins it, and leaves it by keyboard', async ({ desk, hub, page }) => {
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
