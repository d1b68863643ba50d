let had = $state(false);
let awaited = false;

/** Whether the first screen has been seen with its data since this page was opened. */
export const firstSight = {
  get had() {
    return had;
  },
  /** Its data are in the document. They are seen when a frame with them has been painted: the second one begins then. */
  drawn() {
    if (awaited) return;
    awaited = true;
    requestAnimationFrame(() => requestAnimationFrame(() => (had = true)));
  }
};
