import type { Page } from '@playwright/test';
import type { Desk } from './desk';
import { accessible, BACK_MS, expect, type Hub, test } from './hub';
import { messages } from './listener';
import { linkIn, mailbox } from './mailbox';

const ANN = 'ann@example.net';

/** Looks at what is shown now, light and dark. */
async function inBothThemes(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
    const folder = process.env['ALLCLEAR_PICTURES'];
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: null });
}

/** A desk at a hub by which everybody hears who subscribed. */
async function tellsSubscribers(desk: Desk, hub: Hub, port: number) {
  await desk.call('join', { link: await hub.found('Lighthouse'), name: null });
  await desk.call('edit', {
    edit: {
      type: 'define_destination',
      destination: null,
      name: 'Everybody',
      transport: { type: 'subscribers', server: '127.0.0.1', port, security: 'plain', from: 'status@example.org' },
      audiences: ['public'],
      drill: false,
      laptops: false
    }
  });
  await expect.poll(async () => (await desk.call('sync', {})).state, { timeout: BACK_MS }).toBe('synced');
}

/** Tells the public, by whoever sends. */
async function tell(desk: Desk) {
  const { me } = await desk.call('start', {});
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', manager: me });
  const wish = { audience: 'public', occasion: 'investigating', next_due: null, replaces: null } as const;
  const command = { type: 'propose_update', text: 'We look into it.', ...wish } as const;
  const update = (await desk.call('execute', { incident, command })).entries[0] ?? '';
  const ways = async () =>
    (await desk.call('comms', { incident })).ways_out.find(({ audience }) => audience === 'public')?.ways ?? [];
  // The hub has to have said that it can.
  await expect.poll(ways, { timeout: BACK_MS }).toHaveLength(1);
  const [way] = await ways();
  if (!way) throw new Error('there is a way out');
  const dispatch = { sender: way.sender, to: way.to.map(({ id }) => id) };
  await desk.call('execute', { incident, command: { type: 'approve_update', update, dispatch } });
}

test('whoever subscribes on the page confirms, stands in Settings, hears once, and is gone when they say so', async ({
  desk,
  hub,
  page,
  context
}) => {
  test.slow();
  const { server, port, taken } = await mailbox();
  await tellsSubscribers(desk, hub, port);

  const outside = await context.newPage();
  const form = `${hub.address}/status/subscribe`;
  await expect.poll(async () => (await fetch(form)).status, { timeout: BACK_MS }).toBe(200);
  await outside.goto(form);
  await inBothThemes(outside, 'subscribe');
  await outside.getByLabel('Your e-mail address').fill(ANN);
  await outside.keyboard.press('Enter');
  await expect(outside.getByRole('heading', { name: 'One step is left' })).toBeVisible();
  await inBothThemes(outside, 'asked');
  await expect.poll(() => taken.length, { timeout: BACK_MS }).toBe(1);

  await desk.open(page, '#/settings/status-page');
  const list = page.getByRole('listitem').filter({ hasText: ANN });
  await expect(list).toContainText('Not confirmed');
  await outside.goto(linkIn(taken[0] ?? { to: [], text: '' }, 'confirm'));
  await inBothThemes(outside, 'confirm');
  await outside.getByRole('button', { name: 'Yes, send me updates' }).press('Enter');
  await expect(outside.getByRole('heading', { name: 'You will hear of updates' })).toBeVisible();
  await inBothThemes(outside, 'confirmed');
  await page.reload();
  await expect(page.getByText('1 by e-mail · 0 by webhook')).toBeVisible();
  await expect(list).not.toContainText('Not confirmed');
  await inBothThemes(page, 'subscribers');

  // An update reaches them with the way to hear no more.
  await tell(desk);
  await expect.poll(() => taken.length, { timeout: BACK_MS }).toBe(2);
  expect(taken.map(({ to }) => to)).toEqual([[ANN], [ANN]]);
  await outside.goto(linkIn(taken[1] ?? { to: [], text: '' }, 'leave'));
  await inBothThemes(outside, 'leave');

  // An admin may remove them as well; a link leads to nobody then.
  await page.getByRole('button', { name: `Remove ${ANN}` }).press('Enter');
  await expect(messages(page)).toContainText(`${ANN} is forgotten`);
  await expect(page.getByText('0 by e-mail · 0 by webhook')).toBeVisible();
  const gone = await fetch(outside.url());
  expect(gone.status).toBe(404);
  expect(await gone.text()).toContain('This link is no longer good');
  server.close();
});

test('whoever opens the link of a mail is asked before they hear no more', async ({ desk, hub, page }) => {
  test.slow();
  const { server, port, taken } = await mailbox();
  await tellsSubscribers(desk, hub, port);
  await desk.call('add_subscribers', { lines: ANN });
  await tell(desk);
  await expect.poll(() => taken.length, { timeout: BACK_MS }).toBe(1);
  await page.goto(linkIn(taken[0] ?? { to: [], text: '' }, 'leave'));
  await page.getByRole('button', { name: 'Unsubscribe' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'You will hear no more' })).toBeVisible();
  await inBothThemes(page, 'left');
  expect((await desk.call('subscribers', { after: '' })).subscribers).toEqual([]);
  server.close();
});
