export const words = {
  fields: { hub: 'Hub', adopt: 'Set up a hub' },
  hints: {
    hub: 'Where your laptops meet. Paste the link that an admin sent you.',
    adopt: 'Hands this workspace to a hub of your own. What was written here so far goes along.'
  },
  also: {
    hub: 'server sync join invitation link connect leave share colleagues',
    adopt: 'server host own adopt code install init'
  },
  placeholder: 'allclear://join?hub=…',
  join: 'Join',
  joining: 'Joining…',
  joined: 'This laptop joined the hub',
  joinedOther: (workspace: string) => `${workspace} was joined. It opens when you start Allclear again.`,
  newHub: 'A hub that is new',
  takeOver: 'Take it over',
  notOurs: 'Do not join',
  next: (workspace: string) =>
    `${workspace} was joined. It opens when you quit Allclear and start it again; the workspace that is open now stays on this laptop as it is.`,
  states: {
    alone: '',
    synced: 'In step.',
    syncing: 'Talking to it.',
    offline: 'It does not answer. What you write is queued.',
    needs_attention: 'Not everything is there. The sync state in the sidebar says why.',
    unreachable: 'It does not answer.'
  },
  last: (ago: string) => `Last in step ${ago}.`,
  leave: 'Leave…',
  leaveAsked: 'Everything stays on this laptop. To come back you need a new invitation.',
  leaveNow: 'Leave hub',
  stay: 'Stay',
  left: 'This laptop left the hub',
  show: 'Show code',
  /** With an equals sign, since a code may begin with a hyphen. */
  command: (code: string) => `allclear-hub init --adopt=${code}`,
  onServer: 'Run this once on the server, then start the hub with allclear-hub serve:',
  thenHere: 'Then enter the address of the hub above in the place of a link. The code works for this laptop only.',
  copy: 'Copy command',
  copied: 'Copied'
};
