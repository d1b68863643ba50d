/** A template without the sentence in which a gap stands. Abbreviations and figures end no sentence: only a sign with a blank
 * or the end of the line behind it does. */
export function withoutSentence(text: string, variable: string): string {
  const at = text.indexOf(`{${variable}}`);
  if (at < 0) return text;
  const ends = [...text.matchAll(/[.!?](?=\s|$)|\n|$/g)].map((end) => end.index + end[0].length);
  const to = ends.find((end) => end > at) ?? text.length;
  const from = ends.findLast((end) => end <= at) ?? 0;
  return `${text.slice(0, from)}${text.slice(to)}`.replace(/\n{3,}/g, '\n\n').trim();
}
