/** Words for whether the public page says what was approved. */
export const words = {
  name: 'Where it is',
  also: 'drift check differs mend true places address hosted',
  text: 'Allclear looks every two minutes while something is open whether each place says what was approved.',
  look: 'Look now',
  looking: 'Looking…',
  mend: 'Bring it there again',
  mending: 'The page is being brought to its places',
  notFromHere: (name: string) =>
    `This laptop cannot write there (${name}). Enter its secret in Settings, Channels, or set it right there by hand.`,
  same: (when: string) => `Says what was approved, ${when}`,
  never: 'Not looked at yet',
  differs: 'The public page says something else than was approved'
};
