import type { Page } from '@playwright/test';
import type { Desk } from './desk';
import { accessible, expect, type Hub, test } from './hub';

/** Hubs are looked at every twenty seconds, and one that was killed is missed after as long. */
test.describe.configure({ timeout: 120_000 });

async function inBothThemes(page: Page) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Ana's workspace at a hub, which she is an admin of. */
async function handOver(desk: Desk, hub: Hub) {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  await expect.poll(async () => (await desk.call('sync', {})).state).toBe('synced');
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('an admin invites a colleague by link and QR code, sees the laptop, and takes its access back', async ({
  desk,
  second,
  hub,
  page
}) => {
  await handOver(desk, hub);
  await desk.call('new_person', { name: 'Mei Tanaka' });
  await desk.open(page, '#/settings/workspace');
  await expect(row(page, 'Ana Sá')).toContainText('This laptop');
  await page.getByRole('button', { name: 'Invite…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite to this workspace' });
  await inBothThemes(page);
  await dialog.getByRole('button', { name: /^For:/ }).click();
  await page.keyboard.type('mei');
  await expect(page.getByRole('option', { name: /Mei Tanaka/ })).toContainText('Not joined yet');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Observer' }).click();
  await dialog.getByRole('button', { name: 'Make the link' }).click();

  const made = page.getByRole('dialog', { name: 'The invitation is ready' });
  await expect(made.getByRole('img', { name: /QR code/ })).toBeVisible();
  await expect(made).toContainText('Observer, 1 laptop, until');
  await inBothThemes(page);
  const link = await made.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(link).toMatch(/^allclear:\/\/join\?hub=http%3A%2F%2F127/);
  await made.getByRole('button', { name: 'Done' }).click();

  // An invitation that nobody is to follow any more is taken back.
  const spare = await desk.call('invite', { role: 'responder', uses: 5, hours: 24, person: null });
  const open = page.getByRole('region', { name: 'Open invitations' });
  const withdraw = open.getByRole('button', { name: /^Withdraw the invitation .*: Responder, For somebody new/ });
  await expect(open.getByRole('listitem').filter({ hasText: 'Responder, 5 laptops' })).toContainText('Made by Ana Sá');
  await inBothThemes(page);
  await withdraw.last().press('Enter');
  await expect(open).not.toContainText('Responder, 5 laptops');
  await expect(second.call('join', { link: spare.link, name: 'Jonas Weber' })).rejects.toThrow();

  await second.call('join', { link, name: 'Jonas Weber' });
  await expect(row(page, 'Jonas Weber')).toContainText('Observer', { timeout: 30_000 });
  await inBothThemes(page);
  await row(page, 'Jonas Weber').getByLabel('What Jonas Weber may do').press('Enter');
  await page.getByRole('option', { name: 'Responder' }).click();
  await expect(row(page, 'Jonas Weber')).toContainText('Responder');
  await expect.poll(async () => (await second.call('devices', {})).devices.at(-1)?.role).toBe('responder');
  await row(page, 'Jonas Weber')
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await expect(page.getByText(/can then no longer read or write/)).toBeVisible();
  await inBothThemes(page);
  await page.keyboard.press('Escape');
  await expect(page.getByText(/can then no longer read or write/)).toBeHidden();
  await row(page, 'Jonas Weber')
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await page.getByRole('button', { name: 'Revoke access' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Show 1 laptop without access' })).toBeVisible();
  await expect.poll(async () => (await second.call('sync', {})).state, { timeout: 30_000 }).toBe('needs_attention');

  await hub.kill();
  await expect(page.getByText(/This is what it said/)).toBeVisible({ timeout: 60_000 });
  await expect(row(page, 'Ana Sá'), 'what it said last stays').toBeVisible();
  await accessible(page);
});

test('two people see each other in a war room', async ({ desk, second, hub, page, context }) => {
  await handOver(desk, hub);
  const { incident } = await desk.declare({ title: 'Checkout fails', severity: 'major' });
  await second.call('join', { link: await hub.invite('responder'), name: 'Jonas Weber' });
  await expect.poll(async () => (await second.call('sync', {})).state).toBe('synced');
  await expect.poll(async () => (await second.call('find', { label: incident })) !== null).toBe(true);

  await desk.open(page, `#/incident/${incident}`);
  const faces = (of: Page) => of.getByRole('list', { name: /other.* here/ });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Checkout fails');
  await expect(faces(page)).toHaveCount(0);

  const his = await context.newPage();
  await second.open(his, `#/incident/${incident}`);
  await expect(faces(page).getByRole('listitem')).toContainText('Jonas Weber');
  await expect(faces(his).getByRole('listitem')).toContainText('Ana Sá');
  await inBothThemes(page);
  await faces(page).getByRole('listitem').hover();
  await expect(page.getByRole('tooltip')).toContainText('Jonas Weber is in this war room');

  await his.goto(`${new URL(his.url()).origin}/#/board`);
  await expect(faces(page)).toHaveCount(0);
  await his.close();
});

test('a laptop with two workspaces goes from one to the other and copies incidents over', async ({
  desk,
  second,
  hub,
  page
}) => {
  await handOver(desk, hub);
  await second.declare({ title: 'My printer is jammed', severity: 'minor' });
  await second.call('join', { link: await hub.invite('responder'), name: null });
  await second.open(page, '#/settings/workspace');
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail).toContainText('Ardent');
  const line = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  await expect(line('Ardent').getByText('Open now')).toBeVisible();
  await expect(line('Solo')).toContainText('Only on this laptop, 1 incident');
  await inBothThemes(page);

  await page.getByRole('button', { name: 'Open Solo' }).press('Enter');
  await expect(rail).toContainText('Solo');
  await expect(rail).toContainText('My printer is jammed');
  await rail.getByRole('button', { name: 'Workspace: Solo' }).click();
  await accessible(page);
  await page.getByRole('menuitem', { name: 'Ardent' }).click();
  await expect(rail).toContainText('Ardent');

  await second.open(page, '#/settings/workspace');
  await page.getByRole('button', { name: 'Copy incidents here from Solo' }).click();
  await expect(page.getByText('My printer is jammed')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: false }).last().click();
  await expect(page.getByRole('heading', { name: /1 incident/ })).toBeVisible();
});
