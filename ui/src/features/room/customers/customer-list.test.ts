import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import type { AccountView } from '$backend/bindings';
import CustomerList from './CustomerList.svelte';

const MANY = 5_000;
const accounts = Array.from({ length: MANY }, (_, at): AccountView => {
  const name = `Customer ${at}`;
  const nothing = { tier: null, arr: null, tickets: [], owner: null, owner_name: null, due: null, answer_due: null };
  const unsaid = { last_told: null, last_channel: null, offered: [], promises: [], asks: [], history: [] };
  return { id: `customer-${at}`, name, impact: 'down', contact: {}, ...nothing, ...unsaid };
});

test('of thousands of customers only those in sight are drawn, and any is brought into sight', async () => {
  const chosen = vi.fn();
  const props = { accounts, chosen: 'customer-1', soon: 0, onchoose: chosen };
  const list = mount(CustomerList, { target: document.body, props });
  flushSync();
  const rows = () => [...document.querySelectorAll('[role="row"][aria-selected]')];
  const names = () => rows().map((row) => row.querySelector('button')?.textContent);
  expect(rows().length).toBeGreaterThan(5);
  expect(rows().length).toBeLessThan(100);
  expect(document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount')).toBe(String(MANY + 1));
  expect(document.querySelector('[aria-selected="true"] button')?.textContent).toBe('Customer 1');

  document.querySelectorAll<HTMLButtonElement>('[role="row"] button')[2]?.click();
  expect(chosen).toHaveBeenCalledWith(accounts[2]);

  list.reveal(MANY - 1);
  document.querySelector('[role="grid"]')?.dispatchEvent(new Event('scroll'));
  flushSync();
  expect(names()).toContain(`Customer ${MANY - 1}`);
  expect(names()).not.toContain('Customer 0');
  await unmount(list);
});
