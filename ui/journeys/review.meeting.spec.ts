import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

test.describe.configure({ timeout: 90_000 });

const agenda = (page: Page) => page.getByRole('list', { name: 'Agenda' });
/** An incident that is over, with a review whose sections are the agenda. */
async function over(desk: Desk): Promise<string> {
  const { incident } = await desk.declare({ title: 'The pool was full', severity: 'major' });
  const command = { type: 'enter_stage', stage: 'review', reason: null, anyway: null } as const;
  await desk.call('execute', { incident, command });
  await desk.call('begin_review', { incident, template: 'short' });
  return incident;
}
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a meeting goes through its agenda by keys, and its summary stands in the review (${colorScheme})`, async ({
    page,
    desk
  }) => {
    await page.emulateMedia({ colorScheme });
    const incident = await over(desk);
    await desk.call('new_person', { name: 'Bo Lindqvist' });
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
    // A screen reader hears what begins, and when it has had its time; the clock itself ticks in silence.
    const voice = page.locator('#voice');
    await expect(voice).toHaveText('Now: Impact');
    const timer = agenda(page).getByRole('timer', { name: /^Time for Impact: 0/ });
    await expect(timer).toBeVisible();
    await page.clock.setSystemTime(Date.now() + 13 * 60_000);
    await expect(voice).toHaveText('Impact has had its share of the time');
    await expect(agenda(page).getByRole('timer', { name: /^Time for Impact: .*over its share$/ })).toBeVisible();
    await page.clock.setSystemTime(Date.now());
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(agenda(page).getByRole('button', { name: 'Causes and contributing factors' })).toBeFocused();
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

test('what somebody types in a meeting is kept when it is ended from elsewhere', async ({ page, desk }) => {
  const incident = await over(desk);
  await desk.open(page, `#/incident/${incident}/meeting`);
  await expect(agenda(page)).toContainText('Causes and contributing factors');
  await page.keyboard.press('Control+Enter');
  await expect(agenda(page).locator('[aria-current="step"]')).toContainText('Summary');
  await page.keyboard.press('q');
  await page.keyboard.type('Why was the limit never raised?');
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What was decided').fill('Limits are reviewed each quarter');

  const { now } = await desk.call('meeting', { incident });
  await desk.call('execute', { incident, command: { type: 'end_meeting', meeting: now?.meeting ?? '' } });
  await expect(dialog).toContainText('The meeting was ended while you wrote.');
  await expect(dialog.getByLabel('What was decided')).toHaveValue('Limits are reviewed each quarter');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const held = page.getByRole('region', { name: 'Meetings that were held' });
  await expect(held.getByRole('list', { name: 'Decisions' })).toContainText('Limits are reviewed each quarter');
  const question = page.getByRole('textbox', { name: 'Ask a question' });
  await expect(question).toHaveValue('Why was the limit never raised?');
  await accessible(page);
  await question.press('Enter');
  await expect(held.getByRole('list', { name: 'Questions' })).toContainText('Why was the limit never raised?');
  await expect(question).toHaveCount(0);

  // The next one begins with nothing half written.
  await page.keyboard.press('Control+Enter');
  await expect(agenda(page).locator('[aria-current="step"]')).toContainText('Summary');
  await expect(dialog).toHaveCount(0);
  await expect(question).toHaveValue('');
});

test('a question goes on where it was being typed when another laptop ends the meeting', async ({ page, desk }) => {
  const incident = await over(desk);
  await desk.open(page, `#/incident/${incident}/meeting`);
  await expect(agenda(page)).toContainText('Causes and contributing factors');
  await page.keyboard.press('Control+Enter');
  await expect(agenda(page).locator('[aria-current="step"]')).toContainText('Summary');
  await page.keyboard.press('q');
  await page.keyboard.type('Why was the');
  const { now } = await desk.call('meeting', { incident });
  await desk.call('execute', { incident, command: { type: 'end_meeting', meeting: now?.meeting ?? '' } });
  await expect(page.getByText('The meeting was ended while you wrote.')).toBeVisible();
  await page.keyboard.type(' limit never raised?');
  const question = page.getByRole('textbox', { name: 'Ask a question' });
  await expect(question).toHaveValue('Why was the limit never raised?');
  await question.press('Enter');
  const held = page.getByRole('region', { name: 'Meetings that were held' });
  await expect(held.getByRole('list', { name: 'Questions' })).toContainText('Why was the limit never raised?');
});
