const incidents = (count: number) => (count === 0 ? 'no incidents' : count === 1 ? '1 incident' : `${count} incidents`);

export const words = {
  fields: { workspaces: 'Workspaces on this laptop' },
  hints: {
    workspaces: 'One is open at a time. The others lie here as they are, and meet their hub again once they are opened.'
  },
  also: { workspaces: 'switch change company team other join another copy incidents' },
  open: 'Open now',
  at: (hub: string | null, count: number) => `${hub ?? 'Only on this laptop'}, ${incidents(count)}`,
  switch: 'Open',
  switchTo: (name: string) => `Open ${name}`,
  switching: 'Opening…',
  copy: 'Copy incidents here…',
  copyOf: (name: string) => `Copy incidents here from ${name}`,
  whatIsCopied:
    'Copying imports each incident that is neither private nor a drill: title, severity, services, times, tags, and its whole page with the timeline as a note. You see all of it before anything is written.',
  join: 'Join another…',
  joinLabel: 'Invitation',
  placeholder: 'allclear://join?hub=…',
  joinNow: 'Join',
  joining: 'Joining…',
  cancel: 'Cancel'
};
