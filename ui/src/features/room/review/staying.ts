import type { ReviewSection } from '$backend/bindings';

/**
 * The sections of a review, with the one that somebody writes in. Of what has no place in the outline Rust tells only where
 * something stands: without its last letter it would go from under its writer.
 */
export function staying(sections: ReviewSection[], under: ReviewSection | undefined): ReviewSection[] {
  if (!under || sections.some(({ id }) => id === under.id)) return sections;
  // Those without a place come last, in the order of their names.
  const behind = sections.findIndex(({ id, left_out }) => left_out && id > under.id);
  return sections.toSpliced(behind === -1 ? sections.length : behind, 0, { ...under, left_out: true, empty: true });
}
