/**
 * Times as people read them in an incident. Everything takes UTC milliseconds and spans in milliseconds;
 * nothing here reads a clock.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** A promise turns amber this long before it is due, where nobody says otherwise. */
export const SOON = 3 * MINUTE;

const two = (value: number) => String(value).padStart(2, '0');

/** A ticking span: `54:47`, `1:51:47`, and `4 d 06:12` once seconds no longer matter. The sign is dropped. */
export function clockText(span: number): string {
  const seconds = Math.floor(Math.abs(span) / SECOND);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours >= 100) return `${Math.floor(hours / 24)} d ${two(hours % 24)}:${two(minutes)}`;
  return `${hours ? `${hours}:` : ''}${two(minutes)}:${two(seconds % 60)}`;
}

/**
 * Time left until something due: `06:13`, or `+02:13` once it is late. What is left is rounded up, so that a clock
 * reaches 00:00 exactly when it falls due and not a second before.
 */
export function dueText(left: number): string {
  return left < 0 ? `+${clockText(left)}` : clockText(Math.ceil(left / SECOND) * SECOND);
}

/** The same for a place with room for four characters: `6m`, `+2m`, `1h`, `3d`. */
export function dueShort(left: number): string {
  const minutes = left < 0 ? Math.floor(-left / MINUTE) : Math.ceil(left / MINUTE);
  const text =
    minutes < 60 ? `${minutes}m` : minutes < 1440 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
  return left < 0 ? `+${text}` : text;
}

export type DueState = 'ok' | 'soon' | 'overdue';

/** `soon` is how long before it falls due a promise begins to press. */
export function dueState(left: number, soon: number): DueState {
  if (left < 0) return 'overdue';
  return left <= soon ? 'soon' : 'ok';
}

/** A rough span: `under 1 min`, `4 min`, `1 h 51 min`, `6 d 3 h`. */
export function duration(span: number): string {
  const minutes = Math.floor(Math.abs(span) / MINUTE);
  if (minutes < 1) return 'under 1 min';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

/** How long ago something was: `just now`, `14 min ago`, `2 d ago`, `3 y ago`. Never a second unit: an age is not a measurement. */
export function ago(span: number): string {
  if (span < MINUTE) return 'just now';
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min ago`;
  if (span < DAY) return `${Math.floor(span / HOUR)} h ago`;
  if (span < 2 * YEAR) return `${Math.floor(span / DAY)} d ago`;
  return `${Math.floor(span / YEAR)} y ago`;
}

const FIRST = Date.parse('0000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment as a date. Whatever a laptop with a broken clock wrote is drawn: as the first or last day of the calendar. */
const dated = (at: number) => new Date(Math.min(LAST, Math.max(FIRST, at)));

/** `14:32` */
export const utcTime = (at: number) => dated(at).toISOString().slice(11, 16);

/** `14:32:07` */
export const utcSeconds = (at: number) => dated(at).toISOString().slice(11, 19);

/** `2026-11-19T14:32:07.000Z`, for `<time datetime>`. */
export const iso = (at: number) => dated(at).toISOString();

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Thu 19 Nov 2026`, the day in UTC. */
export function utcDay(at: number): string {
  const day = dated(at);
  return `${WEEKDAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

/** `14:32` today, `18 Nov 14:32` on another day of the same year, with the year otherwise; all in UTC. */
export function utcStamp(at: number, now: number): string {
  const [then, today] = [dated(at), dated(now)];
  if (iso(at).slice(0, 10) === iso(now).slice(0, 10)) return utcTime(at);
  const day = `${then.getUTCDate()} ${MONTHS[then.getUTCMonth()]}`;
  return then.getUTCFullYear() === today.getUTCFullYear()
    ? `${day} ${utcTime(at)}`
    : `${day} ${then.getUTCFullYear()} ${utcTime(at)}`;
}

/** The zone of this machine, `UTC` where the system does not say. */
export const localZone = () => Intl.DateTimeFormat('en-GB').resolvedOptions().timeZone || 'UTC';

/** Wall time in a zone: `15:32`. An unknown zone gives the UTC time rather than an error on screen. */
export function zoneTime(at: number, zone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone
    }).format(dated(at));
  } catch {
    return utcTime(at);
  }
}

/** `Berlin` from `Europe/Berlin`, `Buenos Aires` from `America/Argentina/Buenos_Aires`. */
export const zoneCity = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** `14:32 UTC · 15:32 in Berlin`, and only the first half where both are the same. */
export function bothTimes(at: number, zone: string): string {
  const utc = `${utcTime(at)} UTC`;
  return /^(Etc\/)?(UTC|GMT|UCT|Zulu)$/.test(zone) ? utc : `${utc} · ${zoneTime(at, zone)} in ${zoneCity(zone)}`;
}

/** A moment in both clocks, with its day where that is not today, and how far off it is. */
export function momentWords(at: number, now: number, zone: string): string {
  const span = at - now;
  const distance = span > 0 ? `in ${duration(span)}` : `${duration(span)} ago`;
  return `${utcDay(at) === utcDay(now) ? '' : `${utcDay(at)}, `}${bothTimes(at, zone)}, ${distance}`;
}
