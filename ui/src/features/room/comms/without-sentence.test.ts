import { describe, expect, it } from 'vitest';
import { withoutSentence } from './without-sentence';

describe('a sentence with a gap', () => {
  it.each([
    ['is left out between two others', 'We look. Refunds by {x}. Sorry.', 'We look. Sorry.'],
    ['is left out at the beginning', 'Refunds by {x}. Sorry.', 'Sorry.'],
    ['is left out at the end', 'We look. Refunds by {x}.', 'We look.'],
    ['is left out with its paragraph', 'We look.\n\nRefunds by {x}.\n\nSorry.', 'We look.\n\nSorry.'],
    ['is left out in the last line', 'We look.\nBy {x} at the latest', 'We look.'],
    ['is a whole text', '{x}', ''],
    ['is not there', 'We look.', 'We look.'],
    ['has a point in a number', 'About 7.4 % until {x}. Sorry.', 'Sorry.']
  ])('%s', (_, text, expected) => expect(withoutSentence(text, 'x')).toBe(expected));
});
