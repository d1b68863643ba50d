import { createSubscriber } from 'svelte/reactivity';

let now = Date.now();

const subscribe = createSubscriber((update) => {
  let timer = 0;
  const tick = () => {
    now = Date.now();
    // Aimed at the next whole second, so that all clocks turn together and none skips one.
    timer = window.setTimeout(tick, 1000 - (now % 1000));
    update();
  };
  // A hidden window is throttled to a tick a minute; it must not come back with an old time.
  const wake = () => {
    window.clearTimeout(timer);
    tick();
  };
  now = Date.now();
  timer = window.setTimeout(tick, 1000 - (now % 1000));
  document.addEventListener('visibilitychange', wake);
  return () => {
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', wake);
  };
});

/** The one clock of the screen. Reading `now` in a template or `$derived` re-runs it every second; it runs only while read. */
export const ticker = {
  get now(): number {
    subscribe();
    return $effect.tracking() ? now : Date.now();
  }
};
