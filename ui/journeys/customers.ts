import type { Page } from '@playwright/test';
import type { Command, CustomerImpact, Edit } from '../src/backend/bindings';
import type { Desk } from './desk';

type Book = Partial<Extract<Edit, { type: 'define_customer' }>>;

/** A customer of the book, and how the incident hurts them. */
export async function named(desk: Desk, incident: string, name: string, impact: CustomerImpact, book: Book = {}) {
  const nothing = { customer: null, tier: null, respond_within: null, contact: {}, owner: null };
  await desk.call('edit', { edit: { type: 'define_customer', name, ...nothing, ...book } });
  const { id } = (await desk.call('find_customers', { words: name, most: null }))[0] ?? { id: '' };
  const execute = (command: Command) => desk.call('execute', { incident, command });
  await execute({ type: 'affect_customer', customer: id, impact });
  return { id, execute };
}
/** What stands beside the list about one of them. */
export const panelOf = (page: Page, name: string) => page.getByRole('complementary', { name });

/** A major incident. */
export async function seed(desk: Desk) {
  const { incident } = await desk.declare({ title: 'Duplicate charges at checkout', severity: 'major' });
  return { incident };
}
