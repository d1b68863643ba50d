import type { Page } from '@playwright/test';
import { expect, test } from './desk';

test.describe.configure({ timeout: 90_000 });

const text = (page: Page, section: string) => page.getByRole('textbox', { name: `Text of ${section}`, exact: true });

test('what is found twice stands twice, is gone through, and is silenced at once', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  await text(page, 'What went badly').click();
  await page.keyboard.insertText('The engineer forgot the limit. Later the engineer forgot the alarm.');
  const outline = page.getByRole('complementary', { name: 'Outline' });
  const found = outline.getByRole('listitem').filter({ hasText: 'engineer forgot' });
  await expect(found).toHaveCount(2);
  // The screen goes on: what is written next is looked at too.
  await page.keyboard.insertText(' Obviously the engineer forgot more.');
  await expect(found).toHaveCount(3);
  await found.first().getByRole('button', { name: 'Silence' }).press('Enter');
  await page.getByRole('dialog').getByRole('textbox').fill('it is what they say of themselves');
  await page.keyboard.press('Control+Enter');
  await expect(outline.getByText('3 silenced')).toBeVisible();
});
