let had = $state(false);
let past = $state(false);
let awaited = false;

/** How far the first screen since this page was opened has come. Whatever else is to be drawn waits for it. */
export const firstSight = {
  /** It has been seen with its data. */
  get had() {
    return had;
  },
  /** It is named, and what waited may come. */
  get past() {
    return past;
  },
  /** Its data are in the document. They are seen when a frame with them has been painted: the second one begins then. */
  drawn() {
    if (awaited) return;
    awaited = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        had = true;
        requestAnimationFrame(() => (past = true));
      })
    );
  }
};
