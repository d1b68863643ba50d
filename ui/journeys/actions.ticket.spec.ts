import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import { accessible, expect, test } from './desk';

const panel = (page: Page) => page.getByRole('complementary', { name: 'State, decisions and tasks' });
const items = (page: Page) => panel(page).getByRole('region', { name: 'Action items', exact: true });
const toast = (page: Page) => page.getByRole('region', { name: 'Messages' });
const dialog = (page: Page) => page.getByRole('dialog');

test('an action is raised together with its ticket, and both are taken back at once', async ({ page, desk }) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
  await page.keyboard.press('Alt+3');
  const raise = async (text: string, ticket: string) => {
    await page.keyboard.press('Shift+T');
    await dialog(page).getByLabel('What has to be done').fill(text);
    await dialog(page).getByLabel('Ticket').fill(ticket);
    await page.keyboard.press('Control+Enter');
  };
  const actions = async () => (await desk.call('room', { incident })).room.actions;
  await raise('Alert before the pool is full', 'https://tickets.example/browse/OPS-12');
  await expect(dialog(page)).toHaveCount(0);
  await expect(items(page).getByRole('button', { name: 'OPS-12', exact: true })).toBeVisible();
  await expect(toast(page)).toContainText('Action added');
  await toast(page).getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(items(page)).toContainText('None yet.');
  await expect(toast(page).getByRole('alert')).toHaveCount(0);
  expect(await actions()).toEqual([]);

  // What is no address keeps no action back; it is one by then, and not a second when the address is mended.
  await raise('Test the pool under load', 'OPS-13');
  await expect(dialog(page).getByRole('alert')).toContainText('is not the address of a ticket');
  await expect(dialog(page).getByRole('heading', { name: 'Change the action item' })).toBeVisible();
  await accessible(page);
  await dialog(page).getByLabel('Ticket').fill('https://tickets.example/browse/OPS-13');
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toHaveCount(0);
  await expect(items(page).getByRole('button', { name: 'OPS-13', exact: true })).toBeVisible();
  expect((await actions()).map(({ text, ticket }) => [text, ticket?.name])).toEqual([
    ['Test the pool under load', 'OPS-13']
  ]);
});

test('an action whose ticket was refused is one, as it was typed, and whoever closes the dialog hears of it', async ({
  page,
  desk
}) => {
  const { incident } = await desk.declare({ title: 'The pool was full' });
  await desk.open(page, `#/incident/${incident}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The pool was full');
  await page.keyboard.press('Alt+3');
  const written: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/call/execute'))
      written.push((request.postDataJSON() as { command: Command }).command.type);
  });
  const raise = async (text: string) => {
    await page.keyboard.press('Shift+T');
    await dialog(page).getByLabel('What has to be done').fill(text);
    await dialog(page).getByLabel('Due').fill('in 300 h');
    await dialog(page).getByLabel('Ticket').fill('OPS-13');
    await page.keyboard.press('Control+Enter');
    await expect(dialog(page).getByRole('alert')).toContainText('is not the address of a ticket');
  };
  await raise('Test the pool under load');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(items(page)).toContainText('Test the pool under load');
  await expect(toast(page)).toContainText('Action added');
  await toast(page).getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(items(page)).toContainText('None yet.');
  expect(written).toEqual(['raise_action', 'ticket_action', 'undo']);

  // Mended it has its ticket, and nothing that was not changed is written once more. One way back leads from all of it.
  written.length = 0;
  await raise('Alert before the pool is full');
  await dialog(page).getByLabel('What has to be done').fill('Alert long before');
  await dialog(page).getByLabel('Ticket').fill('https://tickets.example/browse/OPS-13');
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toHaveCount(0);
  await expect(items(page)).toContainText('Alert long before');
  expect(written).toEqual(['raise_action', 'ticket_action', 'word_action', 'ticket_action']);
  await toast(page).getByRole('button', { name: 'Undo' }).last().press('Enter');
  await expect(items(page)).toContainText('None yet.');
  await expect(toast(page).getByRole('alert')).toHaveCount(0);
});
