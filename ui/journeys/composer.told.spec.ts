import { comms, draft, field, messages, seed, when } from './composer';
import { accessible, expect, test } from './desk';

test('what was said elsewhere at a time promises on screen what it promises in the record', async ({ page, desk }) => {
  const { incident } = await seed(desk);
  await comms(desk, page, incident);
  await expect(draft(page)).not.toHaveValue('');
  await draft(page).fill('Checkout fails. We are working on it. Next update in 60 minutes.');
  const next = page.getByText(/^by .*UTC$/);
  await expect(next).toBeVisible();
  const said = Math.floor(Date.now() / 60_000 - 30) * 60_000;
  await when(page).fill(new Date(said).toISOString());
  const due = said + 60 * 60_000;
  await expect(next).toHaveText(`by ${new Date(due).toISOString().slice(11, 16)} UTC`);
  // What is approved leaves now: that is not what is on screen.
  await page.keyboard.press('Control+Enter');
  await expect(messages(page)).toContainText('Record it as told elsewhere, or empty the time.');
  expect((await desk.call('comms', { incident })).updates).toEqual([]);
  await accessible(page);
  await page.getByRole('button', { name: /^Record as told elsewhere/ }).click();
  await expect(messages(page)).toContainText('Told elsewhere: Status page');
  const told = (await desk.call('comms', { incident })).audiences.find(({ audience }) => audience === 'public');
  expect(told?.due).toBe(due);
  await expect(when(page)).toHaveValue('');
});

test('no field that belongs to the text goes from under whoever writes in it when somebody else proposes', async ({
  page,
  desk
}) => {
  const { incident, execute } = await seed(desk);
  await comms(desk, page, incident, 'employees');
  const text = field(page, 'Text for Employees');
  await expect(text).not.toHaveValue('');
  await text.fill('Refunds come by {refund_date}. Your code is {voucher}.');
  await expect(page.getByText('2 values missing')).toBeVisible();
  const value = page.getByRole('textbox', { name: /^Value: / });
  const wish = { audience: 'employees', occasion: 'investigating', next_due: null, replaces: null } as const;
  await text.press('Escape');
  await page.keyboard.press('f');
  await expect(value).toBeFocused();
  await page.keyboard.type('Fri');
  await expect(value).toHaveValue('Fri');
  await execute({ type: 'propose_update', ...wish, text: 'Proposed by somebody else.' });
  await expect(page.getByRole('article')).toContainText('Proposed by somebody else.');
  await expect(value).toBeFocused();
  await page.keyboard.type('day');
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('Refunds come by Friday. Your code is {voucher}.');
  // Nor does the time at which they were told.
  await when(page).focus();
  await page.keyboard.type('5 min');
  await execute({ type: 'propose_update', ...wish, text: 'And once more.' });
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect(when(page)).toBeFocused();
  await page.keyboard.type(' ago');
  await expect(when(page)).toHaveValue('5 min ago');
});

test('what is typed before the draft has come stands behind it, and so does what is typed on', async ({
  page,
  desk
}) => {
  const { incident } = await seed(desk);
  await comms(desk, page, incident);
  await expect(draft(page)).toBeVisible();
  let comes = () => {};
  const typed = new Promise<void>((come) => (comes = come));
  await page.route('**/call/draft', async (route) => {
    await typed;
    await route.continue();
  });
  await page.keyboard.press('Alt+4');
  const text = field(page, 'Text for Employees');
  await expect(text).toHaveValue('');
  await page.keyboard.press('i');
  await expect(text).toBeFocused();
  await page.keyboard.type('Refunds ');
  await expect(text).toHaveValue('Refunds ');
  comes();
  await expect(text).toHaveValue(/.\n\nRefunds $/);
  await page.keyboard.type('come.');
  await expect(text).toHaveValue(/.\n\nRefunds come\.$/);
  await page.keyboard.press('Escape');
  const kept = async () => (await desk.call('draft', { incident, audience: 'employees', occasion: null })).draft.text;
  await expect.poll(kept).toMatch(/.\n\nRefunds come\.$/);
  await page.reload();
  await expect(text).toHaveValue(/.\n\nRefunds come\.$/);
});

test('the next draft for one audience is begun for no other, however long it takes to come', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  for (const audience of ['employees', 'public'] as const) {
    const wish = { occasion: 'investigating', text: 'Proposed.', next_due: null, replaces: null } as const;
    await execute({ type: 'propose_update', audience, ...wish });
  }
  await comms(desk, page, incident, 'employees');
  await expect(page.getByRole('button', { name: /^Write another/ })).toBeVisible();
  let go = () => {};
  const gone = new Promise<void>((done) => (go = done));
  await page.route('**/call/draft', async (route) => {
    if ((route.request().postDataJSON() as { audience: string }).audience === 'employees') await gone;
    await route.continue();
  });
  const came = () =>
    page.waitForResponse(
      (answer) => answer.url().endsWith('/call/draft') && !!answer.request().postData()?.includes('"employees"')
    );
  await page.keyboard.press('n');
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('button', { name: 'Status page', exact: true })).toHaveAttribute('aria-pressed', 'true');
  const answered = came();
  go();
  await (await answered).finished();
  // What the page does with the answers it has done before it draws again.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await expect(draft(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Write another/ })).toBeVisible();
  await page.keyboard.press('n');
  await expect(draft(page)).toBeFocused();
});
