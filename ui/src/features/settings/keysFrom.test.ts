import { describe, expect, it } from 'vitest';
import { keysFrom } from './keysFrom';

const press = (key: string, held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[] = []) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey')
});

describe('a pressed key', () => {
  it.each([
    [press('u'), 'u'],
    [press('U', ['shiftKey']), 'Shift+u'],
    [press('k', ['ctrlKey']), '$mod+k'],
    [press('k', ['metaKey', 'altKey']), '$mod+Alt+k'],
    [press('?', ['shiftKey']), '?'],
    [press(' '), 'Space'],
    [press('F6', ['shiftKey']), 'Shift+F6'],
    [press('Shift', ['shiftKey']), null]
  ])('%o is written %s', (event, keys) => expect(keysFrom(event)).toBe(keys));
});
