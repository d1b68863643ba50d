import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

const section = async (desk: Desk, page: Page, id: string) => {
  await desk.open(page, `#/settings/${id}`);
  // The rail has headings of its own.
  await expect(page.getByRole('main').getByRole('heading', { level: 2 }).last()).toBeVisible();
};
const toast = (page: Page, text: string) => page.getByRole('region', { name: 'Messages' }).getByText(text);

test('whoever is added to the book can be found, called and retired, and all of it taken back', async ({
  desk,
  page
}) => {
  await section(desk, page, 'people');
  await page.getByLabel('Name of the person to add').fill('Jonas Weber');
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Jonas Weber is in the book')).toBeVisible();

  await page.getByRole('button', { name: /Jonas Weber/ }).click();
  const inside = page.getByRole('listitem').filter({ hasText: 'Jonas Weber' });
  await inside.getByLabel('Phone').fill('+49 30 555 0142');
  await page.keyboard.press('Enter');
  await inside.getByLabel('Time zone').click();
  await page.keyboard.type('new yo');
  await page.keyboard.press('Enter');
  await expect(inside.getByRole('button', { name: /Jonas Weber/ })).toContainText('+49 30 555 0142');
  await expect(inside.getByRole('button', { name: /Jonas Weber/ })).toContainText('New York');

  const known = async () => (await desk.call('book', {})).people.find(({ name }) => name === 'Jonas Weber');
  expect(await known()).toMatchObject({ phone: '+49 30 555 0142', zone: 'America/New_York' });

  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(toast(page, 'Taken back: Time zone of Jonas Weber changed')).toBeVisible();
  expect(await known()).toMatchObject({ phone: '+49 30 555 0142', zone: null });

  await inside.getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByRole('button', { name: 'Show 1 retired' })).toBeVisible();
  await page.getByRole('heading', { name: 'People' }).click();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Show 1 retired' })).toBeHidden();
  expect(await known()).toMatchObject({ retired: false });
});

test('a refusal stands at its field, and what was typed stays', async ({ desk, page }) => {
  await desk.call('new_person', { name: 'Jonas Weber' });
  await section(desk, page, 'profile');
  const handle = page.getByLabel('Handle');
  await handle.fill('@jonas');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('@jonas is taken');
  await expect(handle).toHaveValue('@jonas');
  await expect(handle).toHaveAttribute('aria-invalid', 'true');
  // A view that comes anew does not take it away.
  await desk.call('new_person', { name: 'Mira Okafor' });
  await expect(handle).toHaveValue('@jonas');
  await handle.fill('ana.s');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(toast(page, 'Handle of Ana Sá changed')).toBeVisible();
});

test('a service has an owner and somebody to call first', async ({ desk, page }) => {
  await desk.call('new_person', { name: 'Jonas Weber' });
  await section(desk, page, 'services');
  await expect(page.getByText('No services yet')).toBeVisible();
  await page.getByLabel('Name of the service to add').fill('Checkout API');
  await page.getByRole('button', { name: 'Add service' }).click();
  await page.getByRole('button', { name: /Checkout API/ }).click();
  await page.getByLabel('Owner team').fill('Commerce core');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Checkout API/ })).toContainText('Commerce core');
  await page.getByLabel('Call first').click();
  await page.getByRole('option', { name: 'Jonas Weber' }).click();
  await expect(page.getByRole('button', { name: /Checkout API/ })).toContainText('Commerce core · Jonas Weber');
  const [service] = (await desk.call('book', {})).services;
  expect(service).toMatchObject({ name: 'Checkout API', owner_name: 'Jonas Weber' });
});

test('a cadence that is changed sets when the next incident is due', async ({ desk, page }) => {
  await section(desk, page, 'severities');
  await page.getByLabel('First public notice, Major').click();
  await page.getByRole('option', { name: '15 min' }).click();
  await expect(toast(page, 'Cadence of Major changed')).toBeVisible();
  await expect(page.getByLabel('First public notice, Major')).toHaveText('15 min');

  const due = async (title: string) => {
    const { incident } = await desk.declare({ title, severity: 'major' });
    const { room } = await desk.call('room', { incident });
    const first = room.countdowns.find(({ audience }) => audience === 'public');
    return Math.round(((first?.at ?? 0) - room.opened) / 60_000);
  };
  expect(await due('Checkout fails')).toBe(15);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByLabel('First public notice, Major')).toHaveText('5 min');
  expect(await due('Checkout fails again')).toBe(5);
});

test('a severity is added below the others and explains itself', async ({ desk, page }) => {
  await section(desk, page, 'severities');
  await page.getByLabel('Name of the severity to add').fill('Notice');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Criteria and more for Notice' }).click();
  await page.getByLabel('When it applies').fill('Nobody is hurt yet.');
  await page.getByLabel('Name', { exact: true }).focus();
  await expect
    .poll(async () => (await desk.call('book', {})).severities.at(-1))
    .toMatchObject({
      severity: { name: 'Notice', rank: 4 },
      criteria: 'Nobody is hurt yet.'
    });
});

test('a checklist is written, ordered and limited, and the next incident gets it', async ({ desk, page }) => {
  await section(desk, page, 'checklists?role=incident-manager&stage=create');
  const items = page.getByRole('list', { name: 'Items of this list' }).getByRole('textbox');
  await expect(items.first()).toBeVisible();
  const before = await items.count();
  await page.getByLabel('Item to add').fill('Tell the duty manager');
  await page.keyboard.press('Enter');
  await expect(items).toHaveCount(before + 1);
  await expect(page.getByText('some will be passed over')).toBeVisible();

  await page.getByRole('button', { name: 'When it applies: Always' }).last().click();
  await page.getByRole('button', { name: 'Internal' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Move up: Tell the duty manager' }).click();
  await expect(items.nth(before - 1)).toHaveValue('Tell the duty manager');
  await expect(page.getByRole('button', { name: 'When it applies: Internal' })).toBeVisible();

  const said = async (kind: 'external' | 'internal') => {
    const { me } = await desk.call('start', {});
    const { incident } = await desk.declare({ title: `An ${kind} one`, kind, manager: me });
    const { room } = await desk.call('room', { incident });
    return room.checklists.flatMap((list) => list.items.map(({ text }) => text));
  };
  expect(await said('internal')).toContain('Tell the duty manager');
  expect(await said('external')).not.toContain('Tell the duty manager');

  await page.getByRole('button', { name: 'Remove: Tell the duty manager' }).click();
  await expect(items).toHaveCount(before);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(items.nth(before - 1)).toHaveValue('Tell the duty manager');
});

test('a question that moves takes the focus with it, and so does an answer', async ({ desk, page }) => {
  await section(desk, page, 'guideline');
  const questions = page.getByRole('textbox', { name: /^Question \d+$/ });
  const [first, second] = [await questions.nth(0).inputValue(), await questions.nth(1).inputValue()];
  const down = page.getByRole('button', { name: `Move down: ${first}` });
  await down.press('Enter');
  await expect(questions.nth(1)).toHaveValue(first);
  await expect(down).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(questions.nth(2)).toHaveValue(first);
  await expect(questions.nth(0)).toHaveValue(second);
  await expect(down).toBeFocused();
  const answer = page.getByRole('listitem').filter({ has: page.getByLabel('Question 1', { exact: true }) });
  const moves = answer.getByRole('button', { name: /^Move down: / }).nth(1);
  const name = (await moves.getAttribute('aria-label')) ?? '';
  await moves.press('Enter');
  await expect(answer.getByRole('button', { name: /^Move down: / }).nth(2)).toHaveAttribute('aria-label', name);
  await expect(answer.getByRole('button', { name, exact: true })).toBeFocused();
});

test('once a question is removed the next press means the one in its place, and then what adds one', async ({
  desk,
  page
}) => {
  await section(desk, page, 'guideline');
  const questions = page.getByRole('textbox', { name: /^Question \d+$/ });
  const [first, second] = [await questions.nth(0).inputValue(), await questions.nth(1).inputValue()];
  const remove = (question: string) => page.getByRole('button', { name: `Remove: ${question}`, exact: true });
  await remove(first).press('Enter');
  await expect(remove(second)).toBeFocused();
  for (let left = (await questions.count()) - 1; left >= 0; left -= 1) {
    await page.keyboard.press('Enter');
    await expect(questions).toHaveCount(left);
  }
  await expect(page.getByLabel('Question to add')).toBeFocused();
});

test('guideline, nags, links and fields are kept', async ({ desk, page }) => {
  await section(desk, page, 'guideline');
  await page.getByLabel('Question to add').fill('Can they pay?');
  await page.keyboard.press('Enter');
  const question = page.getByRole('listitem').filter({ has: page.getByLabel('Question 8') });
  await question.getByRole('button', { name: 'Add answer' }).click();
  await page.keyboard.type('No');
  await page.keyboard.press('Enter');
  await question.getByLabel('“No” suggests').click();
  await page.getByRole('option', { name: 'Major' }).click();
  await expect
    .poll(async () => (await desk.call('book', {})).guideline.at(-1))
    .toEqual({
      text: 'Can they pay?',
      answers: [{ answer: 'No', severity: 'major' }]
    });

  await section(desk, page, 'nags');
  await page.getByRole('switch', { name: 'Span of control' }).click();
  await page.getByLabel('Minutes: No severity').click();
  await page.getByRole('option', { name: '10 min' }).click();
  await expect(page.getByRole('switch', { name: 'Span of control' })).not.toBeChecked();
  await expect(page.getByLabel('Minutes: No severity')).toHaveText('10 min');

  await section(desk, page, 'links');
  await page.getByLabel('Bridge').fill('https://meet.example.com/{id}-{slug}');
  await expect(page.getByText('https://meet.example.com/a3f9-checkout-fails-for-cards')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Bridge: template changed')).toBeVisible();
  await page.getByLabel('Bridge').fill('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('is not an address that can be opened');

  await section(desk, page, 'fields');
  await page.getByLabel('Name of the field to add').fill('Vendor');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /Vendor/ }).click();
  await page.getByLabel('Takes').click();
  await page.getByRole('option', { name: 'One of a list' }).click();
  await page.getByLabel('Options').fill('Own\nCloud provider');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: /Vendor/ })).toContainText('2 options');
});

test('appearance and keys change this window at once', async ({ desk, page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await section(desk, page, 'appearance');
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: 'Larger text' }).click();
  await expect(page.locator('html')).toHaveCSS('font-size', '17.6px');

  await page.getByLabel('Search settings').fill('hotkeys');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Keys' })).toBeVisible();
  const row = page.getByRole('listitem').filter({ hasText: 'Go to the inbox' });
  await row.getByRole('button').click();
  await page.keyboard.press('Control+Shift+i');
  await expect(row).toContainText('Ctrl Shift I');
  await page.keyboard.press('Control+Shift+i');
  await expect(page).toHaveURL(/#\/inbox/);
});

test('the list of keys says what the screens say', async ({ desk, page }) => {
  await section(desk, page, 'keys');
  const list = page.getByRole('listitem').filter({ has: page.locator('kbd') });
  await expect(list.filter({ hasText: 'Go to the board' })).toBeVisible();
  const rows = await list.allInnerTexts();
  const listed = rows.map((row) =>
    row
      .replace(/Change the key for:.*/, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
  );

  const { incident } = await desk.declare({ title: 'Checkout fails', severity: 'major' });
  const room = `#/incident/${incident}`;
  for (const place of ['#/board', room, `${room}/comms`, `${room}/customers`, `${room}/brief`, `${room}/review`]) {
    await desk.open(page, place);
    await expect(page.getByText('Checkout fails').first()).toBeVisible();
    await page.keyboard.press('Shift+?');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    const said = await dialog
      .locator('dl > div')
      .evaluateAll((all) =>
        all.map((each) => [each.querySelector('dt')?.textContent, each.querySelector('kbd')?.textContent])
      );
    // Second keys for the same thing are not listed; what is named after a severity waits for the book.
    const unlisted = /[↑↓←→]$|Esc$|^Classify as /;
    const missing = said.map((line) => line.join(' ')).filter((line) => !unlisted.test(line) && !listed.includes(line));
    expect(missing).toEqual([]);
  }
});

test('the log is checked and says where its key lies', async ({ desk, page }) => {
  await section(desk, page, 'data');
  await expect(page.getByRole('status').getByText('as they were written')).toBeVisible();
  await expect(page.getByText('file that only you can read').last()).toBeVisible();
  await page.getByRole('link', { name: 'Import past incidents…' }).click();
  await expect(page.getByRole('heading', { name: 'Import past incidents' })).toBeVisible();
});

const sections = [
  ['profile', 'appearance', 'keys', 'workspace', 'people', 'customers'],
  ['services', 'fields', 'severities', 'guideline', 'checklists', 'status-page', 'reviews'],
  ['action-items', 'updates', 'channels', 'nags', 'links', 'notifications', 'data', 'about']
];

test('every section is one of those that are looked at below', async ({ desk, page }) => {
  await section(desk, page, 'profile');
  const links = page.getByRole('main').getByRole('link');
  const places = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const there = places.flatMap((place) => /^#\/settings\/([^/?]+)$/.exec(place)?.[1] ?? []);
  expect([...new Set(there)].sort()).toEqual(sections.flat().sort());
});

const narrow = { width: 960, height: 700 };
for (const colorScheme of ['light', 'dark'] as const) {
  for (const ids of sections) {
    test(`${ids.join(', ')} are accessible and fit a small window (${colorScheme})`, async ({ desk, page }) => {
      await page.emulateMedia({ colorScheme });
      await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'Checkout API' } });
      const kestrel = { name: 'Kestrel', tier: 'Gold', respond_within: 30, contact: {}, owner: null };
      await desk.call('edit', { edit: { type: 'define_customer', customer: null, ...kestrel } });
      for (const id of ids) {
        await section(desk, page, id);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await accessible(page);
      }
      await page.setViewportSize(narrow);
      for (const id of ids) {
        await section(desk, page, id);
        // A section that is still being read has one of these inside it too.
        const whole = page.locator('.page').first();
        expect(await whole.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
      }
    });
  }
}

test('what may interrupt is chosen, taken back, and kept', async ({ desk, page }) => {
  await section(desk, page, 'notifications');
  await page.getByRole('button', { name: 'Only mine' }).click();
  await expect(toast(page, 'Only your incidents notify you')).toBeVisible();
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await expect(toast(page, 'Quiet from 22:00 to 07:00')).toBeVisible();
  await page.getByLabel('Quiet until').click();
  await page.getByRole('option', { name: '06:30' }).click();
  const quiet = () => desk.call('quiet', {});
  await expect.poll(quiet).toEqual({ only_mine: true, drills: false, hours: { from: 1320, until: 390 } });
  // The hours cannot begin when they end.
  await page.getByLabel('Quiet until').click();
  await page.getByRole('option', { name: '22:00' }).click();
  await expect(page.getByRole('alert')).toContainText('choose two different times');
  await accessible(page);

  await page.getByRole('heading', { name: 'Notifications' }).click();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await quiet()).hours?.until).toBe(420);
  await page.getByRole('switch', { name: 'Drills' }).click();
  await expect(toast(page, 'Drills are silent')).toBeVisible();
  // The way back concerns what it tells, not what was chosen since.
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await expect(toast(page, 'No quiet hours')).toBeVisible();
  await page.locator('[data-toast]', { hasText: 'Drills are silent' }).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(quiet).toEqual({ only_mine: true, drills: false, hours: null });

  // No session bus, so no notifications: a person is told that, and where to look instead.
  await page.getByRole('button', { name: 'Show a notification' }).click();
  await expect(page.getByRole('alert')).toContainText('This desktop shows no notifications');
});
