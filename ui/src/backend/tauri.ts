import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands, ImportDraft, ImportProgress, Stale } from './bindings';
import type { Backend, Forget, Open } from './contract';
import { failureFrom } from './failure';

/** Inside the Tauri window: commands and events of the app's own process. */
export function overTauri(): Backend {
  return {
    ready: Promise.resolve(),
    call: <K extends keyof Commands>(name: K, args: Commands[K]['args']) => ask<Commands[K]['result']>(name, args),
    chooseImport: () => ask<ImportDraft | null>('choose_import', {}),
    saveExport: (incident, format) => ask<string | null>('save_export', { incident, format }),
    saveReport: (token) => ask<string | null>('save_report', { token }),
    openLink: async (incident, entry) => {
      await ask<null>('open_link', { incident, entry });
    },
    onProgress: (tell) => subscribe<ImportProgress>('progress', tell),
    onStale: (tell) => subscribe<Stale>('stale', tell),
    onOpen: (tell) => subscribe<Open>('open', tell),
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

/** Listening begins a moment later; leaving before that must still stop it. */
function subscribe<T>(event: string, tell: (payload: T) => void): Forget {
  const stop = listen<T>(event, ({ payload }) => tell(payload));
  return () => void stop.then((unlisten) => unlisten());
}
