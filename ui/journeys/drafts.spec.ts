import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import type { Command } from '../src/backend/bindings';
import type { Desk } from './desk';
import { accessible, BACK_MS, expect, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const draft = (page: Page) => page.getByRole('textbox', { name: 'Text for Status page' });
const preview = (page: Page) =>
  page.getByRole('complementary', { name: 'Preview' }).frameLocator('iframe').locator('main');
const caret = (page: Page) => draft(page).evaluate((area: HTMLTextAreaElement) => area.selectionStart);
const comms = (desk: Desk, page: Page, incident: string) => desk.open(page, `#/incident/${incident}/comms?to=public`);

async function types(page: Page, at: 'Control+Home' | 'Control+End', text: string) {
  await draft(page).press(at);
  await page.keyboard.insertText(text);
}

/** What Rust reads in the draft. */
const read = async (desk: Desk, incident: string) =>
  (await desk.call('draft', { incident, audience: 'public', occasion: null })).draft.text;

test('two people draft one update, apart and then together', async ({ desk, second, hub, page, context }) => {
  const his = await context.newPage();
  const incident = await meet(desk, second, hub);
  await comms(desk, page, incident);
  await comms(second, his, incident);
  for (const one of [page, his]) await expect(draft(one)).toHaveValue(/^We are seeing problems/);

  await hub.kill();
  await types(page, 'Control+End', ' Ana: 🙂 refunds follow.');
  await types(his, 'Control+Home', 'Jonas: é 支払い fail. ');
  for (const one of [page, his]) await expect(one.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
  await expect(draft(page)).not.toHaveValue(/Jonas/);
  await expect(draft(his)).not.toHaveValue(/Ana/);

  await hub.start();
  const both = /^Jonas: é 支払い fail\. We are seeing problems[^]*Ana: 🙂 refunds follow\.$/;
  for (const one of [page, his]) await expect(draft(one)).toHaveValue(both, { timeout: BACK_MS });
  await expect(preview(page)).toContainText('Jonas: é 支払い fail.');
  const text = await draft(page).inputValue();
  expect(text.match(/We are seeing problems/g)).toHaveLength(1);
  for (const one of [desk, second]) expect(await read(one, incident)).toBe(text);
  await accessible(page);

  // Together: the caret of who writes stays in its sentence, and undo takes back one's own words alone.
  await draft(page).press('Control+End');
  await page.keyboard.press('ArrowLeft');
  const before = await caret(page);
  await types(his, 'Control+Home', 'NEW ');
  await expect(draft(page)).toHaveValue(/^NEW Jonas/, { timeout: BACK_MS });
  expect(await caret(page)).toBe(before + 4);
  await page.keyboard.insertText(' today');
  await expect(draft(his)).toHaveValue(/refunds follow today\.$/, { timeout: BACK_MS });
  await types(his, 'Control+Home', 'AND ');
  await expect(draft(page)).toHaveValue(/^AND NEW Jonas/, { timeout: BACK_MS });
  await page.keyboard.press('Control+z');
  await expect(draft(page)).toHaveValue(/^AND NEW Jonas[^]*refunds follow\.$/);
  await page.keyboard.press('Control+Shift+z');
  await expect(draft(page)).toHaveValue(/^AND NEW Jonas[^]*refunds follow today\.$/);
  await expect(draft(his)).toHaveValue(await draft(page).inputValue(), { timeout: BACK_MS });

  // Who has not written sees what the other chooses.
  await his.getByRole('button', { name: '60 min', exact: true }).click();
  await expect(page.getByRole('button', { name: '60 min', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('two windows of one laptop hold the same text as Rust, letter by letter', async ({ desk, page, context }) => {
  const other = await context.newPage();
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await comms(desk, page, incident);
  await comms(desk, other, incident);
  await draft(page).press('Control+a');
  await page.keyboard.insertText('🙂🙃 one 👩‍👩‍👧 two é');
  await expect(draft(other)).toHaveValue('🙂🙃 one 👩‍👩‍👧 two é');
  // A sign of two letters is taken out, and one goes in between two others.
  await draft(other).press('Control+Home');
  await other.keyboard.press('ArrowRight');
  await other.keyboard.press('Backspace');
  await draft(page).press('Control+End');
  await page.keyboard.insertText(' 支払い');
  for (const one of [page, other]) await expect(draft(one)).toHaveValue('🙃 one 👩‍👩‍👧 two é 支払い');
  await expect.poll(() => read(desk, incident)).toBe('🙃 one 👩‍👩‍👧 two é 支払い');

  // A long text goes in several parts, and too long a one is refused while what stood there stays.
  const long = '支払い🙂'.repeat(3_900);
  await draft(page).press('Control+a');
  await page.keyboard.insertText(long);
  await expect.poll(() => read(desk, incident)).toBe(long);
  await expect(draft(other)).toHaveValue(long);
  await draft(page).press('Control+End');
  await page.keyboard.insertText('x'.repeat(2_000_000));
  await expect(page.getByRole('alert')).toContainText('at most 20000 fit');
  await expect(draft(page)).toHaveValue(long);
  expect(await read(desk, incident)).toBe(long);
});

test('whoever has the caret in a draft that somebody else begins keeps it in its sentence', async ({
  desk,
  page,
  context
}) => {
  const other = await context.newPage();
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await comms(desk, page, incident);
  await comms(desk, other, incident);
  for (const one of [page, other]) await expect(draft(one)).toHaveValue(/^We are seeing problems/);
  await draft(page).press('Control+Home');
  for (let n = 0; n < 'We'.length; n += 1) await page.keyboard.press('ArrowRight');
  // Once it cannot be read: it is read again with what comes next.
  const refused = { code: 'broken', message: 'The disk does not answer.', hint: null };
  await page.route('**/call/draft', (route) => route.fulfill({ status: 422, json: refused }), { times: 1 });
  await types(other, 'Control+Home', 'Sorry: ');
  await expect(page.getByText('The disk does not answer.')).toBeVisible();
  await types(other, 'Control+End', ' Thanks.');
  await expect(draft(page)).toHaveValue(/^Sorry: We are[^]*Thanks\.$/);
  await expect(draft(page)).toBeFocused();
  await page.keyboard.insertText(' all');
  for (const one of [page, other]) await expect(draft(one)).toHaveValue(/^Sorry: We all are/);
});

test('words of a copied laptop that stand in no draft are put in at the caret, or left out', async ({ desk, page }) => {
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await comms(desk, page, incident);
  await draft(page).press('Control+a');
  await page.keyboard.insertText('Start. End.');
  await expect(page.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
  const { name } = await desk.call('draft', { incident, audience: 'public', occasion: null });
  const wrote = (client: number, words: string) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    doc.getText('text').insert(0, words);
    const updates = [Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')];
    return desk.call('edit_text', { incident, name, updates });
  };
  for (const words of ['A gazelle. ', 'A wombat. ']) await wrote(9, words);
  const told = page.getByText(/^Words of Ana Sá, .* stand in no text$/);
  await expect(told).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  const pictures = process.env['ALLCLEAR_PICTURES'];
  if (pictures) await page.screenshot({ path: `${pictures}/draft-aside.png` });
  await draft(page).press('Control+End');
  for (let n = 0; n < 'End.'.length; n += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+i');
  await expect(draft(page)).toHaveValue(/Start\. A wombat\. End\./);
  await expect(told).toHaveCount(0);
  await expect.poll(() => read(desk, incident)).toMatch(/Start\. A wombat\. End\./);

  for (const words of ['An otter. ', 'A badger. ']) await wrote(11, words);
  await page.getByRole('button', { name: 'Leave out' }).press('Enter');
  await expect(told).toHaveCount(0);
  await expect(draft(page)).not.toHaveValue(/badger/);
});

test('a letter that is put together from several keys is not torn by what others write', async ({
  desk,
  page,
  context
}) => {
  const other = await context.newPage();
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await comms(desk, page, incident);
  await comms(desk, other, incident);
  await draft(page).press('Control+a');
  await page.keyboard.insertText('Start. ');
  await expect(draft(other)).toHaveValue('Start. ');
  await draft(page).press('Control+End');
  const keys = await context.newCDPSession(page);
  await keys.send('Input.imeSetComposition', { text: 'し', selectionStart: 1, selectionEnd: 1 });
  await types(other, 'Control+Home', 'Before. ');
  await expect.poll(() => read(desk, incident)).toContain('Before. ');
  await keys.send('Input.imeSetComposition', { text: 'しは', selectionStart: 2, selectionEnd: 2 });
  await keys.send('Input.insertText', { text: '支払' });
  for (const one of [page, other]) await expect(draft(one)).toHaveValue('Before. Start. 支払');
});

test('who has not written here goes on with the next draft once an audience was told', async ({ desk, page }) => {
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await desk.open(page, `#/incident/${incident}/comms?to=employees`);
  const text = page.getByRole('textbox', { name: 'Text for Employees' });
  await expect(text).not.toHaveValue('');
  const first = await text.inputValue();
  const execute = (command: Command) => desk.call('execute', { incident, command });
  const tell = async (text: string) => {
    const wish = { audience: 'employees', occasion: 'investigating', text, next_due: null, replaces: null } as const;
    const update = (await execute({ type: 'propose_update', ...wish })).entries[0] ?? '';
    await execute({ type: 'approve_update', update });
    for (const channel of ['chat', 'email'] as const) await execute({ type: 'mark_posted', update, channel });
    await expect(page.getByRole('complementary', { name: 'Preview' })).toContainText(text);
  };
  await tell('Somebody else said it.');
  await expect(text).not.toHaveValue(first);
  const next = await text.inputValue();
  await text.press('Control+Home');
  await page.keyboard.insertText('Mine. ');
  const kept = async () => (await desk.call('draft', { incident, audience: 'employees', occasion: null })).draft.text;
  await expect.poll(kept).toBe(`Mine. ${next}`);

  // Who has written keeps what is on screen, until they begin anew.
  await tell('And once more.');
  await expect(text).toHaveValue(`Mine. ${next}`);
  await page.getByRole('button', { name: 'Start from the template' }).click();
  await expect(text).toHaveValue(next);
});

test('whoever writes sees where the other one writes, and is told once', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const his = await context.newPage();
  const incident = await meet(desk, second, hub);
  await comms(desk, page, incident);
  await comms(second, his, incident);
  for (const one of [page, his]) await expect(draft(one)).toHaveValue(/^We are seeing problems/);
  await draft(page).press('Control+a');
  await page.keyboard.insertText('Checkout fails. Refunds follow.');
  await expect(draft(his)).toHaveValue('Checkout fails. Refunds follow.', { timeout: BACK_MS });
  const others = (one: Page) => one.locator('.underlay b');
  await draft(his).press('Control+Home');
  for (let n = 0; n < 'Checkout'.length; n += 1) await his.keyboard.press('ArrowRight');
  await expect(others(page)).toHaveText('Jonas Weber', { timeout: BACK_MS });
  await expect(page.getByRole('status').filter({ hasText: 'Jonas Weber is also writing' })).toHaveCount(1);
  // Where: behind the first word, measured without the layer that draws it.
  const behind = (words: string) =>
    draft(page).evaluate((area: HTMLTextAreaElement, words) => {
      const style = getComputedStyle(area);
      const canvas = document.createElement('canvas').getContext('2d');
      if (!canvas) throw new Error('nothing to measure with');
      canvas.font = style.font;
      const edge =
        area.getBoundingClientRect().left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft);
      return edge + canvas.measureText(words).width;
    }, words);
  const distance = async (words: string) => {
    const box = await others(page).boundingBox();
    return Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - (await behind(words)));
  };
  await expect.poll(() => distance('Checkout'), { timeout: BACK_MS }).toBeLessThan(2);
  await accessible(page);

  // It stays in its sentence whatever is written before it, and nobody sees themselves.
  await types(page, 'Control+Home', 'Sorry: ');
  await expect.poll(() => distance('Sorry: Checkout')).toBeLessThan(2);
  await expect(others(page)).toHaveText('Jonas Weber');
  await expect(others(his)).toHaveText('Ana Sá', { timeout: BACK_MS });

  // Apart nobody knows; together again they do.
  await hub.kill();
  await expect(others(page)).toHaveCount(0, { timeout: BACK_MS });
  await expect(page.getByText('is also writing')).toHaveCount(0);
  await types(his, 'Control+End', ' Jonas was here.');
  await hub.start();
  await expect(draft(page)).toHaveValue('Sorry: Checkout fails. Refunds follow. Jonas was here.', { timeout: BACK_MS });
  await expect(others(page)).toHaveText('Jonas Weber', { timeout: BACK_MS });

  // Who goes to another screen is gone from this one.
  await draft(his).press('Escape');
  await his.goto(his.url().replace('comms', 'customers'));
  await expect(others(page)).toHaveCount(0, { timeout: BACK_MS });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`what somebody types on after it was proposed stands above the next draft, also after a reload (${colorScheme})`, async ({
    desk,
    page,
    context
  }) => {
    const other = await context.newPage();
    await other.emulateMedia({ colorScheme });
    const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
    await comms(desk, page, incident);
    await comms(desk, other, incident);
    await draft(page).press('Control+a');
    await page.keyboard.insertText('Checkout fails.');
    await expect(draft(other)).toHaveValue('Checkout fails.');
    await types(other, 'Control+End', ' Refunds fol');
    await expect(draft(page)).toHaveValue('Checkout fails. Refunds fol');
    await draft(page).press('Control+Enter');
    const proposed = async () => (await desk.call('comms', { incident })).updates.length;
    await expect.poll(proposed, { timeout: BACK_MS }).toBe(1);
    await other.keyboard.insertText('low by noon.');
    const kept = async () =>
      (await desk.call('draft', { incident, audience: 'public', occasion: null })).behind.map(({ words }) => words);
    await expect.poll(kept).toEqual(['follow by noon.']);
    // Whoever writes goes on, and what they write is at hand for whoever opens the next draft.
    await expect(draft(other)).toHaveValue('Checkout fails. Refunds follow by noon.');
    await other.reload();
    const behind = other.getByRole('status').filter({ hasText: 'part of no update' });
    await expect(behind.locator('q')).toHaveText('follow by noon.');
    await accessible(other);
    await other.screenshot({ path: test.info().outputPath('behind.png') });
    await other.keyboard.press('Shift+b');
    await expect(draft(other)).toHaveValue(/\n\nfollow by noon\.$/);
    await expect(behind).toHaveCount(0);
    await other.reload();
    await other.getByRole('button', { name: 'Write another update' }).click();
    await expect(draft(other)).toHaveValue(/\n\nfollow by noon\.$/);
    expect(await kept()).toEqual([]);
    await other.close();
  });
