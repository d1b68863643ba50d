import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flushSync, mount, unmount } from 'svelte';
import { allActions, clashes, keyText, startKeys, type Action } from './keys';
import { prefer } from './preferences.svelte';
import KeysProbe from './KeysProbe.svelte';

let ran: string[] = [];
let stop = () => {};
const mounted: Record<string, unknown>[] = [];

const action = (id: string, keys: string, enabled = true): Action => ({
  id,
  name: id,
  group: 'Test',
  keys,
  enabled: () => enabled,
  run: () => ran.push(id)
});

function offer(actions: Action[], layer = false) {
  const probe = mount(KeysProbe, { target: document.body, props: { actions, layer } });
  flushSync();
  mounted.push(probe);
  return probe;
}

function press(key: string, more: KeyboardEventInit = {}, on: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  ran = [];
  stop = startKeys();
});

afterEach(() => {
  stop();
  mounted.splice(0).forEach((probe) => void unmount(probe));
  prefer({ singleKeys: true, keys: {} });
  document.body.innerHTML = '';
});

describe('a key', () => {
  it('runs its action and is taken', () => {
    offer([action('declare', 'c')]);
    expect(press('c').defaultPrevented).toBe(true);
    expect(ran).toEqual(['declare']);
  });

  it('that nobody wants goes on its way', () => {
    offer([action('declare', 'c')]);
    expect(press('x').defaultPrevented).toBe(false);
  });

  it('goes to what was offered last', () => {
    offer([action('frame', 'Escape')]);
    offer([action('screen', 'Escape')]);
    press('Escape');
    expect(ran).toEqual(['screen']);
  });

  it('passes over an action that may not run', () => {
    offer([action('frame', 's')]);
    offer([action('screen', 's', false)]);
    press('s');
    expect(ran).toEqual(['frame']);
  });

  it('with Shift is another key, except where a layout needs Shift to write the sign', () => {
    offer([action('update', 'u'), action('no change', 'Shift+u'), action('help', '?')]);
    press('U', { shiftKey: true });
    press('?', { shiftKey: true });
    press('?');
    expect(ran).toEqual(['no change', 'help', 'help']);
  });

  it('that may not be missed goes before the focus, and its letters stay text', () => {
    const field = document.body.appendChild(document.createElement('input'));
    let closed = 0;
    field.addEventListener('keydown', (event) => void (event.key === 'Escape' && (closed += 1)));
    offer([
      { ...action('call off', 'Escape'), first: true },
      { ...action('stop', 'x'), first: true }
    ]);
    expect(press('Escape', {}, field).defaultPrevented).toBe(true);
    expect(press('x', {}, field).defaultPrevented).toBe(false);
    expect([ran, closed]).toEqual([['call off'], 0]);
    // A letter that is being put together has its own Escape, and a dialog lies above.
    press('Escape', { isComposing: true }, field);
    offer([], true);
    press('Escape', {}, field);
    expect([ran, closed]).toEqual([['call off'], 2]);
  });

  it('that may not be missed runs once for a key that is held down, and the focus has none of it', () => {
    const field = document.body.appendChild(document.createElement('input'));
    let closed = 0;
    field.addEventListener('keydown', () => void (closed += 1));
    let there = true;
    offer([{ ...action('call off', 'Escape'), first: true, enabled: () => there }]);
    press('Escape', {}, field);
    there = false;
    expect(press('Escape', { repeat: true }, field).defaultPrevented).toBe(true);
    expect([ran, closed]).toEqual([['call off'], 0]);
    press('Escape', {}, field);
    expect([ran, closed], 'pressed anew it is the focus’s').toEqual([['call off'], 1]);
  });

  it('after another key is one of two, not one of its own', () => {
    offer([action('brief', 'b'), action('board', 'g b')]);
    press('g');
    press('b');
    press('b');
    expect(ran).toEqual(['board', 'brief']);
  });

  it('after a beginning that leads nowhere counts on its own', () => {
    offer([action('declare', 'c'), action('board', 'g b')]);
    press('g');
    press('c');
    expect(ran).toEqual(['declare']);
  });

  it('leaves with the component that offered it', () => {
    const probe = offer([action('declare', 'c')]);
    void unmount(probe);
    mounted.length = 0;
    press('c');
    expect(ran).toEqual([]);
  });
});

describe('where somebody writes', () => {
  it.each(['<input>', '<textarea></textarea>', '<p contenteditable="true"></p>', '<ul role="menu"></ul>'])(
    'in %s letters are text',
    (html) => {
      offer([action('declare', 'c'), action('palette', 'Control+k')]);
      document.body.insertAdjacentHTML('beforeend', html);
      const box = document.body.lastElementChild ?? document.body;
      press('c', {}, box);
      press('k', { ctrlKey: true }, box);
      expect(ran).toEqual(['palette']);
    }
  );

  it('a checkbox takes only what ticks it', () => {
    offer([action('tick', 'x'), action('peek', 'Space'), action('no key', '')]);
    document.body.insertAdjacentHTML('beforeend', '<input type="checkbox">');
    const box = document.body.lastElementChild ?? document.body;
    press('x', {}, box);
    press(' ', { code: 'Space' }, box);
    expect(ran).toEqual(['tick']);
    press(' ', { code: 'Space' });
    expect(ran).toEqual(['tick', 'peek']);
  });

  it('a slider takes its arrows and leaves the letters', () => {
    offer([action('only', '2'), action('down', 'ArrowDown'), action('peek', 'Space')]);
    document.body.insertAdjacentHTML('beforeend', '<input type="range">');
    const slider = document.body.lastElementChild ?? document.body;
    press('ArrowDown', {}, slider);
    press(' ', { code: 'Space' }, slider);
    press('2', {}, slider);
    expect(ran).toEqual(['only']);
  });
});

describe('single letters', () => {
  it('can be switched off, the others stay', () => {
    offer([action('declare', 'c'), action('palette', 'Control+k'), action('next', 'F6')]);
    prefer({ singleKeys: false });
    press('c');
    press('k', { ctrlKey: true });
    press('F6');
    expect(ran).toEqual(['palette', 'next']);
  });

  it('can be chosen anew, and clashes are known', () => {
    offer([action('declare', 'c'), action('note', 'n')]);
    prefer({ keys: { declare: 'x' } });
    press('c');
    press('x');
    expect(ran).toEqual(['declare']);
    expect(clashes('declare', 'n').map((other) => other.id)).toEqual(['note']);
  });
});

it('a dialog silences what lies beneath, and gives it back', () => {
  offer([action('declare', 'c')]);
  const dialog = offer([action('send', 'Control+Enter')], true);
  press('c');
  press('Enter', { ctrlKey: true });
  expect(ran).toEqual(['send']);
  expect(allActions().map((each) => each.id)).toEqual(['declare']);
  void unmount(dialog);
  mounted.pop();
  press('c');
  expect(ran).toEqual(['send', 'declare']);
});

it.each([
  ['c', 'C'],
  ['g b', 'G B'],
  ['$mod+k', 'Ctrl K'],
  ['Shift+u', 'Shift U'],
  ['Escape', 'Esc'],
  ['$mod+,', 'Ctrl ,'],
  ['?', '?']
])('the key %s is written %s', (keys, text) => expect(keyText(keys)).toBe(text));
