import { accessible, expect, test } from './desk';

test('a brief says what is unknown, asks executives, and becomes their update', async ({ page, desk, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('b');
  const sheet = page.getByRole('region', { name: 'Executive brief' });
  await expect(sheet.getByRole('row', { name: /Regions/ })).toContainText('Unknown');
  await accessible(page);

  await page.keyboard.press('a');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('Refund all duplicates today?');
  await page.keyboard.press('Control+Enter');
  await expect(sheet).toContainText('Refund all duplicates today?');
  await page.getByRole('button', { name: 'Record the answer' }).click();
  await page.keyboard.type('Yes, all of it');
  await page.keyboard.press('Control+Enter');
  await expect(sheet).toContainText('Yes, all of it');

  await page.keyboard.press('y');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Regions: unknown');
  expect(copied.length).toBeLessThanOrEqual(1_200);

  await page.getByRole('button', { name: /Hand out/ }).click();
  await expect(page.getByRole('textbox', { name: 'Text for Executives' })).toHaveValue(/Regions: unknown/);
});
