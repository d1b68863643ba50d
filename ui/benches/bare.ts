/**
 * The least that a page could do with a key: a text area of nothing but itself, until its letter was painted. What a browser
 * without a graphics card takes for that alone on this machine stands beside the figures of the app.
 */
import type { Page } from '@playwright/test';

const KEYS = 200;

export const at = (took: number[], share: number): number =>
  took.toSorted((a, b) => a - b)[Math.floor(took.length * share)] ?? Infinity;

export async function bare(page: Page, letters: number): Promise<string> {
  await page.setContent('<textarea style="width: 40rem; height: 30rem"></textarea>');
  await page.evaluate((letters) => {
    window.painted = [];
    const area = document.querySelector('textarea');
    if (!area) throw new Error('no text area');
    area.value = 'We write here again as soon as there is more to say. '.repeat(letters).slice(0, letters);
    area.focus();
    let pressed = 0;
    document.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), true);
    area.addEventListener('input', () => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.painted.push(performance.now() - pressed);
        port2.postMessage(null);
      });
    });
  }, letters);
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press('e');
    await page.waitForFunction((seen) => window.painted.length > seen, key);
  }
  const took = await page.evaluate(() => window.painted);
  const what = `the same of a bare text area of ${letters} characters, nothing else on the page (Chromium): p50, p99`;
  return `| ${what} | ${at(took, 0.5).toFixed(1)}, ${at(took, 0.99).toFixed(1)} ms |  |  |`;
}
