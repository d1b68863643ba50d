import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

// A review in which Ana, Jonas and somebody whom nobody knows wrote; of the two last a change each cannot be read.
test.describe.configure({ timeout: 60_000 });
test.use({ introduced: false, begins: 'journeys/fixtures/written-apart' });

async function open(page: Page, desk: Desk): Promise<void> {
  const { active } = await desk.call('board', {
    query: { filter: null, severity: null, kind: null, mine: false, reviews: false, sort: 'urgency' }
  });
  await desk.open(page, `#/incident/${active[0]?.id ?? ''}/review`);
  await expect(page.getByRole('textbox', { name: 'Text of Impact', exact: true })).toContainText('Three shops', {
    timeout: 20_000
  });
}

test('what of a review cannot be read is told, and what others wrote stands there all the same', async ({
  page,
  desk
}) => {
  await open(page, desk);
  await expect(page.getByRole('status').filter({ hasText: 'cannot be read' })).toHaveText(
    '2 changes of others cannot be read and are left out. The record keeps them.'
  );
  await expect(
    page.getByRole('textbox', { name: 'Text of Causes and contributing factors', exact: true })
  ).toContainText('The disk of the log was full.');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
});

test('versions are gone through by author with keys, and what one alone changed is told where it can be', async ({
  page,
  desk
}) => {
  await open(page, desk);
  await page.getByRole('button', { name: 'Versions' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Versions' });
  const slider = dialog.getByRole('slider', { name: 'Which version' });
  await expect(slider).toBeFocused();
  await expect(dialog.getByRole('status')).toContainText('Version 6 of 6');
  const whose = dialog.getByRole('group', { name: 'Versions of' });
  await expect(whose.getByRole('button')).toHaveText([
    /^Everybody/,
    /^Ana Sá 1/,
    /^Jonas Weber 2/,
    /^Somebody not in the book 3/
  ]);

  // The slider has the focus, and digits are still commands.
  await page.keyboard.press('3');
  await expect(whose.getByRole('button', { name: 'Jonas Weber' })).toHaveAttribute('aria-pressed', 'true');
  await expect(dialog.getByRole('status')).toContainText('Version 2 of 2');
  await expect(dialog).toContainText('This version changed nothing that is still there.');
  await page.keyboard.press('ArrowLeft');
  await expect(dialog.getByRole('status')).toContainText(/Version 1 of 2\s*Jonas Weber, /);
  await expect(dialog.getByRole('heading', { name: 'Causes and contributing factors' })).toBeVisible();
  await expect(dialog).toContainText('The disk was full.');
  await page.keyboard.press('a');
  await expect(dialog).toContainText('Others went on writing in the words of Jonas Weber');

  await page.keyboard.press('4');
  await expect(dialog.getByRole('status')).toContainText('What Somebody not in the book changed in 3 versions');
  await expect(dialog.getByRole('heading', { level: 3 })).toHaveText(['Impact', 'Causes and contributing factors']);
  await expect(dialog).toContainText('of the log');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.keyboard.press('1');
  await expect(dialog.getByRole('status')).toContainText(/Version \d of 6/);
});
