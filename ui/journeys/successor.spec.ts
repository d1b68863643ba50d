import { mkdir } from 'node:fs/promises';
import { accessible, expect, test } from './hub';

test.describe.configure({ timeout: 90_000 });

/** Where pictures go, for whoever wants to look at them. */
const pictures = process.env['ALLCLEAR_PICTURES'];

test('a hub with a new key is joined only by the word of whoever sits there', async ({ desk, hub, other, page }) => {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  await expect.poll(async () => (await desk.call('sync', {})).state).toBe('synced');
  await desk.call('leave_hub', {});
  await other.adopt(await desk.call('adoption_code', {}));

  await desk.open(page, '#/settings/workspace');
  await page.getByLabel('Hub', { exact: true }).fill(other.address);
  await page.keyboard.press('Enter');
  const question = page.getByRole('group', { name: 'A hub that is new' });
  await expect(question).toContainText('is new');
  await expect(question).toContainText('only if your team has set up a new one there');
  await expect(question.getByRole('button', { name: 'Do not join' })).toBeFocused();
  for (const [colorScheme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 560]
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await accessible(page);
    if (pictures) await mkdir(pictures, { recursive: true });
    if (pictures) await page.screenshot({ path: `${pictures}/new-hub-${colorScheme}-${width}.png` });
  }
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  expect((await desk.call('sync', {})).hub).toBeNull();

  await page.getByLabel('Hub', { exact: true }).press('Enter');
  await question.getByRole('button', { name: 'Do not join' }).press('Tab');
  await question.getByRole('button', { name: 'Take it over' }).press('Enter');
  await expect(question).toBeHidden();
  await expect.poll(async () => (await desk.call('sync', {})).state, { timeout: 30_000 }).toBe('synced');
});
