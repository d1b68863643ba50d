import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

// What Ana and Jonas wrote on two laptops that did not hear of each other; Ana's has taken in his entries.
test.use({ introduced: false, begins: 'journeys/fixtures/two-laptops' });

async function open(page: Page, desk: Desk): Promise<string> {
  const { active } = await desk.call('board', {
    query: { filter: null, severity: null, kind: null, mine: false, reviews: false, sort: 'urgency' }
  });
  const incident = active[0]?.id ?? '';
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return incident;
}

const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const clash = (page: Page, about: string) =>
  panel(page)
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Two people changed this' }) })
    .filter({ hasText: about });
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });

test('two people changed the same, and one of them says which value holds', async ({ page, desk }) => {
  const incident = await open(page, desk);
  const [title, severity] = [clash(page, 'Title'), clash(page, 'Severity')];
  await expect(title.getByRole('listitem')).toHaveCount(2);
  const values = [
    ['Card payments fail', 'Ana Sá'],
    ['Customers are charged twice', 'Jonas Weber']
  ] as const;
  for (const [value, by] of values)
    await expect(title.getByRole('listitem').filter({ hasText: value })).toContainText(by);

  // The value that is shown is kept; of the other clash the one that is not shown is used.
  const shown = title.getByRole('listitem').filter({ hasText: 'shown now' });
  const kept = await shown.locator('b').innerText();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(kept);
  await title.getByRole('button', { name: `Keep ${kept}` }).click();
  await expect(title).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(kept);

  // What was pressed is gone: the next that is to be settled is at hand, and after the last the panel.
  await expect(severity.getByRole('button').first()).toBeFocused();
  const other = severity.getByRole('button', { name: /^Use / });
  const used = ((await other.getAttribute('aria-label')) ?? '').replace('Use ', '');
  await expect(page.getByRole('button', { name: used, exact: true })).toHaveCount(0);
  await other.click();
  await expect(severity).toHaveCount(0);
  await expect(panel(page)).toBeFocused();
  await expect(page.getByRole('button', { name: used, exact: true })).toBeVisible();

  // Settling is undone like anything else, and then settled again.
  const { room } = await desk.call('room', { incident });
  expect(room.clashes).toEqual([]);
  expect([room.title, room.severity?.name]).toEqual([kept, used]);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: used, exact: true })).toHaveCount(0);
});

test('in the timeline each line offers its value, and a key uses it', async ({ page, desk }) => {
  const incident = await open(page, desk);
  const timeline = page.getByRole('feed', { name: 'Timeline, newest first' });
  const torn = timeline.getByRole('article').filter({ hasText: 'Two people changed this' });
  const { room: before } = await desk.call('room', { incident });
  const values = before.clashes.flatMap((each) => each.values.map(({ value }) => value));
  await expect(torn.getByRole('button', { name: /^(Keep|Use) / })).toHaveCount(values.length);

  // By key: down to the line of the value that is not shown, and S.
  const [about, unshown] = [before.clashes[0]?.about ?? '', before.clashes[0]?.values[0]?.value ?? ''];
  const use = timeline.getByRole('button', { name: `Use ${unshown}` });
  const line = timeline.getByRole('article').filter({ has: page.getByRole('button', { name: `Use ${unshown}` }) });
  await expect(async () => {
    if (!(await line.evaluate((each) => each.classList.contains('marked')))) await page.keyboard.press('j');
    expect(await line.evaluate((each) => each.classList.contains('marked'))).toBe(true);
  }).toPass();
  await page.keyboard.press('s');
  // A line that says several of them asks which.
  if ((await line.getByRole('button', { name: /^(Keep|Use) / }).count()) > 1) {
    await expect(line.getByRole('button', { name: /^(Keep|Use) / }).first()).toBeFocused();
    await use.focus();
    await page.keyboard.press('Enter');
  }
  await expect(use).toHaveCount(0);
  await expect(clash(page, about)).toHaveCount(0);
  const { room } = await desk.call('room', { incident });
  expect(room.clashes.map((each) => each.about)).toEqual(before.clashes.slice(1).map((each) => each.about));

  // By the pointer the shown value of the other is kept.
  const [other] = room.clashes;
  const shown = other?.values.at(-1)?.value ?? '';
  await timeline.getByRole('button', { name: `Keep ${shown}` }).click();
  await expect(torn).toHaveCount(0);
  await expect(timeline).toBeFocused();
  expect((await desk.call('room', { incident })).room.clashes).toEqual([]);
});

test('whoever was given a role by somebody else says that they have it', async ({ page, desk }) => {
  const incident = await open(page, desk);
  const people = page.getByRole('complementary', { name: 'Roles and checklist' });
  const me = people.getByRole('listitem').filter({ hasText: 'Incident Manager' }).first();
  await expect(me).toContainText('Ana Sá');
  await me.hover();
  await me.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await expect(me.getByRole('button', { name: 'Acknowledge', exact: true })).toHaveCount(0);
  await expect(me.getByTitle(/^Acknowledged \d\d:\d\d$/)).toBeVisible();
  const timeline = page.getByRole('feed', { name: 'Timeline, newest first' });
  await expect(timeline.getByRole('article').first()).toContainText('Ana Sá acknowledged as Incident Manager');

  // It is said for good: a role that is not wanted is released, so that everybody sees that it is free.
  await expect(toast(page)).toContainText('Acknowledged');
  await expect(toast(page).getByRole('button', { name: /Undo/ })).toHaveCount(0);
  const { room } = await desk.call('room', { incident });
  const holder = room.roles.find(({ role }) => role === 'incident-manager')?.holders[0];
  expect(holder).toMatchObject({ name: 'Ana Sá', waiting: false });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a clash can be settled by everybody (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, desk);
    await expect(clash(page, 'Severity')).toBeVisible();
    await accessible(page);
  });
}
