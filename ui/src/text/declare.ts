export const words = {
  title: 'Declare an incident',
  drillTitle: 'Declare a drill',
  drill: 'Drill',
  drillHint: 'An exercise. It counts in no metric, and everything says so.',
  what: 'What is wrong?',
  whatHint: 'One line, as you would say it. You can change it later.',
  howBad: 'How bad, as far as you know? You can change it later.',
  severity: 'Severity',
  unknown: 'Not known yet',
  unknownHint: 'Allclear reminds you to classify it.',
  firstNotice: (minutes: number) => `First public notice in ${minutes} min`,
  employeesEvery: (minutes: number) => `Employees hear every ${minutes} min`,
  onNews: 'Updates when there is news',

  services: 'Services',
  servicesHint: 'Affected, as far as you know',
  addService: 'Add a service',
  newService: (name: string) => `Add “${name}” to the book`,
  remove: (name: string) => `Remove ${name}`,
  noServices: 'Type the name of a service and press Enter.',

  kind: 'Kind',
  kinds: { external: 'External', internal: 'Internal' },
  kindHints: {
    external: 'Users of our products feel it',
    internal: 'Only our own people feel it'
  },

  manager: 'Incident Manager',
  me: (name: string) => `${name} (you)`,
  nobody: 'Nobody yet',
  nobodyHint: 'Allclear reminds until somebody has it.',
  managerHint: 'Coordinates, and does not debug.',

  impact: 'Impact began',
  impactPlaceholder: '13:36',
  impactHint: (zone: string) => `In ${zone} time. Empty: not known yet.`,
  impactRead: (both: string) => `Read as ${both}`,

  more: 'More',
  detection: 'Detected by',
  detectionNone: 'Not said',
  private: 'Private: only for those named',

  looksLike: (label: string) => `Looks like ${label}`,
  openFor: (title: string, span: string) => `${title}, open ${span}`,
  openInstead: 'Open it instead',

  offline: 'Kept on this laptop. Works offline.',
  startAfresh: 'Start afresh',
  cancel: 'Cancel',
  declare: (severity: string | null, drill: boolean) =>
    drill ? 'Declare drill' : severity === null ? 'Declare' : `Declare ${severity}`,
  declared: (label: string, drill: boolean, role: 'me' | 'other' | 'nobody') =>
    `${label} declared${drill ? ' as a drill' : ''}.${
      role === 'me' ? ' You are Incident Manager.' : role === 'nobody' ? ' Nobody is Incident Manager yet.' : ''
    }`,
  calledOff: (label: string) => `${label} is called off.`,
  keys: 'Declare dialog',
  classify: (position: number) => `Choose severity ${position}`,
  unclassify: 'Choose: not known yet',
  send: 'Declare'
};
