import { grouped } from './number';
export const words = {
  title: 'Board',
  filters: 'Filters',
  all: 'All',
  mine: 'Mine',
  reviewsDue: 'Reviews due',
  reviewsLate: (late: number) => `${grouped(late)} late`,
  steps: { draft: 'Draft', meeting: 'Meeting', publication: 'Publication' },
  stepOf: (label: string, step: string) => `${label}, ${step.toLowerCase()} of the review`,
  filter: 'Filter by text, person, service',
  sort: 'Sort',
  view: 'View',
  views: { list: 'List', columns: 'Columns' },
  sorts: { urgency: 'Urgency', age: 'Newest', severity: 'Severity', title: 'Title' },
  sortHints: {
    urgency: 'Overdue first, then severity, then age',
    age: 'Newest first',
    severity: 'Worst first',
    title: 'A to Z'
  },

  cards: 'Most pressing',
  list: 'All incidents',
  columns: {
    severity: 'Severity',
    id: 'ID',
    title: 'Title',
    stage: 'Stage',
    manager: 'Incident Manager',
    services: 'Services',
    customers: 'Customers',
    lasting: 'Lasting',
    due: 'Next update'
  },
  groups: {
    active: 'Active',
    review: 'In review and follow up',
    closed: 'Closed'
  },
  groupHints: {
    active: 'responders are at it',
    review: 'waiting for people, not for a fix',
    closed: 'over'
  },
  newest: (shown: number) => `newest ${shown} shown, / finds older ones`,
  stageHints: {
    detect: 'something looks wrong',
    create: 'who joins, where',
    classify: 'how bad',
    troubleshoot: 'find the cause',
    resolve: 'mitigate, then fix',
    review: 'learn',
    follow_up: 'finish the actions'
  },
  emptyColumn: 'Nothing here',
  vacant: 'None',
  update: 'Update',
  employees: 'Employees',
  customers: (count: number) => (count === 1 ? '1 customer' : `${grouped(count)} customers`),
  number: (count: number) => grouped(count),
  lastingSince: 'Impact so far',
  openSince: 'Open so far',
  lasted: 'Impact lasted',
  peekAt: (label: string) => `Peek at ${label}`,

  none: 'No active incidents',
  noneEver: 'Nothing has happened yet. A drill shows how it works, and is kept apart from the real thing.',
  lastOne: (label: string, title: string, ago: string) => `Last one: ${label}, ${title}, ${ago}.`,
  declare: 'Declare',
  drill: 'Run a drill',
  findsAll: 'finds everything',
  showsKeys: 'shows every key',
  noMatch: 'Nothing matches',
  noMatchText: 'No incident has these words and filters.',
  clear: 'Show all',

  newRows: (count: number) => `${count} new`,
  showNew: 'Show what is new',
  stale: (age: string) => `The board could not be read. What you see is from ${age}.`,
  unread: 'The board could not be read',
  retry: 'Try again',
  loading: 'Reading the board',

  classified: (label: string, severity: string) => `${label} is ${severity}.`,

  keys: {
    group: 'Board',
    down: 'Next incident',
    up: 'Previous incident',
    right: 'Next column',
    left: 'Previous column',
    open: 'Open the selected incident',
    peek: 'Peek at the selected incident',
    filter: 'Filter the board',
    reviews: 'Only what has a review due',
    list: 'Show the board as a list',
    columns: 'Show the board in columns',
    classify: (severity: string) => `Classify the selected incident as ${severity}`
  },
  hints: {
    keys: 'Keys',
    move: 'move',
    open: 'open',
    peek: 'peek',
    severity: 'severity',
    filter: 'filter',
    to: 'to'
  },

  facts: {
    open: 'Open',
    stage: 'Stage',
    kind: 'Kind',
    manager: 'Incident Manager',
    services: 'Services',
    customers: 'Customers affected',
    opened: 'Declared',
    impact: 'Impact since',
    mitigated: 'Mitigated',
    resolved: 'Resolved',
    next: 'Next update',
    to: (audience: string) => `to ${audience}`,
    notKnown: 'Not known',
    torn: 'Two people changed this at once. Open it to settle which value holds.'
  }
};
