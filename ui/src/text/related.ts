/** Past incidents that are like one. */
export const words = {
  title: 'Seen before',
  none: 'No past incident is like this one.',
  failed: 'Past incidents cannot be looked at.',
  retry: 'Try again',
  helped: (what: string[]) => `Helped: ${what.join('; ')}`,
  reviewed: 'Review published',
  open: (label: string, title: string) => `Open ${label}, ${title}`
};
