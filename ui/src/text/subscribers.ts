/** Words for those who hear of the status page. */
export const words = {
  name: 'Subscribers',
  text: 'Who asked on the page to hear of updates, by e-mail or webhook. Only the hub knows them, and tells admins; it needs a channel of the kind Subscribers.',
  counts: (of: { email: number; webhook: number; waiting: number; bounced: number }) =>
    [
      `${of.email} by e-mail`,
      `${of.webhook} by webhook`,
      ...(of.waiting ? [`${of.waiting} not confirmed`] : []),
      ...(of.bounced ? [`${of.bounced} not reached any more`] : [])
    ].join(' · '),
  states: { hears: 'Hears', waiting: 'Not confirmed', bounced: 'Not reached' },
  add: 'Add addresses',
  addThese: 'Add these',
  lines: 'Addresses, one a line',
  linesHint:
    'Mailboxes or https:// addresses, or lines of a CSV file. Only of those who agreed: nobody asks them again.',
  refused: (count: number) => (count === 1 ? 'One line holds no address:' : `${count} lines hold no address:`),
  added: (count: number) => (count === 1 ? '1 subscriber is new' : `${count} subscribers are new`),
  copy: 'Copy as CSV',
  copied: (count: number) => (count === 1 ? '1 subscriber is copied' : `${count} subscribers are copied`),
  remove: 'Remove',
  removeOf: (address: string) => `Remove ${address}`,
  removed: (address: string) => `${address} is forgotten`,
  more: 'Show more',
  cancel: 'Cancel'
};
