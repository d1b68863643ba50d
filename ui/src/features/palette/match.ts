/** How well a name answers to what was typed: 0 not at all, more is better. Every word typed has to be in it. */
export function score(name: string, typed: string): number {
  const text = name.toLocaleLowerCase();
  const wanted = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return 1;
  let sum = 0;
  for (const word of wanted) {
    const at = text.indexOf(word);
    if (at === -1) return 0;
    sum += at === 0 ? 4 : starts(text, word) ? 3 : 1;
  }
  return sum / wanted.length;
}

const starts = (text: string, word: string) => text.split(/[\s\-~,.]+/).some((part) => part.startsWith(word));

/** Cuts a text where what was typed stands in it, for marking: plain and marked pieces in turn. */
export function pieces(text: string, typed: string): { text: string; hit: boolean }[] {
  const words = typed.trim().split(/\s+/).filter(Boolean).map(escape);
  if (words.length === 0) return [{ text, hit: false }];
  return text
    .split(new RegExp(`(${words.join('|')})`, 'iu'))
    .map((piece, at) => ({ text: piece, hit: at % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

const escape = (word: string) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
