import type { Page } from '@playwright/test';
import { accessible, BACK_MS, expect, test } from './hub';
import { KEY, listener, messages, propose, statusRoom, TEXT } from './listener';

async function inBothThemes(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
    const folder = process.env['ALLCLEAR_PICTURES'];
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: null });
}

test('the hub is given a secret, tried, sends what is approved, and is waited for while it is away', async ({
  desk,
  hub,
  page
}) => {
  const { server, url, got } = await listener();
  await desk.call('join', { link: await hub.found('Lighthouse'), name: null });
  await statusRoom(desk, url, false);
  await desk.open(page, '#/settings/channels');
  const main = page.getByRole('navigation', { name: 'Main' });
  await expect(main.getByRole('button', { name: 'Synced' })).toBeVisible({ timeout: BACK_MS });
  await page.getByRole('button', { name: /Status room/ }).press('Enter');
  await expect(page.getByText('Nobody can send there yet')).toBeVisible();
  const atHub = page.getByRole('group', { name: 'The hub' });
  await atHub.getByLabel('Signing key').fill('hunter2');
  await page.keyboard.press('Enter');
  await expect(atHub.getByRole('alert')).toContainText('whsec_');
  await atHub.getByLabel('Signing key').fill(KEY);
  await page.keyboard.press('Enter');
  await expect(messages(page)).toContainText('The hub has the secret of Status room');
  await expect(page.getByText('The hub sends what is approved for it')).toBeVisible();
  await expect(atHub.getByLabel('Signing key')).toHaveValue('');
  await atHub.getByRole('button', { name: 'Test by the hub' }).press('Enter');
  await expect(atHub.getByText(/^Arrived/)).toBeVisible();
  expect(got.join()).toContain('This is a test by');
  await inBothThemes(page, 'channels');

  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout' });
  await desk.open(page, `#/incident/${incident}/comms?to=employees`);
  await expect(page.getByText('Once approved, the hub sends it to Status room.')).toBeVisible();
  const approve = async () => {
    await propose(desk, incident);
    // What is being written has such a button too, before the proposal is there.
    await expect(page.getByRole('article').getByText(TEXT).first()).toBeVisible();
    await page.getByRole('article').getByRole('button', { name: 'Approve' }).last().press('Enter');
    await expect(messages(page)).toContainText('is approved in 5 seconds');
  };
  await approve();
  await page.getByRole('link', { name: 'Outbox' }).press('Enter');
  await expect(page.getByText('Everything is where it should be')).toBeVisible({ timeout: BACK_MS });
  await expect(page.getByText(/by the hub, since/)).toBeVisible();
  expect(got).toHaveLength(2);

  await hub.kill();
  await expect(main.getByRole('button', { name: /Unreachable/ })).toBeVisible({ timeout: BACK_MS });
  await page.goto(`${new URL(page.url()).origin}/#/incident/${incident}/comms?to=employees`);
  await approve();
  await page.getByRole('link', { name: 'Outbox' }).press('Enter');
  await expect(page.getByText('NOT SENT', { exact: true })).toBeVisible({ timeout: BACK_MS });
  await expect(page.getByText('has not heard of it')).toBeVisible();
  await inBothThemes(page, 'away');
  await hub.start();
  await expect(page.getByText('Everything is where it should be')).toBeVisible({ timeout: 2 * BACK_MS });
  expect(got).toHaveLength(3);
  server.close();
});
