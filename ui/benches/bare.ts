/**
 * What every bench of typing goes by: somebody who types fast, a key at a time, and what the page does with it. The least
 * that a page could do stands beside each figure: a text area of nothing but itself, on this machine, without a graphics card.
 */
import type { Page } from '@playwright/test';

const KEYS = 200;
/** Twelve keys a second: 150 words a minute. Whoever presses the next key at once measures what the last one left to do. */
const BETWEEN_MS = 80;

declare global {
  interface Window {
    /** From each key, in milliseconds, until the browser had painted. */
    painted: number[];
    /** The same until what it changed was laid out, where that is asked for. */
    laidOut: number[];
    /** What waits for the next of them. */
    tell: (() => void) | undefined;
  }
}

/** A text of so many letters as people write it: five sentences a paragraph. */
export const paragraphs = (sentence: string, letters: number): string =>
  `${sentence.repeat(5).trimEnd()}\n\n`.repeat(Math.ceil(letters / sentence.length / 5)).slice(0, letters);

export const at = (took: number[], share: number): number =>
  took.toSorted((a, b) => a - b)[Math.floor(took.length * share)] ?? Infinity;

/** Both shares of the table, in milliseconds. */
export const shares = (took: number[]): string => `${at(took, 0.5).toFixed(1)}, ${at(took, 0.99).toFixed(1)} ms`;

/** Types into whatever has the focus. After each key the page has to call `tell` once it has painted. */
export async function type(page: Page): Promise<{ painted: number[]; laidOut: number[] }> {
  await page.evaluate(() => {
    [window.painted, window.laidOut] = [[], []];
  });
  for (let key = 0; key < KEYS; key += 1) {
    // Nothing asks again and again, which would take a share of every picture.
    const seen = page.evaluate(() => new Promise<void>((tell) => (window.tell = tell)));
    await page.keyboard.press('e');
    await seen;
    await page.waitForTimeout(BETWEEN_MS);
  }
  const { painted, laidOut } = await page.evaluate(() => ({ painted: window.painted, laidOut: window.laidOut }));
  if (painted.length !== KEYS) throw new Error(`${painted.length} pictures of ${KEYS} keys`);
  return { painted, laidOut };
}

/** Begins to measure from a key to the picture after `input`. */
export const untilPainted = (page: Page): Promise<void> =>
  page.evaluate(() => {
    let pressed = 0;
    document.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), true);
    document.addEventListener(
      'input',
      () => {
        const key = pressed;
        requestAnimationFrame(() => {
          // A message that is sent while a picture is made comes in once it was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            window.painted.push(performance.now() - key);
            window.tell?.();
          };
          port2.postMessage(null);
        });
      },
      true
    );
  });

export async function bare(page: Page, letters: number): Promise<string> {
  await page.setContent('<textarea style="width: 40rem; height: 30rem"></textarea>');
  await page.evaluate(
    (text) => {
      const area = document.querySelector('textarea');
      if (!area) throw new Error('no text area');
      area.value = text;
      area.focus();
    },
    paragraphs('We write here again as soon as there is more to say. ', letters)
  );
  await untilPainted(page);
  const { painted } = await type(page);
  const what = `the same of a bare text area of ${letters} characters, nothing else on the page (Chromium): p50, p99`;
  return `| ${what} | ${shares(painted)} |  |  |`;
}
