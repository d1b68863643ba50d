import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import type { Desk } from './desk';
import { accessible, BACK_MS, expect, meet, test } from './hub';

test.describe.configure({ timeout: 180_000 });

const did = (desk: Desk, incident: string, command: Command) => desk.call('execute', { incident, command });
const text = (page: Page, section: string) => page.getByRole('textbox', { name: `Text of ${section}`, exact: true });
const findings = (page: Page) => page.getByRole('complementary', { name: 'Outline' }).getByRole('list').last();
const process = (page: Page) => page.getByRole('region', { name: 'Process of the review' });
const outside = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
const CAUSES = 'Causes and contributing factors';

async function types(page: Page, section: string, words: string) {
  await text(page, section).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(words);
}

/** Sends the review on, once what both wrote is on this screen. */
async function onward(page: Page, becomes: string) {
  await outside(page);
  await page.keyboard.press('Control+Enter');
  await expect(process(page)).toContainText(becomes, { timeout: BACK_MS });
}

test('two people write a review apart, meet, mend it, publish it to all, and see its actions done', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const his = await context.newPage();
  const incident = await meet(desk, second, hub);
  const { me } = await desk.call('start', {});
  await did(desk, incident, { type: 'assign', role: 'incident-manager', service: null, person: me });
  const action = (text: string, kind: 'detect' | 'prevent'): Command => ({
    type: 'raise_action',
    text,
    kind,
    priority: 'high',
    due: null,
    owner: me,
    from: null
  });
  await did(desk, incident, action('Alert before the pool is full', 'detect'));
  await did(desk, incident, { type: 'enter_stage', stage: 'review', reason: null, anyway: 'it is over' });
  await desk.call('begin_review', { incident, template: 'full' });
  await expect
    .poll(async () => (await second.call('review', { incident }).catch(() => null))?.begun, { timeout: BACK_MS })
    .toBe(true);
  await desk.open(page, `#/incident/${incident}/review`);
  await second.open(his, `#/incident/${incident}/review`);
  for (const one of [page, his]) await expect(text(one, CAUSES)).toBeVisible();

  // Apart, in the same sentence and each in a place of their own.
  await hub.kill();
  await types(page, CAUSES, 'The engineer forgot the limit. ');
  await types(his, CAUSES, 'Nobody was warned. ');
  await types(his, 'What went well', 'We decided fast.');
  await did(second, incident, action('Limit the pool', 'prevent'));
  for (const one of [page, his]) await expect(one.getByText(/^Kept on this laptop at/)).toBeVisible();
  await expect(text(page, CAUSES)).not.toContainText('Nobody was warned');

  // Met, both have both, and read what is to be mended.
  await hub.start();
  for (const one of [page, his]) {
    for (const words of ['The engineer forgot the limit.', 'Nobody was warned.'])
      await expect(text(one, CAUSES)).toContainText(words, { timeout: BACK_MS });
    await expect(findings(one)).toContainText('engineer forgot', { timeout: BACK_MS });
  }
  await expect(text(page, 'What went well')).toContainText('We decided fast.');
  // The record is cited from within the text, and whoever uses a screen reader can do so too.
  await text(page, 'What went well').focus();
  await page.keyboard.press('Control+e');
  const picker = page.getByRole('dialog', { name: 'Cite from the record' });
  await expect(picker.getByRole('option').first()).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    // What lies behind it is faded, and nobody reads it meanwhile.
    await accessible(page, '[role="dialog"]');
  }
  await page.keyboard.type('declared');
  await page.keyboard.press('Enter');
  await expect(picker).toHaveCount(0);
  for (const one of [page, his])
    await expect(text(one, 'What went well')).toContainText('Incident declared', { timeout: BACK_MS });
  await text(his, CAUSES).focus();
  await his.keyboard.press('Control+a');
  await his.keyboard.insertText('The limit was in no plan, so nobody was warned.');
  for (const one of [page, his])
    await expect(text(one, CAUSES)).toHaveText('The limit was in no plan, so nobody was warned.', { timeout: BACK_MS });
  await expect(findings(page)).not.toContainText('engineer forgot', { timeout: BACK_MS });

  // Asked for by one, approved by the other, published.
  await expect
    .poll(
      async () => {
        const editions = await Promise.all([desk, second].map((one) => one.call('review_process', { incident })));
        return editions[0]?.edition === editions[1]?.edition;
      },
      { timeout: BACK_MS }
    )
    .toBe(true);
  await onward(page, 'In review');
  await expect(his.getByRole('button', { name: 'Approve' })).toBeVisible({ timeout: BACK_MS });
  await outside(his);
  await his.keyboard.press('Control+Enter');
  await expect(process(page)).toContainText('Jonas Weber', { timeout: BACK_MS });
  await expect.poll(async () => (await desk.call('review_process', { incident })).approved).toBe(true);
  await onward(page, 'Published');
  await expect(process(his)).toContainText('Published', { timeout: BACK_MS });
  await accessible(page);

  // For the public: what a person left of it, told by an update that is approved.
  await page.getByRole('button', { name: 'For the public' }).press('Enter');
  const read = page.frameLocator('iframe').locator('body');
  await expect(read).toContainText('so nobody was warned.');
  await page.getByRole('dialog').getByLabel('Its title').fill('Why cards were charged twice');
  await expect(read.getByRole('heading', { level: 1 })).toHaveText('Why cards were charged twice');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/comms\?.*to=public/);
  const said = { audience: 'public', occasion: 'post_mortem_published', text: 'We say why.', next_due: null } as const;
  const unsent = { ...said, components: [] };
  const { review } = await desk.call('preview', { incident, unsent, form: 'chat', at: null });
  const named = review ? { review: review.review } : {};
  const { entries } = await did(desk, incident, { type: 'propose_update', ...said, replaces: null, ...named });
  await did(desk, incident, { type: 'approve_update', update: entries[0] ?? '' });
  expect((await desk.call('public_review', { incident, wish: null })).public_since).not.toBeNull();

  // Every action is followed until it is done, at either laptop, and then the incident closes.
  await expect.poll(async () => (await desk.call('actions', {})).tally.open, { timeout: BACK_MS }).toBe(2);
  await desk.open(page, '#/actions');
  await expect(page.getByText('2 open', { exact: true })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByText('1 open', { exact: true })).toBeVisible();
  await expect.poll(async () => (await second.call('actions', {})).tally.open, { timeout: BACK_MS }).toBe(1);
  await second.open(his, '#/actions');
  await expect(his.getByText('1 open', { exact: true })).toBeVisible();
  await his.keyboard.press('j');
  await his.keyboard.press('x');
  await expect(his.getByText('0 open', { exact: true })).toBeVisible();
  await expect.poll(async () => (await desk.call('actions', {})).tally.open, { timeout: BACK_MS }).toBe(0);
  await desk.open(page, `#/incident/${incident}`);
  await page.getByRole('button', { name: 'Close incident' }).press('Enter');
  await expect(page.getByText('Closed. It can be reopened with a reason.')).toBeVisible();
});
