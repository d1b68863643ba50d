import type { BrowserContext, Page } from '@playwright/test';
import type { Desk } from './desk';
import { accessible, BACK_MS, expect, type Hub, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const CAUSES = 'Causes and contributing factors';
interface Given {
  desk: Desk;
  second: Desk;
  hub: Hub;
  page: Page;
  context: BrowserContext;
}
const text = (page: Page) => page.getByRole('textbox', { name: `Text of ${CAUSES}`, exact: true });

const merged = (page: Page) => page.getByText(/^Merged \d+ changes? by Jonas Weber$/);

/** What this laptop holds of the text. */
async function written(desk: Desk, incident: string) {
  const { updates } = await desk.call('text', { incident, name: 'review', held: null });
  return updates.map((update) => Buffer.from(update, 'base64').toString()).join('');
}

/** Writes in place of words of the text, and waits until this laptop has written it down. */
async function changes(page: Page, desk: Desk, incident: string, behind: string, gone: number, words: string) {
  await text(page).click();
  await page.keyboard.press('Control+End');
  for (let left = behind.length; left > 0; left -= 1) await page.keyboard.press('ArrowLeft');
  for (let back = gone; back > 0; back -= 1) await page.keyboard.press('Backspace');
  await page.keyboard.insertText(words);
  await expect.poll(() => written(desk, incident)).toContain(words);
}

/** A text of both laptops, then two that change it apart, and what came of it on the first. */
async function apart(
  { desk, second, hub, page, context }: Given,
  hers: [behind: string, gone: number, words: string][],
  theirs: [behind: string, gone: number, words: string][],
  closed = false
) {
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
  for (const change of hers) await changes(page, desk, incident, ...change);
  for (const change of theirs) await changes(his, second, incident, ...change);
  if (closed) {
    await desk.open(page, '#/');
    await hub.start();
    for (const [, , words] of theirs)
      await expect.poll(() => written(desk, incident), { timeout: BACK_MS }).toContain(words);
    await desk.open(page, `#/incident/${incident}/review`);
    await expect(merged(page)).toBeVisible({ timeout: BACK_MS });
    return his;
  }
  // What comes in the same half minute counts as written together.
  for (const one of [page, his]) await one.clock.setSystemTime(Date.now() + 60_000);
  await hub.start();
  await expect(merged(page)).toBeVisible({ timeout: BACK_MS });
  return his;
}

test('a sentence that two changed apart is shown in both wordings, and one key chooses', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const end = '. Nobody was warned.';
  const his = await apart({ desk, second, hub, page, context }, [[end, 0, ' of connections']], [[end, 4, 'empty']]);
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
  await expect(page.getByRole('button', { name: /changed twice/ })).toHaveCount(0);

  // Nothing is lost by it: the other wording is one undo away, and stands in the versions.
  await text(page).click();
  await page.keyboard.press('Control+z');
  await expect(text(page)).toContainText('of connections');
});

test('what is left to choose stays when more comes in the midst of it, and when the dialog is left', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const [full, nine] = ['. Nobody was warned.', '. The pool was full. Nobody was warned.'];
  const his = await apart(
    { desk, second, hub, page, context },
    [
      [nine, 0, ' sharp'],
      [full, 0, ' of connections']
    ],
    [
      [full, 4, 'empty'],
      [nine.replace('full', 'empty'), 4, 'ten']
    ]
  );
  await page.keyboard.press('F7');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1 of 2');
  await expect(dialog.getByRole('region', { name: 'Jonas Weber' })).toContainText('It began at');
  await page.keyboard.press('2');
  await expect(dialog).toContainText('2 of 2');

  // More is merged behind it.
  const before = (await merged(page).textContent()) ?? '';
  await his.getByRole('textbox', { name: 'Text of Summary', exact: true }).click();
  await his.keyboard.press('Control+End');
  await his.keyboard.insertText(' For an hour.');
  await expect(merged(page)).not.toHaveText(before, { timeout: BACK_MS });
  await expect(dialog).toContainText('2 of 2');
  await expect(dialog.getByRole('region', { name: 'Yours' })).toContainText('full of connections');

  await page.keyboard.press('Escape');
  await expect(dialog).not.toBeVisible();
  await expect(text(page)).toContainText('It began at ten.');
  await expect(page.getByRole('button', { name: /^1 sentence changed twice/ })).toBeVisible();
  await page.keyboard.press('F7');
  await expect(dialog).toContainText('1 of 1');
  await page.keyboard.press('1');
  await expect(dialog).not.toBeVisible();
  const chosen = 'It began at ten. The pool was full of connections. Nobody was warned.';
  for (const one of [page, his]) await expect(text(one)).toHaveText(chosen, { timeout: BACK_MS });
  await expect(page.getByRole('button', { name: /changed twice/ })).toHaveCount(0);
});

test('what was merged while her review was closed is told when she opens it, until she has looked', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const end = '. Nobody was warned.';
  const his = await apart(
    { desk, second, hub, page, context },
    [[end, 0, ' of connections']],
    [[` was full${end}`, 4, 'queue']],
    true
  );
  const marked = text(page).locator('.merged');
  await expect(marked.filter({ hasText: 'queue' })).toHaveCount(1);
  await expect(marked.filter({ hasText: 'connections' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^1 sentence changed twice/ })).toBeVisible();

  // Nobody has looked at it yet: it is told once more, also when the page begins anew.
  await page.reload();
  await expect(merged(page)).toBeVisible({ timeout: BACK_MS });
  await expect(marked.filter({ hasText: 'queue' })).toHaveCount(1);
  await expect(page.getByRole('button', { name: /^1 sentence changed twice/ })).toBeVisible();
  await page.keyboard.press('F7');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('2');
  const chosen = 'It began at nine. The queue was full. Nobody was warned.';
  for (const one of [page, his]) await expect(text(one)).toHaveText(chosen, { timeout: BACK_MS });
  await page.getByRole('button', { name: 'Looks right' }).press('Enter');
  await expect(merged(page)).toHaveCount(0);
  await expect(marked).toHaveCount(0);

  await page.reload();
  await expect(text(page)).toHaveText(chosen);
  await expect(page.getByText('Kept on this laptop', { exact: true })).toBeVisible();
  await expect(merged(page)).toHaveCount(0);
});
