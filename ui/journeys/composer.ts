import type { Page } from '@playwright/test';
import type { Command } from '../src/backend/bindings';
import type { Desk } from './desk';

/** A Major that this person manages, so that they approve what they write. */
export async function seed(desk: Desk) {
  const { people } = await desk.call('book', {});
  const { incident } = await desk.declare({
    title: 'Duplicate charges at checkout',
    severity: 'major',
    manager: people.find((person) => person.me)?.id ?? null
  });
  return { incident, execute: (command: Command) => desk.call('execute', { incident, command }) };
}

export const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
export const draft = (page: Page) => field(page, 'Text for Status page');
export const when = (page: Page) => field(page, 'When they were told');
export const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });
export const approve = (page: Page) => page.locator('footer').getByRole('button', { name: /^Approve/ });
export const comms = (desk: Desk, page: Page, incident: string, to = 'public') =>
  desk.open(page, `#/incident/${incident}/comms?to=${to}`);
