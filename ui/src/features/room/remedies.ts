import type { Call } from '$backend/bindings';
import { go } from '$route/here.svelte';
import { words as room } from '$text/room';
import { words } from '$text/room-panel';
import type { InRoom } from './in-room.svelte';

/** The next thing to do about what nags, where there is one. */
export function remedy(here: InRoom, call: Call): { name: string; run: () => void } | null {
  const decision = here.room.decisions.find((each) => each.id === call.about);
  const mitigation = here.room.mitigations.find((each) => each.entry === call.about);
  const action = here.room.actions.find((each) => each.id === call.about);
  switch (call.nag) {
    case 'no_manager':
      return { name: words.takeCommand, run: () => takeCommand(here) };
    case 'no_severity':
      return { name: room.classify, run: () => void (here.ask = { what: 'classify' }) };
    case 'announcement':
    case 'update_due':
    case 'update_overdue':
      return {
        name: room.postUpdate,
        run: () => go({ at: 'incident', id: here.id, screen: 'comms' }, call.audience ? { to: call.audience } : {})
      };
    case 'approval_waiting':
    case 'sent_back':
    case 'not_posted':
      return { name: words.lookAtUpdate, run: () => go({ at: 'incident', id: here.id, screen: 'comms' }) };
    case 'promise_due':
    case 'promise_overdue':
      return { name: words.toCustomers, run: () => go({ at: 'incident', id: here.id, screen: 'customers' }) };
    case 'answer_overdue':
    case 'answered':
      return { name: words.toBrief, run: () => go({ at: 'incident', id: here.id, screen: 'brief' }) };
    case 'review_due':
    case 'review_overdue':
      return { name: words.toReview, run: () => go({ at: 'incident', id: here.id, screen: 'review' }) };
    case 'action_due':
    case 'action_overdue':
      return action ? { name: words.lookAtAction, run: () => void (here.ask = { what: 'action', action }) } : null;
    case 'revisit':
      return decision ? { name: words.lookAgain, run: () => void (here.ask = { what: 'revisit', decision }) } : null;
    case 'temporary_mitigation':
      return mitigation
        ? {
            name: words.removed,
            run: () =>
              void here.attempt(
                { type: 'remove_mitigation', mitigation: mitigation.entry },
                words.removedSaid(mitigation.what)
              )
          }
        : null;
    default:
      return null;
  }
}

function takeCommand(here: InRoom): void {
  const role = here.room.roles.find((each) => each.scope === 'one');
  if (!role) return;
  const command = { type: 'assign', role: role.role, service: null, person: here.me } as const;
  void here.attempt(command, room.assigned(room.you, role.name));
}
