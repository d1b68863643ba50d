import type { Command } from '../src/backend/bindings';
import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

/** A bit of everything, so that every part of the screen has something to show. */
async function seed(desk: Desk) {
  for (const name of ['Jonas Weber', 'Mei Tanaka']) await desk.call('new_person', { name });
  await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'payments-ledger' } });
  await desk.call('edit', {
    edit: { type: 'define_field', field: null, name: 'Vendor', takes: { type: 'flag' }, on: true }
  });
  const { people, services } = await desk.call('book', {});
  const [me, jonas] = [people.find((person) => person.me)?.id ?? '', people.find((person) => !person.me)?.id ?? ''];
  const service = services[0]?.id ?? '';
  const { incident } = await desk.declare({
    title: 'Duplicate charges at checkout',
    severity: 'major',
    services: [service],
    impact_started: Date.now() - 600_000,
    manager: me,
    private: true
  });
  const commands: Command[] = [
    { type: 'link', link: 'channel', label: '', target: 'inc-1' },
    { type: 'link', link: 'ticket', label: 'OPS-1', target: 'https://tickets.example/OPS-1' },
    { type: 'assign', role: 'affected-on-call', service, person: jonas },
    { type: 'enter_stage', stage: 'troubleshoot', reason: null, anyway: null },
    { type: 'write', mode: 'note', line: '@2025-12-24 18:00 Deployed' },
    { type: 'write', mode: 'task', line: '@jonas freeze deploys by in 20 min' },
    { type: 'write', mode: 'decision', line: 'Fail over because it is fast, revisit in 10 min' },
    {
      type: 'raise_decision',
      question: 'Refund?',
      options: ['Yes', 'No'],
      owner: jonas,
      needed_by: Date.now() + 60_000
    },
    { type: 'mitigate', what: 'Retries off', temporary: true, service, remove_when: null },
    { type: 'state_impact', aspect: 'customers', value: '214', number: 214, source: 'query', as_of: null },
    { type: 'add_tag', tag: 'payments' }
  ];
  for (const command of commands) await desk.call('execute', { incident, command });
  return incident;
}

/** Opens a dialog, looks at it and closes it. */
async function looked(page: Page, open: () => Promise<void>) {
  await open();
  await expect(page.getByRole('dialog')).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the war room can be used by everybody (${colorScheme})`, async ({ page, desk }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    const fresh = await desk.declare({ title: 'Search index stale', drill: true });
    await desk.open(page, `#/incident/${fresh.incident}`);
    await expect(page.getByText('Impact start unknown')).toBeVisible();
    await accessible(page);

    const incident = await seed(desk);
    await page.goto(page.url().replace(/#.*/, `#/incident/${incident}`));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Duplicate charges');
    for (const tab of ['Alt+1', 'Alt+2', 'Alt+3', 'Alt+4']) {
      await page.keyboard.press(tab);
      await accessible(page);
    }

    // Each dialog, opened by its key.
    for (const key of ['1', 'r', 'i', 'Shift+y', 'Shift+t', '?']) await looked(page, () => page.keyboard.press(key));
    // Those that have a name in the palette instead.
    for (const name of [
      'Record a decision in full',
      'Raise a decision',
      'Add a mitigation',
      'Record that the impact is over'
    ]) {
      await looked(page, async () => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type(name);
        await page.getByRole('option', { name }).first().click();
      });
    }
    // Those of one line, of one decision and of who may see it.
    const panel = page.getByRole('complementary', { name: 'State, decisions and tasks' });
    const line = page.getByRole('article').filter({ hasText: 'Deployed' }).first();
    for (const choice of ['Correct the text', 'Change when it happened']) {
      await looked(page, async () => {
        await line.hover();
        await line.getByRole('button', { name: /^More about/ }).click();
        await page.getByRole('menuitem', { name: choice, exact: true }).click();
      });
    }
    await page.keyboard.press('Alt+4');
    await looked(page, () => panel.getByRole('button', { name: 'Name somebody' }).click());
    await page.getByRole('list', { name: 'Stages' }).getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('dialog')).toContainText('Not ready for Review');
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('list', { name: 'Stages' }).getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('dialog')).toContainText('Go back to Create');
    await accessible(page);
    await page.keyboard.press('Escape');
  });

  test(`a narrow window hides nothing for good (${colorScheme})`, async ({ page, desk }) => {
    await page.emulateMedia({ colorScheme });
    const incident = await seed(desk);
    await page.setViewportSize({ width: 1150, height: 800 });
    await desk.open(page, `#/incident/${incident}`);
    const panel = page.getByRole('complementary', { name: 'State, decisions and tasks' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(panel).toBeHidden();
    await page.keyboard.press('Alt+1');
    await expect(panel).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();

    await page.setViewportSize({ width: 880, height: 800 });
    const people = page.getByRole('complementary', { name: 'Roles and checklist' });
    await expect(people).toBeHidden();
    await page.getByRole('button', { name: /^Roles and checklist/ }).click();
    await expect(people).toBeVisible();
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(880);
  });
}
