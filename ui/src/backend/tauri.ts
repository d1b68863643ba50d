import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Commands, Stale } from './bindings';
import type { Backend, Forget, Open } from './contract';
import { failureFrom } from './failure';

/** Inside the Tauri window: commands and events of the app's own process. */
export function overTauri(): Backend {
  return {
    ready: Promise.resolve(),

    async call<K extends keyof Commands>(name: K, args: Commands[K]['args']) {
      try {
        return await invoke<Commands[K]['result']>(name, args);
      } catch (thrown) {
        throw failureFrom(thrown);
      }
    },

    onStale: (tell) => subscribe<Stale>('stale', tell),
    onOpen: (tell) => subscribe<Open>('open', tell),
    // The same process: if it does not answer, this window is gone too.
    onReachable: () => () => {}
  };
}

/** Listening begins a moment later; leaving before that must still stop it. */
function subscribe<T>(event: string, tell: (payload: T) => void): Forget {
  const stop = listen<T>(event, ({ payload }) => tell(payload));
  return () => void stop.then((unlisten) => unlisten());
}
