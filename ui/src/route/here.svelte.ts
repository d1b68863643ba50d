import { createSubscriber } from 'svelte/reactivity';
import { href, parse, query, type Place } from './address';

const subscribe = createSubscriber((update) => {
  window.addEventListener('hashchange', update);
  return () => window.removeEventListener('hashchange', update);
});

/** Where the person is now; reactive. */
export const here = {
  get place(): Place {
    subscribe();
    return parse(location.hash);
  },
  get query(): URLSearchParams {
    subscribe();
    return query(location.hash);
  }
};

export function go(place: Place, about: Record<string, string> = {}): void {
  location.hash = href(place, about);
}

/** Changes filters in the address without a step in the history: Back leaves the screen, not the filter. */
export function setQuery(change: Record<string, string | null>): void {
  const params = query(location.hash);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString();
  history.replaceState(null, '', href(parse(location.hash)) + (text ? `?${text}` : ''));
  // replaceState says nothing to listeners.
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
