import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

const section = (page: Page, nth: number) => page.getByLabel(`Title of section ${nth}`, { exact: true });
const templates = (page: Page) => page.getByRole('list', { name: 'Templates, as they are offered' });
const text = (page: Page, title: string) => page.getByRole('textbox', { name: `Text of ${title}`, exact: true });
const known = async (desk: Desk, name: string) =>
  (await desk.call('book', {})).review_templates.find(({ template }) => template.name === name);

test('a workspace writes a template of its own by keys, and a review keeps what it was begun with', async ({
  page,
  desk
}) => {
  await desk.open(page, '#/settings/reviews');
  await page.getByLabel('Name of the template to add').fill('Storage review');
  await page.keyboard.press('Enter');
  await expect(section(page, 1)).toHaveValue('Summary');
  await page.getByLabel('Section to add').fill('Capacity');
  await page.keyboard.press('Enter');
  await expect(section(page, 2)).toHaveValue('Capacity');
  await page.getByLabel('What belongs in Capacity').fill('How full it was, and how fast it grew.');
  await page.keyboard.press('Enter');
  await page.getByLabel('What the record fills in under Capacity').press('Enter');
  await page.keyboard.type('The imp');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await known(desk, 'Storage review'))?.template.sections[1])
    .toMatchObject({ title: 'Capacity', hint: 'How full it was, and how fast it grew.', fill: 'impact' });
  // Each press counts, also while the one before is being written down.
  await page.getByLabel('Section to add').fill('Growth');
  await page.keyboard.press('Enter');
  await expect(section(page, 3)).toHaveValue('Growth');
  const titles = async () => (await known(desk, 'Storage review'))?.template.sections.map(({ title }) => title);
  await page.getByRole('button', { name: 'Move Growth up' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect.poll(titles).toEqual(['Growth', 'Summary', 'Capacity']);
  await expect(page.getByRole('button', { name: 'Move Growth down' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect.poll(titles).toEqual(['Summary', 'Capacity', 'Growth']);
  await page.getByRole('button', { name: 'Move Capacity up' }).press('Enter');
  await expect(section(page, 1)).toHaveValue('Capacity');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }

  // What comes with Allclear is read and copied; the copy is one's own.
  await templates(page)
    .getByRole('button', { name: /^Short review/ })
    .press('Enter');
  await templates(page).getByRole('button', { name: 'Copy', exact: true }).first().press('Enter');
  await expect(templates(page).getByRole('button', { name: /^Short review \(copy\)/ })).toBeVisible();
  expect((await known(desk, 'Short review (copy)'))?.template.sections).toHaveLength(5);
  await page.getByRole('button', { name: 'Undo' }).last().press('Enter');
  await expect(templates(page).getByRole('button', { name: /^Short review \(copy\)/ })).toHaveCount(0);

  // It is offered first, and a review is begun with it.
  const place = async () => {
    const all = (await desk.call('book', {})).review_templates;
    return all.findIndex(({ template }) => template.name === 'Storage review');
  };
  const up = page.getByRole('button', { name: 'Move Storage review up' });
  for (let at = await place(); at > 0; at -= 1) await up.press('Enter');
  // At the top there is nothing above: the press would go nowhere, so the focus is on the other one.
  await expect(page.getByRole('button', { name: 'Move Storage review down' })).toBeFocused();
  await expect.poll(place).toBe(0);
  const { incident } = await desk.declare({ title: 'The disk is full' });
  await desk.open(page, `#/incident/${incident}/review`);
  await page.getByRole('button', { name: 'Begin: Storage review' }).press('Enter');
  await text(page, 'Capacity').click();
  await page.keyboard.insertText('It was full at noon.');
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await expect(page.getByText('Begun with: Storage review')).toBeVisible();

  // Another template: its sections begin filled, and what has no place in it stays with its words.
  await page.getByRole('button', { name: 'Change the template of the review' }).press('Enter');
  await page.keyboard.type('Short');
  await page.keyboard.press('Enter');
  await expect(text(page, 'Causes and contributing factors')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Capacity.*no longer in the outline/ })).toBeVisible();
  await expect(text(page, 'Capacity')).toContainText('It was full at noon.');
  await accessible(page);

  // What had no words is gone with the caret in it: nothing is cited into a text that no longer stands there.
  await text(page, 'Action items').click();
  await page.getByRole('button', { name: 'Change the template of the review' }).press('Enter');
  await page.keyboard.type('Storage');
  await page.keyboard.press('Enter');
  await expect(text(page, 'Action items')).toHaveCount(0);
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await text(page, 'Capacity').click();
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog', { name: 'Cite from the record' })).toBeVisible();
});

test('a section without a place in the outline stays under whoever deletes its last letter', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The disk is full' });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  const lucky = text(page, 'Where we were lucky');
  await lucky.click();
  await page.keyboard.type('x');
  await expect(page.getByText(/^Kept on this laptop at/)).toBeVisible();
  await desk.call('outline_review', { incident, template: 'short' });
  await expect(page.getByRole('heading', { name: /^Where we were lucky.*no longer in the outline/ })).toBeVisible();
  const written = async () => (await desk.call('review', { incident })).sections.some(({ id }) => id === 'lucky');
  await lucky.click();
  await page.keyboard.press('Backspace');
  await expect.poll(written).toBe(false);
  // The outline is asked for again, and says that it is empty.
  const outline = page.getByRole('list', { name: 'Sections of the review' });
  await expect(outline.getByRole('button', { name: /^Where we were lucky/ })).toContainText('empty');
  await expect(lucky).toBeFocused();
  await page.keyboard.type('We slept nearby. [[');
  await expect(page.getByRole('dialog', { name: 'Cite from the record' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(lucky).toBeFocused();
  await expect.poll(written).toBe(true);

  // Whoever leaves it empty leaves nothing behind.
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await expect.poll(written).toBe(false);
  await expect(outline.getByRole('button', { name: /^Where we were lucky/ })).toContainText('empty');
  await text(page, 'Summary').click();
  await expect(lucky).toHaveCount(0);
});

test('entries and charts are cited by keys from within the text, and Tab leads out of it', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The disk is full' });
  const figure = (number: number, minutes: number) =>
    desk.call('execute', {
      incident,
      command: {
        type: 'state_impact',
        aspect: 'customers',
        value: `${number} shops`,
        number,
        source: 'the ledger',
        as_of: Date.now() - minutes * 60_000
      }
    });
  await figure(200, 30);
  await figure(7_400, 10);
  await desk.call('execute', { incident, command: { type: 'write', mode: 'decision', line: 'delete old logs' } });
  await desk.call('begin_review', { incident, template: 'full' });
  await desk.open(page, `#/incident/${incident}/review`);
  await text(page, 'What went well').click();
  await page.keyboard.type('We decided: [[');
  const picker = page.getByRole('dialog', { name: 'Cite from the record' });
  await expect(picker).toBeVisible();
  await page.keyboard.type('old logs');
  await expect(picker.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(text(page, 'What went well')).toContainText('delete old logs');
  await expect(text(page, 'What went well')).not.toContainText('[[');
  // The caret is behind it.
  await page.keyboard.type(' at once.');
  await expect(text(page, 'What went well')).toContainText('at once.');

  await page.keyboard.press('Control+e');
  await page.keyboard.type('customers over time');
  await page.keyboard.press('Enter');
  const chart = page.getByRole('img', { name: /^Customers over time: .*7400 shops/ });
  await expect(chart).toBeVisible();
  await figure(300, 5);
  await expect(page.getByRole('img', { name: /^Customers over time: .*300 shops/ })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  // Escape leaves what was typed.
  await text(page, 'Where we were lucky').click();
  await page.keyboard.type('[[');
  await expect(picker).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
  await page.keyboard.type('x');
  await expect(text(page, 'Where we were lucky')).toHaveText('[[x');

  // Each text has a name and is left by Tab in either direction.
  await expect(text(page, 'Where we were lucky')).toHaveAttribute('aria-multiline', 'true');
  await page.keyboard.press('Tab');
  await expect(text(page, 'Why it surprised us')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(text(page, 'Where we were lucky')).toBeFocused();
});
