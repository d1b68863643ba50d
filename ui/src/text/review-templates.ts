/** With which template a review was begun, and giving it another. */
export const words = {
  begunWith: (name: string) => `Begun with: ${name}`,
  begunLong: 'Begun before templates were kept',
  change: 'Change',
  other: 'Change the template of the review',
  title: 'Sections of another template',
  prompt: 'Choose a template: new sections begin filled, what has no place stays below',
  asItIs: 'as the template is now',
  sections: (count: number) => `${count} ${count === 1 ? 'section' : 'sections'}`,
  changed: (name: string) => `The review has the sections of: ${name}`,
  key: 'Change the template of the review'
};
