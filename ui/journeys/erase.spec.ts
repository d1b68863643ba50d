import { accessible, expect, meet, test } from './hub';

test.describe.configure({ timeout: 90_000 });

/** Where pictures go, for whoever wants to look at them. */
const pictures = process.env['ALLCLEAR_PICTURES'];

test('an admin erases a whole incident by keyboard, and a responder is not asked', async ({
  desk,
  second,
  hub,
  page,
  context
}) => {
  const incident = await meet(desk, second, hub);
  const note = { type: 'add_note', note: 'note', text: 'Jane Doe pays with 4111', occurred_at: null } as const;
  await desk.call('execute', { incident, command: note });
  await expect
    .poll(async () => JSON.stringify((await second.call('room', { incident })).room.timeline))
    .toContain('4111');
  const his = await context.newPage();
  await second.open(his, `#/incident/${incident}`);
  await his.getByRole('button', { name: 'Incident', exact: true }).press('Enter');
  await expect(his.getByRole('menuitem', { name: 'Classify' })).toBeVisible();
  await expect(his.getByRole('menuitem', { name: 'Erase everything…' })).toHaveCount(0);
  await his.keyboard.press('Escape');

  await desk.open(page, `#/incident/${incident}`);
  const label = (await desk.call('room', { incident })).room.label;
  await page.getByRole('button', { name: 'Incident', exact: true }).press('Enter');
  await page.getByRole('menuitem', { name: 'Erase everything…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Erase this incident' });
  const act = dialog.getByRole('button', { name: 'Erase everything' });
  await expect(act).toBeDisabled();
  await dialog.getByLabel('Why').press('Enter');
  await page.getByRole('option', { name: 'It held personal data' }).press('Enter');
  await dialog.getByLabel(`Type ${label} to go on`).fill('INC-999');
  await expect(act).toBeDisabled();
  for (const [scheme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 560]
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
    if (pictures) await page.screenshot({ path: `${pictures}/erase-${scheme}-${width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByLabel(`Type ${label} to go on`).fill(label);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();

  // Everything is gone on both laptops, and both say by whom.
  for (const each of [page, his]) {
    await expect(each.getByText(/^Erased by .+ UTC\./)).toBeVisible();
    await expect(each.getByRole('heading', { level: 1 })).toContainText('No title');
    await expect(each.getByText('4111')).toHaveCount(0);
    await expect(each.getByRole('article').filter({ hasText: 'Everything here was redacted' })).toContainText(
      'It held personal data'
    );
    await expect(each.getByRole('feed').getByText(/redacted/), 'that is said once').toHaveCount(1);
    await expect(each.getByRole('article').filter({ hasText: 'Everything here was redacted' })).toContainText(
      /\d+ entries/
    );
    await expect(each.getByRole('form', { name: 'Write an entry' }), 'nobody writes there').toHaveCount(0);
    // Nor is anything offered at its head, nor by key.
    const head = each.locator('header').filter({ hasText: 'No title' });
    await expect(head.getByRole('button')).toHaveCount(1);
    await each.keyboard.press('y');
    await each.keyboard.press('e');
    await expect(each.getByRole('dialog')).toHaveCount(0);
    await head.getByRole('button', { name: 'Incident', exact: true }).press('Enter');
    expect(await each.getByRole('menuitem').allInnerTexts()).toEqual(['Copy number and title', 'Facts and exports']);
    await each.keyboard.press('Escape');
    const stages = each.getByRole('list', { name: 'Stages' }).getByRole('button');
    expect(await stages.evaluateAll((all) => all.every((one) => (one as HTMLButtonElement).disabled))).toBe(true);
    await accessible(each);
  }
  if (pictures) await page.screenshot({ path: `${pictures}/erased.png` });
  // Nor does anybody begin a text of it: what would be written there would be erased too.
  for (const [screen, offers] of [
    ['review', page.getByRole('button', { name: /^Begin: / })],
    ['comms', page.getByRole('textbox')]
  ] as const) {
    await desk.open(page, `#/incident/${incident}/${screen}`);
    await expect(page.getByText(/^Erased by .+ UTC\./)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Open the war room' })).toBeVisible();
    await accessible(page);
    await expect(offers).toHaveCount(0);
    if (pictures) await page.screenshot({ path: `${pictures}/erased-${screen}.png` });
  }
  expect((await desk.call('rail', {})).active).toEqual([]);
  await his.close();
});
