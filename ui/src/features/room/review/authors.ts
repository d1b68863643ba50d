import type { ReviewVersion } from '$backend/bindings';

/** Somebody who wrote in a review. */
export interface Author {
  /** A person, or the name under which laptops of nobody in the book go. */
  key: string;
  name: string;
  /** Which of all versions are theirs; the first of all is 1. */
  nths: number[];
}

/** Who wrote, in the order in which they began; whoever writes on two laptops is one. */
export function authorsOf(versions: ReviewVersion[]): Author[] {
  const authors: Author[] = [];
  versions.forEach(({ person, by }, at) => {
    const key = person ?? by;
    const author = authors.find((one) => one.key === key);
    if (author) author.nths.push(at + 1);
    else authors.push({ key, name: by, nths: [at + 1] });
  });
  return authors;
}

/** Of these versions the last that is no later than one of all; of none of them, that one itself. */
export const nearest = (nths: number[] | undefined, nth: number): number =>
  nths ? (nths.findLast((each) => each <= nth) ?? nths[0] ?? nth) : nth;
