import type { Page } from '@playwright/test';
import type { Desk } from './desk';
import { accessible, expect, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const text = (page: Page, section: string) => page.getByRole('textbox', { name: `Text of ${section}`, exact: true });
const beside = (page: Page) => page.getByRole('complementary', { name: 'Beside the text' });
const card = (page: Page, words: string) => beside(page).getByRole('article').filter({ hasText: words });
const WELL = 'What went badly';

async function opened(desk: Desk, page: Page, words: string): Promise<string> {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  await text(page, WELL).click();
  await page.keyboard.insertText(words);
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  return incident;
}

/** Selects so many letters at the end of the text. */
async function select(page: Page, letters: number) {
  await text(page, WELL).click();
  await page.keyboard.press('Control+End');
  for (let n = 0; n < letters; n += 1) await page.keyboard.press('Shift+ArrowLeft');
}

test('a passage is commented on, answered and settled by keys, and the comment outlives its words', async ({
  page,
  desk
}) => {
  await opened(desk, page, 'Nobody saw it. The alarm was late.');
  await select(page, 'The alarm was late.'.length);
  await page.keyboard.press('Control+Alt+m');
  await page.getByLabel('What you want to say').fill('By how much?');
  await page.keyboard.press('Control+Enter');
  await expect(card(page, 'By how much?')).toContainText('The alarm was late.');
  await expect(page.locator('.comment').first()).toHaveText('The alarm was late.');

  // Letters before it and within it move it along.
  await text(page, WELL).press('Control+Home');
  await page.keyboard.insertText('🙂 First. ');
  await expect(page.locator('.comment').first()).toHaveText('The alarm was late.');

  await page.keyboard.press('F9');
  await expect(card(page, 'By how much?')).toBeFocused();
  await page.keyboard.press('Shift+R');
  await page.getByLabel('Your answer').fill('Four minutes.');
  await page.keyboard.press('Control+Enter');
  await expect(card(page, 'By how much?')).toContainText('Four minutes.');
  await page.keyboard.press('F9');
  await page.keyboard.press('Shift+E');
  await expect(beside(page).getByText('1 settled')).toBeVisible();
  await expect(page.locator('.comment')).toHaveCount(0);
  await page.keyboard.press('Shift+E');
  await expect(page.locator('.comment').first()).toBeVisible();

  await select(page, 'The alarm was late.'.length);
  await page.keyboard.press('Backspace');
  await expect(card(page, 'By how much?')).toContainText('These words are no longer in the text.');
  await expect(card(page, 'By how much?')).toContainText('The alarm was late.');
  await page.keyboard.press('Control+z');
  await expect(text(page, WELL)).toContainText('The alarm was late.');
});

test('other words are suggested, taken with one key and put back', async ({ page, desk }) => {
  await opened(desk, page, 'Nobody saw it. The alarm was late.');
  await select(page, 'late.'.length);
  await page.keyboard.press('Control+Alt+s');
  await page.getByLabel('The words instead').fill('four minutes late.');
  await page.keyboard.press('Control+Enter');
  await expect(card(page, 'four minutes')).toContainText('Open');
  await expect(text(page, WELL)).not.toContainText('four minutes');
  await page.keyboard.press('F9');
  await page.keyboard.press('Shift+A');
  await expect(text(page, WELL)).toHaveText('Nobody saw it. The alarm was four minutes late.');
  await expect(beside(page).getByText('1 settled')).toBeVisible();
  await card(page, 'four minutes').getByRole('button', { name: 'Put the old words back' }).press('Enter');
  await expect(text(page, WELL)).toHaveText('Nobody saw it. The alarm was late.');
  await expect(card(page, 'four minutes')).toContainText('The old words are in the text again.');
});

test('a suggestion is about the words it shows, whatever somebody else wrote before them meanwhile', async ({
  page,
  desk,
  context
}) => {
  const incident = await opened(desk, page, 'Nobody saw it. The alarm was late.');
  const other = await context.newPage();
  await desk.open(other, `#/incident/${incident}/review`);
  await expect(text(other, WELL)).toHaveText('Nobody saw it. The alarm was late.');
  await select(page, 'late.'.length);
  await page.keyboard.press('Control+Alt+s');
  const instead = page.getByLabel('The words instead');
  await instead.fill('four minutes late.');
  await text(other, WELL).click();
  await other.keyboard.press('Control+Home');
  await other.keyboard.insertText('🙂 First. ');
  await expect(text(page, WELL)).toContainText('First.');
  await instead.press('Control+Enter');
  await expect(card(page, 'four minutes')).toContainText('Open');
  await page.keyboard.press('F9');
  await page.keyboard.press('Shift+A');
  await expect(text(page, WELL)).toHaveText('🙂 First. Nobody saw it. The alarm was four minutes late.');

  // Words that somebody else changed are not changed by what was meant for others; what was typed is not lost.
  await select(page, 'late.'.length);
  await page.keyboard.press('Control+Alt+s');
  await instead.fill('too late.');
  await expect(text(other, WELL)).toContainText('four minutes late.');
  await text(other, WELL).click();
  await other.keyboard.press('Control+End');
  await other.keyboard.press('ArrowLeft');
  await other.keyboard.insertText('r');
  await expect(text(page, WELL)).toContainText('later.');
  await instead.press('Control+Enter');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('later.');
  await expect(instead).toHaveValue('too late.');
  await expect(card(page, 'too late.')).toHaveCount(0);
  await accessible(page);
});

for (const theme of ['light', 'dark'] as const) {
  test(`remarks are usable by everybody in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    await opened(desk, page, 'Nobody saw it. The alarm was late.');
    for (const [keys, label, words] of [
      ['Control+Alt+m', 'What you want to say', 'By how much?'],
      ['Control+Alt+s', 'The words instead', 'The alarm came four minutes late.']
    ] as const) {
      await text(page, WELL).press('Control+End');
      await page.keyboard.press(keys);
      await page.getByLabel(label).fill(words);
      await accessible(page);
      await page.keyboard.press('Control+Enter');
      await expect(card(page, words)).toBeVisible();
    }
    await page.keyboard.press('F9');
    await accessible(page);
  });
}
