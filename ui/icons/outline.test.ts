import { expect, it } from 'vitest';
import { outline } from './outline';

it('joins paths so that each begins where it did alone', () =>
  expect(
    outline([
      ['path', { d: 'M2 2h4' }],
      ['path', { d: 'm7 15 5 5 5-5' }]
    ])
  ).toBe('M2 2h4M0 0m7 15 5 5 5-5'));

it.each([
  ['line', { x1: '12', x2: '12.5', y1: '5', y2: '19' }, 'M12 5L12.5 19'],
  ['polyline', { points: '22 12 18 12' }, 'M22 12 18 12'],
  ['circle', { cx: '11', cy: '11', r: '8' }, 'M3 11a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z'],
  [
    'rect',
    { x: '3', y: '4', width: '18', height: '16', rx: '2' },
    'M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2z'
  ]
])('draws a %s', (tag, attributes, path) => expect(outline([[tag, attributes]])).toBe(path));

it('refuses a shape that it would leave out', () => expect(() => outline([['ellipse', {}]])).toThrow('ellipse'));
