import type { AccountView, CustomerId, PromiseView } from '$backend/bindings';

/** What a dialog asks about a customer. */
export interface SaidAsk {
  what: 'told' | 'reported' | 'offer' | 'promise' | 'executives';
  id: CustomerId;
  name: string;
}

/** A promise for which a customer agreed to another time. */
export interface MoveAsk {
  promise: PromiseView;
  name: string;
}

/** When they hear from us at the latest: by a promise, or by their agreement. */
export function dueTo({ due, answer_due }: AccountView): number | null {
  const all = [due, answer_due].filter((at) => at !== null);
  return all.length ? Math.min(...all) : null;
}
