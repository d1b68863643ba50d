/**
 * How this person wants the screen on this machine. Kept in the web view, not in the log: it is nobody else's business,
 * and the theme must be known before the first paint (public/first.js reads the same key).
 */
export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  density: 'compact' | 'standard' | 'comfortable';
  motion: 'system' | 'reduced';
  /** Per cent, 90 to 150. */
  textSize: number;
  /** Single letters as commands; WCAG 2.1.4 asks that they can be turned off. */
  singleKeys: boolean;
  railFolded: boolean;
  /** Which view of a screen was chosen last, by the name of the screen. */
  views: Record<string, string>;
  /** Sentences that were read and put away. */
  dismissed: string[];
  /** Keys chosen by this person, by the id of the action. */
  keys: Record<string, string>;
}

const STORE = 'allclear.preferences';
const usual: Preferences = {
  theme: 'system',
  density: 'standard',
  motion: 'system',
  textSize: 100,
  singleKeys: true,
  railFolded: false,
  views: {},
  dismissed: [],
  keys: {}
};

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<Preferences>;
  } catch {
    // Storage may be closed or hold nonsense; the usual preferences are always usable.
    return {};
  }
}

const chosen = $state<Preferences>({ ...usual, ...stored() });
const systemDark = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  const dark = chosen.theme === 'dark' || (chosen.theme === 'system' && systemDark.matches);
  const root = document.documentElement;
  root.dataset['theme'] = dark ? 'dark' : 'light';
  root.dataset['density'] = chosen.density;
  root.dataset['motion'] = chosen.motion;
  root.style.fontSize = `${percent()}%`;
}

/** Read it anywhere; it is reactive. */
export const preferences: Readonly<Preferences> = chosen;

/** Changes some preferences at once, on screen and in storage, and returns what undoes the change. */
export function prefer(change: Partial<Preferences>): () => void {
  const before = $state.snapshot(chosen) as Preferences;
  Object.assign(chosen, change);
  apply();
  try {
    localStorage.setItem(STORE, JSON.stringify(chosen));
  } catch {
    // Without storage the preference lasts until the window closes.
  }
  return () => void prefer(before);
}

const ROW_REM = { compact: 1.875, standard: 2.25, comfortable: 2.75 };

/** The height of a row in rem, the same as `--row`, for lists that place their rows themselves. */
export const rowHeight = (): number => ROW_REM[chosen.density];

/** The width of the rail in rem, the same as `--rail` and `--rail-folded`, for screens that place their parts by their own. */
export const railRem = (): number => (chosen.railFolded ? 3.25 : 14.5);

/** What the system calls 100 %. Read once, while nothing is drawn: asking later would have the whole screen computed. */
const hundred = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

/** How many px a rem has at the chosen text size; reactive. */
export const remPx = (): number => (hundred * percent()) / 100;

const percent = () => Math.min(150, Math.max(90, chosen.textSize));

/** Called once at start; from then on the screen follows the system's theme while the person wants that. */
export function startPreferences(): void {
  apply();
  systemDark.addEventListener('change', apply);
}
