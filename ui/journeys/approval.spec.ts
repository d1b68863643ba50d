import { accessible, BACK_MS, expect, meet, test } from './hub';

test.describe.configure({ timeout: 120_000 });

for (const colorScheme of ['light', 'dark'] as const)
  test(`one writes, another at another laptop sends it back, then approves, by keys alone (${colorScheme})`, async ({
    desk,
    second,
    hub,
    page: hers,
    browser
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
    const his = await context.newPage();
    await hers.emulateMedia({ colorScheme });
    const incident = await meet(desk, second, hub);
    const jonas = (await desk.call('book', {})).people.find(({ name }) => name === 'Jonas Weber')?.id ?? '';
    const assign = { type: 'assign', role: 'incident-manager', service: null, person: jonas } as const;
    await desk.call('execute', { incident, command: assign });

    await desk.open(hers, `#/incident/${incident}/comms?to=public`);
    const draft = hers.getByRole('textbox', { name: 'Text for Status page' });
    await expect(draft).not.toHaveValue('');
    const ask = hers.getByRole('button', { name: /^Ask Jonas Weber to approve/ });
    const write = async (text: string) => {
      await hers.keyboard.press('i');
      await hers.keyboard.press('Control+a');
      await hers.keyboard.type(text);
      await expect(ask).toBeEnabled();
      await hers.keyboard.press('Control+Enter');
      await expect(hers.getByText('Waits for Jonas Weber to approve', { exact: true })).toBeVisible();
      await hers.keyboard.press('Escape');
    };
    await write('Some cards are charged twice. We are working on it.');
    await accessible(hers);

    // The one who approves is told where he is, and has it before him with one key.
    await second.open(his, `#/incident/${incident}`);
    await expect(his.getByRole('heading', { level: 1 })).toBeVisible();
    await his.keyboard.press('u');
    // The timeline that he comes from has articles too.
    const chosen = his.locator('article[aria-current="true"]');
    await expect(chosen).toContainText('Some cards are charged twice', { timeout: BACK_MS });
    await accessible(his);
    await his.keyboard.press('s');
    await his.keyboard.type('Say which regions.');
    await his.keyboard.press('Enter');

    await expect(hers.getByRole('article')).toContainText('Say which regions.', { timeout: BACK_MS });
    await accessible(hers);
    await hers.keyboard.press('e');
    await expect(draft).toBeFocused();
    await write('Some cards in Europe are charged twice. We are working on it. Next update in 20 minutes.');

    const better = his.getByRole('article').filter({ hasText: 'Some cards in Europe' });
    await expect(better).toBeVisible({ timeout: BACK_MS });
    await his.keyboard.press('a');
    await expect(his.getByRole('region', { name: 'Messages' })).toContainText('is approved in 5 seconds');
    await accessible(his);
    await expect(hers.getByText('NOT SENT')).toBeVisible({ timeout: BACK_MS });
    await expect(hers.getByRole('article')).toContainText('Jonas Weber');
    await accessible(hers);
    await hers.keyboard.press('p');
    await expect(his.getByText('NOT SENT')).toHaveCount(0, { timeout: BACK_MS });
    const told = async () => (await second.call('comms', { incident })).audiences.flatMap(({ told }) => told);
    await expect
      .poll(async () => (await told()).map(({ exact }) => exact), { timeout: BACK_MS })
      .toEqual(['Some cards in Europe are charged twice. We are working on it. Next update in 20 minutes.']);
    await context.close();
  });
