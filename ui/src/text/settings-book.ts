/** Words for what the book holds: people, services, rules and lists. */
export const words = {
  people: {
    name: 'People',
    text: 'Whoever can be given a role or a task. They need no Allclear of their own.',
    fields: { list: 'People', add: 'Add a person' },
    also: { list: 'roster members team phone handle colleagues', add: 'new person invite' },
    addLabel: 'Name of the person to add',
    addPlaceholder: 'Name',
    add: 'Add person',
    filter: 'Filter people',
    you: 'You',
    retired: 'Retired',
    alone: 'Only you so far',
    aloneText: 'Add the people you would call. Their numbers then are here when the directory is down.',
    showRetired: (count: number) => `Show ${count} retired`,
    hideRetired: (count: number) => `Hide ${count} retired`,
    noneMatch: (text: string) => `Nobody called “${text}”.`,
    noPhone: 'No phone',
    unset: 'Not set',
    fieldsOf: { name: 'Name', handle: 'Handle', phone: 'Phone', email: 'E-mail', zone: 'Time zone' },
    hintsOf: { handle: 'How a task names them: @handle.', phone: 'With the country code.' },
    retireLabel: 'In the book',
    retire: 'Retire',
    bringBack: 'Bring back',
    retireHint: 'Leaves the lists to choose from. What they did stays in the record.',
    retireMe: 'You cannot retire yourself. Somebody else can.',
    saved: {
      added: (name: string) => `${name} is in the book`,
      name: (name: string) => `Now called ${name}`,
      detail: (what: string, name: string) => `${what} of ${name} changed`,
      cleared: (what: string, name: string) => `${what} of ${name} removed`,
      retired: (name: string) => `${name} is retired`,
      back: (name: string) => `${name} is back in the book`
    }
  },

  services: {
    name: 'Services',
    text: 'What can break, and who answers for it. An incident names the services it affects.',
    fields: { list: 'Services', add: 'Add a service' },
    also: { list: 'catalogue catalog components owner team systems', add: 'new service' },
    addLabel: 'Name of the service to add',
    addPlaceholder: 'Name, such as Checkout API',
    add: 'Add service',
    filter: 'Filter services',
    empty: 'No services yet',
    emptyText: 'Add what your users would notice. An import of past incidents offers the services it finds.',
    noneMatch: (text: string) => `No service called “${text}”.`,
    noOwner: 'No owner',
    fieldsOf: { name: 'Name', team: 'Owner team', person: 'Call first' },
    hintsOf: { person: 'Who of the team is asked first in an incident.' },
    nobody: 'Nobody in particular',
    retired: 'Retired',
    retireLabel: 'In the book',
    retire: 'Retire',
    bringBack: 'Bring back',
    retireHint: 'Leaves the lists to choose from. Past incidents keep it.',
    showRetired: (count: number) => `Show ${count} retired`,
    hideRetired: (count: number) => `Hide ${count} retired`,
    saved: {
      added: (name: string) => `${name} is in the book`,
      renamed: (name: string) => `Now called ${name}`,
      owner: (name: string) => `Owner of ${name} changed`,
      retired: (name: string) => `${name} is retired`,
      back: (name: string) => `${name} is back in the book`
    }
  },

  severities: {
    name: 'Severities and cadences',
    text: 'All severities run the same process. Severity ranks incidents that burn at once and sets how often people hear from us.',
    fields: { list: 'Severities', cadence: 'Cadences', add: 'Add a severity' },
    also: {
      list: 'major medium minor sev1 criteria rank priority',
      cadence: 'update interval how often minutes public executives employees first notice scoping',
      add: 'new severity level'
    },
    severity: 'Severity',
    when: 'When',
    columns: {
      first_public: 'First public notice',
      public: 'Public update',
      executives: 'Executives',
      employees: 'Employees'
    },
    cell: (column: string, severity: string) => `${column}, ${severity}`,
    more: (severity: string) => `Criteria and more for ${severity}`,
    fieldsOf: {
      name: 'Name',
      criteria: 'When it applies',
      rank: 'Rank',
      scoping: 'Scoping update',
      public_until: 'Public update holds for',
      public_later: 'Public update afterwards',
      customers: 'Affected customers',
      review: 'Review required',
      draft: 'Draft of the review',
      meeting: 'Meeting about it',
      publication: 'Published'
    },
    hintsOf: {
      criteria: 'One sentence that a tired person understands at once.',
      rank: '1 is the worst. It orders the board.',
      scoping: 'After the first public notice: who is affected and how far.',
      public_until: 'Counted from declaration.',
      public_later: 'Once the time above is over.',
      customers: 'Only when there is news, unless set.',
      review: 'Such an incident closes with a published review, or with a reason.',
      steps: 'After responders were done. What is over already keeps its dates.'
    },
    days: (days: number) => `${days} ${days === 1 ? 'day' : 'days'}`,
    noDay: 'nobody waits',
    always: 'always',
    same: 'unchanged',
    noneScoping: 'none',
    sentence: {
      scoping: (minutes: string) => `a scoping update within ${minutes} of the first notice`,
      every: (minutes: string) => `then every ${minutes}`,
      until: (minutes: string) => ` for ${minutes}`,
      later: (minutes: string) => `then every ${minutes}`,
      of: (severity: string, parts: string) => `${severity}: ${parts}.`
    },
    add: 'Add a severity',
    addLabel: 'Name of the severity to add',
    addPlaceholder: 'Name, such as Notice',
    newCriteria: 'Say here when it applies.',
    saved: {
      cadence: (severity: string) => `Cadence of ${severity} changed`,
      review: (severity: string) => `Review of ${severity} changed`,
      changed: (severity: string) => `${severity} changed`,
      added: (severity: string) => `${severity} is in the book`
    }
  },

  guideline: {
    name: 'Guideline',
    text: 'Questions asked while classifying. The worst answer suggests a severity; a person decides and may say why.',
    fields: { questions: 'Questions' },
    also: { questions: 'classify suggest severity answers how bad' },
    question: (number: number) => `Question ${number}`,
    answer: (number: number) => `Answer ${number}`,
    suggests: (answer: string) => `“${answer}” suggests`,
    nothing: 'says nothing',
    addAnswer: 'Add answer',
    addAnswerLabel: 'Answer to add',
    addAnswerPlaceholder: 'Another answer',
    addQuestion: 'Add question',
    addQuestionLabel: 'Question to add',
    addQuestionPlaceholder: 'Another question, such as Can they pay?',
    up: (what: string) => `Move up: ${what}`,
    down: (what: string) => `Move down: ${what}`,
    remove: (what: string) => `Remove: ${what}`,
    empty: 'No questions',
    emptyText: 'Without questions nothing is suggested, and a person alone decides how bad it is.',
    saved: {
      changed: 'Guideline changed',
      added: 'Added to the guideline',
      removed: (what: string) => `Removed: ${what}`,
      moved: 'Order of the guideline changed'
    }
  },

  checklists: {
    name: 'Roles and checklists',
    text: 'What each role has to think of, stage by stage. A change reaches lists that are issued from now on.',
    fields: { list: 'Checklists' },
    also: {
      list: 'roles duties runbook items todo incident manager communications scribe deputy executive stage condition'
    },
    role: 'Role',
    stage: 'Stage',
    count: (count: number) => (count === 1 ? '1 item' : `${count} items`),
    rows: 'Items of this list',
    item: (number: number) => `Item ${number}`,
    condition: (text: string) => `When it applies: ${text}`,
    always: 'Always',
    onlyFor: 'Only for',
    conditionHint: 'Nothing chosen means always.',
    severities: 'Severity',
    kinds: 'Kind',
    kindNames: { external: 'External', internal: 'Internal' },
    up: (text: string) => `Move up: ${text}`,
    down: (text: string) => `Move down: ${text}`,
    remove: (text: string) => `Remove: ${text}`,
    add: 'Add item',
    addLabel: 'Item to add',
    addPlaceholder: 'Another item. Several pasted lines become several items.',
    good: 'Five to nine items are read under stress.',
    few: (count: number) => `Five to nine items are read under stress. This list has ${count}.`,
    many: (count: number) => `Five to nine items are read under stress. With ${count}, some will be passed over.`,
    empty: (role: string, stage: string) => `${role} has no list in ${stage}`,
    emptyText: 'Add the first item, or leave it empty where there is nothing to think of.',
    saved: {
      changed: 'Checklist changed',
      added: (text: string) => `Added: ${text}`,
      addedMany: (count: number) => `${count} items added`,
      removed: (text: string) => `Removed: ${text}`,
      moved: 'Order of the checklist changed'
    }
  },

  nags: {
    name: 'Nags',
    text: 'What Allclear reminds of by itself. Each can be snoozed in an incident, and the snooze is recorded.',
    fields: { list: 'Nags' },
    also: { list: 'reminder notification snooze alert minutes no incident manager severity overdue revisit' },
    hints: {
      no_manager: 'After declaration.',
      no_severity: 'After declaration.',
      update_due: 'Before the update is due.',
      update_overdue: 'After the update was due.',
      not_acknowledged: 'After a role was given.',
      revisit: 'After the time set for looking again.',
      temporary_mitigation: 'After it was put in place.',
      time_call_out: 'Again and again, to the deputy.',
      span_of_control: 'More than seven people report to one.',
      approval_waiting: 'After an update was proposed.',
      not_posted: 'After an update was approved.',
      promise_due: 'Before a promise to a customer is due.',
      promise_overdue: 'After it was due.',
      answer_overdue: 'After an answer was needed.',
      action_overdue: 'After it was due, once the incident is over. For its owner and the tracker.',
      action_due: 'Before it is due, once the incident is over. For its owner and the tracker.',
      announcement: 'After it was classified as the worst severity.',
      sent_back: 'After an update was sent back.',
      answered: 'After the executives answered, to who asked.',
      review_due: 'Before a step of the review is due, to who sees to it.',
      review_overdue: 'After a step of the review was due, to who sees to it.'
    },
    atOnce: 'at once',
    minutes: (name: string) => `Minutes: ${name}`,
    saved: {
      after: (name: string) => `${name}: time changed`,
      on: (name: string) => `${name}: on`,
      off: (name: string) => `${name}: off`
    }
  },

  updates: {
    name: 'Updates',
    text: 'What each audience is told on each occasion. The words in braces are filled from the incident.',
    fields: { audience: 'Audience', occasion: 'Occasion', words: 'Words' },
    also: {
      audience: 'public customers employees executives social media',
      occasion: 'investigating identified monitoring resolved no change post-mortem',
      words: 'template variables status page update text announcement'
    },
    ours: 'As Allclear ships them. Nobody has changed them.',
    yours: 'Written here.',
    back: 'Use the shipped words again',
    brackets: 'is left out as long as something in it is not known',
    saved: (what: string) => `Words for ${what} changed`
  },

  links: {
    name: 'Links',
    text: 'How the channel and the bridge of an incident get their address when it is declared. Without a template they are entered by hand.',
    fields: { channel: 'Channel', bridge: 'Bridge' },
    also: { channel: 'chat slack teams url template room', bridge: 'video call zoom meet conference url template' },
    hints: {
      channel: 'A name or an address.',
      bridge: 'An address with https:// or a number as tel:+…'
    },
    placeholders: { channel: '#inc-{id}-{slug}', bridge: 'https://meet.example.com/inc-{id}' },
    holes: [
      ['{id}', 'the letters of the incident’s number'],
      ['{slug}', 'the title in small letters with hyphens']
    ] as const,
    holesTitle: 'Filled in',
    example: (title: string) => `For “${title}”`,
    exampleTitle: 'Checkout fails for cards',
    exampleId: 'a3f9',
    noTemplate: 'Nothing; entered by hand.',
    saved: { changed: (name: string) => `${name}: template changed`, cleared: (name: string) => `${name}: no template` }
  },

  fields: {
    name: 'Custom fields',
    text: 'What your company wants to know of an incident beyond what Allclear asks.',
    fields: { list: 'Custom fields', add: 'Add a field' },
    also: { list: 'metadata attributes properties options', add: 'new field' },
    empty: 'No custom fields',
    emptyText: 'Add one if a report needs it, such as the vendor involved. Each field is one more thing to fill in.',
    addLabel: 'Name of the field to add',
    addPlaceholder: 'Name, such as Vendor',
    add: 'Add field',
    fieldsOf: { name: 'Name', takes: 'Takes', options: 'Options', on: 'In use' },
    hintsOf: {
      options: 'One a line.',
      on: 'Off, it is no longer asked for. Values that were entered stay.'
    },
    types: { text: 'Text', number: 'Number', time: 'Time', choice: 'One of a list', flag: 'Yes or no' },
    firstOption: 'Other',
    optionCount: (count: number) => (count === 1 ? '1 option' : `${count} options`),
    off: 'Off',
    onOff: (name: string) => `In use: ${name}`,
    saved: {
      added: (name: string) => `${name} is asked for from now on`,
      changed: (name: string) => `${name} changed`,
      on: (name: string) => `${name} is asked for`,
      off: (name: string) => `${name} is no longer asked for`
    }
  }
};
