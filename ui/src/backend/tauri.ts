import { invoke } from '@tauri-apps/api/core';
import type { ImportDraft, ImportProgress, Signal, Stale } from './bindings';
import { EVERY_VIEW, join, type Backend, type Open } from './contract';
import { failureFrom } from './failure';
import { readPage } from './first';

const AFTER_FIRST_FRAMES_MS = 100;

/** Inside the Tauri window: commands of the app's own process, of which one waits for what it tells. */
export function overTauri(): Backend {
  const stale = new Set<(stale: Stale) => void>();
  const open = new Set<(open: Open) => void>();
  const switched = new Set<() => void>();
  const progress = new Set<(progress: ImportProgress) => void>();
  const page = document.querySelector('#first');
  const { locked, first } = readPage(page?.textContent);
  page?.remove();

  // After the first screen, which needs none of it; what became stale before that was not heard. A timer, since a window
  // that nobody sees has no frames.
  const begin = async () => {
    await new Promise((resolve) => window.setTimeout(resolve, AFTER_FIRST_FRAMES_MS));
    first.forget();
    await hear(true);
    void follow();
    stale.forEach((tell) => tell({ views: [EVERY_VIEW], stream: null }));
  };

  const take = (signal: Signal) => {
    if (signal.event === 'stale') stale.forEach((tell) => tell(signal.data));
    if (signal.event === 'open') open.forEach((tell) => tell({ incident: signal.data }));
    if (signal.event === 'progress') progress.forEach((tell) => tell(signal.data));
    if (signal.event === 'switched') switched.forEach((tell) => tell());
  };
  // The same process: it answers for as long as there is a page.
  const follow = async () => {
    for (;;) (await hear(false)).forEach(take);
  };

  return {
    ready: Promise.resolve(),
    locked,
    unlock: async (passphrase) => {
      await ask<null>('unlock', { passphrase });
    },
    given: (name, args) => first.take(name, args),
    call: (name, args) => ask(name, args),
    chooseImport: () => ask<ImportDraft | null>('choose_import', {}),
    saveExport: (incident, format) => ask<string | null>('save_export', { incident, format }),
    saveReport: (token) => ask<string | null>('save_report', { token }),
    saveKeptBack: (series) => ask<string | null>('save_kept_back', { series }),
    saveStatusPage: (form) => ask<string | null>('save_status_page', { form }),
    openLink: async (incident, entry) => {
      await ask<null>('open_link', { incident, entry });
    },
    openReviewPage: async (incident) => {
      await ask<null>('open_review_page', { incident });
    },
    // Behind a locked door nothing is told, and the page is loaded anew once it opens.
    listening: locked ? new Promise(() => {}) : begin(),
    onProgress: (tell) => join(progress, tell),
    onStale: (tell) => join(stale, tell),
    onSwitched: (tell) => join(switched, tell),
    onOpen: (tell) => join(open, tell),
    // The same process: if it does not answer, this window is gone too.
    onReachable: () => () => {}
  };
}

async function ask<T>(name: string, args: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(name, args);
  } catch (thrown) {
    throw failureFrom(thrown);
  }
}

/** What was told since the last time, once there is something. Whoever begins anew hears nothing of what came before. */
function hear(anew: boolean): Promise<Signal[]> {
  return ask<Signal[]>('hear', { anew });
}
