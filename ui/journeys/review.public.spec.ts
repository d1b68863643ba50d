import type { Command } from '../src/backend/bindings';
import { accessible, expect, type Desk, test } from './desk';

test.describe.configure({ timeout: 120_000 });

const did = (desk: Desk, incident: string, command: Command) => desk.call('execute', { incident, command });
const over: Command = { type: 'enter_stage', stage: 'review', reason: null, anyway: 'it is over' };

/** An incident that is over, whose review names a customer, somebody of us and an address of our own. */
async function reviewed(desk: Desk): Promise<string> {
  const customer = { customer: null, name: 'Acme', tier: null, respond_within: null, contact: {}, owner: null };
  await desk.call('edit', { edit: { type: 'define_customer', ...customer } });
  await desk.call('new_person', { name: 'Jonas Weber' });
  const { people } = await desk.call('book', {});
  const me = people.find((person) => person.me)?.id ?? null;
  const { incident } = await desk.declare({ title: 'The card pool ran dry for Acme', manager: me });
  await did(desk, incident, { type: 'write', mode: 'fix_later', line: 'Jonas looked at https://ours.example/board' });
  await did(desk, incident, over);
  await desk.call('begin_review', { incident, template: 'full' });
  return incident;
}

test('the public reads of a review what a person left of it by keys, once it is approved', async ({ page, desk }) => {
  const incident = await reviewed(desk);
  await desk.open(page, `#/incident/${incident}/review`);
  const causes = page.getByRole('textbox', { name: 'Text of Causes and contributing factors', exact: true });
  await causes.click();
  await page.keyboard.insertText('Jonas saw at https://ours.example/board that Acme used all of it.');
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();

  await page.getByRole('button', { name: 'For the public' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Its title')).toHaveValue('The card pool ran dry for a customer');
  const read = page.frameLocator('iframe').locator('body');
  await expect(read).toContainText('somebody of our team saw at (a link of our own) that a customer used all of it.');
  await expect(read).not.toContainText('Acme');
  await expect(dialog.getByLabel('Noted on the way')).not.toBeChecked();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
  }

  // Each is chosen by keys: one stays, one is said otherwise, a section is left out.
  await dialog.getByLabel('Replace Acme', { exact: true }).press('Space');
  await expect(read).toContainText('that Acme used all of it');
  await dialog.getByLabel('Instead of Jonas', { exact: true }).fill('an engineer');
  await expect(read).toContainText('an engineer saw');
  await dialog.getByLabel('Summary', { exact: true }).press('Space');
  await expect(read.getByRole('heading', { name: 'Summary' })).toHaveCount(0);
  await dialog.getByLabel('Its title').fill('Why cards were refused');
  await expect(read.getByRole('heading', { level: 1 })).toHaveText('Why cards were refused');
  await page.keyboard.press('Control+Enter');

  // The composer opens with the update that tells of it; what is read follows its approval.
  await expect(page).toHaveURL(/comms\?to=public&on=post_mortem_published|comms\?.*to=public/);
  expect((await desk.call('public_review', { incident, wish: null })).waits).toBe(true);
  // Whoever tells of it sees which one goes with it, and may let the update go without it.
  const telling = page.getByRole('group', { name: 'The review that it tells of' });
  await expect(telling).toContainText('Review for the public: Why cards were refused');
  const along = telling.getByRole('checkbox', { name: 'The public reads it once this is approved' });
  await expect(along).toBeChecked();
  const said = { audience: 'public', occasion: 'post_mortem_published', text: 'We say why.', next_due: null } as const;
  const unsent = { ...said, components: [] };
  const { review } = await desk.call('preview', { incident, unsent, form: 'chat', at: null });
  const named = review ? { review: review.review } : {};
  const { entries } = await did(desk, incident, { type: 'propose_update', ...said, replaces: null, ...named });
  // So does whoever approves it.
  const waiting = page.getByRole('article').filter({ hasText: 'We say why.' });
  await expect(waiting).toContainText('Review for the public: Why cards were refused');
  await waiting.getByRole('button', { name: 'Look at it' }).press('Enter');
  await expect(dialog).toContainText('written down by');
  const written = dialog.frameLocator('iframe').locator('body');
  await expect(written).toContainText('an engineer saw');
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await did(desk, incident, { type: 'approve_update', update: entries[0] ?? '' });
  const view = await desk.call('public_review', { incident, wish: null });
  expect(view.waits).toBe(false);
  expect(view.public_since).not.toBeNull();
});

test('what is refused because the text was changed meanwhile is shown as it is now', async ({
  page,
  desk,
  context
}) => {
  const incident = await reviewed(desk);
  await desk.open(page, `#/incident/${incident}/review`);
  await page.getByRole('button', { name: 'For the public' }).press('Enter');
  const dialog = page.getByRole('dialog');
  const read = page.frameLocator('iframe').locator('body');
  await expect(read.getByRole('heading', { name: 'Summary' })).toHaveCount(1);

  const other = await context.newPage();
  await desk.open(other, `#/incident/${incident}/review`);
  await other.getByRole('textbox', { name: 'Text of Causes and contributing factors', exact: true }).click();
  await other.keyboard.insertText('The gazelle was first.');
  await expect(other.getByText(/^Kept on this laptop at/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('alert')).toContainText('Look at the preview once more');
  await expect(read).toContainText('The gazelle was first.');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/comms\?/);
});

test('past incidents that are like one are told beside it, with why and what helped', async ({ page, desk }) => {
  const past = await desk.declare({ title: 'Certificate of the gateway expired' });
  await did(desk, past.incident, {
    type: 'mitigate',
    what: 'certificate renewed by hand',
    temporary: false,
    service: null,
    remove_when: null
  });
  await did(desk, past.incident, over);
  const { incident } = await desk.declare({ title: 'The gateway certificate is not trusted' });
  await desk.open(page, `#/incident/${incident}`);
  const seen = page.getByRole('region', { name: 'Seen before' });
  await expect(seen).toContainText('Same words: gateway, certificate');
  await expect(seen).toContainText('Helped: certificate renewed by hand');
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
  }
  await did(desk, incident, over);
  await desk.call('begin_review', { incident, template: 'short' });
  await desk.open(page, `#/incident/${incident}/review`);
  await seen.getByRole('button', { name: /Certificate of the gateway expired/ }).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Certificate of the gateway expired');
});
