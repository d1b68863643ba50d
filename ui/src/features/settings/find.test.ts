import { describe, expect, it } from 'vitest';
import { find } from './find';

const sections = [
  {
    id: 'appearance',
    name: 'Appearance',
    settings: [
      { id: 'theme', label: 'Theme', also: 'dark light' },
      { id: 'textSize', label: 'Text size', also: 'font' }
    ]
  },
  { id: 'people', name: 'People', settings: [{ id: 'list', label: 'People', also: 'roster' }] }
];
const found = (typed: string) => find(sections, typed).map(({ section, setting }) => `${section}/${setting}`);

describe('the search over settings', () => {
  it.each<[string, string[]]>([
    ['dark', ['appearance/theme']],
    ['  Text SI ', ['appearance/textSize']],
    ['appearance', ['appearance/theme', 'appearance/textSize']],
    ['font people', []],
    ['ros', ['people/list']],
    ['heme', []],
    ['', []],
    ['?', []]
  ])('takes %s to %j', (typed, expected) => expect(found(typed)).toEqual(expected));
});
