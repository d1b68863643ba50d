import type { MailSecurity, Transport } from '$backend/bindings';

/** Words for where updates can be sent. */
export const words = {
  name: 'Channels',
  text: 'Where approved updates go by themselves. Whatever has no channel is posted by hand, which always works.',
  fields: { list: 'Channels', add: 'Add a channel', own: 'Own network' },
  also: {
    list: 'destinations slack teams mattermost matrix mail smtp webhook statuspage integrations secret token test',
    add: 'new channel destination integration connect',
    own: 'private network proxy ssrf address allow intranet'
  },
  add: 'Add a channel',
  none: 'No channels yet',
  noneText: 'Add the room, list or page that hears of incidents. Until then every update is copied and posted by hand.',
  kind: 'Kind',
  kinds: {
    email: 'E-mail',
    slack: 'Slack',
    teams: 'Microsoft Teams',
    mattermost: 'Mattermost',
    matrix: 'Matrix',
    webhook: 'Webhook',
    statuspage: 'Statuspage'
  } satisfies Record<Transport['type'], string>,
  security: { tls: 'TLS', start_tls: 'STARTTLS', plain: 'None, own network only' } satisfies Record<MailSecurity, string>,
  of: {
    name: 'Name',
    server: 'Mail server',
    port: 'Port',
    security: 'Encryption',
    user: 'User',
    from: 'From',
    to: 'To',
    channel: 'Channel id',
    homeserver: 'Homeserver',
    room: 'Room',
    url: 'Address',
    page: 'Page id',
    audiences: 'Who hears by it',
    drill: 'For drills',
    laptops: 'Laptops may send',
    inUse: 'In use'
  },
  hints: {
    name: 'As people call it: Status room.',
    user: 'Empty where the server asks for none.',
    to: 'One address a line. None of them sees another.',
    channel: 'Empty where an incoming webhook is used; with an id, the secret is a bot token.',
    room: '#alias:server or !id:server',
    drill: 'Drills go to such channels only, and nothing else goes there.',
    laptops: 'This laptop sends by itself what is approved here, with the secret below.',
    own: 'One network or server a line, such as 10.1.0.0/16 or chat.example.org. Only the public internet and these are ever spoken to.'
  },
  secret: (name: string, kept: boolean) => (kept ? `${name}, kept on this laptop` : name),
  secretHint: 'Kept with this laptop’s keys. It is never in the log and never shown again.',
  keep: 'Keep',
  forget: 'Forget it',
  save: 'Save',
  cancel: 'Cancel',
  test: 'Send a test',
  testing: 'Sending…',
  testHint: 'Sends a message that says it is a test.',
  arrived: (when: string) => `Arrived ${when}`,
  failed: (when: string) => `Did not arrive ${when}`,
  never: 'Never tried from this laptop',
  notReady: 'Not set up here',
  byHand: 'By hand',
  drillTag: 'Drills',
  retired: 'Not in use',
  retire: 'Stop using it',
  bringBack: 'Use it again',
  saved: {
    added: (name: string) => `${name} is a channel now`,
    changed: (name: string) => `${name} changed`,
    retired: (name: string) => `${name} is not used any more`,
    back: (name: string) => `${name} is used again`,
    secret: (name: string) => `The secret of ${name} is kept`,
    forgotten: (name: string) => `The secret of ${name} is forgotten`,
    own: 'The own network changed'
  }
};
