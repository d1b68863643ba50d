/** Words for what leaves the house. */
export const words = {
  title: 'Outbox',
  list: 'Updates on their way',
  waits: (count: number) => `${count} not sent`,
  open: (count: number) => `${count} on ${count === 1 ? 'its' : 'their'} way`,
  allSent: 'Everything is where it should be',
  empty: 'Nothing has left from here',
  emptyText: 'What is approved for an audience that has a channel leaves by itself, and stands here until it arrived.',
  failed: 'The outbox cannot be shown',
  retry: 'Try again',
  channels: 'Channels',
  state: {
    queued: 'On its way',
    sending: 'Sending…',
    retrying: 'Trying again',
    not_sent: 'NOT SENT',
    unknown: 'MAY NOT HAVE ARRIVED',
    sent: 'Arrived',
    called_back: 'Called back'
  },
  by: (who: string) => `by ${who}`,
  again: (when: string) => `again at ${when}`,
  attempts: (count: number) => (count === 1 ? '1 attempt' : `${count} attempts`),
  send: 'Send now',
  fromHere: 'Send from this laptop',
  wasSent: 'It arrived',
  postedByHand: 'Posted by hand',
  sendSaid: (name: string) => `It is sent to ${name}`,
  wasSentSaid: (name: string) => `Recorded: it arrived at ${name}`,
  handOverWarning: 'Another sender may have sent it already. Send it from here only if it cannot.',
  leavesFor: (names: string[]) => `Once approved, this laptop sends it to ${names.join(', ')}.`,
  byHand: (names: string[]) => `By hand: ${names.join(', ')}.`
};
