const STORE = 'allclear.unfinished';

/** Something that was to be done in a moment, for whoever opens the next page. */
interface Unfinished {
  /** The page that was to do it. */
  page: string;
  of: string;
  /** Whose it is: several workspaces on one laptop share what pages keep. None where an earlier version kept it. */
  workspace?: string;
  /** What it is called. */
  said: string;
  /** The screen on which it was asked for. */
  where: string;
}

const page = crypto.randomUUID();
/** While this page lives it holds a lock of its name, so that another that is opened beside it does not speak for it. */
let alive = false;
/** The workspace that this page shows. */
let here = '';

function kept(): Unfinished[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(STORE) ?? '[]');
    return Array.isArray(all) ? (all as Unfinished[]) : [];
  } catch {
    return [];
  }
}

function keep(all: Unfinished[]): void {
  try {
    if (all.length) localStorage.setItem(STORE, JSON.stringify(all));
    else localStorage.removeItem(STORE);
  } catch {
    // Where nothing can be kept, nothing can be told; it is done all the same.
  }
}

const others = (of: string) => kept().filter((each) => each.page !== page || each.of !== of);

/** This is to be done in a moment, unless the page goes before. */
export function begin(of: string, said: string): void {
  if (!alive) void navigator.locks?.request(page, () => new Promise(() => {}));
  alive = true;
  keep([...others(of), { page, of, workspace: here, said, where: location.hash }]);
}

/** It was done, or called off. */
export const end = (of: string): void => keep(others(of));

/** What pages that are gone did not come to do in this workspace, once. */
export async function unfinished(workspace: string): Promise<Unfinished[]> {
  here = workspace;
  const all = kept();
  if (!all.length) return [];
  const locks = (await navigator.locks?.query())?.held ?? [];
  const lives = (each: Unfinished) => each.page === page || locks.some(({ name }) => name === each.page);
  const stays = (each: Unfinished) => (each.workspace ?? workspace) !== workspace || lives(each);
  keep(all.filter(stays));
  return all.filter((each) => !stays(each));
}
