import type { Page } from '@playwright/test';
import { accessible, expect, test } from './desk';

test.describe.configure({ timeout: 90_000 });

const process = (page: Page) => page.getByRole('region', { name: 'Process of the review' });
const missing = (page: Page) => process(page).getByRole('list', { name: 'Before it may go on' });
const outside = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

test('a review is taken up, dated, submitted, published with a reason and reopened by keys', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full', severity: 'major' });
  await desk.call('new_person', { name: 'Bo Lindqvist' });
  const did = (command: Parameters<typeof desk.call<'execute'>>[1]['command']) =>
    desk.call('execute', { incident, command });
  await did({ type: 'enter_stage', stage: 'review', reason: null, anyway: null });
  await desk.open(page, `#/incident/${incident}/review`);
  await expect(process(page)).toContainText('Draft');
  await expect(missing(page)).toContainText('Nobody has begun it.');
  await expect(process(page).getByRole('list', { name: 'Steps' })).toContainText('due');
  await page.getByRole('button', { name: 'Begin: Short review' }).press('Enter');
  await expect(missing(page)).toContainText('neither mended nor silenced');

  await outside(page);
  await page.keyboard.press('o');
  await page.keyboard.type('Bo Li');
  await page.keyboard.press('Enter');
  await expect(process(page).getByRole('button', { name: /^Owner/ })).toContainText('Bo Lindqvist');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('f');
  await page.keyboard.type('Ana');
  await page.keyboard.press('Enter');
  await expect(process(page).getByRole('button', { name: /^Facilitator/ })).toContainText('Ana');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('a');
  await page.keyboard.type('Bo');
  await page.keyboard.press('Enter');
  await expect(process(page).getByRole('list', { name: 'Participants' })).toContainText('Bo Lindqvist');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('d');
  await page.getByRole('dialog').getByLabel('Due').fill('in 3 h');
  await page.keyboard.press('Control+Enter');
  await expect(process(page).getByRole('list', { name: 'Steps' })).toContainText('planned for');

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }

  // What was typed last is part of what is submitted.
  const causes = page.getByRole('textbox', { name: 'Text of Causes and contributing factors', exact: true });
  await causes.click();
  await page.keyboard.insertText('The pool had no limit.');
  await outside(page);
  await page.keyboard.press('Control+Enter');
  await expect(process(page)).toContainText('In review');
  await expect(missing(page)).toContainText('Nobody else has approved it.');

  // Whoever is alone says why.
  await outside(page);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').getByLabel('Why').fill('nobody else was there');
  await page.keyboard.press('Control+Enter');
  await expect(process(page)).toContainText('Published');
  await expect(process(page)).toContainText('version 1');
  await accessible(page);

  await process(page).getByRole('button', { name: 'Reopen' }).press('Enter');
  await page.getByRole('dialog').getByLabel('Why').fill('a number was wrong');
  await page.keyboard.press('Control+Enter');
  await expect(process(page)).toContainText('Reopened: a number was wrong');

  // It closes with a published review, or with a reason.
  await desk.open(page, `#/incident/${incident}`);
  await page.getByRole('button', { name: 'Close incident' }).press('Enter');
  await expect(page.getByRole('dialog')).toContainText('The review is not published');
  await page.getByRole('dialog').getByRole('button', { name: 'To the review' }).press('Enter');
  await expect(process(page)).toBeVisible();
});

test('what somebody writes behind the question is not published by its answer', async ({ page, desk, context }) => {
  const { incident } = await desk.declare({ title: 'The pool was full', severity: 'major' });
  await desk.call('execute', {
    incident,
    command: { type: 'enter_stage', stage: 'review', reason: null, anyway: null }
  });
  await desk.call('begin_review', { incident, template: 'short' });
  const { edition } = await desk.call('review_process', { incident });
  await desk.call('execute', { incident, command: { type: 'submit_review', edition: edition ?? '' } });
  await desk.open(page, `#/incident/${incident}/review`);
  const other = await context.newPage();
  await desk.open(other, `#/incident/${incident}/review`);
  const causes = (at: Page) =>
    at.getByRole('textbox', { name: 'Text of Causes and contributing factors', exact: true });
  await expect(missing(page)).toContainText('Nobody else has approved it.');
  await expect(causes(page)).toBeVisible();
  await outside(page);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').getByLabel('Why').fill('nobody else was there');

  await causes(other).click();
  await other.keyboard.insertText('Nobody has read this yet.');
  await expect(causes(page)).toContainText('Nobody has read this yet.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toContainText('was changed since you looked');
  await page.keyboard.press('Escape');
  await expect(process(page)).not.toContainText('Published');

  await outside(page);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').getByLabel('Why').fill('nobody else was there');
  await page.keyboard.press('Control+Enter');
  await expect(process(page)).toContainText('Published');
});

test('whether a severity has a review and by when is set by keys', async ({ page, desk }) => {
  await desk.open(page, '#/settings/severities');
  await page.getByRole('button', { name: 'Criteria and more for Minor' }).press('Enter');
  const required = page.getByRole('switch', { name: 'Review required' });
  await expect(required).toHaveAttribute('aria-checked', 'false');
  await required.press('Enter');
  await expect(required).toHaveAttribute('aria-checked', 'true');
  const minor = async () =>
    (await desk.call('book', {})).severities.find(({ severity }) => severity.id === 'minor')?.review;
  expect(await minor()).toMatchObject({ required: true, draft: 10, publication: 20 });
  await page.getByLabel('Draft of the review').press('Enter');
  await page.getByRole('option', { name: '3 days', exact: true }).click();
  await expect.poll(minor).toMatchObject({ required: true, draft: 3 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
});
