import type { Page } from '@playwright/test';
import { accessible, expect, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const process = (page: Page) => page.getByRole('region', { name: 'Process of the review' });
const readers = (page: Page) => process(page).getByRole('list', { name: 'Read by' });

test('who has read what was sent on, and who has not yet, stands above the review on every laptop', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const incident = await meet(desk, second, hub);
  const jonas = await second.call('start', {});
  await desk.call('execute', {
    incident,
    command: { type: 'enter_stage', stage: 'review', reason: null, anyway: 'it is over' }
  });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.call('execute', { incident, command: { type: 'add_participant', person: jonas.me } });
  const { edition } = await desk.call('review_process', { incident });
  await desk.call('execute', { incident, command: { type: 'submit_review', edition: edition ?? '' } });
  await desk.open(page, `#/incident/${incident}/review`);
  await expect(process(page)).toContainText('not yet: Jonas Weber');
  await expect(readers(page).getByRole('listitem')).toHaveCount(0);

  await expect
    .poll(async () => (await second.call('review_process', { incident }).catch(() => null))?.state)
    .toBe('in_review');
  const his = await context.newPage();
  const told: string[] = [];
  his.on('request', (request) => {
    if (request.postData()?.includes('"read_review"')) told.push(request.url());
  });
  await second.open(his, `#/incident/${incident}/review`);
  const section = (name: string) => his.getByRole('textbox', { name: `Text of ${name}`, exact: true });
  await expect(section('Summary')).toBeVisible();
  // Whoever only opened it has not read it: what is in sight is known once two frames were drawn.
  await his.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  expect(told).toEqual([]);
  await section('Action items').scrollIntoViewIfNeeded();
  await section('Action items').click();
  await his.keyboard.press('Control+End');
  await expect(readers(his)).toContainText('Jonas Weber');
  await expect(readers(page)).toContainText('Jonas Weber');
  await expect(process(page)).not.toContainText('not yet');
  expect(told).toHaveLength(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }

  // It is no line of the record, and nothing that Ctrl+Z would take back.
  await expect(his.getByRole('region', { name: 'Messages' })).not.toContainText('read');
  await page.getByRole('textbox', { name: 'Text of Summary', exact: true }).click();
  await page.keyboard.insertText('Told anew. ');
  await expect(readers(page)).toContainText('an earlier text');
  await his.close();
});
