import type { Page } from '@playwright/test';
import type { Audience, Command } from '../src/backend/bindings';
import { accessible, expect, test } from './desk';

test.use({ clock: true });
test.setTimeout(600_000);

const MINUTE = 60_000;
const ORDER: Audience[] = ['public', 'customers', 'executives', 'employees', 'social'];
const NAMES = {
  public: 'Status page',
  customers: 'Customers',
  executives: 'Executives',
  employees: 'Employees',
  social: 'Social media'
};

/** Takes what Allclear prepared for an audience, has it approved, and hands it out by each of its channels. */
async function tell(page: Page, audience: Audience, channels: number, pass: (ms: number) => Promise<void>) {
  await page.keyboard.press(`Alt+${ORDER.indexOf(audience) + 1}`);
  await expect(page.getByRole('textbox', { name: `Text for ${NAMES[audience]}` })).not.toHaveValue('');
  await expect(page.getByRole('button', { name: /^Approve/ }).last()).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('is approved in 5 seconds')).toBeVisible();
  await pass(6_000);
  const article = page.getByRole('article');
  await expect(article.getByText('NOT SENT')).toBeVisible();
  for (let channel = 0; channel < channels; channel += 1) {
    await page.keyboard.press('y');
    // It can be pressed once the one before is written down.
    await expect(article.locator('button.primary:enabled', { hasText: 'Mark as posted' })).toHaveCount(1);
    await page.keyboard.press('p');
    await expect(article.getByRole('button', { name: /Mark as posted/ })).toHaveCount(channels - channel - 1);
  }
  await expect(article).toHaveCount(0);
}

test.use({ clocked: true });

test('every text of a Major of four hours is prepared, approved and handed out by keys, with no network', async ({
  desk,
  page,
  context
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'Checkout' } });
  const kestrel = { type: 'define_customer', customer: null, name: 'Kestrel Foods' } as const;
  const nothing = { tier: null, respond_within: null, contact: {}, owner: null };
  await desk.call('edit', { edit: { ...kestrel, ...nothing } });
  const began = Date.now();
  const { incident } = await desk.declare({
    title: 'Duplicate charges at checkout',
    severity: 'major',
    services: ['checkout'],
    impact_started: began - 5 * MINUTE,
    manager: (await desk.call('start', {})).me
  });
  const execute = (command: Command) => desk.call('execute', { incident, command });

  // What people find out and do, by the minute. The rest is communication.
  const point = (name: 'cause_identified' | 'mitigated' | 'resolved') => (at: number) =>
    execute({ type: 'record_point', point: name, at });
  const work = new Map<number, (at: number) => Promise<unknown>>([
    [
      6,
      () =>
        execute({
          type: 'state_impact',
          aspect: 'regions',
          value: 'Europe',
          number: null,
          source: 'dashboard',
          as_of: null
        })
    ],
    [
      20,
      (at) =>
        execute({
          type: 'promise_customer',
          customer: 'kestrel-foods',
          promise: { what: 'Call back with the list', due: at + 40 * MINUTE }
        })
    ],
    [55, point('cause_identified')],
    [70, () => execute({ type: 'ask_executives', question: 'Refund all today?', needed_by: null, customer: null })],
    [
      150,
      () =>
        execute({
          type: 'mitigate',
          what: 'All traffic by way of the second provider',
          temporary: false,
          service: 'checkout',
          remove_when: null
        })
    ],
    [170, point('mitigated')],
    [225, point('resolved')]
  ]);

  await page.clock.install();
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('u');
  await expect(page.getByRole('textbox', { name: 'Text for Status page' })).toBeVisible();

  let ahead = 0;
  /** The clocks of the app and of the page go on together. */
  const pass = async (ms: number) => {
    ahead += ms;
    desk.leap(ahead / 1_000);
    await page.clock.fastForward(ms);
  };
  /** Both clocks go on to this minute, and everything that happened by then is known. */
  const until = async (minute: number) => {
    for (const [at, happens] of [...work].toSorted(([a], [b]) => a - b)) {
      if (at > minute) break;
      await leap(at);
      await happens(began + at * MINUTE);
      work.delete(at);
    }
    await leap(minute);
  };
  const leap = async (minute: number) => {
    const on = began + minute * MINUTE - (Date.now() + ahead);
    if (on > 0) await pass(on);
  };
  const now = () => Math.floor((Date.now() + ahead - began) / MINUTE);
  const channelsOf = async (audience: Audience) =>
    (await desk.call('comms', { incident })).audiences.find((each) => each.audience === audience)?.channels.length ?? 0;
  const told: Audience[] = [];
  const tells = async (audience: Audience) => {
    await tell(page, audience, await channelsOf(audience), pass);
    told.push(audience);
  };

  // A Major announces itself, and everybody hears at once.
  for (const audience of ORDER) await tells(audience);
  await accessible(page);
  for (let over = false; !over;) {
    const { owed } = await desk.call('comms', { incident });
    const [next] = owed.filter(({ due }) => due !== null).toSorted((a, b) => (a.due ?? 0) - (b.due ?? 0));
    const minute = next?.due ? Math.floor((next.due - began) / MINUTE) - 3 : Infinity;
    over = minute >= 225;
    await until(Math.max(now(), over ? 226 : minute));
    // Nobody has been left waiting, on screen or in the record.
    await expect(page.getByText('overdue', { exact: false })).toHaveCount(0);
    if (over || !next) break;
    if (next.to.type === 'audience') await tells(next.to.audience);
    else {
      await page.keyboard.press('l');
      await expect(page.getByRole('complementary', { name: 'Kestrel Foods' })).toContainText('Call back with the list');
      await page.keyboard.press('x');
      await expect(page.getByRole('row', { name: /Kestrel Foods/ }).getByRole('timer')).toHaveCount(0);
      await page.keyboard.press('u');
      await expect(page.getByRole('textbox', { name: /^Text for/ })).toBeVisible();
    }
  }
  // Over: everybody who heard of it hears that, and nothing is promised any more.
  for (const audience of ORDER) await tells(audience);
  const { audiences, owed } = await desk.call('comms', { incident });
  expect(audiences.map(({ audience, told }) => [audience, told[0]?.occasion])).toEqual(
    audiences.map(({ audience }) => [audience, 'resolved'])
  );
  expect(owed.filter(({ kept, of, due }) => kept !== of || due !== null)).toEqual([]);
  expect(told.length).toBeGreaterThan(20);
  await accessible(page);
});
