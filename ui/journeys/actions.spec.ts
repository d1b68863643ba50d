import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { accessible, expect, test, type Desk } from './desk';

const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const items = (page: Page) => panel(page).getByRole('region', { name: 'Action items', exact: true });
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });
const did = (desk: Desk, incident: string, command: Command) => desk.call('execute', { incident, command });
const dialog = (page: Page) => page.getByRole('dialog');

test('an action is raised by keys, completed before the review ends and done before the incident closes', async ({
  page,
  desk
}) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
  await page.keyboard.press('Alt+3');
  await expect(items(page)).toContainText('None yet.');

  await page.keyboard.press('Shift+T');
  await expect(dialog(page).getByLabel('What has to be done')).toBeFocused();
  await page.keyboard.type('Alert before the pool is full');
  await accessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(toast(page)).toContainText('Action added');
  await expect(items(page)).toContainText('Lacks an owner and a due date');

  await did(desk, incident, { type: 'enter_stage', stage: 'review', reason: null, anyway: null });
  const stages = page.getByRole('list', { name: 'Stages' });
  await stages.getByRole('button', { name: /Follow up/ }).press('Enter');
  await expect(dialog(page)).toContainText('Alert before the pool is full lacks an owner and a due date');
  await accessible(page);
  await dialog(page)
    .getByRole('button', { name: /^Complete Alert/ })
    .press('Enter');
  await dialog(page).getByLabel('Owner').press('Enter');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await dialog(page).getByLabel('Due').fill(`${inAMonth} 17:00`);
  await page.keyboard.press('Control+Enter');
  await expect(items(page)).not.toContainText('Lacks');

  await stages.getByRole('button', { name: /Follow up/ }).press('Enter');
  await expect(toast(page)).toContainText('Follow up');
  await page.getByRole('button', { name: 'Close incident' }).press('Enter');
  await dialog(page)
    .getByRole('button', { name: /^Done: Alert/ })
    .press('Enter');
  await expect(dialog(page)).not.toContainText('is not done');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Close incident' }).press('Enter');
  await expect(page.getByText('Closed. It can be reopened with a reason.')).toBeVisible();
});

test('a note becomes an action once, and what will not be done says why', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.open(page, `#/incident/${incident}`);
  await did(desk, incident, { type: 'write', mode: 'fix_later', line: 'Nothing warned us' });
  await expect(page.getByRole('feed')).toContainText('Nothing warned us');
  await page.keyboard.press('Alt+3');
  const line = page.getByRole('feed').getByRole('article').filter({ hasText: 'Nothing warned us' }).last();
  await line.hover();
  await line.getByRole('button', { name: /^More/ }).press('Enter');
  await page.getByRole('menuitem', { name: 'Make an action item' }).press('Enter');
  await expect(dialog(page).getByLabel('What has to be done')).toHaveValue('Nothing warned us');
  await page.keyboard.press('Control+Enter');
  await expect(items(page)).toContainText('Nothing warned us');
  await line.getByRole('button', { name: /^More/ }).press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Copy', exact: false }).first()).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Make an action item' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await items(page)
    .getByRole('button', { name: /^More about Nothing/ })
    .press('Enter');
  await page.getByRole('menuitem', { name: 'Drop' }).press('Enter');
  await expect(dialog(page).getByLabel('Why it will not be done')).toBeFocused();
  await page.keyboard.type('The pool goes away');
  await page.keyboard.press('Control+Enter');
  await expect(items(page)).toContainText('Dropped: The pool goes away');
});

for (const theme of ['light', 'dark'] as const) {
  test(`action items are usable by everybody in ${theme}`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident } = await desk.declare({ title: 'The pool was full' });
    const raise = (text: string, priority: 'high' | 'low') =>
      did(desk, incident, {
        type: 'raise_action',
        text,
        kind: 'detect',
        priority,
        due: null,
        owner: null,
        from: null
      });
    await raise('Alert before the pool is full', 'high');
    await raise('Write down who may roll back', 'low');
    await desk.open(page, `#/incident/${incident}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
    await page.keyboard.press('Alt+3');
    await expect(items(page)).toContainText('Write down who may roll back');
    await accessible(page);
  });
}
