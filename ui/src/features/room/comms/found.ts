import type { Finding, Proof } from '$backend/bindings';
import { carried } from '$backend/text-change';

/** What the quality check found, where it stands in the text that is on screen. */
export interface Found extends Pick<Finding, 'kind' | 'text'> {
  from: number;
  to: number;
  tone: 'bad' | 'advice';
}

/** The words that the quality check would have looked at, in the order of the text; `proved` is the text that it read. */
export function foundIn(text: string, proof: Proof | undefined, proved: string): Found[] {
  const findings = (proof?.findings ?? []).flatMap(({ kind, text, verdict, range }): Found[] => {
    // How long a text is stands below it.
    if (!range || verdict === 'passed' || kind === 'length') return [];
    return [{ ...range, kind, text, tone: verdict === 'failed' ? 'bad' : 'advice' }];
  });
  return carried(findings, proved, text).toSorted((a, b) => a.from - b.from);
}

/** Where a value is missing, in the order of the text. */
export const holesIn = (text: string, proof: Proof | undefined, proved: string) =>
  carried(
    (proof?.holes ?? []).map((span) => ({ ...span, tone: 'gap' as const })),
    proved,
    text
  );
