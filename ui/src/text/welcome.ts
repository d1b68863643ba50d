export const words = {
  title: 'Who are you, and where do you work?',
  lead: 'Under a minute. Everything is kept on this laptop; nothing needs a network.',
  name: 'Your name',
  nameHint: 'Stands beside everything you write.',
  workspace: 'Workspace',
  workspaceHint: 'Usually the name of your company.',
  zone: 'Time zone beside UTC',
  zoneHint: (utc: string, local: string) => `Now ${utc} UTC, ${local} for you. Times you type are read in this zone.`,
  goodToKnow: 'Good to know',
  skip: 'Skip to the board',
  start: 'Start',
  after: 'Severities, cadences and checklists come with proven defaults. All of them can be changed in Settings.'
};
