const entries = (count: number) => (count === 1 ? '1 entry' : `${count} entries`);

export const words = {
  title: 'Sync',
  group: 'Everywhere',
  actions: { show: 'Show what waits for the hub', again: 'Sync now', join: 'Join a hub' },
  chip: {
    alone: 'On this laptop',
    aloneMore: 'Everything is saved on this laptop. No hub was joined.',
    connecting: 'Connecting…',
    synced: 'Synced',
    syncing: (count: number) => `Syncing ${count}`,
    offline: (count: number) => `Offline, ${count} queued`,
    noAnswer: (time: string) => `No answer since ${time}`,
    attention: 'Needs attention',
    notTaken: (count: number) => `${count} not taken`,
    queued: (count: number) => `${count} queued`,
    refused: 'The hub says no',
    findings: 'Look at what the hub did',
    unreachable: (time: string) => `Unreachable since ${time}`,
    restart: 'Restart to switch'
  },
  heads: {
    alone: 'Only on this laptop',
    synced: (hub: string) => `In step with ${hub}`,
    syncing: (hub: string) => `Talking to ${hub}`,
    offline: (hub: string) => `Working without ${hub}`,
    unreachable: (hub: string) => `Working without ${hub}`,
    next: (workspace: string) => `${workspace} opens at the next start`,
    needs_attention: (hub: string) => `Not all is at ${hub}`
  },
  aloneText:
    'Everything you write is saved here, and nobody else sees it. With a hub, colleagues work on the same incidents. An admin of the hub sends you a link; paste it in Settings.',
  join: 'Join a hub…',
  safe: 'Everything is saved on this laptop and leaves by itself once the hub answers.',
  last: (ago: string) => `Last in step ${ago}`,
  never: 'Not in step since this laptop joined',
  since: (ago: string) => `since ${ago}`,
  nothingWaits: 'Nothing waits. What was written on this laptop is at the hub.',
  attention: 'Needs attention',
  findings: 'What the hub did',
  waits: 'Leaves by itself',
  entries,
  open: (title: string) => `Open ${title}`,
  again: 'Try again now',
  sync: 'Sync now',
  copy: 'Copy',
  copyOne: (title: string) => `Copy why: ${title}`,
  copied: 'Copied',
  settings: 'Hub settings',
  next: 'Quit Allclear and start it again to go on there. The workspace that is open now stays on this laptop as it is.',
  spoken: {
    offline: 'The hub does not answer. What you write is queued.',
    unreachable: 'The hub does not answer.',
    needs_attention: 'Sync needs your attention.',
    back: 'In step with the hub again.'
  },
  old: 'What waits could not be read.',
  list: (rows: string[]) => rows.join('\n')
};
