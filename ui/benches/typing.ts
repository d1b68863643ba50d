/**
 * From a key to the preview with its letter: the page, the bridge, Rust, and the page that is published in its frame, laid
 * out; and until it was painted, for which the next picture of the screen is awaited. Rust's share alone is measured by
 * the bench `said`.
 */
import { expect, test } from '../journeys/desk';
import { at, bare, paragraphs, shares, type } from './bare';

const LETTERS = 10_000;
/** For what is typed. */
const ROOM = 200;
const AIM_MS = 16;
const LETTERS_TYPED = LETTERS - ROOM;
const calm = 'We are looking into it and we write here again as soon as there is more to say. ';
const marked = 'Ana should have checked the database on 10.0.0.7 and it will be fixed soon. ';
/** Nobody writes so much without a paragraph: that is told beside what people write, and is not what has to be kept. */
const drafts = {
  'nothing marked': paragraphs(calm, LETTERS_TYPED),
  'a mark in every sentence': paragraphs(marked, LETTERS_TYPED),
  'all in one paragraph': calm.repeat(LETTERS_TYPED / calm.length)
};

for (const [how, text] of Object.entries(drafts)) {
  test(`typing, ${how}`, async ({ desk, page }) => {
    test.setTimeout(300_000);
    const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
    const draft = { occasion: 'investigating', text, next_in: 20 } as const;
    await desk.call('write_draft', { incident, audience: 'public', draft });
    await desk.open(page, `#/incident/${incident}/comms?to=public`);
    const area = page.getByRole('textbox', { name: 'Text for Status page' });
    await expect(area).toHaveValue(text);
    await expect(page.frameLocator('iframe').locator('main')).toContainText(text.slice(0, 40));
    await page.evaluate(() => {
      let pressed = 0;
      document.addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), true);
      const shown = document.querySelector('iframe')?.contentDocument;
      if (!shown) throw new Error('no preview');
      // A message that is sent while a picture is made comes in once it was painted.
      const isPainted = () => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          window.painted.push(performance.now() - pressed);
          pressed = 0;
          window.tell?.();
        };
        port2.postMessage(null);
      };
      const changed = new MutationObserver(() => {
        // The clock in it moves too.
        if (pressed === 0) return;
        shown.body.getBoundingClientRect();
        window.laidOut.push(performance.now() - pressed);
        requestAnimationFrame(isPainted);
      });
      changed.observe(shown, { subtree: true, childList: true, characterData: true });
    });
    await page.keyboard.press('i');
    await page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
    const { laidOut, painted } = await type(page);
    expect(laidOut).toHaveLength(painted.length);
    for (const [until, took] of Object.entries({ 'laid out': laidOut, 'on screen': painted })) {
      const verdict = at(took, 0.99) <= AIM_MS ? 'kept' : 'MISSED';
      const what = `from a key to the preview ${until} of a draft of ${LETTERS} characters, ${how} (Chromium): p50, p99`;
      const judged = text.includes('\n') ? `≤ ${AIM_MS} ms (p99) | ${verdict}` : ' | ';
      console.log(`| ${what} | ${shares(took)} | ${judged} |`);
    }
  });
}

test('a bare text area', async ({ page }) => {
  test.setTimeout(300_000);
  console.log(await bare(page, LETTERS));
});
