import type { Locator, Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

const draft = (page: Page) => page.getByRole('textbox', { name: 'Text for Status page' });
const side = (page: Page) => page.getByRole('complementary', { name: 'Preview' });
const marks = (page: Page) => page.locator('.underlay i');
const selected = (area: Locator) =>
  area.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));

async function writes(page: Page, desk: Desk, text: string) {
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await desk.open(page, `#/incident/${incident}/comms?to=public`);
  await expect(draft(page)).toHaveValue(/^We are seeing problems/);
  await draft(page).press('Control+a');
  await page.keyboard.insertText(text);
  return incident;
}

/** Where words of one line stand in the text area, measured without the layer that marks them. */
const wordsAt = (page: Page, words: string) =>
  draft(page).evaluate((area: HTMLTextAreaElement, words) => {
    const style = getComputedStyle(area);
    const canvas = document.createElement('canvas').getContext('2d');
    if (!canvas) throw new Error('nothing to measure with');
    canvas.font = style.font;
    const line = area.value.split('\n').find((line) => line.includes(words)) ?? '';
    const before = canvas.measureText(line.slice(0, line.indexOf(words))).width;
    const left = area.getBoundingClientRect().left + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft);
    return { left: left + before, width: canvas.measureText(words).width };
  }, words);

async function isUnder(page: Page, words: string) {
  const expected = await wordsAt(page, words);
  const box = await marks(page).first().boundingBox();
  expect(Math.abs((box?.x ?? 0) - expected.left)).toBeLessThan(1.5);
  expect(Math.abs((box?.width ?? 0) - expected.width)).toBeLessThan(1.5);
}

test('what the check finds is marked under its words, and a key leads there', async ({ page, desk }) => {
  await writes(page, desk, 'Checkout fails.\n\nIt was human error. We should have tested it.\n\nWe are working on it.');
  await expect(marks(page)).toHaveCount(2);
  await isUnder(page, 'human error');
  await draft(page).press('Control+Home');
  await page.keyboard.press('F8');
  expect(await selected(draft(page))).toBe('human error');
  await page.keyboard.press('F8');
  expect(await selected(draft(page))).toBe('should have tested');
  // From the last to the first, and from the line of the check to its words.
  await page.keyboard.press('F8');
  expect(await selected(draft(page))).toBe('human error');
  await page.getByRole('button', { name: 'No “should have”' }).press('Enter');
  await expect(draft(page)).toBeFocused();
  expect(await selected(draft(page))).toBe('should have tested');
  await page.keyboard.type('test');
  await expect(marks(page)).toHaveCount(1);
});

test('a mark stays under its words while somebody types before them', async ({ page, desk }) => {
  await writes(page, desk, 'It was human error.');
  await expect(marks(page)).toHaveCount(1);
  // From here on Rust does not answer: what is marked is carried along by the page.
  let answer = () => {};
  const answered = new Promise<void>((done) => (answer = done));
  await page.route('**/call/proofread', async (route) => {
    await answered;
    await route.continue();
  });
  await draft(page).press('Home');
  for (const letter of 'Now: ') {
    await page.keyboard.type(letter);
    await isUnder(page, 'human error');
  }
  // Nobody waits for it who wants to see what they write.
  await expect(side(page).frameLocator('iframe').locator('main')).toContainText('Now: It was human error.');
  const keys = await page.context().newCDPSession(page);
  await keys.send('Input.imeSetComposition', { text: 'しは', selectionStart: 2, selectionEnd: 2 });
  await isUnder(page, 'human error');
  await keys.send('Input.insertText', { text: '支払' });
  await isUnder(page, 'human error');
  // Words that were touched are not what was found.
  await draft(page).press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await expect(marks(page)).toHaveCount(0);
  answer();
  await page.keyboard.type('r');
  await expect(marks(page)).toHaveCount(1);
  await isUnder(page, 'human error');
});

test('that nobody could proofread it is said until somebody could', async ({ page, desk }) => {
  await writes(page, desk, 'It was human error.');
  await expect(marks(page)).toHaveCount(1);
  const why = 'The journal cannot be read.';
  const refused = { code: 'damaged', message: why, hint: null };
  await page.route('**/call/proofread', (route) => route.fulfill({ status: 422, json: refused }));
  await draft(page).press('End');
  await page.keyboard.type(' It is over.');
  await expect(page.getByRole('alert')).toContainText(why);
  // That the text can be looked at says nothing of it, however long the next answer takes.
  let answer = () => {};
  const answered = new Promise<void>((done) => (answer = done));
  await page.unroute('**/call/proofread');
  await page.route('**/call/proofread', async (route) => {
    await answered;
    await route.continue();
  });
  await page.keyboard.type(' Now.');
  await expect(side(page).frameLocator('iframe').locator('main')).toContainText('It is over. Now.');
  await expect(page.getByRole('alert')).toContainText(why);
  await accessible(page);
  answer();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(marks(page)).toHaveCount(1);
});

test('marks scroll and wrap with a long text', async ({ page, desk }) => {
  const long = Array.from({ length: 60 }, (_, n) => `Line ${n} says what is known and what is done about it. `);
  await writes(page, desk, `${long.join('')}\n${'\n'.repeat(30)}It was human error.\n`);
  await expect(marks(page)).toHaveCount(1);
  await draft(page).press('Control+Home');
  await page.keyboard.press('F8');
  expect(await selected(draft(page))).toBe('human error');
  const isInSight = async () => {
    const [area, mark] = [await draft(page).boundingBox(), await marks(page).boundingBox()];
    return !!area && !!mark && mark.y > area.y && mark.y < area.y + area.height;
  };
  await expect.poll(isInSight).toBe(true);
  await isUnder(page, 'human error');
  // The copy that says where words are is as high as the text itself: it breaks its lines alike.
  for (const width of [1440, 1100, 960]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() =>
        draft(page).evaluate((area: HTMLTextAreaElement) => {
          const copy = area.parentElement?.querySelector<HTMLElement>('.copy');
          return Math.abs((copy?.offsetHeight ?? 0) - area.scrollHeight);
        })
      )
      .toBeLessThan(2);
  }
});

test('of hundreds of marks those in sight are drawn, wherever the text is scrolled to', async ({ page, desk }) => {
  await writes(page, desk, Array.from({ length: 300 }, (_, n) => `${n}: it was human error.`).join(' '));
  const inSight = async () => {
    const area = await draft(page).boundingBox();
    const lines = await marks(page).evaluateAll((all) => all.map((mark) => mark.getBoundingClientRect().top));
    return lines.filter((top) => area && top > area.y && top < area.y + area.height).length;
  };
  for (const key of ['Control+End', 'Control+Home']) {
    await draft(page).press(key);
    await expect.poll(inSight).toBeGreaterThan(20);
    expect(await marks(page).count()).toBeLessThan(150);
  }
});

for (const theme of ['light', 'dark'] as const) {
  test(`marks and gaps are accessible in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    await writes(page, desk, 'It was human error. **Refunds by {refund_date}.** <mark>x</mark> [[refund date]');
    await expect(marks(page)).not.toHaveCount(0);
    const gaps = side(page).frameLocator('iframe').locator('mark');
    await expect(gaps).toHaveText(['refund date']);
    await expect(side(page).frameLocator('iframe').locator('main')).toContainText('<mark>x</mark> [refund date]');
    await expect(gaps).toHaveCSS('color', theme === 'light' ? 'rgb(179, 38, 30)' : 'rgb(255, 156, 146)');
    await accessible(page);
    for (const form of ['E-mail', 'Chat', '280']) {
      await side(page).getByRole('button', { name: form, exact: true }).click();
      await expect(side(page).locator('.paper mark')).toHaveText(['refund date']);
      await expect(side(page)).toContainText('<mark>x</mark> [refund date]');
    }
    await accessible(page);
  });
}

test('what is approved is what the log holds, and nobody approves what they have not seen', async ({
  page,
  desk,
  context
}) => {
  const incident = await writes(page, desk, 'Checkout fails. We are working on it. Next update in 20 minutes.');
  await expect(page.getByRole('button', { name: /^Approve|^Ask/ })).toBeEnabled();
  const other = await context.newPage();
  await desk.open(other, `#/incident/${incident}/comms?to=public`);
  await expect(draft(other)).toHaveValue(/^Checkout fails/);
  // This page does not hear of what the other writes.
  await page.route('**/call/text', () => {});
  await draft(other).press('Control+Home');
  await other.keyboard.insertText('Not seen. ');
  const read = async () => (await desk.call('draft', { incident, audience: 'public', occasion: null })).draft.text;
  await expect.poll(read).toMatch(/^Not seen\. Checkout/);
  await draft(page).press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('Read it once more');
  expect((await desk.call('comms', { incident })).updates).toEqual([]);
});
