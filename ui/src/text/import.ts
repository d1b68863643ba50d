import { grouped } from './number';
const count = (number: number, what: string) => `${grouped(number)} ${what}${number === 1 ? '' : 's'}`;

/** What is said of the first rows of any file. */
export const firstRows = {
  preview: 'First rows',
  previewOf: (taken: number, of: number) =>
    of === 0
      ? 'The file has no rows.'
      : taken === of
        ? `All of the first ${of} would be taken.`
        : `${taken} of the first ${of} would be taken.`,
  taken: 'Would be taken',
  refused: 'Would not be taken'
};

export const words = {
  title: 'Import past incidents',
  steps: 'Steps',
  stepNames: { choose: 'Choose a file', map: 'Say what the columns mean', run: 'Take over', report: 'Report' },

  choose: {
    title: 'Bring in what happened before',
    text: 'A list of past incidents from another system: CSV with any separator, JSON Lines, or a JSON array. You see every row that would not fit before anything is written.',
    button: 'Choose a file…',
    reading: 'Reading the file…',
    limits: 'Up to 64 MiB. The file stays on this laptop.',
    facts: [
      'Importing the same file again takes only what is new.',
      'A row is taken whole or not at all, and each row that is not taken is reported with the reason.',
      'Dates without a zone are read in the one you choose.'
    ]
  },

  map: {
    another: 'Another file…',
    run: 'Import',
    columns: 'Columns',
    columnsHint: 'Guessed from the names and what stands in the first rows. Correct what is wrong.',
    none: 'Not in this file',
    names: {
      title: 'Title',
      external_id: 'Id in the other system',
      severity: 'Severity',
      affected: 'Affected services',
      started: 'Started',
      ended: 'Ended',
      detected: 'Detected',
      resolved: 'Whether it is over',
      kind: 'External or internal',
      body: 'Text',
      tags: 'Tags',
      source: 'Source system'
    },
    hints: {
      title: 'Rows without one are not taken.',
      external_id: 'Prevents duplicates.'
    },
    severities: 'Severity words',
    severitiesHint: 'What their words mean in yours.',
    word: (word: string) => `“${word}” means`,
    noSeverity: 'No severity',
    dates: 'Dates and source',
    zone: 'Zone of dates without one',
    zoneHint: (mine: string) => `Dates that carry a zone keep it. Yours is ${mine}.`,
    noZone: 'UTC',
    sourceName: 'Name of the source',
    sourceHint: 'Together with the id it tells whether an incident is here already.',
    ...firstRows,
    formats: {
      json_lines: 'JSON Lines',
      json_array: 'JSON array',
      comma: 'CSV',
      semicolon: 'CSV with semicolons',
      tab: 'Tab-separated',
      bar: 'Table with bars'
    },
    heads: {
      row: 'Row',
      title: 'Title',
      severity: 'Severity',
      services: 'Services',
      started: 'Started, UTC',
      ended: 'Ended, UTC',
      stage: 'Stage'
    },
    stages: { closed: 'Closed', follow_up: 'Follow up' },
    noTitle: 'No title',
    nothing: '–'
  },

  run: {
    title: 'Taking over…',
    of: (name: string) => `From ${name}`,
    percent: (part: number) => `${part} %`,
    stop: 'Stop',
    stopping: 'Stopping…',
    stays: 'You can go on working. Stopping keeps what was taken until then.'
  },

  report: {
    done: (taken: number) => (taken === 0 ? 'Nothing new was taken' : `${count(taken, 'incident')} taken`),
    stopped: (taken: number) => `Stopped after ${count(taken, 'incident')}`,
    board: 'Go to the board',
    another: 'Import another file',
    save: 'Save report as CSV',
    saved: (name: string) => `${name} saved`,
    list: 'Rows of the report',
    refused: 'Not taken',
    known: 'Already here',
    remarks: 'To know',
    row: 'Row',
    rowOf: (row: number) => `Row ${row}`,
    noTitle: 'No title',
    open: 'Open',
    allTaken: 'Every row was taken.',
    noneKnown: 'No row was here before.',
    noRemarks: 'Nothing to know about the rows that were taken.'
  },

  services: {
    title: (number: number) =>
      number === 1 ? '1 service is not in the book' : `${number} services are not in the book`,
    text: 'The incidents name them already. In the book they get an owner, and can be chosen for the next incident.',
    list: 'Services to add',
    add: (number: number) => `Add ${count(number, 'service')}`,
    adding: (done: number, of: number) => `Adding ${done} of ${of}…`,
    all: 'All',
    none: 'None',
    added: (number: number) => `${count(number, 'service')} added to the book`,
    inBook: (number: number) => `${count(number, 'service')} added. Give them an owner in Settings, Services.`
  }
};
