/** Publishing a review for everybody: what is left out, what is replaced, how it will be read. */
export const words = {
  open: 'For the public',
  title: 'What the public reads',
  sub: 'Look at each name and address. Nobody reads it before the update that tells of it is approved.',
  act: 'Write it down, and write the update',
  heading: 'Its title',
  sections: 'Sections',
  take: (section: string) => section,
  hits: 'Not for everybody',
  noHits: 'No name, customer, inner service or address was found.',
  kinds: {
    person: 'Person',
    customer: 'Customer',
    service: 'Inner service',
    address: 'Address'
  },
  places: (count: number) => (count === 1 ? 'once' : `${count} times`),
  replace: (what: string) => `Replace ${what}`,
  instead: (what: string) => `Instead of ${what}`,
  kept: 'stays as it is',
  titlePlace: 'Title',
  preview: 'Preview',
  previewPage: 'The review as the public would read it',
  publicSince: (when: string) =>
    `The public reads a review since ${when}. This one takes its place once it is approved.`,
  waits: 'One is written down and waits for the update that tells of it.',
  failed: 'The preview cannot be made:',
  itsReview: 'The review that it tells of',
  goesAlong: 'The public reads it once this is approved',
  goesWith: (title: string) => `Review for the public: ${title}`,
  writtenDown: (when: string, by: string) => `written down by ${by}, ${when}`,
  look: 'Look at it',
  noneGoes: 'None is written down for the public: this goes without one.'
};
