import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { expect, test as base, type Locator, type Page } from '@playwright/test';
import type axe from 'axe-core';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** How Chromium notes an answer that a journey asked for on purpose: Rust refused, and the page says so in a sentence. */
const REFUSED = /^Failed to load resource: .* (404|422) /;
/** Where Rust answers: a part of the page itself that is missing is no refusal. */
const ANSWERS = /^\/(call\/|upload$|export\/|report\/|kept-back$|status-page$|session$)/;
/** How a page notes that the app which it listens to and asks has ended; it says so in words of its own. */
const GONE = /^Failed to load resource: net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_REFUSED|CONNECTION_RESET)/;

/** A test whose page may not say anything on the console: a refused style or a lost promise fails the journey. */
export const test = base.extend<{ clocked: boolean; quiet: string[] }>({
  /** The page's clock is replaced: by a script in every frame, also in the preview, which runs none. */
  clocked: [false, { option: true }],
  quiet: [
    // Every page of the journey, not the first alone.
    async ({ context, clocked }, use) => {
      const told: string[] = [];
      context.on('console', (message) => {
        const [said, at] = [message.text(), message.location().url];
        const path = URL.canParse(at) ? new URL(at).pathname : '';
        if (REFUSED.test(said) && ANSWERS.test(path)) return;
        if (clocked && said.startsWith("Blocked script execution in 'about:srcdoc'")) return;
        if (GONE.test(said) && (path === '/events' || ANSWERS.test(path))) return;
        if (message.type() === 'error' || message.type() === 'warning') told.push(said);
      });
      context.on('weberror', (error) => told.push(String(error.error())));
      await use(told);
      expect(told, 'the console stays empty').toEqual([]);
    },
    { auto: true }
  ]
});

/**
 * Checks what is on screen with axe, or the part of it in which alone something has changed. Lists, menus and tooltips float
 * outside the landmarks by design, so `region` skips them.
 */
export async function accessible(page: Page, part?: string): Promise<void> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async (part) => {
    // Another theme comes with the next picture, and each change that it begins may replace one that was under way; half
    // faded, a text has less contrast than it will have. Nobody draws pictures of a hidden page.
    const drawn = () => new Promise((seen) => (document.hidden ? setTimeout(seen) : requestAnimationFrame(seen)));
    await drawn();
    await drawn();
    while (document.getAnimations().some((animation) => animation.playState === 'running')) await drawn();
    const floating = document.querySelector('[data-bits-floating-content-wrapper], [role="tooltip"]') !== null;
    return window.axe.run(part ?? document, { rules: { region: { enabled: !floating && !part } } });
  }, part);
  const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`);
  expect(found).toEqual([]);
}

/** Goes on by Tab until this has the focus, as whoever has no mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there');
}

export { expect } from '@playwright/test';
