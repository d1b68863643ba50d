import { describe, expect, it } from 'vitest';
import { minutesText, steps } from './minutes';

describe('minutes', () => {
  it.each([
    [5, '5 min'],
    [60, '1 h'],
    [90, '1 h 30 min'],
    [120, '2 h'],
    [1440, '1 d'],
    [1500, '25 h']
  ])('%i are %s', (minutes, text) => expect(minutesText(minutes)).toBe(text));

  it('offer the value that stands although it is unusual', () => expect(steps([5, 30], 7)).toEqual([5, 7, 30]));
  it('offer nothing more when there is none', () => expect(steps([5, 30], null)).toEqual([5, 30]));
});
