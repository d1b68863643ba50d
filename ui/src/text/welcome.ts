export const words = {
  title: 'Who are you, and where do you work?',
  lead: 'Under a minute. Everything is kept on this laptop; nothing needs a network.',
  name: 'Your name',
  nameHint: 'Stands beside everything you write.',
  workspace: 'Workspace',
  workspaceHint: 'Usually the name of your company.',
  zone: 'Time zone beside UTC',
  zoneHint: (utc: string, local: string) => `Now ${utc} UTC, ${local} for you. Times you type are read in this zone.`,
  lock: {
    title: 'Lock this laptop’s key',
    lead: 'The key signs what you write, so that nobody else can write as you. This computer offers no keychain to keep it in.',
    passphrase: 'Passphrase',
    asked: 'Allclear asks for it at every start. Nobody can restore it.',
    locking: 'Locking…',
    plain: 'Without one the key lies in a file that whoever copies this disk can use.',
    keep: 'Go on without a passphrase'
  },
  goodToKnow: 'Good to know',
  skip: 'Skip to the board',
  start: 'Start',
  join: {
    asked: 'Does your team work with Allclear already?',
    go: 'Join your team’s workspace…',
    title: 'Join your team’s workspace',
    lead: 'An admin sends you a link. You have everything on this laptop as soon as it is joined, also without a network.',
    link: 'Invitation',
    linkHint: 'Begins with allclear://join.',
    placeholder: 'allclear://join?hub=…',
    back: 'Back',
    join: 'Join',
    joining: 'Joining…',
    takeOver: 'Take it over',
    later: (workspace: string) => `${workspace} was joined. It opens when you start Allclear again.`
  },
  after: 'Severities, cadences and checklists come with proven defaults. All of them can be changed in Settings.'
};
