/** What is asked of action items, by their priority. */
export const words = {
  name: 'Action items',
  text: 'What has to be done after incidents: by when, and how long it may take. The action items, their ages and the management review go by this.',
  fields: { list: 'Limits of action items' },
  also: { list: 'due date priority high medium low sla days limit overdue ageing' },
  priorities: { high: 'High', medium: 'Medium', low: 'Low' },
  due: (priority: string) => `${priority} priority: due`,
  limit: (priority: string) => `${priority} priority: may take`,
  limitHint: 'From the day on which it is raised, whatever date is set since.',
  rules: { now: 'At once', required: 'By a date', open: 'Without a date' },
  dueHints: {
    now: 'Due on the day on which it is raised, unless somebody sets a date.',
    required: 'Somebody has to set a date before the review ends.',
    open: 'Whenever it is done, unless somebody sets a date.'
  },
  days: (days: number) => `${days} ${days === 1 ? 'day' : 'days'}`,
  saved: (priority: string) => `Limits changed: ${priority} priority`
};
