import type { Stage } from '$backend/bindings';
import { failureFrom } from '$backend/failure';
import { complain } from '$design/toasts.svelte';
import { words as named } from '$text/incident';
import { words } from '$text/room';
import type { InRoom } from './in-room.svelte';

/** Enters a stage, or asks for what Rust says is missing: the reason to go back, the reason to pass a gate. */
export async function goToStage(here: InRoom, stage: Stage): Promise<void> {
  try {
    await here.execute({ type: 'enter_stage', stage, reason: null, anyway: null }, words.stageSaid(named.stage[stage]));
  } catch (thrown) {
    const failure = failureFrom(thrown);
    if (failure.code === 'reason') here.ask = { what: 'stage', stage };
    else if (failure.code === 'gate') here.ask = { what: 'stage', stage, gate: failure.message };
    else complain(failure);
  }
}
