import { describe, expect, it } from 'vitest';
import { difference, PIECE, pieces } from './text-change';

/** Half of a sign, which would arrive as a question mark. */
const isTorn = (text: string) => /[\uD800-\uDFFF]/u.test(text);

describe('difference', () => {
  it.each([
    ['', 'new'],
    ['gone', ''],
    ['Checkout is down.', 'Checkout is slow.'],
    ['aaa', 'aaaa'],
    ['abab', 'ab'],
    ['😀', '😁'],
    ['a😀b', 'a😀😀b'],
    ['🙂🙃', '🙃🙂'],
    ['one 😀 two', 'one 👀 two']
  ])('turns %j into %j and tears no sign', (one, other) => {
    const { from, gone, to } = difference(one, other);
    const put = other.slice(from, to);
    expect(one.slice(0, from) + put + one.slice(from + gone)).toBe(other);
    for (const part of [put, one.slice(from, from + gone)]) expect(isTorn(part)).toBe(false);
  });

  it('leaves alone what both have', () => {
    expect(difference('Checkout is down.', 'Checkout is slow.')).toEqual({ from: 12, gone: 4, to: 16 });
    expect(difference('same', 'same')).toEqual({ from: 4, gone: 0, to: 4 });
  });
});

describe('pieces', () => {
  it('cut a long text between signs', () => {
    const text = `a${'😀'.repeat(PIECE)}`;
    const all = [...pieces(text)];
    expect(all.join('')).toBe(text);
    expect(all.every((piece) => piece.length <= PIECE && !isTorn(piece))).toBe(true);
    expect([...pieces('')]).toEqual([]);
  });
});
