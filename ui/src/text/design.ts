export const close = 'Close';
export const dismiss = 'Dismiss';
export const undo = 'Undo';
export const overdue = 'Overdue';
export const messages = 'Messages';
export const listKeys = 'Lists';

export const nothingDue = (what: string) => `${what}: none promised`;
export const dueIn = (what: string, left: string) => `${what} due in ${left}`;
export const overdueBy = (what: string, late: string) => `${what} overdue by ${late}`;
