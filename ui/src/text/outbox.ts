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
  unread: {
    title: 'Not readable',
    list: 'Incidents that cannot be read',
    some: (count: number) => `${count} ${count === 1 ? 'incident' : 'incidents'} cannot be read`,
    earlier: 'An earlier incident',
    what: 'Nobody knows what of it is on its way'
  },
  channels: 'Channels',
  state: {
    queued: 'On its way',
    sending: 'Sending…',
    retrying: 'NOT SENT',
    not_sent: 'NOT SENT',
    unknown: 'MAY NOT HAVE ARRIVED',
    sent: 'Arrived',
    called_back: 'Called back'
  },
  rooms: {
    title: 'Rooms',
    list: 'Rooms for incidents',
    state: {
      making: 'Being made…',
      retrying: 'Trying again',
      not_made: 'NOT MADE',
      stands: 'Stands'
    },
    make: 'Make it now',
    makeSaid: (name: string) => `The room is made (${name})`,
    byHand: 'Make the room by hand and add its link in the war room, or mend the channel and make it from here.'
  },
  silent: 'No word yet',
  silentMore: (who: string) => `Nothing was heard of it from ${who}. Ask there, send it from here, or post it by hand.`,
  by: (who: string) => `by ${who}`,
  since: (when: string, span: string | null) => (span === null ? `since ${when}` : `since ${when} (${span})`),
  again: (when: string) => `again at ${when}`,
  notSentUntil: (when: string) => `NOT SENT, again at ${when}`,
  notSentSoFar: 'NOT SENT, trying now',
  tried: (count: number, when: string) => (count === 1 ? `tried at ${when}` : `tried ${count} times, last at ${when}`),
  copy: 'Copy text',
  copied: (name: string) => `Copied. Post it (${name}), then say so here.`,
  postedWhen: 'Posted at',
  postedWhenLabel: (what: string) => `When it was posted: ${what}`,
  send: 'Send now',
  sendNext: 'Send the newest update that waits',
  have: { hub: 'Have the hub send it', laptop: 'Send from this laptop' },
  wasSent: 'It arrived',
  postedByHand: 'Posted by hand',
  sendSaid: (name: string) => `It is sent to ${name}`,
  wasSentSaid: (name: string) => `Recorded: it arrived at ${name}`,
  handOverWarning: 'Another sender may have sent it already. Send it from here only if it cannot.',
  leavesFor: (by: 'hub' | 'laptop', names: string[]) =>
    `Once approved, ${by === 'hub' ? 'the hub' : 'this laptop'} sends it to ${names.join(', ')}.`,
  byHand: (names: string[]) => `By hand: ${names.join(', ')}.`,
  gone: 'This update is not in the record any more. Look at the timeline to see what became of it.'
};

/** Whether it is not where it should be: it waits for a person, or failed and is tried again by itself. */
export const isMissing = ({ state, attempts }: { state: keyof typeof words.state; attempts: number }) =>
  ['not_sent', 'unknown', 'retrying'].includes(state) || (state === 'sending' && attempts > 1);
