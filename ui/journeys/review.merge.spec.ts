import type { Page } from '@playwright/test';
import { accessible, BACK_MS, expect, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const CAUSES = 'Causes and contributing factors';
const text = (page: Page) => page.getByRole('textbox', { name: `Text of ${CAUSES}`, exact: true });

/** Writes before the full stop of the second sentence, over so many letters. */
async function changes(page: Page, gone: number, words: string) {
  await text(page).click();
  await page.keyboard.press('Control+End');
  for (let left = ' Nobody was warned.'.length + 1; left > 0; left -= 1) await page.keyboard.press('ArrowLeft');
  for (let back = gone; back > 0; back -= 1) await page.keyboard.press('Backspace');
  await page.keyboard.insertText(words);
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
}

test('a sentence that two changed apart is shown in both wordings, and one key chooses', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const incident = await meet(desk, second, hub);
  await desk.call('begin_review', { incident, template: 'short' });
  const his = await context.newPage();
  await expect.poll(async () => (await second.call('review', { incident }).catch(() => null))?.begun).toBe(true);
  await desk.open(page, `#/incident/${incident}/review`);
  await second.open(his, `#/incident/${incident}/review`);
  await text(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('It began at nine. The pool was full. Nobody was warned.');
  await expect(text(his)).toContainText('Nobody was warned.', { timeout: BACK_MS });

  await hub.kill();
  await changes(page, 0, ' of connections');
  await changes(his, 4, 'empty');
  // What comes in the same half minute counts as written together.
  for (const one of [page, his]) await one.clock.setSystemTime(Date.now() + 60_000);
  await hub.start();
  await expect(page.getByText('Merged 1 change by Jonas Weber')).toBeVisible({ timeout: BACK_MS });
  await expect(text(page)).toContainText('empty');
  await expect(text(page)).toContainText('of connections');

  await expect(page.getByRole('button', { name: /^1 sentence changed twice/ })).toBeVisible();
  await page.keyboard.press('F7');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: 'Yours' })).toContainText('full of connections');
  await expect(dialog.getByRole('region', { name: 'Jonas Weber' })).toContainText('empty');
  await expect(dialog.getByRole('region', { name: 'What the merge made' })).toContainText('of connections');
  await accessible(page);
  await page.keyboard.press('2');
  await expect(dialog).not.toBeVisible();
  const chosen = 'It began at nine. The pool was empty. Nobody was warned.';
  for (const one of [page, his]) await expect(text(one)).toHaveText(chosen, { timeout: BACK_MS });

  // Nothing is lost by it: the other wording is one undo away, and stands in the versions.
  await text(page).click();
  await page.keyboard.press('Control+z');
  await expect(text(page)).toContainText('of connections');
});
