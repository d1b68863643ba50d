import { expect, test } from './desk';

test.describe.configure({ timeout: 120_000 });

/** Letters of one, two and three bytes. */
const SENTENCE = 'The pool was full, é und 支払い failed. ';
const MEGABYTE = 1_000_000;

test('a paste of a megabyte is kept in pieces, and somebody goes on writing there', async ({ desk, page, context }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  const went = page.getByRole('textbox', { name: 'Text of What went badly', exact: true });
  await went.click();
  await page.keyboard.insertText(SENTENCE.repeat(Math.ceil(MEGABYTE / SENTENCE.length)));
  await page.keyboard.insertText('And then it ended.');
  const held = async () => {
    const { updates, waits, refused } = await desk.call('text', { incident, name: 'review', held: null });
    const bytes = updates.map((update) => Buffer.from(update, 'base64').toString());
    return {
      bytes: bytes.join('').length >= MEGABYTE,
      end: bytes.join('').includes('And then it ended.'),
      waits,
      refused
    };
  };
  const whole = { bytes: true, end: true, waits: false, refused: 0 };
  await expect.poll(held, { timeout: 60_000 }).toEqual(whole);
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await page.keyboard.insertText(' Really.');
  await expect(went).toContainText('And then it ended. Really.');

  // Opened anew, it is all there.
  const again = await context.newPage();
  await desk.open(again, `#/incident/${incident}/review`);
  const there = again.getByRole('textbox', { name: 'Text of What went badly', exact: true });
  await there.click();
  await again.keyboard.press('Control+End');
  await expect(there).toContainText('And then it ended. Really.', { timeout: 30_000 });
  await again.close();
});
