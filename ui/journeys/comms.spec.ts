import type { BrowserContext, Page } from '@playwright/test';
import type { Audience, Command, Done } from '../src/backend/bindings';
import { accessible, expect, test, type Desk } from './desk';

/** A Major with this person in charge, unless somebody else is to be. */
async function seed(desk: Desk, manager: 'me' | 'jonas' = 'me') {
  await desk.call('new_person', { name: 'Jonas Weber' });
  await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'Checkout' } });
  const { people, services } = await desk.call('book', {});
  const one = people.find((person) => (manager === 'me' ? person.me : person.name === 'Jonas Weber'));
  const { incident } = await desk.declare({
    title: 'Duplicate charges at checkout',
    severity: 'major',
    services: services.map((service) => service.id),
    impact_started: Date.now() - 54 * 60_000,
    manager: one?.id ?? null
  });
  const execute = (command: Command) => desk.call('execute', { incident, command });
  return { incident, execute, people };
}

/** An update that waits for approval. */
async function proposed(execute: (command: Command) => Promise<Done>, audience: Audience, text: string) {
  const wish = { audience, occasion: 'investigating', text, next_due: null, replaces: null } as const;
  return (await execute({ type: 'propose_update', ...wish })).entries[0] ?? '';
}

const draft = (page: Page) => page.getByRole('textbox', { name: 'Text for Status page' });
const ledger = (page: Page) => page.getByRole('complementary', { name: 'Promises' });
const side = (page: Page) => page.getByRole('complementary', { name: 'Preview' });
/** The previewed status page: a document of its own, in a frame that runs nothing. */
const preview = (page: Page) => side(page).frameLocator('iframe').locator('main');
const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });
const primary = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** A journey whose screens are looked at in both themes. */
function inBothThemes(
  title: string,
  run: (given: { page: Page; desk: Desk; context: BrowserContext }) => Promise<void>
) {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`${title} (${colorScheme})`, async ({ page, desk, context }) => {
      await page.emulateMedia({ colorScheme });
      await run({ page, desk, context });
    });
}

for (const theme of ['light', 'dark'] as const) {
  test(`an update is looked at, approved, copied and posted by keys alone, and promises the next (${theme})`, async ({
    page,
    desk,
    context
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { incident } = await seed(desk);
    await desk.open(page, `#/incident/${incident}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges');

    // U, and the first notice of a Major is written and waits.
    await page.keyboard.press('u');
    await expect(draft(page)).toHaveValue(/We are seeing problems with \{services\}/);
    await expect(preview(page)).toContainText('We are seeing problems with Checkout');
    await expect(ledger(page).getByText('Ready to look at').first()).toBeVisible();
    await accessible(page);
    // Into the text, and out of it again: there letters are text, here they are keys.
    await page.keyboard.press('i');
    await page.keyboard.type(' Support knows: happy, yes.');
    await expect(preview(page)).toContainText('Support knows: happy, yes.');
    await page.keyboard.press('Escape');
    await expect(draft(page)).not.toBeFocused();
    for (const form of ['Phone', 'E-mail', 'Chat', '280']) {
      await page.keyboard.press('v');
      await expect(side(page).getByRole('button', { name: form, exact: true })).toHaveAttribute('aria-pressed', 'true');
      await accessible(page);
    }

    await page.keyboard.press('Control+Enter');
    await expect(messages(page)).toContainText('is approved in 5 seconds');
    await accessible(page);
    await expect(page.getByText('NOT SENT')).toBeVisible({ timeout: 15_000 });
    await accessible(page);
    await expect(primary(page, 'Copy for Status page').locator('kbd')).toHaveText('Y');
    await page.keyboard.press('y');
    await expect(messages(page)).toContainText('Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^We are seeing problems with Checkout.*\n\n.*\n\nNext update by \d\d:\d\d UTC/);
    await page.keyboard.press('p');
    await expect(page.getByText('NOT SENT')).toHaveCount(0);
    await expect(ledger(page).getByRole('timer', { name: /Status page/ })).toContainText(/\d\d:\d\d/);
    await expect(side(page)).toContainText('Told so far');
    await expect(side(page).getByRole('listitem')).toContainText('Investigating');

    // Help knows the keys that hold here.
    await page.keyboard.press('Shift+?');
    const help = page.getByRole('dialog');
    await expect(help).toContainText('Next form of the preview');
    await expect(help).not.toContainText('Mark as posted what was copied');
    await page.keyboard.press('Escape');

    // The record tells of it.
    await page.keyboard.press('w');
    const timeline = page.getByRole('feed', { name: 'Timeline, newest first' });
    await expect(timeline).toContainText('Update for Public (status page)');
  });
}

inBothThemes('an approval is called off in its five seconds and nothing was written', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(preview(page)).toContainText('Checkout');
  await page.keyboard.press('Control+Enter');
  await expect(messages(page)).toContainText('in 5 seconds');
  await expect(draft(page)).not.toBeEditable();
  await page.keyboard.press('Escape');
  await expect(messages(page)).toContainText('Not approved. The draft is as it was.');
  await expect(draft(page)).toBeEditable();
  await accessible(page);
  await expect(primary(page, /^Approve/)).toBeEnabled();
  expect((await desk.call('comms', { incident })).updates).toEqual([]);
});

inBothThemes('what is on screen at the key is approved, wherever its writer goes meanwhile', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}/comms?to=public`);
  await expect(preview(page)).toContainText('Checkout');
  await page.keyboard.press('Control+Enter');
  await expect(messages(page)).toContainText('The update for Status page is approved in 5 seconds');
  const written = async () =>
    (await desk.call('comms', { incident })).updates.map((each) => [each.audience, each.state]);
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('textbox', { name: 'Text for Customers' })).toBeVisible();
  await expect(primary(page, /^Approve/)).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(messages(page)).toContainText('The update for Customers is approved in 5 seconds');
  await expect(messages(page)).toContainText('The update for Status page is approved in 5 seconds');
  await expect.poll(written, { timeout: 20_000 }).toEqual([
    ['customers', 'approved'],
    ['public', 'approved']
  ]);
});

inBothThemes('an approval goes its way when whoever gave it leaves the screen', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  await proposed(execute, 'employees', 'Checkout fails.');
  await proposed(execute, 'executives', 'Checkout fails, and we know why.');
  await desk.open(page, `#/incident/${incident}/comms?to=employees`);
  await expect(primary(page, 'Approve').first()).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('article')).toContainText('and we know why');
  await page.keyboard.press('a');
  await expect(messages(page)).toContainText('The update for Executives is approved in 5 seconds');
  await accessible(page);
  await page.keyboard.press('l');
  await expect(page.getByText('No customers yet')).toBeVisible();
  const states = async () => (await desk.call('comms', { incident })).updates.map((each) => each.state);
  await expect.poll(states, { timeout: 20_000 }).toEqual(['approved', 'approved']);
  await expect(messages(page)).not.toContainText('in 5 seconds');
});

test('whoever writes keeps their audience while others are told', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(draft(page)).toHaveValue(/We are seeing problems/);
  const next_due = Date.now() + 600 * 60_000;
  await execute({ type: 'post_update', audience: 'public', text: 'Said on a call.', next_due });
  await expect(side(page)).toContainText('Said on a call.');
  await expect(draft(page)).toBeVisible();
});

inBothThemes(
  'a missing value is a chip in the text, and a subject is looked at and copied',
  async ({ page, desk, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { incident, execute } = await seed(desk);
    const update = await proposed(execute, 'customers', 'Some **payments** fail.');
    await execute({ type: 'approve_update', update });
    await desk.open(page, `#/incident/${incident}/comms?to=customers`);
    await expect(page.getByText('NOT SENT')).toBeVisible();
    await page.keyboard.press('Shift+y');
    await expect(messages(page)).toContainText('The subject is copied.');
    const subject = await page.evaluate(() => navigator.clipboard.readText());
    expect(subject).toBe('[Investigating] Duplicate charges at checkout');

    await desk.open(page, `#/incident/${incident}/comms?to=public`);
    await draft(page).fill('Since {since}, {regions} fail.');
    const chip = page.locator('.underlay i.gap');
    await expect(chip).toHaveCount(1);
    await accessible(page);
    await draft(page).fill('Since {since}, Europe fails.');
    await expect(chip).toHaveCount(0);
    await side(page).getByRole('button', { name: 'Chat', exact: true }).click();
    await expect(side(page).locator('.subject')).toHaveText(subject);
  }
);

inBothThemes('an update for two channels is handed out by both', async ({ page, desk, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { incident, execute } = await seed(desk);
  // A sign for the direction of writing is nothing that anybody sees, and part of the words all the same.
  const words = 'Checkout\u200F fails. Support has a text.';
  const update = await proposed(execute, 'employees', words);
  await execute({ type: 'approve_update', update });
  await desk.open(page, `#/incident/${incident}/comms?to=employees`);
  await expect(page.getByText('NOT SENT')).toBeVisible();
  // One key goes through the channels, another marks what was copied last.
  await page.keyboard.press('y');
  await expect(messages(page)).toContainText('Copied. Post it (Chat)');
  await page.keyboard.press('y');
  await expect(messages(page)).toContainText('Copied. Post it (E-mail)');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(words);
  await page.keyboard.press('p');
  await expect(page.getByText('Posted (E-mail)')).toBeVisible();
  await accessible(page);
  await page.keyboard.press('p');
  await expect(primary(page, /Mark as posted/)).toHaveCount(0);
  const told = async () => (await desk.call('comms', { incident })).audiences.flatMap((each) => each.told);
  expect((await told()).map((each) => each.channels)).toEqual([['email', 'chat']]);
});

test('nothing counts as copied that is not on the clipboard', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  const update = await proposed(execute, 'public', 'Checkout fails.');
  await execute({ type: 'approve_update', update });
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
    document.execCommand = () => false;
  });
  await desk.open(page, `#/incident/${incident}/comms?to=public`);
  await primary(page, 'Copy for Status page').click();
  await expect(messages(page)).toContainText('Checkout fails.');
  await expect(primary(page, /Mark as posted/)).not.toHaveClass(/primary/);
});

inBothThemes('whoever thinks better of sending back gets the other ways again', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  await proposed(execute, 'public', 'Checkout fails.');
  await desk.open(page, `#/incident/${incident}/comms?to=public`);
  await expect(primary(page, 'Send back')).toBeVisible();
  await page.keyboard.press('s');
  await page.keyboard.type('Which');
  await page.keyboard.press('Escape');
  await expect(primary(page, 'Approve').first()).toBeVisible();
  await expect(primary(page, 'Send back')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type(' regions?');
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article').getByText('Which regions?')).toBeVisible();
  await expect(primary(page, 'Edit')).toBeVisible();
});

inBothThemes('somebody else approves, sends back, and gets a better one', async ({ page, desk }) => {
  const { incident, execute, people } = await seed(desk, 'jonas');
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(primary(page, /^Ask Jonas Weber to approve/)).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Waits for Jonas Weber to approve', { exact: true })).toBeVisible();
  await accessible(page);
  const asked = (await desk.call('comms', { incident })).updates[0];
  await execute({ type: 'send_back_update', update: asked?.update ?? '', reason: 'Which regions?' });
  await expect(page.getByRole('article').getByText('Which regions?')).toBeVisible();
  await accessible(page);
  await page.keyboard.press('e');
  await expect(draft(page)).toHaveValue(/We are seeing problems with Checkout/);
  await expect(draft(page)).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Checkout fails in Europe. We are working on it. Next update in 20 minutes.');
  await expect(preview(page)).toContainText('Checkout fails in Europe');
  await expect(primary(page, /^Ask Jonas Weber to approve/)).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Waits for Jonas Weber to approve', { exact: true })).toBeVisible();
  // The same person takes command and approves.
  const me = people.find((person) => person.me)?.id ?? '';
  await execute({ type: 'assign', role: 'incident-manager', service: null, person: me });
  await expect(primary(page, 'Approve').first().locator('kbd')).toHaveText('A');
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await expect(page.getByText('NOT SENT')).toBeVisible({ timeout: 15_000 });
  const { updates } = await desk.call('comms', { incident });
  expect(updates.map((update) => update.state)).toEqual(['approved', 'replaced']);
});

inBothThemes('what is missing is entered or left out, and until then nothing leaves', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(preview(page)).toContainText('Checkout');
  await page.keyboard.press('i');
  await page.keyboard.type('\n\nRefunds are made by {refund_date}. All customers get {voucher}. Sorry.');
  await expect(page.getByText('2 values missing')).toBeVisible();
  await expect(preview(page)).toContainText('refund date');
  await expect(primary(page, /^Approve/)).toBeDisabled();
  // Whoever manages is asked by a task; the gap says so, and stays one.
  await page.keyboard.press('Escape');
  await page.keyboard.press('q');
  await expect(page.getByText(/^A task asks for it since|was asked at/)).toBeVisible();
  expect((await desk.call('room', { incident })).room.tasks.map((task) => task.text)).toContain(
    'Needed for the update: refund date'
  );
  await expect(primary(page, /^Approve/)).toBeDisabled();
  await accessible(page);
  await page.keyboard.press('f');
  await page.keyboard.type('Friday [EU]');
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(preview(page)).toContainText('Refunds are made by Friday [EU].');
  await page.keyboard.press('x');
  await expect(preview(page)).not.toContainText('All customers get');
  await expect(preview(page)).toContainText('Sorry.');
  await expect(primary(page, /^Approve/)).toBeEnabled();
});

test('what was written is there again, also after a restart', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(preview(page)).toContainText('Checkout');
  await draft(page).press('Control+End');
  await page.keyboard.type(' Every word counts.');
  await expect(page.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Customers', exact: true }).click();
  await page.getByRole('button', { name: 'Status page', exact: true }).click();
  await expect(draft(page)).toHaveValue(/Every word counts\.$/);
  await page.close();
  await desk.restart();
  const kept = await desk.call('draft', { incident, audience: 'public', occasion: null });
  expect(kept.draft.text).toContain('Every word counts.');
});

for (const theme of ['light', 'dark'] as const) {
  test(`“no change” takes one key, says so honestly, and takes nothing from whoever began to write (${theme})`, async ({
    page,
    desk
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident, execute } = await seed(desk);
    await execute({ type: 'post_update', audience: 'public', text: 'We are looking into it.', next_due: null });
    await desk.open(page, `#/incident/${incident}/comms?to=public`);
    await expect(preview(page)).toContainText('looking into the cause');
    await page.keyboard.press('i');
    await page.keyboard.type(' Somebody began to write.');
    await expect(page.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('w');
    await expect(page.getByRole('feed', { name: 'Timeline, newest first' })).toBeVisible();

    // What somebody wrote is shown, and stays if it is not given up.
    await page.keyboard.press('Shift+u');
    const asked = page.getByRole('dialog', { name: /Put “No change” in place of the draft/ });
    await expect(asked).toContainText('Somebody began to write.');
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(asked).toHaveCount(0);
    await expect(draft(page)).toHaveValue(/Somebody began to write\.$/);
    await page.keyboard.press('Shift+u');
    await expect(asked).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(preview(page)).toContainText('Nothing has changed since our last update.');
    await expect(page.getByRole('combobox', { name: 'Occasion' }).or(page.getByLabel('Occasion'))).toContainText(
      'No change'
    );
    await expect(page.getByRole('heading', { name: /^Changed since/ })).toBeVisible();
    await accessible(page);
    // Once more there is nothing to lose, and nobody is asked.
    await page.keyboard.press('Shift+u');
    await expect(draft(page)).toHaveValue(/Nothing has changed/);
    await expect(page.getByRole('dialog')).toHaveCount(0);

    // It was said on a call already: the record and the clocks hear of it.
    await expect(page.getByRole('button', { name: /^Record as told elsewhere/ })).toBeEnabled();
    await page.keyboard.press('t');
    await expect(messages(page)).toContainText('Told elsewhere: Status page');
    await expect(ledger(page).getByRole('timer', { name: /Status page/ })).toContainText(/\d\d:\d\d/);
    const told = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: 'Told so far' }) });
    await expect(told.getByRole('listitem')).toHaveText([/Nothing has changed since/, /We are looking into it/]);
    const room = await desk.call('room', { incident });
    expect(room.room.timeline.at(-1)?.details.join(' ')).toContain('Nothing has changed since our last update.');

    // Where nobody wrote, it is there with that one key.
    await page.keyboard.press('w');
    await page.keyboard.press('Shift+u');
    await expect(preview(page)).toContainText('Nothing has changed since our last update.');
  });
}

inBothThemes('the keys are for the one of several that is chosen', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  for (const text of ['First of two.', 'Second of two.']) await proposed(execute, 'employees', text);
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(draft(page)).toBeVisible();
  await page.keyboard.press('Alt+4');
  const articles = page.getByRole('article');
  await expect(articles).toHaveCount(2);
  await expect(articles.first()).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(articles.last()).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await accessible(page);
  await page.keyboard.press('s');
  await page.keyboard.type('Say who is affected.');
  await page.keyboard.press('Enter');
  const states = async () => (await desk.call('comms', { incident })).updates.map(({ text, state }) => [text, state]);
  await expect.poll(states).toEqual([
    ['Second of two.', 'waiting'],
    ['First of two.', 'sent_back']
  ]);
});

test('markup and templates in every field stay text', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await desk.open(page, `#/incident/${incident}/comms`);
  await expect(preview(page)).toContainText('Checkout');
  await draft(page).press('Control+a');
  await page.keyboard.insertText('<img src=x onerror=alert(1)><script>alert(2)</script> {{services} {a{b}');
  await expect(preview(page)).toContainText('<img src=x onerror=alert(1)><script>alert(2)</script> {services}');
  // Every other form has it as words too, and nobody obeyed it anywhere.
  for (const form of ['E-mail', 'Chat', '280']) {
    await side(page).getByRole('button', { name: form, exact: true }).click();
    await expect(side(page)).toContainText('<img src=x onerror=alert(1)><script>alert(2)</script> {services}');
  }
  await side(page).getByRole('button', { name: 'Phone', exact: true }).click();
  await draft(page).press('Control+a');
  await page.keyboard.insertText(
    '**Sorry.** See [our help](https://example.org/help) and [more](javascript:alert(3)).'
  );
  const link = preview(page).getByRole('link');
  await expect(link).toHaveAttribute('href', 'https://example.org/help');
  await expect(preview(page).locator('strong')).toHaveText('Sorry.');
  await expect(preview(page)).toContainText('more (javascript:alert(3))');
  // A paste that no update can be is refused with a sentence, and what stood there stays.
  await draft(page).press('Control+a');
  await page.keyboard.insertText('x'.repeat(30_000));
  await expect(page.getByRole('alert')).toContainText('at most 20000 fit');
});

for (const theme of ['light', 'dark'] as const) {
  test(`comms, customers and brief are accessible in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident, execute } = await seed(desk);
    await desk.call('edit', {
      edit: {
        type: 'define_customer',
        customer: null,
        name: 'Kestrel Foods',
        tier: 'Enterprise',
        respond_within: 30,
        contact: { name: 'Ines Marchetti', phone: '+39 055 000 0142' },
        owner: null
      }
    });
    await execute({ type: 'affect_customer', customer: 'kestrel-foods', impact: 'down' });
    await execute({ type: 'log_report', customer: 'kestrel-foods', text: 'Twelve charged twice', ticket: '88213' });
    await execute({
      type: 'promise_customer',
      customer: 'kestrel-foods',
      promise: { what: 'Call back with the list', due: Date.now() + 60_000 }
    });
    await execute({
      type: 'state_impact',
      aspect: 'regions',
      value: 'Europe',
      number: null,
      source: 'dashboard',
      as_of: null
    });
    await execute({ type: 'ask_executives', question: 'Refund all today?', needed_by: null, customer: null });
    for (const [screen, text] of [
      ['comms', 'Nothing was posted yet.'],
      ['customers', 'Twelve charged twice'],
      ['brief', 'Refund all today?']
    ] as const) {
      await desk.open(page, `#/incident/${incident}/${screen}`);
      await expect(page.getByText(text).first()).toBeVisible();
      await accessible(page);
      if (process.env['ALLCLEAR_LOOK'])
        await page.screenshot({ path: `${process.env['ALLCLEAR_LOOK']}/${screen}-${theme}.png` });
      await page.setViewportSize({ width: 900, height: 900 });
      await expect(page.getByText(text).first()).toBeVisible();
      if (process.env['ALLCLEAR_LOOK'])
        await page.screenshot({ path: `${process.env['ALLCLEAR_LOOK']}/${screen}-${theme}-narrow.png` });
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
}
