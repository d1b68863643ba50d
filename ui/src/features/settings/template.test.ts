import { describe, expect, it } from 'vitest';
import { filled } from './template';

const example = { id: 'a3f9', title: 'Checkout fails, for cards!' };

describe('a link template', () => {
  it.each([
    ['#inc-{id}-{slug}', '#inc-a3f9-checkout-fails-for-cards'],
    ['https://meet.example.com/{number}', 'https://meet.example.com/a3f9'],
    ['#outage', '#outage'],
    ['', '']
  ])('%s is filled as %s', (template, text) => expect(filled(template, example)).toBe(text));
});
