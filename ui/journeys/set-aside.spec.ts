import { mkdir } from 'node:fs/promises';
import { accessible, expect, test } from './hub';

// Ana's laptop, on which a start of the program that went wrong wrote far beyond the end of an incident.
test.describe.configure({ timeout: 90_000 });
test.use({ introduced: false, begins: 'journeys/fixtures/leap' });

/** Where pictures go, for whoever wants to look at them. */
const pictures = process.env['ALLCLEAR_PICTURES'];

test('what was set aside is written again by one key, and stands where it stood', async ({ desk, hub, page }) => {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.open(page);
  await desk.call('join', { link: hub.address, name: null });
  const chip = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Needs attention/ });
  await chip.focus({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Sync' });
  await panel.getByRole('button', { name: /^Refuse what/ }).press('Enter');
  const refuse = panel.getByRole('button', { name: 'Refuse for good' });
  await refuse.press('Enter');
  // With the question its focus goes elsewhere in the panel: a key that comes in between is for what has it then.
  await expect(refuse).toHaveCount(0);
  await panel.getByRole('button', { name: 'Try again now' }).press('Enter');

  const heading = panel.getByRole('heading', { name: /^Set aside/ });
  await expect(heading).toContainText('1');
  await expect(panel.getByRole('listitem')).toContainText('noted: ');
  const again = panel.getByRole('button', { name: /^Re-enter: / });
  await expect(again).toBeVisible();
  for (const [scheme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 560]
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
    if (pictures) await mkdir(pictures, { recursive: true });
    if (pictures) await page.screenshot({ path: `${pictures}/set-aside-${scheme}-${width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  for (let press = 0; !(await again.evaluate((it) => it === document.activeElement)); press++) {
    expect(press, 'Tab leads to it').toBeLessThan(20);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(heading).toBeHidden();
  await expect(page.getByText(/: written again$/)).toBeVisible();
  // The keyboard is still in the panel, which says that all is well.
  await expect(panel).toContainText('In step with', { timeout: 30_000 });
  await expect(panel.locator(':focus')).toHaveCount(1);
  if (pictures) await page.screenshot({ path: `${pictures}/set-aside-written.png` });
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});
