import { firstRows } from './import';

/** Customers of the book, and their import. */
const many = (n: number, what: string) => `${n.toLocaleString('en-GB')} ${what}${n === 1 ? '' : 's'}`;

export const words = {
  name: 'Customers',
  text: 'Whom an outage may hurt, how to reach them, and how fast they are to hear from us.',
  fields: { list: 'Customers', import: 'Import a list of customers' },
  also: { list: 'accounts clients companies tier contact', import: 'csv file table crm upload' },
  find: 'Find a customer',
  none: 'No customers yet',
  noneText: 'Import the list of another system, or add them one by one in an incident.',
  noneMatch: (text: string) => `No customer called “${text}”.`,
  first: 'The first 10,000 by name. Type to find others.',
  left: 'Left',
  within: 'answer within',
  span: (minutes: number) => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`),
  import: 'Import a list',
  importText:
    'A CSV or JSON file with a row for each customer; you say which column is what. What it leaves empty stays as it is here, so it can be imported again.',
  meaning: {
    name: 'Name',
    tier: 'Tier',
    arr: 'ARR band',
    answer_within: 'Answer within',
    contact: 'Contact',
    phone: 'Phone',
    email: 'E-mail',
    owner: 'Who of us knows them'
  },
  hints: { name: 'Rows without one are not taken.', answer_within: '30, 30 min, 4 h or 1 day.' },
  columns: (file: string) => `Columns of ${file}`,
  noColumn: 'Not in this file',
  row: 'Line',
  nothing: '–',
  noTitle: 'No name',
  ...firstRows,
  notReady: 'Choose the column that holds the names of the customers.',
  start: 'Import',
  cancel: 'Choose another file',
  running: 'Importing customers',
  stays: 'What is written stays, also when you stop.',
  percent: (n: number) => `${n} %`,
  stop: 'Stop',
  stopping: 'Stopping…',
  added: (n: number) => `${many(n, 'customer')} added.`,
  changed: (n: number) => `${many(n, 'customer')} changed.`,
  unchanged: (n: number) => `${many(n, 'customer')} already here just so.`,
  notTaken: (n: number) => `${many(n, 'row')} not taken:`,
  stopped: 'The import was stopped before the end of the file. Import it again for the rest.',
  line: (row: number) => `Line ${row}`,
  more: (n: number) => `and ${n.toLocaleString('en-GB')} more, all in the table`,
  save: 'Save as a table',
  saved: (name: string) => `Saved as ${name}`
};
