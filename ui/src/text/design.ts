export const words = {
  product: 'Allclear',
  close: 'Close',
  dismiss: 'Dismiss',
  undo: 'Undo',
  overdue: 'Overdue',
  messages: 'Messages',
  listKeys: 'Lists',
  notCopied: 'It could not be copied. Select it here and copy it by hand.',

  nothingDue: (what: string) => `${what}: none promised`,
  dueIn: (what: string, left: string) => `${what} due in ${left}`,
  overdueBy: (what: string, late: string) => `${what} overdue by ${late}`
};
