import { describe, expect, it } from 'vitest';
import { moved, replaced, toggled, without } from './lists';

describe('lists are edited as copies', () => {
  const list = ['a', 'b', 'c'];
  it('by moving', () => {
    expect(moved(list, 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(list, 2, 1)).toEqual(['a', 'c', 'b']);
    expect(moved(list, 7, 0)).toEqual(list);
  });
  it('by replacing and leaving out', () => {
    expect(replaced(list, 1, 'x')).toEqual(['a', 'x', 'c']);
    expect(without(list, 1)).toEqual(['a', 'c']);
  });
  it('by switching', () => {
    expect(toggled(list, 'b')).toEqual(['a', 'c']);
    expect(toggled(list, 'd')).toEqual(['a', 'b', 'c', 'd']);
  });
});
