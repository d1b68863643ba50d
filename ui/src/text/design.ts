export const words = {
  keys: 'Keys',
  product: 'Allclear',
  close: 'Close',
  dismiss: 'Dismiss',
  undo: 'Undo',
  overdue: 'Overdue',
  messages: 'Messages',
  now: 'now',
  whenHint: 'Empty means now. If it was earlier: 14:05 or 5 min ago.',
  listKeys: 'Lists',
  notCopied: 'It could not be copied. Select it here and copy it by hand.',

  nothingDue: (what: string) => `${what}: none promised`,
  dueIn: (what: string, left: string) => `${what} due in ${left}`,
  overdueBy: (what: string, late: string) => `${what} overdue by ${late}`
};
