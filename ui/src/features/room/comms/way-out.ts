import type { Audience, CommsView, Dispatch } from '$backend/bindings';

/** Who sends an update for an audience where to once it is approved; nothing where all of it is posted by hand. */
export function wayOut({ ways_out: ways }: CommsView, audience: Audience): { dispatch?: Dispatch; also?: Dispatch[] } {
  const way = ways.find((each) => each.audience === audience);
  const [dispatch, ...also] = (way?.ways ?? []).map(({ sender, to }) => ({ sender, to: to.map(({ id }) => id) }));
  return dispatch ? { dispatch, ...(also.length ? { also } : {}) } : {};
}
