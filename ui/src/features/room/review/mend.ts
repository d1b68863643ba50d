import type { LintAbout } from '$backend/bindings';
import { go } from '$route/here.svelte';
import type { InRoom } from '../in-room.svelte';

/** Leads to where a finding about the record is mended: the form for it, or the place in the timeline. */
export function mend(here: InRoom, about: LintAbout): void {
  if (about.type === 'point') here.ask = { what: 'point', point: about.point };
  else if (about.type === 'no_action') here.ask = { what: 'action', kind: about.kind };
  else if (about.type === 'gap')
    go({ at: 'incident', id: here.id }, about.after === null ? undefined : { entry: about.after });
  else {
    const action = here.room.actions.find(({ id }) => id === about.action);
    if (action) here.ask = { what: 'action', action };
  }
}
