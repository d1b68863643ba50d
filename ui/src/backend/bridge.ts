import { words } from '$text/failure';
import type { Commands, ImportDraft, ImportProgress, Stale } from './bindings';
import { download, pickFile } from './browser-files';
import { EVERY_VIEW, join, type Backend, type Open } from './contract';
import { Failure, failureFrom } from './failure';
import { eventParser, type ServerEvent } from './sse';

const BEARER = 'allclear.bearer';
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 10_000;

/**
 * In a browser: the same commands over loopback HTTP. The address carries a token that works once; it is exchanged for
 * a bearer that lives as long as this tab, and taken out of the address so that it is not copied along with it.
 */
export function overBridge(): Backend {
  const stale = new Set<(stale: Stale) => void>();
  const open = new Set<(open: Open) => void>();
  const switched = new Set<() => void>();
  const progress = new Set<(progress: ImportProgress) => void>();
  const reach = new Set<(reachable: boolean) => void>();
  let reachable = true;

  const setReachable = (now: boolean) => {
    if (now === reachable) return;
    reachable = now;
    reach.forEach((tell) => tell(now));
  };
  const hear = ({ event, data }: ServerEvent) => {
    if (event === 'stale') stale.forEach((tell) => tell(JSON.parse(data) as Stale));
    if (event === 'progress') progress.forEach((tell) => tell(JSON.parse(data) as ImportProgress));
    if (event === 'switched') switched.forEach((tell) => tell());
    if (event === 'open') open.forEach((tell) => tell(JSON.parse(data) as Open));
  };

  const session = openSession();
  let bearer: string | undefined;
  session.then(
    (opened) => {
      bearer = opened;
      void follow(opened, hear, setReachable, () => hear(everything));
    },
    () => {}
  );

  /** Opens in a tab of its own what a command says, which is no page of this one. */
  async function lead(command: keyof Commands, args: unknown): Promise<void> {
    const response = await request(`/call/${command}`, await session, JSON.stringify(args));
    window.open((await response.json()) as string, '_blank', 'noopener,noreferrer');
  }

  const ready = session.then(() => {});
  return {
    ready,
    // Whoever starts it without a window is asked in the terminal.
    locked: false,
    unlock: () => Promise.resolve(),

    given: () => undefined,
    async call<K extends keyof Commands>(name: K, args: Commands[K]['args']) {
      // It is on its way before the page is drawn anew, not after.
      const response = await request(`/call/${name}`, bearer ?? (await session), JSON.stringify(args));
      return (await response.json()) as Commands[K]['result'];
    },

    async chooseImport() {
      const file = await pickFile('.jsonl,.ndjson,.json,.csv,.tsv,.txt');
      if (!file) return null;
      const response = await request(`/upload?name=${encodeURIComponent(file.name)}`, await session, file);
      return (await response.json()) as ImportDraft;
    },
    saveExport: async (incident, format) => download(await request(`/export/${incident}/${format}`, await session)),
    saveReport: async (token) => download(await request(`/report/${token}`, await session)),
    saveKeptBack: async (series) => download(await request('/kept-back', await session, JSON.stringify(series))),
    saveStatusPage: async () => download(await request('/status-page', await session)),
    openLink: (incident, entry) => lead('link_target', { incident, entry }),
    openReviewPage: (incident) => lead('review_page', { incident }),
    listening: ready,
    onProgress: (tell) => join(progress, tell),
    onStale: (tell) => join(stale, tell),
    onSwitched: (tell) => join(switched, tell),
    onOpen: (tell) => join(open, tell),
    onReachable: (tell) => join(reach, tell)
  };
}

const everything: ServerEvent = { event: 'stale', data: JSON.stringify({ views: [EVERY_VIEW], stream: null }) };

async function openSession(): Promise<string> {
  const token = /[#&]token=([^&]+)/.exec(location.hash)?.[1];
  if (token) {
    history.replaceState(null, '', location.pathname + location.search);
    const response = await request('/session', null, JSON.stringify({ token: decodeURIComponent(token) }));
    const { bearer } = (await response.json()) as { bearer: string };
    sessionStorage.setItem(BEARER, bearer);
  }
  const bearer = sessionStorage.getItem(BEARER);
  if (!bearer) throw new Failure('no_session', words.noSession);
  return bearer;
}

async function request(
  path: string,
  bearer: string | null,
  body?: string | Blob,
  signal?: AbortSignal
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (bearer) headers['authorization'] = `Bearer ${bearer}`;
  if (typeof body === 'string') headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body ?? null,
      signal: signal ?? null
    });
  } catch {
    throw new Failure('unreachable', words.unreachable, words.unreachableHint);
  }
  if (response.ok) return response;
  // A restarted app has forgotten this tab: the old bearer must not be tried for ever.
  if (response.status === 401) sessionStorage.removeItem(BEARER);
  throw failureFrom(await response.json().catch(() => null));
}

/** Reads events until the session ends; a lost connection is taken up again, later and later, never all tabs at once. */
async function follow(
  bearer: string,
  hear: (event: ServerEvent) => void,
  setReachable: (reachable: boolean) => void,
  missed: () => void
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  for (let first = true; ; first = false) {
    try {
      const response = await request('/events', bearer);
      setReachable(true);
      // Whatever happened while nobody was listening was not heard.
      if (!first) missed();
      wait = FIRST_WAIT_MS;
      const feed = eventParser(hear);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) feed(piece.value);
    } catch {
      // Both a refusal and a torn stream end here; the next attempt tells them apart.
    }
    setReachable(false);
    if (!sessionStorage.getItem(BEARER)) return;
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}
