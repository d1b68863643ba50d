import { approve, comms, draft, field, messages, seed } from './composer';
import { expect, test } from './desk';

test('Escape calls an approval off wherever the focus is, and until then nothing of it changes', async ({
  page,
  desk
}) => {
  const { incident } = await seed(desk);
  await comms(desk, page, incident);
  await draft(page).fill('Checkout fails. We are working on it.');
  await expect(page.getByText(/^Kept \d\d:\d\d/)).toBeVisible();
  const fresh = page.getByRole('button', { name: 'Start from the template' });
  const calledOff = messages(page).getByText('Not approved. The draft is as it was.');
  await expect(approve(page)).toBeEnabled();
  await draft(page).press('Control+Enter');
  await expect(messages(page)).toContainText('in 5 seconds');
  const minutes = page.getByRole('button', { name: '60 min', exact: true });
  for (const other of [fresh, minutes, page.getByLabel(/^Occasion/), field(page, 'When they were told')])
    await expect(other).toBeDisabled();
  await expect(draft(page)).toBeFocused();
  await page.keyboard.down('Escape');
  // As from a key that is held down.
  await page.keyboard.down('Escape');
  await page.keyboard.up('Escape');
  await expect(calledOff).toHaveCount(1);
  await expect(draft(page)).toBeFocused();
  await expect(fresh).toBeEnabled();

  // Also where another audience is written to by now.
  await expect(approve(page)).toBeEnabled();
  await draft(page).press('Control+Enter');
  await expect(messages(page)).toContainText('in 5 seconds');
  await page.keyboard.press('Alt+2');
  await field(page, 'Text for Customers').press('Escape');
  await expect(messages(page)).not.toContainText('in 5 seconds');
  await expect(field(page, 'Text for Customers')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field(page, 'Text for Customers')).not.toBeFocused();
  expect((await desk.call('comms', { incident })).updates).toEqual([]);
});

test('what was typed for one gap, audience or customer is used for no other', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  await comms(desk, page, incident);
  await draft(page).fill('Refunds come by {refund_date}. Your code is {voucher}.');
  await expect(page.getByText('2 values missing')).toBeVisible();
  await draft(page).press('Escape');
  await page.keyboard.press('f');
  await page.keyboard.type('Friday');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enter it' }).last().click();
  const value = page.getByRole('textbox', { name: /^Value: / });
  await expect(value).toHaveValue('');
  // Money is often written so.
  await value.fill('$& and $$5');
  await value.press('Enter');
  await expect(draft(page)).toHaveValue('Refunds come by {refund_date}. Your code is $& and $$5.');
  await page.keyboard.press('f');
  await page.keyboard.type('Friday');
  await page.keyboard.press('Alt+2');
  await expect(field(page, 'Text for Customers')).not.toHaveValue('');
  await field(page, 'Text for Customers').fill('Refunds come by {refund_date}.');
  await expect(page.getByText('1 value missing')).toBeVisible();
  await expect(value).toHaveCount(0);

  await field(page, 'When they were told').fill('5 min ago');
  await page.keyboard.press('Alt+1');
  await expect(draft(page)).toBeVisible();
  await expect(field(page, 'When they were told')).toHaveValue('');

  for (const name of ['Harbour Foods', 'Kestrel Foods']) {
    const tier = { tier: null, respond_within: null, contact: {}, owner: null };
    await desk.call('edit', { edit: { type: 'define_customer', customer: null, name, ...tier } });
    const customer = name.toLowerCase().replace(' ', '-');
    await execute({ type: 'affect_customer', customer, impact: 'down' });
    const promise = { what: `Call ${name}`, due: Date.now() + 600_000 };
    await execute({ type: 'promise_customer', customer, promise });
  }
  await desk.open(page, `#/incident/${incident}/customers`);
  await expect(page.getByRole('heading', { name: 'Harbour Foods' })).toBeVisible();
  await field(page, 'When it was kept').fill('5 min ago');
  await page.getByRole('row').or(page.getByRole('option')).filter({ hasText: 'Kestrel Foods' }).first().click();
  await expect(page.getByRole('heading', { name: 'Kestrel Foods' })).toBeVisible();
  await expect(field(page, 'When it was kept')).toHaveValue('');
});

test('what others propose takes no text from under whoever writes, and nobody’s draft is replaced unasked', async ({
  page,
  desk,
  context
}) => {
  const { incident, execute } = await seed(desk);
  const text = field(page, 'Text for Employees');
  const kept = async () => (await desk.call('draft', { incident, audience: 'employees', occasion: null })).draft.text;
  const propose = async (text: string) => {
    const wish = { audience: 'employees', occasion: 'investigating', text, next_due: null, replaces: null } as const;
    return (await execute({ type: 'propose_update', ...wish })).entries[0] ?? '';
  };
  await comms(desk, page, incident, 'employees');
  await expect(text).not.toHaveValue('');
  const template = await text.inputValue();
  // Somebody else writes, and then proposes it.
  const other = await context.newPage();
  await comms(desk, other, incident, 'employees');
  await field(other, 'Text for Employees').fill('By somebody else.');
  await expect(text).toHaveValue('By somebody else.');
  await other.close();
  await text.press('Control+End');
  const first = await propose('Proposed by somebody else.');
  await expect(page.getByRole('article')).toContainText('Proposed by somebody else.');
  await expect(text).toHaveValue(template);
  await expect(text).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('a pen');
  await expect(text).toHaveValue(/a pen$/);
  await expect.poll(kept).toMatch(/a pen$/);
  expect((await desk.call('comms', { incident })).updates.map(({ state }) => state)).toEqual(['waiting']);
  // Whoever goes on to what it is for is still writing.
  await page.getByRole('button', { name: '60 min', exact: true }).click();
  await expect(page.getByRole('button', { name: '60 min', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(text).toHaveValue(/a pen$/);
  // Out of the text, the next is written by who says so; what was begun is there.
  await text.press('Escape');
  await expect(text).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(text).toHaveValue(/a pen$/);

  // What is sent back would take the place of what was begun.
  await execute({ type: 'send_back_update', update: first, reason: 'Who is affected?' });
  await expect(page.getByRole('article')).toContainText('Who is affected?');
  await text.press('Escape');
  await page.keyboard.press('e');
  const asked = page.getByRole('dialog', { name: 'Put this update in place of the draft?' });
  await expect(asked).toContainText('a pen');
  await page.keyboard.press('Escape');
  await expect(asked).toHaveCount(0);
  await expect(text).toHaveValue(/a pen$/);
  await page.keyboard.press('e');
  await expect(asked).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(asked).toHaveCount(0);
  await expect(text).toHaveValue('Proposed by somebody else.');
});

test('whoever proposed goes on with the next draft once it is posted', async ({ page, desk }) => {
  const { incident, execute } = await seed(desk);
  await comms(desk, page, incident);
  await draft(page).fill('Checkout fails. We are working on it.');
  await expect(approve(page)).toBeEnabled();
  await draft(page).press('Control+Enter');
  await expect(page.getByText('NOT SENT')).toBeVisible({ timeout: 15_000 });
  const [update] = (await desk.call('comms', { incident })).updates;
  await execute({ type: 'mark_posted', update: update?.update ?? '', channel: 'status_page' });
  const next = await desk.call('draft', { incident, audience: 'public', occasion: null });
  await expect(draft(page)).toHaveValue(next.draft.text);
  await draft(page).press('Control+End');
  await page.keyboard.type(' Refunds follow.');
  const kept = async () => (await desk.call('draft', { incident, audience: 'public', occasion: null })).draft.text;
  await expect.poll(kept).toBe(`${next.draft.text} Refunds follow.`);
});
