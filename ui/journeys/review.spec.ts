import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import type { Desk } from './desk';
import { accessible, expect, type Hub, test } from './hub';

/** A hub that was killed is asked again after a second, then two, then four. */
const BACK_MS = 30_000;

test.describe.configure({ timeout: 120_000 });

const did = (desk: Desk, incident: string, command: Command) => desk.call('execute', { incident, command });
const text = (page: Page, section: string) => page.getByRole('textbox', { name: `Text of ${section}`, exact: true });
const outline = (page: Page) => page.getByRole('complementary', { name: 'Outline' });
const findings = (page: Page) => outline(page).getByRole('list', { name: 'Findings' });
const evidence = (page: Page) => page.getByRole('complementary', { name: 'Beside the text' });
const open = (desk: Desk, page: Page, incident: string) => desk.open(page, `#/incident/${incident}/review`);

async function types(page: Page, section: string, words: string) {
  await text(page, section).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(words);
}

/** The pool was full, and the record says a little of it. */
async function happened(desk: Desk): Promise<string> {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await did(desk, incident, { type: 'write', mode: 'note', line: 'every third card is refused' });
  await did(desk, incident, { type: 'write', mode: 'fix_later', line: 'Nothing warned us' });
  await did(desk, incident, { type: 'write', mode: 'decision', line: 'raise the limit' });
  return incident;
}

test('a review is begun from the record, written, checked and cited by keys', async ({ page, desk }) => {
  const incident = await happened(desk);
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
  await page.keyboard.press('v');
  await page.getByRole('button', { name: 'Begin: Full review' }).press('Enter');
  await expect(text(page, 'Summary')).toContainText('The pool was full.');
  await expect(text(page, 'Noted on the way')).toContainText('Nothing warned us');
  await expect(outline(page)).toContainText('of 13 written');

  // Letters are commands outside of the texts alone.
  await types(page, 'What went well', 'We decided fast, when it counted.');
  await expect(text(page, 'What went well')).toHaveText('We decided fast, when it counted.');
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await types(page, 'What went badly', 'The engineer forgot the limit.');
  await expect(findings(page)).toContainText('engineer forgot');
  await page.keyboard.press('F8');
  await expect(page.locator('.finding').first()).toBeVisible();

  // What is chosen in the record is cited where the caret is, and stays true.
  await types(page, 'Why it surprised us', 'We believed in');
  await evidence(page).getByLabel('Find in the record').fill('every third');
  await evidence(page)
    .getByRole('button', { name: /every third card/ })
    .first()
    .click();
  await text(page, 'Why it surprised us').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+e');
  await page.keyboard.press('Enter');
  await expect(text(page, 'Why it surprised us')).toContainText('every third card is refused');
  await expect(evidence(page)).toContainText('cited');
  const seen = (await desk.call('review', { incident })).evidence.find((each) => each.text.startsWith('every third'));
  await did(desk, incident, { type: 'correct_note', note: seen?.entry ?? '', text: 'every fourth card is refused' });
  await expect(text(page, 'Why it surprised us')).toContainText('every fourth card is refused');
  await did(desk, incident, { type: 'redact', entry: seen?.entry ?? '' });
  await expect(text(page, 'Why it surprised us')).toContainText('A redacted entry');
  await expect(findings(page)).toContainText('Reference to nothing');

  await findings(page)
    .getByRole('listitem')
    .filter({ hasText: 'engineer forgot' })
    .getByRole('button', { name: 'Silence' })
    .press('Enter');
  await page.getByRole('dialog').getByLabel('Why it is fine as it stands').fill('It is the name of a job');
  await page.keyboard.press('Control+Enter');
  await expect(outline(page)).toContainText('1 silenced');
  await expect(findings(page)).not.toContainText('engineer forgot');

  // Undo takes back what was written here last.
  await types(page, 'Where we were lucky', 'It was night.');
  await page.keyboard.press('Control+z');
  await expect(text(page, 'Where we were lucky')).not.toContainText('It was night.');

  await page.getByRole('button', { name: 'Versions' }).press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Version 1 of 1');
  await expect(page.getByRole('dialog')).toContainText('Ana Sá');
  await expect(page.getByRole('dialog')).toContainText('We decided fast');
});

test('a review is saved as pages that everybody can read', async ({ page, desk, context }) => {
  const incident = await happened(desk);
  await desk.call('begin_review', { incident, template: 'full' });
  await open(desk, page, incident);
  await types(page, 'What went well', 'We decided **fast**.\n\n- at once\n- together');
  const saved = async (name: string) => {
    await page.getByRole('button', { name: 'Save as' }).press('Enter');
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name }).press('Enter');
    return readFileSync(await (await download).path());
  };
  expect((await saved('PDF')).subarray(0, 5).toString()).toBe('%PDF-');
  expect((await saved('Markdown')).toString()).toContain('## What went well\n\nWe decided **fast**.');
  const read = await context.newPage();
  await read.setContent((await saved('Page (HTML)')).toString());
  await expect(read.getByRole('heading', { level: 1 })).toHaveText('The pool was full');
  await read.getByRole('link', { name: 'What went well' }).click();
  await expect(read.getByRole('listitem').filter({ hasText: 'together' })).toBeVisible();
  await accessible(read);
  await read.emulateMedia({ colorScheme: 'dark' });
  await accessible(read);
  await read.close();
});

test('what was typed more than a moment ago survives a crash', async ({ desk, context }) => {
  const incident = await happened(desk);
  await desk.call('begin_review', { incident, template: 'short' });
  const causes = 'Causes and contributing factors';
  // A page whose app was killed complains, and rightly.
  const killed = await context.newPage();
  await open(desk, killed, incident);
  await types(killed, causes, 'The pool had no limit.');
  await expect(killed.getByText(/^Kept on this laptop at/)).toBeVisible();
  await killed.keyboard.type(' Nobody was warned of it in time to do something', { delay: 30 });
  const written = () =>
    desk.call('review', { incident }).then(({ versions }) => versions.flatMap((one) => one.entries));
  // The last of it is on its way when the app goes.
  const before = (await written()).length;
  await killed.keyboard.type(' about it');
  await expect.poll(async () => (await written()).length).toBeGreaterThan(before);
  await desk.crash();
  await killed.close();

  const after = await context.newPage();
  await open(desk, after, incident);
  await expect(text(after, causes)).toContainText(
    'The pool had no limit. Nobody was warned of it in time to do something'
  );
  await after.close();
});

const isSynced = (desk: Desk) =>
  expect.poll(async () => (await desk.call('sync', {})).state, { timeout: BACK_MS }).toBe('synced');

/** Ana's workspace at a hub, and Jonas who joined it. */
async function meet(desk: Desk, second: Desk, hub: Hub) {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  await second.call('join', { link: await hub.invite('responder'), name: 'Jonas Weber' });
  await isSynced(desk);
  await isSynced(second);
}

test('two people write one review apart, and see what was merged', async ({ desk, second, hub, page, context }) => {
  await meet(desk, second, hub);
  const incident = await happened(desk);
  await desk.call('begin_review', { incident, template: 'short' });
  const his = await context.newPage();
  await expect.poll(async () => (await second.call('review', { incident }).catch(() => null))?.begun).toBe(true);
  await open(desk, page, incident);
  await open(second, his, incident);
  for (const one of [page, his]) await expect(text(one, 'Summary')).toContainText('The pool was full.');

  await hub.kill();
  await types(page, 'Summary', 'Ana: 🙂 it lasted. ');
  await types(his, 'Summary', 'Jonas: é 支払い failed. ');
  await types(his, 'Causes and contributing factors', 'The pool had no limit.');
  for (const one of [page, his]) await expect(one.getByText(/^Kept on this laptop at/)).toBeVisible();
  await expect(text(page, 'Summary')).not.toContainText('Jonas');

  await hub.start();
  for (const one of [page, his]) {
    await expect(text(one, 'Summary')).toContainText('Jonas: é 支払い failed.', { timeout: BACK_MS });
    await expect(text(one, 'Summary')).toContainText('Ana: 🙂 it lasted.', { timeout: BACK_MS });
  }
  await expect(text(page, 'Summary')).toHaveText((await text(his, 'Summary').textContent()) ?? '');
  await expect(text(page, 'Causes and contributing factors')).toContainText('The pool had no limit.');
  const [a, b] = await Promise.all(
    [desk, second].map((one) => one.call('text', { incident, name: 'review', held: null }))
  );
  expect([a?.waits, b?.waits]).toEqual([false, false]);

  // Together, each sees where the other writes.
  await text(his, 'Summary').click();
  await expect(page.getByText('Jonas Weber writes here too')).toBeVisible({ timeout: BACK_MS });
});

test('three windows that write at random, at times apart, have one text with Rust', async ({ desk, browser }) => {
  const incident = await happened(desk);
  await desk.call('begin_review', { incident, template: 'short' });
  const contexts = await Promise.all([1, 2, 3].map(() => browser.newContext()));
  const pages = await Promise.all(contexts.map((context) => context.newPage()));
  for (const each of pages) await open(desk, each, incident);
  // The same every time: a number follows from the one before it.
  let drawn = 7;
  const draw = (below: number) => (drawn = (drawn * 48_271) % 2_147_483_647) % below;
  const sections = ['Summary', 'Causes and contributing factors'];
  for (let round = 0; round < 50; round += 1) {
    const who = draw(3);
    const [page, context] = [pages[who] as Page, contexts[who]];
    if (draw(4) === 0) await context?.setOffline(draw(2) === 0);
    await text(page, sections[draw(2)] ?? '').focus();
    await page.keyboard.press(draw(2) === 0 ? 'Control+Home' : 'Control+End');
    for (let steps = draw(5); steps > 0; steps -= 1) await page.keyboard.press('ArrowRight');
    if (draw(4) === 0) await page.keyboard.press('Backspace');
    await page.keyboard.insertText(`<${round}é🙂>`);
  }
  for (const context of contexts) await context.setOffline(false);
  const said = async (page: Page) =>
    Promise.all(sections.map((section) => text(page, section).evaluate((area) => area.textContent)));
  const all = async () => JSON.stringify(await Promise.all(pages.map(said)));
  await expect
    .poll(
      async () => {
        const [a, b, c] = (await Promise.all(pages.map(said))).map((each) => JSON.stringify(each));
        return a === b && b === c && (await all()).includes('<49é🙂>');
      },
      { timeout: BACK_MS }
    )
    .toBe(true);
  const view = await desk.call('text', { incident, name: 'review', held: null });
  expect([view.waits, view.refused]).toEqual([false, 0]);
  // A window that is opened anew has what Rust holds.
  const [first] = pages as [Page];
  const before = await said(first);
  await first.reload();
  await expect.poll(() => said(first)).toEqual(before);
  for (const context of contexts) await context.close();
});

for (const theme of ['light', 'dark'] as const) {
  test(`a review is usable by everybody in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    const incident = await happened(desk);
    await open(desk, page, incident);
    await expect(page.getByRole('button', { name: 'Begin: Full review' })).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'Begin: Full review' }).click();
    await types(page, 'What went badly', '## Alarms\n\nThe **engineer forgot** the limit.');
    await expect(findings(page)).toContainText('engineer forgot');
    await accessible(page);
  });
}
