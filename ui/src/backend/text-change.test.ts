import { describe, expect, it } from 'vitest';
import { carried, difference, PIECE, pieces } from './text-change';

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

describe('a stretch of a text', () => {
  it.each([
    ['stays before what was written behind it', 'the root cause is', 'the root cause is known', 'root cause'],
    ['moves behind what was written before it', 'the root cause is', 'So the root cause is', 'root cause'],
    ['moves back where something was taken out before it', 'So the root cause', 'the root cause', 'root cause'],
    ['is gone where its own letters were touched', 'the root cause is', 'the root clause is', null],
    ['stays where something follows it', 'the root cause', 'the root cause is', 'root cause'],
    ['is gone with what was taken out', 'the root cause is', 'the is', null],
    ['stays where nothing changed', 'the root cause', 'the root cause', 'root cause']
  ])('%s', (_, one, other, expected) => {
    const from = one.indexOf('root cause');
    const [found] = carried([{ from, to: from + 'root cause'.length }], one, other);
    expect(found ? other.slice(found.from, found.to) : null).toBe(expected);
  });
});
