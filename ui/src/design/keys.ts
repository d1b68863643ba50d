import { getContext, onDestroy, onMount, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { matchKeyBindingPress, parseKeybinding, type KeyBindingPress } from 'tinykeys';
import { preferences } from './preferences.svelte';

/** Something a person can do, by key, from the palette, and as listed in the help. */
export interface Action {
  /** Stable, for rebinding: `incident.note`. */
  id: string;
  /** A verb phrase as the palette shows it: "Post an update". */
  name: string;
  /** Under which heading the help lists it. */
  group: string;
  /** tinykeys syntax: `c`, `Shift+u`, `$mod+k`, `g b`, `Space`. Letters are written small. */
  keys?: string;
  run: () => void;
  /** Read at the moment of the key press; an action that may not run lets the key through. */
  enabled?: () => boolean;
  /** False for actions that make no sense in the palette, such as "move down". */
  palette?: boolean;
  /** It may not be missed: its key goes before whatever has the focus. Letters are still text in a field. */
  first?: boolean;
}

interface Held {
  action: Action;
  layer: symbol;
}

const LAYER = Symbol('key layer');
const SEQUENCE_MS = 1000;
const ground = Symbol('ground');
const layers: symbol[] = [ground];
const held = new SvelteMap<symbol, Held[]>();

/**
 * Offers actions while the calling component is on screen. Call it during initialisation. Of two actions with the same
 * key the one registered last wins, so a screen goes before the frame around it.
 */
export function useActions(actions: Action[]): void {
  const me = Symbol('actions');
  const layer = getContext<symbol | undefined>(LAYER) ?? ground;
  onMount(() => {
    held.set(
      me,
      actions.map((action) => ({ action, layer }))
    );
    return () => held.delete(me);
  });
}

/** From here down the component tree keys belong to this layer alone: a dialog silences what lies beneath it. */
export function keyLayer(): void {
  const layer = Symbol('layer');
  setContext(LAYER, layer);
  layers.push(layer);
  onDestroy(() => layers.splice(layers.indexOf(layer), 1));
}

/** All actions of the screen beneath any dialog, in the order they were registered. For the palette and the help. */
export function allActions(): Action[] {
  return [...held.values()]
    .flat()
    .filter(({ layer }) => layer === ground)
    .map(({ action }) => action);
}

/** The keys of an action after rebinding. */
export const keysOf = (action: Action): string | undefined => preferences.keys[action.id] ?? action.keys;

/** Other actions that answer to the same keys, for the warning while rebinding. */
export const clashes = (id: string, keys: string): Action[] =>
  allActions().filter((other) => other.id !== id && keysOf(other) === keys);

/**
 * On many layouts `/`, `?` and `[` need Shift or AltGr, which tinykeys takes for another key. A sign that is not a
 * letter, digit or name is therefore also taken with Shift.
 */
function presses(keys: string | undefined): KeyBindingPress[][] {
  if (!keys) return [];
  const exact = parseKeybinding(keys);
  const last = exact.at(-1);
  if (!last || typeof last[1] !== 'string' || !/^[^\w\s]$/.test(last[1]) || last[0].includes('Shift')) return [exact];
  return [exact, [...exact.slice(0, -1), [[...last[0], 'Shift'], last[1]]]];
}

/** Keys that write or operate something when the focus is on it, so they are not commands there. */
const isPlain = (event: KeyboardEvent) =>
  !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key);
// A closed select also takes letters: it jumps to the option that begins with them.
const writes =
  '[contenteditable=""],[contenteditable="true"],input,textarea,[role="textbox"],[role="menu"],[role="listbox"],[aria-haspopup="listbox"]';
const operates = 'a[href],button,summary,[role="checkbox"],[role="radio"],[role="switch"],[role="tab"]';

function belongsToFocus(event: KeyboardEvent): boolean {
  // Where it was pressed, also within a part that keeps its inside to itself.
  const target = event.composedPath()[0];
  if (!isPlain(event) || !(target instanceof Element)) return false;
  const box = target.closest(writes);
  // Letters do nothing in a checkbox; a person who just ticked one still expects them to be commands.
  const type = box instanceof HTMLInputElement ? box.type : '';
  // A slider has its arrows, and no use for letters and digits.
  const letters = type === 'range' && event.key.length === 1;
  if (box && !letters && !/^(checkbox|radio|button)$/.test(type)) return true;
  return (event.key === 'Enter' || event.key === ' ') && (box !== null || target.closest(operates) !== null);
}

const isSingle = (event: KeyboardEvent) => isPlain(event) && event.key.length === 1 && event.key !== ' ';

/** What may run now. */
function offered(): Action[] {
  const top = layers.at(-1);
  return [...held.values()]
    .flat()
    .filter(({ action, layer }) => layer === top && (action.enabled?.() ?? true))
    .map(({ action }) => action);
}

/** Whether a key is not for the actions at all: a letter where letters are none, or one that the focus writes with. */
const isNone = (event: KeyboardEvent): boolean =>
  (event.key !== 'Escape' && belongsToFocus(event)) || (isSingle(event) && !preferences.singleKeys);

/** Listens on the window until the returned function is called. */
export function startKeys(): () => void {
  let begun: KeyboardEvent[] = [];
  let timer = 0;
  /** The key that went before the focus and may still be down. */
  let gone: string | undefined;

  /** Before the focus has it: there it would close a field, or leave the text. */
  const oncapture = (event: KeyboardEvent) => {
    if (event.isComposing || isNone(event)) return;
    if (event.repeat && event.key === gone) {
      // Held down it was meant once.
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    gone = undefined;
    const action = offered().findLast(
      (each) =>
        each.first &&
        presses(keysOf(each)).some(([press, ...more]) => press && !more.length && matchKeyBindingPress(event, press))
    );
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    gone = event.key;
    action.run();
  };

  const onkeydown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || /^(Shift|Control|Alt|AltGraph|Meta)$/.test(event.key)) return;
    if (belongsToFocus(event) || isNone(event)) return;
    window.clearTimeout(timer);
    const typed = [...begun, event];
    const matching = offered().flatMap((action) =>
      presses(keysOf(action))
        .filter(
          (sequence) =>
            sequence.length >= typed.length &&
            typed.every((press, i) => {
              const wanted = sequence[i];
              return wanted !== undefined && matchKeyBindingPress(press, wanted);
            })
        )
        .map((sequence) => ({ action, done: sequence.length === typed.length }))
    );
    if (matching.length === 0 && begun.length > 0) {
      // "g" and then something else: the second key counts on its own.
      begun = [];
      onkeydown(event);
      return;
    }
    const waiting = matching.some((match) => !match.done);
    begun = waiting ? typed : [];
    if (waiting) timer = window.setTimeout(() => (begun = []), SEQUENCE_MS);

    const complete = matching.findLast((match) => match.done);
    if (complete) {
      event.preventDefault();
      complete.action.run();
    }
  };

  window.addEventListener('keydown', oncapture, { capture: true });
  window.addEventListener('keydown', onkeydown);
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('keydown', oncapture, { capture: true });
    window.removeEventListener('keydown', onkeydown);
  };
}

const mac = /Mac|iP(hone|ad|od)/.test(navigator.platform);
const SIGNS: Record<string, string> = {
  $mod: mac ? '⌘' : 'Ctrl',
  Control: 'Ctrl',
  Meta: mac ? '⌘' : 'Meta',
  Alt: mac ? '⌥' : 'Alt',
  Shift: 'Shift',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Space: 'Space'
};

/** How a key is written on a key cap: `$mod+k` as `Ctrl K`, `g b` as `G B`. */
export function keyText(keys: string): string {
  return keys
    .trim()
    .split(/\s+|\b\+/)
    .map((part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}
