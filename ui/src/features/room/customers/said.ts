import type { CustomerId } from '$backend/bindings';

/** What a dialog asks about a customer. */
export interface SaidAsk {
  what: 'told' | 'reported' | 'offer' | 'promise' | 'executives';
  id: CustomerId;
  name: string;
}
