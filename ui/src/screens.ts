import type { Component } from 'svelte';
import type { Start } from '$backend/bindings';
import Board from '$features/board/Board.svelte';
import type { Place } from '$route/address';

/** What every screen is given; most take only some of it. */
interface Given {
  place: Place;
  start: Start;
  ondeclare: () => void;
  /** Opens the same dialog for an exercise. */
  ondrill: () => void;
}
interface Loaded {
  default: Component<Given>;
}
/** One that takes nothing of it is a screen like the others. */
const plain = ({ default: screen }: { default: Component<Given> | Component<Record<string, never>> }): Loaded => ({
  default: screen as Component<Given>
});

type Screen = () => Loaded | Promise<Loaded>;

/** The table of contents of the app: each place and the screen that is loaded for it when somebody goes there. */
export const screens: Partial<Record<Place['at'], Screen>> = {
  // The first screen comes with the app.
  board: () => ({ default: Board }),
  incident: () => import('$features/room/Room.svelte'),
  inbox: () => import('$features/inbox/Inbox.svelte'),
  outbox: async () => plain(await import('$features/outbox/Outbox.svelte')),
  actions: async () => plain(await import('$features/actions/Actions.svelte')),
  settings: () => import('$features/settings/Settings.svelte'),
  import: () => import('$features/import/Import.svelte')
};
