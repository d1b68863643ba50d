import type { ActionLine, LimitView } from '$backend/bindings';
import { words } from '$text/actions';
import { words as action } from '$text/room-actions';

export const GROUPINGS = ['priority', 'owner', 'incident', 'service', 'team', 'age'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const SHOWS = ['all', 'mine', 'late', 'overlong', 'incomplete'] as const;
export type Show = (typeof SHOWS)[number];

export interface Group {
  name: string;
  hint: string;
  lines: ActionLine[];
}

/** What comes of an exercise has to be done like anything else, and is counted nowhere. */
const isCounted = ({ drill }: ActionLine) => !drill;

export const isOpen = ({ action: { state } }: ActionLine) => state === 'open' || state === 'doing';

/** The lines that a filter leaves. */
export function narrow(lines: ActionLine[], show: Show, text: string, me: string): ActionLine[] {
  const wanted = text.trim().toLowerCase();
  const says = ({ action, label, title, services, teams }: ActionLine) =>
    [action.text, action.owner_name ?? '', label, title, ...services, ...teams].some((part) =>
      part.toLowerCase().includes(wanted)
    );
  const fits = (line: ActionLine) =>
    show === 'all' ||
    (show === 'mine' && line.action.owner === me) ||
    (show === 'late' && line.late) ||
    (show === 'overlong' && line.overlong) ||
    (show === 'incomplete' && line.action.lacks.length > 0);
  return lines.filter((line) => fits(line) && says(line));
}

/** From so many days on; the oldest first, since it has waited longest. */
const AGES = [90, 30, 7, 0] as const;

/** The groups in which a line stands; one of two services in both. */
function namesOf(line: ActionLine, by: Grouping, now: number): string[] {
  switch (by) {
    case 'age': {
      const days = daysBetween(line.action.at, now);
      return [words.ages[AGES.find((from) => days >= from) ?? 0]];
    }
    case 'priority':
      return [action.priorities[line.action.priority]];
    case 'owner':
      return [line.action.owner_name ?? words.nobody];
    case 'incident':
      return [`${line.label} ${line.title}`];
    case 'service':
      return line.services.length ? line.services : [words.noService];
    case 'team':
      return line.teams.length ? line.teams : [words.noTeam];
  }
}

/**
 * What is open, in groups: those of a priority in its order, others with what is late first and then the largest. What is
 * done or dropped stands last, in one group.
 */
export function grouped(lines: ActionLine[], by: Grouping, limits: LimitView[] = [], now = Date.now()): Group[] {
  const named: Record<string, ActionLine[]> = {};
  for (const line of lines.filter(isOpen)) for (const name of namesOf(line, by, now)) (named[name] ??= []).push(line);
  const groups = Object.entries(named).map(([name, lines]) => ({ name, hint: hintOf(lines, by, limits), lines }));
  const late = ({ lines }: Group) => lateOf(lines);
  // Rust gives the most urgent first, so that priorities come in their order by themselves.
  const ageOf = ({ name }: Group) => AGES.findIndex((from) => words.ages[from] === name);
  if (by === 'age') groups.sort((a, b) => ageOf(a) - ageOf(b));
  else if (by !== 'priority') groups.sort((a, b) => late(b) - late(a) || b.lines.length - a.lines.length);
  const closed = lines.filter((line) => !isOpen(line));
  return closed.length ? [...groups, { name: words.closed, hint: words.closedHint, lines: closed }] : groups;
}

const lateOf = (lines: ActionLine[]) => lines.filter((line) => line.late && isCounted(line)).length;

function hintOf(lines: ActionLine[], by: Grouping, limits: LimitView[]): string {
  const first = lines[0];
  if (by === 'priority' && first) {
    const limit = limits.find(({ priority }) => priority === first.action.priority);
    return limit ? words.dueRules[limit.due] : '';
  }
  const late = lateOf(lines);
  return late ? words.late(late) : '';
}

/** All from one key to another, whichever comes first; only the second where the first is no longer there. */
export function between<T>(keys: (readonly [string, T])[], from: string | null, to: string | null) {
  const at = (wanted: string | null) => keys.findIndex(([key]) => key === wanted);
  const [first, last] = [at(from), at(to)];
  if (last === -1) return [];
  return first === -1 ? keys.slice(last, last + 1) : keys.slice(Math.min(first, last), Math.max(first, last) + 1);
}

/** What a review counts by owner, team and service. */
export const counted = (lines: ActionLine[]) => lines.filter((line) => isOpen(line) && isCounted(line));

/** What somebody has to decide in a review: the latest first, each once. */
export function toDecide(lines: ActionLine[]): ActionLine[] {
  const due = (line: ActionLine) => line.action.due_at ?? line.action.allowed_until;
  return lines
    .filter((line) => line.late || line.overlong || line.action.lacks.length > 0)
    .toSorted((a, b) => Number(b.late) - Number(a.late) || due(a) - due(b));
}

const DAY = 86_400_000;
/** Whole days from one moment to another. */
export const daysBetween = (from: number, to: number) => Math.max(0, Math.floor((to - from) / DAY));
