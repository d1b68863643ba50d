/** Words as they stand in a template: what opens a gap or an optional part there is only a sign in them. */
export const literally = (words: string): string => words.replaceAll('{', '{{').replaceAll('[', '[[');
