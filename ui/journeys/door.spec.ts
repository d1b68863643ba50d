import { accessible, expect, test } from './journey';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a page without a token says how to get in (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Open Allclear from its own address' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await accessible(page);
  });
}

test('a browser without a language still starts', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'language', { get: () => 'C', configurable: true }));
  await page.goto('/');
  await expect(page.getByRole('heading')).toBeVisible();
  expect(await page.evaluate(() => navigator.language)).toBe('en-GB');
});
