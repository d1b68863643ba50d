import type { Passage, RemarkView } from '$backend/bindings';
import type { SharedDocument } from '$backend/shared-document';

/** Somebody is about to say something. */
export type Remarking = { kind: 'comment' | 'suggestion'; passage: Passage } | { kind: 'answer'; to: RemarkView };

/** A remark, and where in the text its passage is now. */
export interface Placed {
  remark: RemarkView;
  /** Null where nothing is left of it. */
  place: { from: number; to: number } | null;
  /** What the passage says now, where that is something else. */
  now: string | null;
}

/** Whether somebody still has to deal with it. */
export const isOpen = ({ state }: RemarkView): boolean => state === 'open' || state === 'torn';

export function placed(shared: SharedDocument, remarks: RemarkView[]): Placed[] {
  return remarks.map((remark) => {
    const place = shared.placeOf(remark.passage);
    const now = place && shared.textOf(remark.passage.section).slice(place.from, place.to);
    return { remark, place, now: now === remark.passage.words ? null : now };
  });
}

/** In the order of the text; what is no longer there comes last, and so does what is settled. */
export function inOrder(remarks: Placed[], sections: string[]): Placed[] {
  const at = ({ remark, place }: Placed) => [
    isOpen(remark) ? 0 : 1,
    place ? sections.indexOf(remark.passage.section) : sections.length,
    place?.from ?? 0
  ];
  return remarks.toSorted((a, b) => {
    const [left, right] = [at(a), at(b)];
    const differs = left.findIndex((part, nth) => part !== right[nth]);
    return differs === -1 ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0);
  });
}
