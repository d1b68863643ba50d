/** Words for where updates can be sent. */
export const words = {
  name: 'Channels',
  text: 'Where approved updates go by themselves. Whatever has no channel is posted by hand, which always works.',
  fields: { list: 'Channels', add: 'Add a channel', own: 'Own network', reminders: 'Remind owners by mail' },
  also: {
    list: 'destinations slack teams mattermost matrix mail smtp webhook statuspage bucket s3 storage integrations secret token test',
    add: 'new channel destination integration connect',
    own: 'private network proxy ssrf address allow intranet',
    reminders: 'mail e-mail overdue due action items reviews nag owner'
  },
  add: 'Add a channel',
  none: 'No channels yet',
  noneText: 'Add the room, list or page that hears of incidents. Until then every update is copied and posted by hand.',
  kind: 'Kind',
  kinds: {
    email: 'E-mail',
    slack: 'Slack',
    teams: 'Microsoft Teams',
    teams_app: 'Microsoft Teams, channels for incidents',
    mattermost: 'Mattermost',
    matrix: 'Matrix',
    webhook: 'Webhook',
    statuspage: 'Statuspage',
    bucket: 'Bucket (S3)',
    subscribers: 'Subscribers of the status page'
  },
  security: { tls: 'TLS', start_tls: 'STARTTLS', plain: 'None, own network only' },
  of: {
    name: 'Name',
    server: 'Mail server',
    port: 'Port',
    security: 'Encryption',
    user: 'User',
    from: 'From',
    per_second: 'Mails a second',
    to: 'To',
    channel: 'Channel id',
    homeserver: 'Homeserver',
    room: 'Room',
    url: 'Address',
    page: 'Page id',
    hosted: 'Components there',
    tenant: 'Tenant',
    client: 'Application id',
    team: 'Team id',
    organizer: 'Organizer of meetings',
    endpoint: 'Storage',
    region: 'Region',
    bucket: 'Bucket',
    folder: 'Folder',
    key: 'Access key id',
    audiences: 'Who hears by it',
    drill: 'For drills',
    laptops: 'Laptops may send',
    rooms: 'A room for each incident',
    invite: 'Who is asked in',
    inUse: 'In use'
  },
  hints: {
    reminders:
      'Owners of action items and reviews get one mail when something of theirs is due soon, and one when it is late, at the address that the book has of them. Drills send none.',
    name: 'As people call it: Status room.',
    user: 'Empty where the server asks for none.',
    per_second:
      'At most so many, where the server asks for that; empty where it takes as many as come. An update leaves once everybody has the one before: at 10 a second, 10,000 people take 17 minutes.',
    to: 'One address a line. None of them sees another.',
    channel: 'Empty where an incoming webhook is used; with an id, the secret is a bot token.',
    tenant: 'The organisation’s id, or a domain of its.',
    client:
      'Of the app that is registered there, with Channel.Create, Channel.ReadBasic.All and ChannelSettings.ReadWrite.All.',
    organizer:
      'The id of an account, in whose name a meeting is made for each incident that has no bridge. The app needs OnlineMeetings.ReadWrite.All and an application access policy for that account. Empty where no meeting is made.',
    hosted: 'The id that each of our components has at Statuspage. Empty where the page has none for it.',
    endpoint: 'Where the storage answers, without the bucket: https://s3.eu-central-1.amazonaws.com.',
    region: 'As in the address; auto or us-east-1 where there is only one.',
    folder: 'Empty where the page lies at the top of the bucket.',
    room: '#alias:server or !id:server',
    drill: 'Drills go to such channels only, and nothing else goes there.',
    laptops:
      'Where there is no hub, or while it is away, each laptop that has the secret sends what is approved there.',
    rooms:
      'Made when an incident is declared, by whoever sends here. It becomes the incident’s channel, and its topic leads to the bridge. None is made for a private incident.',
    invite:
      'One a line, as they are named there: @ana:example.org, or U012ABC in Slack. In Matrix everybody in the room above may come in unasked.',
    own: 'One network or server a line, such as 10.1.0.0/16 or chat.example.org. Only the public internet and these are ever spoken to.'
  },
  roomsAlone:
    'A channel is made there for each incident that is declared. Updates are written there by a workflow: that is a channel of its own.',
  noComponents: 'There are no components yet. They are added in Settings, Status page.',
  publicAlone: 'What was approved for the public goes there, and nothing else.',
  by: {
    hub: 'The hub sends what is approved for it.',
    hubOrLaptop: 'The hub sends what is approved for it; while the hub is away, a laptop that has the secret.',
    laptop: 'This laptop sends what is approved here.'
  },
  byNobody: 'Nobody can send there yet: what is approved for it is posted by hand.',
  at: {
    hub: {
      name: 'The hub',
      secret: (name: string) => `${name}, for the hub`,
      kept: (name: string) => `${name}, kept by the hub`,
      hint: 'Goes to the hub and is sealed there. An admin enters it; nobody is shown it again.',
      test: 'Test by the hub',
      never: 'Never tried since the hub was started',
      noSuccess: 'It has not worked since the hub was started.',
      saved: (name: string) => `The hub has the secret of ${name}`,
      forgotten: (name: string) => `The hub has forgotten the secret of ${name}`
    },
    laptop: {
      name: 'This laptop',
      secret: (name: string) => name,
      kept: (name: string) => `${name}, kept on this laptop`,
      hint: 'Kept with this laptop’s keys. It is never in the log and never shown again.',
      test: 'Send a test',
      never: 'Never tried from this laptop',
      noSuccess: 'It never worked from this laptop.',
      saved: (name: string) => `The secret of ${name} is kept`,
      forgotten: (name: string) => `The secret of ${name} is forgotten`
    }
  },
  reminders: { off: 'Nobody', by: (who: string) => `Sent by ${who}.` },
  keep: 'Keep',
  forget: 'Forget it',
  save: 'Save',
  cancel: 'Cancel',
  testing: 'Sending…',
  arrived: (when: string) => `Arrived ${when}`,
  failed: (when: string) => `Did not arrive ${when}`,
  lastSuccess: (when: string) => `Last arrived ${when}.`,
  hears: 'Who hears by what',
  drills: 'Drills',
  onlyByHand: 'by hand',
  onlyRooms: 'Channels for incidents',
  mayNot: (names: string[]) => `Laptops may not send to ${names.join(', ')}.`,
  notReady: 'By hand',
  drillTag: 'Drills',
  retired: 'Not in use',
  retire: 'Stop using it',
  bringBack: 'Use it again',
  saved: {
    added: (name: string) => `${name} is a channel now`,
    changed: (name: string) => `${name} changed`,
    retired: (name: string) => `${name} is not used any more`,
    back: (name: string) => `${name} is used again`,
    own: 'The own network changed',
    reminders: 'Owners are reminded by mail',
    noReminders: 'Nobody is reminded by mail any more'
  }
};
