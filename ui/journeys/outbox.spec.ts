import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';
import { KEY, keepSecret, listener, messages, propose, statusRoom } from './listener';

/** An incident with an update for employees, approved to leave by all channels that this laptop has for them. */
async function approved(desk: Desk) {
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout' });
  return { incident, update: await propose(desk, incident) };
}

async function channel(desk: Desk, url: string) {
  await statusRoom(desk, url, true);
  await keepSecret(desk, 'status-room', KEY);
  await desk.call('set_own_network', { lines: '127.0.0.1' });
}

test('a channel is written down, opened, tried and put to rest by keys', async ({ desk, page }) => {
  const { server, url, got } = await listener();
  await desk.open(page, '#/settings/channels');
  await expect(page.getByText('No channels yet')).toBeVisible();
  await accessible(page);
  await begin(page, 'webh', 'Status room');
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

/** Begins a channel of this kind. */
async function begin(page: Page, kind: string, name: string) {
  await page.getByRole('button', { name: 'Add a channel' }).first().press('Enter');
  await page
    .getByRole('button', { name: 'Kind' })
    .or(page.getByRole('combobox', { name: 'Kind' }))
    .press('Enter');
  await page.keyboard.type(kind);
  await page.keyboard.press('Enter');
  await page.getByLabel('Name', { exact: true }).fill(name);
}

test('a hosted page is told which of its components are ours, and an app of Teams makes channels alone', async ({
  desk,
  page
}) => {
  const wish = { name: 'Cards', description: null, group: null, position: 0, shown: true, services: [] };
  await desk.call('edit', { edit: { type: 'define_component', component: null, wish } });
  await desk.open(page, '#/settings/channels');
  await begin(page, 'statuspage', 'Hosted page');
  await page.getByLabel('Page id').fill('kctbh9vrtdwd');
  await page.getByRole('textbox', { name: 'Cards' }).fill('../x');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText("The component's id");
  await page.getByRole('textbox', { name: 'Cards' }).fill('8kbf7d35c070');
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(messages(page)).toContainText('Hosted page is a channel now');

  await begin(page, 'microsoft teams, ch', 'War rooms');
  await expect(page.getByText('A channel is made there for each incident')).toBeVisible();
  await page.getByLabel('Tenant').fill('example.org');
  await page.getByLabel('Application id').fill('11111111-2222-4333-8444-555555555555');
  await page.getByLabel('Team id').fill('57fb72d0-d811-46f4-8947-305e6072eaa5');
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(messages(page)).toContainText('War rooms is a channel now');
  await page.getByRole('button', { name: /War rooms.*Channels for incidents/ }).press('Enter');
  await expect(page.getByLabel('Client secret')).toBeVisible();

  const all = (await desk.call('channels', {})).destinations.map(({ destination }) => destination);
  const found = (name: string) => all.find((one) => one.name === name);
  expect(found('Hosted page')?.transport).toMatchObject({
    components: [{ component: 'cards', hosted: '8kbf7d35c070' }]
  });
  expect(found('War rooms')).toMatchObject({ audiences: [], rooms: {} });
});

for (const theme of ['light', 'dark'] as const)
  test(`what did not arrive is red until a person sends it again or says that it did (${theme})`, async ({
    desk,
    page
  }) => {
    await page.emulateMedia({ colorScheme: theme });
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

/** Approves it to leave by this laptop, as whoever is in the room would. */
async function leaves(desk: Desk, incident: string, update: string, sender?: string) {
  const way = (await desk.call('comms', { incident })).ways_out[0]?.ways[0];
  if (!way) throw new Error('there is a way out');
  const dispatch = { sender: sender ?? way.sender, to: way.to.map(({ id }) => id) };
  await desk.call('execute', { incident, command: { type: 'approve_update', update, dispatch } });
}

/** When employees were told, and how late that was written down. */
async function heard(desk: Desk, incident: string) {
  const { audiences } = await desk.call('comms', { incident });
  return audiences.find(({ audience }) => audience === 'employees')?.told ?? [];
}

test('without a network it says NOT SENT, and what was posted by hand is recorded for its channel', async ({
  desk,
  page
}) => {
  await channel(desk, 'http://127.0.0.1:9/in');
  const { incident, update } = await approved(desk);
  await leaves(desk, incident, update);
  await desk.open(page, '#/outbox');
  await expect(page.getByText(/^NOT SENT, again at \d\d:\d\d/)).toBeVisible();
  await expect(page.getByText('1 not sent')).toBeVisible();
  await page.evaluate(() =>
    Object.assign(navigator.clipboard, { writeText: (text: string) => ((document.title = text), Promise.resolve()) })
  );
  await page.getByRole('button', { name: 'Status room: Copy text' }).press('Enter');
  await expect(messages(page)).toContainText('Copied. Post it (Status room)');
  expect(await page.title()).toContain('Some customers are charged twice. We stop the retries now.');
  await page.getByLabel(/When it was posted/).fill('tomorrow-ish');
  await expect(page.getByText('is not a time that can be read')).toBeVisible();
  await page.getByRole('button', { name: 'Status room: Posted by hand' }).press('Enter');
  await expect(messages(page)).toContainText('is not a time that can be read');
  await page.getByLabel(/When it was posted/).fill('');
  await page.getByRole('button', { name: 'Status room: Posted by hand' }).press('Enter');
  await expect(page.getByText('Arrived', { exact: true })).toBeVisible();
  expect(await heard(desk, incident)).toHaveLength(1);
});

for (const theme of ['light', 'dark'] as const)
  test(`what failed stays red while it is tried again, and arrives once the network is back (${theme})`, async ({
    desk,
    page
  }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: theme });
    // Nobody listens there for now.
    const { server, url, got } = await listener();
    const { port } = new URL(url);
    await new Promise((closed) => server.close(closed));
    await channel(desk, url);
    const { incident, update } = await approved(desk);
    await leaves(desk, incident, update);
    await desk.open(page, '#/outbox');
    await expect(page.getByText(/^NOT SENT, again at \d\d:\d\d/)).toBeVisible();
    await expect(page.getByText('1 not sent')).toBeVisible();
    await expect(page.getByText('cannot be reached')).toBeVisible();
    await accessible(page);
    const list = page.getByRole('list', { name: 'Updates on their way' });
    await list.getByRole('link', { name: /Duplicate charges/ }).press('Enter');
    await page.getByRole('button', { name: 'Employees', exact: true }).press('Enter');
    await expect(page.getByText(/^NOT SENT, /)).toBeVisible();
    await page.getByRole('link', { name: 'Outbox' }).press('Enter');
    await new Promise<void>((ready) => server.listen(Number(port), '127.0.0.1', ready));
    await expect(page.getByText('Arrived', { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Everything is where it should be')).toBeVisible();
    // How often it took stays to be read.
    await expect(page.getByText(/tried \d+ times, last at/)).toBeVisible();
    expect(got).toHaveLength(1);
    server.close();
  });

test('what cannot begin to be sent is NOT SENT, says why, and leaves once that is mended', async ({ desk, page }) => {
  const { server, url, got } = await listener();
  await channel(desk, url);
  const { incident, update } = await approved(desk);
  await keepSecret(desk, 'status-room', null);
  // Nothing leaves by itself from here, and the composer says what is missing before it is approved.
  await desk.open(page, `#/incident/${incident}/comms?to=employees`);
  await page.getByRole('button', { name: 'Write another update' }).press('Enter');
  await expect(page.getByText('By hand: Status room.')).toBeVisible();
  await expect(page.getByText('Signing key of Status room is missing on this laptop.')).toBeVisible();

  await keepSecret(desk, 'status-room', KEY);
  const retire = (retired: boolean) =>
    desk.call('edit', { edit: { type: 'retire_destination', destination: 'status-room', retired } });
  await leaves(desk, incident, update);
  await retire(true);
  const line = page.getByText('Nothing is sent to Status room any more. Post it by hand');
  await expect(line).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('NOT SENT')).toBeVisible();
  await expect(page.getByText('On its way', { exact: true })).toHaveCount(0);
  await accessible(page);
  await page.getByRole('link', { name: 'Outbox' }).press('Enter');
  await expect(page.getByText('1 not sent')).toBeVisible();
  await expect(line).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send now' })).toHaveCount(0);
  await accessible(page);

  await retire(false);
  // Nothing is in its way any more, and it leaves by itself.
  await expect(page.getByText('Everything is where it should be')).toBeVisible({ timeout: 40_000 });
  expect(got).toHaveLength(1);
  server.close();
});

for (const theme of ['light', 'dark'] as const)
  test(`of what another laptop is to send it says who, since when, and that nothing was heard (${theme})`, async ({
    desk,
    page
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { server, url, got } = await listener();
    await channel(desk, url);
    const { incident, update } = await approved(desk);
    await leaves(desk, incident, update, '0'.repeat(64));
    await desk.open(page, '#/outbox');
    await expect(page.getByText('On its way', { exact: true })).toBeVisible();
    await expect(page.getByText(/by the hub, since \d\d:\d\d \(under 1 min\)/)).toBeVisible();
    await page.clock.setSystemTime(Date.now() + 3 * 60_000);
    await expect(page.getByText('No word yet')).toBeVisible();
    await expect(page.getByText('Nothing was heard of it from the hub.')).toBeVisible();
    await accessible(page);
    // Whoever sits here takes it over, knowing that it may come twice.
    await expect(page.getByText('Another sender may have sent it already.')).toBeVisible();
    expect(got).toHaveLength(0);
    await page.getByRole('button', { name: 'Send from this laptop' }).press('Enter');
    await expect(messages(page)).toContainText('It is sent to Status room');
    await expect(page.getByText(/by this laptop/)).toBeVisible();
    await expect(page.getByText('Arrived', { exact: true })).toBeVisible();
    expect(got).toHaveLength(1);
    server.close();
  });

test('when it was posted by hand may be said later, and the timeline shows both times', async ({ desk, page }) => {
  const { incident, update } = await approved(desk);
  await desk.call('execute', { incident, command: { type: 'approve_update', update } });
  // It was approved before: nothing is posted earlier than that.
  await desk.open(page, `#/incident/${incident}/comms?to=employees`);
  await page.getByLabel('When it was posted').fill('20 min ago');
  await expect(page.getByText(/UTC.*20 min ago/)).toBeVisible();
  await page.getByRole('button', { name: /Mark as posted.*Chat/ }).press('Enter');
  await expect(messages(page)).toContainText('The posting cannot be before The approval');
  await page.getByLabel('When it was posted').fill('2 min ago');
  await page.getByRole('button', { name: /Mark as posted.*Chat/ }).press('Enter');
  await expect(messages(page)).toContainText('Posted (Chat)');
  await expect(page.getByLabel('When it was posted')).toHaveValue('');
  const [told] = await heard(desk, incident);
  expect(Math.abs(Date.now() - 2 * 60_000 - (told?.at ?? 0))).toBeLessThan(60_000);
  await page.getByRole('link', { name: /War room/ }).press('Enter');
  await expect(page.getByText(/Late entry, happened/)).toBeVisible();
});
