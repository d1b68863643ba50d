import type { Audience, CommsView, Dispatch } from '$backend/bindings';

/** Where an update for an audience goes by itself once it is approved; nothing where all of it is posted by hand. */
export function wayOut({ ways_out: ways }: CommsView, audience: Audience): { dispatch?: Dispatch } {
  const way = ways.find((each) => each.audience === audience);
  return way?.to.length ? { dispatch: { sender: way.sender, to: way.to.map(({ id }) => id) } } : {};
}
