import { readFile } from 'node:fs/promises';
import { accessible, expect, test } from './desk';

for (const theme of ['light', 'dark'] as const)
  test(`a brief says what is unknown, asks executives, and becomes their update, by keys alone (${theme})`, async ({
    page,
    desk,
    context
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
    await desk.open(page, `#/incident/${incident}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.keyboard.press('b');
    const sheet = page.getByRole('region', { name: 'Executive brief' });
    await expect(sheet.getByRole('row', { name: /Regions/ })).toContainText('Unknown');
    await accessible(page);

    await page.keyboard.press('a');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.type('Refund all duplicates today?');
    await page.keyboard.press('Control+Enter');
    await expect(sheet).toContainText('Refund all duplicates today?');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('r');
    await expect(page.getByRole('dialog')).toContainText('Refund all duplicates today?');
    await accessible(page);
    await page.keyboard.type('Yes, all of it');
    await page.keyboard.press('Control+Enter');
    await expect(sheet).toContainText('Yes, all of it');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.keyboard.press('y');
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).toContain('Regions: unknown');
    const copied = await clipboard();
    expect(copied.length).toBeLessThanOrEqual(1_200);

    // One page of paper, by one key.
    const saving = page.waitForEvent('download');
    await page.keyboard.press('Shift+P');
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^inc-.*-brief\.pdf$/);
    expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-');

    await page.keyboard.press('h');
    const draft = page.getByRole('textbox', { name: 'Text for Executives' });
    await expect(draft).toHaveValue(/Regions: unknown/);
    // It promises what its writer chooses and not the moment for which it is.
    await expect(draft).toHaveValue(/Next update by \{next_update\}\.$/);
  });

test.describe('with a clock of its own', () => {
  test.use({ clocked: true });

  test('a brief is as of now whenever it is looked at, copied or handed out', async ({ page, desk, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
    await page.clock.install();
    await desk.open(page, `#/incident/${incident}/brief`);
    await expect(page.getByRole('region', { name: 'Executive brief' })).toBeVisible();
    const asked = () => page.waitForResponse('**/call/brief', { timeout: 5_000 });
    const looked = asked();
    await page.clock.runFor(15_000);
    await (await looked).finished();
    // What was answered is on screen before the clock moves on.
    await page.evaluate(() => Promise.resolve());
    // As after a sleep of the laptop, in which no timer runs.
    await page.clock.setSystemTime(Date.now() + 20 * 60_000);
    const copied = asked();
    await page.keyboard.press('y');
    await copied;
    await expect(page.getByRole('region', { name: 'Messages' })).toContainText('The brief is copied.');
    const handed = asked();
    await page.getByRole('button', { name: /Hand out/ }).click();
    await handed;
    await expect(page.getByRole('textbox', { name: 'Text for Executives' })).toBeVisible();
  });
});

for (const theme of ['light', 'dark'] as const)
  test(`a brief takes the place of what somebody wrote only if it is to, by keys alone (${theme})`, async ({
    page,
    desk
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
    await desk.open(page, `#/incident/${incident}/comms?to=executives`);
    const draft = page.getByRole('textbox', { name: 'Text for Executives' });
    await expect(draft).toHaveValue(/./);
    await page.keyboard.press('i');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Written with care.');
    await expect(page.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
    await page.keyboard.press('Escape');
    const sheet = page.getByRole('region', { name: 'Executive brief' });
    const handOut = async () => {
      await page.keyboard.press('b');
      await expect(sheet).toBeVisible();
      await page.keyboard.press('h');
      await expect(page.getByRole('dialog')).toContainText('Written with care.');
    };
    await handOut();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('u');
    await expect(page.getByRole('textbox', { name: /^Text for/ })).toBeVisible();
    await page.keyboard.press('Alt+3');
    await expect(draft).toHaveValue('Written with care.');
    await handOut();
    await page.keyboard.press('Control+Enter');
    await expect(draft).toHaveValue(/Regions: unknown/);
  });
