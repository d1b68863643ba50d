import { accessible, expect, test, type Desk } from './desk';

/** Long enough for Rust to look at all incidents once more. */
const WATCH_MS = 40_000;
const MINUTE_MS = 60_000;

/** An update that falls due within the minutes in which Allclear begins to remind. */
async function pressing(desk: Desk, title: string) {
  const done = await desk.declare({ title, severity: 'major' });
  await desk.call('execute', {
    incident: done.incident,
    command: { type: 'post_update', audience: 'public', text: 'We look.', next_due: Date.now() + 2 * MINUTE_MS }
  });
  return done;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`notices come, are opened and are read (${colorScheme})`, async ({ page, desk }) => {
    test.setTimeout(4 * WATCH_MS);
    await page.emulateMedia({ colorScheme });
    await desk.open(page, '#/inbox');
    await expect(page.getByRole('heading', { name: 'Nothing to tell' })).toBeVisible();
    await accessible(page);

    const { incident } = await pressing(desk, 'Checkout is slow');
    await pressing(desk, 'Search is slow');
    const notices = page.getByRole('list', { name: 'Notices' }).getByRole('listitem');
    await expect(notices).toHaveCount(2, { timeout: WATCH_MS });
    await expect(page.getByRole('navigation').getByLabel('2 unread')).toBeVisible();
    await accessible(page);

    const about = notices.filter({ hasText: 'Checkout' });
    const down = (await notices.first().textContent())?.includes('Checkout') ? 1 : 2;
    for (let press = 0; press < down; press++) await page.keyboard.press('j');
    await expect(about.getByRole('button')).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(incident));
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await expect(page.getByRole('navigation').getByLabel('1 unread')).toBeVisible();
    await page.getByRole('button', { name: 'Mark all read' }).click();
    await expect(page.getByText('All read', { exact: true })).toBeVisible();
    await accessible(page);
  });
}

test('a new notice is said on screen and leads to its incident', async ({ page, desk }) => {
  test.setTimeout(3 * WATCH_MS);
  await desk.open(page);
  await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
  const { incident } = await pressing(desk, 'Checkout is slow');
  const said = page.getByRole('region', { name: 'Messages' });
  await expect(said).toContainText('Checkout is slow', { timeout: WATCH_MS });
  await accessible(page);
  await said.getByRole('button', { name: 'Open' }).click();
  await expect(page).toHaveURL(new RegExp(incident));
  await expect.poll(async () => (await desk.call('inbox', {})).unread).toBe(0);
});
