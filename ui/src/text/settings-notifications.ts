export const words = {
  name: 'Notifications',
  text: 'What may interrupt you on this laptop. Everything stands in the inbox in any case, and an incident in which you hold a role always reaches you, as does what is yours to do.',
  fields: { which: 'Incidents', drills: 'Drills', hours: 'Quiet hours', test: 'Try it' },
  hints: {
    which: 'Yours are those in which you hold a role.',
    drills: 'Off, a drill is silent unless you hold a role in it.',
    hours: 'Every day, in your time zone: only incidents in which you hold a role.',
    test: 'Shows a notification as this desktop shows it.'
  },
  also: {
    which: 'all mine only interrupt ring notify',
    drills: 'exercise practice notify silent',
    hours: 'do not disturb dnd night sleep silent mute snooze',
    test: 'test page me popup desktop'
  },
  which: { all: 'All', mine: 'Only mine' },
  from: 'Quiet from',
  to: 'to',
  until: 'Quiet until',
  show: 'Show a notification',
  shown: 'A notification was shown. If you did not see it, look at what your desktop allows Allclear.',
  saved: {
    which: { all: 'All incidents notify you', mine: 'Only your incidents notify you' },
    drills: (on: boolean) => (on ? 'Drills notify you' : 'Drills are silent'),
    hours: (from: string, until: string) => `Quiet from ${from} to ${until}`,
    noHours: 'No quiet hours'
  }
};
