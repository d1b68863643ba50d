import type { Page } from '@playwright/test';
import { accessible, expect, test } from './desk';

test.describe.configure({ timeout: 90_000 });

const agenda = (page: Page) => page.getByRole('list', { name: 'Agenda' });
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a meeting goes through its agenda by keys, and its summary stands in the review (${colorScheme})`, async ({
    page,
    desk
  }) => {
    await page.emulateMedia({ colorScheme });
    const { incident } = await desk.declare({ title: 'The pool was full', severity: 'major' });
    await desk.call('new_person', { name: 'Bo Lindqvist' });
    const over = { type: 'enter_stage', stage: 'review', reason: null, anyway: null } as const;
    await desk.call('execute', { incident, command: over });
    await desk.call('begin_review', { incident, template: 'short' });
    await desk.open(page, `#/incident/${incident}/review`);
    await expect(page.getByRole('textbox', { name: 'Text of Summary', exact: true })).toBeVisible();

    await page.keyboard.press('m');
    await expect(agenda(page)).toContainText('Causes and contributing factors');
    await accessible(page);
    await page.keyboard.press('Control+Enter');
    await expect(agenda(page).locator('[aria-current="step"]')).toContainText('Summary');
    await expect(page.getByRole('list', { name: 'Who is here' })).toContainText('Ana Sá');

    await page.keyboard.press('n');
    await expect(agenda(page).locator('[aria-current="step"]')).toContainText('Impact');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 3, name: 'Causes and contributing factors' })).toBeVisible();

    await page.keyboard.press('a');
    await page.keyboard.type('Bo Li');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('list', { name: 'Who is here' })).toContainText('Bo Lindqvist');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.keyboard.press('q');
    await page.keyboard.type('Why was the limit never raised?');
    await page.keyboard.press('Enter');
    const questions = page.getByRole('list', { name: 'Questions' });
    await expect(questions).toContainText('about Causes and contributing factors');
    // Letters are keys again.
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.getByRole('dialog').getByLabel('The answer').fill('Nobody knew that there was one.');
    await page.keyboard.press('Control+Enter');
    await expect(questions).toContainText('Nobody knew that there was one.');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.keyboard.press('d');
    await page.getByRole('dialog').getByLabel('What was decided').fill('Limits are reviewed each quarter');
    await accessible(page);
    await page.getByRole('dialog').getByLabel('Who sees to it').press('Enter');
    await page.getByRole('option', { name: 'Bo Lindqvist' }).click();
    await page.keyboard.press('Control+Enter');
    const decisions = page.getByRole('list', { name: 'Decisions' });
    await expect(decisions).toContainText('Limits are reviewed each quarter');
    await expect(decisions).toContainText('Owner: Bo Lindqvist');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await accessible(page);

    // What was written survives the app.
    await desk.crash();
    await desk.open(page, `#/incident/${incident}/meeting`);
    await page.reload();
    await expect(decisions).toContainText('Limits are reviewed each quarter');
    await page.keyboard.press('Shift+E');
    await expect(toast(page)).toContainText('The meeting is over');
    await page.keyboard.press('v');
    const held = page.getByRole('region', { name: 'Meetings that were held' });
    await expect(held).toContainText('Limits are reviewed each quarter');
    await expect(held.getByRole('list', { name: 'Talked about' })).toContainText('Impact');
    // It is the meeting that the plan asked for.
    await expect(page.getByRole('list', { name: 'Steps' })).toContainText(/Meeting\s*done/);
    await accessible(page);

    // The decision is one of the record.
    const { room } = await desk.call('room', { incident });
    expect(room.decisions.map(({ chosen }) => chosen)).toEqual(['Limits are reviewed each quarter']);
    await page.setViewportSize({ width: 480, height: 800 });
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(480);
  });
}
