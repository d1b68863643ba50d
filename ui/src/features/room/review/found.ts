import type { LintView } from '$backend/bindings';

/** Something found, and what it is called among all that was found. */
export interface Found {
  finding: LintView;
  place: string;
}

export const placeOf = ({ key }: LintView, nth: number): string => `${key} ${nth}`;

/** One phrase may be found several times in a section: all of them have one key, and are silenced together. */
export function told(findings: LintView[]): Found[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const nth = (seen.get(finding.key) ?? 0) + 1;
    seen.set(finding.key, nth);
    return { finding, place: placeOf(finding, nth) };
  });
}
