/** The dialogs of the war room. */
export const words = {
  timeHint: 'Like 14:12 in your own time, 14:12 UTC, or 5 min ago.',
  whenHint: 'Now, if it is empty. Else like 14:12 or 5 min ago.',
  nobody: 'Nobody',
  noService: 'No particular service',
  optional: 'optional',

  classify: {
    title: 'Classify',
    sub: 'Answer what you know. The answers suggest a severity; a person decides.',
    suggested: (name: string) => `The answers suggest ${name}.`,
    noSuggestion: 'No answer suggests a severity yet.',
    suggestedMark: 'suggested',
    reason: 'Why it differs from the suggestion',
    reasonPlain: 'Reason',
    guideline: 'Guideline',
    answered: (count: number, of: number) => `${count} of ${of} answered`,
    severity: 'Severity',
    act: 'Set severity',
    said: (name: string) => `Severity: ${name}`
  },

  stage: {
    enter: (stage: string) => `Go to ${stage}`,
    back: (stage: string) => `Go back to ${stage}`,
    reopen: 'Reopen the incident',
    reopenStage: 'Reopen in',
    reopenSub: 'It becomes active again; every all-clear is withdrawn.',
    backSub: 'It stays in the timeline, with the reason.',
    reason: 'Why',
    gateTitle: (stage: string) => `Not ready for ${stage}`,
    stillOpen: 'Still open',
    noAllClear: 'has no all-clear',
    inPlace: 'is still in place',
    unpublished: 'The review is not published',
    promisedBy: (what: string | null, at: string) => `${what ?? 'the next update'}, promised by ${at} UTC`,
    update: 'Write it',
    updateFor: (name: string) => `Write it: the next update for ${name}`,
    keptTo: (name: string, what: string) => `Kept to ${name}: ${what}`,
    anyway: 'Go on anyway, because',
    anywayHint: 'The reason is recorded in the timeline as a key event.',
    anywayAct: 'Go on anyway',
    stay: 'Stay where it is',
    close: 'Close the incident'
  },

  link: {
    title: (kind: string) => `Add ${kind.toLowerCase()}`,
    kind: 'Kind',
    target: 'Address',
    channelTarget: 'Channel name or address',
    bridgeTarget: 'Address or tel:+ number',
    label: 'Label',
    labelHint: 'What people call it. The address itself unless given.',
    said: (kind: string) => `${kind} added`
  },

  role: {
    chooseRole: 'Assign a role',
    rolePrompt: 'Which role?',
    chooseService: (role: string) => `${role}: for which service?`,
    servicePrompt: 'Which service?',
    choosePerson: (role: string) => `${role}: who?`,
    personPrompt: 'Who?',
    me: (name: string) => `${name} (you)`,
    create: (name: string) => `Add “${name}” to the book`,
    heldBy: (names: string) => `held by ${names}`,
    vacant: 'vacant'
  },
  service: { title: 'Add an affected service', prompt: 'Which service?' },
  grant: { title: 'Who may see it?', prompt: 'Who?', said: (name: string) => `${name} may see it` },
  erase: {
    title: 'Erase this incident',
    what: 'Everything that was written in it is hidden for everybody and deleted from every laptop and the hub, with its updates, its review and whatever still arrives. Its number, its roles and that it was erased stay. This cannot be taken back.',
    why: 'Why',
    choose: 'Choose a reason',
    reasons: {
      personal_data: 'It held personal data',
      secret: 'It held a secret',
      law: 'The law or a contract asks for it',
      misplaced: 'It does not belong in this workspace'
    },
    type: (label: string) => `Type ${label} to go on`,
    act: 'Erase everything',
    said: 'The incident is erased'
  },
  noServicesInBook: 'No services in the book yet. Settings adds them.',

  impact: {
    title: 'State the impact',
    aspect: 'What',
    value: 'Value',
    valueHint: 'In words, as you would say it. Empty means unknown again.',
    number: 'As a number',
    numberHint: 'For counts; the board shows it for customers.',
    source: 'Source',
    sourceHint: 'Where the figure is from.',
    asOf: 'As of',
    asOfHint: 'When the figure was true. Now unless given.',
    said: (aspect: string) => `Impact: ${aspect}`,
    notNumber: 'Write a whole number, or leave it empty.',
    aspects: {
      users: 'Users',
      customers: 'Customers',
      regions: 'Regions',
      revenue: 'Revenue',
      data_loss: 'Data loss',
      workaround: 'Workaround',
      description: 'Description'
    }
  },

  mitigate: {
    title: 'Add a mitigation',
    what: 'What was done',
    temporary: 'Temporary: it stays on the open list until it is removed',
    service: 'Service',
    removeWhen: 'Remove when',
    over: 'The impact is over with this',
    said: 'Mitigation added'
  },

  decide: {
    title: 'Record a decision',
    supersede: 'Supersede a decision',
    superseding: (chosen: string) => `In place of: ${chosen}`,
    question: 'Question',
    chosen: 'Decision',
    options: 'Options',
    rejected: 'Rejected options',
    rejectedHint: 'One a line.',
    why: 'Why',
    objections: 'Objections',
    objectionsHint: 'Ask for strong ones. Write “asked, none” if there are none.',
    reversible: 'Can it be undone?',
    notSaid: 'Not said',
    yes: 'Yes',
    no: 'No',
    revisit: 'Look again at',
    act: 'Record decision',
    said: 'Decision recorded'
  },
  raise: {
    title: 'Ask for a decision',
    question: 'Question',
    options: 'Options',
    optionsHint: 'One a line.',
    owner: 'Who decides',
    neededBy: 'Needed by',
    act: 'Ask',
    said: 'Decision raised'
  },
  revisit: {
    title: 'Look again',
    outcome: 'What came of it',
    next: 'Look again at',
    act: 'Record',
    said: 'Looked again'
  },

  point: {
    title: (name: string) => `${name}: when?`,
    time: 'Time',
    now: 'Now',
    minutesAgo: (minutes: number) => `${minutes} min ago`,
    whenDeclared: (at: string) => `When declared, ${at}`,
    unset: 'No longer recorded',
    was: (at: string, by: string) => `${at} UTC, recorded by ${by}`,
    said: (name: string) => name
  },
  correct: {
    title: 'Correct the note',
    sub: 'What it said before stays readable.',
    text: 'Text',
    said: 'Note corrected'
  },
  redate: {
    title: 'When did it happen?',
    sub: 'It keeps its place in the timeline, by when it was written down.',
    time: 'Happened at',
    said: 'Time changed'
  },
  withdraw: {
    title: (service: string) => `Withdraw the all-clear for ${service}`,
    reason: 'Why',
    act: 'Withdraw',
    said: (service: string) => `All-clear withdrawn: ${service}`
  }
};
