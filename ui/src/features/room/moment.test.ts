import { expect, it } from 'vitest';
import { momentText } from './moment';

const now = Date.UTC(2026, 10, 19, 14, 32, 7);

it.each([
  [Date.UTC(2026, 10, 19, 14, 12, 30), '14:12:30 UTC'],
  [Date.UTC(2026, 10, 19, 14, 12), '14:12 UTC'],
  [Date.UTC(2026, 10, 18, 23, 59), '2026-11-18 23:59 UTC']
])('%i is written so that Rust reads it back', (at, text) => expect(momentText(at, now)).toBe(text));
