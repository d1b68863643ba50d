/** First letters of the first and the last word: `Ana María de Souza` gives `AS`. Whole characters, never half of one. */
export function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter(Boolean);
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => (word ? [...new Intl.Segmenter('en').segment(word)][0]?.segment.toLocaleUpperCase('en') : ''))
    .join('');
}
