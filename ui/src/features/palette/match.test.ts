import { describe, expect, it } from 'vitest';
import { pieces, score } from './match';

describe('a name', () => {
  it.each([
    ['Declare an incident', 'decl', 4],
    ['Declare an incident', 'inc', 3],
    ['Declare an incident', 'lare', 1],
    ['Declare an incident', 'inc decl', 3.5],
    ['Declare an incident', 'decl board', 0],
    ['INC-~a3f1 Checkout', 'a3f1', 3],
    ['Anything', '  ', 1]
  ])('%s answers to "%s" with %f', (name, typed, points) => expect(score(name, typed)).toBe(points));
});

describe('a snippet', () => {
  const marked = (text: string, typed: string) =>
    pieces(text, typed)
      .map(({ text, hit }) => (hit ? `[${text}]` : text))
      .join('');

  it.each([
    ['The cache is cold', 'CACHE cold', 'The [cache] is [cold]'],
    ['a+b (c)', '+ (', 'a[+]b [(]c)'],
    ['nothing of it', 'zebra', 'nothing of it'],
    ['as it is', '', 'as it is']
  ])('%s is marked where "%s" stands in it', (text, typed, shown) => expect(marked(text, typed)).toBe(shown));
});
