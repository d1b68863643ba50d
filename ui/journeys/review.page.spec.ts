import type { Page } from '@playwright/test';
import { accessible, expect, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

const process = (page: Page) => page.getByRole('region', { name: 'Process of the review' });

test('what was published is opened in a browser, by an address that opens it once', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const incident = await meet(desk, second, hub);
  const did = (command: Parameters<typeof desk.call<'execute'>>[1]['command']) =>
    desk.call('execute', { incident, command });
  const edition = async () => (await desk.call('review_process', { incident })).edition ?? '';
  await did({ type: 'enter_stage', stage: 'review', reason: null, anyway: 'it is over' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  await page.getByRole('textbox', { name: 'Text of Summary', exact: true }).click();
  await page.keyboard.insertText('The pool had no limit. <img src=x onerror=alert(1)> ');
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await did({ type: 'submit_review', edition: await edition() });
  await expect(process(page).getByRole('button', { name: 'Open the page' })).toHaveCount(0);
  await did({
    type: 'publish_review',
    edition: await edition(),
    anyway: 'nobody else was there',
    without_meetings: false
  });
  await expect(process(page)).toContainText('Published');
  // The hub shows what it holds.
  await expect
    .poll(async () => (await second.call('review_process', { incident }).catch(() => null))?.state)
    .toBe('published');

  const address = await desk.call('review_page', { incident });
  const opens = context.waitForEvent('page');
  await process(page).getByRole('button', { name: 'Open the page' }).press('Enter');
  const shown = await opens;
  await expect(shown.getByText('The pool had no limit.')).toBeVisible();
  await expect(shown.locator('img')).toHaveCount(0);
  expect(new URL(shown.url()).pathname).toBe(`/v1/reviews/${incident}`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await shown.emulateMedia({ colorScheme });
    await accessible(shown);
  }
  // It stays open in this browser, and each address opens it once.
  await shown.reload();
  await expect(shown.getByText('The pool had no limit.')).toBeVisible();
  expect((await shown.request.get(address)).ok()).toBe(true);
  await context.clearCookies();
  expect((await shown.request.get(address)).status()).toBeGreaterThanOrEqual(400);
  expect((await shown.request.get(shown.url())).status()).toBeGreaterThanOrEqual(400);
});

test('owners are reminded by mail once somebody says by which channel', async ({ desk, page }) => {
  const transport = {
    type: 'email' as const,
    server: '127.0.0.1',
    port: 25,
    security: 'plain' as const,
    from: 'allclear@example.org',
    to: ['team@example.org']
  };
  await desk.open(page, '#/settings/channels');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByLabel('Remind owners by mail')).toHaveCount(0);
  const mail = { destination: null, name: 'Mail of the team', transport, audiences: ['employees' as const] };
  await desk.call('edit', { edit: { type: 'define_destination', ...mail, drill: false, laptops: true } });
  const choice = page.getByLabel('Remind owners by mail').last();
  await choice.press('Enter');
  await page.getByRole('option', { name: 'Mail of the team' }).click();
  await expect(page.getByText('Owners are reminded by mail')).toBeVisible();
  await expect.poll(async () => (await desk.call('channels', {})).reminders?.destination).toBe('mail-of-the-team');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
    await page.screenshot({ path: test.info().outputPath(`reminders-${colorScheme}.png`), fullPage: true });
  }
  await choice.press('Enter');
  await page.getByRole('option', { name: 'Nobody' }).click();
  await expect.poll(async () => (await desk.call('channels', {})).reminders ?? null).toBeNull();
});
