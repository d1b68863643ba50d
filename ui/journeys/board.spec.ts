import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

/** Two that burn, one drill, one in review. */
async function seed(desk: Desk) {
  const { people } = await desk.call('book', {});
  const me = people.find((person) => person.me)?.id ?? null;
  const charges = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major', manager: me });
  const vpn = await desk.declare({ title: 'VPN refuses new starters', severity: 'minor', kind: 'internal' });
  const drill = await desk.declare({ title: 'Region eu-west unreachable', severity: 'medium', drill: true });
  const over = await desk.declare({ title: 'Card payments declined', severity: 'major', manager: me });
  for (const stage of ['classify', 'troubleshoot', 'resolve', 'review'] as const) {
    const command = { type: 'enter_stage', stage, reason: null, anyway: 'no service was named' } as const;
    await desk.call('execute', { incident: over.incident, command });
  }
  return { charges, vpn, drill, over };
}

const rows = (page: Page) => page.getByRole('grid').locator('[data-incident]');
/** A row's first link is its title; a review that is due has one of its own. */
const titles = async (page: Page) => {
  const all = (await rows(page).all()).map((row) => row.getByRole('link').first().textContent());
  return (await Promise.all(all)).map((text) => text?.trim());
};

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the board can be used by everybody (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    await desk.open(page);
    await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
    await accessible(page);

    await seed(desk);
    await expect(rows(page)).toHaveCount(4);
    await expect(page).toHaveTitle(/^● INC-~\w{4} Major · update in 0[45]:\d\d$/);
    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    await expect(page.getByRole('complementary')).toContainText('Duplicate charges at checkout');
    await accessible(page);

    await page.getByRole('button', { name: 'Columns' }).click();
    await expect(page.getByRole('region', { name: 'Review' })).toContainText('Card payments declined');
    await accessible(page);

    await page.setViewportSize({ width: 960, height: 700 });
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'List' }).click();
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(960);
  });
}

test('j and k move, Enter opens, Space peeks, numbers classify', async ({ page, desk }) => {
  const { charges } = await seed(desk);
  await desk.open(page);
  await expect(rows(page)).toHaveCount(4);
  const [first, second] = await titles(page);

  await page.keyboard.press('j');
  await expect(page.locator('[aria-selected="true"]')).toContainText(first ?? '');
  await page.keyboard.press('j');
  await expect(page.locator('[aria-selected="true"]')).toContainText(second ?? '');
  await page.keyboard.press('Space');
  await expect(page.getByRole('complementary')).toContainText(second ?? '');
  await page.keyboard.press('k');
  await expect(page.getByRole('complementary')).toContainText(first ?? '');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toBeHidden();

  const row = rows(page).filter({ hasText: 'Duplicate charges' });
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('2');
  await expect(row).toContainText('Medium');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toContainText('Major');

  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/incident/${charges.incident}$`));
});

test('words, chips and orders narrow and sort the board', async ({ page, desk }) => {
  await seed(desk);
  await desk.open(page);
  await expect(rows(page)).toHaveCount(4);

  await page.keyboard.press('/');
  await page.keyboard.type('vpn');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/q=vpn/);
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Internal', exact: true }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Internal', exact: true }).click();
  await page.getByRole('button', { name: 'Mine', exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Minor', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(rows(page)).toHaveCount(4);

  await page.getByRole('combobox', { name: 'Sort: Urgency' }).click();
  await page.getByRole('option', { name: /^Title/ }).click();
  await expect
    .poll(() => titles(page))
    .toEqual([
      'Duplicate charges at checkout',
      'Region eu-west unreachable',
      'VPN refuses new starters',
      'Card payments declined'
    ]);
});

test('the look at an incident goes on with the next where its row goes away, and ends with the last', async ({
  page,
  desk
}) => {
  await seed(desk);
  await desk.open(page);
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  const peek = page.getByRole('complementary', { name: /^INC-/ });
  await expect(peek).toContainText('Duplicate charges at checkout');
  await page.keyboard.press('/');
  await page.keyboard.type('vpn');
  await expect(peek).toContainText('VPN refuses new starters');
  await expect(page.locator('[aria-selected="true"]')).toContainText('VPN refuses new starters');
  await page.keyboard.type(' nobody wrote this');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await expect(peek).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveCount(4);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await expect(page.locator('[aria-selected="true"]')).toHaveCount(1);
  await expect(peek).toHaveCount(0);

  await page.keyboard.press('Space');
  await peek.getByRole('button', { name: /^Open/ }).focus();
  await page.keyboard.press('Escape');
  await expect(peek).toHaveCount(0);
  await expect(page.getByRole('grid')).toBeFocused();
});

test('a row that somebody points at stays where it is', async ({ page, desk }) => {
  await seed(desk);
  await desk.open(page);
  await expect(rows(page)).toHaveCount(4);
  const pointed = rows(page).filter({ hasText: 'VPN refuses' });
  await pointed.hover();
  const before = await pointed.boundingBox();

  await desk.declare({ title: 'Everything is down', severity: 'major' });
  const pill = page.getByRole('button', { name: /^1 new/ });
  await expect(pill).toBeVisible();
  expect((await pointed.boundingBox())?.y).toBe(before?.y);
  await expect(rows(page)).toHaveCount(4);

  await page.keyboard.press('.');
  await expect(rows(page)).toHaveCount(5);
  await expect(pill).toBeHidden();
});

test('the rail leads to the most pressing incidents', async ({ page, desk }) => {
  const { charges } = await seed(desk);
  await desk.open(page, '#/inbox');
  const rail = page.getByRole('navigation');
  await expect(rail.getByText('Ardent')).toBeVisible();
  await expect(rail.getByRole('link', { name: /Duplicate charges/ })).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(page).toHaveURL(new RegExp(charges.incident));
  await expect(rail.getByRole('link', { name: 'War room' })).toHaveAttribute('aria-current', 'page');
});

test('reviews that are due are found on the board and in the rail by keys', async ({ page, desk }) => {
  const { over } = await seed(desk);
  await desk.open(page);
  await expect(rows(page)).toHaveCount(4);
  const due = page.getByRole('button', { name: /^Reviews due/ });
  await expect(due).toHaveCount(0);
  const soon = Date.now() + 3 * 3_600_000;
  const moved = { type: 'move_review_step', step: 'draft', due: soon } as const;
  await desk.call('execute', { incident: over.incident, command: moved });
  await expect(due).toContainText('1');
  await expect(due.locator('kbd')).toHaveText('V');
  await expect(rows(page).filter({ hasText: 'Card payments declined' })).toContainText('Draft');
  const mine = page.getByRole('list', { name: 'Reviews that wait for you' });
  await expect(mine).toContainText('Card payments declined');
  await page.keyboard.press('v');
  await expect(due).toHaveAttribute('aria-pressed', 'true');
  await expect(rows(page)).toHaveCount(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.keyboard.press('v');
  await expect(rows(page)).toHaveCount(4);
  await mine.getByRole('link').press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/incident/${over.incident}/review$`));
  await expect(mine.getByRole('link')).toHaveAttribute('aria-current', 'page');
});
