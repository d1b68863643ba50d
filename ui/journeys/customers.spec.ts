import { named, panelOf, seed } from './customers';
import { accessible, expect, tabTo, test } from './desk';

for (const theme of ['light', 'dark'] as const) {
  test(`a customer is added, called, promised something, and agrees to another time, by keys alone (${theme})`, async ({
    page,
    desk,
    context
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { incident } = await seed(desk);
    await desk.open(page, `#/incident/${incident}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('l');
    await expect(page.getByText('No customers yet')).toBeVisible();
    await accessible(page);
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Which customer?');
    await page.keyboard.type('Kestrel Foods');
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name: /Kestrel Foods/ });
    await expect(row).toContainText('Not known yet');

    await page.keyboard.press('Shift+l');
    await expect(dialog).toContainText('Log a call');
    await page.keyboard.type('We are on it and call back.');
    await tabTo(page, page.getByLabel('What they were promised'));
    await page.keyboard.type('Call back with the list');
    await tabTo(page, page.getByLabel('By when'));
    await page.keyboard.type('in 2 h');
    await accessible(page);
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    await expect(row).toContainText('Call, ');
    const panel = page.getByRole('complementary', { name: 'Kestrel Foods' });
    await expect(panel).toContainText('Call back with the list');
    await expect(row.getByRole('timer')).toContainText(/^(1:59|2:00):/);
    await accessible(page);

    // They agree to another time: the promise holds until then, and the record keeps both.
    await page.keyboard.press('m');
    await expect(dialog).toContainText('Call back with the list, by');
    await page.keyboard.type('in 3 h');
    await accessible(page);
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    await expect(row.getByRole('timer')).toContainText(/^(2:59|3:00):/);
    await page.keyboard.press('x');
    await expect(panel.getByRole('heading', { name: 'Promises' })).toHaveCount(0);

    // What they reported, were offered and are to be asked of executives has a key each.
    for (const [key, words, said] of [
      ['r', 'Charged twice since noon', 'They reported'],
      ['o', 'Pay by invoice until then', 'Offered']
    ] as const) {
      await page.keyboard.press(key);
      await expect(dialog).toBeVisible();
      await page.keyboard.type(words);
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0);
      await expect(panel).toContainText(said);
      await expect(panel).toContainText(words);
    }
    await page.keyboard.press('q');
    await expect(dialog).toContainText('Question to the executives');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);

    // What their agreement says is written into the book, and counts here at once.
    await page.keyboard.press('e');
    for (const [label, words] of [
      ['Tier', 'Enterprise'],
      ['Answer within, in minutes', '30'],
      ['Phone', '+39 055 000 0142']
    ] as const) {
      await tabTo(page, page.getByLabel(label));
      await page.keyboard.type(words);
    }
    await accessible(page);
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    await expect(panel.getByRole('link', { name: '+39 055 000 0142' })).toBeVisible();
    await expect(row).toContainText('Enterprise');
    await expect(panel).toContainText('They wait for an answer, by their agreement');
    await accessible(page);

    const { accounts } = await desk.call('customers', { incident });
    expect(accounts.map((account) => [account.name, account.promises.length])).toEqual([['Kestrel Foods', 1]]);
    const timeline = (await desk.call('room', { incident })).room.timeline.map(({ text }) => text);
    expect(timeline.join('\n')).toMatch(/By (\S+ )?\d\d:\d\d UTC instead/);
  });
}

test('from a private incident a name goes into the book only by who has read that everybody sees it', async ({
  page,
  desk
}) => {
  const { incident } = await desk.declare({ title: 'Merger leaks', private: true });
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(page.getByText('No customers yet')).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.type('Kestrel Foods');
  await expect(page.getByText('Everybody reads the book, also who may not see this incident.')).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Add “Kestrel Foods” to the book/ })).toBeFocused();
  expect(await desk.call('find_customers', { words: 'Kestrel', most: null })).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /Kestrel Foods/ })).toBeVisible();
});

test('when a call was may be said where it is logged, and the timeline shows both times', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await named(desk, incident, 'Kestrel Foods', 'down');
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(panelOf(page, 'Kestrel Foods')).toBeVisible();
  await page.keyboard.press('Shift+l');
  await page.keyboard.type('They were told that it is being worked on.');
  const when = page.getByLabel('When', { exact: true });
  await when.fill('in 20 min');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toContainText('lies in the future');
  await when.fill('25 min ago');
  await expect(page.getByText(/UTC.*25 min ago/)).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const account = (await desk.call('customers', { incident })).accounts[0];
  expect(Math.abs(Date.now() - 25 * 60_000 - (account?.last_told ?? 0))).toBeLessThan(90_000);
  await page.keyboard.press('w');
  await expect(page.getByText(/Late entry, happened/)).toBeVisible();
});

for (const theme of ['light', 'dark'] as const)
  test(`only what was posted may be said to a customer, and it becomes a message of their own by keys alone (${theme})`, async ({
    page,
    desk
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident } = await seed(desk);
    const { execute } = await named(desk, incident, 'Lumen Travel', 'degraded');
    const proposed = await execute({
      type: 'propose_update',
      audience: 'customers',
      occasion: 'investigating',
      text: 'Some \u200Fpayments fail.',
      next_due: null,
      replaces: null
    });
    await desk.open(page, `#/incident/${incident}/customers`);
    const panel = panelOf(page, 'Lumen Travel');
    await expect(panel).toContainText('Nothing is approved for customers yet.');
    await accessible(page);
    const { people } = await desk.call('book', {});
    const me = people.find((person) => person.me)?.id ?? '';
    await execute({ type: 'assign', role: 'incident-manager', service: null, person: me });
    const update = proposed.entries[0] ?? '';
    await execute({ type: 'approve_update', update });
    await execute({ type: 'mark_posted', update, channel: 'email' });
    await expect(panel.locator('blockquote')).toHaveText('Some ⟨U+200F⟩payments fail.');

    await page.keyboard.press('Shift+l');
    const begin = page.getByRole('button', { name: 'Begin with the approved update' });
    await tabTo(page, begin);
    await page.keyboard.press('Enter');
    const told = page.getByLabel('What they were told');
    await expect(told).toHaveValue('Some \u200Fpayments fail.');
    await accessible(page);
    // Whoever begins with them writes on behind them.
    await expect(told).toBeFocused();
    await page.keyboard.type(' Yours of this morning went through.');
    await page.keyboard.press('Control+Enter');
    await expect(panel).toContainText('payments fail. Yours of this morning went through.');
    await accessible(page);
  });

/** Words that would do something if anybody took them for markup, a template, or an address. */
const NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script> {{services} {@html 1}';

for (const theme of ['light', 'dark'] as const)
  test(`markup in every field of customers and brief stays text (${theme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident } = await desk.declare({ title: NASTY, severity: 'major' });
    const name = `Kestrel ${NASTY}`;
    const contact = { name: NASTY, phone: 'javascript:alert(1)', email: 'javascript:alert(2)@example.org' };
    const { id, execute } = await named(desk, incident, name, 'down', { tier: NASTY.slice(0, 40), contact });
    await execute({ type: 'log_report', customer: id, text: NASTY, ticket: NASTY.slice(0, 40) });
    await execute({ type: 'offer_customer', customer: id, what: NASTY });
    await execute({ type: 'log_told', customer: id, channel: 'call', text: NASTY, promise: null });
    const promise = { what: NASTY, due: Date.now() + 600_000 };
    await execute({ type: 'promise_customer', customer: id, promise });
    for (const aspect of ['description', 'regions', 'customers'] as const)
      await execute({ type: 'state_impact', aspect, value: NASTY, number: null, source: NASTY, as_of: null });
    await execute({ type: 'mitigate', what: NASTY, temporary: true, service: null, remove_when: NASTY });
    const asked = await execute({ type: 'ask_executives', question: NASTY, needed_by: null, customer: id });
    await execute({ type: 'answer_ask', ask: asked.entries[0] ?? '', answer: NASTY, by: null });
    const stays = async (screen: string) => {
      const main = page.locator('main');
      await expect(main).toContainText('<script>document.title=2</script> {{services} {@html 1}');
      await expect(main.locator('img, script')).toHaveCount(0);
      // Nobody is led to what is no number and no mailbox.
      await expect(main.locator('a[href^="javascript" i]')).toHaveCount(0);
      expect(await page.title(), screen).not.toMatch(/^\d/);
      await accessible(page);
    };
    await desk.open(page, `#/incident/${incident}/customers`);
    await expect(panelOf(page, name)).toContainText('{@html 1}');
    await stays('customers');
    await page.keyboard.press('b');
    await expect(page.getByRole('region', { name: 'Executive brief' })).toContainText('{@html 1}');
    await stays('brief');
  });

test('the customer on screen stays the one that was looked at, wherever the list moves', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  const globex = await named(desk, incident, 'Globex', 'at_risk');
  await named(desk, incident, 'Acme', 'down');
  await desk.open(page, `#/incident/${incident}/customers`);
  await panelOf(page, 'Acme').getByRole('button', { name: /^Edit/ }).click();
  await page.getByLabel('Tier').fill('Enterprise');
  const promise = { what: 'Call back', due: Date.now() + 300_000 };
  await globex.execute({ type: 'promise_customer', customer: globex.id, promise });
  await expect(page.getByRole('row').nth(1)).toContainText('Globex');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(panelOf(page, 'Acme')).toContainText('Enterprise');
  const { accounts } = await desk.call('customers', { incident });
  expect(accounts.map((account) => [account.name, account.impact])).toEqual([
    ['Acme', 'down'],
    ['Globex', 'at_risk']
  ]);
  // Whoever is added is looked at next.
  await page.getByRole('button', { name: 'Add a customer' }).click();
  await page.keyboard.type('Initech');
  await page.keyboard.press('Enter');
  await expect(panelOf(page, 'Initech')).toBeVisible();
});

test('whoever was renamed in the book can be changed, and an answer that is owed sooner goes first', async ({
  page,
  desk
}) => {
  const { incident } = await seed(desk);
  const { id, execute } = await named(desk, incident, 'Acme', 'down', { respond_within: 30 });
  await execute({ type: 'log_report', customer: id, text: 'Nothing works', ticket: null });
  const promise = { what: 'A report', due: Date.now() + 300 * 60_000 };
  await execute({ type: 'promise_customer', customer: id, promise });
  const book = { customer: id, tier: null, respond_within: 30, contact: {}, owner: null };
  await desk.call('edit', { edit: { type: 'define_customer', name: 'Zenith', ...book } });
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(page.getByRole('timer', { name: /^Answer to Acme/ })).toContainText(/^(30|29):/);
  await panelOf(page, 'Acme').getByRole('button', { name: /^Edit/ }).click();
  await expect(page.getByLabel('Name')).toHaveValue('Zenith');
});

test('a customer is chosen by what is typed, not by what was found before', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.call('edit', {
    edit: {
      type: 'define_customer',
      customer: null,
      name: 'Globex',
      tier: null,
      respond_within: null,
      contact: {},
      owner: null
    }
  });
  await page.route('**/call/find_customers', async (route) => {
    const { words } = route.request().postDataJSON() as { words: string };
    if (words) await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(page.getByText('No customers yet')).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Globex' })).toBeVisible();
  await page.keyboard.type('Acme');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /Acme/ })).toBeVisible();
  const { accounts } = await desk.call('customers', { incident });
  expect(accounts.map((account) => account.name)).toEqual(['Acme']);
  await expect(page.getByRole('region', { name: 'Messages' })).not.toContainText('already');
});

test('a customer who left is brought back with what the book knows of them', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  const contact = { phone: '+39 055 000 0142' };
  const { id } = await named(desk, (await desk.declare({ title: 'Long ago' })).incident, 'Kestrel', 'down', {
    contact
  });
  await desk.call('edit', { edit: { type: 'retire_customer', customer: id, retired: true } });
  await desk.open(page, `#/incident/${incident}/customers`);
  await page.getByRole('button', { name: 'Add a customer' }).last().click();
  await page.keyboard.type('kestrel');
  await expect(page.getByRole('dialog')).toContainText('Left. Brings them back.');
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(panelOf(page, 'Kestrel').getByRole('link', { name: contact.phone })).toBeVisible();
  expect((await desk.call('find_customers', { words: 'kestrel', most: null })).map((each) => each.retired)).toEqual([
    false
  ]);

  // And leaves again.
  await panelOf(page, 'Kestrel').getByRole('button', { name: /^Edit/ }).click();
  await page.getByRole('button', { name: 'No longer a customer' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect((await desk.call('find_customers', { words: 'kestrel', most: null })).map((each) => each.retired)).toEqual([
    true
  ]);
});

test('who speaks with a customer comes from the book unless somebody else does', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.call('new_person', { name: 'Jonas Weber' });
  const owner = (await desk.call('book', {})).people.find((person) => person.name === 'Jonas Weber')?.id ?? null;
  await named(desk, incident, 'Acme', 'down', { owner });
  await desk.open(page, `#/incident/${incident}/customers`);
  const select = panelOf(page, 'Acme').getByLabel(/^Who speaks with them/);
  await expect(select).toHaveText('Jonas Weber, from the book');
  await select.click();
  await page.getByRole('option', { name: 'Ana Sá' }).click();
  await expect(select).toHaveText('Ana Sá');
  await select.click();
  await page.getByRole('option', { name: 'Jonas Weber, from the book' }).click();
  await expect(select).toHaveText('Jonas Weber, from the book');
});

test('a time that belongs to no promise any more is not read', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await named(desk, incident, 'Acme', 'down');
  await desk.open(page, `#/incident/${incident}/customers`);
  await panelOf(page, 'Acme').getByRole('button', { name: 'Log a call' }).click();
  await page.keyboard.type('We are on it.');
  await page.getByLabel('What they were promised').fill('Call back');
  await page.getByLabel('By when').fill('whenever');
  await page.getByLabel('What they were promised').fill('');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(panelOf(page, 'Acme')).toContainText('We are on it.');
});

for (const [screen, call, there] of [
  ['comms', 'comms', 'Promises'],
  ['comms', 'draft', 'Status page'],
  ['customers', 'customers', 'No customers yet'],
  ['brief', 'brief', 'Asked of executives']
] as const) {
  test(`whatever cannot be read says so and can be asked for again (${screen}: ${call})`, async ({ page, desk }) => {
    const { incident } = await seed(desk);
    const refused = { code: 'io', message: 'The disk is full.', hint: null };
    await page.route(`**/call/${call}`, (route) => route.fulfill({ status: 422, json: refused }));
    await desk.open(page, `#/incident/${incident}/${screen}`);
    await expect(page.getByText('The disk is full.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: /^Text for/ })).toHaveCount(0);
    await accessible(page);
    await page.unroute(`**/call/${call}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText(there).last()).toBeVisible();
    await expect(page.getByText('The disk is full.')).toHaveCount(0);
  });
}
