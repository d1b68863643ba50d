/**
 * Runs a piece of work whenever asked, but never twice at once: what is asked for during a run is done once, after it.
 * A burst of stale events then costs two queries and not twenty, and an old answer cannot overtake a new one.
 */
export function latest(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;

  return function ask(): Promise<void> {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await work();
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
