import { describe, expect, it } from 'vitest';
import {
  ago,
  bothTimes,
  momentWords,
  clockText,
  dueShort,
  dueState,
  dueText,
  duration,
  iso,
  utcDay,
  utcSeconds,
  utcStamp,
  zoneCity,
  zoneTime
} from './time';

const at = Date.UTC(2026, 10, 19, 14, 32, 7);
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

describe('a clock', () => {
  it.each([
    [0, '00:00'],
    [999, '00:00'],
    [54 * minute + 47 * second, '54:47'],
    [hour + 51 * minute + 47 * second, '1:51:47'],
    [26 * hour + 3 * second, '26:00:03'],
    [99 * hour + 59 * minute + 59 * second, '99:59:59'],
    [4 * day + 6 * hour + 12 * minute, '4 d 06:12']
  ])('of %i ms reads %s', (span, text) => expect(clockText(span)).toBe(text));

  it.each([
    [6 * minute + 13 * second, '06:13'],
    [1, '00:01'],
    [0, '00:00'],
    [-1, '+00:00'],
    [-(2 * minute + 13 * second), '+02:13'],
    [-(hour + 5 * second), '+1:00:05']
  ])('with %i ms left reads %s', (left, text) => expect(dueText(left)).toBe(text));

  it.each([
    [6 * minute + second, '7m'],
    [-(2 * minute + 13 * second), '+2m'],
    [61 * minute, '1h'],
    [-3 * day, '+3d']
  ])('with %i ms left in a narrow place reads %s', (left, text) => expect(dueShort(left)).toBe(text));
});

describe('a promise', () => {
  it.each([
    [3, 3.1, 'ok'],
    [3, 3, 'soon'],
    [12, 12, 'soon'],
    [12, 13, 'ok'],
    [3, 0, 'soon'],
    [3, -0.01, 'overdue']
  ])('that presses %f min before, with %f min left, is %s', (soon, left, state) =>
    expect(dueState(left * minute, soon * minute)).toBe(state)
  );
});

describe('a span', () => {
  it.each([
    [20 * second, 'under 1 min'],
    [4 * minute, '4 min'],
    [hour, '1 h'],
    [hour + 51 * minute, '1 h 51 min'],
    [6 * day, '6 d'],
    [6 * day + 3 * hour, '6 d 3 h']
  ])('of %i ms reads %s', (span, text) => expect(duration(span)).toBe(text));

  it.each([
    [5 * second, 'just now'],
    [-5 * second, 'just now'],
    [14 * minute, '14 min ago'],
    [119 * minute, '1 h ago'],
    [50 * hour, '2 d ago'],
    [700 * day, '700 d ago'],
    [1875 * day, '5 y ago']
  ])('of %i ms before now reads %s', (span, text) => expect(ago(span)).toBe(text));
});

describe('a moment', () => {
  it('is written in UTC with its day', () => {
    expect(utcDay(at)).toBe('Thu 19 Nov 2026');
    expect(utcSeconds(at)).toBe('14:32:07');
  });

  it('leaves out what is the same as now', () => {
    expect(utcStamp(at, at + hour)).toBe('14:32');
    expect(utcStamp(at, at + day)).toBe('19 Nov 14:32');
    expect(utcStamp(at, at + 60 * day)).toBe('19 Nov 2026 14:32');
  });

  it('is shown in UTC and in the zone of the reader', () => {
    expect(bothTimes(at, 'Europe/Berlin')).toBe('14:32 UTC · 15:32 in Berlin');
    expect(bothTimes(at, 'UTC')).toBe('14:32 UTC');
    expect(bothTimes(at, 'Etc/UTC')).toBe('14:32 UTC');
  });

  it('falls back to UTC in an unknown zone', () => {
    expect(zoneTime(at, 'Mars/Olympus')).toBe('14:32');
    expect(zoneCity('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });
});

describe('a moment that no calendar holds', () => {
  it.each([9e18, -9e18, 8.64e15])('%d is drawn', (far) => {
    for (const draw of [
      iso,
      utcDay,
      utcSeconds,
      (at: number) => utcStamp(at, 0),
      (at: number) => bothTimes(at, 'Europe/Berlin')
    ])
      expect(draw(far)).toMatch(/\d/);
    expect(utcStamp(0, far)).toBe('1 Jan 1970 00:00');
  });

  it('is the first or the last that a calendar holds', () => {
    expect(utcStamp(9e18, at)).toBe('31 Dec 9999 23:59');
    expect(utcStamp(-9e18, at)).toBe('1 Jan 0 00:00');
  });
});

describe('a moment in words', () => {
  const now = Date.UTC(2026, 10, 19, 14, 32);
  it.each([
    [Date.UTC(2026, 10, 19, 14, 27), 'UTC', '14:27 UTC, 5 min ago'],
    [Date.UTC(2026, 10, 19, 15, 2), 'Europe/Berlin', '15:02 UTC · 16:02 in Berlin, in 30 min'],
    [Date.UTC(2026, 10, 18, 14, 32), 'UTC', 'Wed 18 Nov 2026, 14:32 UTC, 1 d ago']
  ])('%i in %s', (at, zone, expected) => expect(momentWords(at, now, zone)).toBe(expected));
});
