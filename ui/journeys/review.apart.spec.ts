import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import type { Desk } from './desk';
import { accessible, BACK_MS, expect, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const text = (page: Page, section: string) => page.getByRole('textbox', { name: `Text of ${section}`, exact: true });
const send = (desk: Desk, incident: string, ...updates: Uint8Array[]) =>
  desk.call('edit_text', {
    incident,
    name: 'review',
    updates: updates.map((update) => Buffer.from(update).toString('base64'))
  });

/** What a page writes that draws this number, each piece in an update of its own. */
function typed(client: number, ...pieces: string[]): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const piece of pieces) doc.getText('summary').insert(doc.getText('summary').length, piece);
  return updates;
}

test('what waits for changes, and what a copied laptop wrote, is said on the screen', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'short' });
  await desk.open(page, `#/incident/${incident}/review`);
  await expect(text(page, 'Summary')).toContainText('The pool was full.');
  const waits = page.getByText('Waiting for changes: somebody wrote on top of something that has not come yet.');
  await expect(waits).toHaveCount(0);

  const [, second] = typed(7, 'It was night. ', 'Nobody slept. ');
  if (!second) throw new Error('two updates');
  await send(desk, incident, second);
  await expect(waits).toBeVisible();
  await accessible(page);

  // A page that was copied with its laptop wrote something else at the same time: it stands in no text until somebody says.
  await send(desk, incident, ...typed(9, 'The gazelle was first. '));
  await send(desk, incident, ...typed(9, 'The wombat was first. '));
  const banner = page.getByText(/^Words of Ana Sá, .* stand in no text$/);
  await expect(banner).toBeVisible();
  await accessible(page);
  await expect(text(page, 'Summary')).not.toContainText('wombat');
  await text(page, 'Summary').click();
  await page.keyboard.press('Control+End');
  await page.getByRole('button', { name: 'Put in at the caret' }).press('Enter');
  await expect(text(page, 'Summary')).toContainText('The wombat was first.');
  await expect(banner).toHaveCount(0);
});

test('a review whose text could not be read says so, and is read again by a key', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'short' });
  const refused = { code: 'broken', message: 'The disk does not answer.', hint: null };
  await page.route('**/call/text', (route) => route.fulfill({ status: 422, json: refused }));
  await desk.open(page, `#/incident/${incident}/review`);
  await expect(page.getByText('This could not be read')).toBeVisible();
  await expect(page.getByText('The disk does not answer.')).toHaveCount(1);
  await accessible(page);
  await page.unroute('**/call/text');
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(text(page, 'Summary')).toContainText('The pool was full.');
  await expect(page.getByText('This could not be read')).toHaveCount(0);
});

test('whoever writes in a text that is opened anew goes on where they were', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'short' });
  await desk.open(page, `#/incident/${incident}/review`);
  await text(page, 'Summary').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('Nobody saw it. The alarm was late.');
  for (let n = 0; n < 'late.'.length; n += 1) await page.keyboard.press('ArrowLeft');
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();

  // A copy of this laptop wrote otherwise under the very number that this page drew: what stands here is not what is kept.
  const before = typed(4, 'First. ')[0];
  if (!before) throw new Error('an update');
  let sum: number | undefined;
  await page.route('**/call/text', async (route) => {
    const response = await route.fetch();
    const view = (await response.json()) as { sum: number };
    // Once it does not agree.
    if (sum === undefined) view.sum = sum = view.sum ^ 1;
    await route.fulfill({ response, json: view });
  });
  await send(desk, incident, before);
  await expect(text(page, 'Summary')).toContainText('First. ');
  await expect.poll(() => sum).toBeDefined();
  await expect(text(page, 'Summary')).toBeFocused();
  await page.keyboard.insertText('far too ');
  await expect(text(page, 'Summary')).toHaveText(/The alarm was far too late\./);
});

test('another is seen where they write, and what they wrote in a deleted paragraph is not lost', async ({
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
  const causes = 'Causes and contributing factors';
  await text(page, causes).click();
  await page.keyboard.insertText('The pool was full.');
  await expect(text(his, causes)).toContainText('The pool was full.', { timeout: BACK_MS });
  await text(his, causes).click();
  await his.keyboard.press('Control+Home');
  await expect(text(page, causes).locator('.caret[data-name="Jonas Weber"]')).toHaveCount(1, { timeout: BACK_MS });
  await expect(page.getByText('Jonas Weber writes here too')).toBeVisible();

  // Apart, she deletes what he goes on writing in.
  await hub.kill();
  await text(page, causes).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await his.keyboard.press('Control+End');
  await his.keyboard.press('ArrowLeft');
  await his.keyboard.insertText(' of connections');
  for (const one of [page, his]) await expect(one.getByText(/^Kept on this laptop at/)).toBeVisible();
  await expect(text(page, causes)).not.toContainText('pool');
  await hub.start();
  for (const one of [page, his]) await expect(text(one, causes)).toHaveText('of connections', { timeout: BACK_MS });
  // What was deleted is one step back for whoever deleted it.
  await text(page, causes).click();
  await page.keyboard.press('Control+z');
  for (const one of [page, his])
    await expect(text(one, causes)).toContainText('The pool was full', { timeout: BACK_MS });
});
