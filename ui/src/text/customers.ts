/** The customers of an incident and what is said to them. */
export const words = {
  screen: 'Customers',
  overdue: (count: number) => `${count} overdue`,
  add: 'Add a customer',
  log: 'Log a call',
  columns: {
    promise: 'Promise',
    customer: 'Customer',
    tier: 'Tier',
    impact: 'Impact',
    told: 'Last told',
    offered: 'Offered',
    owner: 'Owner'
  },
  impact: { unknown: 'Not known yet', down: 'Down', degraded: 'Degraded', at_risk: 'At risk', none: 'Not affected' },
  channel: {
    status_page: 'Status page',
    email: 'E-mail',
    chat: 'Chat',
    social_media: 'Social media',
    call: 'Call',
    webhook: 'Webhook'
  },
  promiseTo: (name: string) => `Promise to ${name}`,
  answerTo: (name: string) => `Answer to ${name}`,
  dash: '–',
  none: 'No customers yet',
  noneMore: 'Add those who called or who are surely hurt. What they report and what you promise them is kept here.',
  noContact: 'No contact in the book.',
  call: (number: string) => `Call ${number}`,
  overdueTitle: 'Promise overdue.',
  waits: (at: string) => `They wait for an answer, by their agreement until ${at} UTC.`,
  say: 'Say this',
  sayFrom: (at: string) => `from the update posted at ${at}`,
  nothingToSay:
    'Nothing is approved for customers yet. Say that you know, that it is being worked on, and when they hear again.',
  copy: 'Copy',
  copied: 'Copied.',
  promises: 'Promises',
  by: (at: string) => `by ${at} UTC`,
  keep: 'Kept',
  keptSaid: (what: string) => `Kept: ${what}`,
  history: 'History',
  way: { reported: 'They reported', told: 'Told', offered: 'Offered', promised: 'Promised' },
  toldBy: (channel: string) => `Told (${channel.toLowerCase()})`,
  ticket: (ticket: string) => `Ticket ${ticket}`,
  acts: {
    log: 'Log a call',
    report: 'They reported',
    offer: 'Offer',
    promise: 'Promise a time',
    ask: 'Ask executives'
  },
  impactLabel: 'Impact',
  ownerLabel: 'Who speaks with them',
  nobody: 'Nobody',
  fromBook: (name: string) => `${name}, from the book`,

  edit: {
    act: 'Edit',
    title: 'Customer',
    sub: 'What the book knows of them. It holds for every incident.',
    name: 'Name',
    tier: 'Tier',
    tierHint: 'Enterprise',
    within: 'Answer within, in minutes',
    withinHint: 'By their agreement, counted from their report. Empty where nothing is agreed.',
    notMinutes: 'Write a whole number of minutes, or leave it empty.',
    contact: 'Contact',
    phone: 'Phone',
    email: 'E-mail',
    owner: 'Who of us knows them',
    notFound: (name: string) =>
      `The book has no customer of the name ${name} any more. Add them by the name they have now.`,
    leaves: 'No longer a customer',
    left: (name: string) => `${name} is no longer a customer`,
    save: 'Save',
    said: (name: string) => `${name} changed`
  },

  chooser: {
    title: 'Which customer?',
    prompt: 'Name',
    none: 'Nobody of that name in the book.',
    left: 'Left. Brings them back.',
    create: (name: string) => `Add “${name}” to the book`
  },
  form: {
    told: 'What they were told',
    begin: 'Begin with the approved update',
    reported: 'What they said',
    ticket: 'Ticket',
    offer: 'What they were offered',
    promise: 'What they were promised',
    promiseHint: 'Leave empty if nothing was promised.',
    due: 'By when',
    channel: 'By',
    question: 'Question to the executives',
    neededBy: 'Needed by',
    save: 'Record'
  },
  said: {
    told: (name: string) => `Told: ${name}`,
    reported: (name: string) => `Report of ${name} recorded`,
    offered: (name: string) => `Offer to ${name} recorded`,
    promised: (name: string) => `Promise to ${name} recorded`,
    asked: 'Asked',
    impact: (name: string) => `Impact on ${name} recorded`,
    owner: (name: string) => `Owner of ${name} changed`
  },
  keys: { down: 'Next customer', up: 'Previous customer' }
};
