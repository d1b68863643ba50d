import { getContext, setContext } from 'svelte';

/** What a label, its hint and its error have to tell the control between them. */
export interface FieldAround {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

const FIELD = Symbol('field');

export const provideField = (around: FieldAround) => setContext(FIELD, around);

/** The field around this control, if it stands in one. Call it during initialisation. */
export const field = () => getContext<FieldAround | undefined>(FIELD);
