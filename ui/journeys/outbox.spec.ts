import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

/** Whoever listens to a webhook: it answers with these first, then always well. */
async function listener(...answers: number[]): Promise<{ server: Server; url: string; got: string[] }> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      got.push(body);
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, got };
}

const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });
const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** An incident with an update for employees, approved to leave by all channels that this laptop has for them. */
async function approved(desk: Desk) {
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout' });
  const wish = { audience: 'employees', occasion: 'investigating', next_due: null, replaces: null } as const;
  const text = 'Some customers are charged twice. We stop the retries now.';
  const proposal = { type: 'propose_update', text, ...wish } as const;
  const update = (await desk.call('execute', { incident, command: proposal })).entries[0] ?? '';
  return { incident, update };
}

async function channel(desk: Desk, url: string) {
  await desk.call('edit', {
    edit: {
      type: 'define_destination',
      destination: null,
      name: 'Status room',
      transport: { type: 'webhook', url },
      audiences: ['employees'],
      drill: false,
      laptops: true
    }
  });
  await desk.call('set_channel_secret', { destination: 'status-room', secret: KEY });
  await desk.call('set_own_network', { lines: '127.0.0.1' });
}

test('a channel is written down, opened, tried and put to rest by keys', async ({ desk, page }) => {
  const { server, url, got } = await listener();
  await desk.open(page, '#/settings/channels');
  await expect(page.getByText('No channels yet')).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Add a channel' }).press('Enter');
  await page
    .getByRole('button', { name: 'Kind' })
    .or(page.getByRole('combobox', { name: 'Kind' }))
    .press('Enter');
  await page.keyboard.type('webh');
  await page.keyboard.press('Enter');
  await page.getByLabel('Name', { exact: true }).fill('Status room');
  await page.getByLabel('Address').fill('not an address');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('blanks');
  await page.getByLabel('Address').fill(url);
  await page.keyboard.press('Enter');
  await expect(messages(page)).toContainText('Status room is a channel now');

  await page.getByRole('button', { name: /Status room/ }).press('Enter');
  await page.getByLabel('Signing key').fill(KEY);
  await page.keyboard.press('Enter');
  await expect(messages(page)).toContainText('The secret of Status room is kept');
  // Nothing but the public internet is spoken to, until somebody says that this is the own network.
  await page.getByRole('button', { name: 'Send a test' }).press('Enter');
  await expect(page.getByText('not an address of the public internet')).toBeVisible();
  await page.getByLabel('Own network').fill('127.0.0.1');
  await page.getByLabel('Own network').blur();
  await expect(messages(page)).toContainText('The own network changed');
  await page.getByRole('button', { name: 'Send a test' }).press('Enter');
  await expect(page.getByText(/^Arrived/)).toBeVisible();
  expect(got.join()).toContain('This is a test by');
  await accessible(page);
  await page.getByRole('button', { name: 'Stop using it' }).press('Enter');
  await expect(messages(page)).toContainText('is not used any more');
  server.close();
});

test('what did not arrive is red until a person sends it again or says that it did', async ({ desk, page }) => {
  const { server, url, got } = await listener(401, 401);
  await channel(desk, url);
  const { incident } = await approved(desk);
  await desk.open(page, `#/incident/${incident}/comms`);
  await page.getByRole('button', { name: 'Employees', exact: true }).click();
  await page.getByRole('button', { name: 'Approve' }).last().press('Enter');
  const line = page.getByText('Status room').first();
  await expect(line).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('it may have expired')).toBeVisible();
  await accessible(page);

  await page.getByRole('link', { name: 'Outbox' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Outbox' })).toBeVisible();
  await expect(page.getByText('1 not sent')).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Send now' }).press('Enter');
  await expect.poll(() => got.length).toBe(2);
  await expect(page.getByRole('button', { name: 'Send now' })).toBeVisible();
  await page.getByRole('button', { name: 'Send now' }).press('Enter');
  await expect(page.getByText('Everything is where it should be')).toBeVisible();
  expect(got).toHaveLength(3);
  server.close();
});

test('without a network it says NOT SENT, and what was posted by hand is recorded for its channel', async ({
  desk,
  page
}) => {
  await channel(desk, 'http://127.0.0.1:9/in');
  const { incident, update } = await approved(desk);
  const [way] = (await desk.call('comms', { incident })).ways_out;
  if (!way) throw new Error('there is a way out');
  const dispatch = { sender: way.sender, to: way.to.map(({ id }) => id) };
  await desk.call('execute', { incident, command: { type: 'approve_update', update, dispatch } });
  await desk.open(page, '#/outbox');
  await expect(page.getByText('Trying again')).toBeVisible();
  await page.getByRole('button', { name: 'Status room: Posted by hand' }).press('Enter');
  await expect(page.getByText('Arrived', { exact: true })).toBeVisible();
  const told = (await desk.call('comms', { incident })).audiences.find(({ audience }) => audience === 'employees');
  expect(told?.told).toHaveLength(1);
});
