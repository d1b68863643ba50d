import { expect, it } from 'vitest';
import { initials } from './initials';

it.each([
  ['Amara Okafor', 'AO'],
  ['Ana María de Souza', 'AS'],
  ['Zoë', 'Z'],
  ['jonas.weber@ardent.example', 'JE'],
  ['👩‍🚒 Fire', '👩‍🚒F'],
  ['', '']
])('the initials of %s are %s', (name, text) => expect(initials(name)).toBe(text));
