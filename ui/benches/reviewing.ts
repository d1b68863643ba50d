/** From a key to its letter in the review, painted: the page with a long review on it, while Rust reads along. */
import { expect, test } from '../journeys/desk';
import { at, bare } from './bare';

const LETTERS = 30_000;
const KEYS = 200;
const AIM_MS = 16;
const SENTENCE = 'The pool of connections was full and every third card was refused for eleven minutes. ';

test('typing in a review', async ({ desk, page }) => {
  test.setTimeout(300_000);
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  const text = page.getByRole('textbox', { name: 'Text of What went badly', exact: true });
  await text.click();
  await page.keyboard.insertText(SENTENCE.repeat(LETTERS / SENTENCE.length));
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await page.evaluate(() => {
    window.painted = [];
    let pressed = 0;
    document.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), true);
    document.addEventListener(
      'input',
      () => {
        const key = pressed;
        requestAnimationFrame(() => {
          // A message that is sent while a picture is made comes in once it was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.painted.push(performance.now() - key);
          port2.postMessage(null);
        });
      },
      true
    );
  });
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press('e');
    await page.waitForFunction((seen) => window.painted.length > seen, key);
  }
  const took = await page.evaluate(() => window.painted);
  const verdict = at(took, 0.99) <= AIM_MS ? 'kept' : 'MISSED';
  const what = `from a key to its letter on screen in a review of ${LETTERS} characters (Chromium): p50, p99`;
  console.log(
    `| ${what} | ${at(took, 0.5).toFixed(1)}, ${at(took, 0.99).toFixed(1)} ms | ≤ ${AIM_MS} ms (p99) | ${verdict} |`
  );
});

test('a bare text area', async ({ page }) => {
  console.log(await bare(page, LETTERS));
});
