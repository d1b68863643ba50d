import { readFile } from 'node:fs/promises';
import { accessible, expect, test } from './hub';

test('what the hub does not take can be offered again, copied and exported', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  await second.call('join', { link: await hub.invite('observer'), name: 'Jonas Weber' });
  // An observer reads; what they write nevertheless stays with them.
  await second.declare({ title: 'Nobody else knows of this' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await second.open(page);
  const chip = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Needs attention/ });
  await chip.click();
  const panel = page.getByRole('dialog', { name: 'Sync' });
  const kept = panel.getByRole('listitem').filter({ hasText: 'Nobody else knows of this' });
  await expect(kept).toContainText('observer');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }

  await kept.getByRole('button', { name: /^Copy/ }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Nobody else knows of this');

  const download = page.waitForEvent('download');
  await kept.getByRole('button', { name: /^Export/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^kept-back-[0-9a-f]{8}\.json$/);
  expect(await readFile(await file.path(), 'utf8')).toContain('Nobody else knows of this');

  // Offered once more it is refused once more, for the same reason and since now.
  await kept.getByRole('button', { name: /^Retry/ }).click();
  await expect(kept).toContainText('observer');
});
