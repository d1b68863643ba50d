/** From a key to its letter in the review, painted: the page with a long review on it, while Rust reads along. */
import { expect, test } from '../journeys/desk';
import { at, bare, paragraphs, shares, type, untilPainted } from './bare';

const LETTERS = 30_000;
const AIM_MS = 16;
const SENTENCE = 'The pool of connections was full and every third card was refused for eleven minutes. ';

test('typing in a review', async ({ desk, page }) => {
  test.setTimeout(300_000);
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  const text = page.getByRole('textbox', { name: 'Text of What went badly', exact: true });
  await text.click();
  await page.keyboard.insertText(paragraphs(SENTENCE, LETTERS));
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await untilPainted(page);
  const { painted } = await type(page);
  const verdict = at(painted, 0.99) <= AIM_MS ? 'kept' : 'MISSED';
  const what = `from a key to its letter on screen in a review of ${LETTERS} characters (Chromium): p50, p99`;
  console.log(`| ${what} | ${shares(painted)} | ≤ ${AIM_MS} ms (p99) | ${verdict} |`);
});

test('a bare text area', async ({ page }) => {
  test.setTimeout(300_000);
  console.log(await bare(page, LETTERS));
});
