/** Words of a laptop that was copied while a page was open on it. */
export const words = {
  said: (who: string, when: string) => `Words of ${who}, ${when}, stand in no text`,
  hint: 'A copy of this laptop wrote others in their place at the same time.',
  take: 'Put in at the caret',
  leave: 'Leave out',
  key: 'Put in what was set aside'
};
