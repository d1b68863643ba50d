import { mkdir } from 'node:fs/promises';
import { accessible, expect, test } from './hub';

// Ana's laptop, on which a start of the program that went wrong wrote far beyond the end of an incident.
test.describe.configure({ timeout: 90_000 });
test.use({ introduced: false, begins: 'journeys/fixtures/leap' });

/** Where pictures go, for whoever wants to look at them. */
const pictures = process.env['ALLCLEAR_PICTURES'];

test('an admin hears of what waits for them, and lets it in or refuses it by the keyboard', async ({
  desk,
  hub,
  page
}) => {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.open(page);
  await desk.call('join', { link: hub.address, name: null });
  const chip = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Needs attention/ });
  await expect(chip).toBeVisible({ timeout: 30_000 });

  // The inbox leads to the list.
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page.getByRole('listitem').filter({ hasText: 'counts once you let it in' })).toBeVisible({
    timeout: 30_000
  });
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Sync' });
  await expect(panel.getByRole('heading', { name: /^Waiting for you/ })).toContainText('1');
  const held = panel.getByRole('listitem').filter({ hasText: 'far beyond everything else' });
  await expect(held).toContainText('Ana Sá');
  await expect(held.getByRole('button', { name: /^Let in what/ })).toBeVisible();
  await expect(held).toContainText('1 entry');

  const tabTo = async (name: RegExp) => {
    const button = held.getByRole('button', { name });
    for (let press = 0; press < 20; press++) {
      if (await button.evaluate((it) => it === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way to ${name} by Tab`);
  };
  for (const [scheme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 560]
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
    if (pictures) await mkdir(pictures, { recursive: true });
    if (pictures) await page.screenshot({ path: `${pictures}/held-${scheme}-${width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  // Refusing is asked about first, and Escape takes only the question away.
  await tabTo(/^Refuse what/);
  await page.keyboard.press('Enter');
  await expect(held.getByText(/will never count/)).toBeVisible();
  await expect(held.getByRole('button', { name: 'Let it wait' })).toBeFocused();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
    if (pictures) await page.screenshot({ path: `${pictures}/held-asked-${colorScheme}.png` });
  }
  await page.keyboard.press('Escape');
  await expect(held.getByText(/will never count/)).toBeHidden();
  await expect(held.getByRole('button', { name: /^Refuse what/ })).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await expect(held.getByRole('button', { name: /^Let in what/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('heading', { name: /^Waiting for you/ })).toBeHidden();
  await expect(panel).toContainText('In step with');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});

test('what an admin refuses stays on the laptop that holds it, and says so', async ({ desk, hub, page }) => {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.open(page);
  await desk.call('join', { link: hub.address, name: null });
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Needs attention/ })
    .click();
  const panel = page.getByRole('dialog', { name: 'Sync' });
  await panel.getByRole('button', { name: /^Refuse what/ }).click();
  await panel.getByRole('button', { name: 'Refuse for good' }).press('Enter');
  await expect(panel.getByRole('heading', { name: /^Waiting for you/ })).toBeHidden();
  await panel.getByRole('button', { name: 'Try again now' }).click();
  await expect(panel.getByRole('heading', { name: /^Set aside/ })).toBeVisible();
  await expect(panel.getByRole('button', { name: /Write it again|Re-enter/ })).toBeVisible();
});
