import { copy } from '$design/copy';
import type { Action } from '$design/keys';
import { words as named } from '$text/incident';
import { words } from '$text/room';
import type { InRoom } from './in-room.svelte';
import { raiseAimed } from './sources';
import { goToStage } from './stages';

const { actions, groups } = words;

/** Whether somebody is writing: then Ctrl+Z belongs to the text. */
const writing = () =>
  document.activeElement?.matches('input:not([type="checkbox"]), textarea, [contenteditable="true"]') ?? false;

/** What a person can do in the war room by key or from the palette, beside what its lists offer themselves. */
export function roomActions(here: InRoom): Action[] {
  const group = groups.incident;
  const ask = (what: NonNullable<InRoom['ask']>) => () => void (here.ask = what);
  const join = (link: 'channel' | 'bridge') => () => {
    const found = here.room.links.find((each) => each.link === link);
    if (found) void copy(found.target, words.copiedJoin(words.joins[link]));
    else here.ask = { what: 'link', link };
  };
  // Nobody changes what was erased.
  const lives = (action: Action): Action => ({
    ...action,
    enabled: () => !here.room.erased && (action.enabled?.() ?? true)
  });
  const severity = (rank: number) => here.book?.severities.find((each) => each.severity.rank === rank)?.severity;

  const all: Action[] = [
    { id: 'room.classify', name: actions.classify, group, run: ask({ what: 'classify' }) },
    ...[1, 2, 3].map((rank) => ({
      id: `room.classify.${rank}`,
      name: actions.classifyAs(severity(rank)?.name ?? String(rank)),
      group,
      keys: String(rank),
      enabled: () => severity(rank) !== undefined,
      run: () => {
        const chosen = severity(rank);
        if (chosen) here.ask = { what: 'classify', severity: chosen.id };
      }
    })),
    { id: 'room.channel', name: actions.copyChannel, group, keys: 'y', run: join('channel') },
    { id: 'room.bridge', name: actions.copyBridge, group, keys: 'Shift+y', run: join('bridge') },
    { id: 'room.role', name: actions.role, group: groups.people, keys: 'r', run: ask({ what: 'role' }) },
    { id: 'room.impact', name: actions.impact, group, keys: 'i', run: ask({ what: 'impact' }) },
    {
      id: 'room.impactStart',
      name: actions.impactStart,
      group,
      run: ask({ what: 'point', point: 'impact_started' })
    },
    { id: 'room.mitigated', name: actions.mitigated, group, run: ask({ what: 'point', point: 'mitigated' }) },
    { id: 'room.mitigate', name: actions.mitigate, group, run: ask({ what: 'mitigate' }) },
    { id: 'room.service', name: actions.service, group, run: ask({ what: 'service' }) },
    { id: 'room.decide', name: actions.decision, group, run: ask({ what: 'decide' }) },
    { id: 'room.raise', name: actions.raise, group, run: ask({ what: 'raise' }) },
    actionItem(() => raiseAimed(here)),
    ...here.room.stages.map(({ stage }) => ({
      id: `room.stage.${stage}`,
      name: actions.stage(named.stage[stage]),
      group,
      enabled: () => here.room.stage !== stage,
      run: () => void goToStage(here, stage)
    })),
    {
      id: 'room.tick',
      name: actions.tick,
      group: groups.people,
      keys: 'x',
      palette: false,
      run: () => tickAimed(here)
    }
  ];
  return all.map(lives);
}

/** Raises an action item, on each screen on which one comes to mind. */
export const actionItem = (run: () => void): Action => ({
  id: 'room.action',
  name: actions.action,
  group: groups.incident,
  keys: 'Shift+t',
  run
});

/** Takes back what was done last in this window, on each of the incident's screens. */
export function undoAction(here: InRoom): Action {
  return {
    id: 'room.undo',
    name: actions.undo,
    group: groups.incident,
    keys: '$mod+z',
    enabled: () => here.canUndo && !writing(),
    run: () => void here.undoLast()
  };
}

/** Ticks the item under the pointer or the focus; without one, leads to the first that is open. */
function tickAimed(here: InRoom): void {
  const box = (item: string) => document.querySelector<HTMLInputElement>(`[data-item="${CSS.escape(item)}"] input`);
  const aimed = here.aim.item && box(here.aim.item);
  if (aimed && !aimed.disabled) aimed.click();
  else document.querySelector<HTMLInputElement>('[data-item].open input')?.focus();
}
